// The first page sends what this browser still keeps of earlier work, so that nobody has to open its screen for that.

import { Journal, Sender, ask, nextTry } from "./keeping/keeping.js";

const YOUNG = 30000; // milliseconds: what another tab is at work on right now is that tab's to send

const { user, roots } = JSON.parse(document.getElementById("unsent").textContent);
const notice = document.querySelector("[data-unsent]");

/** The screens on which work is kept: whose journal it is, where its ways lead, and what makes a sheet of its data. */
const SCREENS = {
  review: {
    people: user,
    ways: { save: "working", submit: "submit", skip: "skip" },
    makes: () => import("./review/sheet.js").then(({ Sheet }) => (data) => new Sheet(data)),
  },
  pictures: {
    people: `${user}:pictures`,
    ways: { save: "working", submit: "submit", skip: "skip" },
    makes: () => import("./review/matrix_sheet.js").then(({ PictureSheet }) => (data) => new PictureSheet(data)),
  },
  adjudication: {
    people: `${user}:adjudications`,
    ways: { save: "working", submit: "submit", pass_on: "pass" },
    makes: () => import("./adjudication/groups.js").then(({ Sheet }) => (data) => new Sheet(data)),
  },
};

function say(name) {
  notice.hidden = false;
  notice.querySelector("p").textContent = notice.dataset[name];
}

/** What stands in for a screen: it shows nothing but how the sending goes. */
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

  /** The server refused a submit: its work is in the journal, where its screen finds it. */
  bringBack({ sheet }, failure) {
    if (failure.body.code === "over") this.journal.forget(sheet.id); // it had arrived, and only its answer was lost
    else this.returned = true;
  }

  say() {
    this.returned = true;
  }
}

const isYoung = ({ at }) => Date.now() - at < YOUNG;

const addressesUnder = (root, ways) =>
  Object.fromEntries(Object.entries(ways).map(([way, path]) => [way, `${root}0/${path}/`]));

/** Ask for a screen's file again and again: the connection over which work was left behind may still be bad. */
async function untilItComes(makes) {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await makes();
    } catch {
      say("retrying");
      await nextTry(attempts);
    }
  }
}

/** Send what a screen left; true where something of it is left even so. */
async function deliver(journal, { ways, makes }, under) {
  const desk = new Post(journal);
  const sheetOf = await untilItComes(makes);
  for (const root of under) {
    const sender = new Sender({ addresses: addressesUnder(root, ways), journal, desk });
    for (const parcel of sender.takeLeftovers(sheetOf)) await sender.send(parcel);
    await sender.saveLeftovers();
  }
  return desk.returned || [...journal.works.values()].some((work) => !isYoung(work));
}

/** Send what is old enough; look again where something is not. */
async function look() {
  ask.headers = { "X-Reviewer": String(user) };
  const left = [];
  let isOthers = false;
  for (const [name, under] of Object.entries(roots)) {
    const journal = await new Journal(SCREENS[name].people).open();
    isOthers ||= [...journal.outbox.values(), ...journal.works.values()].some(isYoung);
    for (const [id, entry] of journal.outbox) if (isYoung(entry)) journal.outbox.delete(id);
    if (journal.outbox.size || [...journal.works.values()].some((work) => !isYoung(work))) left.push([journal, name, under]);
  }
  if (left.length) {
    say("sending");
    const returned = [];
    for (const [journal, name, under] of left) returned.push(await deliver(journal, SCREENS[name], under));
    say(returned.includes(true) ? "returned" : "delivered");
  }
  if (isOthers) setTimeout(look, YOUNG);
}

// Not awaited at the top: the page is loaded, however long the server cannot be reached.
look().then(() => {
  document.documentElement.dataset.delivered = "true";
});
