"""The fields of a row as a browser sent it, checked: the same ones where samples are reviewed and where settled.

`line` is the row's place from 1. Every function raises Refusal naming the row and the remedy.
"""

from django.utils.translation import gettext as _

from annotation.models import Factor
from review.refusals import Refusal

LONGEST_TEXT = 1_000
LONGEST_NOTE = 2_000
MOST_ROWS = 60
KIND = ("factor", "category", "explicit")


def tidy(text: str) -> str:
    """The text on one line, without spaces at its ends or doubled inside."""
    return " ".join(text.split())


def check_rows(rows) -> None:
    """Raise where this is no list of rows, or one too long."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refusal(_("The rows did not arrive as a list. Reload the page: what you wrote is kept."))
    if len(rows) > MOST_ROWS:
        raise Refusal(
            _("%(count)d rows are too many: keep at most %(most)d.") % {"count": len(rows), "most": MOST_ROWS}
        )


def note_of(line: int, row: dict) -> str:
    """The row's note, on one line."""
    return _string(line, row, "note", LONGEST_NOTE)


def text_of(line: int, row: dict, *, empty: str) -> str:
    """The row's text, on one line; `empty` is the sentence for one that shows nothing, with %(row)d."""
    text = _string(line, row, "text", LONGEST_TEXT)
    if not any(letter.isprintable() and not letter.isspace() for letter in text):  # zero-width letters show nothing
        raise Refusal(empty % {"row": line}, row=line)
    return text


def reason_of(line: int, row: dict, choices, remedy: str) -> str:
    """The row's reason, one of the choices."""
    reason = row.get("reason")
    if reason not in choices.values:
        raise Refusal(_("Row %(row)d: %(remedy)s.") % {"row": line, "remedy": remedy}, row=line)
    return reason


def check_kind(line: int, kind: dict, categories) -> None:
    """Raise where factor, category or explicitness is none of the choices."""
    if kind["factor"] not in ("", *Factor.values):
        raise Refusal(_("Row %(row)d: choose a factor from the list, or none.") % {"row": line}, row=line)
    if kind["category"] not in ("", *categories):
        raise Refusal(_("Row %(row)d: choose a category from the list, or none.") % {"row": line}, row=line)
    if not (kind["explicit"] is None or isinstance(kind["explicit"], bool)):
        raise Refusal(_("Row %(row)d is explicit, implicit, or neither.") % {"row": line}, row=line)


def _string(line: int, row: dict, field: str, longest: int) -> str:
    given = row.get(field) or ""
    if not isinstance(given, str):
        raise Refusal(_("Row %(row)d: “%(field)s” is not a text.") % {"row": line, "field": field}, row=line)
    if len(given) > longest:
        raise Refusal(
            _("Row %(row)d is %(count)d characters long: keep it under %(longest)d.")
            % {"row": line, "count": len(given), "longest": longest},
            row=line,
        )
    return tidy(given)
