"""What an adjudicator sees: the reviewers' triggers side by side, those of one meaning grouped, and who said what."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict

from annotation.models import Sample
from inference.judges.encoders import MINILM
from inference.judges.merging import groups
from inference.judges.semantic import THRESHOLD
from inference.models import TriggerSimilarity
from review.choosing import Stated, preferred
from review.commenting import comments_of
from review.models import Adjudication, Decision, Review
from review.states import Action, ReviewStatus

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def reviewers_of(sample: Sample) -> list[Review]:
    """The submitted reviews of the sample, in an order that tells nothing of who came first."""
    return in_no_telling_order(Review.objects.filter(sample=sample, status=ReviewStatus.SUBMITTED))


def in_no_telling_order(reviews: Iterable[Review]) -> list[Review]:
    """Reviews of one sample as if shuffled, the same each time."""
    return sorted(reviews, key=lambda one: hashlib.sha256(f"{one.sample_id} {one.annotator_id}".encode()).digest())


def reviewer_name(place: int) -> str:
    """A letter for the reviewer at that place: A, B, …"""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def stated_of(sample: Sample) -> list[Stated]:
    """The triggers of all submitted labels of the sample."""
    return [
        Stated(trigger.pk, trigger.text, place, trigger.factor, trigger.explicit, trigger.category, trigger.evidence)
        for place, review in enumerate(reviewers_of(sample))
        for trigger in review.label.triggers.all()
    ]


def layout(adjudication: int | None) -> dict | None:
    """The adjudication as the screen shows it; None where there is none."""
    if adjudication is None:
        return None
    found = Adjudication.objects.select_related("sample__image").get(pk=adjudication)
    sample, image = found.sample, found.sample.image
    facts = ("position", "question", "emotion", "fine_emotion", "split")
    return {
        "id": found.pk,
        "version": found.version,
        "working": found.working,
        "seconds": found.seconds,
        "sample": {"id": sample.pk} | {name: getattr(sample, name) for name in facts},
        "picture": {name: getattr(image, name) for name in ("id", "width", "height", "path", "sensitive")},
        "comments": comments_of(sample),
        **_said(sample),
    }


def _said(sample: Sample) -> dict:
    """Reviewers, what each stated and rejected, and the groups that are proposed."""
    reviews = reviewers_of(sample)
    stated = stated_of(sample)
    decisions = Decision.objects.filter(review__in=reviews).select_related("trigger")
    by_result = {decision.result_id: decision for decision in decisions if decision.result_id}
    places = {review.pk: place for place, review in enumerate(reviews)}
    proposed, is_compared = _proposed(stated, by_result)
    return {
        "reviewers": [{"name": reviewer_name(n), "flag": review.flag_reason} for n, review in enumerate(reviews)],
        "triggers": [asdict(trigger) | _origin(by_result.get(trigger.id)) for trigger in stated],
        "rejections": [_rejection(decision, places) for decision in decisions if decision.action == Action.REJECT],
        "groups": [_group(ids, stated, len(reviews)) for ids in proposed],
        "is_compared": is_compared,
    }


def _origin(decision: Decision | None) -> dict:
    """How a reviewer came to a trigger: by accepting, editing or adding it."""
    if decision is None:
        return {"action": "", "reason": "", "note": "", "drafted": None, "draft": ""}
    drafted = decision.trigger.text if decision.trigger else ""
    return {
        "action": decision.action,
        "reason": decision.get_reason_display(),
        "note": decision.note,
        "drafted": decision.trigger_id,
        "draft": drafted,
    }


def _rejection(decision: Decision, places: dict[int, int]) -> dict:
    return {
        "reviewer": places[decision.review_id],
        "drafted": decision.trigger_id,
        "text": decision.trigger.text,
        "reason": decision.get_reason_display(),
        "note": decision.note,
    }


def _proposed(stated: list[Stated], by_result: dict[int, Decision]) -> tuple[list[list[int]], bool]:
    """Groups of ids, and whether the encoder has compared all pairs; the same drafted trigger counts as one meaning."""
    by_reviewer: dict[int, list[Stated]] = {}
    for trigger in stated:
        by_reviewer.setdefault(trigger.reviewer, []).append(trigger)
    ids = [trigger.id for trigger in stated]
    rows = TriggerSimilarity.objects.filter(left__in=ids, right__in=ids, encoder=MINILM)
    similarity = {(left, right): score for left, right, score in rows.values_list("left_id", "right_id", "score")}
    pairs = sum(one.reviewer < other.reviewer for one in stated for other in stated)
    compared = len(similarity)
    for one in stated:
        for other in stated:
            if one.id < other.id and _is_same_draft(by_result.get(one.id), by_result.get(other.id)):
                similarity[one.id, other.id] = max(similarity.get((one.id, other.id), 0.0), THRESHOLD)
    return groups(by_reviewer, similarity), compared == pairs


def _is_same_draft(one: Decision | None, other: Decision | None) -> bool:
    return bool(one and other and one.trigger_id and one.trigger_id == other.trigger_id)


def _group(ids: list[int], stated: list[Stated], reviewers: int) -> dict:
    """A proposed group with the wording that most have; agreed where each of several reviewers is in it."""
    texts = {trigger.id: trigger.text for trigger in stated if trigger.id in ids}
    return {"sources": ids, "text": preferred(texts), "is_agreed": 1 < reviewers == len(ids)}
