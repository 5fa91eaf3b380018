// The preferences page: a key is chosen by pressing it, and two actions that want the same key are shown at once.

const form = document.querySelector("[data-preferences]");
const fields = [...form.querySelectorAll("input[data-key]")];
const NAMES = { " ": form.dataset.space };
const NOT_CHOSEN = ["Tab", "Escape", "Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Unidentified", "Dead"];

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.isComposing || NOT_CHOSEN.includes(event.key)) return;
  event.preventDefault();
  event.target.value = NAMES[event.key] ?? event.key;
  event.target.select();
  showClashes();
}

function showClashes() {
  const values = fields.map((field) => field.value);
  const isTwice = (value) => value && values.filter((other) => other === value).length > 1;
  for (const field of fields) field.toggleAttribute("data-clash", Boolean(isTwice(field.value)));
  form.querySelector("[data-clashes]").hidden = !values.some(isTwice);
}

for (const field of fields) {
  field.addEventListener("keydown", onKey);
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", showClashes);
}

form.addEventListener("submit", () => {
  try {
    localStorage.removeItem("theme"); // what is chosen here counts, not what this browser was switched to before
  } catch {
    // storage may be blocked: then nothing was chosen before
  }
});
