"""Raw SQL that breaks the rules about quality ratings, and the rows it is tried on."""

from annotation.models import Origin
from review.models import Rating, RatingItem, RatingRound
from tests import factories
from tests.factories_evaluations import make_labelled_sample
from tests.invariants import Breaking, changed, copied, deleted, never_changed

FROM_FILE = {"rater_id": "NULL", "rater_name": "'Rita'"}

BREAKING = [
    Breaking("rating_round_name_once", copied(RatingRound, "rating_round")),
    Breaking("rating_round_named", copied(RatingRound, "rating_round", name="''")),
    Breaking("rating_round_draws_some", copied(RatingRound, "rating_round", name="'else'", per_emotion="0")),
    *never_changed(RatingRound, "rating_round", "rating_round_immutable", "name", "'else'"),
    Breaking("rating_item_once", copied(RatingItem, "rating_item", position="9")),
    Breaking(
        "rating_item_position_once",
        copied(RatingItem, "rating_item", sample_id="%(unrated_sample)s", label_id="%(unrated_label)s"),
    ),
    *never_changed(RatingItem, "rating_item", "rating_item_immutable", "position", "9"),
    *[
        Breaking("rating_item_of_benchmark", copied(RatingItem, "rating_item", position="9", **columns))
        for columns in (
            {"sample_id": "%(strange_sample)s", "label_id": "%(strange_label)s"},
            {"sample_id": "%(unrated_sample)s"},
            {"sample_id": "%(unrated_sample)s", "label_id": "%(drafted_label)s"},
        )
    ],
    Breaking("rating_once_per_rater", copied(Rating, "rating")),
    Breaking("rating_once_per_name", copied(Rating, "rating_of_file")),
    Breaking("rating_has_one_rater", copied(Rating, "last_rating", item_id="%(third_item)s", rater_name="'Rita'")),
    Breaking("rating_has_one_rater", copied(Rating, "rating_of_file", rater_name="''")),
    Breaking("rating_within_scale", copied(Rating, "rating", **(FROM_FILE | {"score": "6"}))),
    Breaking(
        "rating_within_scale",
        copied(Rating, "rating", **(FROM_FILE | {"score": "-1"})),
        without=("review_rating_score_check",),
    ),
    Breaking("rating_unchanged", changed(Rating, "last_rating", score="score - 1")),
    Breaking("rating_unchanged", changed(Rating, "rating_of_file", rater_name="'Rita'")),
    Breaking("rating_last_taken_back", deleted(Rating, "rating")),
    Breaking("rating_last_taken_back", deleted(Rating, "rating_of_file")),
    Breaking("rating_by_asked_rater", copied(Rating, "rating", rater_id="%(not_asked)s")),
]


def rows_of_ratings(benchmark, rater, not_asked) -> dict:
    """A round of three samples, of which the rater has rated two and a file one; and labels that do not belong."""
    samples = [make_labelled_sample(benchmark) for _ in range(4)]
    strange = make_labelled_sample(factories.make_benchmark("strange"))
    found = RatingRound.objects.create(benchmark=benchmark, name="first", per_emotion=50)
    found.raters.add(rater)
    items = [
        RatingItem.objects.create(round=found, sample=sample, label=sample.final_label, position=place)
        for place, sample in enumerate(samples[:3], 1)
    ]
    return {
        "rating_round": found,
        "rating_item": items[0],
        "third_item": items[2],
        "unrated_sample": samples[3],
        "unrated_label": samples[3].final_label,
        "drafted_label": factories.make_label(samples[3], origin=Origin.DRAFT),
        "strange_sample": strange,
        "strange_label": strange.final_label,
        "rating": Rating.objects.create(item=items[0], rater=rater, score=4),
        "last_rating": Rating.objects.create(item=items[1], rater=rater, score=3),
        "rating_of_file": Rating.objects.create(item=items[0], rater_name="Rolf", score=5),
        "not_asked": not_asked,
    }
