"""Skipping: the sample goes to someone else, and to an adjudicator where nobody else is left to take it."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.models import Benchmark, Event, Sample
from review.models import Review
from review.refusals import Ended, Refusal
from review.saving import take_up_again
from review.states import ReviewStatus
from review.stranding import refer_if_stranded

LONGEST_NOTE = 2_000


class SkipReason(models.TextChoices):
    """Why somebody passes a sample on."""

    UNSURE = "unsure", gettext_lazy("I cannot tell why the person feels this")
    WRONG_EMOTION = "wrong_emotion", gettext_lazy("the emotion does not fit the picture")
    BAD_PICTURE = "bad_picture", gettext_lazy("the picture is unusable")
    UPSETTING = "upsetting", gettext_lazy("I would rather not look at this")
    OTHER = "other", gettext_lazy("another reason")


@transaction.atomic
def skip(benchmark: Benchmark, review: int, *, reason: str, note: str = "", by) -> None:
    """End the person's open review without decisions. Raises Unknown, Ended, Refusal."""
    if reason not in SkipReason.values:
        raise Refusal(_("Say why you skip this sample: choose one of the reasons."))
    if not isinstance(note, str) or len(note) > LONGEST_NOTE:
        raise Refusal(_("The note is too long: keep it under %(most)d characters.") % {"most": LONGEST_NOTE})
    found = take_up_again(benchmark, review, by=by)
    sample = Sample.objects.select_for_update(no_key=True).get(pk=found.sample_id)
    full_reason = f"{reason}: {note.strip()}" if note.strip() else reason
    skipped = Review.objects.filter(pk=found.pk, status=ReviewStatus.OPEN).update(
        status=ReviewStatus.SKIPPED, lease_until=None, ended_at=timezone.now(), reason=full_reason
    )
    if not skipped:
        raise Ended(_("This review has just ended elsewhere."), code="over")
    Event.objects.record(
        "skipped", found, by=by, benchmark=benchmark, sample=found.sample_id, reason=reason, note=note.strip()
    )
    refer_if_stranded(benchmark, sample)
