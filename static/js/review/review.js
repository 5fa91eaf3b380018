// The desk: the sample on it, the next one ready beside it, and what every key does.

import { Failure, Journal, Keeper, Sender, ask, freshId, insist } from "../keeping/keeping.js";
import { actOnEvidence, fetchApart, onButton, onKey, openFlag, speaking, wireDialogs, Viewer } from "./controls.js";
import { Rows, fill } from "./rows.js";
import { Sheet } from "./sheet.js";

const HEARTBEAT = 30000;
const DOUBLE_PRESS = 350;
const AHEAD_AFTER = 700; // the first picture has the line for itself
const IDLE_AFTER = 60000; // time without any input does not count as work
const INPUTS = ["pointermove", "pointerdown", "keydown", "wheel"];
const read = (id) => JSON.parse(document.getElementById(id).textContent);

class Desk {
  constructor(root) {
    this.root = root;
    this.setting = read("review-setting");
    this.words = read("review-words");
    this.progress = read("review-progress");
    this.waiting = []; // sheets at hand, the next one first
    this.submitAgainFrom = 0; // a key pressed twice by mistake submits no sample that nobody looked at
    this.queue = Promise.resolve();
    this.journal = new Journal(this.setting.user);
    this.viewer = new Viewer(this.part("viewer"));
    this.rows = new Rows(this.part("rows"), { setting: this.setting, words: this.words, desk: this });
    this.keeper = new Keeper({
      address: this.setting.addresses.save,
      journal: this.journal,
      told: (state) => this.tell(state === "saved" ? this.sender.trouble || state : state),
      failed: (failure) => this.solve(failure),
      saved: (sheet) => this.tabs?.tell("saved", sheet.id, { version: sheet.version, working: sheet.base }),
    });
    this.sender = new Sender({ addresses: this.setting.addresses, journal: this.journal, desk: this });
    this.tabs = null; // the other ones are asked for a moment later
    ask.headers = { "X-Reviewer": String(this.setting.user) };
    this.worked = Date.now();
  }

  part(name) {
    return this.root.querySelector(`[data-part=${name}]`);
  }

  address(name, sheet) {
    return this.setting.addresses[name].replace("/0/", `/${sheet?.id}/`);
  }

  async start() {
    await this.journal.open();
    const left = this.sender.takeLeftovers((data) => new Sheet(data));
    const [first, ahead] = [read("review-sheet"), read("review-ahead")].map((data) => this.held().includes(data?.id) ? null : data);
    const picture = first && this.viewer.picture;
    if (ahead) this.waiting.push(new Sheet(ahead));
    if (first) this.show(new Sheet(first), picture);
    else if (ahead) this.show(this.waiting.shift());
    else if (left.length) this.showLoading();
    else this.showEmpty();
    for (const parcel of left) this.inTurn(() => this.sender.send(parcel));
    this.inTurn(() => this.sender.saveLeftovers());
    const seen = picture && !picture.complete ? picture.decode().catch(() => {}) : Promise.resolve();
    seen.then(() => setTimeout(() => this.fetchMore(), AHEAD_AFTER));
    for (const name of INPUTS) addEventListener(name, () => this.tick(), { passive: true });
    seen.then(() => fetchApart(this));
    setInterval(() => this.beat(), HEARTBEAT);
    document.addEventListener("visibilitychange", () => document.hidden || this.beat());
  }

  /** What the first picture did not have to wait for: those of the next samples, then the tabs beside this one. */
  async fetchMore() {
    this.waiting.filter((sheet) => !sheet.element).forEach(this.prepare, this);
    await Promise.all(this.waiting.map((sheet) => sheet.element.decode().catch(() => {})));
    import("../keeping/tabs.js").then(({ meet }) => meet(this, this.setting.user), () => {});
  }

  // Showing

  /** The picture's element, loaded and decoded ahead of its turn. */
  prepare(sheet) {
    const picture = new Image();
    picture.alt = this.part("viewer").dataset.alt;
    picture.src = this.setting.addresses.picture.replace("/0/", `/${sheet.picture.id}/`);
    sheet.element = picture;
    picture.decode().catch(() => {}); // a picture that cannot be shown is seen as such
  }

  show(sheet, picture) {
    this.current = sheet;
    this.root.dataset.state = "working";
    if (!picture && !sheet.element) this.prepare(sheet);
    this.viewer.show(picture || sheet.element, sheet.picture.sensitive);
    this.tell("saved");
    this.keeper.open(sheet);
    this.tabs?.look(sheet.id);
    this.showFacts(sheet);
    this.rows.open(sheet);
    this.refresh();
    this.tick();
  }

