// Work is kept in this browser at once and on the server within two seconds, each save with the version it started from;
// a submit is repeated under its own id until it is answered.

const PAUSE = 600; // milliseconds of rest after the last change before it is saved
const LONGEST_WAIT = 1500; // and never later than this after the first one
const LONGEST_RETRY = 15000;
const LONGEST_ANSWER = 20000; // a connection that swallows the answer counts as none

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

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

function kindOf(response) {
  if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return "signed_out";
  if (response.status === 412) return "conflict";
  if ([404, 409].includes(response.status)) return "over";
  return response.status >= 500 || response.status === 429 ? "offline" : "refused";
}

/** Asks the server in JSON as the page's own person; raises Failure. */
export async function ask(user, method, address, body, headers = {}) {
  const options = { method, redirect: "manual", credentials: "same-origin", body: JSON.stringify(body) };
  options.signal = AbortSignal.timeout(LONGEST_ANSWER);
  options.headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), "X-Reviewer": user, ...headers };
  try {
    const response = await fetch(address, options);
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    if (response.ok) return answer;
    throw new Failure(kindOf(response), answer);
  } catch (failure) {
    throw failure instanceof Failure ? failure : new Failure("offline");
  }
}

const RETURNS = ["online", "signed-in"]; // events after which a try is worth its while
const pause = (time) => new Promise((resolve) => {
  setTimeout(resolve, time);
  for (const name of RETURNS) addEventListener(name, resolve, { once: true });
});

/** Keeps the sheet on the desk saved; `told(state)` says what is going on, `failed(failure)` what a person must solve. */
export class Saver {
  constructor({ user, address, told, failed }) {
    Object.assign(this, { user: String(user), address, told, failed, sheet: null, dirty: false, under: null, attempts: 0 });
    for (const name of RETURNS) addEventListener(name, () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
  }

  key(sheet) {
    return `adjudication.${this.user}.${sheet.id}`;
  }

  /** Go over to a sheet; work that only this browser has is taken up again. */
  open(sheet) {
    clearTimeout(this.timer);
    Object.assign(this, { sheet, dirty: false, attempts: 0, since: 0 });
    const kept = this.kept(sheet);
    if (!kept || JSON.stringify(kept.working) === JSON.stringify(sheet.working())) return;
    if (kept.version !== sheet.version) {
      this.failed(new Failure("conflict", { server: { version: sheet.version, working: sheet.working() }, mine: kept.working }));
      return;
    }
    sheet.restore(kept.working);
    this.touch();
  }

  kept(sheet) {
    try {
      return JSON.parse(localStorage.getItem(this.key(sheet)));
    } catch {
      return null; // storage may be blocked: the server's copy is what there is
    }
  }

  keep(sheet) {
    try {
      localStorage.setItem(this.key(sheet), JSON.stringify({ version: sheet.version, working: sheet.working() }));
    } catch {
      // then the server alone keeps it
    }
  }

  forget(sheet) {
    try {
      localStorage.removeItem(this.key(sheet));
    } catch {
      // nothing was kept
    }
  }

  touch() {
    this.dirty = true;
    this.keep(this.sheet);
    this.told("saving");
    this.since ||= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(PAUSE, this.since + LONGEST_WAIT - Date.now())));
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
    Object.assign(this, { dirty: false, since: 0 });
    const body = { working: sheet.working(), seconds: Math.round(sheet.seconds) };
    try {
      const address = this.address.replace("/0/", `/${sheet.id}/`);
      sheet.version = (await ask(this.user, "PUT", address, body, { "If-Match": `"${sheet.version}"` })).version;
    } catch (failure) {
      if (this.sheet === sheet) this.recover(failure);
      return;
    }
    if (this.sheet !== sheet) return;
    this.attempts = 0;
    if (this.dirty) {
      this.touch();
      return;
    }
    this.forget(sheet);
    this.told("saved");
  }

  recover(failure) {
    this.dirty = true;
    if (!failure.isPassing) {
      this.failed(failure);
      return;
    }
    this.told(failure.kind);
    this.attempts += 1;
    this.timer = setTimeout(() => this.flush(), Math.min(LONGEST_RETRY, 1000 * 2 ** this.attempts));
  }

  /** POST until it is answered. */
  async insist(address, body) {
    for (let attempts = 0; ; attempts += 1) {
      try {
        return await ask(this.user, "POST", address, body);
      } catch (failure) {
        if (!failure.isPassing) throw failure;
        this.told(failure.kind);
        await pause(Math.min(LONGEST_RETRY, 1000 * 2 ** attempts));
      }
    }
  }
}
