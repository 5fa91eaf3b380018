"""What the rounds of a run cost, by their kind, added up."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from inference.cfsa.conversation import DRAFT_PHASES
from inference.models import DraftRun, Round
from inference.progressing import PHASE_WORDS
from inference.spending import TOKENS

# A shared round was asked once: it costs nothing at the drafts that it is repeated in.
PRIMARY = ~Q(shared=True, prompt_tokens=0, generated_tokens=0)


@dataclass(frozen=True, slots=True)
class RoundCost:
    """Calls, tokens and the engine's seconds of one kind of round; `share` of the run's seconds, else of its tokens."""

    words: str
    calls: int | None
    prefilled: int
    reused: int
    generated: int
    seconds: float
    share: float

    @property
    def time(self) -> timedelta:
        """The seconds as a duration."""
        return timedelta(seconds=self.seconds)


def round_costs(run: DraftRun) -> list[RoundCost]:
    """One line for each kind of round in the order in which they are asked, then what failed tries took besides.

    A try that failed is asked anew, so that what it said is no round of its draft: that line has no calls.
    """
    rows = {row["phase"]: row for row in _by_phase(run)}
    whole = run.drafts.aggregate(
        **{name: Coalesce(Sum(name), 0) for name in TOKENS}, time=Coalesce(Sum("seconds"), 0.0)
    )
    lines = [_line(PHASE_WORDS[phase], rows[phase], whole) for phase in DRAFT_PHASES if phase in rows]
    rest = {name: whole[name] - sum(row[name] for row in rows.values()) for name in (*TOKENS, "time")}
    if rest["prompt_tokens"] > 0:
        lines.append(_line("", rest | {"calls": None}, whole))
    return lines


def _by_phase(run: DraftRun):
    rounds = Round.objects.filter(draft__run=run).order_by().values("phase")
    totals = {name: Sum(F(name)) for name in TOKENS}
    return rounds.annotate(calls=Count("pk", filter=PRIMARY), time=Sum("seconds"), **totals)


def _line(words: str, row: dict, whole: dict) -> RoundCost:
    weigh = "time" if whole["time"] else "prompt_tokens"
    return RoundCost(
        words=words,
        calls=row["calls"],
        prefilled=row["prompt_tokens"] - row["reused_tokens"],
        reused=row["reused_tokens"],
        generated=row["generated_tokens"],
        seconds=row["time"],
        share=100 * row[weigh] / whole[weigh] if whole[weigh] else 0.0,
    )
