// The guidelines are new to this person: shown once, until they say that they have read them. Fetched where they are.

/** Open the dialog; where the server cannot be told now, it is shown again next time. */
export function show(dialog) {
  const form = dialog.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const options = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true };
    fetch(form.action, options).catch(() => {});
    dialog.close();
  });
  dialog.showModal();
}
