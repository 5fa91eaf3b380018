"""The quality report of a rating round: per emotion and overall, per rater and over raters; remembered by its data."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Sum

from review.agreement.packing import packed, unpacker
from review.gaps.caching import remembered
from review.models import Rating, RatingRound
from review.ratings.figures import Figures, figures, paper_mean

SHAPE = 1  # of what is remembered; raise it when the report changes


@dataclass(frozen=True, slots=True)
class Rater:
    """A rater: the key in the figures, the name, and whether the ratings came from a file."""

    key: str
    name: str
    is_file: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one emotion, or (no name) of all items."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class QualityReport:
    """A round's figures. `paper_mean` is the mean of the emotions' means of the raters' means."""

    raters: list[Rater]
    emotions: list[Group]
    overall: Group
    paper_mean: float | None

    @property
    def groups(self) -> list[Group]:
        """The emotions, then all items."""
        return [*self.emotions, self.overall]


def quality_report(found: RatingRound) -> QualityReport:
    """The round's figures; computed anew when a rating has come or gone since."""
    ratings = Rating.objects.filter(item__round=found)
    state = ratings.aggregate(count=Count("pk"), last=Max("pk"), total=Sum("pk"))
    key = ("quality", SHAPE, found.pk, found.items.count(), tuple(state.values()), tuple(found.benchmark.emotions))
    return remembered(key, lambda: compute(found), pack=packed, unpack=unpacker(QualityReport))


def compute(found: RatingRound) -> QualityReport:
    """The round's figures, read from its ratings."""
    raters, scores = _scores(found)
    by_emotion: dict[str, list[dict[str, int]]] = {}
    for item, emotion in found.items.order_by("position").values_list("pk", "sample__emotion"):
        by_emotion.setdefault(emotion, []).append(scores.get(item, {}))
    keys = [rater.key for rater in raters]
    emotions = [Group(name, figures(by_emotion[name], keys)) for name in _ordered(found, by_emotion)]
    overall = Group("", figures([one for entries in by_emotion.values() for one in entries], keys))
    return QualityReport(raters, emotions, overall, paper_mean([group.figures for group in emotions]))


def _scores(found: RatingRound) -> tuple[list[Rater], dict[int, dict[str, int]]]:
    """The raters by name, and of each item: rater -> score."""
    raters: dict[str, Rater] = {}
    scores: dict[int, dict[str, int]] = {}
    rows = Rating.objects.filter(item__round=found).order_by("pk")
    for item, user, username, name, score in rows.values_list(
        "item", "rater", "rater__username", "rater_name", "score"
    ):
        key = f"user:{user}" if user else f"file:{name}"
        raters.setdefault(key, Rater(key, username or name, user is None))
        scores.setdefault(item, {})[key] = score
    return sorted(raters.values(), key=lambda rater: (rater.name, rater.key)), scores


def _ordered(found: RatingRound, names: Iterable[str]) -> list[str]:
    """The benchmark's own emotions first and in its order; the unnamed last."""
    places = {name: place for place, name in enumerate(found.benchmark.emotions)}
    return sorted(names, key=lambda name: (name == "", places.get(name, len(places)), name))
