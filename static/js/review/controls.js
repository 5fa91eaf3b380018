// What hands do: the picture (zoom by wheel, pinch, keys and buttons; drag; turn; brightness), and what every key, button
// and dialog is for. Keys never reach through a text field, a dialog or an input method.

const LARGEST_ZOOM = 12;
const STEP = 1.25;
const PAN_STEP = 60;
const BRIGHTNESS_STEP = 0.15;

const APART = ["./blind.js", "./evidence.js", "./merging.js", "../keeping/signing_in.js"]; // not needed at the start, but without a network too
const AT_WORK = ["guiding", "resting", ...(navigator.maxTouchPoints ? ["swiping"] : [])]; // what comes to life beside the desk, a while after it
const APART_AFTER = 3000;

/** Fetch the modules that the page did not wait for. */
export function fetchApart(desk) {
  setTimeout(async () => {
    await Promise.allSettled(APART.map((path) => import(path)));
    const found = await Promise.allSettled(AT_WORK.map((name) => import(`./${name}.js`)));
    for (const { value } of found) value?.begin(desk);
    desk.root.dataset.equipped = "true";
  }, APART_AFTER);
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export class Viewer {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector("[data-stage]");
    this.slider = root.querySelector("[data-brightness]");
    this.percent = root.querySelector("[data-zoom-percent]");
    this.pointers = new Map();
    root.querySelector("[data-unveil]")?.addEventListener("click", () => this.unveil());
    this.slider.addEventListener("input", () => this.brighten(this.slider.value / 100 - this.brightness));
    this.stage.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    this.stage.addEventListener("pointerdown", (event) => this.onPress(event));
    this.stage.addEventListener("pointermove", (event) => this.onMove(event));
    for (const name of ["pointerup", "pointercancel"]) this.stage.addEventListener(name, (event) => this.onRelease(event));
    this.stage.addEventListener("dblclick", () => (this.zoom > 1 ? this.reset() : this.zoomBy(STEP ** 4)));
    this.stage.addEventListener("keydown", (event) => this.onKey(event));
    this.reset();
  }

  get picture() {
    return this.stage.querySelector("img");
  }

  /** Put a decoded picture in place of the shown one, as it is: fit, upright, in its own light; a sensitive one blurred. */
  show(picture, isSensitive = false) {
    picture.draggable = false;
    this.stage.toggleAttribute("data-veiled", isSensitive && !picture.dataset.seen);
    this.picture?.replaceWith(picture);
    if (!this.picture) this.stage.append(picture);
    this.reset();
  }

  unveil() {
    this.stage.removeAttribute("data-veiled");
    this.picture.dataset.seen = "true";
    this.stage.focus({ preventScroll: true });
  }

  reset() {
    Object.assign(this, { zoom: 1, x: 0, y: 0, turn: 0, brightness: 1 });
    this.draw();
  }

  zoomBy(factor, at = { x: 0, y: 0 }) {
    const zoom = clamp(this.zoom * factor, 1, LARGEST_ZOOM);
    const ratio = zoom / this.zoom;
    this.x = at.x - (at.x - this.x) * ratio;
    this.y = at.y - (at.y - this.y) * ratio;
    this.zoom = zoom;
    this.draw();
  }

  pan(x, y) {
    this.x += x;
    this.y += y;
    this.draw();
  }

  rotate(quarters) {
    this.turn += quarters * 90;
    this.draw();
  }

  brighten(change) {
    this.brightness = clamp(this.brightness + change, 0.4, 2.2);
    this.draw();
  }

  draw() {
    const { width, height } = this.stage.getBoundingClientRect();
    const [limitX, limitY] = [(width * (this.zoom - 1)) / 2, (height * (this.zoom - 1)) / 2];
    this.x = clamp(this.x, -limitX, limitX);
    this.y = clamp(this.y, -limitY, limitY);
    const sideways = this.turn % 180 !== 0;
    const fit = sideways && width && height ? Math.min(width / height, height / width) : 1;
    this.scale = this.zoom * fit;
    if (this.picture) {
      this.picture.style.transform =
        `translate(${this.x}px, ${this.y}px) scale(${this.scale}) rotate(${this.turn}deg)`;
      this.picture.style.filter = this.brightness === 1 ? "" : `brightness(${this.brightness})`;
    }
    this.slider.value = Math.round(this.brightness * 100);
    this.percent.textContent = `${Math.round(this.zoom * 100)} %`;
    this.stage.classList.toggle("zoomed", this.zoom > 1);
    this.drawn?.();
  }

  fromCentre(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  }

  onWheel(event) {
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0018)), this.fromCentre(event));
  }

  onPress(event) {
    this.pointers.set(event.pointerId, event);
    if (this.zoom > 1 || this.pointers.size > 1) this.stage.setPointerCapture(event.pointerId);
  }

  onMove(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    if (this.pointers.size === 2) this.pinch(before, event);
    else if (this.zoom > 1) this.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    this.pointers.set(event.pointerId, event);
  }

  pinch(before, event) {
    const other = [...this.pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    const distance = (pointer) => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY);
    if (distance(before) > 0) this.zoomBy(distance(event) / distance(before), this.fromCentre(other));
  }

  onRelease(event) {
    this.pointers.delete(event.pointerId);
  }

  /** Arrows move the picture while it has the focus. */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!this.panByKey(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  panByKey(key) {
    const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (!moves[key]) return false;
    this.pan(moves[key][0] * PAN_STEP, moves[key][1] * PAN_STEP);
    return true;
  }

  do(name) {
    const deeds = {
      "zoom-in": () => this.zoomBy(STEP),
      "zoom-out": () => this.zoomBy(1 / STEP),
      fit: () => this.reset(),
      "turn-left": () => this.rotate(-1),
      "turn-right": () => this.rotate(1),
      brighter: () => this.brighten(BRIGHTNESS_STEP),
      darker: () => this.brighten(-BRIGHTNESS_STEP),
      unveil: () => this.picture && this.unveil(),
    };
    deeds[name]?.();
    return name in deeds;
  }
}

