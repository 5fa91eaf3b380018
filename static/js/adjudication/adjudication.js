// The desk of an adjudicator: the sample on it, the next one ready beside it, and how one goes on.

import { Failure, Journal, Keeper, Sender, ask, freshId } from "../keeping/keeping.js";
import { Viewer } from "../review/controls.js";
import { Deciding } from "./deciding.js";
import { Groups, Sheet, fill } from "./groups.js";

const HEARTBEAT = 30000;
const DOUBLE_PRESS = 350;
const AHEAD_AFTER = 700; // the first picture has the line for itself
const APART = ["./merging.js", "../keeping/signing_in.js", "../review/evidence.js"]; // not needed at the start, but without a network too
const APART_AFTER = 3000;
const IDLE_AFTER = 60000; // time without any input does not count as work
const INPUTS = ["pointermove", "pointerdown", "keydown", "wheel"];
const ENDED = { submit: "submitted", pass_on: "passed_on" }; // the state that follows a way of ending a sample
const read = (id) => JSON.parse(document.getElementById(id).textContent);

class Desk {
  constructor(root) {
    this.root = root;
    this.setting = read("settle-setting");
    this.words = read("settle-words");
    this.progress = read("settle-progress");
    this.people = `${this.setting.user}:adjudications`; // apart from reviews
    this.waiting = []; // sheets at hand, the next one first
    this.gone = null; // the sheet that somebody else has now
    this.submitAgainFrom = 0; // a key pressed twice by mistake submits no sample that nobody looked at
    this.queue = Promise.resolve();
    this.tabs = null; // the other ones are asked for a moment later
    this.journal = new Journal(this.people);
    this.viewer = new Viewer(this.part("viewer"));
    this.rows = new Groups(this.part("groups"), { words: this.words, desk: this });
    this.deciding = new Deciding(this);
    this.keeper = new Keeper({
      address: this.setting.addresses.save,
      journal: this.journal,
      told: (state) => this.tell(state === "saved" ? this.sender.trouble || state : state),
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

  address(name, id) {
    return this.setting.addresses[name].replace("/0/", `/${id}/`);
  }

  async start() {
    this.wire();
    await this.journal.open();
    const left = this.sender.takeLeftovers((data) => new Sheet(data));
    const [first, ahead] = [read("settle-sheet"), read("settle-ahead")].map((data) => this.held().includes(data?.id) ? null : data);
    if (ahead) this.waiting.push(new Sheet(ahead));
    if (first) this.show(new Sheet(first), this.viewer.picture);
    else if (this.waiting.length) this.show(this.waiting.shift());
    else if (left.length) this.showLoading();
    else this.showEmpty();
    for (const parcel of left) this.inTurn(() => this.sender.send(parcel));
    this.inTurn(() => this.sender.saveLeftovers());
    setTimeout(() => this.fetchMore(), AHEAD_AFTER);
    setTimeout(() => APART.forEach((path) => import(path).catch(() => {})), APART_AFTER);
    setInterval(() => this.beat(), HEARTBEAT);
  }

  wire() {
    document.addEventListener("keydown", (event) => this.deciding.onKey(event));
    document.addEventListener("visibilitychange", () => document.hidden || this.beat());
    this.root.addEventListener("click", (event) => this.act(event.target.closest("[data-act]")?.dataset.act));
    for (const close of this.root.querySelectorAll("[data-close]")) {
      close.addEventListener("click", () => close.closest("dialog").close());
    }
    for (const dialog of this.root.querySelectorAll("dialog")) {
      dialog.addEventListener("close", () => this.current && this.rows.select(this.rows.selected, { scroll: false }));
    }
    for (const name of INPUTS) addEventListener(name, () => this.tick(), { passive: true });
    this.wirePass();
  }

  /** What the first picture did not have to wait for: those of the next samples, then the tabs beside this one. */
  async fetchMore() {
    this.waiting.filter((sheet) => !sheet.element).forEach(this.prepare, this);
    await Promise.all(this.waiting.map((sheet) => sheet.element.decode().catch(() => {})));
    import("../keeping/tabs.js").then(({ meet }) => meet(this, this.people), () => {});
  }

  // Showing

  /** The picture's element, loaded ahead of its turn. */
  prepare(sheet) {
    sheet.element = new Image();
    sheet.element.alt = this.part("viewer").dataset.alt;
    sheet.element.src = this.address("picture", sheet.picture.id);
  }

  show(sheet, picture) {
    this.current = sheet;
    this.root.dataset.state = "working";
    if (!picture && !sheet.element) this.prepare(sheet);
    this.viewer.show(picture || sheet.element, sheet.picture.sensitive);
    this.tell("saved");
    this.say("");
    this.keeper.open(sheet);
    this.tabs?.look(sheet.id);
    this.showFacts(sheet);
    this.rows.open();
    this.refresh();
    this.tick();
  }

  showFacts({ sample, reviewers, comments, is_compared: isCompared }) {
    this.part("question").textContent = sample.question;
    this.part("emotion").textContent = sample.emotion || this.words.no_emotion;
    this.part("emotion").dataset.emotion = sample.emotion;
    this.part("fine-emotion").textContent = sample.fine_emotion;
    this.part("position").textContent = `#${sample.position}`;
    this.part("sample").href = this.address("sample", sample.id);
    this.part("comment").href = `${this.address("sample", sample.id)}#comments`;
    const flags = reviewers.filter((one) => one.flag).map((one) => fill(this.words.flagged_by, { name: one.name, reason: one.flag }));
    const remarks = [...flags, ...comments.map((one) => `“${one.text}”`), ...(isCompared ? [] : [this.words.not_compared])];
    this.part("remarks").hidden = !remarks.length;
    this.part("remarks").replaceChildren(...remarks.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  }

  refresh() {
    const { done, remaining } = this.progress;
    this.part("progress").textContent = fill(this.words.progress, { done, left: remaining });
    if (!this.current) return;
    this.part("decided").textContent = fill(this.words.decided, { done: this.current.decidedCount(), count: this.current.rows.length });
  }

  showEmpty() {
    this.current = null;
    this.root.dataset.state = "empty";
    this.refresh();
    this.part("empty").querySelector("h2").focus();
  }

  showLoading() {
    this.current = null;
    this.root.dataset.state = "loading";
  }

  tell(state) {
    this.part("state").dataset.state = state;
    this.part("state").querySelector("[data-words]").textContent = this.words.state[state];
    this.part("sign-in").hidden = state !== "signed_out";
  }

  say(text) {
    this.part("notice").hidden = !text;
    this.part("notice").textContent = text;
  }

  // What one can do

  changed({ render = true } = {}) {
    this.say("");
    this.tick();
    this.keeper.touch();
    if (render) this.rows.render();
    this.refresh();
  }

  act(does) {
    if (!does || this.viewer.do(does)) return;
    if (does !== "submit") this.submitAgainFrom = 0;
    if (does === "undo") this.undo();
    else if (does === "sign-in") import("../keeping/signing_in.js").then(({ signIn }) => signIn(this));
    else if (does === "legend") this.part("legend").showModal();
    else if (does === "guidelines") this.part("guidelines").hidden = !this.part("guidelines").hidden;
    else if (does === "pass" && this.current) this.askWhyPassed();
    else if (does === "submit" && this.current) this.submit();
    else if (does === "submit" && this.root.dataset.state === "empty") location.reload();
    else if (this.current && (this.rows.row || does === "add")) this.deciding.act(does);
  }

  // Going on

  held() {
    return [this.current, ...this.waiting, ...this.sender.sheets].filter(Boolean).map((sheet) => sheet.id);
  }

  take(data) {
    if (!data || this.held().includes(data.id)) return;
    const sheet = new Sheet(data);
    this.prepare(sheet);
    if (this.current || this.root.dataset.state !== "loading") this.waiting.push(sheet);
    else this.show(sheet);
  }

  /** One after the other, so that each request knows what the ones before it brought. */
  inTurn(work) {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  submit() {
    const sheet = this.current;
    if (sheet === this.gone) {
      this.goOn();
      return;
    }
    if (Date.now() < this.submitAgainFrom || !this.deciding.commitAll()) return;
    const problem = sheet.problem();
    if (problem) {
      this.rows.select(problem.row);
      if (problem.name === "unexplained") this.deciding.askWhyAdded(this.rows.row);
      else this.say(fill(this.words.problem[problem.name], problem.facts));
      return;
    }
    this.tick();
    this.leave(sheet, "submit", { working: sheet.working() });
  }

  /** Show the next sample at once and send this one behind its back. */
  leave(sheet, way, work) {
    this.undoing = null; // an undo after this one is another
    const send = this.sender.take(sheet, way, work, this.keeper.release(sheet));
    this.showNext();
    this.tell("sending");
    this.submitAgainFrom = Date.now() + DOUBLE_PRESS;
    this.inTurn(send);
  }

  showNext() {
    const next = this.waiting.shift();
    if (next) this.show(next);
    else this.showLoading();
  }

  /** What a submit asks for beside its own work. */
  wants(sheet) {
    return { next: this.waiting.length === 0, besides: this.held().filter((id) => id !== sheet.id) };
  }

  arrived({ sheet, way }, { next, progress }) {
    this.progress = progress;
    this.refresh();
    if (!this.keeper.dirty) this.tell(ENDED[way]);
    this.tabs?.tell("ended", sheet.id);
    this.take(next);
    if (!this.current && this.root.dataset.state === "loading") this.showEmpty();
  }

  /** The server refused: the sample comes back to the desk with the reason; nothing in it is lost. */
  bringBack({ sheet, isLeftover }, failure) {
    if (failure.kind === "over") {
      if (failure.body.code === "over") this.journal.forget(sheet.id);
      if (!isLeftover || failure.body.code !== "over") this.say(failure.message); // else it had arrived: its answer was lost
      this.tell("refused");
      if (!this.current) this.goOn();
      return;
    }
    if (this.current) this.putAside();
    this.show(sheet);
    if (failure.kind === "conflict") this.solve(failure);
    else this.say(failure.message);
    if (failure.body.row <= sheet.rows.length) this.rows.select(failure.body.row - 1);
    this.tell("refused");
  }

  putAside() {
    const sheet = this.current;
    this.keeper.flush();
    sheet.element = this.viewer.picture;
    this.waiting.unshift(sheet);
  }

  /** To the next sample, which is asked for where none is at hand. */
  goOn() {
    this.showNext();
    if (this.current) return;
    this.inTurn(async () => {
      const answer = await ask("POST", this.address("next"), { besides: this.held() }).catch(() => null);
      this.take(answer?.next);
      if (!this.current) this.showEmpty();
    });
  }

  askWhyPassed() {
    this.passing = this.current;
    this.part("pass").showModal();
  }

  wirePass() {
    const dialog = this.part("pass");
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const { value: reason } = dialog.querySelector("textarea");
      dialog.close();
      dialog.querySelector("form").reset();
      if (this.current !== this.passing) return; // another sample came under the dialog
      this.tick();
      this.leave(this.current, "pass_on", { reason, working: this.current.working() });
    });
  }

  /** Until its answer is here an undo keeps its name: asked for again it takes nothing more back. */
  undo() {
    return this.inTurn(async () => {
      this.undoing ??= freshId();
      try {
        const { reopened, progress } = await ask("POST", this.address("undo"), { client_id: this.undoing });
        this.undoing = null;
        this.progress = progress;
        this.refresh();
        this.tell("undone");
        if (this.held().includes(reopened.id)) return; // it came as the next one meanwhile
        if (this.current) {
          await this.keeper.flush();
          this.putAside();
        }
        this.show(new Sheet(reopened));
        this.tell("undone");
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure;
        if (!failure.isPassing) this.undoing = null;
        this.say(failure.kind === "offline" ? this.words.undo_offline : failure.message);
      }
    });
  }

  /** What only a person can solve: a conflict shows both works, anything else says its sentence. */
  solve(failure) {
    this.tell(failure.kind === "conflict" ? "conflict" : "refused");
    if (failure.kind === "conflict") {
      import("./merging.js").then(({ merge }) => merge(this, failure.body.server));
      return;
    }
    if (failure.kind === "over") this.gone = this.current; // Enter goes on
    if (failure.body.code === "over") this.journal.forget(this.current.id);
    this.say(failure.kind === "over" ? fill(this.words.problem.gone, { reason: failure.message }) : failure.message);
  }

  tick() {
    const now = Date.now();
    if (this.current) this.current.seconds += Math.min(now - this.worked, IDLE_AFTER) / 1000;
    this.worked = now;
  }

  async beat() {
    const idle = Math.round((Date.now() - this.worked) / 1000);
    const body = { adjudications: this.held(), idle };
    const answer = await ask("POST", this.address("heartbeat"), body).catch(() => null);
    if (!answer) return; // the next beat tells
    this.progress = answer.progress;
    this.waiting = this.waiting.filter((sheet) => !answer.lost.includes(sheet.id));
    // At work, take it again or hear whose it is; who left it takes it again with the next change.
    if (this.current && answer.lost.includes(this.current.id) && idle * 1000 < IDLE_AFTER) this.keeper.touch();
    this.refresh();
  }
}

const desk = new Desk(document.getElementById("desk"));
desk.start().then(() => (desk.root.dataset.ready = "true"));
