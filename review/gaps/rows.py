"""Reads what people did with drafted triggers, as columns to compute figures from.

Only submitted reviews that began with a draft count: who wrote their own list first has not corrected the draft.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from annotation.models import Benchmark
from inference.models import DraftRun
from review.gaps.figures import MEASURES, Columns
from review.selecting import select

# Scripts without spaces are read letter by letter, everything else between white space.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")

SOURCE = """
FROM review_review review
JOIN inference_draft draft ON draft.id = review.draft_id
JOIN annotation_sample sample ON sample.id = review.sample_id
{joined}
WHERE review.status = 'submitted' AND review.arm = 'assisted' AND sample.benchmark_id = %(benchmark)s
  AND (%(run)s::bigint IS NULL OR draft.run_id = %(run)s)
"""
# A decision has the category and factor of the drafted trigger; an addition those of the new one.
DECIDED = SOURCE.format(
    joined="""JOIN review_decision decision ON decision.review_id = review.id
LEFT JOIN annotation_trigger drafted ON drafted.id = decision.trigger_id
LEFT JOIN annotation_trigger result ON result.id = decision.result_id"""
)
KEYS = "sample.image_id, sample.id, draft.run_id, sample.emotion"
KINDS = "COALESCE(drafted.category, result.category), COALESCE(drafted.factor, result.factor)"

REVIEWS = f"SELECT {KEYS}, NULL, NULL, 'reviews', count(*) {SOURCE.format(joined='')} GROUP BY 1, 2, 3, 4"
DECISIONS = f"""SELECT {KEYS}, {KINDS}, COALESCE(NULLIF(decision.reason, ''), decision.action), count(*) {DECIDED}
GROUP BY 1, 2, 3, 4, 5, 6, 7"""
EDITS = f"SELECT {KEYS}, {KINDS}, drafted.text, result.text {DECIDED} AND decision.action = 'edit'"
FINGERPRINT = f"""SELECT count(*), sum(review.id)::bigint, max(review.ended_at)::text
{SOURCE.format(joined="")}"""


@dataclass(frozen=True)
class Rows:
    """The columns and, for each row, the group it falls in by each dimension (None: in none)."""

    columns: Columns
    groups: dict[str, list]


def read_rows(benchmark: Benchmark, run: DraftRun | None) -> Rows:
    """All that was decided in a benchmark's submitted reviews, of one run or of all."""
    wanted = {"benchmark": benchmark.pk, "run": run.pk if run else None}
    found = [*select(REVIEWS, wanted), *select(DECISIONS, wanted), *_edit_rows(wanted)]
    image, sample, runs, emotion, category, factor, measure, amount = zip(*found, strict=True) if found else ((),) * 8
    places = {name: place for place, name in enumerate(MEASURES)}
    columns = Columns(
        np.array(image, dtype=np.int64),
        np.array(sample, dtype=np.int64),
        np.array([places[name] for name in measure], dtype=np.int64),
        np.array(amount, dtype=np.float64),
    )
    return Rows(columns, {"emotion": emotion, "category": category, "factor": factor, "run": runs})


def fingerprint(benchmark: Benchmark, run: DraftRun | None) -> tuple:
    """Changes whenever a review is submitted or withdrawn."""
    [found] = select(FINGERPRINT, {"benchmark": benchmark.pk, "run": run.pk if run else None})
    return tuple(found)


def word_distance(before: str, after: str) -> tuple[int, float]:
    """How many words were put in, taken out or replaced, and that as a share of the longer text's words."""
    before, after = WORD.findall(before), WORD.findall(after)
    distance = Levenshtein.distance(before, after)
    return distance, distance / max(len(before), len(after), 1)


def _edit_rows(wanted: dict) -> Iterator[tuple]:
    for *keys, before, after in select(EDITS, wanted):
        words, change = word_distance(before, after)
        yield (*keys, "words", words)
        yield (*keys, "change", change)
