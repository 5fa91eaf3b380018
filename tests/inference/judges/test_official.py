"""Judge outputs of the official scripts: on clean files our mean is the scorer's, on faulty ones we say why not."""

import random

import pytest

from inference.judges.official import official_means, read_output

FOLDERS = {"CAER-S/train/Happy": "happy", "EmoSet-118k/image/sadness": "sad", "CAER-S/train/Angry": "angry",
           "EmoSet-118k/image/excitement": "excited"}  # fmt: skip


def clean(seed):
    """Lines of a clean output, with the emotion and the score of each."""
    chance = random.Random(seed)
    lines = []
    for number in range(400):
        folder = chance.choice(list(FOLDERS))
        total = chance.randint(1, 9)
        correct = chance.randint(0, total)
        text = f"The record names some. {{score: {correct}/{total}}} because {{score: 0/1}} would be unfair."
        lines.append((f"{folder}/{number}.jpg", text, total, FOLDERS[folder], correct / total))
    return lines


@pytest.mark.parametrize("seed", range(5))
def test_on_clean_files_recall_is_that_of_the_official_scorer(seed):
    lines = clean(seed)
    theirs = official_means((path, text) for path, text, *_rest in lines)
    ours = {"all": []} | {emotion: [] for emotion in FOLDERS.values()}
    for _path, text, total, emotion, _score in lines:
        output = read_output(text, total)
        assert output.fault == ""
        for name in ("all", emotion):
            ours[name].append(output.correct / output.total)
    assert {name: sum(scores) / len(scores) for name, scores in ours.items()} == pytest.approx(theirs, abs=1e-9)


FAULTS = {
    "no score": ("I cannot tell.", 4, "holds no {score: correct/total}; the official scorer reuses the line before"),
    "another form": ("score: 2/4", 4, "holds no {score: correct/total}; the official scorer reuses the line before"),
    "total of 0": ("{score: 0/0}", 4, "counts a total of 0; the official scorer breaks off here"),
    "too many": ("{score: 5/4}", 4, "counts 5 of 4, more than there are"),
    "other total": ("{score: 2/5}", 4, "counts a total of 5, but the label has 4 triggers"),
}


@pytest.mark.parametrize(("text", "triggers", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_line_is_named_and_not_scored(text, triggers, fault):
    assert read_output(text, triggers).fault == fault


def test_the_scorers_faults_are_reproduced_beside_our_figures():
    lines = [("Happy/1.jpg", "{score: 1/2}"), ("Happy/2.jpg", "Hm."), ("sadness/x_Happy.jpg", "{score: 1/1}")]
    # The line without a score counts the one before for its emotion alone, and a “sad” picture counts as happy.
    assert official_means(lines) == {"all": 0.75, "happy": (0.5 + 0.5 + 1) / 3, "sad": None, "angry": None,
                                     "excited": None}  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        official_means([("Happy/1.jpg", "{score: 0/0}")])
    with pytest.raises(ValueError, match="the official scorer breaks off"):
        official_means([("Happy/1.jpg", "Hm.")])
