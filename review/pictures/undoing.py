"""Taking a whole picture back: every submit or skip that the person made of its questions, or none."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Image
from review.models import Review
from review.queueing import one_at_a_time
from review.refusals import Refusal, Unknown
from review.states import ReviewStatus
from review.undoing import take_back

ENDED = (ReviewStatus.SUBMITTED, ReviewStatus.SKIPPED)


def submitted(image: Image, *, by):
    """The person's submitted reviews of the picture's questions, in the order in which all lock samples."""
    own = Review.objects.filter(annotator=by, sample__image=image, status=ReviewStatus.SUBMITTED)
    return own.order_by("sample_id")


@transaction.atomic
def undo_picture(benchmark: Benchmark, image: Image, *, by) -> int:
    """Open all of them again with what was decided; returns how many. Raises Refusal, taking none back."""
    done = [take_back(benchmark, review, by=by) for review in submitted(image, by=by)]
    if not done:
        raise Refusal(_("There is no submit of yours to take back."), code="nothing")
    return len(done)


def last_ended(benchmark: Benchmark, *, by) -> Event | None:
    """How the person ended a picture as a whole, where that is the last that they did here and not yet taken back."""
    ended = Review.objects.filter(annotator=by, sample__benchmark=benchmark, status__in=ENDED)
    last = ended.select_related("sample").order_by("-ended_at", "-id").first()
    if last is None:
        return None
    event = _endings(benchmark, by).filter(subject_id=last.sample.image_id).first()
    return event if event and last.pk in event.detail["reviews"] else None


@transaction.atomic
def undo_ending(benchmark: Benchmark, ending: int, *, by) -> int:
    """Take back how a picture was ended, which `last_ended` named; returns the picture's id.

    Said twice, it is done once: what is open again, or was ended anew since, stays so. Raises Unknown and Refusal,
    taking nothing back.
    """
    one_at_a_time(benchmark, by)
    event = _endings(benchmark, by).filter(pk=ending).first()
    if event is None:
        raise Unknown(_("There is no submit of yours to take back."), code="nothing")
    own = Review.objects.filter(pk__in=event.detail["reviews"], annotator=by, status__in=ENDED)
    for review in own.exclude(pk__in=_opened_since(event)).order_by("sample_id"):
        take_back(benchmark, review, by=by)
    return event.subject_id


def _opened_since(event: Event) -> list[int]:
    """The reviews whose end was taken back after this event: one that was skipped is the same row when it ends anew."""
    since = Event.objects.filter(pk__gt=event.pk, subject_kind="review", verb__in=("withdrawn", "skip withdrawn"))
    return list(since.filter(subject_id__in=event.detail["reviews"]).values_list("subject_id", flat=True))


def _endings(benchmark: Benchmark, by):
    verbs = ("picture reviewed", "picture skipped")
    ended = Event.objects.filter(benchmark=benchmark, by=by, subject_kind="image", verb__in=verbs)
    return ended.order_by("-pk")
