"""Submitting a picture: the labels of all its questions, and what contradicts what, in one transaction."""

import uuid
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Image, Sample, Trigger
from review.models import Contradiction, PlantedTrigger, Review
from review.pictures.saving import check_version, taken_up, works_of
from review.pictures.texts import same_text
from review.refusals import Conflict, Refusal
from review.row_fields import MOST_ROWS, tidy
from review.saving import active_time
from review.submitting import Submission, submit


@transaction.atomic
def submit_picture(benchmark: Benchmark, image: Image, submission: Submission, *, by) -> dict:
    """End the person's reviews of a picture; a repeat under the same client id gives the same answer.

    Returns the picture's id and the ids of review, sample and label of each question. Raises Unknown, Ended, Conflict,
    and Refusal naming question, row and remedy.
    """
    works = works_of(submission.working)
    ids = {review: uuid.uuid5(submission.client_id, str(review)) for review in sorted(works)}
    list(Sample.objects.select_for_update(no_key=True).filter(reviews__in=works, image=image).order_by("pk"))
    is_repeat = _was_submitted(ids, by)
    if not is_repeat:
        reviews = taken_up(benchmark, image, works, by=by)
        check_version(reviews, submission.version)
        versions = {review.pk: review.version for review in reviews}
    share = active_time(submission.seconds) / len(works)
    answers = []
    for review, client_id in ids.items():
        version = 0 if is_repeat else versions[review]
        part = replace(submission, client_id=client_id, version=version, working=works[review], seconds=share)
        answers.append(_submit(benchmark, review, part, by))
    if not is_repeat:
        _keep_contradictions(answers, works)
        Event.objects.record("picture reviewed", image, by=by, benchmark=benchmark, reviews=list(ids))
    return {"picture": image.pk, "reviews": answers}


def _was_submitted(ids: dict[int, uuid.UUID], by) -> bool:
    """Whether these very submits are in already."""
    done = dict(Review.objects.filter(annotator=by, client_id__in=ids.values()).values_list("id", "client_id"))
    return done == ids


def _submit(benchmark, review: int, submission: Submission, by) -> dict:
    try:
        return submit(benchmark, review, submission, by=by)
    except Conflict:
        raise
    except Refusal as refusal:
        question = Review.objects.values_list("sample__question", flat=True).get(pk=review)
        refusal.sentence = _("“%(question)s”: %(why)s") % {"question": question, "why": refusal.sentence}
        refusal.review = review
        raise


def _keep_contradictions(answers: list[dict], works: dict[int, dict]) -> None:
    """A trigger that speaks against a question explains another one of the picture."""
    planted = PlantedTrigger.objects.filter(review__in=works).values_list("trigger__text", flat=True)
    not_ours = {same_text(text) for text in planted}
    written: dict[str, list[Trigger]] = {}
    labels = [answer["label"] for answer in answers]
    for trigger in Trigger.objects.filter(label__in=labels).select_related("label").order_by("pk"):
        written.setdefault(same_text(trigger.text), []).append(trigger)
    for answer in answers:
        for text in _contradicting(works[answer["review"]]):
            if same_text(text) in not_ours:
                continue
            serving = _serving(text, written.get(same_text(text), []), answer["sample"])
            Contradiction.objects.bulk_create(
                Contradiction(trigger=trigger, sample_id=answer["sample"]) for trigger in serving
            )


def _contradicting(work: dict) -> list[str]:
    """The texts that speak against a review's question, each once."""
    texts = work.get("contradicts") or []
    if not isinstance(texts, list) or len(texts) > MOST_ROWS or not all(isinstance(text, str) for text in texts):
        raise Refusal(_("What contradicts the question did not arrive as a list of texts. Reload the page."))
    return list({same_text(text): tidy(text) for text in texts}.values())


def _serving(text: str, triggers: list[Trigger], contradicted: int) -> list[Trigger]:
    if any(trigger.label.sample_id == contradicted for trigger in triggers):
        raise Refusal(_("“%(text)s” serves a question and contradicts it: choose one of the two.") % {"text": text})
    if not triggers:
        raise Refusal(
            _("“%(text)s” contradicts a question and serves none: say which one it explains, or reject it.")
            % {"text": text}
        )
    return triggers
