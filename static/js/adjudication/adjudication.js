// The desk of an adjudicator: the sample on it, the next one ready beside it, and what every key does.

import { Viewer } from "../review/controls.js";
import { Groups, Sheet, fill } from "./groups.js";
import { Failure, Saver, ask } from "./saving.js";

const HEARTBEAT = 30000;
const IDLE_AFTER = 60000; // time without any input does not count as work
const INPUTS = ["pointermove", "pointerdown", "keydown", "wheel"];
const WITHOUT_ROW = ["add", "pass", "submit"];
const TEXT_FIELDS = "input:not([type=range]), textarea, select";
const read = (id) => JSON.parse(document.getElementById(id).textContent);

class Desk {
  constructor(root) {
    this.root = root;
    this.setting = read("settle-setting");
    this.words = read("settle-words");
    this.progress = read("settle-progress");
    this.viewer = new Viewer(this.part("viewer"));
    this.groups = new Groups(this.part("groups"), { words: this.words, desk: this });
    this.saver = new Saver({
      user: this.setting.user,
      address: this.setting.addresses.save,
      told: (state) => this.tell(state),
      failed: (failure) => this.solve(failure),
    });
    this.worked = Date.now();
    this.busy = false;
  }

  part(name) {
    return this.root.querySelector(`[data-part=${name}]`);
  }

  address(name, id) {
    return this.setting.addresses[name].replace("/0/", `/${id}/`);
  }

  start() {
    const [first, ahead] = [read("settle-sheet"), read("settle-ahead")];
    this.ahead = ahead && this.prepared(new Sheet(ahead));
    if (first) this.show(new Sheet(first), this.viewer.picture);
    else this.showEmpty();
    document.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("click", (event) => this.act(event.target.closest("[data-act]")?.dataset.act));
    for (const close of this.root.querySelectorAll("[data-close]")) {
      close.addEventListener("click", () => close.closest("dialog").close());
    }
    for (const dialog of this.root.querySelectorAll("dialog")) {
      dialog.addEventListener("close", () => this.current && this.groups.select(this.groups.selected, { scroll: false }));
    }
    for (const name of INPUTS) addEventListener(name, () => this.tick(), { passive: true });
    setInterval(() => this.beat(), HEARTBEAT);
    this.wirePass();
  }

  // Showing

  /** The picture's element, loaded ahead of its turn. */
  prepared(sheet) {
    sheet.element = new Image();
    sheet.element.alt = this.part("viewer").dataset.alt;
    sheet.element.src = this.address("picture", sheet.picture.id);
    return sheet;
  }

  show(sheet, picture) {
    this.current = sheet;
    this.root.dataset.state = "working";
    this.viewer.show(picture || (sheet.element ? sheet : this.prepared(sheet)).element, sheet.picture.sensitive);
    this.tell("saved");
    this.say("");
    this.showFacts(sheet);
    this.saver.open(sheet);
    this.groups.open();
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

  tell(state) {
    this.part("state").dataset.state = { offline: "retrying" }[state] || state;
    this.part("state").querySelector("[data-words]").textContent = this.words.state[state];
    this.part("sign-in").hidden = state !== "signed_out";
  }

  say(text) {
    this.part("notice").hidden = !text;
    this.part("notice").textContent = text;
  }

  // Keys

  onKey(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog) {
      this.onDialogKey(event, dialog);
      return;
    }
    if (event.target.closest(TEXT_FIELDS)) return;
    if (event.target.closest("button, a") && ["Enter", " "].includes(event.key)) return;
    const { keys, single_keys: singleKeysAct } = this.setting;
    if (event.key.length === 1 && !singleKeysAct) return;
    if (/^[1-9]$/u.test(event.key) && this.current?.rows[event.key - 1]) this.groups.select(event.key - 1);
    else if (keys[event.key]) {
      if (event.repeat && !["next", "previous"].includes(keys[event.key])) return;
      event.preventDefault();
      this.act(keys[event.key]);
    }
  }

  /** A number presses the choice with that number. */
  onDialogKey(event, dialog) {
    if (event.target.closest(TEXT_FIELDS)) return;
    const choice = [...dialog.querySelectorAll("[data-choice]")][event.key - 1];
    if (!choice) return;
    event.preventDefault();
    choice.click();
  }

