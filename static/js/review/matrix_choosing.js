// What can be chosen for a cell of the matrix, by touch, mouse or number; and the reasons that a decision asks for. Fetched
// when it is first needed.

import { fill } from "./matrix_sheet.js";

/** Show the choices [[words, deed]] under a title. */
function choose(matrix, title, choices) {
  const dialog = matrix.part("choose");
  dialog.querySelector("h2").textContent = title;
  const buttons = choices.map(([words, deed], index) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const number = Object.assign(document.createElement("kbd"), { textContent: index + 1 });
    button.append(number, Object.assign(document.createElement("span"), { textContent: words }));
    button.addEventListener("click", () => {
      dialog.close();
      deed();
    });
    return button;
  });
  dialog.querySelector("[data-choices]").replaceChildren(...buttons);
  dialog.onkeydown = (event) => {
    const chosen = buttons[event.key - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  };
  dialog.showModal();
}

export function chooseFor(matrix, line, column) {
  if (column < 0) chooseForLine(matrix, line);
  else chooseForCell(matrix, line, column);
}

function chooseForCell(matrix, line, column) {
  const { choice } = matrix.words;
  const { question } = matrix.sheet.parts[column].sample;
  const { row, contradicts } = line.cells[column];
  const choices = [
    [choice.serves, () => matrix.act("accept")],
    [contradicts ? choice.clear : choice.contradicts, () => matrix.act("contradict")],
  ];
  if (row?.trigger && row.action !== "reject") choices.push([choice.rejects, () => matrix.act("reject")]);
  if (row?.action && !contradicts) choices.push([choice.clear, () => matrix.act("clear")]);
  choose(matrix, fill(choice.title, { trigger: line.text, question }), choices);
}

function chooseForLine(matrix, line) {
  const { choice } = matrix.words;
  const deeds = [["serves_all", "accept"], ["edits", "edit"], ["points", "point"], ["rejects_all", "reject"]];
  const choices = deeds.map(([words, name]) => [choice[words], () => matrix.act(name)]);
  choose(matrix, fill(choice.title_all, { trigger: line.text }), choices);
}

/** Why a trigger does not serve a question, or (column -1) any that it serves; an own one just goes. */
export function chooseWhyRejected(matrix, line, column) {
  const rows = line.cells.map((cell) => cell.row).filter((row, index) => row && (column < 0 || index === column));
  const reject = (reason) =>
    matrix.decide(() => {
      if (column < 0) matrix.sheet.rejectAll(line, reason);
      else matrix.sheet.reject(line, column, reason);
    });
  if (!rows.length) return;
  if (!rows.some((row) => row.trigger)) {
    reject("");
    return;
  }
  const choices = matrix.setting.reject_reasons.map(([reason, words]) => [words, () => reject(reason)]);
  choose(matrix, fill(matrix.words.choice.reject_title, { trigger: line.text }), choices);
}

/** Why a trigger of the person's own was missing from the draft. */
export function chooseWhyAdded(matrix, row) {
  const add = (reason) => matrix.decide(() => Object.assign(row, { action: "add", reason }));
  const choices = matrix.setting.add_reasons.map(([reason, words]) => [words, () => add(reason)]);
  choose(matrix, fill(matrix.words.choice.add_title, { trigger: row.text }), choices);
}
