"""Anchoring: blind lists beside lists written with the draft, against truth worked out by hand."""

import io
import json

import numpy as np
import pytest
from django.core.management import call_command

from annotation.models import Job
from inference.judges.intervals import mean_by_image
from review.anchoring.figures import paired, standardised
from review.anchoring.reports import anchoring_report
from tests.factories import make_draft, make_sample
from tests.review.comparing import compare
from tests.review.deciding import decide

DRAFTED = ["Clenched fists.", "A quarrel."]


def values(part) -> dict:
    """By measure: blind, assisted, difference."""
    return {
        one.measure: tuple(found and round(found.value, 6) for found in (one.blind, one.assisted, one.difference))
        for one in part.comparisons
    }


@pytest.fixture
def reviewed(benchmark, annotator, second_annotator):
    """Ana writes blind on the first two samples, Ben sees the draft of the first, and of a third one like them."""
    type(benchmark).objects.filter(pk=benchmark.pk).update(overlap=2)
    first, second, third = (make_sample(benchmark) for _ in range(3))
    sad = make_sample(benchmark, emotion="sad")
    drafts = {sample: make_draft(sample, texts=DRAFTED) for sample in (first, second, third, sad)}
    quarrel = [("A quarrel.", "before_draft")]
    decide(
        first, annotator, [("reject", "hallucinated"), "accept"], draft=drafts[first], final=False,
        blind=["They quarrel.", "Rain."], added=[("Rain.", "before_draft")],
    )  # fmt: skip
    decide(first, second_annotator, ["accept", "accept"], draft=drafts[first], final=False)
    decide(second, annotator, [("reject", "duplicate")] * 2, draft=drafts[second], blind=["Snow."], added=quarrel)
    decide(third, second_annotator, ["accept", "accept"], draft=drafts[third], added=[("Hail.", "common_sense")])
    decide(sad, second_annotator, ["accept", "accept"], draft=drafts[sad])
    for sample in (first, second, third, sad):
        compare(sample, near=[("A quarrel.", "They quarrel.")])
    return {"first": first, "second": second, "third": third}


def test_ones_own_list_before_and_after_the_draft(benchmark, reviewed):
    own, _same, _comparable = anchoring_report(benchmark).parts

    # First: before 1 of 2 meets 1 of 2, after the same. Second: before nothing, after "A quarrel." meets 1 of 2.
    assert own.samples == 2
    assert values(own) == {
        "f1": (0.25, round((1 / 2 + 2 / 3) / 2, 6), round(1 / 3, 6)),
        "recall": (0.25, 0.75, 0.5),
        "precision": (0.25, 0.5, 0.25),
        "triggers": (1.5, 1.5, 0.0),
    }


def test_both_arms_on_the_same_samples(benchmark, reviewed):
    _own, same, _comparable = anchoring_report(benchmark).parts

    # Only the first sample has both: Ana's blind list beside Ben's, who kept the draft as it was.
    assert same.samples == 1
    assert values(same) == {
        "f1": (0.5, 1.0, 0.5),
        "recall": (0.5, 1.0, 0.5),
        "precision": (0.5, 1.0, 0.5),
        "triggers": (2.0, 2.0, 0.0),
        "from_draft": (0.5, 1.0, 0.5),
    }


def test_blind_lists_beside_comparable_samples(benchmark, reviewed):
    _own, _same, comparable = anchoring_report(benchmark).parts

    # Angry and basic: Ana's two blind lists beside Ben's on the third; the sad sample has no blind one like it.
    assert comparable.samples == 2
    assert values(comparable) == {
        "f1": (0.25, 0.8, 0.55),
        "recall": (0.25, round(2 / 3, 6), round(2 / 3 - 0.25, 6)),
        "precision": (0.25, 1.0, 0.75),
        "triggers": (1.5, 3.0, 1.5),
        "from_draft": (0.25, round(2 / 3, 6), round(2 / 3 - 0.25, 6)),
    }


def test_samples_that_nobody_compared_are_left_out_and_can_be_asked_for(
    benchmark, annotator, second_annotator, admin, client_of
):
    sample = make_sample(benchmark)
    draft = make_draft(sample, texts=DRAFTED)
    decide(sample, annotator, [("edit", "Fists."), "accept"], draft=draft, blind=["Rain."])
    client = client_of(admin)

    page = client.get(f"/b/{benchmark.slug}/anchoring/").content.decode()
    client.post(f"/b/{benchmark.slug}/anchoring/compare/")

    assert "1 sample is not compared by meaning yet" in page
    assert "No blind reviews yet" in page
    assert Job.objects.get(kind="match").payload == {"samples": [sample.pk]}


