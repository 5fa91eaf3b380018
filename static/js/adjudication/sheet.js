// One sample on the desk: the reviewers' triggers in groups, and what is decided about each group.

const plain = (text) => text.trim().replace(/\s+/gu, " ").toLowerCase().replace(/\.+$/u, "");

export class Sheet {
  constructor({ working, ...facts }) {
    Object.assign(this, facts, { clientId: crypto.randomUUID() });
    this.byId = new Map(this.triggers.map((trigger) => [trigger.id, trigger]));
    const rows = working.rows || this.groups.map((group) => this.proposed(group));
    this.restore({ rows });
  }

  proposed({ sources, text, is_agreed: isAgreed }) {
    return { sources, text, decision: isAgreed ? "keep" : "", reason: "", note: "" };
  }

  /** Take up kept work; triggers that came since stand in rows of their own, those that went are left out. */
  restore(working) {
    const left = new Set(this.byId.keys());
    const known = (row) => (row.sources || []).filter((id) => left.delete(id));
    this.rows = (working.rows || []).map((row) => ({ ...row, sources: known(row) }));
    this.rows = this.rows.filter((row) => row.sources.length || row.decision === "add");
    for (const id of left) this.rows.push(this.proposed({ sources: [id], text: this.byId.get(id).text }));
  }

  working() {
    return { rows: this.rows.map(({ sources, text, decision, reason, note }) => ({ sources, text, decision, reason, note })) };
  }

  /** What became of a row, in one word: the server finds the same from its text. */
  state(row) {
    if (row.decision !== "keep") return row.decision || "open";
    const wordings = new Set(row.sources.map((id) => this.byId.get(id).text));
    if (!wordings.has(row.text)) return "edit";
    return wordings.size === 1 ? "keep" : "merge";
  }

  decidedCount() {
    return this.rows.filter((row) => row.decision).length;
  }

  /** The first thing that keeps it from being submitted: its name, the numbers it speaks of, the row. */
  problem() {
    const undecided = this.rows.findIndex((row) => !row.decision);
    if (undecided >= 0) return { name: "undecided", facts: { number: undecided + 1 }, row: undecided };
    const seen = new Map();
    for (const [place, row] of this.rows.entries()) {
      if (row.decision === "drop") continue;
      const first = seen.get(plain(row.text));
      if (first) return { name: "same", facts: { first, second: place + 1 }, row: place };
      seen.set(plain(row.text), place + 1);
    }
    return seen.size ? null : { name: "empty", facts: {}, row: 0 };
  }

  merge(place, other) {
    const [row, joined] = [this.rows[place], this.rows[other]];
    row.sources = [...row.sources, ...joined.sources];
    Object.assign(row, { decision: "keep", reason: "", text: row.text || joined.text });
    this.rows.splice(other, 1);
    return this.rows.indexOf(row);
  }

  /** Each trigger of the group in a row of its own, undecided. */
  split(place) {
    const apart = this.rows[place].sources.map((id) => this.proposed({ sources: [id], text: this.byId.get(id).text }));
    this.rows.splice(place, 1, ...apart);
  }

  /** The next wording among those of the group's triggers. */
  nextWording(row) {
    const wordings = [...new Set(row.sources.map((id) => this.byId.get(id).text))];
    return wordings[(wordings.indexOf(row.text) + 1) % wordings.length];
  }

  /** What each reviewer said of the group: their triggers in it, else what they rejected of its draft, else nothing. */
  said(row) {
    const triggers = row.sources.map((id) => this.byId.get(id));
    const drafted = new Set(triggers.map((trigger) => trigger.drafted).filter(Boolean));
    return this.reviewers.map((reviewer, place) => ({
      reviewer,
      triggers: triggers.filter((trigger) => trigger.reviewer === place),
      rejections: this.rejections.filter((one) => one.reviewer === place && drafted.has(one.drafted)),
    }));
  }
}