  showFacts({ sample, draft, blind }) {
    this.part("question").textContent = sample.question;
    this.part("emotion").textContent = sample.emotion || this.words.no_emotion;
    this.part("emotion").dataset.emotion = sample.emotion;
    this.part("fine-emotion").textContent = sample.fine_emotion;
    Object.assign(this.part("position"), { textContent: `#${sample.position}`, href: this.address("sample", sample) });
    this.part("skip").querySelector("textarea").value = ""; // a note is about one sample
    this.part("script-note").hidden = draft.engine !== "scripted";
    this.root.toggleAttribute("data-blind", blind);
  }

  refresh() {
    const { done_today: done, remaining } = this.progress;
    this.part("progress").textContent = fill(this.words.progress, { done, left: Math.max(0, remaining) });
    if (!this.current) return;
    const count = this.current.rows.length;
    this.part("decided").textContent = fill(this.words.decided, { done: this.current.decidedCount(), count });
    this.part("flagged").hidden = !this.current.flag;
    this.part("flagged").title = this.current.flag;
  }

  showEmpty() {
    this.current = null;
    this.root.dataset.state = "empty";
    this.tell("saved");
    this.refresh();
    this.part("empty").querySelector("h2").focus();
  }

  showLoading() {
    this.current = null;
    this.root.dataset.state = "loading";
  }

  changed({ render = true } = {}) {
    this.say("");
    this.tick();
    this.keeper.touch();
    if (render) this.rows.render();
    this.refresh();
  }

