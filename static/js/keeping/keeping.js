// Nothing typed is ever lost: kept in this browser at once (the journal: written through to the disk before it is sent,
// mirrored in memory), on the server within two seconds, each save with a version; what is submitted stays in this browser
// until the server has answered. One file, since each screen on which people decide needs all of it at once: what earlier
// visits left too, which is there after a bad connection, when no further file can be counted on.

const PAUSE = 500; // milliseconds of rest after the last change before it is saved
const LONGEST_WAIT = 1500; // and never later than this after the first one
const LONGEST_RETRY = 15000;
const LONGEST_ANSWER = 20000; // a connection that swallows the answer counts as none
const LONGEST_KEPT_ALIVE = 20000; // characters: browsers allow 64 KiB for all such requests together
const RETURNS = ["focus", "online", "signed-in"]; // events after which a try is worth its while
const DATABASE = "eibench-review";
const STORES = ["works", "outbox"];
const JOURNAL_DAYS = 30;
const LONGEST_OPENING = 2000; // milliseconds: a browser that withholds its storage must not hold up the page

/** 128 random bits in hexadecimal; `crypto.randomUUID` is not there where a page comes over plain HTTP. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether two works say the same, in whatever order Postgres gave their fields back. */
export function sameWork(one, other) {
  return inOrder(one) === inOrder(other);
}

function inOrder(value) {
  if (Array.isArray(value)) return `[${value.map(inOrder)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "";
  const named = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{${named.map((name) => `${name}:${inOrder(value[name])}`)}}`;
}

/** Why a request did not do its work: kind is "offline", "signed_out", "conflict", "over" or "refused". */
export class Failure extends Error {
  constructor(kind, body = {}) {
    super(body.error || kind);
    Object.assign(this, { kind, body });
  }

  get isPassing() {
    return this.kind === "offline" || this.kind === "signed_out";
  }
}

export function cookie(name) {
  return document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

function kindOf(response) {
  if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return "signed_out";
  if (response.status === 412) return "conflict";
  if ([404, 409].includes(response.status)) return "over";
  return response.status >= 500 || response.status === 429 ? "offline" : "refused";
}

/** Ask the server in JSON; it arrives even when the page is left meanwhile, unless it is too long for that. */
export async function ask(method, address, body, headers = {}) {
  const text = JSON.stringify(body);
  const options = { method, redirect: "manual", credentials: "same-origin", body: text };
  Object.assign(options, { keepalive: text.length < LONGEST_KEPT_ALIVE, signal: AbortSignal.timeout(LONGEST_ANSWER) });
  options.headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), ...ask.headers, ...headers };
  try {
    const response = await fetch(address, options);
    dispatchEvent(new CustomEvent("answered", { detail: response.headers }));
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    if (response.ok) return answer;
    throw new Failure(kindOf(response), answer);
  } catch (failure) {
    throw failure instanceof Failure ? failure : new Failure("offline");
  }
}
ask.headers = {}; // whose page it is: another person who signed in meanwhile must not answer for it

/** POST until it is answered: what a lost connection or an ended session delays is not lost. */
export async function insist(address, body, told) {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await ask("POST", address, body());
    } catch (failure) {
      if (!failure.isPassing) throw failure;
      told(failure.kind === "offline" ? "retrying" : "signed_out");
      await nextTry(attempts);
    }
  }
}

const retryPause = (attempts) => Math.min(LONGEST_RETRY, 1000 * 2 ** attempts);

/** Resolves after a while, longer with each attempt, or when a try is worth its while. */
export function nextTry(attempts) {
  return new Promise((resolve) => {
    setTimeout(resolve, retryPause(attempts));
    for (const name of RETURNS) addEventListener(name, resolve, { once: true });
  });
}

