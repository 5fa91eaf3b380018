"""The quality report against figures worked out by hand and against a second library."""

import json
import random
import statistics

import pytest
from django.core.management import CommandError, call_command
from nltk.metrics.agreement import AnnotationTask

from review.ratings.figures import Spread
from review.ratings.reports import compute, quality_report
from tests.review.rating import give, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_hand(benchmark, annotator, second_annotator):
    """Ana gave 4, 5 and 3, Ben 2, 3 and 3, to two angry samples and a sad one."""
    found = make_round(benchmark, ["angry", "angry", "sad"], [annotator, second_annotator])
    give(found, [4, 5, 3], rater=annotator)
    give(found, [2, 3, 3], rater=second_annotator)
    return found


def test_means_are_those_worked_out_by_hand(by_hand):
    report = quality_report(by_hand)
    angry, sad = (group.figures for group in report.emotions)
    assert [group.name for group in report.emotions] == ["angry", "sad"]
    ana, ben = (rater.key for rater in report.raters)
    assert angry.raters == {
        ana: Spread(2, 4.5, pytest.approx(0.5**0.5), 4, 5),
        ben: Spread(2, 2.5, pytest.approx(0.5**0.5), 2, 3),
    }
    assert (angry.mean_of_rater_means, sad.mean_of_rater_means) == (3.5, 3.0)
    assert sad.raters[ana] == Spread(1, 3.0, None, 3, 3)
    # The paper's: (3.5 + 3) / 2. Every rating alike: 20 / 6.
    assert report.paper_mean == 3.25
    assert report.overall.figures.pooled == Spread(6, pytest.approx(20 / 6), pytest.approx((16 / 3 / 5) ** 0.5), 2, 5)


def test_alpha_is_that_worked_out_by_hand_and_undefined_ones_say_why(by_hand):
    report = quality_report(by_hand)
    overall, sad = report.overall.figures, report.emotions[1].figures
    assert overall.interval.value == pytest.approx(-0.25)  # 1 - (16 / 6) / (64 / 30)
    assert (overall.interval.count, overall.interval.low) == (3, None)
    assert (sad.ordinal.value, sad.ordinal.undefined, sad.interval.undefined) == (None, "same", "same")


def test_one_rater_has_means_but_no_alpha(benchmark, annotator):
    found = make_round(benchmark, ["angry"] * 6, [annotator])
    give(found, [4, 5, None, 3, 3, 2], rater=annotator)
    report = quality_report(found)
    assert report.overall.figures.pooled.number == 5
    assert (report.overall.figures.ordinal.value, report.overall.figures.ordinal.undefined) == (None, "lonely")


def test_a_seeded_round_of_three_raters_is_what_a_second_library_finds(benchmark, annotator, second_annotator):
    chance = random.Random(3)
    emotions = ["angry", "sad", "excited", "happy"] * 10
    found = make_round(benchmark, emotions, [annotator, second_annotator])
    truth = [chance.choice([2, 3, 4, 5]) for _ in emotions]
    given = {
        name: [None if chance.random() < 0.1 else max(0, min(5, one + chance.choice([0, 0, 1, -1]))) for one in truth]
        for name in ("ana", "ben", "Rita")
    }
    give(found, given["ana"], rater=annotator)
    give(found, given["ben"], rater=second_annotator)
    give(found, given["Rita"], name="Rita")
    report = quality_report(found)
    for group in report.groups:
        chosen = [place for place, emotion in enumerate(emotions) if group.name in ("", emotion)]
        rows = [
            (name, place, scores[place])
            for name, scores in given.items()
            for place in chosen
            if scores[place] is not None
        ]
        paired = [row for row in rows if sum(other[1] == row[1] for other in rows) > 1]
        second = AnnotationTask(paired, distance=lambda one, other: float((one - other) ** 2)).alpha()
        assert group.figures.interval.value == pytest.approx(second, abs=1e-12)
        assert group.figures.interval.low < second < group.figures.interval.high
        assert group.figures.pooled.mean == pytest.approx(statistics.mean(score for *_, score in rows))
        assert group.figures.pooled.deviation == pytest.approx(statistics.stdev(score for *_, score in rows))
    expected = statistics.mean(
        statistics.mean(
            statistics.mean(
                score for score, named in zip(scores, emotions, strict=True) if named == emotion and score is not None
            )
            for scores in given.values()
        )
        for emotion in benchmark.emotions
    )
    assert report.paper_mean == pytest.approx(expected)


def test_the_report_follows_its_ratings_and_is_remembered_as_it_is(by_hand):
    before = quality_report(by_hand)
    assert quality_report(by_hand) == before == compute(by_hand)
    give(by_hand, [1, None, None], name="Rita")
    assert quality_report(by_hand) == compute(by_hand) != before


def test_the_command_prints_the_report(by_hand, capsys):
    call_command("quality_report", "streets", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["round"], told["mean_as_in_the_paper"], told["plain_mean"]) == ("first", 3.25, pytest.approx(20 / 6))
    assert [group["emotion"] for group in told["emotions"]] == ["angry", "sad"]
    assert told["emotions"][1]["alpha_ordinal"] == {
        "value": None,
        "low": None,
        "high": None,
        "units": 1,
        "undefined": "undefined: all ratings are the same",
    }
    assert told["overall"]["raters"][1] == {
        "rater": "ben",
        "number": 3,
        "mean": pytest.approx(8 / 3),
        "standard_deviation": pytest.approx(3**-0.5),
        "lowest": 2,
        "highest": 3,
    }
    call_command("quality_report", "streets")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "first: 3 samples, 2 raters"
    assert lines[1].split()[:6] == ["Mean", "as", "in", "the", "paper", "3.25"]
    assert [line.split(maxsplit=2)[2] for line in lines if line.startswith("  alpha, interval")] == [
        "-0.20",  # 1 - (16 / 4) / (40 / 12)
        "undefined: all ratings are the same",
        "-0.25",
    ]
    assert "nan" not in "\n".join(lines).casefold()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere"], "There is no benchmark “nowhere”."),
        (["streets"], "streets has no rating round yet: draw one or import a rater's file."),
        (["streets", "--round", "x"], "streets has no rating round “x”."),
    ],
)
def test_the_command_says_what_is_missing(benchmark, arguments, why):
    with pytest.raises(CommandError, match=f"^{why}$"):
        call_command("quality_report", *arguments)
