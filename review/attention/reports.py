"""Each person's catch rate of planted triggers, pace, and labels accepted without looking."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from django.contrib.auth import get_user_model

from annotation.models import Benchmark
from inference.judges.intervals import Estimate
from review.attention.rows import Reviewed, read_planted, read_reviewed

DWELL = 2.0  # seconds a drafted trigger: some eight words are read in it, so that less is hardly reading
LONG_RUN = 20  # reviews in a row in which all was accepted: worth a look


@dataclass(frozen=True, slots=True)
class Attention:
    """One person's figures: times in seconds; `catch` is the share of planted triggers rejected (none shown: None).

    `hurried` are reviews accepted whole in under DWELL seconds a trigger, `run` is the longest row of reviews accepted
    whole, `pace` the median of seconds a drafted trigger (None without a review).
    """

    username: str
    reviews: int
    planted: int
    caught: int
    catch: Estimate | None
    pace: float | None
    whole: int
    hurried: int
    run: int

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should talk with the person: hurried labels, a long row, or most planted ones missed."""
        missed = self.catch is not None and self.catch.high is not None and self.catch.high < 0.5
        return missed or self.run >= LONG_RUN or self.hurried * 5 > self.reviews


def attention_report(benchmark: Benchmark, person=None) -> list[Attention]:
    """The figures of everybody who has reviewed a draft here, or of one person alone, by name."""
    only = person.pk if person else None
    reviewed, planted = read_reviewed(benchmark, only), read_planted(benchmark, only)
    people = get_user_model().objects.filter(pk__in={*reviewed, *planted}).order_by("username")
    return [
        _attention(username, reviewed.get(pk, []), *planted.get(pk, (0, 0)))
        for pk, username in people.values_list("pk", "username")
    ]


def catch_rate(caught: int, shown: int) -> Estimate | None:
    """The share caught, with the Wilson score interval (1927); none where nothing was shown."""
    if not shown:
        return None
    from scipy.stats import binomtest  # what shows no figures starts without SciPy

    between = binomtest(caught, shown).proportion_ci(method="wilson")
    return Estimate(caught / shown, float(between.low), float(between.high), shown, shown)


def longest_run(wholes: Sequence[bool]) -> int:
    """How many in a row were true at most."""
    return max((len(list(group)) for is_whole, group in groupby(wholes) if is_whole), default=0)


def _attention(username: str, reviewed: list[Reviewed], shown: int, caught: int) -> Attention:
    paces = [one.seconds / one.shown for one in reviewed]
    return Attention(
        username=username,
        reviews=len(reviewed),
        planted=shown,
        caught=caught,
        catch=catch_rate(caught, shown),
        pace=median(paces) if paces else None,
        whole=sum(one.whole for one in reviewed),
        hurried=sum(one.whole and pace < DWELL for one, pace in zip(reviewed, paces, strict=True)),
        run=longest_run([one.whole for one in reviewed]),
    )
