"""Reads what is compared: verdicts on drafted triggers, and the lists of triggers of everybody who has one.

Submitted reviews count. The draft that people saw and the adjudicated label are further raters.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from annotation.models import Benchmark, Sample, Trigger
from inference.judges.encoders import MINILM
from inference.judges.merging import plain
from review.selecting import select
from review.states import Action

DRAFT, ADJUDICATED = "draft", "adjudicated"
VERDICTS = (Action.ACCEPT.value, Action.EDIT.value, Action.REJECT.value)

# Labels by rater; a sample that was drafted several times has the draft that was shown last.
LABELS = """
SELECT review.annotator_id::text, review.sample_id, review.label_id
FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
WHERE review.status = 'submitted' AND sample.benchmark_id = %(benchmark)s
UNION ALL
(SELECT DISTINCT ON (review.sample_id) 'draft', review.sample_id, draft.label_id
FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
JOIN inference_draft draft ON draft.id = review.draft_id
WHERE review.status = 'submitted' AND sample.benchmark_id = %(benchmark)s AND draft.label_id IS NOT NULL
ORDER BY review.sample_id, draft.id DESC)
UNION ALL
SELECT 'adjudicated', sample.id, label.id
FROM annotation_sample sample JOIN annotation_label label ON label.id = sample.final_label_id
WHERE label.origin = 'adjudicated' AND sample.benchmark_id = %(benchmark)s AND EXISTS (
    SELECT 1 FROM review_review review WHERE review.sample_id = sample.id AND review.status = 'submitted')
"""
DECISIONS = """
SELECT decision.trigger_id, review.annotator_id::text, decision.action, sample.image_id, sample.emotion,
    drafted.category
FROM review_decision decision JOIN review_review review ON review.id = decision.review_id
JOIN annotation_sample sample ON sample.id = review.sample_id
JOIN annotation_trigger drafted ON drafted.id = decision.trigger_id
WHERE review.status = 'submitted' AND sample.benchmark_id = %(benchmark)s AND decision.action <> 'add'
ORDER BY decision.trigger_id, review.id
"""
# What became of each drafted trigger that reviewers of an adjudicated sample had before them: kept in the same words,
# in others, or not at all.
ADJUDICATIONS = """
SELECT DISTINCT ON (drafted.id) drafted.id, CASE WHEN result.id IS NULL THEN 'reject'
    WHEN result.text = drafted.text THEN 'accept' ELSE 'edit' END
FROM review_decision decision JOIN review_review review ON review.id = decision.review_id
JOIN annotation_sample sample ON sample.id = review.sample_id
JOIN annotation_label final ON final.id = sample.final_label_id AND final.origin = 'adjudicated'
JOIN annotation_trigger drafted ON drafted.id = decision.trigger_id
LEFT JOIN (review_choicesource source JOIN annotation_trigger own ON own.id = source.trigger_id
    JOIN review_choice choice ON choice.id = source.choice_id
    JOIN annotation_trigger result ON result.id = choice.result_id)
    ON own.derived_from_id = drafted.id AND result.label_id = final.id
WHERE review.status = 'submitted' AND sample.benchmark_id = %(benchmark)s
ORDER BY drafted.id, result.id IS NULL, result.text <> drafted.text
"""
SIMILAR = """
SELECT left_id, right_id, score FROM inference_triggersimilarity
WHERE encoder = %(encoder)s AND left_id = ANY(%(triggers)s) AND right_id = ANY(%(triggers)s)
"""
STATE = """
SELECT reviews.count, reviews.which,
    (SELECT array[count(*), sum(label.id)]::text FROM annotation_sample sample
        JOIN annotation_label label ON label.id = sample.final_label_id
        WHERE label.origin = 'adjudicated' AND sample.benchmark_id = %(benchmark)s),
    (SELECT max(id)::text FROM inference_triggersimilarity),
    (SELECT count(*) FROM annotation_job
        WHERE kind = 'match' AND status = 'done' AND benchmark_id = %(benchmark)s)
FROM (SELECT count(*), array[sum(review.id), sum(extract(epoch FROM review.ended_at)::bigint)]::text AS which
    FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
    WHERE review.status = 'submitted' AND sample.benchmark_id = %(benchmark)s) reviews
