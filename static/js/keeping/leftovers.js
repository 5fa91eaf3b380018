// What earlier visits left in this browser, sent now. Fetched where something is left.

import { Failure, ask, sameWork } from "./keeping.js";

/** Submits and the like that nobody answered, as parcels: each arrives once, since it has the id it was first sent under. */
export function take(sender, sheetOf) {
  const left = [...sender.journal.outbox.values()].filter((entry) => entry.address === sender.addressOf(entry.way, entry.id));
  for (const { data, way, work, client_id, unanswered } of left) {
    const sheet = Object.assign(sheetOf(data), { unanswered });
    sender.parcels.push({ sheet, way, work, client_id, isLeftover: true });
  }
  return [...sender.parcels];
}

/** Save edits of sheets that are not at hand; what is over on the server, or was there already, is forgotten here. */
export async function save({ journal, desk, ...sender }, left) {
  for (const { id, version, working, seconds } of left) {
    const body = { working, seconds: Math.round(seconds) };
    const headers = { "If-Match": `"${version}"` };
    const answer = await ask("PUT", sender.addresses.save.replace("/0/", `/${id}/`), body, headers).catch((failure) => failure);
    const isThere = answer.kind === "conflict" && sameWork(working, answer.body.server.working); // only its answer was lost
    if (!(answer instanceof Failure) || answer.body.code === "over" || isThere) journal.forget(id);
    else if (answer.body.code === "taken") desk.say(answer.message, "warn");
  }
}
