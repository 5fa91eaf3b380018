"""Keeping unfinished work on a picture: all its questions at one version, in one transaction."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Image
from review.models import Review
from review.refusals import Conflict, Refusal, Unknown
from review.saving import active_time, save, take_up_again

MOST_PERSPECTIVES = 40


@transaction.atomic
def save_picture(benchmark: Benchmark, image: Image, *, version: int, working: dict, seconds: float, by) -> int:
    """Keep the works of a picture's open reviews that are still at `version`; returns the new version.

    `working` is `{"reviews": {id of a review: its work}}`; the version is the sum of those of the reviews.
    Raises Unknown, Ended, Conflict and Refusal.
    """
    works = works_of(working)
    reviews = taken_up(benchmark, image, works, by=by)
    check_version(reviews, version)
    share = active_time(seconds) / len(reviews)
    for review in reviews:
        save(benchmark, review.pk, version=review.version, working=works[review.pk], seconds=share, by=by)
    return version + len(reviews)


def works_of(working) -> dict[int, dict]:
    """The work on each review, by its id. Raises Refusal."""
    works = working.get("reviews") if isinstance(working, dict) else None
    is_whole = isinstance(works, dict) and 0 < len(works) <= MOST_PERSPECTIVES
    if not is_whole or not all(_is_id(name) and isinstance(work, dict) for name, work in works.items()):
        raise Refusal(_("The work did not arrive whole. Reload the page: what you wrote is kept in this browser."))
    return {int(name): work for name, work in works.items()}


def taken_up(benchmark: Benchmark, image: Image, works: dict[int, dict], *, by) -> list[Review]:
    """The person's open reviews of the picture, locked; what had lapsed is taken up again. Raises Unknown, Ended."""
    for review in sorted(works):
        if take_up_again(benchmark, review, by=by).sample.image_id != image.pk:
            raise Unknown(_("This review is of another picture."), code="unknown")
    return list(Review.objects.select_for_update(no_key=True).filter(pk__in=works).order_by("pk"))


def check_version(reviews: list[Review], version: int) -> None:
    """Raise Conflict with what is kept where any of the reviews was saved since."""
    kept = sum(review.version for review in reviews)
    if kept != version:
        working = {"reviews": {str(review.pk): review.working for review in reviews}}
        sentence = _("This picture was changed from another window. Choose which of the two goes on.")
        raise Conflict(sentence, version=kept, working=working)


def _is_id(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 19
