// Shows only those fields of the form that the chosen judge reads; without this script all are shown.

function showFieldsOf(form) {
  const judge = form.elements.judge.value;
  for (const input of form.querySelectorAll("[data-judges]")) {
    input.closest(".field").hidden = !input.dataset.judges.split(" ").includes(judge);
  }
}

for (const form of document.querySelectorAll("[data-judge-form]")) {
  form.elements.judge.addEventListener("change", () => showFieldsOf(form));
  showFieldsOf(form);
}
