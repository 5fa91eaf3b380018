"""Seeded ratings for tests: a round of samples by emotion, and what raters gave them."""

from review.models import Rating, RatingItem, RatingRound
from tests.factories_evaluations import make_labelled_sample


def make_round(benchmark, emotions, raters=(), **fields) -> RatingRound:
    """A round with one sample for each emotion named, in this order."""
    found = RatingRound.objects.create(benchmark=benchmark, **({"name": "first", "per_emotion": 50} | fields))
    found.raters.add(*raters)
    for place, emotion in enumerate(emotions, 1):
        sample = make_labelled_sample(benchmark, emotion=emotion)
        RatingItem.objects.create(round=found, sample=sample, label=sample.final_label, position=place)
    return found


def give(found, scores, *, rater=None, name="") -> None:
    """The rater's scores of the items in their order; None: not rated."""
    for item, score in zip(found.items.order_by("position"), scores, strict=True):
        if score is not None:
            Rating.objects.create(item=item, rater=rater, rater_name=name, score=score)
