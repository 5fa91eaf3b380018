"""The words that the review screen's scripts say, so that they are translated where all other words are."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "state": {
        "saved": _("Saved"),
        "saving": _("Saving…"),
        "retrying": _("Not saved: retrying"),
        "signed_out": _("Not saved: signed out"),
        "sending": _("Submitting…"),
        "submitted": _("Submitted"),
        "skipped": _("Skipped"),
        "undone": _("The last submit is back"),
        "refused": _("Not submitted"),
        "conflict": _("Changed elsewhere"),
    },
    "row": {
        "open": _("no decision yet"),
        "accept": _("accepted"),
        "edit": _("edited"),
        "reject": _("rejected"),
        "add": _("added"),
        "of": _("Trigger {number} of {count}"),
        "rounds_one": _("1 round"),
        "rounds_many": _("{count} rounds"),
        "all_rounds": _("all rounds"),
        "no_rounds": _("The draft names no round for this trigger: these are all of them."),
        "reject_round": _("This answer is wrong"),
        "doubtful": _("rests on a wrong answer: decide"),
        "explicit": _("seen"),
        "implicit": _("implied"),
    },
    "menu": {
        "reject": _("Why is it wrong?"),
        "add": _("Why was it missing?"),
    },
    "phase": {
        "enrich": _("question enriched"),
        "reading": _("first reading"),
        "general": _("general question"),
        "scenario_questions": _("questions about this scene"),
        "scenario_answer": _("question about this scene"),
        "summary": _("summary"),
    },
    "problem": {
        "empty": _("The label would be empty: keep or add at least one trigger, or skip the sample."),
        "same": _("Rows {first} and {second} say the same: reject one as a duplicate."),
        "doubtful": _("This trigger rests on an answer that you rejected: accept, edit or reject it by itself."),
        "nothing_typed": _("Write the trigger first, or press Escape."),
        "too_long": _("Keep it under 1,000 characters."),
        "gone": _("{reason} Enter goes on to the next sample."),
    },
    "progress": _("{done} today · {left} left"),
    "decided": _("{done} of {count} decided"),
    "flagged": _("Flagged"),
    "no_emotion": _("not named"),
    "nothing_kept": _("nothing decided"),
}
