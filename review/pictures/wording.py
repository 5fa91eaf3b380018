"""The words that the scripts of the whole picture's screen say."""

from django.utils.translation import gettext_lazy as _

from review.wording import WORDS as REVIEW_WORDS

WORDS = {
    "state": REVIEW_WORDS["state"],
    "signing_in": REVIEW_WORDS["signing_in"],
    "merge": REVIEW_WORDS["merge"],
    "cell": {
        "open": _("no decision yet"),
        "accept": _("serves"),
        "edit": _("serves, edited"),
        "add": _("serves, added"),
        "reject": _("does not serve"),
        "contradicts": _("contradicts"),
        "none": _("nothing"),
    },
    "choice": {
        "title": _("“{trigger}” for “{question}”"),
        "title_all": _("“{trigger}” for every question"),
        "reject_title": _("Why is “{trigger}” wrong?"),
        "add_title": _("Why was “{trigger}” missing?"),
        "serves": _("It serves the question"),
        "contradicts": _("It contradicts the question"),
        "rejects": _("It does not serve the question…"),
        "clear": _("No decision"),
        "serves_all": _("It serves every question it was drafted for"),
        "edits": _("Edit its words"),
        "points": _("Point at it in the picture"),
        "rejects_all": _("It serves no question…"),
    },
    "problem": {
        "empty": _("No trigger is left for “{question}”: keep or add at least one."),
        "same": _("Two triggers of “{question}” say the same: reject one as a duplicate."),
        "doubtful": _("“{trigger}” rests on an answer that was rejected: decide on it by itself."),
        "alone": _("“{trigger}” contradicts a question and serves none: say which one it explains, or clear it."),
        "nothing_typed": _("Write the trigger first, or press Escape."),
    },
    "decided": _("{done} of {count} decided"),
    "lost": _("One of the questions went to somebody else while you were away. What you wrote is kept here."),
    "more": _("Another question on this picture is ready: reload the page to have it here too."),
    "elsewhere": _("You submitted this picture in another tab."),
    "flag_title": _("Flag “{question}”"),
    "flag_title_all": _("Flag every question"),
    "nothing_to_undo": _("No picture that you ended as a whole is the last thing you did here."),
    "guidelines_offline": REVIEW_WORDS["guidelines_offline"],
    "new_trigger": _("Text of the trigger"),
}
