// Two windows changed the same adjudication: mine and theirs side by side, group by group. Fetched when it happens.

import { choose, sideOf } from "../keeping/merging.js";
import { Sheet } from "./groups.js";

const namesOf = (row) => (row.sources.length ? row.sources : [row.id]);

/** The triggers and added rows that hang together, since some work has them in one group: a set of names each. */
export function piecesOf(works) {
  let pieces = [];
  for (const row of works.flatMap(({ rows }) => rows)) {
    const names = namesOf(row);
    const joined = pieces.filter((piece) => names.some((name) => piece.has(name)));
    pieces = pieces.filter((piece) => !joined.includes(piece));
    pieces.push(new Set([...joined.flatMap((piece) => [...piece]), ...names]));
  }
  return pieces;
}

/** What can be chosen between: the rows {mine, theirs} of each piece, in the order of mine; what neither has is left out. */
export function compare(...works) {
  const rowsOf = (work, piece) => work.rows.filter((row) => piece.has(namesOf(row)[0]));
  const items = piecesOf(works).map((piece) => {
    const [before, mine, theirs] = works.map((work) => rowsOf(work, piece));
    return { mine, theirs, side: sideOf(before, mine, theirs), place: works[1].rows.indexOf(mine[0]) };
  });
  const last = works[1].rows.length; // after mine come those that only the other window has
  const placeOf = ({ place }) => (place < 0 ? last : place);
  const there = items.filter(({ mine, theirs }) => mine.length || theirs.length);
  return there.sort((one, other) => placeOf(one) - placeOf(other)).map((item, number) => ({ ...item, name: `merge-${number}` }));
}

/** Show the dialog; the desk goes on with what was chosen, at the server's version. */
export function merge(desk, { version, working }) {
  const sheet = desk.current;
  const taken = (work) => new Sheet({ ...sheet.data(), working: work });
  const theirs = taken(working).working();
  const items = compare(taken(sheet.base).working(), sheet.working(), theirs);
  choose(desk.part("conflict"), items, {
    title: (item) => titleOf(sheet, item),
    words: (item, side) => item[side].map((row) => desk.rows.describe(row)).join(" · ") || desk.words.merge.absent,
    same: desk.words.merge.same,
    done: () => {
      sheet.restore({ rows: items.flatMap((item) => (item.side === "theirs" ? item.theirs : item.mine)) });
      Object.assign(sheet, { version, base: theirs });
      desk.rows.open();
      desk.changed();
    },
  });
}

/** The wordings of the reviewers' triggers in it, or the words that were added. */
function titleOf(sheet, { mine, theirs }) {
  const [row] = mine.length ? mine : theirs;
  const texts = [...mine, ...theirs].flatMap(({ sources }) => sources).map((id) => sheet.byId.get(id).text);
  return [...new Set(texts)].join(" · ") || row.text || row.typing;
}
