"""The states of a sample and of a job, and the transition tables that the database enforces."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SampleStatus(models.TextChoices):
    """Where a sample stands on its way from a question to a final label."""

    WAITING = "waiting", _("waiting for its picture")
    READY = "ready", _("ready to draft")
    DRAFTED = "drafted", _("ready to review")
    IN_REVIEW = "in_review", _("in review")
    ADJUDICATION = "adjudication", _("needs adjudication")
    ACCEPTED = "accepted", _("accepted")
    EXCLUDED = "excluded", _("excluded")


SAMPLE_TRANSITIONS: dict[str, tuple[str, ...]] = {
    SampleStatus.WAITING: (SampleStatus.READY, SampleStatus.EXCLUDED),
    SampleStatus.READY: (SampleStatus.DRAFTED, SampleStatus.EXCLUDED),
    SampleStatus.DRAFTED: (
        SampleStatus.IN_REVIEW,
        SampleStatus.ACCEPTED,
        SampleStatus.ADJUDICATION,
        SampleStatus.EXCLUDED,
    ),
    SampleStatus.IN_REVIEW: (
        SampleStatus.DRAFTED,
        SampleStatus.ACCEPTED,
        SampleStatus.ADJUDICATION,
        SampleStatus.EXCLUDED,
    ),
    SampleStatus.ADJUDICATION: (
        SampleStatus.DRAFTED,
        SampleStatus.IN_REVIEW,
        SampleStatus.ACCEPTED,
        SampleStatus.EXCLUDED,
    ),
    SampleStatus.ACCEPTED: (
        SampleStatus.DRAFTED,
        SampleStatus.IN_REVIEW,
        SampleStatus.ADJUDICATION,
        SampleStatus.EXCLUDED,
    ),
    SampleStatus.EXCLUDED: (SampleStatus.WAITING, SampleStatus.READY, SampleStatus.DRAFTED),
}

REVIEWABLE = (SampleStatus.DRAFTED, SampleStatus.IN_REVIEW)


class JobStatus(models.TextChoices):
    """What the workers have done with a job so far."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    DONE = "done", _("done")
    QUARANTINED = "quarantined", _("quarantined")
    CANCELLED = "cancelled", _("cancelled")


JOB_TRANSITIONS: dict[str, tuple[str, ...]] = {
    JobStatus.QUEUED: (JobStatus.RUNNING, JobStatus.PAUSED, JobStatus.CANCELLED, JobStatus.QUARANTINED),
    JobStatus.RUNNING: (
        JobStatus.DONE,
        JobStatus.QUEUED,
        JobStatus.PAUSED,
        JobStatus.QUARANTINED,
        JobStatus.CANCELLED,
    ),
    JobStatus.PAUSED: (JobStatus.QUEUED, JobStatus.CANCELLED),
    JobStatus.QUARANTINED: (JobStatus.QUEUED, JobStatus.CANCELLED),
    JobStatus.DONE: (),
    JobStatus.CANCELLED: (),
}
