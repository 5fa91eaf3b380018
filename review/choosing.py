"""Pure rules of adjudicating: rows of the browser -> choices and the triggers of the adjudicated label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from inference.judges.merging import plain
from review.refusals import Refusal
from review.row_fields import KIND, check_kind, check_rows, note_of, reason_of, text_of
from review.states import AddReason, ChoiceAction, RejectReason

DECISIONS = ("keep", "drop", "add")


@dataclass(frozen=True, slots=True)
class Stated:
    """A trigger of a reviewer's label; `reviewer` is the reviewer's place on the sheet."""

    id: int
    text: str
    reviewer: int
    factor: str = ""
    explicit: bool | None = None
    category: str = ""
    evidence: list[float] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice; `position` is its trigger's place in the label, from 1, and None when it was dropped.

    `wording` is the id of the source whose words and kind were taken first (None: an added trigger).
    """

    action: str
    sources: tuple[int, ...]
    reason: str = ""
    note: str = ""
    position: int | None = None
    text: str = ""
    wording: int | None = None
    factor: str = ""
    explicit: bool | None = None
    category: str = ""
    evidence: list[float] | None = None


def choose(rows: Sequence, stated: Sequence[Stated], *, categories: Sequence[str]) -> list[Chosen]:
    """The choices in the order of the rows, which is the order of the label.

    A row is `{sources, decision, text, reason, note, factor, category, explicit}`: `sources` are ids of reviewers'
    triggers, each in exactly one row; `decision` is keep, drop or add (a row without sources). Whether several
    wordings were merged or the text edited follows from the text. Raises Refusal naming the row and the remedy.
    """
    by_id = {trigger.id: trigger for trigger in stated}
    check_rows(rows)
    chosen, left = [], dict(by_id)
    for line, row in enumerate(rows, 1):
        sources = _sources(line, row, left)
        position = 1 + sum(choice.position is not None for choice in chosen)
        chosen.append(_choose_row(line, row, [by_id[source] for source in sources], categories, position))
    if left:
        text = next(iter(left.values())).text
        raise Refusal(_("“%(text)s” is in no row: reload the page, what you did is kept.") % {"text": text})
    _check_label(chosen)
    return chosen


def _sources(line: int, row: dict, left: dict[int, Stated]) -> list[int]:
    given = row.get("sources") or []
    if not isinstance(given, list):
        given = [None]
    for one in given:
        if not isinstance(one, int) or isinstance(one, bool) or left.pop(one, None) is None:
            raise Refusal(
                _("Row %(row)d names a trigger that is not here, or that another row has.") % {"row": line}, row=line
            )
    return given


def _choose_row(line, row, sources: list[Stated], categories, position: int) -> Chosen:
    decision = row.get("decision") or ""
    if decision not in DECISIONS or (decision == "add") == bool(sources):
        raise Refusal(_("Row %(row)d has no decision yet: keep or drop it.") % {"row": line}, row=line)
    ids, note = tuple(source.id for source in sources), note_of(line, row)
    if decision == "drop":
        reason = reason_of(line, row, RejectReason, _("say why it is dropped: choose one of the reasons"))
        return Chosen(ChoiceAction.DROP, ids, reason, note)
    text = text_of(line, row, empty=_("Row %(row)d is empty: write its text, or drop it."))
    kind = _kind(line, row, _worded(text, sources), categories)
    if decision == "add":
        reason = reason_of(line, row, AddReason, _("say why it was added: common sense, or seen but missed"))
        return Chosen(ChoiceAction.ADD, (), reason, note, position, text, **kind)
    return Chosen(_action(text, sources), ids, "", note, position, text, _worded(text, sources).id, **kind)


def _worded(text: str, sources: list[Stated]) -> Stated | None:
    """The source that says it in these words, else the first one."""
    return next((source for source in sources if source.text == text), sources[0] if sources else None)


def _action(text: str, sources: list[Stated]) -> ChoiceAction:
    wordings = {source.text for source in sources}
    if text not in wordings:
        return ChoiceAction.EDIT
    return ChoiceAction.KEEP if len(wordings) == 1 else ChoiceAction.MERGE


def _kind(line, row, worded: Stated | None, categories) -> dict:
    """Factor, category and explicitness: as chosen in the row, else those of the source whose words were taken."""
    kind = {field: row.get(field, getattr(worded, field, None)) for field in KIND}
    kind["factor"], kind["category"] = kind["factor"] or "", kind["category"] or ""
    check_kind(line, kind, (getattr(worded, "category", ""), *categories))
    is_pointed_at = worded is not None and kind["explicit"] is not False  # what is not visible is nowhere to be seen
    return kind | {"evidence": worded.evidence if is_pointed_at else None}


def _check_label(chosen: Sequence[Chosen]) -> None:
    seen: dict[str, int] = {}
    for line, choice in enumerate(chosen, 1):
        if choice.position is None:
            continue
        key = plain(choice.text)
        if key in seen:
            raise Refusal(
                _("Rows %(first)d and %(row)d say the same: merge them.") % {"first": seen[key], "row": line}, row=line
            )
        seen[key] = line
    if not seen:
        raise Refusal(_("The label would be empty: keep or add at least one trigger, or pass the sample on."))


def preferred(texts: Mapping[int, str]) -> str:
    """The wording that most have; of several such the first (ids in the order of the reviewers)."""
    counts: dict[str, int] = {}
    for text in texts.values():
        counts[text] = counts.get(text, 0) + 1
    return max(counts, key=counts.__getitem__)
