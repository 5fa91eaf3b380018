// The triggers as rows, the editor inside a row, the menu of reasons and the rounds behind a trigger.

import { showEvidence } from "./controls.js";
import { LONGEST_TEXT, tidy, wordDifference } from "./sheet.js";

const MARKS = { same: "span", removed: "del", added: "ins" };

export const fill = (words, values) => words.replace(/\{(\w+)\}/gu, (_whole, name) => values[name]);

function element(name, { text, ...attributes } = {}, children = []) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function differenceNodes(before, after) {
  return wordDifference(before, after).flatMap(({ kind, text }) => [element(MARKS[kind], { text }), " "]);
}

export class Rows {
  /** `setting` has the choices, `words` the wording; `desk` is asked for what a person wants done. */
  constructor(root, { setting, words, desk }) {
    Object.assign(this, { root, setting, words, desk, sheet: null, selected: null, shown: null });
    this.template = document.getElementById("row-template");
    this.editorTemplate = document.getElementById("editor-template");
    root.addEventListener("click", (event) => this.onClick(event));
    root.addEventListener("focusin", (event) => this.onFocus(event));
    document.addEventListener("pointerdown", (event) => {
      if (this.opened && !this.opened.menu.contains(event.target)) this.closeMenu({ refocus: false });
    });
  }

  open(sheet) {
    this.closeMenu({ refocus: false });
    this.sheet = sheet;
    this.shown = null;
    const first = sheet.rows.find((row) => !row.action) || sheet.rows[0];
    this.selected = first?.key ?? null;
    this.render({ scroll: false });
    this.root.parentElement.scrollTop = 0;
    if (scrollY) this.desk.root.scrollIntoView(); // on a phone the page scrolls: the next question has to be seen
  }

  get row() {
    return this.sheet?.row(this.selected);
  }

  item(key) {
    return this.root.querySelector(`[data-key="${key}"]`);
  }

  isEditing() {
    return Boolean(this.root.querySelector("[data-editor]"));
  }

  select(key, { focus = true, scroll = true } = {}) {
    this.selected = key;
    for (const item of this.root.children) {
      const on = item.dataset.key === key;
      item.classList.toggle("selected", on);
      for (const one of [item, ...item.querySelectorAll("button")]) one.tabIndex = on ? 0 : -1;
      if (on && focus) {
        item.focus({ preventScroll: true });
        if (scroll) item.scrollIntoView({ block: "nearest" });
      }
    }
    showEvidence(this.desk);
  }

  step(by) {
    const index = this.sheet.rows.indexOf(this.row);
    const next = this.sheet.rows[Math.min(this.sheet.rows.length - 1, Math.max(0, index + by))];
    if (next) this.select(next.key);
  }

  /** To the next row without a decision, after this one first, then from the top. */
  advance() {
    const { rows } = this.sheet;
    const index = rows.indexOf(this.row);
    const next = [...rows.slice(index + 1), ...rows.slice(0, index)].find((row) => !row.action);
    this.select((next || this.row || rows.at(-1))?.key);
  }

  render({ focus = true, scroll = true } = {}) {
    const editing = this.sheet.rows.filter((row) => row.typing !== null);
    this.root.replaceChildren(...this.sheet.rows.map((row, index) => this.build(row, index)));
    for (const row of editing) this.openEditor(row);
    if (!this.row) this.selected = this.sheet.rows.at(-1)?.key ?? null;
    this.select(this.selected, { focus: focus && !editing.length, scroll });
  }

