"""Submitting: decisions, the person's label and the sample's new standing in one transaction."""

import json
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, When
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Label
from annotation.states import REVIEWABLE, SampleStatus
from inference.matching import enqueue_match
from review.decisions import Decided, Drafted, decide, label_text, standing
from review.doubting import doubtful_triggers, keep_rejected, rejected_positions
from review.models import Review
from review.planting import Planted, ids_as_shown, keep_answer, mix_in, take_out
from review.refusals import Ended, Refusal
from review.saving import active_time, conflict_of, storable, take_up_again
from review.states import ReviewStatus
from review.stranding import is_stranded

LONGEST_FLAG = 2_000

# The lock on the sample makes submits of the same sample come one after the other, so that their count is right.
LOCK = """
SELECT sample.id, sample.status, sample.wanted, review.draft_id, coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', trigger.id, 'text', trigger.text, 'factor', trigger.factor,
                     'explicit', trigger.explicit, 'category', trigger.category) ORDER BY trigger.position)
    FROM annotation_trigger trigger WHERE trigger.label_id = draft.label_id), '[]')::text, (
    SELECT jsonb_build_object('shown_as', planted.shown_as, 'position', planted.position, 'rounds', planted.rounds,
                     'text', trigger.text, 'factor', trigger.factor, 'explicit', trigger.explicit,
                     'category', trigger.category)
    FROM review_plantedtrigger planted JOIN annotation_trigger trigger ON trigger.id = planted.trigger_id
    WHERE planted.review_id = review.id)::text,
    review.arm = 'blind' AND review.draft_id IS NOT NULL AND review.blind_label_id IS NULL,
    EXISTS (SELECT 1 FROM annotation_label other
            WHERE other.sample_id = sample.id AND other.origin IN ('human', 'blind'))
FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
LEFT JOIN inference_draft draft ON draft.id = review.draft_id
WHERE review.id = %(review)s AND review.annotator_id = %(user)s AND sample.benchmark_id = %(benchmark)s
  AND review.status = 'open' AND review.version = %(version)s
FOR NO KEY UPDATE OF sample, review
"""

WRITE = """
WITH line AS (
    SELECT * FROM jsonb_to_recordset(%(decided)s::jsonb) AS line(place integer, position integer, text text,
        factor text, explicit boolean, category text, evidence float[], drafted bigint, action text, reason text,
        note text)
), label AS (
    INSERT INTO annotation_label (sample_id, version, origin, text, created_by_id, created_at)
    SELECT %(sample)s, coalesce(max(version), 0) + 1, 'human', %(text)s, %(user)s, now()
    FROM annotation_label WHERE sample_id = %(sample)s
    RETURNING id
), kept AS (
    INSERT INTO annotation_trigger (label_id, position, text, factor, explicit, category, evidence, derived_from_id)
    SELECT label.id, line.position, line.text, line.factor, line.explicit, line.category, line.evidence, line.drafted
    FROM line, label WHERE line.position IS NOT NULL ORDER BY line.position
    RETURNING id, position
), decided AS (
    INSERT INTO review_decision (review_id, trigger_id, result_id, action, reason, note)
    SELECT %(review)s, line.drafted, kept.id, line.action, line.reason, line.note
    FROM line LEFT JOIN kept USING (position) ORDER BY line.place
), reviewed AS (
    UPDATE review_review SET status = 'submitted', lease_until = NULL, ended_at = now(), version = version + 1,
        working = %(working)s::jsonb, seconds = %(seconds)s, client_id = %(client)s, label_id = label.id,
        flagged = %(flag)s <> '', flag_reason = %(flag)s
    FROM label WHERE review_review.id = %(review)s
), settled AS (
    UPDATE annotation_sample SET status = %(status)s, final_label_id = CASE WHEN %(accepted)s THEN label.id END
    FROM label WHERE annotation_sample.id = %(sample)s AND %(settles)s
), told AS (
    INSERT INTO annotation_event (benchmark_id, at, by_id, verb, subject_kind, subject_id, detail)
    SELECT %(benchmark)s, now(), %(user)s, 'submitted', 'review', %(review)s,
           jsonb_build_object('sample', %(sample)s, 'label', label.id, 'status', %(status)s) FROM label
)
SELECT id FROM label
"""


@dataclass(frozen=True, slots=True)
class Submission:
    """What the browser sends: the whole work at `version`, under an id of its own that makes repeats harmless."""

    client_id: uuid.UUID
    version: int
    working: dict
    seconds: float = 0.0
    accept_rest: bool = False


def submit(benchmark: Benchmark, review: int, submission: Submission, *, by) -> dict:
    """End the review with its decisions and label; a repeat under the same client id gives the same answer.

    Returns the ids of review, sample and label. Raises Unknown, Ended, Conflict, and Refusal naming row and remedy.
    """
    answer = _try(benchmark, review, submission, by) or _answer_of(review, submission.client_id, by)
    if answer is None:
        found = take_up_again(benchmark, review, by=by)
        if found.version != submission.version:
            raise conflict_of(found)
        answer = _try(benchmark, review, submission, by)
    if answer is None:
        raise Ended(_("This review has just ended elsewhere."), code="over")
    return answer


