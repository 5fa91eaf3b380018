"""Jobs that were given up: of all kinds, with what each was about, to be tried again or left for good."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from annotation import jobs
from annotation.models import Benchmark, Event, Job
from annotation.states import JobStatus
from inference.deriving import queue_grouping
from inference.models import Derivation, Draft, DraftRun, EvaluationRun, Judgement, JudgeRun, Prediction, Proposal
from inference.pausing import stay_paused

# The rows that wait for a job, by model; what every one of them calls “pending” and “cancelled” is the same word.
ROWS = (Draft, Prediction, Judgement, Proposal)
PENDING, CANCELLED = "pending", "cancelled"
RUNS = (DraftRun, EvaluationRun, JudgeRun, Derivation)


def quarantined(benchmark: Benchmark):
    """The given-up jobs of a benchmark, the last first, each with `waiting`: how many samples wait for it."""
    waiting = sum(
        (
            Count(name, filter=Q(**{f"{name}__status": PENDING}), distinct=True)
            for name in ("predictions", "judgements", "proposals")
        ),
        Count("drafts", filter=Q(drafts__status=PENDING), distinct=True),
    )
    given_up = Job.objects.filter(benchmark=benchmark, status=JobStatus.QUARANTINED)
    return given_up.annotate(waiting=waiting).order_by("-finished_at", "-pk")


@transaction.atomic
def retry_jobs(chosen, *, by) -> int:
    """Queue those jobs of a QuerySet again that are in quarantine, with all their tries; returns how many.

    Those of a paused run wait with the rest of it.
    """
    locked = _locked(chosen)
    count = sum(jobs.retry(job, by=by) for job in locked)
    for model in RUNS:
        numbers = {job.payload.get("run") for job in locked if job.kind == model.job_kind}
        for run in model.objects.filter(pk__in=numbers).order_by("pk"):
            stay_paused(run)
    return count


@transaction.atomic
def leave_jobs(chosen, *, by) -> int:
    """Cancel those jobs of a QuerySet that are in quarantine and what waits for them; returns how many."""
    left = _locked(chosen)
    ids = [job.pk for job in left]
    for model in ROWS:
        model.objects.filter(job__in=ids, status=PENDING).update(status=CANCELLED, finished_at=timezone.now())
    Job.objects.filter(pk__in=ids).update(status=JobStatus.CANCELLED)
    for run in Derivation.objects.filter(proposals__job__in=ids).distinct():
        queue_grouping(run)
    for job in left:
        Event.objects.record("cancelled in quarantine", job, by=by, benchmark=job.benchmark)
    return len(left)


def _locked(chosen) -> list[Job]:
    ids = chosen.filter(status=JobStatus.QUARANTINED).values_list("pk", flat=True)
    rows = Job.objects.filter(pk__in=list(ids), status=JobStatus.QUARANTINED).select_related("benchmark")
    return list(rows.select_for_update(of=["self"]).order_by("pk"))
