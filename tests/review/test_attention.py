"""Whether people look: catch rates with Wilson's interval, pace, rows of reviews accepted whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from review.attention.reports import attention_report, catch_rate, longest_run
from review.models import PlantedTrigger
from tests.factories import make_draft, make_sample
from tests.review.deciding import decide

NOW = timezone.now()


def review(benchmark, person, decisions, *, minutes, seconds, planted="", **more):
    """A review of a new sample whose draft has two triggers; `planted` is what was done with a false third one."""
    sample = make_sample(benchmark)
    draft = make_draft(sample, texts=["Clenched fists.", "A quarrel."])
    ended = NOW + timedelta(minutes=minutes)
    done = decide(sample, person, decisions, draft=draft, seconds=seconds, ended=ended, **more)
    if planted:
        elsewhere = make_draft(make_sample(benchmark), texts=["A lost dog."])
        PlantedTrigger.objects.create(
            review=done, trigger=elsewhere.label.triggers.get(), shown_as=1, position=1, rounds=[1],
            action=planted, reason="hallucinated" if planted == "reject" else "", answered_at=ended,
        )  # fmt: skip


@pytest.fixture
def reviewed(benchmark, annotator, second_annotator):
    """Ana: six reviews, four accepted whole with two of them in a row and hurried; Ben: one, and a blind one."""
    whole, edited = ["accept"] * 2, ["accept", ("edit", "They quarrel.")]
    review(benchmark, annotator, whole, minutes=1, seconds=20, planted="reject")
    review(benchmark, annotator, edited, minutes=2, seconds=30, planted="accept")
    review(benchmark, annotator, whole, minutes=3, seconds=2)
    review(benchmark, annotator, whole, minutes=4, seconds=3, planted="reject")
    review(benchmark, annotator, whole, minutes=5, seconds=40, added=[("Rain.", "common_sense")])
    review(benchmark, annotator, whole, minutes=6, seconds=4)
    review(benchmark, second_annotator, edited, minutes=7, seconds=10)
    review(benchmark, second_annotator, whole, minutes=8, seconds=1, blind=["Rain."])


def test_every_figure_of_everybody(benchmark, reviewed):
    ana, ben = attention_report(benchmark)

    assert (ana.username, ana.reviews, ana.planted, ana.caught) == ("ana", 6, 3, 2)
    assert (ana.whole, ana.hurried, ana.run) == (4, 2, 2)
    assert ana.pace == 6  # the median of 10, 15, 1, 1.5, 20 and 2 seconds a trigger
    assert (ben.username, ben.reviews, ben.planted, ben.catch, ben.run, ben.pace) == ("ben", 1, 0, None, 0, 5)


def test_the_interval_is_wilsons():
    # By hand from the formula with z = 1.959964: 8 of 10.
    found = catch_rate(8, 10)
    assert (found.value, found.low, found.high) == (
        0.8,
        pytest.approx(0.490162, abs=1e-5),
        pytest.approx(0.943318, abs=1e-5),
    )
    assert catch_rate(0, 0) is None


@pytest.mark.parametrize(("wholes", "run"), [([], 0), ([False], 0), ([True, True, False, True], 2), ([True] * 3, 3)])
def test_a_row_is_counted_without_a_gap(wholes, run):
    assert longest_run(wholes) == run


def test_admins_see_everybody_and_others_themselves_alone(benchmark, reviewed, admin, annotator, researcher, client_of):
    address = f"/b/{benchmark.slug}/attention/"
    seen = {user.username: client_of(user).get(address).context["people"] for user in (admin, annotator, researcher)}

    assert {name: [one.username for one in people] for name, people in seen.items()} == {
        admin.username: ["ana", "ben"],
        annotator.username: ["ana"],
        researcher.username: [],
    }


def test_the_api_tells_admins_alone(benchmark, reviewed, admin, annotator, client_of):
    address = f"/api/benchmarks/{benchmark.slug}/attention/"

    assert [(one["username"], one["caught"]) for one in client_of(admin).get(address).json()] == [
        ("ana", 2),
        ("ben", 0),
    ]
    assert client_of(annotator).get(address).status_code == 403