@transaction.atomic
def _try(benchmark, review: int, submission: Submission, by) -> dict | None:
    """Submit where the review is open at that version; None where it is not."""
    locked = _lock(benchmark, review, submission.version, by)
    if not locked:
        return None
    *facts, is_not_first = locked
    answer = _write(benchmark, review, submission, facts, by)
    if is_not_first:  # lists of the same sample are compared by meaning, for adjudicators and figures
        enqueue_match([answer["sample"]], by=by)
    return answer


def _answer_of(review: int, client_id: uuid.UUID, by) -> dict | None:
    """The answer that a submit under this client id was given already."""
    done = Review.objects.filter(pk=review, client_id=client_id, annotator=by)
    found = done.values_list("id", "sample_id", "label_id").first()
    return dict(zip(("review", "sample", "label"), found, strict=True)) if found else None


def _lock(benchmark, review: int, version: int, by):
    parameters = {"review": review, "user": by.pk, "benchmark": benchmark.pk, "version": version}
    with connection.cursor() as cursor:
        return cursor.execute(LOCK, parameters).fetchone()


def _write(benchmark, review: int, submission: Submission, locked: list, by) -> dict:
    sample, status, wanted, draft, drafted, planted, is_hidden = locked
    if is_hidden:
        raise Refusal(_("Show the draft first: in the blind arm it comes after your own list."), code="blind")
    planted = Planted(**json.loads(planted)) if planted else None
    drafted = [Drafted(**trigger) for trigger in json.loads(drafted)]
    shown = ids_as_shown([trigger.id for trigger in drafted], planted)
    rejected = rejected_positions(submission.working) if isinstance(submission.working, dict) else ()
    decided = decide(
        submission.working.get("rows") if isinstance(submission.working, dict) else None,
        mix_in(drafted, planted, shown),
        categories=benchmark.categories,
        accept_rest=submission.accept_rest,
        doubtful=[shown[one] for one in doubtful_triggers(draft, rejected, planted)] if rejected else (),
    )
    decided, about = take_out(decided, planted, shown)
    keep_answer(review, about)
    if rejected:
        keep_rejected(review, draft, rejected)
    flag = _flag(submission.working)
    after = _standing_after(sample, wanted, SampleStatus(status), decided, bool(flag))
    if after == SampleStatus.IN_REVIEW and is_stranded(sample, besides=by):
        after = SampleStatus.ADJUDICATION
    parameters = {
        "benchmark": benchmark.pk, "user": by.pk, "review": review, "sample": sample, "client": submission.client_id,
        "decided": json.dumps([one.as_dict() | {"place": place} for place, one in enumerate(decided)]),
        "text": label_text(decided),
        "working": storable(submission.working), "seconds": active_time(submission.seconds), "flag": flag,
        "status": after, "accepted": after == SampleStatus.ACCEPTED, "settles": after != status,
    }  # fmt: skip
    try:
        with connection.cursor() as cursor:
            label = cursor.execute(WRITE, parameters).fetchone()[0]
    except IntegrityError as error:
        if Review._meta.get_field("client_id").column not in str(error):
            raise
        raise Refusal(_("This submit belongs to another sample: reload the page."), code="mixed_up")
    return {"review": review, "sample": sample, "label": label}


def _flag(working: dict) -> str:
    flag = working.get("flag") or ""
    if not isinstance(flag, str) or len(flag) > LONGEST_FLAG:
        raise Refusal(_("The reason of the flag is too long: keep it under %(most)d characters.") % {"most": 2000})
    return flag.strip()


def _standing_after(sample: int, wanted: int, status: SampleStatus, decided: list[Decided], flagged: bool):
    """The sample's status once this label is in; one that an admin or adjudicator settled meanwhile stays so."""
    if status not in REVIEWABLE:
        return status
    own = tuple(decision.text for decision in decided if decision.position)
    if wanted == 1:
        return standing(overlap=1, labels=[own], flagged=flagged)
    others, others_flagged = submitted_labels(sample)
    return standing(overlap=wanted, labels=[*others, own], flagged=flagged or others_flagged)


def submitted_labels(sample: int) -> tuple[list[tuple[str, ...]], bool]:
    """The texts of each submitted label of the sample, and whether a flag among them waits for its answer."""
    unanswered = Case(When(flag_answer__isnull=True, then="flagged"), default=False)
    reviews = Review.objects.filter(sample=sample, status=ReviewStatus.SUBMITTED).values_list("label_id", unanswered)
    labels = Label.objects.filter(pk__in=[label for label, _flagged in reviews]).prefetch_related("triggers")
    texts = [tuple(trigger.text for trigger in label.triggers.all()) for label in labels]
    return texts, any(flagged for _label, flagged in reviews)
