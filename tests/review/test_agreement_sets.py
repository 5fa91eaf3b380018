"""Agreement on lists: what can be counted by hand, and MASI's alpha against a second library."""

import random

import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import masi_distance as nltk_masi_distance

from review.agreement.coefficients import LONELY, SAME
from review.agreement.rows import Similarities, Stated
from review.agreement.sets import masi_alpha, masi_distance, meanings, meeting


def stated(start, *texts) -> list[Stated]:
    return [Stated(start + place, text, "") for place, text in enumerate(texts)]


ANA = stated(1, "Clenched fists.", "A heated argument.", "Rain.")
BEN = stated(11, "clenched fists", "They quarrel.")
CORA = stated(21, "A quarrel.", "A red coat.")
NEAR = Similarities({(2, 12): 0.71, (1, 11): 0.2, (3, 12): 0.65, (2, 21): 0.66, (12, 21): 0.9, (3, 22): 0.59})


def test_two_lists_meet_one_to_one_by_meaning():
    met = meeting(ANA, BEN, NEAR)
    assert met.partners == {1: 11, 2: 12}  # the same words, and the nearest; rain stays alone
    assert (met.f1, met.jaccard) == (pytest.approx(2 * 2 / 5), pytest.approx(2 / 3))


def test_lists_without_a_shared_meaning_and_equal_ones():
    assert (meeting(ANA, stated(31, "Joy."), NEAR).f1, meeting(ANA, stated(31, "Joy."), NEAR).jaccard) == (0, 0)
    assert (meeting(ANA, ANA, NEAR).f1, meeting(ANA, ANA, NEAR).jaccard) == (1, 1)


def test_lists_become_sets_of_meanings():
    assert meanings({"ana": ANA, "ben": BEN, "cora": CORA}, NEAR) == {
        "ana": frozenset({0, 1, 2}),
        "ben": frozenset({0, 1}),
        "cora": frozenset({1, 3}),
    }


def test_what_was_compared_is_known():
    assert NEAR.compared(ANA[:1], BEN[:1])
    assert not NEAR.compared(ANA, BEN)
    assert NEAR.compared(stated(41, "Rain."), stated(51, "rain"))  # the same words need no encoder


SETS = [frozenset(), frozenset({1}), frozenset({2}), frozenset({1, 2}), frozenset({1, 2, 3}), frozenset({3, 4})]


@pytest.mark.parametrize("one", SETS[1:], ids=str)
@pytest.mark.parametrize("other", SETS[1:], ids=str)
def test_the_masi_distance_is_the_second_librarys(one, other):
    assert masi_distance(one, other) == pytest.approx(nltk_masi_distance(one, other), abs=0.007)  # it rounds thirds


def test_the_masi_distance_by_hand():
    assert masi_distance(frozenset({1, 2}), frozenset({1, 2, 3})) == pytest.approx(1 - 2 / 3 * 2 / 3)
    assert masi_distance(frozenset({1, 2}), frozenset({2, 3})) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance(frozenset({1}), frozenset({2})) == 1


def seeded(samples=40, raters=3) -> list[list[frozenset]]:
    """Sets of up to four meanings a sample that overlap more often than not; some raters are missing."""
    chance = random.Random(9)
    units = []
    for _sample in range(samples):
        truth = set(range(chance.randint(1, 4)))
        sets = []
        for _rater in range(raters):
            own = {one for one in truth if chance.random() < 0.7} | ({9} if chance.random() < 0.3 else set())
            if chance.random() < 0.85:
                sets.append(frozenset(own))
        units.append(sets)
    return units


def test_masi_alpha_is_the_second_librarys():
    units = seeded()
    # Meanings of different samples are different: the second library is told by the sample's number.
    triples = [
        (f"rater {rater}", f"sample {sample}", frozenset((sample, one) for one in chosen))
        for sample, sets in enumerate(units)
        for rater, chosen in enumerate(sets)
        if len(sets) > 1
    ]
    second = AnnotationTask(triples, distance=masi_distance).alpha()
    found = masi_alpha(units, list(range(len(units))))
    assert found.value == pytest.approx(second, abs=1e-12)
    assert found.count == sum(len(sets) > 1 for sets in units)
    assert found.low < found.value < found.high
    assert sum(not chosen for sets in units for chosen in sets) > 5  # nothing to say is the same thing everywhere


def test_masi_alpha_by_hand():
    # Two samples: equal sets, and {1, 2} beside {1}. Observed: (0 + 2 * (1 - 1/2 * 2/3)) / 4 = 1/3. Of the twelve
    # ordered pairs, two differ by 0, two by 2/3 and eight by 1: expected 28/36.
    units = [[frozenset({1}), frozenset({1})], [frozenset({1, 2}), frozenset({1})]]
    assert masi_alpha(units, [1, 2]).value == pytest.approx(1 - (1 / 3) / (28 / 36))


def test_masi_alpha_of_nothing_shared_and_nothing_at_all():
    assert masi_alpha([[frozenset({1})]], [1]).undefined == LONELY
    assert masi_alpha([], []).undefined == LONELY
    assert masi_alpha([[frozenset({1}), frozenset({1})]], [1]).undefined == SAME
    assert masi_alpha([[frozenset({1}), frozenset({2})]] * 2, [1, 2]).value == 0