  build(row, index) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    const state = row.action || "open";
    Object.assign(item.dataset, { key: row.key, state });
    item.querySelector("[data-number]").textContent = index + 1;
    const text = item.querySelector("[data-text]");
    if (state === "edit") text.append(...differenceNodes(row.trigger.text, row.text));
    else text.append(state === "reject" ? element("s", { text: row.trigger.text }) : row.text);
    const named = row.action || this.sheet.isDoubtful(row);
    item.querySelector("[data-state-word]").textContent = named ? this.stateWords(row) : "";
    item.toggleAttribute("data-doubtful", this.sheet.isDoubtful(row));
    this.buildMeta(item, row);
    const of = fill(this.words.row.of, { number: index + 1, count: this.sheet.rows.length });
    item.setAttribute("aria-label", `${of}: ${row.text.replace(/\.+$/u, "")}. ${this.stateWords(row)}`);
    for (const button of item.querySelectorAll("[data-drafted-only]")) button.hidden = !row.trigger;
    if (this.shown === row.key) item.append(this.rounds(row));
    return item;
  }

  stateWords(row) {
    const choices = row.trigger ? this.setting.reject_reasons : this.setting.add_reasons;
    const reason = choices.find(([value]) => value === row.reason)?.[1].split(":")[0];
    const word = row.reason === "before_draft" ? this.words.row.before_draft : this.words.row[row.action || "open"];
    if (!row.action && this.sheet.isDoubtful(row)) return this.words.row.doubtful;
    return reason ? `${word}: ${reason}` : word;
  }

  /** A row and what was done to it, in words. */
  describe(row) {
    return `${tidy(row.typing ?? row.text)} (${this.stateWords(row)})`;
  }

  buildMeta(item, row) {
    const meta = item.querySelector("[data-kind]");
    const factor = this.setting.factors.find(([value]) => value === row.factor)?.[1];
    const seen = { true: this.words.row.explicit, false: this.words.row.implicit }[row.explicit];
    meta.textContent = [factor, row.category, seen].filter(Boolean).join(" · ");
    item.querySelector("[data-does=point]").setAttribute("aria-pressed", String(Boolean(row.evidence)));
    const button = item.querySelector("[data-does=rounds]");
    const count = row.trigger?.rounds.length ?? 0;
    button.hidden = !row.trigger || !this.sheet.rounds.length;
    button.setAttribute("aria-expanded", String(this.shown === row.key));
    const words = count === 1 ? this.words.row.rounds_one : this.words.row.rounds_many;
    button.querySelector("[data-label]").textContent = count ? fill(words, { count }) : this.words.row.all_rounds;
  }

  toggleRounds(row = this.row) {
    if (!row?.trigger || !this.sheet.rounds.length) return;
    this.shown = this.shown === row.key ? null : row.key;
    this.selected = row.key;
    this.render();
    this.item(row.key).querySelector("[data-rounds]")?.scrollIntoView({ block: "nearest" });
  }

  rounds(row) {
    const behind = this.sheet.rounds.filter((round) => row.trigger.rounds.includes(round.position));
    const list = (behind.length ? behind : this.sheet.rounds).map((round) => {
      const phase = this.words.phase[round.phase] || round.phase;
      const name = round.subject ? `${phase} · ${round.subject}` : phase;
      const parts = [element("p", { class: "round-phase", text: `${round.position} · ${name}` })];
      parts.push(element("p", { class: "round-question", text: round.question }));
      parts.push(element("p", { class: "round-answer", text: round.answer }), this.verdict(round));
      const rejected = this.sheet.rejectedRounds.has(round.position);
      return element("li", rejected ? { "data-rejected": "" } : {}, parts);
    });
    const note = behind.length ? [] : [element("p", { class: "soft small", text: this.words.row.no_rounds })];
    return element("div", { class: "rounds", "data-rounds": "" }, [...note, element("ol", { class: "plain-list" }, list)]);
  }

  /** The button that says that an answer is wrong. */
  verdict({ position }) {
    const pressed = String(this.sheet.rejectedRounds.has(position));
    const attributes = { type: "button", class: "button small quiet", "data-round": position, "aria-pressed": pressed };
    return element("button", { ...attributes, text: this.words.row.reject_round });
  }

  toggleRejected(position) {
    this.sheet.toggleRound(position);
    this.desk.changed();
    this.root.querySelector(`[data-round="${position}"]`)?.focus();
  }

  // The editor

  edit(row = this.row) {
    if (!row) return;
    if (row.typing === null) Object.assign(row, { typing: row.text, choosing: {} });
    this.selected = row.key;
    this.render();
  }

  openEditor(row) {
    const item = this.item(row.key);
    const editor = this.editorTemplate.content.firstElementChild.cloneNode(true);
    const field = editor.querySelector("textarea");
    field.value = row.typing;
    this.fillSelects(editor, row);
    item.querySelector("[data-text]").replaceWith(editor);
    item.classList.add("editing");
    const draw = () => this.drawDifference(editor, row, field.value);
    field.addEventListener("input", () => {
      row.typing = field.value;
      draw();
      this.desk.changed({ render: false });
    });
    editor.addEventListener("keydown", (event) => this.onEditorKey(event, row));
    draw();
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
    item.scrollIntoView({ block: "nearest" });
  }

  fillSelects(editor, row) {
    const explicit = [["true", this.words.row.explicit], ["false", this.words.row.implicit]];
    const categories = this.setting.categories.map((name) => [name, name]);
    if (row.category && !this.setting.categories.includes(row.category)) categories.push([row.category, row.category]);
    const choices = { factor: this.setting.factors, category: categories, explicit };
    for (const select of editor.querySelectorAll("select")) {
      for (const [value, text] of choices[select.name]) select.append(element("option", { value, text }));
      select.value = String(row.choosing[select.name] ?? row[select.name] ?? "");
      select.addEventListener("change", () => {
        row.choosing[select.name] = select.value;
        this.desk.changed({ render: false });
      });
    }
  }

  drawDifference(editor, row, text) {
    const place = editor.querySelector("[data-difference]");
    place.replaceChildren(...(row.trigger ? differenceNodes(row.trigger.text, text) : []));
    const wasHidden = place.hidden;
    place.hidden = !row.trigger || row.trigger.text === text;
    if (wasHidden && !place.hidden) editor.closest("[data-key]").scrollIntoView({ block: "nearest" });
  }

  onEditorKey(event, row) {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      this.commit(row);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.cancel(row);
    }
  }

  /** Take what is typed; false where nothing is. */
  commit(row) {
    const editor = this.item(row.key)?.querySelector("[data-editor]");
    if (!editor) return true;
    const field = editor.querySelector("textarea");
    const length = [...tidy(field.value)].length; // as the server counts
    if (!length || length > LONGEST_TEXT) {
      field.setAttribute("aria-invalid", "true");
      this.desk.say(this.words.problem[length ? "too_long" : "nothing_typed"], "warn");
      field.focus();
      return false;
    }
    const value = (name) => editor.querySelector(`[name=${name}]`).value;
    const explicit = { true: true, false: false }[value("explicit")] ?? null;
    this.sheet.write(row, field.value, { factor: value("factor"), category: value("category"), explicit });
    this.desk.changed();
    if (!row.trigger && !row.reason) this.askWhyAdded(row);
    else this.advance();
    return true;
  }

  /** Take what is typed in every open editor; false where one is empty. Untouched new rows are dropped. */
  commitAll() {
    for (const row of this.sheet.rows.filter((one) => one.typing !== null)) {
      if (!row.trigger && !row.typing.trim()) this.sheet.drop(row);
      else if (!this.commit(row)) return false;
    }
    return true;
  }

  cancel(row) {
    row.typing = null;
    if (!row.trigger && !row.text) this.sheet.drop(row);
    this.desk.changed();
  }

  // The menu of reasons

  askWhyRejected(row = this.row) {
    if (!row?.trigger) return;
    this.select(row.key);
    this.menu(row, this.words.menu.reject, this.setting.reject_reasons, (reason) => {
      this.sheet.reject(row, reason);
      row.typing = null;
      this.desk.changed();
      this.advance();
    });
  }

  askWhyAdded(row) {
    this.select(row.key);
    if (this.sheet.blind) {
      Object.assign(row, { action: "add", reason: "before_draft" }); // nothing was missed yet
      this.desk.changed();
      return;
    }
    this.menu(row, this.words.menu.add, this.setting.add_reasons, (reason) => {
      Object.assign(row, { action: "add", reason });
      this.desk.changed();
    });
  }

  menu(row, title, choices, chosen) {
    this.closeMenu({ refocus: false });
    const items = choices.map(([value, text], index) => {
      const parts = [element("kbd", { text: index + 1, "aria-hidden": "true" }), element("span", { text })];
      const button = element("button", { type: "button", role: "menuitem", "data-choice": value }, parts);
      button.addEventListener("click", () => this.choose(value));
      return button;
    });
    const heading = element("p", { class: "reasons-title", text: title });
    const menu = element("div", { class: "reasons", role: "menu", "aria-label": title }, [heading, ...items]);
    this.opened = { menu, choices, chosen, row };
    this.root.after(menu);
    this.place(menu, this.item(row.key));
    items[0].focus({ preventScroll: true });
  }

  /** Under the row's end, or above it where there is no room below. */
  place(menu, item) {
    const [box, own] = [item.getBoundingClientRect(), menu.getBoundingClientRect()];
    const below = box.bottom - 8;
    const top = below + own.height + 8 <= innerHeight ? below : Math.max(8, box.top + 8 - own.height);
    menu.style.setProperty("--menu-top", `${top}px`);
    menu.style.setProperty("--menu-left", `${Math.max(8, box.right - 8 - own.width)}px`);
  }

  choose(value) {
    const { chosen } = this.opened;
    this.closeMenu({ refocus: false });
    chosen(value);
  }

  closeMenu({ refocus = true } = {}) {
    if (!this.opened) return;
    this.opened.menu.remove();
    this.opened = null;
    if (refocus) this.select(this.selected);
  }

  /** Keys of an open menu; true where it took the key. */
  onMenuKey(event) {
    if (!this.opened) return false;
    const { choices, menu } = this.opened;
    const buttons = [...menu.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const numbered = choices[Number(event.key) - 1];
    if (numbered) this.choose(numbered[0]);
    else if (event.key === "Escape") this.closeMenu();
    else if (event.key === "ArrowDown" || event.key === "j") buttons[(at + 1) % buttons.length].focus();
    else if (event.key === "ArrowUp" || event.key === "k") buttons.at(at - 1).focus();
    else if (event.key === "Enter" || event.key === " ") (buttons[at] || buttons[0]).click();
    else if (event.key !== "Tab") return true;
    else return false;
    event.preventDefault();
    return true;
  }

  // Pointing

  onFocus(event) {
    const item = event.target.closest("[data-key]");
    if (item && item.dataset.key !== this.selected) this.select(item.dataset.key, { focus: false });
  }

  onClick(event) {
    const round = event.target.closest("[data-round]");
    if (round) this.toggleRejected(Number(round.dataset.round));
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key || event.target.closest(".reasons, [data-editor] textarea, [data-editor] select, [data-rounds]")) return;
    const does = event.target.closest("[data-does]")?.dataset.does;
    if (does === "commit") this.commit(this.sheet.row(key));
    else if (does === "cancel") this.cancel(this.sheet.row(key));
    else if (does) this.desk.act(does, this.sheet.row(key));
    else if (!this.isEditing()) this.select(key);
  }
}
