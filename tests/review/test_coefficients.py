"""Coefficients of agreement against published values, a second library, and what can be counted by hand."""

import random

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score

from review.agreement.coefficients import (
    LONELY,
    SAME,
    Coefficient,
    alpha_of_coincidences,
    cohen_kappa,
    coincidences,
    fleiss_kappa,
    interval,
    krippendorff_alpha,
    sums_by_cluster,
)

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example of four observers and twelve units.
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
LEVELS = ["nominal", "ordinal", "interval"]


def counts_of(ratings, values=6) -> np.ndarray:
    """Ratings (raters, units), None where there is none, as counts (units, values)."""
    counts = np.zeros((len(ratings[0]), values), dtype=int)
    for rater in ratings:
        for unit, value in enumerate(rater):
            if value is not None:
                counts[unit, value] += 1
    return counts


def seeded(raters=3, units=40, missing=0.15):
    """Ratings that agree more often than chance, some of them missing."""
    chance = random.Random(raters * units)
    truth = [chance.randrange(6) for _ in range(units)]
    return [
        [
            None if chance.random() < missing else min(5, max(0, value + chance.choice([0, 0, 0, 1, -1, 3])))
            for value in truth
        ]
        for _ in range(raters)
    ]


def distance_of(level, counts):
    """Krippendorff's distance as a function of two values, for the second library."""
    pairable = counts[counts.sum(axis=1) > 1].sum(axis=0)

    def ordinal(one, other):
        low, high = sorted((one, other))
        return float((pairable[low : high + 1].sum() - (pairable[low] + pairable[high]) / 2) ** 2)

    return {
        "nominal": lambda one, other: float(one != other),
        "ordinal": ordinal,
        "interval": lambda one, other: float((one - other) ** 2),
    }[level]


def triples(ratings) -> list[tuple]:
    return [
        (f"rater {rater}", f"unit {unit}", value)
        for rater, row in enumerate(ratings)
        for unit, value in enumerate(row)
        if value is not None and sum(other[unit] is not None for other in ratings) > 1
    ]


