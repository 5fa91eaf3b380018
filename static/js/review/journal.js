// The copy in this browser of what the server may not have yet: written through to the disk before it is sent, mirrored in
// memory so that it can be read at once. Other tabs of the same person hear what this one does.

import { freshId } from "./sheet.js";

const DATABASE = "eibench-review";
const STORES = ["works", "outbox"];
const JOURNAL_DAYS = 30;
const LONGEST_OPENING = 2000; // milliseconds: a browser that withholds its storage must not hold up the page

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "key" }));
  const tooLong = new Promise((_resolve, reject) => setTimeout(reject, LONGEST_OPENING, new Error("storage is silent")));
  return Promise.race([promised(request), tooLong]);
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Unfinished work (`works`) and what was submitted or skipped but not answered (`outbox`), by the review's id. */
export class Journal {
  constructor(user) {
    Object.assign(this, { user, works: new Map(), outbox: new Map(), waiting: new Map(), writing: null, database: null });
  }

  /** Whether what is written here outlives the tab. */
  get isSafe() {
    return Boolean(this.database);
  }

  /** Read what earlier visits left; resolves even where the browser keeps nothing. */
  async open() {
    try {
      this.database = await openDatabase();
      const stores = this.database.transaction(STORES);
      const own = IDBKeyRange.bound(`${this.user}.`, `${this.user}/`);
      for (const name of STORES) {
        for (const entry of await promised(stores.objectStore(name).getAll(own))) this[name].set(entry.id, entry);
      }
    } catch {
      this.database = null; // storage is blocked: the server still gets every change
    }
    this.forgetOld();
    return this;
  }

  write(sheet) {
    const { version, seconds, base } = sheet;
    return this.put("works", sheet.id, { version, seconds, base, working: sheet.working(), sent: sheet.unanswered.at(-1) });
  }

  read(id) {
    return this.works.get(id) ?? null;
  }

  forget(id) {
    return this.works.has(id) ? this.remove("works", id) : null;
  }

  put(name, id, facts) {
    const entry = { ...facts, id, key: `${this.user}.${id}`, at: Date.now() };
    this[name].set(id, entry);
    return this.change(name, id, (store) => store.put(entry));
  }

  remove(name, id) {
    this[name].delete(id);
    return this.change(name, id, (store) => store.delete(`${this.user}.${id}`));
  }

  /** Resolves once the change is on the disk; of changes to one entry that wait, the last one wins. */
  change(name, id, deed) {
    if (!this.database) return Promise.resolve();
    this.waiting.set(`${name}.${id}`, [name, deed]);
    this.writing ||= this.drain().finally(() => {
      this.writing = null;
    });
    return this.writing;
  }

  async drain() {
    while (this.waiting.size) {
      const changes = [...this.waiting.values()];
      this.waiting.clear();
      try {
        const transaction = this.database.transaction(STORES, "readwrite", { durability: "strict" });
        for (const [name, deed] of changes) deed(transaction.objectStore(name));
        await finished(transaction);
      } catch {
        this.database = null; // the disk is full or the storage was cleared: from here on only the server keeps
      }
    }
  }

  forgetOld() {
    const oldest = Date.now() - JOURNAL_DAYS * 24 * 3600 * 1000;
    for (const { id, at } of [...this.works.values()]) {
      if (!(at > oldest)) this.forget(id);
    }
  }
}

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
