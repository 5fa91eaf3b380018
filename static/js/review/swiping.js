// By touch: a row swiped to the right is accepted, to the left it is asked why it is wrong; the question swiped to the
// right submits, to the left it is asked why one skips. The same way again takes a row's decision back. Fetched where
// there is a touch screen.

const BEGIN = 12; // pixels, and twice as far across as down: a swipe, not a scroll
const FAR = 72; // pixels after which letting go acts
const FARTHEST = 110;

const limited = (distance) => Math.max(-FARTHEST, Math.min(FARTHEST, distance));

class Swipe {
  constructor(desk) {
    Object.assign(this, { desk, from: null, element: null });
    desk.root.addEventListener("pointerdown", (event) => this.press(event));
    desk.root.addEventListener("pointermove", (event) => this.move(event));
    desk.root.addEventListener("pointerup", (event) => this.end(event));
    desk.root.addEventListener("pointercancel", () => this.leave());
  }

  press(event) {
    this.leave();
    if (event.pointerType !== "touch" || !event.isPrimary || !this.desk.current) return;
    if (event.target.closest("textarea, select, input, [data-editor], [data-rounds]")) return;
    const element = event.target.closest(".trigger[data-key], .work-head");
    if (element) Object.assign(this, { element, from: event, swiped: false });
  }

  move(event) {
    if (!this.from || event.pointerId !== this.from.pointerId) return;
    const [across, down] = [event.clientX - this.from.clientX, event.clientY - this.from.clientY];
    if (!this.swiped && (Math.abs(across) < BEGIN || Math.abs(across) < 2 * Math.abs(down))) return;
    if (!this.swiped) this.element.setPointerCapture(event.pointerId);
    this.swiped = true;
    const deed = this.deed(across);
    this.element.style.transform = deed ? `translateX(${limited(across)}px)` : "";
    this.element.dataset.swiping = across > 0 ? "right" : "left";
    this.element.toggleAttribute("data-far", Boolean(deed) && Math.abs(across) >= FAR);
  }

  end(event) {
    if (!this.from || event.pointerId !== this.from.pointerId) return;
    const across = event.clientX - this.from.clientX;
    const deed = this.swiped && Math.abs(across) >= FAR ? this.deed(across) : null;
    this.leave();
    deed?.();
  }

  leave() {
    if (this.element) {
      this.element.style.transform = "";
      delete this.element.dataset.swiping;
      this.element.removeAttribute("data-far");
    }
    Object.assign(this, { from: null, element: null, swiped: false });
  }

  /** What letting go would do; null where a swipe would lose what somebody wrote. */
  deed(across) {
    const { desk, element } = this;
    const goesRight = across > 0;
    if (element.matches(".work-head")) return () => desk.act(goesRight ? "submit" : "skip");
    const row = desk.rows.sheet.row(element.dataset.key);
    if (!row?.trigger || row.action === "edit" || row.typing !== null) return null;
    const same = goesRight ? "accept" : "reject";
    return () => desk.act(row.action === same ? "clear" : same, row);
  }
}

export function begin(desk) {
  new Swipe(desk);
}