"""


@dataclass(frozen=True, slots=True)
class State:
    """Changes whenever a submitted review, an adjudication or a comparison has come or gone."""

    reviews: int
    which_reviews: str | None
    adjudications: str | None
    last_similarity: str | None
    comparisons: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A trigger of somebody's list."""

    id: int
    text: str
    category: str


@dataclass(slots=True)
class Lists:
    """The lists of one sample by rater."""

    sample: int
    image: int
    emotion: str
    by_rater: dict[str, list[Stated]] = field(default_factory=dict)

    def people(self) -> list[str]:
        """The people who have a list, by key."""
        return [rater for rater in self.by_rater if rater not in (DRAFT, ADJUDICATED)]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What everybody made of one drafted trigger: rater -> a word of VERDICTS."""

    trigger: int
    image: int
    emotion: str
    category: str
    by_rater: dict[str, str]


class Similarities(dict):
    """Cosines by pair of trigger ids, the smaller first."""

    def compared(self, one: Iterable[Stated], other: Iterable[Stated]) -> bool:
        """Whether every pair of the two lists was compared, or says the same in the same words."""
        return all(
            (min(left.id, right.id), max(left.id, right.id)) in self or plain(left.text) == plain(right.text)
            for left in one
            for right in other
        )


def read_lists(benchmark: Benchmark, raters: Container[str] | None = None) -> list[Lists]:
    """The lists of these raters (of all where none are named) by sample, of samples that somebody has reviewed."""
    labels = [row for row in select(LABELS, {"benchmark": benchmark.pk}) if raters is None or row[0] in raters]
    triggers: dict[int, list[Stated]] = {}
    rows = Trigger.objects.filter(label__in={label for *_, label in labels}).order_by("label", "position")
    for label, pk, text, category in rows.values_list("label", "pk", "text", "category"):
        triggers.setdefault(label, []).append(Stated(pk, text, category))
    samples = Sample.objects.filter(pk__in={sample for _, sample, _label in labels}).order_by("position")
    found = {pk: Lists(pk, image, emotion) for pk, image, emotion in samples.values_list("pk", "image", "emotion")}
    for rater, sample, label in sorted(labels, key=_people_first):
        found[sample].by_rater[rater] = triggers.get(label, [])
    return list(found.values())


def read_verdicts(benchmark: Benchmark) -> list[Verdicts]:
    """Everybody's verdicts on drafted triggers; the draft itself accepts all that it wrote."""
    found: dict[int, Verdicts] = {}
    for trigger, rater, action, image, emotion, category in select(DECISIONS, {"benchmark": benchmark.pk}):
        verdicts = found.setdefault(trigger, Verdicts(trigger, image, emotion, category, {}))
        verdicts.by_rater[rater] = action
    for trigger, action in select(ADJUDICATIONS, {"benchmark": benchmark.pk}):
        found[trigger].by_rater[ADJUDICATED] = action
    for verdicts in found.values():
        verdicts.by_rater[DRAFT] = Action.ACCEPT.value
    return list(found.values())


def read_similarities(lists: Iterable[Lists]) -> Similarities:
    """The cosines between the triggers of these lists."""
    triggers = [trigger.id for each in lists for stated in each.by_rater.values() for trigger in stated]
    return similarities_between(triggers)


def similarities_between(triggers: list[int]) -> Similarities:
    """The cosines between these triggers that were compared, by id."""
    rows = select(SIMILAR, {"encoder": MINILM, "triggers": triggers})
    return Similarities({(left, right): score for left, right, score in rows})


def not_compared(lists: Iterable[Lists], similarities: Similarities) -> list[int]:
    """The samples with two lists that no worker has compared yet."""
    return [
        each.sample
        for each in lists
        if not all(similarities.compared(one, other) for one, other in combinations(each.by_rater.values(), 2))
    ]


def state_of(benchmark: Benchmark) -> State:
    """What there is to compare now."""
    [found] = select(STATE, {"benchmark": benchmark.pk})
    return State(*found)


def _people_first(row: tuple) -> tuple:
    rater = row[0]
    return (rater == ADJUDICATED, rater == DRAFT, int(rater) if rater.isdigit() else 0)
