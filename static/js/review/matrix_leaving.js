// Ways from a whole picture other than submitting it: skipping it, flagging questions of it, and taking the last one back.
// Fetched when one is first needed.

import { Failure, ask } from "../keeping/keeping.js";
import { openFlag, wireFlag, wireSkip } from "./controls.js";
import { fill } from "./matrix_sheet.js";

/** What the dialogs of the review screen need; of a flag, the questions that it is about. */
class Desk {
  constructor(matrix) {
    this.matrix = matrix;
    this.column = -1;
    wireSkip(this);
    wireFlag(this);
  }

  get current() {
    return this;
  }

  get flag() {
    return this.matrix.sheet.flagOf(this.column);
  }

  set flag(reason) {
    this.matrix.sheet.setFlag(this.column, reason);
  }

  part = (name) => this.matrix.part(name);
  changed = () => this.matrix.changed();
  skip = (reason, note) => skipFor(this.matrix, reason, note);
}

const deskOf = (matrix) => (matrix.desk ??= new Desk(matrix));

export function askWhySkipped(matrix) {
  deskOf(matrix).part("skip").showModal();
}

/** Pass every question of the picture on to somebody else. */
export function skipFor(matrix, reason, note) {
  matrix.leave("skip", { reviews: matrix.sheet.parts.map((part) => part.id), reason, note });
}

/** Flag the question of this column; from the triggers' own column, every question. */
export function flag(matrix, column) {
  const desk = Object.assign(deskOf(matrix), { column });
  const { flag_title: one, flag_title_all: all } = matrix.words;
  const question = matrix.sheet.parts[column]?.sample.question;
  matrix.part("flag").querySelector("h2").textContent = question ? fill(one, { question }) : all;
  openFlag(desk);
}

/** Take back how the last picture was ended, and go there; what was done here is kept. */
export async function undo(matrix) {
  const { ending, addresses } = matrix.setting;
  if (!ending) {
    matrix.say(matrix.words.nothing_to_undo);
    return;
  }
  try {
    await matrix.keeper.flush();
    const { next } = await ask("POST", addresses.undo, { ending: [ending] });
    await matrix.journal.writing;
    location.assign(next);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    matrix.say(failure.kind === "offline" ? matrix.words.state.retrying : failure.message, "warn");
  }
}