const TEXT_FIELDS = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]";

function isOurs(event) {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return false;
  if (event.target.closest(TEXT_FIELDS) || document.querySelector("dialog[open]")) return false;
  if (event.target.matches("input[type=range]") && event.key.startsWith("Arrow")) return false;
  return !(event.target.closest("button, a, summary") && ["Enter", " "].includes(event.key));
}

/** The keys are the person's own: review/keys.py says what each does. */
export function onKey(desk, event) {
  if (!isOurs(event)) return;
  const altGraph = event.getModifierState("AltGraph"); // how some keyboards write [ and ]
  if (!altGraph && (event.ctrlKey || event.metaKey)) {
    if (event.key === "Enter") desk.act("submit");
    return;
  }
  const moves = event.altKey && !altGraph && { ArrowUp: "move-up", ArrowDown: "move-down" }[event.key];
  if (event.altKey && !altGraph && !moves) return;
  if (desk.rows.onMenuKey(event)) return;
  const { keys, single_keys: singleKeysAct } = desk.setting;
  if (event.key.length === 1 && !singleKeysAct) return;
  if (event.shiftKey && desk.viewer.panByKey(event.key)) {
    event.preventDefault();
    return;
  }
  if (event.key === "Escape") desk.part("guidelines").hidden = true;
  if (/^[1-9]$/u.test(event.key) && desk.current?.rows[event.key - 1]) {
    desk.rows.select(desk.current.rows[event.key - 1].key);
  } else if (moves || keys[event.key]) {
    if (event.repeat && !["next", "previous"].includes(keys[event.key])) return;
    event.preventDefault();
    desk.act(moves || keys[event.key]);
  }
}

