"""Samples that need an adjudicator: flagged ones first, then those on which the reviewers disagree most."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from annotation.models import Benchmark, Sample
from annotation.states import SampleStatus
from inference.judges.encoders import MINILM
from inference.judges.semantic import THRESHOLD
from review.models import Adjudication
from review.selecting import select
from review.states import AdjudicationStatus

MOST_OPEN = 3  # the sample on the screen, the one loaded ahead, and one brought back by undo
LOOKED_AT = 500  # samples whose disagreement is compared; of more, the first in the benchmark's order

# Disagreement is the share of (trigger, other reviewer) pairs in which the other reviewer has no trigger of the same
# text or, by the encoder, the same meaning: 0 where all said the same, 1 where nobody said what another did.
WAITING = """
WITH waiting AS MATERIALIZED (
    SELECT sample.id, sample.position, count(review.id) AS reviewers,
           coalesce(bool_or(review.flagged AND NOT EXISTS (
               SELECT 1 FROM review_flaganswer answer WHERE answer.review_id = review.id)), false) AS flagged,
           (SELECT holder.adjudicator_id FROM review_adjudication holder WHERE holder.sample_id = sample.id
            AND holder.status = 'open') AS holder
    FROM annotation_sample sample LEFT JOIN review_review review
        ON review.sample_id = sample.id AND review.status = 'submitted'
    WHERE sample.benchmark_id = %(benchmark)s AND sample.status = 'adjudication'
    GROUP BY sample.id, sample.position ORDER BY flagged DESC, sample.position LIMIT %(most)s
), stated AS MATERIALIZED (
    SELECT waiting.id AS sample, review.label_id AS label, trigger.id AS trigger,
           rtrim(lower(trigger.text), '.') AS text
    FROM waiting JOIN review_review review ON review.sample_id = waiting.id AND review.status = 'submitted'
    JOIN annotation_trigger trigger ON trigger.label_id = review.label_id
), compared AS (
    SELECT one.sample, NOT EXISTS (
        SELECT 1 FROM stated partner WHERE partner.label = other.label AND (partner.text = one.text OR EXISTS (
            SELECT 1 FROM inference_triggersimilarity alike WHERE alike.encoder = %(encoder)s
            AND alike.left_id = least(one.trigger, partner.trigger)
            AND alike.right_id = greatest(one.trigger, partner.trigger) AND alike.score >= %(threshold)s))) AS alone
    FROM stated one JOIN (SELECT DISTINCT sample, label FROM stated) other
        ON other.sample = one.sample AND other.label <> one.label
)
SELECT waiting.id, waiting.position, waiting.reviewers, waiting.flagged, waiting.holder,
       coalesce(avg(compared.alone::integer), 0)::float AS disagreement
FROM waiting LEFT JOIN compared ON compared.sample = waiting.id
GROUP BY 1, 2, 3, 4, 5 ORDER BY waiting.flagged DESC, disagreement DESC, waiting.position
"""

# Whom the person may settle of those: not what they reviewed, have passed on, or somebody settles already.
NOT_FOR = """
SELECT sample_id FROM review_review WHERE sample_id = ANY(%(samples)s) AND annotator_id = %(user)s
    AND status IN ('open', 'submitted', 'withdrawn')
