"""What holds of every piece of work of a run (a draft, a prediction, a judgement, a proposal), in the database."""

from django.db import models
from django.db.models import Q


def failed_has_cause(of: str, *statuses: str) -> models.CheckConstraint:
    """What failed says why."""
    failed = Q(status__in=list(statuses)) if statuses else Q(status="failed")
    return models.CheckConstraint(condition=~failed | ~Q(error=""), name=f"{of}_failed_has_cause")


def ended_has_time(of: str) -> models.CheckConstraint:
    """What is no longer pending says since when, and nothing else does."""
    pending = Q(status="pending")
    return models.CheckConstraint(
        condition=Q(status="pending", finished_at__isnull=True) | (~pending & Q(finished_at__isnull=False)),
        name=f"{of}_ended_has_time",
    )
