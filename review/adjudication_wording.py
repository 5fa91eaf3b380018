"""The words that the adjudication screen's scripts say, so that they are translated where all other words are."""

from django.utils.translation import gettext_lazy as _

from review.wording import WORDS as REVIEW_WORDS

WORDS = {
    "state": {
        "saved": _("Saved"),
        "saving": _("Saving…"),
        "retrying": _("Only on this device: retrying"),
        "signed_out": _("Only on this device: signed out"),
        "sending": _("Submitting…"),
        "submitted": _("Submitted"),
        "passed_on": _("Passed on"),
        "undone": _("The last submit is back"),
        "refused": _("Not submitted"),
        "conflict": _("Changed elsewhere"),
    },
    "row": {
        "open": _("no decision yet"),
        "keep": _("kept"),
        "merge": _("merged"),
        "edit": _("edited"),
        "drop": _("dropped"),
        "add": _("added"),
        "of": _("Group {number} of {count}"),
    },
    "said": {
        "accept": _("accepted the draft"),
        "edit": _("edited the draft, which said: {draft}"),
        "add": _("added it: {reason}"),
        "reject": _("rejected “{text}”: {reason}"),
        "nothing": _("says nothing of it"),
        "silent": _("Nobody's: you added it"),
    },
    "menu": {
        "drop": _("Why is it dropped?"),
        "add": _("Why was it missing?"),
        "merge": _("Join with which group? Press its number."),
    },
    "problem": {
        "undecided": _("Group {number} has no decision yet: keep or drop it."),
        "empty": _("The label would be empty: keep or add at least one trigger, or pass the sample on."),
        "same": _("Groups {first} and {second} say the same: merge them."),
        "nothing_typed": _("Write the trigger first, or press Escape."),
        "gone": _("{reason} Enter goes on to the next sample."),
    },
    "signing_in": REVIEW_WORDS["signing_in"],
    "merge": REVIEW_WORDS["merge"],
    "ended_elsewhere": REVIEW_WORDS["ended_elsewhere"],
    "undo_offline": REVIEW_WORDS["undo_offline"],
    "reviewer": _("Reviewer {name}"),
    "flagged_by": _("Reviewer {name} flagged it: {reason}"),
    "progress": _("{done} settled · {left} left"),
    "decided": _("{done} of {count} decided"),
    "no_emotion": _("not named"),
    "not_compared": _("Not all triggers are compared by meaning yet: groups go by words and by the draft."),
}