UNION SELECT sample_id FROM review_adjudication WHERE sample_id = ANY(%(samples)s)
    AND (status IN ('open', 'submitted') OR (adjudicator_id = %(user)s AND status = 'returned' AND reason <> ''))
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sample that needs an adjudicator; `holder` is the id of who has it open."""

    sample: int
    position: int
    reviewers: int
    flagged: bool
    holder: int | None
    disagreement: float


def waiting(benchmark: Benchmark) -> list[Waiting]:
    """The first LOOKED_AT samples that need an adjudicator, in the order in which they are handed out."""
    parameters = {"benchmark": benchmark.pk, "most": LOOKED_AT, "encoder": MINILM, "threshold": THRESHOLD}
    return [Waiting(*row) for row in select(WAITING, parameters)]


def claim(benchmark: Benchmark, *, by, besides: tuple[int, ...] = ()) -> int | None:
    """The id of the person's next adjudication: an own open one first, else the next sample; None: nothing is left."""
    return_lapsed(sparing=by)
    own = list(Adjudication.objects.open_by(by).filter(sample__benchmark=benchmark).order_by("id"))
    for adjudication in own:
        if adjudication.pk not in besides and renew([adjudication.pk], by=by):
            return adjudication.pk
    if len(own) >= MOST_OPEN:
        return None
    samples = [one.sample for one in waiting(benchmark) if one.holder is None]
    barred = _not_for(samples, by)
    candidates = (sample for sample in samples if sample not in barred)
    return next(filter(None, (_open(sample, by) for sample in candidates)), None)


def claim_sample(sample: Sample, *, by) -> int | None:
    """The id of the person's adjudication of this very sample; None where it is not to be had."""
    return_lapsed(sparing=by)
    own = Adjudication.objects.open_by(by).filter(sample=sample).values_list("id", flat=True).first()
    if own and renew([own], by=by):
        return own
    return _open(sample.pk, by)


def renew(adjudications: list[int], *, by, idle: float = 0.0) -> list[int]:
    """Renew the leases of the person's open adjudications; returns the ids of those that are still theirs.

    A lease runs from the last input, `idle` seconds ago: a screen that was left on holds nothing for good.
    """
    held = Adjudication.objects.open_by(by).filter(pk__in=adjudications)
    held.update(lease_until=Greatest(F("lease_until"), lease_end() - timedelta(seconds=idle)))
    return list(held.values_list("pk", flat=True))


def return_lapsed(*, sparing=None) -> int:
    """Give back every open adjudication whose lease ran out, its working kept; returns how many."""
    lapsed = Adjudication.objects.filter(status=AdjudicationStatus.OPEN, lease_until__lt=timezone.now())
    if sparing is not None:
        lapsed = lapsed.exclude(adjudicator=sparing)
    return lapsed.update(status=AdjudicationStatus.RETURNED, lease_until=None, ended_at=timezone.now())


def lease_end():
    """When a lease taken now runs out, by the database's clock."""
    return Now() + timedelta(seconds=settings.REVIEW_LEASE_SECONDS)


def progress(benchmark: Benchmark, *, by) -> dict:
    """How many samples the person settled in all, and how many still need somebody."""
    settled = Adjudication.objects.filter(adjudicator=by, sample__benchmark=benchmark)
    left = Sample.objects.filter(benchmark=benchmark, status=SampleStatus.ADJUDICATION)
    return {"done": settled.filter(status=AdjudicationStatus.SUBMITTED).count(), "remaining": left.count()}


def _not_for(samples: list[int], by) -> set[int]:
    return {sample for (sample,) in select(NOT_FOR, {"samples": samples, "user": by.pk})}


def _open(sample: int, by) -> int | None:
    """Take the sample, with the work of an earlier time where there is some; None where it is not to be had."""
    try:
        with transaction.atomic():
            locked = Sample.objects.select_for_update(no_key=True).filter(pk=sample)
            if not locked.filter(status=SampleStatus.ADJUDICATION).exists():
                return None
            return _resume(sample, by) or _begin(sample, by)
    except IntegrityError:  # somebody settles it, or the person reviewed it
        return None


def _resume(sample: int, by) -> int | None:
    returned = Adjudication.objects.filter(sample=sample, adjudicator=by, status=AdjudicationStatus.RETURNED)
    last = returned.order_by("-id").values_list("pk", flat=True).first()
    if last is not None:
        again = {"status": AdjudicationStatus.OPEN, "reason": "", "ended_at": None}
        Adjudication.objects.filter(pk=last).update(**again, lease_until=lease_end())
    return last


def _begin(sample: int, by) -> int:
    return Adjudication.objects.create(sample_id=sample, adjudicator=by, lease_until=lease_end()).pk
