// What an adjudicator decides about the groups, by keys and buttons.

const TEXT_FIELDS = "input:not([type=range]), textarea, select";

export class Deciding {
  constructor(desk) {
    Object.assign(this, { desk, words: desk.words, setting: desk.setting, rows: desk.rows });
  }

  get current() {
    return this.desk.current;
  }

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
    if (/^[1-9]$/u.test(event.key) && this.current?.rows[event.key - 1]) this.rows.select(event.key - 1);
    else if (keys[event.key]) {
      if (event.repeat && !["next", "previous"].includes(keys[event.key])) return;
      event.preventDefault();
      this.desk.act(keys[event.key]);
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
    this.deeds[does]?.call(this);
  }

  deeds = {
    keep() { this.decide({ decision: this.rows.row.sources.length ? "keep" : "add", reason: this.rows.row.sources.length ? "" : this.rows.row.reason }); },
    clear() { if (this.rows.row.sources.length) this.change({ decision: "", reason: "" }); else this.remove(); },
    next() { this.rows.select(this.rows.selected + 1); },
    previous() { this.rows.select(this.rows.selected - 1); },
    wording() { if (this.rows.row.sources.length) this.word(this.current.nextWording(this.rows.row)); },
    edit() { this.edit(); },
    drop() { this.drop(); },
    add() { this.add(); },
    merge() { this.merge(); },
    split() { if (this.rows.row.sources.length > 1) { this.current.split(this.rows.selected); this.desk.changed(); } },
  };

  change(fields) {
    Object.assign(this.rows.row, fields, { typing: null });
    this.desk.changed();
  }

  /** Decide on the row and go on to the next one without a decision. */
  decide(fields) {
    this.change(fields);
    const open = this.current.rows.findIndex((row, place) => place > this.rows.selected && !row.decision);
    if (open >= 0) this.rows.select(open);
  }

  word(text) {
    const row = this.rows.row;
    this.change({ text, ...(row.sources.length ? { decision: "keep", reason: "" } : {}) });
  }

  remove() {
    this.current.rows.splice(this.rows.selected, 1);
    this.rows.selected -= 1;
    this.desk.changed();
  }

  edit() {
    this.rows.row.typing ??= this.rows.row.text;
    this.desk.changed();
    document.activeElement.select?.();
  }

  /** Take what was written in a row; false, with a word about it, where that is nothing. */
  commit(row) {
    const text = row.typing.trim();
    this.rows.selected = this.current.rows.indexOf(row);
    if (text) this.word(text);
    else this.desk.say(this.words.problem.nothing_typed);
    return Boolean(text);
  }

  /** Take what is written in every row; false where one of them is empty. New rows without a word are dropped. */
  commitAll() {
    const { rows } = this.current;
    this.current.rows = rows.filter((row) => row.sources.length || row.text || row.typing?.trim());
    if (this.current.rows.length < rows.length) this.desk.changed(); // nobody writes on in a field whose row is gone
    return this.current.rows.filter((row) => row.typing !== null).every((row) => this.commit(row));
  }

  giveUp(row) {
    this.rows.selected = this.current.rows.indexOf(row);
    if (row.sources.length || row.text) this.change({});
    else this.remove();
  }

  drop() {
    if (!this.rows.row.sources.length) this.remove();
    else this.choose(this.words.menu.drop, this.setting.drop_reasons, (reason) => this.decide({ decision: "drop", reason }));
  }

  add() {
    this.rows.selected = this.current.add();
    this.desk.changed();
  }

  askWhyAdded(row) {
    if (row.decision !== "add" || row.reason) return;
    this.choose(this.words.menu.add, this.setting.add_reasons, (reason) => {
      Object.assign(row, { reason });
      this.desk.changed();
    });
  }

  merge() {
    const place = this.rows.selected;
    const others = this.current.rows.map((row, other) => [other, row.text]).filter(([other]) => other !== place && this.current.rows[other].sources.length);
    if (!others.length || !this.rows.row.sources.length) return;
    this.choose(this.words.menu.merge, others, (other) => {
      this.rows.selected = this.current.merge(place, other);
      this.desk.changed();
    });
  }

  /** A dialog of numbered choices, [value, label] each; one that comes when other groups stand there counts as none. */
  choose(title, choices, done) {
    const { rows } = this.current;
    const dialog = this.desk.part("choose");
    const list = dialog.querySelector("[data-choices]");
    dialog.querySelector("h2").textContent = title;
    list.replaceChildren(...choices.map(([value, label], place) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button" });
      button.dataset.choice = value;
      const number = Object.assign(document.createElement("kbd"), { textContent: place + 1 });
      button.append(number, Object.assign(document.createElement("span"), { textContent: label }));
      button.addEventListener("click", () => {
        dialog.close();
        if (this.current?.rows === rows) done(value);
      });
      return button;
    }));
    dialog.showModal();
  }
}
