"""Groups of triggers that mean the same, from similarities laid out by hand."""

from dataclasses import dataclass

from inference.judges.merging import groups


@dataclass(frozen=True)
class Said:
    id: int
    text: str


def labels(**texts_by_label):
    """Labels 1, 2, … whose triggers are numbered through, in order."""
    number, made = 0, {}
    for label, texts in enumerate(texts_by_label.values(), 1):
        made[label] = [Said(number + place, text) for place, text in enumerate(texts, 1)]
        number += len(texts)
    return made


def test_triggers_above_the_threshold_stand_together_and_others_alone():
    found = groups(labels(ana=["Rain", "Fists"], ben=["Clenched hands", "A dog"]), {(2, 3): 0.6, (1, 4): 0.59})
    assert found == [[1], [2, 3], [4]]


def test_the_threshold_can_be_moved():
    assert groups(labels(ana=["Rain"], ben=["A downpour"]), {(1, 2): 0.5}, threshold=0.5) == [[1, 2]]


def test_the_same_text_joins_without_a_similarity_and_whatever_its_case_and_full_stop():
    assert groups(labels(ana=["Clenched  fists."], ben=["clenched fists"]), {}) == [[1, 2]]


def test_the_same_text_is_not_given_up_for_a_better_sum():
    similarity = {(1, 3): 0.1, (1, 4): 0.99, (2, 3): 0.99}
    assert groups(labels(ana=["Fists", "Hands"], ben=["Fists.", "Palms"]), similarity) == [[1, 3], [2], [4]]


def test_the_assignment_is_the_best_of_all_and_not_the_first_that_fits():
    similarity = {(1, 3): 0.8, (1, 4): 0.7, (2, 3): 0.75, (2, 4): 0.2}
    assert groups(labels(ana=["One", "Two"], ben=["Three", "Four"]), similarity) == [[1, 4], [2, 3]]


def test_a_third_label_joins_by_the_mean_with_all_members():
    near, far = {(1, 2): 0.9, (1, 3): 0.9, (2, 3): 0.4}, {(1, 2): 0.9, (1, 3): 0.9, (2, 3): 0.2}
    three = labels(ana=["One"], ben=["Two"], cora=["Three"])
    assert groups(three, near) == [[1, 2, 3]]
    assert groups(three, far) == [[1, 2], [3]]


def test_no_group_holds_two_triggers_of_one_label():
    similarity = {(1, 2): 0.99, (1, 3): 0.9, (2, 3): 0.8}
    assert groups(labels(ana=["One", "Uno"], ben=["Eins"]), similarity) == [[1, 3], [2]]


def test_nothing_gives_nothing_and_one_label_gives_its_triggers():
    assert groups({}, {}) == []
    assert groups(labels(ana=[], ben=["One"]), {}) == [[1]]
