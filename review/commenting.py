"""Comments on a sample or one of its triggers: written, resolved, and opened again."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Label, Sample, Trigger
from annotation.permissions import Right, can
from review.models import Comment, Review
from review.reading import finals_kept_from, readable
from review.refusals import Refusal
from review.states import Action

LONGEST = 4_000


@transaction.atomic
def comment(sample: Sample, text: str, *, trigger: int | None = None, by) -> Comment:
    """Write a comment on the sample, or on one of its triggers. Raises Refusal."""
    text = text.strip()
    if not text:
        raise Refusal(_("Write something first."))
    if len(text) > LONGEST:
        raise Refusal(_("The comment is too long: keep it under %(most)d characters.") % {"most": LONGEST})
    if trigger is not None and not _may_name(sample, trigger, by):
        raise Refusal(_("That trigger is not one of this sample's."))
    written = Comment.objects.create(sample=sample, trigger_id=trigger, text=text, by=by)
    Event.objects.record("commented", written, by=by, benchmark=sample.benchmark, sample=sample.pk)
    return written


def _may_name(sample: Sample, trigger: int, by) -> bool:
    """Whether the trigger is one of the sample's; who sees no figures names only what their page offers."""
    if can(by, sample.benchmark, Right.MEASURE):
        return Trigger.objects.filter(pk=trigger, label__sample=sample).exists()
    kept = finals_kept_from(by, sample.benchmark).filter(sample=sample).exists()
    own = Review.objects.filter(sample=sample, annotator=by)
    return any(one.pk == trigger for one in commentable(own, None if kept else sample.final_label, author=by))


@transaction.atomic
def resolve(found: Comment, *, by) -> None:
    """Say that nothing more is to be done about the comment; nothing happens where somebody said so already."""
    open_still = Comment.objects.filter(pk=found.pk, resolved_at__isnull=True)
    if open_still.update(resolved_at=timezone.now(), resolved_by=by):
        _record("comment resolved", found, by)


@transaction.atomic
def reopen(found: Comment, *, by) -> None:
    """Open a resolved comment again."""
    if Comment.objects.filter(pk=found.pk, resolved_at__isnull=False).update(resolved_at=None, resolved_by=None):
        _record("comment reopened", found, by)


def _record(verb: str, found: Comment, by) -> None:
    Event.objects.record(verb, found, by=by, benchmark=found.sample.benchmark, sample=found.sample_id)


def readable_comments(user, benchmark: Benchmark):
    """The comments that the user may read, as with reviews: they tell what others think of the sample."""
    comments = Comment.objects.filter(sample__benchmark=benchmark).select_related("by", "resolved_by", "trigger")
    return readable(user, benchmark, comments, by="by")


def commentable(reviews, final_label: Label | None, *, author=None) -> list[Trigger]:
    """What a reader of these reviews can comment on: the final label's triggers, then theirs; the same words once.

    Of the own lists of the `author` only what they wrote: a choice of what they kept would lack what was planted.
    """
    final = [final_label.pk] if final_label else []
    labels = [review.label_id for review in reviews if review.label_id]
    by_text: dict[str, Trigger] = {}
    triggers = Trigger.objects.filter(label__in=[*final, *labels]).order_by("label", "id")
    if author:
        written = Q(decided_by__action__in=[Action.EDIT, Action.ADD])
        triggers = triggers.filter(Q(label__in=final) | ~Q(label__created_by=author) | written)
    for trigger in sorted(triggers, key=lambda one: one.label_id not in final):
        by_text.setdefault(trigger.text, trigger)
    return list(by_text.values())


def comments_of(sample: Sample) -> list[dict]:
    """The sample's open comments for the adjudication screen, without names."""
    found = Comment.objects.filter(sample=sample, resolved_at__isnull=True)
    return [{"id": one.pk, "trigger": one.trigger_id, "text": one.text} for one in found]
