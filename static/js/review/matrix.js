// The screen of a whole picture: triggers down, questions across. Cells are worked with the arrows and single keys, which
// act while the table has the focus; everything is kept as on the review screen, and submitted at once.

import { Failure, Journal, Keeper, Sender, ask } from "../keeping/keeping.js";
import { Viewer, speaking } from "./controls.js";
import { Grid, PictureSheet, fill, serving, typedIn } from "./matrix_sheet.js";

const HEARTBEAT = 30000;
const IDLE_AFTER = 60000; // time without any input does not count as work
// Needed without a network too
const APART = ["./matrix_choosing.js", "./matrix_leaving.js", "./matrix_merging.js", "./evidence.js", "../keeping/signing_in.js"];
const APART_AFTER = 2000;
const INPUTS = ["pointermove", "pointerdown", "keydown", "wheel"];
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const read = (id) => JSON.parse(document.getElementById(id).textContent);

class Matrix {
  constructor(root) {
    this.root = root;
    this.setting = read("matrix-setting");
    this.words = read("matrix-words");
    this.marks = read("matrix-marks");
    this.grid = new Grid(this);
    this.queue = Promise.resolve();
    this.people = `${this.setting.user}:pictures`; // apart from single reviews
    this.tabs = null; // the other ones are asked for a moment later
    this.journal = new Journal(this.people);
    this.viewer = new Viewer(this.part("viewer"));
    this.keeper = new Keeper({
      address: this.setting.addresses.save,
      journal: this.journal,
      told: (state) => this.tell(state),
      failed: (failure) => this.solve(failure),
      saved: (sheet) => this.tabs?.tell("saved", sheet.id, { version: sheet.version, working: sheet.base }),
    });
    this.sender = new Sender({ addresses: this.setting.addresses, journal: this.journal, desk: this });
    ask.headers = { "X-Reviewer": String(this.setting.user) };
    this.worked = Date.now();
  }

  part(name) {
    return this.root.querySelector(`[data-part=${name}]`);
  }

  async start() {
    await this.journal.open();
    const data = read("matrix-sheet");
    const left = this.sender.takeLeftovers((data) => new PictureSheet(data));
    if (left.some(({ sheet }) => sheet.id === data.id)) this.root.dataset.state = "loading";
    else this.show(new PictureSheet(data));
    for (const parcel of left) this.inTurn(() => this.sender.send(parcel));
    for (const name of INPUTS) addEventListener(name, () => this.tick(), { passive: true });
    setInterval(() => this.beat(), HEARTBEAT);
    setTimeout(() => this.fetchApart(), APART_AFTER);
    if (this.marks.length) this.pointingAt((pointing) => pointing.show());
  }

  /** What the page did not have to wait for. */
  async fetchApart() {
    const tabs = import("../keeping/tabs.js").then(({ Tabs }) => this.meet(Tabs));
    const guiding = import("./guiding.js").then(({ begin }) => begin(this));
    await Promise.allSettled([tabs, guiding, ...APART.map((path) => import(path))]);
    this.root.dataset.equipped = "true";
  }

  meet(Tabs) {
    this.tabs = new Tabs(this.people, (kind, id, facts) => this.hear(kind, id, facts));
    if (this.sheet) this.tabs.look(this.sheet.id);
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
    this.tabs?.look(sheet.id);
    this.render({ focus: false });
  }

  render({ focus = true } = {}) {
    const { sheet } = this;
    this.grid.render({ focus });
    const values = { done: sheet.decidedCount(), count: sheet.rows.length };
    this.part("decided").textContent = fill(this.words.decided, values);
  }

  get line() {
    return this.grid.line;
  }

  focus() {
    this.grid.focus();
  }

  // What one can do

