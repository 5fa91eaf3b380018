// A picture as it is worked on: its questions side by side, and a line for each distinct trigger. Nothing here knows the
// page or the network.

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