@pytest.mark.parametrize(("level", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_the_published_example(level, expected):
    assert round(krippendorff_alpha(counts_of(PUBLISHED), level).value, 3) == expected


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("ratings", [PUBLISHED, seeded(), seeded(2, 60), seeded(5, 25, 0.4)], ids=len)
def test_alpha_is_that_of_a_second_library(level, ratings):
    counts = counts_of(ratings)
    second = AnnotationTask(triples(ratings), distance=distance_of(level, counts)).alpha()
    assert krippendorff_alpha(counts, level).value == pytest.approx(second, abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_the_alpha_that_intervals_are_drawn_with_is_the_librarys(level):
    counts = counts_of(seeded())
    counts = counts[counts.sum(axis=1) > 1]
    whole = sums_by_cluster(coincidences(counts).reshape(len(counts), -1), np.arange(len(counts))).sum(axis=0)
    assert alpha_of_coincidences(whole, level) == pytest.approx(krippendorff_alpha(counts, level).value, abs=1e-12)
    # A draw that takes units twice is the library's alpha of the units written down twice.
    drawn = np.random.default_rng(5).integers(0, len(counts), len(counts))
    twice = coincidences(counts[drawn]).reshape(len(counts), -1).sum(axis=0)
    expected = krippendorff_alpha(counts[drawn], level).value
    assert alpha_of_coincidences(twice, level) == pytest.approx(expected, abs=1e-12)


def test_alpha_worked_out_by_hand():
    # Units (4, 2), (5, 3), (3, 3): observed 16 / 6, expected 64 / 30, alpha = 1 - 2.6667 / 2.1333.
    found = krippendorff_alpha(counts_of([[4, 5, 3], [2, 3, 3]]), "interval")
    assert found == Coefficient(pytest.approx(-0.25), None, None, 3, 3)


@pytest.mark.parametrize("level", LEVELS)
def test_an_interval_holds_its_value_and_narrows_with_the_units(level):
    few, many = krippendorff_alpha(counts_of(seeded()), level), krippendorff_alpha(counts_of(seeded(3, 400)), level)
    for found in (few, many):
        assert found.low < found.value < found.high
    assert many.high - many.low < few.high - few.low


def test_an_interval_is_that_of_draws_written_out():
    counts = counts_of(seeded(3, 30, 0))
    found = krippendorff_alpha(counts, "interval")
    generator = np.random.default_rng(1)
    drawn = [
        krippendorff_alpha(counts[generator.integers(0, len(counts), len(counts))][:, :], "interval").value
        for _ in range(300)
    ]
    assert found.low == pytest.approx(np.quantile(drawn, 0.025), abs=0.06)
    assert found.high == pytest.approx(np.quantile(drawn, 0.975), abs=0.06)


def test_units_of_one_cluster_are_drawn_together():
    ratings = seeded(3, 60, 0)
    counts = counts_of(ratings)
    alone = krippendorff_alpha(counts, "nominal")
    whole = krippendorff_alpha(np.repeat(counts, 4, axis=0), "nominal", np.repeat(np.arange(60), 4))
    assert (whole.count, whole.clusters) == (240, 60)
    assert whole.high - whole.low == pytest.approx(alone.high - alone.low, rel=0.15)


@pytest.mark.parametrize(
    ("ratings", "why"),
    [([[3, 4, 5]], LONELY), ([[3, None], [None, 4]], LONELY), ([[4, 4], [4, 4]], SAME), ([[], []], LONELY)],
)
@pytest.mark.parametrize("level", LEVELS)
def test_what_is_not_defined_says_why(level, ratings, why):
    found = krippendorff_alpha(counts_of(ratings), level)
    assert (found.value, found.low, found.undefined) == (None, None, why)


def tables_of(one, other, values=3) -> np.ndarray:
    tables = np.zeros((len(one), values, values))
    tables[np.arange(len(one)), one, other] = 1
    return tables


def test_cohens_kappa_is_the_librarys():
    chance = np.random.default_rng(7)
    one = chance.integers(0, 3, 200)
    other = np.where(chance.random(200) < 0.6, one, chance.integers(0, 3, 200))
    found = cohen_kappa(tables_of(one, other), np.arange(200) // 4)
    assert found.value == pytest.approx(cohen_kappa_score(one, other), abs=1e-12)
    assert (found.count, found.clusters) == (200, 50)
    assert found.low < found.value < found.high


def test_cohens_kappa_of_people_who_always_say_the_same_is_not_defined():
    same = np.zeros(9, dtype=int)
    assert cohen_kappa(tables_of(same, same), np.arange(9)).undefined == SAME
    assert cohen_kappa(np.zeros((0, 3, 3)), np.zeros(0)).undefined == LONELY


def test_fleiss_kappa_of_the_published_example():
    # Fleiss (1971), the table that textbooks repeat: 14 raters, 10 subjects, 5 categories.
    table = np.array(
        [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ]
    )
    assert round(fleiss_kappa(table, np.arange(10)).value, 3) == 0.21


def test_fleiss_kappa_is_the_second_librarys_where_all_judge_all():
    ratings = seeded(4, 50, 0)
    second = AnnotationTask(triples(ratings)).pi()  # with more than two coders, Scott's pi is Fleiss' kappa
    assert fleiss_kappa(counts_of(ratings), np.arange(50)).value == pytest.approx(second, abs=1e-12)


def test_fleiss_kappa_leaves_out_what_one_person_judged():
    counts = counts_of(seeded(3, 30, 0))
    lonely = np.vstack([counts, np.eye(6, dtype=int)[[1, 2]]])
    assert fleiss_kappa(lonely, np.arange(32)) == fleiss_kappa(counts, np.arange(30))
    assert fleiss_kappa(lonely[30:], np.arange(2)).undefined == LONELY


def test_too_few_clusters_give_no_interval():
    assert interval(np.ones((4, 2)), lambda drawn: drawn[..., 0]) is None
    assert interval(np.ones((5, 2)), lambda drawn: drawn[..., 0] / drawn[..., 1]) == (1.0, 1.0)