def test_strata_are_weighted_as_the_blind_lists_lie():
    # 3 blind rows in a, 1 in b; assisted means are 0.9 in a and 0.1 in b; c has no blind row, d no assisted one.
    strata = ["a", "a", "a", "b", "d", "a", "b", "b", "c"]
    is_blind = [True] * 5 + [False] * 4
    rows = [0.2, 0.4, 0.6, 0.0, 1.0, 0.9, 0.0, 0.2, 1.0]

    found = standardised("f1", range(9), strata, is_blind, rows)

    assert (found.blind.value, found.assisted.value) == (pytest.approx(0.3), pytest.approx(0.75 * 0.9 + 0.25 * 0.1))
    assert found.difference.value == pytest.approx(0.7 - 0.3)
    assert found.difference.images == 7
    assert found.blind.low < 0.3 < found.blind.high


def test_with_one_stratum_the_blind_interval_is_that_of_a_plain_mean():
    generator = np.random.default_rng(4)
    rows = generator.random(600)
    images = np.arange(600) % 120
    is_blind = images < 60  # no picture has both, so that each arm is drawn as if it were alone

    found = standardised("f1", images, ["a"] * 600, is_blind, rows)
    alone = mean_by_image(images[is_blind], rows[is_blind])

    assert found.blind.value == pytest.approx(alone.value)
    assert (found.blind.low, found.blind.high) == pytest.approx((alone.low, alone.high), abs=0.01)


def test_where_an_arm_always_says_the_same_its_interval_still_has_a_width():
    # Six blind pictures that have all, twelve assisted ones that have nothing: 0.025 ** (1 / 6), 1 - 0.025 ** (1 / 12).
    is_blind, rows = [True] * 6 + [False] * 12, [1.0] * 6 + [0.0] * 12

    found = standardised("recall", range(18), ["a"] * 18, is_blind, rows)
    counted = standardised("triggers", range(18), ["a"] * 18, is_blind, rows)
    own = paired("recall", range(6), [1.0] * 6, [0.0] * 6)

    assert (found.blind.low, found.blind.high) == (pytest.approx(0.5407419, abs=1e-7), 1)
    assert (found.assisted.low, found.assisted.high) == (0, pytest.approx(0.2646485, abs=1e-7))
    assert (counted.blind.low, counted.blind.high) == (1, 1)  # a count has no end
    assert (own.blind.low, own.assisted.high) == pytest.approx((0.5407419, 1 - 0.5407419), abs=1e-7)


def test_nothing_gives_nothing():
    assert paired("f1", [], [], []).difference is None
    assert standardised("f1", [], [], [], []).difference is None
    assert standardised("f1", [1, 2], ["a", "b"], [True, False], [0.5, 0.5]).difference is None


def test_command_and_api_give_the_same_numbers(benchmark, reviewed, researcher, client_of):
    out = io.StringIO()
    call_command("anchoring_report", benchmark.slug, "--json", stdout=out)
    plain = json.loads(out.getvalue())

    answer = client_of(researcher).get(f"/api/benchmarks/{benchmark.slug}/anchoring/")

    assert answer.json() == plain
    assert (plain["blind_reviews"], plain["assisted_reviews"], plain["waiting"]) == (2, 3, 0)
    assert plain["parts"][1]["measures"][0]["difference"] == {
        "value": 0.5, "low": None, "high": None, "count": 1, "images": 1,
    }  # fmt: skip


def test_the_page_and_the_command_say_it_in_words(benchmark, reviewed, researcher, client_of):
    out = io.StringIO()
    call_command("anchoring_report", benchmark.slug, stdout=out)
    page = client_of(researcher).get(f"/b/{benchmark.slug}/anchoring/").content.decode()

    assert out.getvalue().splitlines()[0] == "2 reviews began blind, 3 with the draft."
    assert out.getvalue().count("+50.0") == 4 + 1  # on the same sample, and Ana's own recall
    assert page.count("+50.0") == 4 + 1
