"""How far a derivation is: figures computed from its rows, whenever somebody looks."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from annotation.states import JobStatus
from inference.models import Derivation
from inference.spending import price_of, tokens_of
from inference.states import ProposalStatus

STUCK = Q(status=ProposalStatus.PENDING, job__status=JobStatus.QUARANTINED)


@dataclass(frozen=True, slots=True)
class DerivationProgress:
    """Questions by what came of them; tokens, the engine's seconds, time from first to last, and money."""

    total: int
    done: int
    failed: int
    stuck: int
    cancelled: int
    read: int
    reused: int
    generated: int
    seconds: float
    elapsed: timedelta | None
    spent: Decimal
    trouble: str

    @property
    def ended(self) -> int:
        """Questions of which nothing more will come."""
        return self.done + self.failed + self.cancelled


def progress_of(run: Derivation) -> DerivationProgress:
    """The figures of a derivation as they are now."""
    found = run.proposals.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(status=ProposalStatus.DONE)),
        failed=Count("pk", filter=Q(status=ProposalStatus.FAILED)),
        stuck=Count("pk", filter=STUCK),
        cancelled=Count("pk", filter=Q(status=ProposalStatus.CANCELLED)),
        seconds=Coalesce(Sum("seconds"), 0.0),
        started_at=Min("job__started_at"),
        last_at=Max("finished_at"),
    )
    started_at, last_at, tokens = found.pop("started_at"), found.pop("last_at"), tokens_of(run)
    return DerivationProgress(
        **found,
        read=tokens["prompt_tokens"] - tokens["reused_tokens"],
        reused=tokens["reused_tokens"],
        generated=tokens["generated_tokens"],
        elapsed=last_at - started_at if last_at and started_at and last_at > started_at else None,
        spent=price_of(run, tokens),
        trouble=_trouble(run),
    )


def _trouble(run: Derivation) -> str:
    """Why questions failed, or why their jobs were put back or given up."""
    failed = run.proposals.exclude(error="").values_list("error", flat=True)
    waiting = run.proposals.filter(status=ProposalStatus.PENDING).exclude(job__error="")
    return failed.first() or waiting.values_list("job__error", flat=True).first() or ""
