// Shows only those fields of the form that the chosen engine reads; without this script all are shown.

function showFieldsOf(form) {
  const engine = form.elements.engine.value;
  for (const input of form.querySelectorAll("[data-engines]")) {
    input.closest(".field").hidden = !input.dataset.engines.split(" ").includes(engine);
  }
}

for (const form of document.querySelectorAll("[data-draft-form]")) {
  form.elements.engine.addEventListener("change", () => showFieldsOf(form));
  showFieldsOf(form);
}
