// The tabs of one person in one browser know of each other. Fetched a moment after the first sample.

import { freshId } from "./keeping.js";

/** The other tabs of the same person: which sample each has on its desk, and what each did to it. */
export class Tabs {
  constructor(user, heard) {
    Object.assign(this, { heard, me: freshId(), looking: null, others: new Map() });
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`review.${user}`);
    this.channel?.addEventListener("message", (event) => this.hear(event.data));
    addEventListener("pagehide", () => this.tell("left", null));
    addEventListener("pageshow", (event) => event.persisted && this.look(this.looking));
  }

  /** Say which review is on this desk; tabs that have it too answer. */
  look(id) {
    this.looking = id;
    this.others.clear(); // a tab that was killed never said that it left
    this.tell("looking", id);
    this.heard("looked");
  }

  tell(kind, id, facts = {}) {
    this.channel?.postMessage({ kind, id, from: this.me, ...facts });
  }

  hear({ kind, id, from, ...facts }) {
    if (kind === "looking") this.tell("here", this.looking);
    if (kind === "left") this.others.delete(from);
    if (kind === "looking" || kind === "here") this.others.set(from, id);
    this.heard(kind, id, facts);
  }

  /** Whether another tab has the same review on its desk. */
  get isShared() {
    return this.looking !== null && [...this.others.values()].includes(this.looking);
  }
}

/** Let the desk know of the other tabs of these `people`; what they do shows on it too. */
export function meet(desk, people) {
  desk.tabs = new Tabs(people, (kind, id, facts) => hear(desk, kind, id, facts));
  if (desk.current) desk.tabs.look(desk.current.id);
}

/** What another tab says: changes show here too, and what it ended leaves this desk as well; not under an open dialog. */
function hear(desk, kind, id, { version, working } = {}) {
  desk.part("elsewhere").hidden = !desk.tabs.isShared;
  const sheet = desk.current;
  if (sheet?.id !== id || desk.keeper.dirty || desk.keeper.under) return;
  const dialog = desk.root.querySelector("dialog[open]");
  if (dialog) {
    dialog.addEventListener("close", () => hear(desk, kind, id, { version, working }), { once: true });
    return;
  }
  if (kind === "saved" && version > sheet.version) {
    sheet.follow(version, working);
    desk.rows.render({ focus: false, scroll: false });
    desk.refresh();
  } else if (kind === "ended") {
    desk.goOn();
    desk.say(desk.words.ended_elsewhere);
  }
}
