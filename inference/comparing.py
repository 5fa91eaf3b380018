"""Several drafts of one sample side by side, compared trigger by trigger."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from rapidfuzz import fuzz, process

from annotation.models import Label, Sample, Trigger
from inference.models import Draft
from inference.states import DraftStatus

# Least likeness of words (0 to 100) at which two triggers stand in one line. Word order and repeats do not count; it
# is a help for the eye, no measure: nothing is computed from it.
ALIKE = 60.0
MOST = 6  # drafts side by side


@dataclass(frozen=True, slots=True)
class Column:
    """One list of triggers: a draft, or the label that people settled on."""

    label: Label
    draft: Draft | None = None

    @property
    def texts(self) -> list[str]:
        """Its triggers' words, in order."""
        return [trigger.text for trigger in self.label.triggers.all()]


@dataclass(frozen=True, slots=True)
class Line:
    """Triggers that say much the same, one a column at most; `shared` counts the columns that have one."""

    cells: tuple[Trigger | None, ...]

    @property
    def shared(self) -> int:
        """In how many columns it stands."""
        return sum(cell is not None for cell in self.cells)

    @property
    def is_same(self) -> bool:
        """Whether every column says it in the same words."""
        return 1 < len(self.cells) == self.shared and len({cell.text for cell in self.cells}) == 1


def columns_of(sample: Sample, trial: int | None = None) -> list[Column]:
    """The label that people settled on, if any, and the latest finished drafts, newest first.

    Drafts of trials are left out, but for those of the run `trial`, beside which the latest other draft stands alone.
    """
    done = Draft.objects.filter(sample=sample, status=DraftStatus.DONE).select_related("run__prompt_set", "label")
    triggers = Prefetch("label__triggers", Trigger.objects.order_by("position").prefetch_related("supports__round"))
    done = done.prefetch_related(triggers).order_by("-pk")
    others = list(done.filter(run__trial=False)[: MOST if trial is None else 1])
    drafts = [*done.filter(run=trial), *others] if trial is not None else others
    settled = [Column(sample.final_label)] if sample.final_label else []
    return settled + [Column(draft.label, draft) for draft in drafts]


def lines_of(columns: Sequence[Column]) -> list[Line]:
    """The triggers of all columns aligned; lines in the order of the first column, then of those after it."""
    rows: list[list[Trigger | None]] = []
    for place, column in enumerate(columns):
        triggers = list(column.label.triggers.all())
        found = _pairs([_words(row) for row in rows], [trigger.text for trigger in triggers])
        for number, trigger in enumerate(triggers):
            if number in found:
                rows[found[number]][place] = trigger
            else:
                rows.append([None] * place + [trigger] + [None] * (len(columns) - place - 1))
    return [Line(tuple(row)) for row in rows]


def _words(row: list[Trigger | None]) -> str:
    return next(trigger.text for trigger in row if trigger is not None)


def _pairs(known: list[str], texts: list[str]) -> dict[int, int]:
    """For each text that is like a known one, which; one to one, those most alike first."""
    if not known or not texts:
        return {}
    likeness = process.cdist(texts, known, scorer=fuzz.token_set_ratio, processor=str.casefold)
    pairs: dict[int, int] = {}
    for place in likeness.argsort(axis=None, kind="stable")[::-1]:
        ours, theirs = divmod(int(place), len(known))
        if likeness[ours, theirs] >= ALIKE and ours not in pairs and theirs not in pairs.values():
            pairs[ours] = theirs
    return pairs
