// The reviewers' triggers of one sample in groups: what is decided about each, and how they stand on the screen with who
// said what.

import { freshId, sameWork } from "../keeping/keeping.js";

export const fill = (text, facts) => text.replace(/\{(\w+)\}/gu, (_whole, name) => facts[name] ?? "");

const plain = (text) => text.trim().replace(/\s+/gu, " ").toLowerCase().replace(/\.+$/u, "");

function rowOf({ sources, text = "", decision = "", reason = "", note = "", typing = null, id }) {
  const own = sources.length ? undefined : (id ?? freshId()); // by which two windows know an added row for the same
  return { sources, text, decision, reason, note, typing, id: own };
}

/** One sample on the desk: its groups as rows, each with what is decided about it. */
export class Sheet {
  constructor({ working, ...facts }) {
    Object.assign(this, facts, { facts });
    this.byId = new Map(this.triggers.map((trigger) => [trigger.id, trigger]));
    this.unanswered = []; // works that were sent and perhaps arrived
    this.restore(working);
    this.base = this.working(); // what the server has, as far as is known
  }

  /** What it takes to make the sheet again. */
  data() {
    const { version, seconds } = this;
    return { ...this.facts, version, seconds, working: this.working() };
  }

  proposed({ sources, text, is_agreed: isAgreed }) {
    return rowOf({ sources, text, decision: isAgreed ? "keep" : "" });
  }

  /** Take up kept work; triggers that came since stand in rows of their own, those that went are left out. */
  restore({ rows = this.groups.map((group) => this.proposed(group)) } = {}) {
    const left = new Set(this.byId.keys());
    const known = (row) => (row.sources || []).filter((id) => left.delete(id));
    this.rows = rows.map((row) => rowOf({ ...row, sources: known(row) }));
    this.rows = this.rows.filter((row) => row.sources.length || row.decision === "add");
    for (const id of left) this.rows.push(this.proposed({ sources: [id], text: this.byId.get(id).text }));
  }

  working() {
    const rows = this.rows.map(({ typing, ...row }) => (typing === null ? { ...row } : { ...row, typing }));
    return { rows };
  }

  /** Whether the server's work is only ours whose answer got lost: then its version is taken, and true returned. */
  recognise({ version, working }) {
    const kept = new Sheet({ ...this.data(), working }).working();
    if (![this.working(), ...this.unanswered].some((own) => sameWork(own, kept))) return false;
    Object.assign(this, { version, base: kept });
    return true;
  }

  /** Take over what another window saved. */
  follow(version, working) {
    this.restore(working);
    Object.assign(this, { version, base: this.working() });
  }

