"""The figures against a plain computation with loops, and the intervals against SciPy's bootstrap."""

import random
from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy.stats import binomtest, bootstrap

from inference.judges.intervals import estimate, interval
from review.gaps.figures import ADDED, FIGURES, MEASURES, REJECTED, Columns, figures
from review.gaps.rows import word_distance


def rows(seed: int, images: int) -> list[tuple[int, int, str, float]]:
    """Seeded decisions: (image, sample, measure, amount), one to three samples an image."""
    chance = random.Random(seed)
    found, sample = [], 0
    for image in range(images):
        for _ in range(chance.randint(1, 3)):
            sample += 1
            found.append((image, sample, "reviews", 1))
            for _ in range(chance.randint(1, 6)):
                measure = chance.choice(["accept", "accept", "accept", "edit", *REJECTED, *ADDED])
                found.append((image, sample, measure, 1))
                if measure == "edit":
                    words = chance.randint(1, 5)
                    found += [(image, sample, "words", words), (image, sample, "change", words / 6)]
    return found


def columns(found) -> Columns:
    image, sample, measure, amount = zip(*found, strict=True)
    return Columns(
        np.array(image), np.array(sample), np.array([MEASURES.index(name) for name in measure]), np.array(amount, float)
    )


def by_hand(found, name) -> tuple[float, int]:
    totals = Counter()
    for _image, _sample, measure, amount in found:
        totals[measure] += amount
    over = sum(totals[measure] for measure in FIGURES[name].numerator)
    under = sum(totals[measure] for measure in FIGURES[name].denominator)
    return over / under, under


def pairs_by_image(found, name) -> tuple[np.ndarray, np.ndarray]:
    sums = defaultdict(lambda: [0.0, 0.0])
    for image, _sample, measure, amount in found:
        sums[image][0] += amount * (measure in FIGURES[name].numerator)
        sums[image][1] += amount * (measure in FIGURES[name].denominator)
    drawn = np.array([pair for pair in sums.values() if pair[1]])
    return drawn[:, 0], drawn[:, 1]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_the_ratio_of_the_sums(name):
    found = rows(seed=3, images=40)
    computed = figures(columns(found), [name])[name]
    value, count = by_hand(found, name)
    assert (computed.value, computed.count) == (pytest.approx(value), count)
    assert computed.images == len(pairs_by_image(found, name)[0])


@pytest.mark.parametrize(
    "name", ["accepted", "rejected", "added", "recall", "added_per_review", "edit_words", "edit_change"]
)
@pytest.mark.parametrize(("seed", "images"), [(1, 25), (2, 400)])
def test_an_interval_is_that_of_scipys_bootstrap_over_pictures(name, seed, images):
    found = rows(seed, images)
    over, under = pairs_by_image(found, name)
    expected = bootstrap(
        (over, under),
        lambda a, b, axis: a.sum(axis=axis) / b.sum(axis=axis),
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=20_000,
        rng=np.random.default_rng(0),
    ).confidence_interval
    computed = figures(columns(found), [name])[name]
    width = expected.high - expected.low
    assert computed.low == pytest.approx(expected.low, abs=0.1 * width)
    assert computed.high == pytest.approx(expected.high, abs=0.1 * width)


def test_pictures_are_drawn_and_not_triggers():
    over, under = np.array([10.0, 0.0] * 10), np.full(20, 10.0)
    low, high = interval(over, under)
    assert low < 0.35
    assert high > 0.65


def test_the_same_data_give_the_same_interval():
    found = columns(rows(seed=5, images=30))
    assert figures(found, FIGURES) == figures(found, FIGURES)


def test_many_distinct_pictures_are_drawn_in_batches():
    chance = np.random.default_rng(4)
    over, under = chance.random(5000), np.ones(5000)
    low, high = interval(over, under)
    error = over.std() / 5000**0.5
    assert (low, high) == (
        pytest.approx(over.mean() - 1.96 * error, abs=0.3 * error),
        pytest.approx(over.mean() + 1.96 * error, abs=0.3 * error),
    )


@pytest.mark.parametrize("images", [1, 2, 4])
def test_fewer_than_five_pictures_give_a_figure_without_an_interval(images):
    found = estimate(np.full(images, 2.0), np.full(images, 3.0))
    figure = (found.value, found.low, found.high, found.count, found.images)
    assert figure == (pytest.approx(2 / 3), None, None, 3 * images, images)


def test_five_pictures_give_an_interval():
    found = estimate(np.array([3.0, 0.0, 3.0, 0.0, 3.0]), np.full(5, 3.0))
    assert found.value == pytest.approx(0.6)
    assert 0 <= found.low < 0.6 < found.high <= 1


@pytest.mark.parametrize(
    ("pictures", "end"),
    [(5, 0.5218238), (10, 0.3084971), (30, 0.1157033), (100, 0.0362167)],  # 1 - 0.025 ** (1 / pictures)
)
def test_where_all_pictures_say_the_same_an_interval_still_has_a_width(pictures, end):
    under = np.arange(1, pictures + 1)  # however much is in each of them
    nothing, everything = (estimate(part * under, under, is_share=True) for part in (0.0, 1.0))

    assert (nothing.value, nothing.low, nothing.high) == (0, 0, pytest.approx(end, abs=1e-7))
    assert (everything.value, everything.low, everything.high) == (1, pytest.approx(1 - end, abs=1e-7), 1)
    exact = binomtest(0, pictures).proportion_ci(method="exact")
    assert (nothing.low, nothing.high) == pytest.approx((exact.low, exact.high))


def test_what_is_no_share_has_no_end_at_one():
    columns_of_ones = np.ones(6)
    found = estimate(columns_of_ones, columns_of_ones)
    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_the_gap_knows_which_figures_are_shares():
    assert [name for name, wanted in FIGURES.items() if not wanted.is_share] == ["added_per_review", "edit_words"]


def test_pictures_without_anything_to_count_are_not_drawn():
    found = estimate(np.array([2.0, 0.0, 0.0, 0.0, 0.0]), np.array([3.0, 0.0, 0.0, 0.0, 0.0]))
    assert (found.low, found.images) == (None, 1)


def test_nothing_gives_no_figure():
    assert estimate(np.array([0.0]), np.array([0.0])) is None
    assert estimate(np.array([]), np.array([])) is None


@pytest.mark.parametrize(
    ("before", "after", "words", "change"),
    [
        ("A heated argument.", "A heated argument.", 0, 0),
        ("A heated argument.", "A loud argument.", 1, 1 / 3),
        ("A heated argument.", "A heated argument with him.", 3, 3 / 5),
        ("Rain.", "Heavy rain on the street.", 5, 1),
        ("one two  three", "three two one", 2, 2 / 3),
        ("他很生气", "他不生气", 1, 1 / 4),
        ("雨 rain", "雨雨 rain", 1, 1 / 3),
    ],
)
def test_words_are_counted_between_spaces_or_letter_by_letter(before, after, words, change):
    assert word_distance(before, after) == (words, pytest.approx(change))
