// Two windows changed the same sample: mine and theirs side by side, trigger by trigger. Fetched when it happens.

import { choose, sideOf } from "../keeping/merging.js";
import { fill } from "./rows.js";
import { Sheet } from "./sheet.js";

/** What can be chosen between: each row, the flag, the rejected rounds; `side` is "same", or who alone changed it, or "". */
export function compare(base, mine, theirs) {
  const works = [base, mine, theirs].map(byKey);
  const keys = new Set([...works[1].keys(), ...works[2].keys()]);
  return [...keys].map((key) => {
    const [before, here, there] = works.map((work) => work.get(key) ?? null);
    return { key, name: `merge-${key}`, mine: here, theirs: there, side: sideOf(before, here, there) };
  });
}

function byKey({ rows = [], flag = "", rejected_rounds: rejected = [] }) {
  const named = rows.map((row) => [row.trigger ? `t${row.trigger}` : row.id, row]);
  return new Map([...named, ["flag", flag], ["rejected_rounds", rejected]]);
}

/** The work that comes of the chosen sides, in the order of `items`. */
export function chosenWork(items) {
  const working = { rows: [] };
  for (const { key, mine, theirs, side } of items) {
    const chosen = side === "theirs" ? theirs : mine;
    if (key === "flag" || key === "rejected_rounds") working[key] = chosen;
    else if (chosen) working.rows.push(chosen);
  }
  return working;
}

/** Show the dialog; the desk goes on with what was chosen, at the server's version. */
export function merge(desk, { version, working }) {
  const sheet = desk.current;
  const theirs = new Sheet({ ...sheet.data(), version, working });
  const items = compare(sheet.base, sheet.working(), theirs.working());
  const sides = { mine: sheet, theirs };
  choose(desk.part("conflict"), items, {
    title: (item) => titleOf(desk, item, sides),
    words: (item, side) => words(desk, item, sides, side),
    same: desk.words.merge.same,
    done: () => {
      sheet.restore({ ...chosenWork(items), contradicts: theirs.contradicts });
      Object.assign(sheet, { version, base: theirs.working() });
      desk.rows.open(sheet);
      desk.changed();
    },
  });
}

function titleOf(desk, { key, mine, theirs }, sides) {
  if (desk.words.merge[key]) return desk.words.merge[key];
  return sides.mine.row(key)?.trigger?.text ?? (mine ?? theirs).text;
}

function words(desk, { key, ...item }, sides, side) {
  const { merge: named } = desk.words;
  if (key === "flag") return item[side] || named.none;
  if (key === "rejected_rounds") return item[side].length ? fill(named.rounds, { rounds: item[side].join(", ") }) : named.none;
  const row = sides[side].row(key);
  return row ? desk.rows.describe(row) : named.absent;
}
