"""Taking a picture: the person's reviews of all its questions, claimed together and shown together."""

import json

from django.db import transaction
from django.db.models import Q

from annotation.models import Benchmark, Image, PeopleGroup, Sample
from review import queueing
from review.models import Review
from review.presenting import sheet
from review.states import Arm

SHOWN = ("id", "sample", "draft", "triggers")


@transaction.atomic
def take(image: Image, *, by) -> list[int]:
    """Claim every question on the picture that the person may have now; returns the ids of their open reviews.

    They all start with their drafts: one cannot be blind to a draft that stands beside the question's neighbours.
    """
    samples = image.samples.reviewable().select_related("benchmark").order_by("pk")  # as all lock several samples
    claimed = [queueing.claim_sample(sample, draws=False, by=by) for sample in samples]
    return [review for review in claimed if review]


def open_reviews(benchmark: Benchmark, image: Image, *, by):
    """The person's open reviews of the picture's questions, in the order of the questions.

    Where the draft is still hidden (the blind arm), the list comes first, on the screen of the one question.
    """
    own = Review.objects.open_by(by).filter(sample__benchmark=benchmark, sample__image=image)
    return own.exclude(pk__in=hidden_reviews(own).values("pk")).order_by("sample__position")


def hidden_reviews(own):
    """Those of the reviews whose draft waits for the person's own list."""
    return own.filter(arm=Arm.BLIND, draft__isnull=False, blind_label__isnull=True)


def blind_questions(benchmark: Benchmark, image: Image, *, by):
    """The questions on the picture that the person began blind and has written nothing for yet."""
    own = Review.objects.open_by(by).filter(sample__benchmark=benchmark, sample__image=image)
    return Sample.objects.filter(reviews__in=hidden_reviews(own)).order_by("position")


def free_for(benchmark: Benchmark, *, by):
    """The questions that wait for this person: free, not had before, and for everybody or for them."""
    groups = PeopleGroup.objects.filter(benchmark=benchmark, members=by).values_list("pk", flat=True)
    keys = [by.pk, *(-group for group in groups)]
    free = Sample.objects.filter(Q(audience=[]) | Q(audience__overlap=keys), benchmark=benchmark, free_places__gt=0)
    return free.reviewable().exclude(had_by__contains=[by.pk])


def picture_sheet(benchmark: Benchmark, image: Image, *, by) -> dict | None:
    """What the matrix needs: the person's sheet of each question, and a version that grows with each save of any."""
    own = list(open_reviews(benchmark, image, by=by).values_list("id", flat=True))
    if not own:
        return None
    queueing.renew(own, by=by)
    sheets = [json.loads(sheet(review)) for review in own]
    return {
        "id": image.pk,
        "version": sum(one["version"] for one in sheets),
        "seconds": sum(one["seconds"] for one in sheets),
        "picture": sheets[0]["picture"],
        "perspectives": [{name: one[name] for name in SHOWN} for one in sheets],
        "working": {"reviews": {str(one["id"]): one["working"] for one in sheets}},
    }
