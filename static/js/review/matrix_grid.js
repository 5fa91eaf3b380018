// The table of a whole picture: a line for each trigger, a column for each question, and which cell is at hand.

import { sameText, serving, stateOf } from "./matrix_sheet.js";

const SIGNS = { open: "○", accept: "✓", edit: "✓", add: "✓", reject: "✕", contradicts: "≠", none: "–" };

export class Grid {
  constructor(matrix) {
    Object.assign(this, { matrix, table: matrix.part("grid"), words: matrix.words, lines: [] });
    this.at = { key: null, line: 0, column: -1 }; // the trigger itself is column -1
  }

  get line() {
    return this.lines[this.at.line];
  }

  render({ focus = true } = {}) {
    const { sheet } = this.matrix;
    this.lines = sheet.lines;
    const found = this.lines.findIndex((line) => line.key === this.at.key);
    this.at.line = Math.max(0, Math.min(found < 0 ? this.at.line : found, this.lines.length - 1));
    this.at.key = this.line?.key;
    this.table.querySelector("[data-lines]").replaceChildren(...this.lines.map((line, index) => this.lineNode(line, index)));
    for (const badge of this.table.querySelectorAll("thead [data-flagged]")) {
      const { flag } = sheet.parts[badge.closest("th").dataset.column];
      Object.assign(badge, { hidden: !flag, title: flag });
    }
    const at = this.cellAt();
    if (at) at.tabIndex = 0;
    if (focus) this.focus();
  }

  lineNode(line, index) {
    const node = document.createElement("tr");
    node.dataset.line = index;
    node.append(this.headNode(line), ...line.cells.map((cell, column) => this.cellNode(cell, column)));
    return node;
  }

  headNode(line) {
    const head = document.createElement("th");
    Object.assign(head, { scope: "row", tabIndex: -1 });
    Object.assign(head.dataset, { column: -1, state: serving(line).length ? "serving" : "not" });
    const typed = typedIn(line);
    if (typed) head.append(this.editor(line, typed));
    else head.textContent = line.text;
    return head;
  }

  cellNode(cell, column) {
    const node = document.createElement("td");
    const state = stateOf(cell);
    node.tabIndex = -1;
    Object.assign(node.dataset, { column, state });
    const sign = Object.assign(document.createElement("span"), { className: "sign", textContent: SIGNS[state] });
    sign.setAttribute("aria-hidden", "true");
    const word = Object.assign(document.createElement("span"), { textContent: this.words.cell[state] });
    word.className = state === "none" ? "visually-hidden" : "word";
    node.append(sign, word);
    return node;
  }

  cellAt() {
    return this.table.querySelector(`[data-line="${this.at.line}"] > [data-column="${this.at.column}"]`);
  }

  focus() {
    for (const cell of this.table.querySelectorAll("[tabindex='0']")) cell.tabIndex = -1;
    const cell = this.cellAt();
    if (!cell) return;
    cell.tabIndex = 0;
    (cell.querySelector("textarea") || cell).focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.matrix.pointing?.show();
  }

  go([down, across]) {
    const line = this.at.line + down;
    const column = this.at.column + across;
    if (line < 0 || line >= this.lines.length || column < -1 || column >= this.matrix.sheet.parts.length) return;
    this.at = { line, column, key: this.lines[line].key };
    this.focus();
  }

  /** However the focus came to a cell, that is the one at hand. */
  hold(element) {
    const cell = element.closest("[data-lines] [data-column]");
    if (!cell) return;
    const line = Number(cell.parentElement.dataset.line);
    Object.assign(this.at, { line, column: Number(cell.dataset.column), key: this.lines[line].key });
  }

  // Writing a trigger

  editor(line, row) {
    const { matrix } = this;
    const area = document.createElement("textarea");
    Object.assign(area, { value: row.typing, rows: 2, maxLength: 1000, ariaLabel: this.words.new_trigger });
    area.addEventListener("input", () => {
      row.typing = area.value;
      matrix.changed({ render: false });
    });
    area.addEventListener("keydown", (event) => {
      if (event.isComposing || event.shiftKey || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") matrix.decide(() => matrix.sheet.giveUp(line));
      else this.commit(line);
    });
    return area;
  }

  commit(line) {
    const { matrix } = this;
    const row = typedIn(line);
    const text = row.typing;
    if (!sameText(text)) {
      matrix.say(this.words.problem.nothing_typed, "warn");
      return;
    }
    const isNew = !row.trigger && !row.reason;
    row.typing = null;
    this.at.key = matrix.sheet.write(line, text);
    matrix.changed();
    if (isNew) matrix.choosing(({ chooseWhyAdded }) => chooseWhyAdded(matrix, row));
  }

  edit() {
    const row = serving(this.line)[0];
    if (!row) return;
    row.typing ??= row.text;
    this.at.column = -1;
    this.matrix.changed();
  }

  add() {
    const row = this.matrix.sheet.start(Math.max(0, this.at.column));
    Object.assign(this.at, { key: row.key, column: -1 });
    this.matrix.changed();
  }
}

/** The row in which the words of a line are being written; what is half written is kept like anything else. */
export function typedIn(line) {
  return line.cells.map((cell) => cell.row).find((row) => row && row.typing !== null);
}
