"""What a run may cost: prices of tokens and a budget, which may be changed while it runs, unlike its recipe."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction

from annotation.models import Event
from inference.models import Derivation, DraftRun, EngineRun, EvaluationRun, JudgeRun

PRICES = ("prompt_price", "reused_price", "generated_price")


@dataclass(frozen=True, slots=True)
class Terms:
    """US dollars for a million tokens prefilled, taken from a cache, and written; and for the whole run, if bounded."""

    prompt_price: Decimal = Decimal(0)
    reused_price: Decimal = Decimal(0)
    generated_price: Decimal = Decimal(0)
    budget: Decimal | None = None

    def columns(self) -> dict[str, Decimal | None]:
        """The run's columns."""
        return asdict(self)

    @property
    def is_priced(self) -> bool:
        """Whether anything costs anything."""
        return any(getattr(self, name) for name in PRICES)


def remembered_terms(engine: str, model: str) -> Terms:
    """The prices of the last run of the same model on any benchmark, without its budget; 0 where there is none."""
    latest = [
        runs.objects.filter(engine=engine, model=model).order_by("-created_at").values("created_at", *PRICES).first()
        for runs in (DraftRun, EvaluationRun, JudgeRun, Derivation)
    ]
    found = max(filter(None, latest), key=lambda row: row["created_at"], default=None)
    return Terms(**{name: found[name] for name in PRICES}) if found else Terms()


@transaction.atomic
def change_terms(run: EngineRun, terms: Terms, *, by) -> bool:
    """Set prices and budget of a run; False where they are as they were."""
    before = type(run).objects.select_for_update(of=["self"]).get(pk=run.pk)
    changed = {name: value for name, value in terms.columns().items() if getattr(before, name) != value}
    if not changed:
        return False
    type(run).objects.filter(pk=run.pk).update(**changed)
    told = {name: None if value is None else str(value) for name, value in changed.items()}
    Event.objects.record("terms changed", run, by=by, benchmark=run.benchmark, **told)
    return True
