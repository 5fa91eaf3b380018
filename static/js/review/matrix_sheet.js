// A picture as it is worked on: its questions side by side, and a line for each distinct trigger, which knows neither the
// page nor the network; and the table that shows it, in the same file, since a page asks for twelve at most.

import { sameWork } from "../keeping/keeping.js";
import { Sheet, tidy } from "./sheet.js";

/** A sentence with its {names} filled in. */
export const fill = (template, values) => template.replace(/\{(\w+)\}/gu, (whole, name) => values[name] ?? whole);

/** What two texts have in common that say the same. */
export const sameText = (text) => tidy(text).toLowerCase().replace(/\.+$/u, "");

/** What a trigger is to a question: "open", "accept", "edit", "add", "reject", "contradicts" or "none". */
export function stateOf({ row, contradicts }) {
  if (contradicts) return "contradicts";
  if (!row) return "none";
  return row.action || (row.trigger ? "open" : "add");
}

/** The rows by which a line serves questions, those that nobody has decided on among them. */
export const serving = (line) => line.cells.map((cell) => cell.row).filter((row) => row && row.action !== "reject");

export class PictureSheet {
  constructor(data) {
    const { id, version, picture, perspectives } = data;
    Object.assign(this, { id, version, picture, perspectives, seconds: data.seconds || 0 });
    this.parts = perspectives.map((one) => new Sheet({ ...one, rounds: [], working: {} }));
    this.unanswered = []; // works that were sent and perhaps arrived
    this.restore(data.working);
    this.base = this.working(); // what the server has, as far as is known
  }

  /** What it takes to make the sheet again. */
  data() {
    const { id, version, seconds, picture, perspectives } = this;
    return { id, version, seconds, picture, perspectives, working: this.working() };
  }

  restore(working) {
    for (const part of this.parts) part.restore(working?.reviews?.[part.id]);
  }

  working() {
    return { reviews: Object.fromEntries(this.parts.map((part) => [part.id, part.working()])) };
  }

  /** Whether the server's work is only ours whose answer got lost: then its version is taken, and true returned. */
  recognise({ version, working }) {
    const kept = new PictureSheet({ ...this.data(), working }).working();
    if (![this.working(), ...this.unanswered].some((own) => sameWork(own, kept))) return false;
    Object.assign(this, { version, base: kept });
    return true;
  }

  /** Take over what another window saved. */
  follow(version, working) {
    this.restore(working);
    Object.assign(this, { version, base: this.working() });
  }

  /** The distinct triggers in the order of the questions: [{key, text, cells}], a cell {row, contradicts} a question. */
  get lines() {
    const lines = new Map();
    const lineOf = (text, key = sameText(text)) => {
      if (!lines.has(key)) lines.set(key, { key, text, cells: this.parts.map(() => ({ row: null, contradicts: false })) });
      return lines.get(key);
    };
    this.parts.forEach((part, column) => {
      for (const row of part.rows) {
        const cell = lineOf(row.text, sameText(row.text) || row.key).cells[column];
        if (!cell.row || cell.row.action === "reject") cell.row = row;
      }
    });
    this.parts.forEach((part, column) => {
      for (const text of part.contradicts) lineOf(text).cells[column].contradicts = true;
    });
    return [...lines.values()];
  }

  // What one decides; each takes a line and the number of a question, or the line alone

  serve(line, column) {
    const part = this.parts[column];
    const { row } = line.cells[column];
    this.withdraw(line, column);
    if (!row) this.addTo(column, line.text, reasonOf(line));
    else if (row.trigger && sameText(row.trigger.text) === line.key) part.accept(row);
    else if (row.trigger) part.write(row, line.text);
  }

  contradict(line, column) {
    const { row, contradicts } = line.cells[column];
    if (contradicts) {
      this.clear(line, column);
      return;
    }
    if (row) this.parts[column].reject(row, "irrelevant"); // what the draft took for a reason is none
    this.parts[column].contradicts = [...this.parts[column].contradicts, line.text];
  }

  reject(line, column, reason) {
    const { row } = line.cells[column];
    this.withdraw(line, column);
    if (row) this.parts[column].reject(row, reason);
  }

  clear(line, column) {
    const { row } = line.cells[column];
    this.withdraw(line, column);
    if (row) this.parts[column].clear(row);
  }

  withdraw(line, column) {
    const part = this.parts[column];
    part.contradicts = part.contradicts.filter((text) => sameText(text) !== line.key);
    line.cells[column].contradicts = false;
  }

  /** Accept it for every question it was drafted for. */
  acceptAll(line) {
    line.cells.forEach(({ row }, column) => row?.trigger && !row.action && this.serve(line, column));
  }

  rejectAll(line, reason) {
    line.cells.forEach(({ row }, column) => row && row.action !== "reject" && this.reject(line, column, reason));
  }

  /** New words for every question it serves; returns the key under which the line is found from then on. */
  write(line, text) {
    const words = tidy(text);
    line.cells.forEach(({ row }, column) => {
      if (row?.action === "reject") row.text = words; // which keeps it in the line
      else if (row) this.parts[column].write(row, words);
    });
    for (const part of this.parts) {
      part.contradicts = part.contradicts.map((old) => (sameText(old) === line.key ? words : old));
    }
    return sameText(words);
  }

  addTo(column, text, reason) {
    const row = this.parts[column].add();
    this.parts[column].write(row, text);
    Object.assign(row, { action: "add", reason });
  }

  /** A new line that is being written, for one question; its row. */
  start(column) {
    return this.parts[column].add();
  }

  /** What is not there: a line whose writing was given up. */
  giveUp(line) {
    line.cells.forEach(({ row }, column) => {
      if (!row) return;
      row.typing = null;
      if (!row.trigger && !row.text) this.parts[column].drop(row);
    });
  }

  /** Why a question (column -1: every one) is flagged; empty where it is not. */
  flagOf(column) {
    const flags = this.flaggable(column).map((part) => part.flag);
    return flags.every((flag) => flag === flags[0]) ? flags[0] : "";
  }

  setFlag(column, reason) {
    for (const part of this.flaggable(column)) part.flag = reason;
  }

  flaggable(column) {
    return column < 0 ? this.parts : [this.parts[column]];
  }

  get rows() {
    return this.parts.flatMap((part) => part.rows);
  }

  decidedCount() {
    return this.rows.filter((row) => row.action).length;
  }

  /** Why it cannot be submitted even if the rest is accepted: {word, question, trigger}, or null. */
  problem() {
    for (const part of this.parts) {
      const found = part.problem();
      if (found) return { word: found.word, question: part.sample.question, trigger: found.row?.text ?? "" };
    }
    const alone = this.lines.find((line) => line.cells.some((cell) => cell.contradicts) && !serving(line).length);
    return alone ? { word: "alone", question: "", trigger: alone.text } : null;
  }
}

/** Why the draft of one question lacks what another one's has: it was missed, unless the person said otherwise. */
function reasonOf(line) {
  return serving(line).find((row) => row.action === "add")?.reason || "seen_but_missed";
}

// The table of a whole picture: a line for each trigger, a column for each question, and which cell is at hand.

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
