// Two windows changed the same work: mine and theirs side by side, piece by piece. Fetched when it happens.

import { sameWork } from "./keeping.js";

/** Who changed a piece since `before`: "mine" or "theirs" alone, "" both, or "same" where both say alike. */
export function sideOf(before, here, there) {
  if (sameWork(here, there)) return "same";
  if (sameWork(before, there)) return "mine";
  return sameWork(before, here) ? "theirs" : "";
}

/**
 * Show what differs of the items {name, side}, and call `done` when each has a side; `title(item)` and
 * `words(item, side)` say it, and `same` how many are alike.
 */
export function choose(dialog, items, { title, words, same, done }) {
  const form = dialog.querySelector("form");
  const template = dialog.querySelector("[data-item]").content.firstElementChild;
  const different = items.filter((item) => item.side !== "same");
  form.querySelector("[data-items]").replaceChildren(...different.map((item) => itemNode(template, item, title, words)));
  form.querySelector("[data-same]").textContent = same.replace("{count}", items.length - different.length);
  for (const button of form.querySelectorAll("[data-all]")) button.onclick = () => chooseAll(form, button.dataset.all);
  dialog.oncancel = (event) => event.preventDefault(); // it has to be settled
  form.onsubmit = () => {
    for (const item of different) item.side = form.elements[item.name].value;
    done();
  };
  if (!dialog.open) dialog.showModal();
}

function chooseAll(form, side) {
  for (const radio of form.querySelectorAll(`input[value=${side}]`)) radio.checked = true;
}

function itemNode(template, item, title, words) {
  const node = template.cloneNode(true);
  node.querySelector("legend").textContent = title(item);
  for (const side of ["mine", "theirs"]) {
    const radio = node.querySelector(`input[value=${side}]`);
    Object.assign(radio, { name: item.name, checked: item.side === side });
    node.querySelector(`[data-${side}]`).textContent = words(item, side);
  }
  return node;
}
