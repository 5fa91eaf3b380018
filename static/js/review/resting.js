// Proposes a rest after a spell of active work, once and quietly; a pause of some minutes is one, whoever proposed it.

const INPUTS = ["pointermove", "pointerdown", "keydown", "wheel"];
const IDLE_AFTER = 60000; // milliseconds without input that count as work at most
const REST = 300000; // without input for so long, one has rested
const STORE = "review.spell"; // of this tab, over reloads

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) || {};
  } catch {
    return {}; // storage is blocked: the spell begins with the page
  }
}

function write(spell) {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(spell));
  } catch {
    // the spell then lasts as long as the page
  }
}

/** Begin to count; nothing is counted where the person wants no proposal. */
export function begin(desk) {
  const minutes = desk.setting.rest_minutes;
  if (!minutes) return;
  const notice = desk.part("rest");
  const { active = 0, last = Date.now() } = read();
  const spell = { active, last };

  const count = () => {
    const gap = Date.now() - spell.last;
    spell.last = Date.now();
    spell.active = gap >= REST ? 0 : spell.active + Math.min(gap, IDLE_AFTER);
    if (gap >= REST) notice.hidden = true;
    if (spell.active >= minutes * 60000) {
      spell.active = 0; // proposed once; the next spell begins
      notice.hidden = false;
    }
    write(spell);
  };

  notice.querySelector("[data-rested]").addEventListener("click", () => {
    notice.hidden = true;
    if (desk.current) desk.rows.select(desk.rows.selected, { scroll: false });
  });
  for (const name of INPUTS) addEventListener(name, count, { passive: true });
}
