"""What the final labels of a picture's questions have in common, and what speaks against which."""

from dataclasses import dataclass

from annotation.models import Sample, Trigger
from review.models import Contradiction
from review.pictures.texts import same_text


@dataclass(slots=True)
class Line:
    """One trigger and what it does for each question: "serves", "contradicts" or nothing."""

    text: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Explained:
    """The questions that have a final label, and a line for each distinct trigger of them."""

    samples: list[Sample]
    lines: list[Line]


def explained(samples: list[Sample]) -> Explained:
    """The triggers of the final labels against the questions, in the order of the questions."""
    settled = [sample for sample in samples if sample.final_label_id]
    columns = {sample.pk: number for number, sample in enumerate(settled)}
    lines: dict[str, Line] = {}
    of_trigger: dict[int, Line] = {}
    triggers = Trigger.objects.filter(label__in=[sample.final_label_id for sample in settled]).select_related("label")
    for trigger in sorted(triggers, key=lambda one: (columns[one.label.sample_id], one.position)):
        line = lines.setdefault(same_text(trigger.text), Line(trigger.text, [""] * len(settled)))
        line.cells[columns[trigger.label.sample_id]] = "serves"
        of_trigger[trigger.pk] = line
    for trigger, sample in Contradiction.objects.filter(trigger__in=of_trigger).values_list("trigger_id", "sample_id"):
        if sample in columns:
            of_trigger[trigger].cells[columns[sample]] = "contradicts"
    return Explained(settled, list(lines.values()))