  add() {
    this.rows.push(rowOf({ sources: [], decision: "add", typing: "" }));
    return this.rows.length - 1;
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
    const unexplained = this.rows.findIndex((row) => row.decision === "add" && !row.reason);
    if (unexplained >= 0) return { name: "unexplained", facts: {}, row: unexplained };
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
    Object.assign(row, { decision: "keep", reason: "", text: row.text || joined.text, typing: null });
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

  /** Where in the picture the reviewers saw it: a mark with the letter of each who pointed. */
  marks(row) {
    const triggers = (row?.sources ?? []).map((id) => this.byId.get(id)).filter((trigger) => trigger.evidence);
    return triggers.map(({ evidence, reviewer }) => ({ place: evidence, name: this.reviewers[reviewer].name }));
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

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

export class Groups {
  constructor(list, { words, desk }) {
    Object.assign(this, { list, words, desk, selected: 0 });
    this.template = document.getElementById("group-template").content.firstElementChild;
    list.addEventListener("click", (event) => this.onClick(event));
    list.addEventListener("focusin", (event) => this.onFocus(event));
  }

  get sheet() {
    return this.desk.current;
  }

  get row() {
    return this.sheet?.rows[this.selected];
  }

  open() {
    const first = this.sheet.rows.findIndex((row) => !row.decision);
    const { scrollHeight, clientHeight } = this.list.parentElement;
    this.selected = Math.max(0, first);
    this.render({ scroll: scrollHeight > clientHeight }); // a small screen begins with the picture
  }

  render({ focus = true, scroll = true } = {}) {
    this.list.replaceChildren(...this.sheet.rows.map((row, place) => this.drawn(row, place)));
    this.select(this.selected, { focus, scroll });
  }

  drawn(row, place) {
    const item = this.template.cloneNode(true);
    const state = this.sheet.state(row);
    item.dataset.place = place;
    item.dataset.state = { keep: "accept", merge: "accept", drop: "reject" }[state] || state;
    item.querySelector("[data-number]").textContent = place + 1;
    item.querySelector("[data-text]").textContent = row.text;
    item.querySelector("[data-state-word]").textContent = this.stateWords(row);
    item.querySelector("[data-does=split]").hidden = row.sources.length < 2;
    item.setAttribute("aria-label", fill(this.words.row.of, { number: place + 1, count: this.sheet.rows.length }));
    item.querySelector("[data-said]").append(...this.said(row));
    if (row.typing !== null) item.querySelector("[data-text]").replaceWith(this.editor(row, item));
    return item;
  }

  /** A row and what is decided about it, in words. */
  describe(row) {
    return `${row.typing ?? row.text} (${this.stateWords(row)})`;
  }

  stateWords(row) {
    const reasons = Object.fromEntries([...this.desk.setting.drop_reasons, ...this.desk.setting.add_reasons]);
    return this.words.row[this.sheet.state(row)] + (row.reason ? `: ${reasons[row.reason]}` : "");
  }

  said(row) {
    if (!row.sources.length) return [element("li", "soft", this.words.said.silent)];
    return this.alike(this.sheet.said(row)).map(({ names, triggers, rejections }) => {
      const item = element("li", "said");
      const people = element("span", "said-names");
      people.append(...names.map((name) => element("span", "said-name", name)));
      item.append(people);
      const lines = [
        ...triggers.map((trigger) => this.stated(trigger, row)),
        ...rejections.map((one) => element("span", "said-rejected", fill(this.words.said.reject, one))),
      ];
      const silence = element("span", "soft", this.words.said.nothing);
      const body = element("span", "said-lines");
      body.append(...(lines.length ? lines : [silence]));
      item.append(body);
      return item;
    });
  }

  /** Reviewers who say the very same stand in one line. */
  alike(said) {
    const lines = new Map();
    for (const { reviewer, triggers, rejections } of said) {
      const facts = [triggers.map(({ text, action, draft, reason }) => [text, action, draft, reason]), rejections.map(({ text, reason }) => [text, reason])];
      const line = lines.get(JSON.stringify(facts));
      if (line) line.names.push(reviewer.name);
      else lines.set(JSON.stringify(facts), { names: [reviewer.name], triggers, rejections });
    }
    return [...lines.values()];
  }

  /** A reviewer's trigger as a button that takes over its words. */
  stated(trigger, row) {
    const button = element("button", "said-text", trigger.text);
    Object.assign(button, { type: "button", tabIndex: -1 });
    button.dataset.wording = trigger.id;
    button.setAttribute("aria-pressed", String(trigger.text === row.text));
    const how = this.words.said[trigger.action];
    const line = element("span", "said-line");
    line.append(button, element("span", "soft small", how ? ` ${fill(how, trigger)}` : ""));
    return line;
  }

  mark() {
    for (const item of this.list.children) item.classList.toggle("selected", Number(item.dataset.place) === this.selected);
    if (!this.layer && !this.sheet.marks(this.row).length) return;
    import("../review/evidence.js").then(({ Layer }) => {
      this.layer ??= new Layer(this.desk.viewer);
      if (this.sheet) this.layer.show(this.sheet.picture, this.sheet.marks(this.row));
    }, () => {}); // the words stand beside the picture without it
  }

  select(place, { focus = true, scroll = true } = {}) {
    this.selected = Math.min(Math.max(0, place), this.sheet.rows.length - 1);
    this.mark();
    const item = this.list.children[this.selected];
    if (focus) (item?.querySelector("textarea") ?? item)?.focus({ preventScroll: true });
    if (focus && scroll) item?.scrollIntoView({ block: "nearest" });
  }

  onFocus(event) {
    const item = event.target.closest("[data-place]");
    if (!item || Number(item.dataset.place) === this.selected) return;
    this.selected = Number(item.dataset.place);
    this.mark();
  }

  onClick(event) {
    const item = event.target.closest("[data-place]");
    if (!item || event.target.closest("textarea")) return;
    this.select(Number(item.dataset.place), { scroll: false });
    const wording = event.target.closest("[data-wording]");
    if (wording) this.desk.deciding.word(this.sheet.byId.get(Number(wording.dataset.wording)).text);
    const does = event.target.closest("[data-does]")?.dataset.does;
    if (does) this.desk.act(does);
  }

  /** The field in which the text of a row is written; what is half written is kept like anything else. */
  editor(row, item) {
    const field = element("textarea", "group-editor");
    Object.assign(field, { value: row.typing, rows: 1, ariaLabel: item.querySelector("[data-text]").dataset.label });
    field.addEventListener("input", () => {
      row.typing = field.value;
      this.desk.changed({ render: false });
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") this.desk.deciding.giveUp(row);
      else if (this.desk.deciding.commit(row)) this.desk.deciding.askWhyAdded(row);
    });
    return field;
  }
}