  act(name) {
    if (this.viewer.do(name)) return;
    const { line, sheet } = this;
    const { column } = this.grid.at;
    const isOne = column >= 0; // and not the trigger itself
    const ofLine = {
      accept: () => this.decide(() => (isOne ? sheet.serve(line, column) : sheet.acceptAll(line))),
      contradict: () => isOne && this.decide(() => sheet.contradict(line, column)),
      clear: () => isOne && this.decide(() => sheet.clear(line, column)),
      reject: () => this.choosing(({ chooseWhyRejected }) => chooseWhyRejected(this, line, column)),
      choose: () => this.choosing(({ chooseFor }) => chooseFor(this, line, column)),
      edit: () => this.grid.edit(),
      point: () => this.pointingAt((pointing) => pointing.point(line)),
    };
    const always = {
      add: () => this.grid.add(),
      submit: () => this.submit(),
      skip: () => this.leaving(({ askWhySkipped }) => askWhySkipped(this)),
      "look-away": () => this.leaving(({ skipFor }) => skipFor(this, "upsetting", "")),
      flag: () => this.leaving(({ flag }) => flag(this, column)),
      undo: () => this.leaving(({ undo }) => undo(this)),
      guidelines: () => this.toggleGuidelines(),
      legend: () => this.part("legend").showModal(),
      "sign-in": () => import("../keeping/signing_in.js").then(({ signIn }) => signIn(this)),
    };
    if (sheet) (always[name] ?? (line && ofLine[name]))?.();
  }

  choosing = (deed) => import("./matrix_choosing.js").then(deed);
  leaving = (deed) => this.root.dataset.state === "working" && import("./matrix_leaving.js").then(deed);
  pointingAt = (deed) => import("./evidence.js").then(({ pointingOf }) => deed(pointingOf(this, serving)));

  decide(change) {
    change();
    this.changed();
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

  // Going on

  submit() {
    const { sheet } = this;
    if (!sheet || this.root.dataset.state !== "working") return;
    const open = this.grid.lines.find(typedIn);
    if (open) {
      this.grid.commit(open);
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
    this.leave("submit", { working: sheet.working(), accept_rest: true });
  }

  /** End the picture this way; what follows comes with the answer. */
  leave(way, work) {
    const { sheet } = this;
    this.tick();
    const send = this.sender.take(sheet, way, work, this.keeper.release(sheet));
    this.root.dataset.state = "loading";
    this.say("");
    this.tell("sending");
    this.inTurn(send);
  }

  /** What a submit asks for beside its own work: nothing. */
  wants() {}

  async arrived({ sheet, way }, answer) {
    this.tabs?.tell("ended", sheet.id);
    if (sheet.id !== read("matrix-sheet").id) return;
    this.tell(way === "submit" ? "submitted" : "skipped");
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

Object.assign(Matrix.prototype, speaking);

/** The keys are the person's own: review/keys.py says what each does here. */
function onKey(matrix, event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) matrix.act("submit");
  const altGraph = event.getModifierState("AltGraph"); // how some keyboards write [ and ]
  if ((!altGraph && (event.ctrlKey || event.metaKey || event.altKey)) || event.target.matches("textarea")) return;
  const { keys, single_keys: singleKeysAct } = matrix.setting;
  const isInGrid = matrix.grid.table.contains(event.target);
  const isOurs = isInGrid || matrix.viewer.stage.contains(event.target);
  if (!isOurs || (event.repeat && !ARROWS[event.key]) || (event.key.length === 1 && !singleKeysAct)) return;
  if (ARROWS[event.key] && isInGrid) matrix.grid.go(ARROWS[event.key]);
  else if (keys[event.key]) matrix.act(keys[event.key]);
  else return;
  event.preventDefault();
}

function onClick(matrix, event) {
  const does = event.target.closest("[data-act]");
  if (does) matrix.act(does.dataset.act);
  else if (event.target.closest("[data-lines] [data-column]") && !event.target.matches("textarea")) matrix.act("choose");
}

const matrix = new Matrix(document.getElementById("desk"));
document.addEventListener("keydown", (event) => onKey(matrix, event));
matrix.grid.table.addEventListener("focusin", (event) => matrix.grid.hold(event.target));
matrix.root.addEventListener("click", (event) => onClick(matrix, event));
for (const close of matrix.root.querySelectorAll("dialog [data-close]")) {
  close.addEventListener("click", () => close.closest("dialog").close());
}
for (const dialog of matrix.root.querySelectorAll("dialog")) dialog.addEventListener("close", () => matrix.focus());
matrix.start().then(() => (matrix.root.dataset.ready = "true"));
