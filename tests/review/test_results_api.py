"""The API of results and calibration says what the pages say."""

import random
from operator import attrgetter

import pytest

from review.calibrating import draw, record
from review.calibration_report import calibration
from review.results.reports import published, results
from review.results.rows import signatures
from tests.factories import make_benchmark
from tests.factories_evaluations import (
    make_evaluation,
    make_judge_run,
    make_judgement,
    make_labelled_sample,
    make_prediction,
    make_release,
)

ROOT = "/api/benchmarks/streets/"


@pytest.fixture
def release(benchmark):
    """Ten basic samples of two emotions and two complex ones, judged for two models."""
    fields = [{"emotion": ("angry", "sad")[place % 2]} for place in range(10)]
    fields += [{"emotion": "sad", "split": "complex", "question": f"Why, {place}?"} for place in range(2)]
    made = make_release(benchmark, [make_labelled_sample(benchmark, **each) for each in fields])
    chance = random.Random(4)
    for name in ("Alpha", "Beta"):
        evaluation = make_evaluation(made, name=name)
        run = make_judge_run(evaluation)
        for item in made.items.order_by("position"):
            make_judgement(run, make_prediction(evaluation, item), [chance.random() < 0.5 for _ in range(3)], stated=4)
    return made


def get(client, where, **query):
    return client.get(f"{ROOT}{where}/", query)


def told(estimate):
    """A figure as the API says it."""
    if estimate is None:
        return None
    names = ("value", "low", "high", "count", "images")
    return {name: getattr(estimate, name) for name in names}


def test_the_results_are_those_of_the_page(client_of, researcher, release):
    found, body = results(release), get(client_of(researcher), "results", release=release.pk).json()
    first, second = found.lines
    assert (body["release"], body["baseline"], body["judge"]["key"]) == (
        release.pk, first.run.pk, found.signature.key,
    )  # fmt: skip
    assert [(run["name"], run["difference"]) for run in body["runs"]] == [
        ("Alpha", None),
        ("Beta", told(second.difference)),
    ]
    assert body["runs"][1]["cells"] == [
        {"split": column.split, "emotion": column.emotion, "recall": told(cell)}
        for column, cell in zip(found.columns, second.cells, strict=True)
    ]
    assert [(cell["split"], cell["emotion"]) for cell in body["runs"][0]["cells"]] == [
        ("basic", "angry"),
        ("basic", "sad"),
        ("basic", ""),
        ("complex", ""),
    ]
    assert body["runs"][0]["counted"]["scored"] == 12
    assert body["published"] == published()
    turned = get(client_of(researcher), "results", release=release.pk, baseline=second.run.pk).json()
    assert (turned["baseline"], turned["runs"][1]["difference"]) == (second.run.pk, None)


@pytest.mark.parametrize(
    ("query", "field"),
    [({}, "release"), ({"release": 10**9}, "release"), ({"judge": "x"}, "judge"), ({"baseline": 10**9}, "baseline")],
)
def test_what_is_not_there_is_told_by_its_field(client_of, researcher, release, query, field):
    asked = query if field == "release" else {"release": release.pk} | query
    answer = get(client_of(researcher), "results", **asked)
    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_the_calibration_is_that_of_the_page(client_of, researcher, release):
    [signature] = signatures(release)
    drawn = draw(release, signature)
    for place, pair in enumerate(sorted(drawn.pairs, key=attrgetter("found"))):
        record(release.benchmark, drawn, pair.key, found=pair.found ^ (place % 5 == 0), by=researcher)
    found = calibration(release, signature)
    body = get(client_of(researcher), "calibration", release=release.pk).json()
    assert (body["pairs"], body["checked"], body["people"], body["ceiling"]) == (72, 72, 1, None)
    assert (body["found"], body["missed"]) == (found.drawn.found, found.drawn.missed)
    [line] = body["judges"]
    assert line["accuracy"] == {
        "pairs": 72,
        **{name: told(getattr(found.lines[0].accuracy, name)) for name in ("kappa", "true_positive", "true_negative")},
    }
    kappa = line["accuracy"]["kappa"]
    assert 0 < kappa["low"] < kappa["value"] < kappa["high"] < 1


def test_a_release_without_a_judge_has_no_calibration(client_of, researcher, benchmark):
    bare = make_release(benchmark, name="bare")
    make_evaluation(bare)
    client = client_of(researcher)
    assert list(get(client, "calibration", release=bare.pk).json()) == ["release"]
    body = get(client, "results", release=bare.pk).json()
    assert (body["judge"], body["baseline"], body["runs"][0]["precision"]) == (None, None, None)


def test_a_release_of_another_benchmark_is_missing(client_of, researcher, release):
    foreign = make_release(make_benchmark("other"), name="else")
    for where in ("results", "calibration"):
        answer = get(client_of(researcher), where, release=foreign.pk)
        assert answer.json() == {"release": f"This benchmark has no release {foreign.pk}."}