/** Saves one sheet at a time; tells `told(state)` what is going on and `failed(failure)` what a person must solve. */
export class Keeper {
  constructor({ address, journal, told, failed, saved }) {
    Object.assign(this, { address, journal, told, failed, saved, sheet: null, dirty: false, under: null, attempts: 0 });
    for (const name of RETURNS) addEventListener(name, () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    addEventListener("beforeunload", (event) => this.dirty && !journal.isSafe && event.preventDefault());
  }

  /** Go over to another sheet; work that only this browser has is taken up again. */
  open(sheet) {
    clearTimeout(this.timer);
    Object.assign(this, { sheet, dirty: false, attempts: 0, since: 0 });
    const kept = this.journal.read(sheet.id);
    if (!kept) return;
    const server = { version: sheet.version, working: sheet.working() };
    if (sameWork(kept.working, server.working)) {
      this.journal.forget(sheet.id);
      return;
    }
    const isOurs = kept.version === sheet.version || (kept.sent && sameWork(kept.sent, server.working));
    if (!isOurs) sheet.base = kept.base;
    sheet.restore(kept.working);
    sheet.seconds = Math.max(sheet.seconds, kept.seconds);
    if (isOurs) this.touch();
    else this.failed(new Failure("conflict", { server }));
  }

  touch() {
    this.dirty = true;
    this.journal.write(this.sheet);
    this.told("saving");
    this.since ||= Date.now();
    const wait = Math.max(0, Math.min(PAUSE, this.since + LONGEST_WAIT - Date.now()));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  /** Save what is unsaved; resolves when no save is under way. */
  async flush() {
    clearTimeout(this.timer);
    if (this.under) return this.under;
    if (!this.dirty || !this.sheet) return undefined;
    const { sheet } = this;
    this.under = this.save(sheet).finally(() => {
      this.under = null;
      if (this.sheet !== sheet) this.flush(); // the sheet that came meanwhile had to wait
    });
    return this.under;
  }

  async save(sheet) {
    this.dirty = false;
    this.since = 0;
    const body = { working: sheet.working(), seconds: Math.round(sheet.seconds) };
    sheet.unanswered.push(body.working);
    this.journal.write(sheet);
    const headers = { "If-Match": `"${sheet.version}"` };
    try {
      sheet.version = (await ask("PUT", this.address.replace("/0/", `/${sheet.id}/`), body, headers)).version;
    } catch (failure) {
      if (this.sheet === sheet) this.recover(failure);
      return;
    }
    Object.assign(sheet, { unanswered: [], base: body.working });
    this.saved(sheet);
    if (this.sheet !== sheet) return;
    this.attempts = 0;
    if (this.dirty) {
      this.touch();
      return;
    }
    this.journal.forget(sheet.id);
    this.told("saved");
  }

  recover(failure) {
    this.dirty = true;
    if (failure.isPassing) {
      this.told(failure.kind === "offline" ? "retrying" : "signed_out");
      this.timer = setTimeout(() => this.flush(), retryPause(this.attempts++));
    } else if (failure.kind === "conflict" && this.sheet.recognise(failure.body.server)) {
      this.timer = setTimeout(() => this.flush());
    } else {
      this.failed(failure);
    }
  }

  /** The sheet leaves by another way (submit, skip): its unsaved changes travel with that. */
  async release(sheet) {
    clearTimeout(this.timer);
    if (this.sheet === sheet) Object.assign(this, { sheet: null, dirty: false });
    await this.under;
  }
}

/** Submits and skips on their way; each lies in this browser until the server has answered it. */
export class Sender {
  constructor({ addresses, journal, desk }) {
    Object.assign(this, { addresses, journal, desk, parcels: [], trouble: null });
    addEventListener("beforeunload", (event) => this.parcels.length && !journal.isSafe && event.preventDefault());
  }

  get sheets() {
    return this.parcels.map((parcel) => parcel.sheet);
  }

  /** Take a sheet that leaves the desk; `settled` is when its last save has ended. Returns what sends it. */
  take(sheet, way, work, settled) {
    const parcel = { sheet, way, work, client_id: freshId() };
    this.parcels.push(parcel);
    this.journal.write(sheet); // should it come back
    const ready = Promise.all([this.keep(parcel), settled]);
    return () => ready.then(() => this.send(parcel));
  }

  /** What earlier visits left unanswered, as parcels: each arrives once, since it has the id it was first sent under. */
  takeLeftovers(sheetOf) {
    const left = [...this.journal.outbox.values()].filter((entry) => entry.address === this.addressOf(entry.way, entry.id));
    for (const { data, way, work, client_id, unanswered } of left) {
      const sheet = Object.assign(sheetOf(data), { unanswered });
      this.parcels.push({ sheet, way, work, client_id, isLeftover: true });
    }
    return [...this.parcels];
  }

  /** Edits of earlier visits to samples that are not at hand go to the server too; what is over or was there is forgotten. */
  async saveLeftovers() {
    const held = this.desk.held();
    for (const { id, version, working, seconds } of [...this.journal.works.values()].filter((work) => !held.includes(work.id))) {
      const body = { working, seconds: Math.round(seconds) };
      const headers = { "If-Match": `"${version}"` };
      const answer = await ask("PUT", this.addressOf("save", id), body, headers).catch((failure) => failure);
      const isThere = answer.kind === "conflict" && sameWork(working, answer.body.server.working); // only its answer was lost
      if (!(answer instanceof Failure) || answer.body.code === "over" || isThere) this.journal.forget(id);
      else if (answer.body.code === "taken") this.desk.say(answer.message, "warn");
    }
  }

  addressOf(way, id) {
    return this.addresses[way].replace("/0/", `/${id}/`);
  }

  keep({ sheet, way, work, client_id }) {
    const address = this.addressOf(way, sheet.id);
    return this.journal.put("outbox", sheet.id, { way, work, client_id, address, data: sheet.data(), unanswered: sheet.unanswered });
  }

  async send(parcel) {
    const { sheet, way, work, client_id } = parcel;
    const message = { ...work, client_id, version: sheet.version, seconds: Math.round(sheet.seconds) };
    const body = () => ({ ...message, ...this.desk.wants(sheet) });
    try {
      const answer = await insist(this.addressOf(way, sheet.id), body, (trouble) => this.desk.tell((this.trouble = trouble)));
      this.end(parcel);
      this.journal.forget(sheet.id);
      this.desk.arrived(parcel, answer);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      if (failure.kind === "conflict" && sheet.recognise(failure.body.server)) {
        await this.send(parcel);
        return;
      }
      this.end(parcel);
      this.desk.bringBack(parcel, failure);
    }
  }

  end(parcel) {
    this.trouble = null;
    this.parcels.splice(this.parcels.indexOf(parcel), 1);
    this.journal.remove("outbox", parcel.sheet.id);
  }
}

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
