"""Answering flags: a flag that is answered does not hold its sample back any more."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Sample
from annotation.states import SampleStatus
from review.decisions import standing
from review.models import Adjudication, FlagAnswer, Review
from review.reading import at_work_on
from review.refusals import Refusal
from review.states import ReviewStatus
from review.stranding import refer_if_stranded
from review.submitting import submitted_labels

LONGEST_NOTE = 2_000


def flags(benchmark: Benchmark, *, reader):
    """The flags of submitted reviews that wait for an answer, the oldest first.

    None of what the reader reviews now, and none of samples that an adjudicator has settled: that was the answer.
    """
    flagged = Review.objects.filter(sample__benchmark=benchmark, flagged=True, status=ReviewStatus.SUBMITTED)
    flagged = flagged.exclude(sample__in=at_work_on(reader)).exclude(sample__status=SampleStatus.ACCEPTED)
    return flagged.filter(flag_answer__isnull=True).select_related("sample", "annotator").order_by("ended_at", "id")


@transaction.atomic
def answer_flag(review: Review, note: str, *, by) -> FlagAnswer:
    """Say what is to be said about somebody else's flag; the sample then stands where its labels put it.

    Raises Refusal.
    """
    if review.annotator_id == by.pk:
        raise Refusal(_("This is your own flag: somebody else answers it."))
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise Refusal(_("Say in a few words what you found about it."))
    sample = Sample.objects.select_for_update(no_key=True).get(pk=review.sample_id)
    still = Review.objects.filter(pk=review.pk, flagged=True, status=ReviewStatus.SUBMITTED, flag_answer__isnull=True)
    if not still.exists():
        raise Refusal(_("Somebody answered this flag already, or it was taken back."))
    answer = FlagAnswer.objects.create(review=review, note=note, by=by)
    Event.objects.record("flag answered", review, by=by, benchmark=sample.benchmark, sample=sample.pk, note=note)
    if sample.status == SampleStatus.ADJUDICATION:
        _stand_anew(sample)
    return answer


def _stand_anew(sample: Sample) -> None:
    """Put the sample where its labels put it, unless somebody is settling it now."""
    if Adjudication.objects.open_ones().filter(sample=sample).exists():
        return
    labels, flagged = submitted_labels(sample.pk)
    status = standing(overlap=sample.wanted, labels=labels, flagged=flagged)
    if status == sample.status:
        return
    last = Review.objects.filter(sample=sample, status=ReviewStatus.SUBMITTED).order_by("ended_at", "id").last()
    sample.status = status
    sample.final_label = last.label if status == SampleStatus.ACCEPTED else None
    sample.save(update_fields=["status", "final_label"])
    refer_if_stranded(sample.benchmark, sample)
