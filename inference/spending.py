"""What a run has cost so far, in US dollars, by the prices it was given."""

from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from inference.models import Derivation, DraftRun, EngineRun, EvaluationRun, JudgeRun

ROWS = {DraftRun: "drafts", EvaluationRun: "predictions", JudgeRun: "judgements", Derivation: "proposals"}
MILLION = Decimal(1_000_000)
TOKENS = ("prompt_tokens", "reused_tokens", "generated_tokens")


def tokens_of(run: EngineRun) -> dict[str, int]:
    """The run's tokens: prompt (reused ones included), reused and generated; those of failed tries count."""
    rows = getattr(run, ROWS[type(run)])
    return rows.aggregate(**{name: Coalesce(Sum(name), 0) for name in TOKENS})


def price_of(run, tokens: dict[str, int]) -> Decimal:
    """What so many tokens cost at the prices of a run or of its terms: prefilled, from a cache, written."""
    prefilled = tokens["prompt_tokens"] - tokens["reused_tokens"]
    prices = (
        (prefilled, run.prompt_price),
        (tokens["reused_tokens"], run.reused_price),
        (tokens["generated_tokens"], run.generated_price),
    )
    return sum((count * Decimal(price) for count, price in prices), Decimal(0)) / MILLION


def spent(run: EngineRun) -> Decimal:
    """What the run has cost so far."""
    return price_of(run, tokens_of(run))


def is_out_of_budget(run: EngineRun) -> bool:
    """Whether the run has a budget and has spent it.

    It is asked after each wave, so that a run overshoots by the waves that its workers have in hand, at most.
    """
    return run.budget is not None and spent(run) >= run.budget
