"""Keeps the agreement report: made anew when something has come since, but a large one only every few minutes.

A report over some thousand reviews takes seconds, and while people work there is a new review every minute.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from annotation.models import Benchmark
from review.agreement.packing import packed, unpacker
from review.agreement.reports import AgreementReport, compute
from review.agreement.rows import State, state_of
from review.gaps.caching import keep, recall

SHAPE = 4  # of what is kept; raise it when the report changes
LARGE = 500  # reviews
STANDS = 300.0  # seconds that a large report stands, whatever has come since


@dataclass(frozen=True, slots=True)
class Kept:
    """A report, when it was made (seconds since 1970), and what it was made of."""

    report: AgreementReport
    made: float
    state: State

    @property
    def made_at(self) -> datetime:
        """When it was made."""
        return datetime.fromtimestamp(self.made, UTC)


def agreement_report(benchmark: Benchmark) -> Kept:
    """The benchmark's report; what came since it was made is missing only from a large one, for a few minutes."""
    state = state_of(benchmark)
    kept = last_report(benchmark)
    if kept is None or not stands(kept, state, now=time.time()):
        kept = Kept(compute(benchmark), time.time(), state)
        keep(_key(benchmark), packed(kept))
    return kept


def last_report(benchmark: Benchmark) -> Kept | None:
    """The report that was made last, whatever has come since; none where none is kept."""
    found = recall(_key(benchmark))
    return unpacker(Kept)(found) if found else None


def _key(benchmark: Benchmark) -> tuple:
    order = (tuple(benchmark.emotions), tuple(benchmark.categories))
    return ("agreement", SHAPE, benchmark.pk, order)


def stands(kept: Kept, state: State, *, now: float) -> bool:
    """Whether a kept report may be shown still."""
    return kept.state == state or (state.reviews >= LARGE and 0 <= now - kept.made < STANDS)
