"""Queueing drafts of many samples in one statement: a row at a time would keep the request waiting."""

import json

from django.db import connection

from annotation import jobs
from annotation.models import JobKind
from inference.models import DraftRun
from inference.round_order import rounds_of_run

# The perspectives on a picture share its job; jobs and drafts are numbered in the order of the benchmark.
INSERT = """
WITH chosen AS MATERIALIZED ({chosen}),
made AS (
    INSERT INTO annotation_job (
        kind, benchmark_id, status, priority, payload, attempts, fence, worker, cancel_requested, pause_requested,
        progress_done, progress_total, error, created_at
    )
    SELECT %s, %s, 'queued', %s, %s::jsonb || jsonb_build_object('image', image_id), 0, 0, '', false, false,
        0, %s, '', statement_timestamp()
    FROM chosen GROUP BY image_id ORDER BY min(position)
    RETURNING id, (payload ->> 'image')::bigint AS image_id
),
drafted AS (
    INSERT INTO inference_draft (
        run_id, sample_id, job_id, status, raw_summary, error, failed_rounds, prompt_tokens, reused_tokens,
        generated_tokens, seconds, created_at
    )
    SELECT %s, chosen.id, made.id, 'pending', '', '', '[]', 0, 0, 0, 0, statement_timestamp()
    FROM chosen JOIN made USING (image_id) ORDER BY made.id, chosen.position
    RETURNING job_id
)
SELECT count(*), min(job_id) FROM drafted
"""


def queue_chosen(run: DraftRun, samples, *, payload: dict, priority: int = 0) -> int:
    """Write a job a picture and a draft a sample for a QuerySet of samples, and wake a worker; returns how many.

    `payload` is what every job's has besides the picture.
    """
    chosen, parameters = samples.order_by().values("id", "image_id", "position").query.sql_with_params()
    job = [JobKind.DRAFT.value, run.benchmark_id, priority, json.dumps(payload), len(rounds_of_run(run))]
    with connection.cursor() as cursor:
        # Samples that were imported a moment ago have no statistics yet: the planner would take them for a handful.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(INSERT.format(chosen=chosen), [*parameters, *job, run.pk])
        count, first = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop = on")
    if first is not None:
        jobs.announce_on_commit(JobKind.DRAFT, [first])
    return count
