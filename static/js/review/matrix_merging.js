// Two windows changed the same picture: mine and theirs side by side, question by question and trigger by trigger. Fetched
// when it happens.

import { PictureSheet, fill, sameText } from "./matrix_sheet.js";
import { chosenWork, compare } from "./merging.js";

/** Show the dialog; the screen goes on with what was chosen, at the server's version. */
export function merge(matrix, { version, working }) {
  const { sheet } = matrix;
  const theirs = new PictureSheet({ ...sheet.data(), version, working });
  const parts = sheet.parts.map((part, column) => itemsOf(sheet, theirs, part, column));
  const items = parts.flatMap((part) => part.items);
  const dialog = matrix.part("conflict");
  const form = dialog.querySelector("form");
  const different = items.filter((item) => item.side !== "same");
  form.querySelector("[data-items]").replaceChildren(...different.map((item) => itemNode(matrix, dialog, item)));
  form.querySelector("[data-same]").textContent = fill(matrix.words.merge.same, { count: items.length - different.length });
  for (const button of form.querySelectorAll("[data-all]")) {
    button.onclick = () => form.querySelectorAll(`input[value=${button.dataset.all}]`).forEach((radio) => (radio.checked = true));
  }
  dialog.oncancel = (event) => event.preventDefault(); // it has to be settled
  form.onsubmit = () => {
    for (const item of different) item.side = form.elements[item.name].value;
    sheet.restore({ reviews: Object.fromEntries(parts.map((part) => [part.id, workOf(part)])) });
    Object.assign(sheet, { version, base: theirs.working() });
    matrix.changed();
  };
  if (!dialog.open) dialog.showModal();
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

function itemNode(matrix, dialog, item) {
  const node = dialog.querySelector("[data-item]").content.firstElementChild.cloneNode(true);
  node.querySelector("legend").textContent = titleOf(matrix, item);
  for (const side of ["mine", "theirs"]) {
    const radio = node.querySelector(`input[value=${side}]`);
    Object.assign(radio, { name: item.name, checked: item.side === side });
    node.querySelector(`[data-${side}]`).textContent = wordsOf(matrix, item, item[side]);
  }
  return node;
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