/** A button does what its key does, and hands the focus back to the rows, so that the next key works. */
export function onButton(desk, event) {
  const does = event.target.closest("[data-act]")?.dataset.act;
  if (!does) return;
  desk.act(does);
  const elsewhere = document.querySelector("dialog[open]") || desk.rows.isEditing() || desk.rows.opened;
  if (desk.current && !elsewhere && does !== "guidelines") desk.rows.select(desk.rows.selected, { scroll: false });
}

// What is pointed at in the picture: its module is fetched when it is first needed.

const withEvidence = (desk, deed) => import("./evidence.js").then(({ evidenceOf }) => deed(evidenceOf(desk)));

/** Draw the selected row's evidence and the person whom the question is about; lead to the other questions. */
export function showEvidence(desk) {
  const { sample, rows, picture } = desk.current;
  const whole = desk.part("whole");
  whole.hidden = !(picture.questions > 1);
  whole.href = whole.dataset.address.replace("/0/", `/${picture.id}/`);
  desk.part("person").hidden = !sample.person;
  desk.part("person").querySelector("[data-name]").textContent = sample.person?.name ?? "";
  if (desk.evidence || sample.person || rows.some((row) => row.evidence)) withEvidence(desk, (evidence) => evidence.show());
}

export function actOnEvidence(desk, name, row) {
  const deeds = {
    point: (evidence) => evidence.point(row),
    unseen: (evidence) => evidence.unseen(row),
    person: (evidence) => evidence.togglePerson(),
  };
  if (deeds[name]) withEvidence(desk, deeds[name]);
  return name in deeds;
}

export function wireSkip(desk) {
  const dialog = desk.part("skip");
  const note = dialog.querySelector("textarea");
  const choose = (reason) => {
    dialog.close();
    desk.skip(reason, note.value);
    note.value = "";
  };
  const reasons = [...dialog.querySelectorAll("[data-reason]")];
  for (const button of reasons) button.addEventListener("click", () => choose(button.dataset.reason));
  dialog.addEventListener("keydown", (event) => {
    const numbered = event.target !== note && reasons[event.key - 1];
    if (!numbered) return;
    event.preventDefault();
    choose(numbered.dataset.reason);
  });
}

export function openFlag(desk) {
  const dialog = desk.part("flag");
  dialog.querySelector("textarea").value = desk.current.flag;
  dialog.querySelector("[data-unflag]").hidden = !desk.current.flag;
  dialog.showModal();
}

function setFlag(desk, reason) {
  desk.current.flag = reason.trim();
  desk.part("flag").close();
  desk.changed();
}

export function wireFlag(desk) {
  const dialog = desk.part("flag");
  const reason = dialog.querySelector("textarea");
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    setFlag(desk, reason.value);
  });
  reason.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    dialog.querySelector("form").requestSubmit();
  });
  dialog.querySelector("[data-unflag]").addEventListener("click", () => setFlag(desk, ""));
}

/** The guidelines are new to this person: shown until they say that they read them; untold, they are shown again. */
function showGuide(dialog) {
  const form = dialog.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const options = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true };
    fetch(form.action, options).catch(() => {});
    dialog.close();
  });
  dialog.showModal();
}

export function wireDialogs(desk) {
  if (desk.part("guide")) showGuide(desk.part("guide"));
  wireSkip(desk);
  wireFlag(desk);
  for (const dialog of desk.root.querySelectorAll("dialog")) {
    dialog.addEventListener("close", () => desk.current && desk.rows.select(desk.rows.selected, { scroll: false }));
    for (const close of dialog.querySelectorAll("[data-close]")) close.addEventListener("click", () => dialog.close());
  }
}

/** How a screen speaks: by the line of its state, and by a notice above it. */
export const speaking = {
  tell(state) {
    const line = this.part("state");
    line.dataset.state = state;
    line.querySelector("[data-words]").textContent = this.words.state[state];
    this.part("sign-in").hidden = state !== "signed_out";
  },

  say(sentence, kind = "info") {
    const notice = this.part("notice");
    notice.className = `notice ${kind}`;
    notice.textContent = sentence;
    notice.hidden = !sentence;
  },
};
