"""Reads the lists of both arms, each held against the draft that its person saw, before or after writing it."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotation.models import Benchmark, Trigger
from review.agreement.rows import Similarities, Stated, similarities_between
from review.agreement.sets import meeting
from review.selecting import select
from review.states import Arm

LIST_MEASURES = ("f1", "recall", "precision", "triggers")
FROM_DRAFT = "from_draft"

REVIEWS = """
SELECT review.id, review.sample_id, sample.image_id, sample.emotion, sample.split, review.arm, draft.label_id,
    review.blind_label_id, review.label_id
FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
JOIN inference_draft draft ON draft.id = review.draft_id AND draft.label_id IS NOT NULL
WHERE review.status = 'submitted' AND sample.benchmark_id = %(benchmark)s
ORDER BY review.id
"""
FINGERPRINT = """
SELECT (SELECT array[count(*), sum(review.id), sum(extract(epoch FROM review.ended_at)::bigint)]::text
        FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
        WHERE review.status = 'submitted' AND sample.benchmark_id = %(benchmark)s),
    (SELECT max(id)::text FROM inference_triggersimilarity),
    (SELECT count(*) FROM annotation_job WHERE kind = 'match' AND status = 'done' AND benchmark_id = %(benchmark)s)
"""


@dataclass(frozen=True, slots=True)
class Written:
    """One review: what its final list measures, and in the blind arm what the list before the draft measured."""

    review: int
    sample: int
    image: int
    stratum: tuple[str, str]
    arm: str
    before: dict[str, float] | None
    after: dict[str, float]

    @property
    def is_blind(self) -> bool:
        """Whether the person wrote before they saw the draft."""
        return self.arm == Arm.BLIND


def read_written(benchmark: Benchmark) -> tuple[list[Written], set[int]]:
    """All submitted reviews that showed a draft, and the samples left out because no worker has compared them yet."""
    rows = select(REVIEWS, {"benchmark": benchmark.pk})
    labels = {label for row in rows for label in row[-3:] if label}
    lists, derived = _triggers(labels)
    similarities = similarities_between([trigger.id for stated in lists.values() for trigger in stated])
    found, waiting = [], set()
    for review, sample, image, emotion, split, arm, draft, blind, final in rows:
        compared = [lists.get(label, []) for label in (blind, final) if label]
        if not all(similarities.compared(lists.get(draft, []), own) for own in compared):
            waiting.add(sample)
            continue
        before = _measures(lists.get(blind, []), lists.get(draft, []), similarities) if blind else None
        after = _measures(lists.get(final, []), lists.get(draft, []), similarities)
        own = lists.get(final, [])
        after[FROM_DRAFT] = sum(derived[trigger.id] == draft for trigger in own) / max(len(own), 1)
        found.append(Written(review, sample, image, (emotion, split), arm, before, after))
    return found, waiting


def fingerprint(benchmark: Benchmark) -> tuple:
    """Changes whenever a review or a comparison has come or gone."""
    [found] = select(FINGERPRINT, {"benchmark": benchmark.pk})
    return tuple(found)


def _measures(own: list[Stated], drafted: list[Stated], similarities: Similarities) -> dict[str, float]:
    """F1 by meaning, the share of the list that the draft has, that of the draft in the list, and the list's length."""
    met = meeting(drafted, own, similarities)
    shared = len(met.partners)
    return {
        "f1": met.f1,
        "recall": shared / len(own) if own else 1.0,
        "precision": shared / len(drafted) if drafted else 1.0,
        "triggers": float(len(own)),
    }


def _triggers(labels: Iterable[int]) -> tuple[dict[int, list[Stated]], dict[int, int | None]]:
    """The triggers by label in their order, and by trigger the label that it derives from."""
    rows = Trigger.objects.filter(label__in=labels).order_by("label", "position")
    lists: dict[int, list[Stated]] = {}
    derived = {}
    for label, pk, text, category, source in rows.values_list("label", "pk", "text", "category", "derived_from__label"):
        lists.setdefault(label, []).append(Stated(pk, text, category))
        derived[pk] = source
    return lists, derived
