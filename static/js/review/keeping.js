// Nothing typed is ever lost: kept in this browser at once, on the server within two seconds, each save with a version.

const PAUSE = 500; // milliseconds of rest after the last change before it is saved
const LONGEST_WAIT = 1500; // and never later than this after the first one
const LONGEST_RETRY = 15000;
const JOURNAL_DAYS = 30;
const LONGEST_KEPT_ALIVE = 20000; // characters: browsers allow 64 KiB for all such requests together

/** Why a request did not do its work: kind is "offline", "signed_out", "conflict", "over" or "refused". */
export class Failure extends Error {
  constructor(kind, body = {}) {
    super(body.error || kind);
    Object.assign(this, { kind, body });
  }
}

function cookie(name) {
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
  const keepalive = text.length < LONGEST_KEPT_ALIVE;
  const options = { method, keepalive, redirect: "manual", credentials: "same-origin", body: text };
  options.headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), ...headers };
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Failure("offline");
  }
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json().catch(() => ({})) : {};
  if (!response.ok) throw new Failure(kindOf(response), answer);
  return answer;
}

/** 128 random bits in hexadecimal; `crypto.randomUUID` is not there where a page comes over plain HTTP. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** POST until it is answered: what a lost connection or an ended session delays is not lost. */
export async function insist(address, body, told) {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await ask("POST", address, body());
    } catch (failure) {
      if (!["offline", "signed_out"].includes(failure.kind)) throw failure;
      told(failure.kind === "offline" ? "retrying" : "signed_out");
      await pauseOrReturn(retryPause(attempts));
    }
  }
}

const retryPause = (attempts) => Math.min(LONGEST_RETRY, 1000 * 2 ** attempts);

function pauseOrReturn(time) {
  return new Promise((resolve) => {
    setTimeout(resolve, time);
    for (const name of ["focus", "online"]) addEventListener(name, resolve, { once: true });
  });
}

/** The copy in this browser of work that the server does not have yet. */
export class Journal {
  constructor(user) {
    this.prefix = `review.${user}.`;
  }

  write(sheet) {
    const entry = { version: sheet.version, working: sheet.working(), seconds: sheet.seconds, at: Date.now() };
    try {
      localStorage.setItem(this.prefix + sheet.id, JSON.stringify(entry));
    } catch {
      // storage may be full or blocked: the server still gets every change
    }
  }

  read(id) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + id));
    } catch {
      return null;
    }
  }

  forget(id) {
    try {
      localStorage.removeItem(this.prefix + id);
    } catch {
      // nothing was kept then
    }
  }

  forgetOld() {
    const oldest = Date.now() - JOURNAL_DAYS * 24 * 3600 * 1000;
    for (const id of this.ids()) {
      if (!(this.read(id)?.at > oldest)) this.forget(id);
    }
  }

  ids() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
      return keys.map((key) => key.slice(this.prefix.length));
    } catch {
      return []; // storage is blocked: nothing was kept
    }
  }
}

/** Saves one sheet at a time; tells `told(state)` what is going on and `failed(failure)` what a person must solve. */
export class Keeper {
  constructor({ address, journal, told, failed }) {
    Object.assign(this, { address, journal, told, failed, sheet: null, dirty: false, under: null, attempts: 0 });
    addEventListener("online", () => this.flush());
    addEventListener("focus", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
  }

  /** Go over to another sheet; work that only this browser has is taken up again. */
  open(sheet) {
    clearTimeout(this.timer);
    Object.assign(this, { sheet, dirty: false, attempts: 0, since: 0 });
    const kept = this.journal.read(sheet.id);
    if (!kept) return;
    if (kept.version === sheet.version) {
      sheet.restore(kept.working);
      this.touch();
    } else if (JSON.stringify(kept.working) !== JSON.stringify(sheet.working())) {
      const server = { version: sheet.version, working: sheet.working() };
      sheet.restore(kept.working);
      this.failed(new Failure("conflict", { server }));
    } else {
      this.journal.forget(sheet.id);
    }
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
    this.under = this.save(this.sheet).finally(() => {
      this.under = null;
    });
    return this.under;
  }

  async save(sheet) {
    this.dirty = false;
    this.since = 0;
    const body = { working: sheet.working(), seconds: Math.round(sheet.seconds) };
    sheet.unanswered.push(body.working);
    const headers = { "If-Match": `"${sheet.version}"` };
    try {
      sheet.version = (await ask("PUT", this.address.replace("/0/", `/${sheet.id}/`), body, headers)).version;
    } catch (failure) {
      if (this.sheet === sheet) this.recover(failure);
      return;
    }
    sheet.unanswered = [];
    if (this.sheet !== sheet) return;
    this.attempts = 0;
    if (this.dirty) {
      this.journal.write(sheet);
      this.touch();
      return;
    }
    this.journal.forget(sheet.id);
    this.told("saved");
  }

  recover(failure) {
    this.dirty = true;
    if (failure.kind === "offline" || failure.kind === "signed_out") {
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
