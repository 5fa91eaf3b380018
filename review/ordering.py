"""The order of the queue: each sample's rank under its benchmark's order; the lowest rank is handed out first.

- as imported: the position.
- random: drawn by the benchmark's seed.
- emotions in turn: each emotion's first sample, then each one's second, and so on.
- disagreement first: by the share of trigger texts that are not in every list of a sample, over the draft that was
  shown and the labels that reviewers submitted since; samples that nobody reviewed come after those.
- uncertain drafts first: by the doubt about the newest draft, the mean of two shares: of its triggers that rest on one
  answer or none (low support), and of its subjects about which one answer denies what another one tells ("I do not see
  …": a contradiction), among those with several answers.

New samples begin with a rank of their own; what work and drafts tell since is put in every MINUTE by a sweep.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from annotation.models import Benchmark, QueueOrder
from annotation.places import random_rank

MINUTE = timedelta(minutes=1)
MOVING = (QueueOrder.BALANCED, QueueOrder.DISAGREEMENT, QueueOrder.UNCERTAINTY)
BATCH = 2_000  # rows locked at a time: claims pass over them meanwhile
LEAST = 1e9  # the rank of what has no doubt at all, beyond every position
DENIAL = (
    r"^\W*(no|none|not|nothing|nobody|cannot|can''t|unclear|there (is|are) no|"
    r"i (do not|don''t|cannot|can''t) (see|tell)|it is (not|unclear))\M"
)

SCORED = f"""
SELECT sample.id, (1 - coalesce(score.doubt, 0)) * {LEAST} + sample.position AS rank
FROM annotation_sample sample {{join}} JOIN ({{scores}}) score ON score.sample_id = sample.id
WHERE sample.benchmark_id = %(benchmark)s
"""  # noqa: S608
DISAGREEMENT = """
WITH lists AS (
    SELECT review.sample_id, unnest(ARRAY[review.label_id, draft.label_id]) AS label_id
    FROM annotation_sample sample JOIN review_review review ON review.sample_id = sample.id
    LEFT JOIN inference_draft draft ON draft.id = review.draft_id
    WHERE sample.benchmark_id = %(benchmark)s AND sample.status = 'in_review' AND review.status = 'submitted'
), totals AS (SELECT sample_id, count(DISTINCT label_id) AS lists FROM lists GROUP BY sample_id
), texts AS (
    SELECT lists.sample_id, lower(trigger.text), count(DISTINCT trigger.label_id) AS lists
    FROM lists JOIN annotation_trigger trigger USING (label_id) GROUP BY 1, 2
)
SELECT sample_id, avg((texts.lists < totals.lists)::integer) AS doubt
FROM texts JOIN totals USING (sample_id) GROUP BY 1
"""
UNCERTAINTY = f"""
WITH newest AS (
    SELECT DISTINCT ON (draft.sample_id) draft.sample_id, draft.id, draft.label_id
    FROM annotation_sample sample JOIN inference_draft draft ON draft.sample_id = sample.id
    JOIN inference_draftrun run ON run.id = draft.run_id
    WHERE sample.benchmark_id = %(benchmark)s AND draft.status = 'done' AND NOT run.trial
      AND draft.finished_at > coalesce(%(since)s::timestamptz, '-infinity') ORDER BY draft.sample_id, draft.id DESC
), weak AS (
    SELECT newest.id, avg(((SELECT count(*) FROM inference_support support WHERE support.trigger_id = trigger.id) < 2)
                          ::integer) AS share
    FROM newest JOIN annotation_trigger trigger USING (label_id) GROUP BY newest.id
), subjects AS (
    SELECT newest.id, round.subject, bool_or(round.answer ~* '{DENIAL}') AND NOT bool_and(round.answer ~* '{DENIAL}')
           AS contradicts
    FROM newest JOIN inference_round round ON round.draft_id = newest.id
    GROUP BY newest.id, round.subject HAVING count(*) > 1
), contradicting AS (SELECT id, avg(contradicts::integer) AS share FROM subjects GROUP BY id)
SELECT newest.sample_id, (coalesce(weak.share, 1) + coalesce(contradicting.share, 0)) / 2 AS doubt
FROM newest LEFT JOIN weak USING (id) LEFT JOIN contradicting USING (id)
"""  # noqa: S608
RANKS = {
    QueueOrder.IN_ORDER: "SELECT id, position AS rank FROM annotation_sample WHERE benchmark_id = %(benchmark)s",
    QueueOrder.RANDOM: f"SELECT sample.id, {random_rank('benchmark', 'sample')} AS rank "  # noqa: S608
    "FROM annotation_sample sample "
    "JOIN annotation_benchmark benchmark ON benchmark.id = sample.benchmark_id WHERE benchmark.id = %(benchmark)s",
    QueueOrder.BALANCED: "SELECT id, row_number() OVER (PARTITION BY emotion ORDER BY position) "
    "+ dense_rank() OVER (ORDER BY emotion) / 1000.0 AS rank FROM annotation_sample WHERE benchmark_id = %(benchmark)s",
    QueueOrder.DISAGREEMENT: SCORED.format(join="LEFT", scores=DISAGREEMENT),
    QueueOrder.UNCERTAINTY: SCORED.format(join="", scores=UNCERTAINTY),
}
CHANGED = """
SELECT sample.id, ranked.rank::float FROM ({ranks}) ranked JOIN annotation_sample sample USING (id)
WHERE sample.rank <> ranked.rank::float ORDER BY ranked.rank
"""
# In the order of the samples, as all who lock several do: two of them then wait and do not lock each other out.
RANK = """
WITH locked AS MATERIALIZED (
    SELECT id FROM annotation_sample WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
)
UPDATE annotation_sample sample SET rank = ranked.rank
FROM locked JOIN unnest(%(ids)s::bigint[], %(ranks)s::float[]) ranked(id, rank) USING (id) WHERE sample.id = locked.id
"""


def rank_due() -> int:
    """Rank the samples of every benchmark that is due; returns how many samples moved."""
    due = Q(ranked_at=None) | Q(queue_order__in=MOVING, ranked_at__lt=timezone.now() - MINUTE)
    return sum(rank(benchmark) for benchmark in Benchmark.objects.filter(due))


def rank(benchmark: Benchmark) -> int:
    """Put the benchmark's samples into its order, in batches; returns how many moved."""
    began = timezone.now()
    parameters = {"benchmark": benchmark.pk, "since": benchmark.ranked_at and benchmark.ranked_at - MINUTE}
    with connection.cursor() as cursor:
        moved = cursor.execute(CHANGED.format(ranks=RANKS[benchmark.queue_order]), parameters).fetchall()
    for first in range(0, len(moved), BATCH):
        _move(moved[first : first + BATCH])
    # A setting that changed meanwhile makes the ranks due again, which must not be forgotten here.
    as_ranked = Benchmark.objects.filter(pk=benchmark.pk, queue_order=benchmark.queue_order, seed=benchmark.seed)
    as_ranked.update(ranked_at=began)
    return len(moved)


@transaction.atomic
def _move(moved: list[tuple[int, float]]) -> None:
    ids, ranks = zip(*moved, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(RANK, {"ids": list(ids), "ranks": list(ranks)})
