"""Judge outputs of the official scripts: one JSON object a line, {path: "… {score: correct/total} …"}.

`official_mean` computes what the official scorer prints, its faults included; `read_output` says where a line differs
from what can be scored. On clean files both agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SCORE = re.compile(r"\{score: (\d+)/(\d+)\}")
# The official scorer finds a sample's emotion by the first of these that stands anywhere in its path.
FRAGMENTS = {"Happy": "happy", "sad": "sad", "Angry": "angry", "excit": "excited"}


@dataclass(frozen=True, slots=True)
class OfficialOutput:
    """One line: correct and total as it says, or the fault for which it is not scored."""

    correct: int | None
    total: int | None
    fault: str = ""


def read_output(text: str, triggers: int) -> OfficialOutput:
    """The score of one judge output for a label of so many triggers; the first score counts, as in the scorer."""
    found = SCORE.search(text)
    if found is None:
        return OfficialOutput(None, None, "holds no {score: correct/total}; the official scorer reuses the line before")
    correct, total = int(found[1]), int(found[2])
    if total == 0:
        return OfficialOutput(correct, total, "counts a total of 0; the official scorer breaks off here")
    if correct > total:
        return OfficialOutput(correct, total, f"counts {correct} of {total}, more than there are")
    if total != triggers:
        return OfficialOutput(correct, total, f"counts a total of {total}, but the label has {triggers} triggers")
    return OfficialOutput(correct, total)


def official_means(outputs: Iterable[tuple[str, str]]) -> dict[str, float | None]:
    """What the official scorer prints for (path, output) lines: "all" and each emotion; None for no line.

    A line without a score is left out of "all", but the emotion of its path counts the score of the line before.
    Raises ZeroDivisionError for a total of 0, and ValueError where the first line has no score, as the scorer breaks.
    """
    scores: dict[str, list[float]] = {"all": [], **{emotion: [] for emotion in FRAGMENTS.values()}}
    score: float | None = None
    for path, text in outputs:
        found = SCORE.search(text)
        if found is not None:
            score = int(found[1]) / int(found[2])
            scores["all"].append(score)
        if score is None:
            raise ValueError("The first line has no score: the official scorer breaks off.")
        emotion = next((name for fragment, name in FRAGMENTS.items() if fragment in path), None)
        if emotion is not None:
            scores[emotion].append(score)
    return {name: sum(values) / len(values) if values else None for name, values in scores.items()}
