// The screen of a whole picture: triggers down, questions across. Cells are worked with the arrows and single keys, which
// act while the table has the focus; everything is kept as on the review screen, and submitted at once.

import { Failure, Journal, Keeper, Sender, ask } from "../keeping/keeping.js";
import { Tabs } from "../keeping/tabs.js";
import { Viewer } from "./controls.js";
import { PictureSheet, fill, sameText, serving, stateOf } from "./matrix_sheet.js";

const HEARTBEAT = 30000;
const IDLE_AFTER = 60000; // time without any input does not count as work
const APART = ["./matrix_choosing.js", "./matrix_merging.js", "./evidence.js", "../keeping/signing_in.js"]; // needed without a network too
const APART_AFTER = 2000;
const INPUTS = ["pointermove", "pointerdown", "keydown", "wheel"];
const SIGNS = { open: "○", accept: "✓", edit: "✓", add: "✓", reject: "✕", contradicts: "≠", none: "–" };
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const KEYS = {
  a: "accept", x: "contradict", r: "reject", e: "edit", n: "add", p: "point", Backspace: "clear", Delete: "clear",
  Enter: "choose", " ": "choose", g: "guidelines", "?": "legend", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out",
  "0": "fit", "[": "turn-left", "]": "turn-right", b: "brighter", B: "darker",
};
const read = (id) => JSON.parse(document.getElementById(id).textContent);

class Matrix {
  constructor(root) {
    this.root = root;
    this.setting = read("matrix-setting");
    this.words = read("matrix-words");
    this.marks = read("matrix-marks");
    this.grid = this.part("grid");
    this.at = { key: null, line: 0, column: -1 }; // the trigger itself is column -1
    this.queue = Promise.resolve();
    const people = `${this.setting.user}:pictures`; // apart from single reviews
    this.journal = new Journal(people);
    this.viewer = new Viewer(this.part("viewer"));
    this.keeper = new Keeper({
      address: this.setting.addresses.save,
      journal: this.journal,
      told: (state) => this.tell(state),
      failed: (failure) => this.solve(failure),
      saved: (sheet) => this.tabs.tell("saved", sheet.id, { version: sheet.version, working: sheet.base }),
    });
    this.sender = new Sender({ addresses: this.setting.addresses, journal: this.journal, desk: this });
    this.tabs = new Tabs(people, (kind, id, facts) => this.hear(kind, id, facts));
    ask.headers = { "X-Reviewer": String(this.setting.user) };
    this.worked = Date.now();
  }

  part(name) {
    return this.root.querySelector(`[data-part=${name}]`);
  }

  async start() {
    await this.journal.open();
    const data = read("matrix-sheet");
    const left = await this.sender.takeLeftovers((data) => new PictureSheet(data));
    if (left.some(({ sheet }) => sheet.id === data.id)) this.root.dataset.state = "loading";
    else this.show(new PictureSheet(data));
    for (const parcel of left) this.inTurn(() => this.sender.send(parcel));
    for (const name of INPUTS) addEventListener(name, () => this.tick(), { passive: true });
    setInterval(() => this.beat(), HEARTBEAT);
    setTimeout(() => APART.forEach((path) => import(path).catch(() => {})), APART_AFTER);
    if (this.marks.length) this.pointingAt((pointing) => pointing.show());
  }

