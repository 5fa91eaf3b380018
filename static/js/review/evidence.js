// Where in the picture a trigger is seen: a click points at a place, a drag draws a box; what is pointed at is drawn over
// the picture. Works zoomed, turned, by touch and by keys. Fetched when it is first needed.

const DIGITS = 1e4;
const STEP = 0.02; // of the picture, by an arrow key
const SMALLEST_DRAG = 0.012; // less is a click
const KEYS = {
  v: "unseen", p: "point", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", "0": "fit", "[": "turn-left", "]": "turn-right",
};
const OF_THE_PICTURE = ["zoom-in", "zoom-out", "fit", "turn-left", "turn-right"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const clamp = (value, high = 1) => Math.min(high, Math.max(0, value));
const round = (place) => place.map((share) => Math.round(share * DIGITS) / DIGITS);

function boxOf(one, other) {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  const [width, height] = [Math.abs(one.x - other.x), Math.abs(one.y - other.y)];
  return Math.max(width, height) < SMALLEST_DRAG ? [other.x, other.y, 0, 0] : [x, y, width, height];
}

/** Marks over a viewer's picture; a mark is {place: [x, y, width, height] in shares of it, name, kind}. */
export class Layer {
  constructor(viewer) {
    this.viewer = viewer;
    this.root = document.createElement("div");
    this.root.className = "evidence-layer";
    viewer.stage.append(this.root);
    viewer.drawn = () => this.lay();
    new ResizeObserver(() => this.lay()).observe(viewer.stage);
  }

  /** The picture's size on the stage before it is zoomed, in pixels. */
  get size() {
    const { width, height } = this.viewer.stage.getBoundingClientRect();
    const scale = Math.min(width / this.picture.width, height / this.picture.height);
    return { width: this.picture.width * scale, height: this.picture.height * scale };
  }

  show(picture, marks) {
    Object.assign(this, { picture });
    this.root.replaceChildren(...marks.map((mark) => this.mark(mark)));
    this.lay();
  }

  mark({ place: [x, y, width, height], name, kind = "evidence" }) {
    const made = document.createElement("span");
    made.className = `mark ${kind}`;
    made.dataset.shape = width || height ? "box" : "point";
    for (const [side, share] of Object.entries({ left: x, top: y, width, height })) made.style[side] = `${share * 100}%`;
    if (name) made.append(Object.assign(document.createElement("b"), { textContent: name }));
    return made;
  }

  lay() {
    if (!this.picture) return;
    const { width, height } = this.size;
    const { x, y, turn, scale } = this.viewer;
    Object.assign(this.root.style, { width: `${width}px`, height: `${height}px` });
    this.root.style.transform = `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale}) rotate(${turn}deg)`;
    this.root.style.setProperty("--scale", scale);
    this.root.style.setProperty("--turn", `${-turn}deg`);
  }

  /** The place under a pointer in shares of the upright picture, brought inside it. */
  placeOf(event) {
    const { x, y, turn, scale } = this.viewer;
    const from = this.viewer.fromCentre(event);
    const [across, down] = [(from.x - x) / scale, (from.y - y) / scale];
    const angle = (turn * Math.PI) / 180;
    const { width, height } = this.size;
    return {
      x: clamp((across * Math.cos(angle) + down * Math.sin(angle)) / width + 0.5),
      y: clamp((down * Math.cos(angle) - across * Math.sin(angle)) / height + 0.5),
    };
  }
}

/** Asks for one place: `told(place)` with a place, or null where what was there is taken away. */
export class Pointing {
  constructor(layer, bar) {
    Object.assign(this, { layer, bar, asking: null, pressed: null });
    const { stage } = layer.viewer;
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      stage.addEventListener(name, (event) => this.asking && this.onPointer(name, event), { capture: true });
    }
    document.addEventListener("keydown", (event) => this.asking && this.onKey(event), { capture: true });
    bar.addEventListener("click", (event) => this.onBar(event));
  }

  /** `marks(place)` draws; `told(place)` takes the place; `left()` comes after either, and after Escape. */
  ask({ place, marks, told, left, unseen, keys = KEYS }) {
    if (this.asking) this.leave();
    this.asking = { place: place || [0.5, 0.5, 0, 0], marks, told, left, unseen, keys };
    this.bar.hidden = false;
    this.bar.querySelector("[data-point=none]").hidden = !place;
    this.bar.querySelector("[data-point=unseen]").hidden = !unseen;
    this.layer.viewer.stage.classList.add("pointing");
    this.layer.viewer.stage.focus({ preventScroll: true });
    this.draw();
  }

  draw() {
    this.layer.show(this.layer.picture, this.asking.marks(this.asking.place));
  }

  end(place) {
    const { told } = this.asking;
    told(place && round(place));
    this.leave();
  }

  leave() {
    if (!this.asking) return;
    const { left } = this.asking;
    Object.assign(this, { asking: null, pressed: null });
    this.bar.hidden = true;
    this.layer.viewer.stage.classList.remove("pointing");
    left();
  }

  onPointer(name, event) {
    if (event.button > 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const at = this.layer.placeOf(event);
    if (name === "pointerdown") {
      this.pressed = event.isPrimary ? at : null; // a second finger means something else
      this.layer.viewer.stage.setPointerCapture(event.pointerId);
    }
    if (name === "pointercancel") this.pressed = null;
    if (!this.pressed) return;
    this.asking.place = boxOf(this.pressed, at);
    if (name === "pointerup") this.end(this.asking.place);
    else this.draw();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("button") && ["Enter", " "].includes(event.key)) return;
    const does = this.asking.keys[event.key];
    if (event.key === "Tab" || OF_THE_PICTURE.includes(does)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (ARROWS[event.key]) this.nudge(ARROWS[event.key], event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") this.end(this.asking.place);
    else if (event.key === "Backspace" || event.key === "Delete") this.end(null);
    else if (does === "unseen" && this.asking.unseen) this.asking.unseen();
    else if (event.key === "Escape" || does === "point") this.leave();
  }

  /** Arrows move the place, with Shift they draw its box larger or smaller. */
  nudge([across, down], grows) {
    let [x, y, width, height] = this.asking.place;
    if (grows) [width, height] = [clamp(width + across * STEP, 1 - x), clamp(height + down * STEP, 1 - y)];
    else [x, y] = [clamp(x + across * STEP, 1 - width), clamp(y + down * STEP, 1 - height)];
    this.asking.place = [x, y, width, height];
    this.draw();
  }

  onBar(event) {
    const does = event.target.closest("[data-point]")?.dataset.point;
    if (does === "none") this.end(null);
    else if (does === "unseen") this.asking.unseen();
    else if (does) this.leave();
  }
}

/** The evidence of the review screen's rows. */
class Evidence {
  constructor(desk) {
    this.desk = desk;
    this.layer = new Layer(desk.viewer);
    this.pointing = new Pointing(this.layer, desk.part("pointing"));
    this.showsPerson = true;
  }

  /** Draw what the selected row points at, and the person whom the question is about. */
  show() {
    const sheet = this.desk.current;
    if (!sheet) return;
    if (this.pointing.asking && this.about !== this.desk.rows.row) this.pointing.leave();
    if (this.pointing.asking) return;
    const place = this.desk.rows.row?.evidence;
    this.layer.show(sheet.picture, [...this.people(sheet), ...(place ? [{ place }] : [])]);
  }

  people({ sample: { person } }) {
    return person && this.showsPerson ? [{ place: person.box, name: person.name, kind: "person" }] : [];
  }

  togglePerson() {
    this.showsPerson = !this.showsPerson;
    this.desk.part("person").setAttribute("aria-pressed", String(this.showsPerson));
    this.show();
  }

  point(row) {
    const { desk } = this;
    if (!row || row.action === "reject") return;
    this.about = row;
    this.layer.picture = desk.current.picture;
    this.pointing.ask({
      place: row.evidence,
      marks: (place) => [...this.people(desk.current), { place, kind: "evidence asking" }],
      told: (place) => this.change(row, place, place ? true : (row.trigger?.explicit ?? null)),
      unseen: () => this.unseen(row),
      keys: this.desk.setting.keys,
      left: () => desk.rows.select(row.key, { scroll: false }),
    });
  }

  /** The row is not visible in the picture; said twice, it is taken back. */
  unseen(row) {
    if (!row || row.action === "reject") return;
    this.change(row, null, row.explicit === false ? (row.trigger?.explicit ?? null) : false);
    this.pointing.leave();
  }

  change(row, place, explicit) {
    Object.assign(row, { evidence: place, explicit });
    this.desk.changed();
  }
}

/** The one of this desk, made when it is first asked for. */
export function evidenceOf(desk) {
  desk.evidence ??= new Evidence(desk);
  return desk.evidence;
}

/** The evidence of a whole picture's triggers: one place for every question that a trigger serves. */
class MatrixPointing {
  constructor(matrix, serving) {
    Object.assign(this, { matrix, serving });
    this.layer = new Layer(matrix.viewer);
    this.pointing = new Pointing(this.layer, matrix.part("pointing"));
  }

  /** The people, and what the trigger at hand points at. */
  show() {
    if (this.pointing.asking || !this.matrix.sheet) return;
    const place = this.matrix.line && this.placeOf(this.matrix.line);
    this.layer.show(this.matrix.sheet.picture, [...this.matrix.marks, ...(place ? [{ place }] : [])]);
  }

  placeOf(line) {
    return this.serving(line).find((row) => row.evidence)?.evidence ?? null;
  }

  point(line) {
    const { matrix } = this;
    if (!this.serving(line).length) return;
    this.layer.picture = matrix.sheet.picture;
    this.pointing.ask({
      place: this.placeOf(line),
      marks: (place) => [...matrix.marks, { place, kind: "evidence asking" }],
      told: (place) => this.change(line, place, Boolean(place)),
      unseen: () => {
        this.change(line, null, false, { unseen: true });
        this.pointing.leave();
      },
      keys: matrix.setting.keys,
      left: () => matrix.focus(),
    });
  }

  /** One place for every question that the trigger serves. */
  change(line, place, isSeen, { unseen = false } = {}) {
    for (const row of this.serving(line)) {
      const explicit = isSeen ? true : unseen ? false : (row.trigger?.explicit ?? null);
      Object.assign(row, { evidence: place, explicit });
    }
    this.matrix.changed();
  }
}

/** The one of this matrix, made when it is first asked for. */
export function pointingOf(matrix, serving) {
  matrix.pointing ??= new MatrixPointing(matrix, serving);
  return matrix.pointing;
}
