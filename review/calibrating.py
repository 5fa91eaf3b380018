"""Calibrating a judge: a random sample of what it judged, which people decide without seeing its verdict.

Half of the sample was judged found, half not, so that both kinds are known well; how many pairs there are of each kind
is kept, so that estimates are weighted back. The order is that of hashes of the seed and the pair: the same seed draws
the same pairs, and any leading part of the sample is itself a random sample of each kind.
"""

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Release
from inference.models import Judge, JudgeRun
from review.models import MatchCheck
from review.refusals import Refusal
from review.results.rows import Signature

SEED = 20250410
NUMBER = 100
MATCHING = (Judge.SEMANTIC, Judge.LLM)  # the others say nothing of single triggers

SELECT = """
SELECT prediction_id, trigger_id, image_path, found, of_this_kind FROM (
    SELECT judgement.prediction_id, match.trigger_id, item.image_path, match.found,
           row_number() OVER (PARTITION BY match.found ORDER BY md5(concat_ws(':', %(seed)s::text,
               judgement.prediction_id, match.trigger_id)), match.id) AS place,
           count(*) OVER (PARTITION BY match.found) AS of_this_kind
    FROM inference_match match
    JOIN inference_judgement judgement ON judgement.id = match.judgement_id
    JOIN inference_prediction prediction ON prediction.id = judgement.prediction_id
    JOIN annotation_releaseitem item ON item.id = prediction.item_id
    WHERE judgement.run_id = ANY(%(runs)s) AND judgement.status = 'done' AND match.trigger_id IS NOT NULL
) ranked
WHERE place <= %(number)s
ORDER BY place, found
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A prediction and a trigger of its label, and whether the judge found the one in the other."""

    prediction: int
    trigger: int
    image: str
    found: bool

    @property
    def key(self) -> tuple[int, int]:
        """What it is known by."""
        return self.prediction, self.trigger


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sample, in the order in which people see it; `sizes` are all pairs that the judge found, and did not."""

    release: Release
    signature: Signature
    pairs: list[Pair]
    sizes: dict[bool, int]

    @property
    def found(self) -> int:
        """How many pairs the judge found, drawn or not."""
        return self.sizes[True]

    @property
    def missed(self) -> int:
        """How many pairs it did not find, drawn or not."""
        return self.sizes[False]


def draw(release: Release, signature: Signature, *, seed: int = SEED, number: int = NUMBER) -> Drawn:
    """At most `number` random pairs of what the judge judged; a kind with too few pairs leaves its room to the other.

    The seed is mixed with the judge's name, so that the samples of two judges are independent.
    """
    runs = [run.pk for run in latest_runs(release, signature)]
    mixed = f"{seed}:{signature.key}"
    with connection.cursor() as cursor:
        rows = cursor.execute(SELECT, {"runs": runs, "seed": mixed, "number": number}).fetchall()
    kinds: dict[bool, list[Pair]] = {False: [], True: []}
    sizes = {False: 0, True: 0}
    for *fields, found, size in rows:
        kinds[found].append(Pair(*fields, found))
        sizes[found] = size
    found = min(len(kinds[True]), max(number // 2, number - len(kinds[False])))
    chosen = kinds[True][:found] + kinds[False][: number - found]
    return Drawn(release, signature, sorted(chosen, key=lambda pair: _order(mixed, pair)), sizes)


def latest_runs(release: Release, signature: Signature):
    """The judge's latest run over each evaluation of the release: the one that counts."""
    alike = {"judge": signature.judge, "name": signature.name, "model": signature.model}
    if signature.threshold is None:
        alike["threshold__isnull"] = True
    else:
        alike["threshold"] = signature.threshold
    runs = JudgeRun.objects.filter(evaluation__release=release, **alike)
    return runs.order_by("evaluation_id", "-id").distinct("evaluation_id")


def checks_of(drawn: Drawn) -> dict[tuple[int, int], dict[int, bool]]:
    """What people said: pair -> person -> found."""
    wanted = {pair.key for pair in drawn.pairs}
    rows = MatchCheck.objects.filter(prediction__in={pair.prediction for pair in drawn.pairs}).order_by("id")
    said: dict[tuple[int, int], dict[int, bool]] = {}
    for prediction, trigger, person, found in rows.values_list("prediction", "trigger", "checked_by", "found"):
        if (prediction, trigger) in wanted:
            said.setdefault((prediction, trigger), {})[person] = found
    return said


def next_pair(drawn: Drawn, *, by) -> Pair | None:
    """The first drawn pair that this person has not decided."""
    said = checks_of(drawn)
    return next((pair for pair in drawn.pairs if by.pk not in said.get(pair.key, {})), None)


@transaction.atomic
def record(benchmark: Benchmark, drawn: Drawn, key: tuple[int, int], *, found: bool, by) -> MatchCheck:
    """Keep the person's verdict on a drawn pair; the same verdict sent twice is one. Raises Refusal."""
    if key not in {pair.key for pair in drawn.pairs}:
        raise Refusal(_("This pair is not in the sample (any more): decide the one that is shown now."))
    prediction, trigger = key
    check, made = MatchCheck.objects.get_or_create(
        prediction_id=prediction, trigger_id=trigger, checked_by=by, defaults={"found": found}
    )
    if not made and check.found != found:
        raise Refusal(_("You have decided this pair already: take your verdict back first."))
    if made:
        Event.objects.record("match checked", check, by=by, benchmark=benchmark, found=found, pair=list(key))
    return check


@transaction.atomic
def undo_last(benchmark: Benchmark, drawn: Drawn, *, named: int = 0, by) -> None:
    """Take the person's last verdict back; history keeps it. Raises Refusal.

    Where the page `named` the verdict (by id) and that one is not the last any more, it was taken back already: nothing
    more is.
    """
    last = MatchCheck.objects.select_for_update().filter(checked_by=by).order_by("-id").first()
    if named and (last is None or last.pk != named):
        return
    if last is None:
        raise Refusal(_("There is no verdict of yours to take back."))
    key = (last.prediction_id, last.trigger_id)
    if key not in {pair.key for pair in drawn.pairs}:
        raise Refusal(_("Your last verdict was given on another sample: take it back there."))
    Event.objects.record("match check withdrawn", last, by=by, benchmark=benchmark, found=last.found, pair=list(key))
    last.delete()


def _order(seed: str, pair: Pair) -> str:
    """A place that tells nothing of the judge's verdict."""
    return hashlib.sha256(f"{seed}:{pair.prediction}:{pair.trigger}".encode()).hexdigest()
