"""Drawing a rating round: so many labelled samples of each emotion, by seed, and the people who are asked to rate."""

import hashlib
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Label, Membership, Origin, Sample
from annotation.states import SampleStatus
from review.models import RatingItem, RatingRound
from review.refusals import Refusal

PER_EMOTION = 50  # the paper's number
MOST_PER_EMOTION = 10_000
LONGEST_NAME = 120


@transaction.atomic
def draw_round(
    benchmark: Benchmark,
    *,
    name: str,
    per_emotion: int = PER_EMOTION,
    seed: int = 0,
    include_imported: bool = False,
    raters: Iterable = (),
    by,
) -> RatingRound:
    """A round of `per_emotion` random samples of each emotion that have a final label; the same seed draws the same.

    With `include_imported`, samples without a final label go in with their imported one. An emotion that has fewer
    gives what it has. Raises Refusal.
    """
    if not 1 <= per_emotion <= MOST_PER_EMOTION:
        raise Refusal(_("Draw between 1 and %(most)d samples an emotion.") % {"most": MOST_PER_EMOTION})
    labels = labels_to_rate(Sample.objects.filter(benchmark=benchmark), include_imported=include_imported)
    drawn = _drawn(benchmark, labels, per_emotion, seed)
    if not drawn:
        raise Refusal(_("No sample with an emotion has a label to rate yet: accept some, or count imported labels."))
    found = make_round(benchmark, name=name, per_emotion=per_emotion, seed=seed, by=by)
    items = [
        RatingItem(round=found, sample_id=sample, label_id=labels[sample], position=position)
        for position, sample in enumerate(drawn, 1)
    ]
    RatingItem.objects.bulk_create(items)
    ask_raters(found, raters, by=by)
    return found


def make_round(benchmark: Benchmark, *, name: str, per_emotion: int | None, seed: int = 0, by) -> RatingRound:
    """A round without items yet. Raises Refusal where the name is missing, too long or taken."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise Refusal(_("Name the round, in at most %(most)d characters.") % {"most": LONGEST_NAME})
    try:
        with transaction.atomic():
            found = RatingRound.objects.create(
                benchmark=benchmark, name=name, per_emotion=per_emotion, seed=seed, created_by=by
            )
    except IntegrityError:
        raise Refusal(_("There is a round “%(name)s” already: choose another name.") % {"name": name})
    Event.objects.record("ratings drawn", found, by=by, benchmark=benchmark, seed=seed, per_emotion=per_emotion)
    return found


@transaction.atomic
def ask_raters(found: RatingRound, raters: Iterable, *, by) -> None:
    """Ask these members to rate too; those who were asked before stay. Raises Refusal for a stranger."""
    known = set(found.raters.values_list("pk", flat=True))
    new = [rater for rater in raters if rater.pk not in known]
    members = set(Membership.objects.filter(benchmark=found.benchmark).values_list("user_id", flat=True))
    for rater in new:
        if rater.pk not in members:
            told = {"name": rater.username}
            raise Refusal(_("“%(name)s” has no role in this benchmark: give one under People.") % told)
    if new:
        found.raters.add(*new)
        names = [rater.username for rater in new]
        Event.objects.record("raters asked", found, by=by, benchmark=found.benchmark, raters=names)


def labels_to_rate(samples, *, include_imported: bool) -> dict[int, int]:
    """The label that is rated of each of these samples: the final one, else (if asked for) the imported one."""
    finals = samples.filter(status=SampleStatus.ACCEPTED).values_list("pk", "final_label")
    if not include_imported:
        return dict(finals)
    usable = samples.exclude(status=SampleStatus.EXCLUDED).values("pk")
    imported = Label.objects.filter(origin=Origin.IMPORTED, sample__in=usable).values_list("sample", "pk")
    return dict(imported) | dict(finals)


def _drawn(benchmark: Benchmark, labels: dict[int, int], per_emotion: int, seed: int) -> list[int]:
    """The drawn samples, their emotions mixed; a sample's place hangs on the seed and on what it is of alone."""
    by_emotion: dict[str, list[tuple[str, int]]] = {emotion: [] for emotion in benchmark.emotions}
    rows = Sample.objects.filter(benchmark=benchmark).exclude(emotion="")
    for sample, emotion, path, question in rows.values_list("pk", "emotion", "image__path", "question"):
        if sample in labels:
            by_emotion.setdefault(emotion, []).append((_place(seed, path, question), sample))
    drawn = [entry for entries in by_emotion.values() for entry in sorted(entries)[:per_emotion]]
    return [sample for _order, sample in sorted(drawn)]


def _place(seed: int, path: str, question: str) -> str:
    return hashlib.sha256(f"{seed}\n{path}\n{question}".encode()).hexdigest()
