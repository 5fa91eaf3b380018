"""What people's checks say of the judges of a release: figures of each judge, and how far people agree themselves."""

from dataclasses import dataclass
from itertools import combinations, takewhile

from annotation.models import Release
from inference.models import Match
from inference.states import JudgementStatus
from review.calibrating import MATCHING, Drawn, checks_of, draw, latest_runs
from review.calibration import Accuracy, Verdict, accuracy
from review.gaps.figures import Estimate
from review.models import MatchCheck
from review.results.rows import Signature, signatures

Said = dict[tuple[int, int], dict[int, bool]]


@dataclass(frozen=True, slots=True)
class Line:
    """One judge on the checked pairs; no accuracy where it says nothing of single triggers."""

    signature: Signature
    accuracy: Accuracy | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How far the two people agree who have most pairs in common."""

    pairs: int
    kappa: Estimate | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The judges of a release on the sample of one of them; `checked` are its leading pairs that somebody decided."""

    drawn: Drawn
    checked: int
    people: int
    lines: list[Line]
    ceiling: Ceiling | None

    @property
    def size(self) -> int:
        """The pairs of the sample."""
        return len(self.drawn.pairs)


def calibratable(release: Release) -> list[Signature]:
    """The judges of a release that say of each trigger whether it is found."""
    return [one for one in signatures(release) if one.judge in MATCHING]


def calibration(release: Release, signature: Signature) -> Calibration:
    """The figures of every judge of the release on the sample that is drawn from what `signature` judged.

    Only the leading pairs that somebody has decided count: they are a random sample of each kind, others need not be.
    """
    drawn = draw(release, signature)
    said = _leading(drawn, checks_of(drawn))
    known = sorted(signatures(release), key=lambda one: one != signature)
    lines = [Line(one, _accuracy(drawn, said, one) if one.judge in MATCHING else None) for one in known]
    people = {person for verdicts in said.values() for person in verdicts}
    return Calibration(drawn, len(said), len(people), lines, _ceiling(drawn, said, people))


def accuracy_of(release: Release, signature: Signature) -> Accuracy | None:
    """A judge's figures, from the sample of its own verdicts or else of another judge's; none without checks."""
    if signature.judge not in MATCHING or not MatchCheck.objects.filter(prediction__run__release=release).exists():
        return None
    for drawn_from in sorted(calibratable(release), key=lambda one: one != signature):
        drawn = draw(release, drawn_from)
        said = _leading(drawn, checks_of(drawn))
        if said:
            return _accuracy(drawn, said, signature)
    return None


def _leading(drawn: Drawn, said: Said) -> Said:
    return {pair.key: said[pair.key] for pair in takewhile(lambda pair: pair.key in said, drawn.pairs)}


def _accuracy(drawn: Drawn, said: Said, signature: Signature) -> Accuracy:
    judged = {pair.key: pair.found for pair in drawn.pairs}
    if signature != drawn.signature:
        judged = _verdicts_of(drawn.release, signature, said)
    verdicts = [
        Verdict(pair.image, pair.found, judged.get(pair.key), found, 1 / len(said[pair.key]))
        for pair in drawn.pairs
        if pair.key in said
        for found in said[pair.key].values()
    ]
    return accuracy(verdicts, drawn.sizes)


def _verdicts_of(release: Release, signature: Signature, said: Said) -> dict[tuple[int, int], bool]:
    """What another judge said of the checked pairs."""
    matches = Match.objects.order_by().filter(
        judgement__run__in=[run.pk for run in latest_runs(release, signature)],
        judgement__status=JudgementStatus.DONE,
        judgement__prediction__in={prediction for prediction, _trigger in said},
        trigger__in={trigger for _prediction, trigger in said},
    )
    rows = matches.values_list("judgement__prediction", "trigger", "found")
    return {(prediction, trigger): found for prediction, trigger, found in rows}


def _ceiling(drawn: Drawn, said: Said, people: set[int]) -> Ceiling | None:
    """Kappa between two people, weighted as the judges' is; none where nobody has a pair in common."""
    shared = {
        two: [pair for pair in drawn.pairs if set(two) <= said.get(pair.key, {}).keys()]
        for two in combinations(sorted(people), 2)
    }
    if not any(shared.values()):
        return None
    (first, second), pairs = max(shared.items(), key=lambda entry: len(entry[1]))
    verdicts = [Verdict(pair.image, pair.found, said[pair.key][first], said[pair.key][second]) for pair in pairs]
    return Ceiling(len(pairs), accuracy(verdicts, drawn.sizes).kappa)