  act(does) {
    if (!does || this.viewer.do(does)) return;
    if (does === "undo") this.undo();
    else if (does === "sign-in") import("../review/signing_in.js").then(({ signIn }) => signIn(this));
    else if (does === "legend") this.part("legend").showModal();
    else if (does === "guidelines") this.part("guidelines").hidden = !this.part("guidelines").hidden;
    else if (this.current && !this.busy && (this.groups.row || WITHOUT_ROW.includes(does))) this.deeds[does]?.call(this);
    else if (does === "submit" && !this.busy) location.reload();
  }

  deeds = {
    keep() { this.decide({ decision: this.groups.row.sources.length ? "keep" : "add", reason: this.groups.row.sources.length ? "" : this.groups.row.reason }); },
    clear() { if (this.groups.row.sources.length) this.change({ decision: "", reason: "" }); else this.remove(); },
    next() { this.groups.select(this.groups.selected + 1); },
    previous() { this.groups.select(this.groups.selected - 1); },
    wording() { if (this.groups.row.sources.length) this.word(this.current.nextWording(this.groups.row)); },
    edit() { this.edit(); },
    drop() { this.drop(); },
    add() { this.add(); },
    merge() { this.merge(); },
    split() { if (this.groups.row.sources.length > 1) { this.current.split(this.groups.selected); this.changed(); } },
    pass() { this.part("pass").showModal(); },
    submit() { this.submit(); },
  };

  // Deciding

  changed() {
    this.groups.draw();
    this.groups.select(this.groups.selected);
    this.saver.touch();
    this.say("");
    this.refresh();
  }

  change(fields) {
    Object.assign(this.groups.row, fields);
    this.changed();
  }

  /** Decide on the row and go on to the next one without a decision. */
  decide(fields) {
    this.change(fields);
    const open = this.current.rows.findIndex((row, place) => place > this.groups.selected && !row.decision);
    if (open >= 0) this.groups.select(open);
  }

  word(text) {
    const row = this.groups.row;
    this.change({ text, ...(row.sources.length ? { decision: "keep", reason: "" } : {}) });
  }

  remove() {
    this.current.rows.splice(this.groups.selected, 1);
    this.groups.selected = Math.max(0, this.groups.selected - 1);
    this.changed();
  }

  edit() {
    const back = () => {
      this.groups.draw();
      this.groups.select(this.groups.selected);
    };
    this.groups.edit(this.groups.selected, (text) => this.word(text), back);
  }

  drop() {
    if (!this.groups.row.sources.length) this.remove();
    else this.choose(this.words.menu.drop, this.setting.drop_reasons, (reason) => this.decide({ decision: "drop", reason }));
  }

  add() {
    this.current.rows.push({ sources: [], text: "", decision: "add", reason: "", note: "" });
    this.groups.draw();
    const place = this.current.rows.length - 1;
    const written = (text) => this.choose(this.words.menu.add, this.setting.add_reasons, (reason) => this.change({ text, reason }), () => this.remove());
    this.groups.edit(place, written, () => this.remove());
  }

  merge() {
    const place = this.groups.selected;
    const others = this.current.rows.map((row, other) => [other, row.text]).filter(([other]) => other !== place && this.current.rows[other].sources.length);
    if (!others.length || !this.groups.row.sources.length) return;
    this.choose(this.words.menu.merge, others, (other) => {
      this.groups.selected = this.current.merge(place, other);
      this.changed();
    });
  }

