"""What a judge made of an evaluation: figures computed from its rows, whenever somebody looks."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, Q, Sum

from inference.judges.intervals import Estimate, mean_by_image
from inference.judges.semantic import f1
from inference.models import JudgeRun
from inference.progressing import FAILED
from inference.spending import spent
from inference.states import JudgementStatus

DONE = Q(status=JudgementStatus.DONE)
BINS = 10


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """Judgements by what came of them, means by split and emotion, and how scores are spread over ten bins.

    `estimate` is the mean with its interval, clustered by image.
    """

    judgements: int
    done: int
    unreadable: int
    failed: int
    cancelled: int
    mean: float | None
    found: int | None
    triggers: int | None
    stated: int | None
    cost: Decimal
    groups: list[dict]
    bins: list[int]
    estimate: Estimate | None

    @property
    def pending(self) -> int:
        """Judgements that are still to come."""
        return self.judgements - self.done - self.unreadable - self.failed - self.cancelled

    @property
    def precision(self) -> float | None:
        """Statements that name a trigger over all statements; none for judges that count none."""
        return self.found / self.stated if self.stated else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of recall and precision over all triggers and statements."""
        return f1(self.found, self.triggers, self.stated) if self.stated else None


def figures_of(run: JudgeRun) -> JudgeFigures:
    """The figures of a judge run as they are now."""
    counts = run.judgements.aggregate(
        judgements=Count("pk"),
        done=Count("pk", filter=DONE),
        unreadable=Count("pk", filter=Q(status=JudgementStatus.UNREADABLE)),
        failed=Count("pk", filter=FAILED),
        cancelled=Count("pk", filter=Q(status=JudgementStatus.CANCELLED)),
        mean=Avg("score", filter=DONE),
        found=Sum("correct", filter=DONE),
        triggers=Sum("total", filter=DONE),
        stated=Sum("stated", filter=DONE),
    )
    scored = run.judgements.filter(DONE, score__isnull=False).order_by()
    groups = scored.values("prediction__item__split", "prediction__item__emotion").annotate(
        samples=Count("pk"), mean=Avg("score")
    )
    bins, told = [0] * BINS, list(scored.values_list("prediction__item__image_path", "score"))
    for _image, score in told:
        bins[min(max(int(score * BINS), 0), BINS - 1)] += 1
    ordered = groups.order_by("prediction__item__split", "prediction__item__emotion")
    estimate = mean_by_image([image for image, _score in told], [score for _image, score in told], is_share=True)
    return JudgeFigures(**counts, cost=spent(run), groups=list(ordered), bins=bins, estimate=estimate)
