// The first page sends what this browser still keeps of earlier reviews, so that nobody has to open Review for that.

import { Journal, Sender, ask } from "./review/keeping.js";

const YOUNG = 30000; // milliseconds: what another tab is at work on right now is that tab's to send

const { user, roots } = JSON.parse(document.getElementById("unsent").textContent);
const notice = document.querySelector("[data-unsent]");

function say(name) {
  notice.hidden = false;
  notice.querySelector("p").textContent = notice.dataset[name];
}

/** What stands in for the review screen: it shows nothing but how the sending goes. */
class Post {
  constructor(journal) {
    Object.assign(this, { journal, returned: false });
  }

  tell(state) {
    if (state === "retrying") say("retrying");
    if (state === "signed_out") say("signedOut");
  }

  wants() {
    return {};
  }

  held() {
    return [...this.journal.works.values()].filter(isYoung).map((work) => work.id);
  }

  arrived() {
    say("sending");
  }

  /** The server refused a submit: its work is in the journal, where the review screen finds it. */
  bringBack({ sheet }, failure) {
    if (failure.body.code === "over") this.journal.forget(sheet.id); // it had arrived, and only its answer was lost
    else this.returned = true;
  }

  say() {
    this.returned = true;
  }
}

const isYoung = ({ at }) => Date.now() - at < YOUNG;

function addressesUnder(root) {
  return { submit: `${root}0/submit/`, skip: `${root}0/skip/`, save: `${root}0/working/` };
}

async function deliver(journal) {
  ask.headers = { "X-Reviewer": String(user) };
  const desk = new Post(journal);
  for (const root of roots) {
    const sender = new Sender({ addresses: addressesUnder(root), journal, desk });
    for (const parcel of sender.takeLeftovers()) await sender.send(parcel);
    await sender.saveLeftovers();
  }
  const isLeft = [...journal.works.values()].some((work) => !isYoung(work));
  say(desk.returned || isLeft ? "returned" : "delivered");
}

/** Send what is old enough; look again where something is not. */
async function look() {
  const journal = await new Journal(user).open();
  const isOthers = [...journal.outbox.values(), ...journal.works.values()].some(isYoung);
  for (const [id, entry] of journal.outbox) if (isYoung(entry)) journal.outbox.delete(id);
  const isLeft = journal.outbox.size || [...journal.works.values()].some((work) => !isYoung(work));
  if (isLeft) {
    say("sending");
    await deliver(journal);
  }
  if (isOthers) setTimeout(look, YOUNG);
}

// Not awaited at the top: the page is loaded, however long the server cannot be reached.
look().then(() => {
  document.documentElement.dataset.delivered = "true";
});
