// Keys of the calibration page: each button names its key; without this script the buttons do the same.

let sent = false;

function buttonOf(key) {
  return document.querySelector(`button[data-key="${CSS.escape(key.toLowerCase())}"]`);
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=hidden]), select, textarea");
  if (sent || typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  const button = buttonOf(event.key);
  if (!button) return;
  event.preventDefault();
  sent = true; // a second key while the next pair loads would decide a pair that nobody has seen
  button.click();
});

window.addEventListener("pageshow", () => { sent = false; });
