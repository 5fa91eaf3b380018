"""Matching by meaning: a worker compares the triggers of a sample's labels, for people and figures to build on."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db import connection, transaction

from annotation import jobs
from annotation.models import Benchmark, Event, Job, JobKind, Label, Trigger
from annotation.states import JobStatus
from inference.judges.encoders import MINILM, EncoderUnavailable, held_encoder
from inference.models import TriggerSimilarity

log = logging.getLogger("eibench.work")

SAMPLES_A_JOB = 100
PRIORITY = 5  # it takes a moment and people wait for it, where a batch of drafts takes hours

# Samples with a pair of triggers, from two of their labels, that nobody compared yet.
UNMATCHED = """
SELECT sample.id FROM annotation_sample sample
WHERE sample.benchmark_id = %(benchmark)s AND EXISTS (
    SELECT 1 FROM annotation_label first JOIN annotation_label second ON second.sample_id = first.sample_id
        AND second.id > first.id
    JOIN annotation_trigger one ON one.label_id = first.id JOIN annotation_trigger other ON other.label_id = second.id
    LEFT JOIN inference_triggersimilarity known ON known.left_id = least(one.id, other.id)
        AND known.right_id = greatest(one.id, other.id) AND known.encoder = %(encoder)s
    WHERE first.sample_id = sample.id AND known.id IS NULL)
ORDER BY sample.position
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two triggers to compare, the smaller id on the left."""

    left: Trigger
    right: Trigger


@transaction.atomic
def enqueue_match(sample_ids: Iterable[int], *, by) -> list[Job]:
    """Queue the comparison of the samples' labels, but of those that wait in a queued job of these samples alone.

    One that waits beside others is queued again, which costs no more than a look. The samples belong to one benchmark.
    Returns the new jobs.
    """
    wanted = list(dict.fromkeys(sample_ids))
    waiting = _waiting(wanted)
    new = [pk for pk in wanted if pk not in waiting]
    if not new:
        return []
    benchmark = Benchmark.objects.get(samples=new[0])
    lots = [new[start : start + SAMPLES_A_JOB] for start in range(0, len(new), SAMPLES_A_JOB)]
    made = jobs.enqueue_many(_job(benchmark, lot) for lot in lots)
    for job in made:
        Event.objects.record("matching asked for", job, by=by, benchmark=benchmark)
    return made


def _job(benchmark: Benchmark, lot: list[int]) -> Job:
    payload, total = {"samples": lot}, len(lot)
    return Job(kind=JobKind.MATCH, benchmark=benchmark, payload=payload, priority=PRIORITY, progress_total=total)


def _waiting(wanted: list[int]) -> set[int]:
    """Those of the samples that are in a queued job without any other sample.

    The jobs stay locked until the caller's transaction ends, so that the worker that takes one sees its labels; a job
    that a worker is taking right now may be too early for them and does not count.
    """
    overlapping = Job.objects.filter(
        kind=JobKind.MATCH, status=JobStatus.QUEUED, payload__samples__contained_by=wanted
    ).select_for_update(skip_locked=True)
    found = list(overlapping.values_list("pk", "payload"))
    if found:
        jobs.announce_on_commit(JobKind.MATCH, [pk for pk, _payload in found])
    return {sample for _pk, payload in found for sample in payload["samples"]}


def unmatched(benchmark: Benchmark, encoder: str = MINILM) -> list[int]:
    """The ids of samples with triggers of different labels that were not compared yet."""
    with connection.cursor() as cursor:
        cursor.execute(UNMATCHED, {"benchmark": benchmark.pk, "encoder": encoder})
        return [pk for (pk,) in cursor.fetchall()]


def work_wave(wave: list[Job], should_leave: Callable[[], bool]) -> bool:
    """Compare what the jobs ask for; the encoder comes out of a package, so it is never away."""
    with jobs.lease(wave) as held:
        for job in wave:
            try:
                _work(job, held, should_leave)
            except jobs.LeaseLost as error:
                log.warning("A late result is thrown away: %s", error)
    return True


def _work(job: Job, held: jobs.Held, should_leave: Callable[[], bool]) -> None:
    try:
        scored = _scored(job.payload["samples"])
    except EncoderUnavailable as error:
        jobs.fail(job, str(error), transient=False)
        return
    except jobs.UNFORESEEN as error:
        log.exception("%s broke off", job)
        jobs.fail(job, jobs.cause_of(error), transient=True)
        return
    if held.lost(job):
        return
    if held.cancelled(job):
        jobs.end_cancelled(job)
    elif held.paused(job):
        jobs.end_paused(job)
    elif should_leave():
        jobs.give_back(job)
    else:
        _record(job, scored)


def _scored(sample_ids: list[int]) -> list[TriggerSimilarity]:
    """A row for each pair that has none yet."""
    encoder = held_encoder(MINILM)
    pairs = _missing(sample_ids, encoder.name)
    lefts = encoder.embed([pair.left.text for pair in pairs])
    rights = encoder.embed([pair.right.text for pair in pairs])
    cosines = (lefts * rights).sum(axis=1).clip(-1.0, 1.0)
    return [
        TriggerSimilarity(left=pair.left, right=pair.right, encoder=encoder.name, score=round(float(cosine), 6))
        for pair, cosine in zip(pairs, cosines, strict=True)
    ]


def _missing(sample_ids: list[int], encoder: str) -> list[Pair]:
    labels = Label.objects.filter(sample__in=sample_ids).prefetch_related("triggers").order_by("sample", "version")
    known = set(
        TriggerSimilarity.objects.filter(left__label__sample__in=sample_ids, encoder=encoder).values_list(
            "left_id", "right_id"
        )
    )
    of_sample: dict[int, list[Label]] = {}
    for label in labels:
        of_sample.setdefault(label.sample_id, []).append(label)
    pairs = [
        Pair(*sorted((one, other), key=lambda trigger: trigger.pk))
        for group in of_sample.values()
        for first, second in combinations(group, 2)
        for one in first.triggers.all()
        for other in second.triggers.all()
    ]
    return [pair for pair in pairs if (pair.left.pk, pair.right.pk) not in known]


@transaction.atomic
def _record(job: Job, scored: list[TriggerSimilarity]) -> None:
    jobs.finish(job)
    TriggerSimilarity.objects.bulk_create(scored, batch_size=2000, ignore_conflicts=True)  # another job may be as far
