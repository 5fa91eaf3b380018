import pytest

from inference.judges.statements import statements_of

CASES = {
    "numbered": (
        "1. He frowns.\n2) His fists are clenched.\n(3) Rain",
        ["He frowns.", "His fists are clenched.", "Rain"],
    ),
    "bullets": ("- He frowns\n* **Clenched** fists\n• Rain", ["He frowns", "Clenched fists", "Rain"]),
    "prose": (
        "He frowns. His fists are clenched! Why? 3 men shout.",
        [
            "He frowns.",
            "His fists are clenched!",
            "Why?",
            "3 men shout.",
        ],
    ),  # fmt: skip
    "headings": ("# Reasons\nThe man is angry because:\n1. He lost.\n\n---\n", ["Reasons", "He lost."]),
    "item of two": ("1. Face: He frowns. His jaw is tight.", ["Face: He frowns.", "His jaw is tight."]),
    "abbreviations": (
        "Mr. Smith shouts, e.g. At the referee. It rains.",
        [
            "Mr. Smith shouts, e.g. At the referee.",
            "It rains.",
        ],
    ),  # fmt: skip
    "decimals": ("It is 3.5 metres away. Far.", ["It is 3.5 metres away.", "Far."]),
    "chinese": ("他很生气。拳头紧握！", ["他很生气。", "拳头紧握！"]),
    "nothing": (" \n\n ... \n", []),
}


@pytest.mark.parametrize(("answer", "statements"), CASES.values(), ids=CASES)
def test_an_answer_is_taken_apart(answer, statements):
    assert statements_of(answer) == statements
