// The session ended in the middle of the work: sign in again in place, nothing is reloaded. Fetched when it is asked for.

import { cookie } from "./keeping.js";

/** Open the dialog; what could not be saved is sent as soon as the person is back. */
export function signIn(desk) {
  const dialog = desk.part("signing-in");
  const form = dialog.querySelector("form");
  form.onsubmit = async (event) => {
    event.preventDefault();
    const problem = await attempt(desk, new FormData(form));
    form.elements.password.value = "";
    showProblem(form, problem);
    if (problem) return;
    dialog.close();
    dispatchEvent(new Event("signed-in"));
  };
  showProblem(form, "");
  dialog.showModal();
}

function showProblem(form, problem) {
  const line = form.querySelector("[data-error]");
  line.textContent = problem;
  line.hidden = !problem;
  if (problem) form.elements.password.focus();
}

/** Why it did not work, in words; empty where it did. */
async function attempt({ setting, words }, body) {
  const { sign_in: address } = setting.addresses;
  try {
    await fetch(address); // the form's cookie may have gone with the session's
    const headers = { "X-CSRFToken": cookie("csrftoken") };
    const answer = await fetch(address, { method: "POST", body, headers, redirect: "manual" });
    if (answer.type === "opaqueredirect") return "";
    return answer.status === 429 ? words.signing_in.wait : words.signing_in.wrong.replace("{name}", setting.username);
  } catch {
    return words.signing_in.offline;
  }
}
