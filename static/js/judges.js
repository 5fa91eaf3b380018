// Shows only those fields of the form that the chosen judge and its engine read; without this script all are shown.

function isRead(input, judge, engine) {
  const ofJudge = !input.dataset.judges || input.dataset.judges.split(" ").includes(judge);
  return ofJudge && (!input.dataset.engines || input.dataset.engines.split(" ").includes(engine));
}

function showFieldsOf(form) {
  const { judge, engine } = form.elements;
  for (const input of form.querySelectorAll("[data-judges]")) {
    input.closest(".field").hidden = !isRead(input, judge.value, engine.value);
  }
}

for (const form of document.querySelectorAll("[data-judge-form]")) {
  form.addEventListener("change", () => showFieldsOf(form));
  showFieldsOf(form);
}
