// One review as it is worked on: its rows and their decisions. Nothing here knows the page or the network.

import { freshId, sameWork } from "../keeping/keeping.js";

export const LONGEST_TEXT = 1000;

function rowOf(trigger, kept = {}) {
  const id = trigger ? undefined : (kept.id ?? freshId()); // by which two windows know an added row for the same
  return {
    key: trigger ? `t${trigger.id}` : id,
    id,
    trigger,
    action: kept.action || "",
    text: kept.text ?? trigger?.text ?? "",
    reason: kept.reason || "",
    note: kept.note || "",
    factor: kept.factor ?? trigger?.factor ?? "",
    category: kept.category ?? trigger?.category ?? "",
    explicit: kept.explicit ?? trigger?.explicit ?? null,
    evidence: kept.evidence ?? null,
    typing: kept.typing ?? null,
    choosing: kept.choosing ?? {}, // kinds chosen in an open editor
  };
}

export const tidy = (text) => text.split(/\s+/u).filter(Boolean).join(" ");

export class Sheet {
  constructor(data) {
    Object.assign(this, { id: data.id, version: data.version, seconds: data.seconds || 0 });
    Object.assign(this, { sample: data.sample, picture: data.picture, draft: data.draft, rounds: data.rounds });
    Object.assign(this, { triggers: data.triggers, blind: Boolean(data.blind) });
    this.unanswered = []; // works that were sent and perhaps arrived
    this.restore(data.working);
    this.base = this.working(); // what the server has, as far as is known
  }

  /** What it takes to make the sheet again. */
  data() {
    const { id, version, seconds, sample, picture, draft, rounds, triggers, blind } = this;
    return { id, version, seconds, sample, picture, draft, rounds, triggers, blind, working: this.working() };
  }

  /** Take the rows of kept work; drafted triggers that it does not name come last. */
  restore(working = {}) {
    const byId = new Map(this.triggers.map((trigger) => [trigger.id, trigger]));
    this.rows = [];
    for (const kept of working.rows || []) {
      const trigger = byId.get(kept.trigger) || null;
      if (kept.trigger != null && !trigger) continue;
      if (trigger) byId.delete(kept.trigger);
      this.rows.push(rowOf(trigger, kept));
    }
    for (const trigger of byId.values()) this.rows.push(rowOf(trigger));
    this.flag = working.flag || "";
    this.rejectedRounds = new Set(working.rejected_rounds || []);
    this.contradicts = working.contradicts || []; // written on the screen of the whole picture, kept by the others
  }

  working() {
    const rows = this.rows.map(({ trigger, action, text, reason, note, factor, category, explicit, ...open }) => {
      const row = { trigger: trigger?.id ?? null, action, text, reason, note, factor, category, explicit, id: open.id };
      if (open.evidence) row.evidence = open.evidence;
      return open.typing === null ? row : { ...row, typing: open.typing, choosing: open.choosing };
    });
    const work = { rows, flag: this.flag, rejected_rounds: [...this.rejectedRounds].sort((one, other) => one - other) };
    return this.contradicts.length ? { ...work, contradicts: this.contradicts } : work;
  }

  /** Whether the server's work is only ours whose answer got lost: then its version is taken, and true returned. */
  recognise({ version, working }) {
    const asKept = Object.assign(Object.create(Sheet.prototype), { triggers: this.triggers });
    asKept.restore(working);
    if (![this.working(), ...this.unanswered].some((own) => sameWork(own, asKept.working()))) return false;
    Object.assign(this, { version, base: asKept.working() });
    return true;
  }

  /** Take over what another window saved. */
  follow(version, working) {
    this.restore(working);
    Object.assign(this, { version, base: this.working() });
  }

  /** The draft comes beside the rows that were written before it. */
  reveal({ version, draft, rounds, triggers, working }) {
    const own = this.working();
    Object.assign(this, { draft, rounds, triggers, blind: false });
    this.follow(version, working);
    this.restore(own);
  }

  row(key) {
    return this.rows.find((row) => row.key === key);
  }

  /** An answer of the draft's own questioning is wrong, or is not after all. */
  toggleRound(position) {
    if (!this.rejectedRounds.delete(position)) this.rejectedRounds.add(position);
  }

  /** Whether the row rests on an answer that was rejected. */
  isDoubtful(row) {
    return Boolean(row.trigger?.rounds.some((position) => this.rejectedRounds.has(position)));
  }

  accept(row) {
    if (row.trigger) Object.assign(row, { action: "accept", text: row.trigger.text, reason: "" });
  }

  reject(row, reason) {
    if (row.trigger) Object.assign(row, { action: "reject", text: row.trigger.text, reason });
    else this.drop(row);
  }

  /** The row's own words; words that equal the draft's are an acceptance. */
  write(row, text, kind = {}) {
    const words = tidy(text);
    Object.assign(row, kind, { typing: null, text: words });
    if (row.explicit === false) row.evidence = null; // what is implied is nowhere to be seen
    if (row.trigger) Object.assign(row, { action: words === row.trigger.text ? "accept" : "edit", reason: "" });
  }

  add() {
    const row = rowOf(null);
    row.typing = "";
    this.rows.push(row);
    return row;
  }

  drop(row) {
    this.rows.splice(this.rows.indexOf(row), 1);
  }

  /** Back to no decision, in the words and kinds of the draft. */
  clear(row) {
    if (row.trigger) Object.assign(row, rowOf(row.trigger));
    else this.drop(row);
  }

  /** Move by one place; false at the ends. */
  move(row, step) {
    const from = this.rows.indexOf(row);
    const to = from + step;
    if (to < 0 || to >= this.rows.length) return false;
    this.rows.splice(from, 1);
    this.rows.splice(to, 0, row);
    return true;
  }

  decidedCount() {
    return this.rows.filter((row) => row.action).length;
  }

  /** Why it cannot be submitted even if the rest is accepted: {word, row, first, second}, or null. */
  problem() {
    const doubtful = this.rows.find((row) => !row.action && this.isDoubtful(row));
    if (doubtful) return { word: "doubtful", row: doubtful };
    const seen = new Map();
    for (const [index, row] of this.rows.entries()) {
      if (row.action === "reject") continue;
      const key = row.text.toLowerCase().replace(/\.+$/u, "");
      if (seen.has(key)) return { word: "same", row, first: seen.get(key) + 1, second: index + 1 };
      seen.set(key, index);
    }
    return seen.size ? null : { word: "empty", row: this.rows[0] };
  }
}

/** The longest common run of words: [{kind: "same" | "removed" | "added", text}], neighbours of a kind joined. */
export function wordDifference(before, after) {
  const [old, young] = [before, after].map((text) => text.split(/\s+/u).filter(Boolean));
  const lengths = commonLengths(old, young);
  const pieces = [];
  const push = (kind, word) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += ` ${word}`;
    else pieces.push({ kind, text: word });
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      push("same", old[i]);
      i += 1;
      j += 1;
    } else if (i < old.length && (j === young.length || lengths[i + 1][j] >= lengths[i][j + 1])) {
      push("removed", old[i]);
      i += 1;
    } else {
      push("added", young[j]);
      j += 1;
    }
  }
  return pieces;
}

function commonLengths(old, young) {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array(young.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      lengths[i][j] = old[i] === young[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}
