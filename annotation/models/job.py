"""The job table: Postgres is the queue, Celery only wakes the workers."""

import pgtrigger
from django.db import models
from django.db.models import Q

from annotation.invariants import append_only, forbid, transitions
from annotation.models.benchmark import Benchmark
from annotation.states import JOB_TRANSITIONS, JobStatus

MAXIMUM_ATTEMPTS = 3


class JobKind(models.TextChoices):
    """What a job does; each kind has one Celery task that wakes its workers."""

    IMPORT = "import", "import"
    DRAFT = "draft", "draft"
    EVALUATE = "evaluate", "evaluate"
    JUDGE = "judge", "judge"
    PROPOSE = "propose", "propose"
    MATCH = "match", "match"


class Job(models.Model):
    """A piece of long work, claimed under a lease and finished under a fence number.

    The fence grows with every claim: a worker whose lease was lost finds another number and throws its result away.
    Progress counts units of work (rows, rounds). A queued job that failed in passing is not taken before `retry_at`.
    """

    kind = models.CharField(max_length=20, choices=JobKind)
    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="jobs")
    status = models.CharField(max_length=20, choices=JobStatus, default=JobStatus.QUEUED)
    priority = models.SmallIntegerField(default=0)
    payload = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    pause_requested = models.BooleanField(default=False)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=JobKind.values), name="job_kind_known"),
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_known"),
            models.CheckConstraint(
                condition=Q(status=JobStatus.RUNNING, lease_until__isnull=False)
                | (~Q(status=JobStatus.RUNNING) & Q(lease_until__isnull=True)),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "quarantined", "cancelled"], finished_at__isnull=False)
                | Q(status__in=["queued", "running", "paused"], finished_at__isnull=True),
                name="job_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.QUARANTINED) | ~Q(error=""), name="job_quarantined_has_cause"
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.RUNNING) | Q(attempts__lte=MAXIMUM_ATTEMPTS), name="job_attempts_bounded"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-priority", "id"], condition=Q(status="queued"), name="job_queue"),
            models.Index(fields=["-priority", "id"], condition=Q(status="queued"), name="job_queue_of_all_kinds"),
            models.Index(fields=["lease_until"], condition=Q(status="running"), name="job_leases"),
        ]
        triggers = [
            transitions("job_transitions", table=JOB_TRANSITIONS),
            append_only("job_kept", what="jobs", operation=pgtrigger.Delete),
            forbid(
                "job_fence_grows",
                when="NEW.fence < OLD.fence OR (OLD.status = 'queued' AND NEW.status = 'running' "
                "AND NEW.fence = OLD.fence)",
                message="every claim of a job takes a new fence number",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk} ({self.status})"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status in (JobStatus.DONE, JobStatus.QUARANTINED, JobStatus.CANCELLED)
