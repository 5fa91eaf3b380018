"""Rating: the next item of a person, a score that is kept, and the last one taken back."""

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from annotation.models import Event
from review.models import Rating, RatingItem, RatingRound
from review.models.rating import HIGHEST, LOWEST
from review.refusals import Refusal

SCORES = tuple(range(LOWEST, HIGHEST + 1))


def is_rater(found: RatingRound, user) -> bool:
    """Whether the person was asked to rate this round."""
    return found.raters.filter(pk=user.pk).exists()


def still_to_rate(found: RatingRound, user) -> int:
    """How many items the person was asked to rate and has not: until none is left, nobody else's are shown."""
    if not is_rater(found, user):
        return 0
    return found.items.count() - Rating.objects.filter(item__round=found, rater=user).count()


def next_item(found: RatingRound, *, by) -> RatingItem | None:
    """The first item that this person has not rated."""
    rated = Rating.objects.filter(item__round=found, rater=by).values("item")
    items = found.items.exclude(pk__in=rated).select_related("sample__image", "label")
    return items.order_by("position").first()


@transaction.atomic
def rate(found: RatingRound, item: int, score: int, *, by) -> Rating:
    """Keep the person's score of an item; the same score sent twice is one. Raises Refusal."""
    if not is_rater(found, by):
        raise Refusal(_("You were not asked to rate this round: an admin of the benchmark can ask you."))
    if score not in SCORES:
        raise Refusal(_("Rate from 0 to 5."))
    if not found.items.filter(pk=item).exists():
        raise Refusal(_("This sample is not in the round: rate the one that is shown now."))
    kept, made = Rating.objects.get_or_create(item_id=item, rater=by, defaults={"score": score})
    if not made and kept.score != score:
        raise Refusal(_("You have rated this sample already: take your rating back first."))
    if made:
        Event.objects.record("rated", kept, by=by, benchmark=found.benchmark, item=item, score=score)
    return kept


def last_rating(found: RatingRound, *, by) -> Rating | None:
    """What this person rated last in the round."""
    return Rating.objects.filter(item__round=found, rater=by).select_related("item__sample").order_by("-id").first()


@transaction.atomic
def undo_last(found: RatingRound, *, named: int = 0, by) -> None:
    """Take the person's last rating of the round back; history keeps it. Raises Refusal.

    Where the page `named` the rating (by id) and that one is not the last any more, it was taken back already: nothing
    more is.
    """
    last = last_rating(found, by=by)
    if named and (last is None or last.pk != named):
        return
    if last is None or not Rating.objects.select_for_update().filter(pk=last.pk).exists():
        raise Refusal(_("There is no rating of yours to take back."))
    Event.objects.record(
        "rating withdrawn", last, by=by, benchmark=found.benchmark, item=last.item_id, score=last.score
    )
    last.delete()


def progress_of(found: RatingRound) -> list[tuple[str, int]]:
    """How many items each member who was asked has rated, by name."""
    counts = dict(
        Rating.objects.filter(item__round=found, rater__isnull=False)
        .values_list("rater")
        .annotate(count=Count("pk"))
        .order_by("rater")
    )
    return [(user.username, counts.get(user.pk, 0)) for user in found.raters.order_by("username")]