  inTurn(work) {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  // Showing

  show(sheet) {
    this.sheet = sheet;
    this.root.dataset.state = "working";
    this.tell("saved");
    this.keeper.open(sheet);
    this.tabs.look(sheet.id);
    this.render({ focus: false });
  }

  render({ focus = true } = {}) {
    const { sheet } = this;
    this.lines = sheet.lines;
    const found = this.lines.findIndex((line) => line.key === this.at.key);
    this.at.line = Math.max(0, Math.min(found < 0 ? this.at.line : found, this.lines.length - 1));
    this.at.key = this.line?.key;
    this.grid.querySelector("[data-lines]").replaceChildren(...this.lines.map((line, index) => this.lineNode(line, index)));
    const values = { done: sheet.decidedCount(), count: sheet.rows.length };
    this.part("decided").textContent = fill(this.words.decided, values);
    const at = this.cellAt();
    if (at) at.tabIndex = 0;
    if (focus) this.focus();
  }

  get line() {
    return this.lines[this.at.line];
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
    const typed = this.typedIn(line);
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
    return this.grid.querySelector(`[data-line="${this.at.line}"] > [data-column="${this.at.column}"]`);
  }

  focus() {
    for (const cell of this.grid.querySelectorAll("[tabindex='0']")) cell.tabIndex = -1;
    const cell = this.cellAt();
    if (!cell) return;
    cell.tabIndex = 0;
    (cell.querySelector("textarea") || cell).focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.pointing?.show();
  }

  // Writing a trigger

  /** The row in which the words of a line are being written; what is half written is kept like anything else. */
  typedIn(line) {
    return line.cells.map((cell) => cell.row).find((row) => row && row.typing !== null);
  }

  editor(line, row) {
    const area = document.createElement("textarea");
    Object.assign(area, { value: row.typing, rows: 2, maxLength: 1000, ariaLabel: this.words.new_trigger });
    area.addEventListener("input", () => {
      row.typing = area.value;
      this.changed({ render: false });
    });
    area.addEventListener("keydown", (event) => {
      if (event.isComposing || event.shiftKey || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") this.decide(() => this.sheet.giveUp(line));
      else this.commit(line);
    });
    return area;
  }

  commit(line) {
    const row = this.typedIn(line);
    const text = row.typing;
    if (!sameText(text)) {
      this.say(this.words.problem.nothing_typed, "warn");
      return;
    }
    const isNew = !row.trigger && !row.reason;
    row.typing = null;
    this.at.key = this.sheet.write(line, text);
    this.changed();
    if (isNew) this.choosing(({ chooseWhyAdded }) => chooseWhyAdded(this, row));
  }

  edit() {
    const row = serving(this.line)[0];
    if (!row) return;
    row.typing ??= row.text;
    this.at.column = -1;
    this.changed();
  }

  add() {
    const row = this.sheet.start(Math.max(0, this.at.column));
    Object.assign(this.at, { key: row.key, column: -1 });
    this.changed();
  }

  // What one can do

  act(name) {
    if (this.viewer.do(name)) return;
    const { at, line, sheet } = this;
    const isOne = at.column >= 0; // and not the trigger itself
    const deeds = {
      accept: () => this.decide(() => (isOne ? sheet.serve(line, at.column) : sheet.acceptAll(line))),
      contradict: () => isOne && this.decide(() => sheet.contradict(line, at.column)),
      clear: () => isOne && this.decide(() => sheet.clear(line, at.column)),
      reject: () => this.choosing(({ chooseWhyRejected }) => chooseWhyRejected(this, line, at.column)),
      choose: () => this.choosing(({ chooseFor }) => chooseFor(this, line, at.column)),
      edit: () => this.edit(),
      add: () => this.add(),
      point: () => this.pointingAt((pointing) => pointing.point(line)),
      submit: () => this.submit(),
      guidelines: () => this.toggleGuidelines(),
      legend: () => this.part("legend").showModal(),
      "sign-in": () => import("../keeping/signing_in.js").then(({ signIn }) => signIn(this)),
    };
    const always = ["submit", "guidelines", "legend", "sign-in"];
    if (sheet && (line || name === "add" || always.includes(name))) deeds[name]?.();
  }

  choosing = (deed) => import("./matrix_choosing.js").then(deed);
  pointingAt = (deed) => import("./evidence.js").then(({ pointingOf }) => deed(pointingOf(this, serving)));

  decide(change) {
    change();
    this.changed();
  }

  go([down, across]) {
    const line = this.at.line + down;
    const column = this.at.column + across;
    if (line < 0 || line >= this.lines.length || column < -1 || column >= this.sheet.parts.length) return;
    this.at = { line, column, key: this.lines[line].key };
    this.focus();
  }

  toggleGuidelines() {
    const panel = this.part("guidelines");
    panel.hidden = !panel.hidden;
    if (panel.hidden) this.focus();
    else panel.focus();
  }

  changed({ render = true } = {}) {
    this.say("");
    this.tick();
    this.keeper.touch();
    if (render) this.render();
  }

  tick() {
    const now = Date.now();
    if (this.sheet) this.sheet.seconds += Math.min(now - this.worked, IDLE_AFTER) / 1000;
    this.worked = now;
  }

  tell(state) {
    const line = this.part("state");
    line.dataset.state = state;
    line.querySelector("[data-words]").textContent = this.words.state[state];
    this.part("sign-in").hidden = state !== "signed_out";
  }

  say(sentence, kind = "info") {
    const notice = this.part("notice");
    notice.className = `notice ${kind}`;
    notice.textContent = sentence;
    notice.hidden = !sentence;
  }

  // Going on

  submit() {
    const { sheet } = this;
    if (!sheet || this.root.dataset.state !== "working") return;
    const open = this.lines.find((line) => this.typedIn(line));
    if (open) {
      this.commit(open);
      return;
    }
    const unexplained = sheet.rows.find((row) => !row.trigger && !row.action);
    if (unexplained) {
      this.choosing(({ chooseWhyAdded }) => chooseWhyAdded(this, unexplained));
      return;
    }
    const problem = sheet.problem();
    if (problem) {
      this.say(fill(this.words.problem[problem.word], problem), "warn");
      return;
    }
    this.tick();
    const work = { working: sheet.working(), accept_rest: true };
    const send = this.sender.take(sheet, "submit", work, this.keeper.release(sheet));
    this.root.dataset.state = "loading";
    this.say("");
    this.tell("sending");
    this.inTurn(send);
  }

  /** What a submit asks for beside its own work: nothing. */
  wants() {}

  async arrived({ sheet }, answer) {
    this.tabs.tell("ended", sheet.id);
    if (sheet.id !== read("matrix-sheet").id) return;
    this.tell("submitted");
    await this.journal.writing; // that it arrived is known on the disk too
    location.assign(answer.next ?? this.setting.addresses.after);
  }

  /** The server refused: the picture comes back with the reason; nothing in it is lost. */
  bringBack({ sheet }, failure) {
    if (sheet.id !== read("matrix-sheet").id) return;
    this.show(sheet);
    if (failure.kind === "conflict") this.solve(failure);
    else this.say(failure.message, "bad");
    this.tell("refused");
  }

  /** What only a person can solve: a conflict shows both works, anything else says its sentence. */
  solve(failure) {
    if (failure.kind !== "conflict") {
      this.say(failure.message, "bad");
      this.tell("refused");
      return;
    }
    this.tell("conflict");
    import("./matrix_merging.js").then(({ merge }) => merge(this, failure.body.server));
  }

  hear(kind, id, { version, working } = {}) {
    this.part("elsewhere").hidden = !this.tabs.isShared;
    const { sheet } = this;
    if (sheet?.id !== id || this.keeper.dirty || this.keeper.under) return;
    if (kind === "saved" && version > sheet.version) {
      sheet.follow(version, working);
      this.render({ focus: false });
    } else if (kind === "ended") {
      this.root.dataset.state = "loading";
      this.say(this.words.elsewhere);
    }
  }

  async beat() {
    if (!this.sheet) return;
    const reviews = this.sheet.parts.map((part) => part.id);
    const idle = Math.round((Date.now() - this.worked) / 1000);
    const address = this.setting.addresses.heartbeat.replace("/0/", `/${this.sheet.id}/`);
    const answer = await ask("POST", address, { reviews, idle }).catch((failure) => failure);
    if (answer instanceof Failure) return;
    if (answer.lost.length && idle * 1000 < IDLE_AFTER) this.keeper.touch(); // take it again, or hear whose it is
    else if (answer.more > answer.lost.length) this.say(this.words.more);
  }
}

function onKey(matrix, event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) matrix.act("submit");
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea")) return;
  const isOurs = matrix.grid.contains(event.target) || matrix.viewer.stage.contains(event.target);
  if (!isOurs || (event.repeat && !ARROWS[event.key])) return;
  if (ARROWS[event.key] && matrix.grid.contains(event.target)) matrix.go(ARROWS[event.key]);
  else if (KEYS[event.key]) matrix.act(KEYS[event.key]);
  else return;
  event.preventDefault();
}

/** However the focus came to a cell, that is the one at hand. */
function onFocus(matrix, event) {
  const cell = event.target.closest("[data-lines] [data-column]");
  if (!cell) return;
  const line = Number(cell.parentElement.dataset.line);
  Object.assign(matrix.at, { line, column: Number(cell.dataset.column), key: matrix.lines[line].key });
}

function onClick(matrix, event) {
  const does = event.target.closest("[data-act]");
  if (does) matrix.act(does.dataset.act);
  else if (event.target.closest("[data-lines] [data-column]") && !event.target.matches("textarea")) matrix.act("choose");
}

const matrix = new Matrix(document.getElementById("desk"));
document.addEventListener("keydown", (event) => onKey(matrix, event));
matrix.grid.addEventListener("focusin", (event) => onFocus(matrix, event));
matrix.root.addEventListener("click", (event) => onClick(matrix, event));
for (const close of matrix.root.querySelectorAll("dialog [data-close]")) {
  close.addEventListener("click", () => close.closest("dialog").close());
}
for (const dialog of matrix.root.querySelectorAll("dialog")) dialog.addEventListener("close", () => matrix.focus());
matrix.start().then(() => (matrix.root.dataset.ready = "true"));
