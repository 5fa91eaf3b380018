// Two windows changed the same sample: mine and theirs side by side, trigger by trigger. Fetched when it happens.

import { fill } from "./rows.js";
import { Sheet, sameWork } from "./sheet.js";

/** What can be chosen between: each row, the flag, the rejected rounds; `side` is "same", or who alone changed it, or "". */
export function compare(base, mine, theirs) {
  const works = [base, mine, theirs].map(byKey);
  const keys = new Set([...works[1].keys(), ...works[2].keys()]);
  return [...keys].map((key) => {
    const [before, here, there] = works.map((work) => work.get(key) ?? null);
    return { key, mine: here, theirs: there, side: sideOf(before, here, there) };
  });
}

function byKey({ rows = [], flag = "", rejected_rounds: rejected = [] }) {
  const named = rows.map((row) => [row.trigger ? `t${row.trigger}` : row.id, row]);
  return new Map([...named, ["flag", flag], ["rejected_rounds", rejected]]);
}

function sideOf(before, here, there) {
  if (sameWork(here, there)) return "same";
  if (sameWork(before, there)) return "mine";
  return sameWork(before, here) ? "theirs" : "";
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
  const dialog = desk.part("conflict");
  const form = dialog.querySelector("form");
  const different = items.filter((item) => item.side !== "same");
  const sides = { mine: sheet, theirs };
  form.querySelector("[data-items]").replaceChildren(...different.map((item) => itemNode(desk, dialog, item, sides)));
  form.querySelector("[data-same]").textContent = fill(desk.words.merge.same, { count: items.length - different.length });
  for (const button of form.querySelectorAll("[data-all]")) button.onclick = () => chooseAll(form, button.dataset.all);
  dialog.oncancel = (event) => event.preventDefault(); // it has to be settled
  form.onsubmit = () => {
    for (const item of different) item.side = form.elements[`merge-${item.key}`].value;
    sheet.restore({ ...chosenWork(items), contradicts: theirs.contradicts });
    Object.assign(sheet, { version, base: theirs.working() });
    desk.rows.open(sheet);
    desk.changed();
  };
  if (!dialog.open) dialog.showModal();
}

function chooseAll(form, side) {
  for (const radio of form.querySelectorAll(`input[value=${side}]`)) radio.checked = true;
}

function itemNode(desk, dialog, item, sides) {
  const node = dialog.querySelector("[data-item]").content.firstElementChild.cloneNode(true);
  node.querySelector("legend").textContent = titleOf(desk, item, sides);
  for (const side of ["mine", "theirs"]) {
    const radio = node.querySelector(`input[value=${side}]`);
    Object.assign(radio, { name: `merge-${item.key}`, checked: item.side === side });
    node.querySelector(`[data-${side}]`).textContent = words(desk, item, sides, side);
  }
  return node;
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
