"""What a run will take, from past runs of the same model: told before it is started."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, Min, Q

from inference.cfsa.prompts import from_dict
from inference.models import Draft, DraftRun, EngineName, Round
from inference.progressing import went_on_at
from inference.recipes import DRAFTING, Recipe
from inference.round_costs import PRIMARY
from inference.spending import price_of
from inference.states import DraftStatus
from inference.terms import Terms

LATEST_RUNS = 5
LATEST_DRAFTS = 1000
FEWEST_FOR_PACE = 3  # drafts of a run: fewer are mostly the loading of the model
TENTH, NINTIETH = 0.1, 0.9
AROUND_READING = 3  # rounds of each perspective besides the general and the scenario ones: reading, questions, summary


@dataclass(frozen=True, slots=True)
class Range:
    """What is expected, and between what it may lie."""

    expected: float
    least: float
    most: float

    def times(self, factor: float) -> "Range":
        """As many times as much."""
        return Range(self.expected * factor, self.least * factor, self.most * factor)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A run before its start; ranges are None where no run of the model was measured yet.

    Tokens: mean, 10th and 90th percentile of a measured draft, times the samples; time: median, shortest and longest
    pace of the measured runs. `calls` is the most there can be where nothing was measured.
    """

    samples: int
    pictures: int
    calls: int
    measured_drafts: int
    measured_runs: int
    prefilled: Range | None
    reused: Range | None
    generated: Range | None
    time: Range | None
    cost: Range | None

    @property
    def duration(self) -> timedelta | None:
        """The time expected."""
        return timedelta(seconds=self.time.expected) if self.time else None


def estimate(samples, recipe: Recipe, terms: Terms) -> Estimate:
    """What drafting a QuerySet of samples is expected to take."""
    counts = samples.aggregate(samples=Count("pk"), pictures=Count("image", distinct=True))
    count = counts["samples"]
    runs = _measured_runs(recipe)
    drafts = _measured_drafts(runs)
    measured = drafts.count()
    tokens = {name: each.times(count) for name, each in _tokens(drafts).items()} if measured else {}
    pace = _pace(runs)
    return Estimate(
        **counts,
        calls=round(_calls(drafts, measured) * count) if measured else _most_calls(counts, recipe),
        measured_drafts=measured,
        measured_runs=len(runs),
        prefilled=tokens.get("prefilled"),
        reused=tokens.get("reused"),
        generated=tokens.get("generated"),
        time=pace.times(count) if pace else None,
        cost=_cost(tokens, terms) if tokens and terms.is_priced else None,
    )


def _measured_runs(recipe: Recipe) -> list[int]:
    """The latest runs of the same model that drafted something."""
    alike = DraftRun.objects.filter(engine=recipe.engine)
    if recipe.engine == EngineName.SCRIPTED:  # what answers is the script, whatever the model is called
        script = recipe.options.get("script", "")
        alike = alike.filter(options__script=script) if script else alike.exclude(options__has_key="script")
    else:
        alike = alike.filter(model=recipe.model)
    done = alike.annotate(done=Count("drafts", filter=Q(drafts__status=DraftStatus.DONE))).filter(done__gt=0)
    return list(done.order_by("-pk").values_list("pk", flat=True)[:LATEST_RUNS])


def _measured_drafts(runs: list[int]):
    done = Draft.objects.filter(run__in=runs, status=DraftStatus.DONE).order_by("-pk")
    return Draft.objects.filter(pk__in=done.values("pk")[:LATEST_DRAFTS])


def _tokens(drafts) -> dict[str, Range]:
    """Tokens of one draft."""
    prefilled = F("prompt_tokens") - F("reused_tokens")
    columns = {"prefilled": prefilled, "reused": F("reused_tokens"), "generated": F("generated_tokens")}
    found = drafts.aggregate(**{name: ArrayAgg(column) for name, column in columns.items()})
    return {name: _range(sorted(values)) for name, values in found.items()}


def _range(values: list[int]) -> Range:
    last = len(values) - 1
    return Range(sum(values) / len(values), values[round(TENTH * last)], values[round(NINTIETH * last)])


def _calls(drafts, measured: int) -> float:
    """Calls for one draft, those that it shared with others counted once."""
    return Round.objects.filter(PRIMARY, draft__in=drafts).count() / measured


def _most_calls(counts: dict[str, int], recipe: Recipe) -> int:
    """Calls where each scene is asked as many questions as it may be, and no two samples ask alike."""
    scenario = recipe.options.get("scenario_limit", DRAFTING["scenario_limit"])
    general = len(from_dict(recipe.prompt_set.content).general_questions)
    return counts["pictures"] * general + counts["samples"] * (1 + AROUND_READING + scenario)


def _pace(runs: list[int]) -> Range | None:
    """Seconds a draft, of each run that drafted enough at a stretch."""
    found = (_seconds_a_draft(run) for run in DraftRun.objects.filter(pk__in=runs))
    paces = [seconds for seconds in found if seconds is not None]
    return Range(median(paces), min(paces), max(paces)) if paces else None


def _seconds_a_draft(run: DraftRun) -> float | None:
    """From the first job taken to the last draft; of a run that lay still, from when it last went on."""
    went_on = went_on_at(run)
    done = run.drafts.filter(status=DraftStatus.DONE, job__started_at__isnull=False)
    done = done.filter(finished_at__gt=went_on) if went_on else done
    found = done.aggregate(count=Count("pk"), began=Min("job__started_at"), ended=Max("finished_at"))
    if found["count"] < FEWEST_FOR_PACE:
        return None
    began = max(found["began"], went_on) if went_on else found["began"]
    return (found["ended"] - began).total_seconds() / found["count"]


def _cost(tokens: dict[str, Range], terms: Terms) -> Range:
    """US dollars."""
    return Range(*(float(_price(tokens, terms, name)) for name in ("expected", "least", "most")))


def _price(tokens: dict[str, Range], terms: Terms, name: str) -> Decimal:
    prefilled, reused, generated = (
        Decimal(getattr(tokens[kind], name)) for kind in ("prefilled", "reused", "generated")
    )
    counted = {"prompt_tokens": prefilled + reused, "reused_tokens": reused, "generated_tokens": generated}
    return price_of(terms, counted)