  tick() {
    const now = Date.now();
    if (this.current) this.current.seconds += Math.min(now - this.worked, IDLE_AFTER) / 1000;
    this.worked = now;
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

  fetchAhead() {
    return this.inTurn(async () => {
      if (this.waiting.length) return;
      const besides = () => ({ besides: this.held() });
      const asked = this.current
        ? ask("POST", this.address("next"), besides())
        : insist(this.address("next"), besides, (trouble) => this.tell(trouble)); // nothing to work on until it comes
      this.take((await asked.catch(() => null))?.next);
    });
  }

  submit() {
    const sheet = this.current;
    if (!sheet || Date.now() < this.submitAgainFrom || this.rows.opened || !this.rows.commitAll() || this.rows.opened) return;
    const unexplained = sheet.rows.find((row) => !row.trigger && !row.action);
    if (unexplained) {
      this.rows.askWhyAdded(unexplained);
      return;
    }
    const problem = sheet.problem();
    if (sheet.blind && !problem) {
      import("./blind.js").then(({ reveal }) => reveal(this), () => this.say(this.words.reveal_offline, "warn"));
      return;
    }
    if (problem) {
      this.say(fill(this.words.problem[problem.word], problem), "warn");
      if (problem.row) this.rows.select(problem.row.key);
      return;
    }
    this.tick();
    this.leave(sheet, "submit", { working: sheet.working(), accept_rest: true });
    this.progress.done_today += 1;
    this.refresh();
  }

  skip(reason, note) {
    if (this.current) this.leave(this.current, "skip", { reason, note });
  }

  /** Show the next sample at once and send this one behind its back. */
  leave(sheet, way, work) {
    this.say("");
    this.undoing = null; // an undo after this one is another
    this.progress.remaining -= 1;
    const send = this.sender.take(sheet, way, work, this.keeper.release(sheet));
    const next = this.waiting.shift();
    if (next) this.show(next);
    else this.showLoading();
    this.tell("sending");
    this.submitAgainFrom = Date.now() + DOUBLE_PRESS;
    this.inTurn(send);
  }

  /** What a submit or skip asks for beside its own work. */
  wants(sheet) {
    return { next: this.waiting.length === 0, besides: this.held().filter((id) => id !== sheet.id) };
  }

  arrived({ sheet, way }, answer) {
    if (!this.keeper.dirty) this.tell(way === "submit" ? "submitted" : "skipped");
    this.tabs?.tell("ended", sheet.id);
    this.take(answer.next);
    if (!this.current && this.root.dataset.state === "loading") this.showEmpty();
  }

  /** The server refused: the sample comes back to the desk with the reason; nothing in it is lost. */
  bringBack({ sheet, way, isLeftover }, failure) {
    if (!isLeftover) {
      this.progress.done_today -= way === "submit" ? 1 : 0;
      this.progress.remaining += 1;
    }
    this.refresh();
    if (failure.kind === "over") {
      if (failure.body.code === "over") this.journal.forget(sheet.id);
      if (isLeftover && failure.body.code === "over") return; // it had arrived, and only its answer was lost
      this.say(failure.message, "warn"); // the next sample is on the desk already: Enter would submit it
      this.tell("refused");
      if (!this.current) this.fetchAhead().then(() => this.current || this.showEmpty());
      return;
    }
    if (this.current) this.putAside();
    this.show(sheet);
    if (failure.kind === "conflict") this.solve(failure);
    else this.say(failure.message, "bad");
    const row = sheet.rows[(failure.body.row ?? 0) - 1];
    if (row) this.rows.select(row.key);
    this.tell("refused");
  }

  putAside() {
    const sheet = this.current;
    this.keeper.flush();
    sheet.element = this.viewer.picture;
    this.waiting.unshift(sheet);
  }

  /** Until its answer is here an undo keeps its name: asked for again it takes nothing more back. */
  undo() {
    return this.inTurn(async () => {
      this.undoing ??= freshId();
      try {
        const { reopened, undid } = await ask("POST", this.address("undo"), { client_id: this.undoing });
        this.undoing = null;
        this.progress.done_today -= undid === "submit" ? 1 : 0;
        this.progress.remaining += 1;
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
        this.say(failure.kind === "offline" ? this.words.undo_offline : failure.message, "warn");
      }
    });
  }

  async beat() {
    const reviews = this.held();
    const idle = Math.round((Date.now() - this.worked) / 1000);
    const answer = await ask("POST", this.address("heartbeat"), { reviews, idle }).catch(() => null);
    if (!answer) return;
    this.progress = answer.progress;
    this.waiting = this.waiting.filter((sheet) => !answer.lost.includes(sheet.id));
    // At work, take it again or hear whose it is; who left it takes it again with the next change.
    if (this.current && answer.lost.includes(this.current.id) && idle * 1000 < IDLE_AFTER) this.keeper.touch();
    this.refresh();
  }

  /** What only a person can solve: a conflict shows both works, anything else says its sentence. */
  solve(failure) {
    if (failure.kind !== "conflict") {
      const gone = failure.kind === "over" && fill(this.words.problem.gone, { reason: failure.message });
      this.say(gone || failure.message, "bad");
      this.tell("refused");
      return;
    }
    this.tell("conflict");
    import("./merging.js").then(({ merge }) => merge(this, failure.body.server));
  }

  goOn() {
    const next = this.waiting.shift();
    if (next) this.show(next);
    else {
      this.showLoading();
      this.fetchAhead().then(() => this.current || this.showEmpty());
    }
  }

  // What one can do

  act(name, row = this.rows.row) {
    if (this.viewer.do(name)) return;
    const needsSheet = !["undo", "legend", "guidelines", "sign-in"].includes(name);
    if (needsSheet && (!this.current || actOnEvidence(this, name, row))) return;
    if (name !== "submit") this.submitAgainFrom = 0;
    const deeds = {
      accept: () => this.decide(row, () => this.current.accept(row)),
      reject: () => (row?.trigger ? this.rows.askWhyRejected(row) : this.decide(row, () => this.current.drop(row))),
      edit: () => this.rows.edit(row),
      clear: () => this.decide(row, () => this.current.clear(row), { stay: true }),
      "move-up": () => this.move(row, -1),
      "move-down": () => this.move(row, 1),
      rounds: () => this.rows.toggleRounds(row),
      add: () => this.rows.edit(this.current.add()),
      next: () => this.rows.step(1),
      previous: () => this.rows.step(-1),
      submit: () => this.submit(),
      skip: () => this.openDialog("skip"),
      "look-away": () => this.skip("upsetting", ""),
      flag: () => openFlag(this),
      undo: () => this.undo(),
      guidelines: () => this.toggleGuidelines(),
      legend: () => this.openDialog("legend"),
      "sign-in": () => import("../keeping/signing_in.js").then(({ signIn }) => signIn(this)),
    };
    deeds[name]?.();
  }

  decide(row, change, { stay = false } = {}) {
    if (!row) return;
    if (row.trigger) row.typing = null;
    change();
    this.changed();
    if (!stay && row.action) this.rows.advance();
  }

  move(row, step) {
    if (row && this.current.move(row, step)) {
      this.rows.selected = row.key;
      this.changed();
    }
  }

  openDialog(name) {
    this.part(name).showModal();
  }

  toggleGuidelines() {
    const panel = this.part("guidelines");
    panel.hidden = !panel.hidden;
    if (panel.hidden) this.rows.select(this.rows.selected);
    else panel.focus();
  }
}

Object.assign(Desk.prototype, speaking);

const desk = new Desk(document.getElementById("desk"));
document.addEventListener("keydown", (event) => onKey(desk, event));
desk.root.addEventListener("click", (event) => onButton(desk, event));
wireDialogs(desk);
await desk.start();
desk.root.dataset.ready = "true";
