"""Where in the picture a trigger is seen: what a browser sent, checked."""

import math

from django.utils.translation import gettext as _

from review.refusals import Refusal

DIGITS = 4  # of a share of the picture: a tenth of a pixel of the screen


def place_of(given) -> list[float]:
    """[x, y, width, height] as shares of the upright picture, rounded and kept inside it.

    A point has neither width nor height. Raises ValueError.
    """
    if not isinstance(given, list) or len(given) != 4 or not all(_is_share(one) for one in given):
        raise ValueError("not a place in the picture")
    x, y, width, height = (round(float(one), DIGITS) for one in given)
    return [x, y, round(min(width, 1 - x), DIGITS), round(min(height, 1 - y), DIGITS)]


def evidence_of(line: int, row: dict) -> list[float] | None:
    """The evidence of a row of the browser, none where nothing was pointed at. Raises Refusal naming the row."""
    given = row.get("evidence")
    if given is None:
        return None
    try:
        place = place_of(given)
    except ValueError:
        raise Refusal(_("Row %(row)d does not point at a place in the picture.") % {"row": line}, row=line)
    if row.get("explicit") is False:
        sentence = _("Row %(row)d points at the picture and is said not to be visible: choose one of the two.")
        raise Refusal(sentence % {"row": line}, row=line)
    return place


def _is_share(given) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given) and 0 <= given <= 1