  /** A dialog of numbered choices, [value, label] each. */
  choose(title, choices, done, left = () => {}) {
    const dialog = this.part("choose");
    const list = dialog.querySelector("[data-choices]");
    dialog.querySelector("h2").textContent = title;
    let chosen = false;
    list.replaceChildren(...choices.map(([value, label], place) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button" });
      button.dataset.choice = value;
      const number = Object.assign(document.createElement("kbd"), { textContent: place + 1 });
      button.append(number, Object.assign(document.createElement("span"), { textContent: label }));
      button.addEventListener("click", () => {
        chosen = true;
        dialog.close();
        done(value);
      });
      return button;
    }));
    dialog.addEventListener("close", () => chosen || left(), { once: true });
    dialog.showModal();
  }

  // Ending

  held() {
    return [this.current?.id, this.ahead?.id].filter(Boolean);
  }

  async submit() {
    const problem = this.current.problem();
    if (problem) {
      this.groups.select(problem.row);
      this.say(fill(this.words.problem[problem.name], problem.facts));
      return;
    }
    await this.saver.flush();
    const sheet = this.current;
    const body = { client_id: sheet.clientId, version: sheet.version, working: sheet.working(), seconds: Math.round(sheet.seconds) };
    await this.end("submit", sheet, { ...body, next: true }, "submitted");
  }

  /** End the sheet on the server and go on to the next one. */
  async end(name, sheet, body, state) {
    this.busy = true;
    this.tell("sending");
    try {
      const answer = await this.saver.insist(this.address(name === "pass" ? "pass_on" : name, sheet.id), { ...body, besides: this.held() });
      this.saver.forget(sheet);
      this.progress = answer.progress;
      const ahead = answer.next && this.prepared(new Sheet(answer.next));
      const next = this.ahead || ahead;
      this.ahead = this.ahead ? ahead : null;
      if (next) this.show(next);
      else this.showEmpty();
      this.tell(state);
    } catch (failure) {
      this.solve(failure);
    } finally {
      this.busy = false;
    }
  }

  wirePass() {
    const dialog = this.part("pass");
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const reason = dialog.querySelector("textarea");
      dialog.close();
      this.saver.flush().then(() => this.end("pass", this.current, { reason: reason.value }, "passed_on"));
    });
  }

  async undo() {
    if (this.busy) return;
    await this.saver.flush();
    try {
      const answer = await this.saver.insist(this.setting.addresses.undo, {});
      this.progress = answer.progress;
      if (this.current && !this.ahead) this.ahead = this.current;
      this.show(new Sheet(answer.reopened));
      this.tell("undone");
    } catch (failure) {
      this.say(failure.message);
    }
  }

  // Trouble

  solve(failure) {
    if (failure.kind === "conflict") {
      this.tell("conflict");
      this.solveConflict(failure.body);
      return;
    }
    this.tell("refused");
    if (failure.body.row && failure.body.row <= this.current.rows.length) this.groups.select(failure.body.row - 1);
    this.say(failure.kind === "over" ? fill(this.words.problem.gone, { reason: failure.message }) : failure.message);
    if (failure.kind !== "over") return;
    this.saver.dirty = false;
    this.saver.forget(this.current);
    this.current = null; // Enter loads the page anew
  }

  solveConflict({ server, mine }) {
    const sheet = this.current;
    const ours = mine || sheet.working();
    const dialog = this.part("conflict");
    const goOn = (working) => {
      sheet.version = server.version;
      sheet.restore(working);
      this.groups.selected = 0;
      this.changed();
      dialog.close();
    };
    dialog.querySelector("[data-mine]").onclick = () => goOn(ours);
    dialog.querySelector("[data-theirs]").onclick = () => goOn(server.working);
    dialog.showModal();
  }

  // Time

  tick() {
    const now = Date.now();
    if (this.current && now - this.worked < IDLE_AFTER) this.current.seconds += (now - this.worked) / 1000;
    this.worked = now;
  }

  async beat() {
    if (!this.current) return;
    const { id } = this.current;
    const idle = Math.round((Date.now() - this.worked) / 1000);
    const body = { adjudications: this.held(), idle };
    const answer = await ask(String(this.setting.user), "POST", this.setting.addresses.heartbeat, body).catch((failure) => failure);
    if (answer instanceof Failure) return; // the next beat tells
    this.progress = answer.progress;
    if (answer.lost.includes(this.ahead?.id)) this.ahead = null;
    // At work, take it again or hear whose it is; who left it takes it again with the next change.
    if (this.current?.id === id && answer.lost.includes(id) && idle * 1000 < IDLE_AFTER && !this.busy) this.saver.touch();
    this.refresh();
  }
}

const desk = new Desk(document.getElementById("desk"));
desk.start();
desk.root.dataset.ready = "true";
