"""Rejected rounds: which triggers rest on an answer that the person says is wrong, and keeping that it was said."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from inference.models import Round, Support
from review.models import RejectedRound
from review.planting import Planted
from review.refusals import Refusal

MOST_ROUNDS = 200


def rejected_positions(working: dict) -> tuple[int, ...]:
    """The positions of the rounds that the work rejects. Raises Refusal."""
    given = working.get("rejected_rounds") or []
    if not isinstance(given, list) or len(given) > MOST_ROUNDS or not all(_is_position(one) for one in given):
        raise Refusal(_("The rejected rounds did not arrive as a list of positions. Reload the page."))
    return tuple(sorted(set(given)))


def doubtful_triggers(draft: int, positions: Iterable[int], planted: Planted | None = None) -> frozenset[int]:
    """The ids of a draft's triggers that rest on one of these rounds: nobody accepts them by accepting the rest."""
    supports = Support.objects.filter(round__draft=draft, round__position__in=positions)
    as_shown = {planted.shown_as} if planted and not set(planted.rounds).isdisjoint(positions) else ()
    return frozenset(supports.values_list("trigger_id", flat=True)).union(as_shown)


def keep_rejected(review: int, draft: int, positions: Iterable[int]) -> None:
    """Write down which rounds a review rejects, in the transaction that submits it. Raises Refusal."""
    rounds = dict(Round.objects.filter(draft=draft, position__in=positions).values_list("position", "pk"))
    unknown = [position for position in positions if position not in rounds]
    if unknown:
        raise Refusal(_("The draft has no round %(position)d to reject. Reload the page.") % {"position": unknown[0]})
    RejectedRound.objects.bulk_create(RejectedRound(review_id=review, round_id=pk) for pk in rounds.values())


def _is_position(given) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 < given < 32768
