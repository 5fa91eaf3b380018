// Guidelines that change while a screen is open: told quietly, and opened beside the picture. Fetched a while after the page.

/** Begin to listen to what the server says with each of its answers. */
export function begin(desk) {
  const notice = desk.part("guidelines-new");
  let known = desk.setting.guidelines;
  addEventListener("answered", ({ detail: headers }) => {
    const version = Number(headers.get("X-Guidelines") ?? known);
    if (version <= known) return;
    known = version;
    notice.hidden = false;
  });
  notice.querySelector("button").addEventListener("click", () => show(desk, notice));
}

/** Put the words that hold now in place of those that the screen came with. */
async function show(desk, notice) {
  const words = await fetchWords(desk.setting.addresses.guidelines);
  if (!words) {
    desk.say(desk.words.guidelines_offline, "warn");
    return;
  }
  const panel = desk.part("guidelines");
  panel.querySelector(".prose").replaceChildren(...words);
  Object.assign(panel, { hidden: false, scrollTop: 0 });
  panel.focus();
  notice.hidden = true;
}

/** The nodes of the guidelines' own page; nothing where it cannot be had. */
async function fetchWords(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = page.querySelector("main .prose, main .empty");
  return words && document.importNode(words, true).childNodes;
}
