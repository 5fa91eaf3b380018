// The blind arm: what the person wrote is kept as it is, then the draft comes beside it. Fetched when it happens.

import { Failure, ask } from "../keeping/keeping.js";

/** Ask for the draft of the sample on the desk; what was written goes with the request and stays. */
export async function reveal(desk) {
  const sheet = desk.current;
  desk.tick();
  await desk.keeper.flush();
  const body = { version: sheet.version, working: sheet.working(), seconds: Math.round(sheet.seconds) };
  try {
    const { revealed } = await ask("POST", desk.address("reveal", sheet), body);
    sheet.reveal(revealed);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    showTrouble(desk, failure);
    return;
  }
  if (desk.current !== sheet) return;
  desk.showFacts(sheet);
  desk.rows.open(sheet);
  desk.changed();
}

function showTrouble(desk, failure) {
  if (failure.kind === "conflict") desk.solve(failure);
  else if (failure.isPassing) desk.tell(failure.kind === "offline" ? "retrying" : "signed_out");
  if (!failure.isPassing) desk.say(failure.message, "warn");
  else if (failure.kind === "offline") desk.say(desk.words.reveal_offline, "warn");
}
