// Two windows changed the same picture: mine and theirs side by side, question by question and trigger by trigger. Fetched
// when it happens.

import { choose } from "../keeping/merging.js";
import { PictureSheet, fill, sameText } from "./matrix_sheet.js";
import { chosenWork, compare } from "./merging.js";

/** Show the dialog; the screen goes on with what was chosen, at the server's version. */
export function merge(matrix, { version, working }) {
  const { sheet } = matrix;
  const theirs = new PictureSheet({ ...sheet.data(), version, working });
  const parts = sheet.parts.map((part, column) => itemsOf(sheet, theirs, part, column));
  const items = parts.flatMap((part) => part.items);
  choose(matrix.part("conflict"), items, {
    title: (item) => titleOf(matrix, item),
    words: (item, side) => wordsOf(matrix, item, item[side]),
    same: matrix.words.merge.same,
    done: () => {
      sheet.restore({ reviews: Object.fromEntries(parts.map((part) => [part.id, workOf(part)])) });
      Object.assign(sheet, { version, base: theirs.working() });
      matrix.changed();
    },
  });
}

function itemsOf(sheet, theirs, part, column) {
  const works = [sheet.base, sheet.working(), theirs.working()].map((work) => work.reviews[part.id] ?? {});
  const items = compare(...works).map((item) => ({ ...item, part, name: `merge-${column}-${item.key}` }));
  return { id: part.id, items, contradicts: works.map((work) => work.contradicts ?? []) };
}

/** What speaks against a question in either window, unless one of the two took it back; what serves it does not. */
function workOf({ items, contradicts: [before, here, there] }) {
  const work = chosenWork(items);
  const has = (texts, text) => texts.some((one) => sameText(one) === sameText(text));
  const served = work.rows.filter((row) => row.action !== "reject").map((row) => row.text);
  const kept = [...here, ...there.filter((text) => !has(here, text))];
  const stays = (text) => (has(here, text) && has(there, text)) || !has(before, text);
  return { ...work, contradicts: kept.filter((text) => stays(text) && !has(served, text)) };
}

function titleOf({ words }, { key, mine, theirs, part }) {
  const { question } = part.sample;
  const trigger = words.merge[key] ?? part.row(key)?.trigger?.text ?? (mine ?? theirs).text;
  return fill(words.choice.title, { trigger, question });
}

function wordsOf({ words }, { key }, value) {
  if (key === "flag") return value || words.merge.none;
  if (key === "rejected_rounds") return value.length ? fill(words.merge.rounds, { rounds: value.join(", ") }) : words.merge.none;
  if (!value) return words.merge.absent;
  return `${value.typing ?? value.text} · ${words.cell[value.action || "open"]}`;
}
