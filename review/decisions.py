"""Pure rules of reviewing: rows of the browser -> decisions and the triggers of the person's label."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from annotation.states import SampleStatus
from review.pointing import evidence_of
from review.refusals import Refusal
from review.row_fields import KIND, check_kind, check_rows, note_of, reason_of, text_of
from review.states import Action, AddReason, RejectReason


@dataclass(frozen=True, slots=True)
class Drafted:
    """A trigger of the draft that was shown."""

    id: int
    text: str
    factor: str = ""
    explicit: bool | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision; `position` is the trigger's place in the final label, from 1, and None when it was rejected."""

    action: str
    drafted: int | None
    reason: str = ""
    note: str = ""
    position: int | None = None
    text: str = ""
    factor: str = ""
    explicit: bool | None = None
    category: str = ""
    evidence: list[float] | None = None

    def as_dict(self) -> dict:
        """Its fields by name."""
        return asdict(self)


def decide(
    rows: Sequence,
    drafted: Sequence[Drafted],
    *,
    categories: Sequence[str],
    accept_rest: bool = False,
    doubtful: Collection[int] = (),
) -> list[Decided]:
    """The decisions in the order of the rows, which is the order of the final label.

    A row is `{trigger, action, text, reason, note, factor, category, explicit, evidence}`; `trigger` is the id of a
    drafted one or null, `evidence` the place in the picture that shows it or null. With `accept_rest`, rows without an
    action and drafted triggers without a row count as accepted, but for the `doubtful` ones (ids), which rest on an
    answer that the person rejected.
    Raises Refusal naming the row and the remedy.
    """
    rest = frozenset(trigger.id for trigger in drafted if accept_rest).difference(doubtful)
    rows = _checked_shape(rows, drafted, rest)
    by_id = {trigger.id: trigger for trigger in drafted}
    decided, position = [], 0
    for line, row in enumerate(rows, 1):
        decision = _decide_row(line, row, by_id, categories, rest, position + 1)
        position = decision.position or position
        decided.append(decision)
    _check_label(decided)
    return decided


def label_text(decided: Iterable[Decided]) -> str:
    """The label as numbered lines, the way the official files write it."""
    return "\n".join(f"{decision.position}. {decision.text}" for decision in decided if decision.position)


def standing(*, overlap: int, labels: Sequence[tuple[str, ...]], flagged: bool) -> SampleStatus:
    """Where a sample stands after its submitted labels (the texts of each): flags and disagreement go to a third.

    The same texts in another order are no disagreement. A list of which nothing is left (all that was kept of it had
    been planted) is nobody's final label.
    """
    if flagged:
        return SampleStatus.ADJUDICATION
    if not labels:
        return SampleStatus.DRAFTED
    if len(labels) < overlap:
        return SampleStatus.IN_REVIEW
    is_one = len(set(map(frozenset, labels))) == 1 and all(labels)
    return SampleStatus.ACCEPTED if is_one else SampleStatus.ADJUDICATION


def _checked_shape(rows, drafted, rest) -> list[dict]:
    check_rows(rows)
    named = [row.get("trigger") for row in rows if row.get("trigger") is not None]
    missing = [trigger for trigger in drafted if trigger.id not in named]
    undecided = [trigger for trigger in missing if trigger.id not in rest]
    if undecided:
        raise Refusal(
            _("“%(text)s” has no decision yet: accept, edit or reject it, or accept the rest.")
            % {"text": undecided[0].text}
        )
    return [*rows, *({"trigger": trigger.id, "action": Action.ACCEPT} for trigger in missing)]


def _decide_row(line, row, by_id, categories, rest, position) -> Decided:
    trigger = _drafted_of(line, row, by_id)
    action = _action(line, row, trigger, rest)
    note = note_of(line, row)
    drafted = trigger.id if trigger else None
    if action == Action.REJECT:
        reason = reason_of(line, row, RejectReason, _("say why it is rejected: choose one of the reasons"))
        return Decided(action, drafted, reason, note)
    reason = ""
    if action == Action.ADD:
        reason = reason_of(line, row, AddReason, _("say why it was added: common sense, or seen but missed"))
    empty = _("Row %(row)d is empty: write its text, or reject it.")
    text = trigger.text if action == Action.ACCEPT else text_of(line, row, empty=empty)
    if action == Action.EDIT and text == trigger.text:
        action = Action.ACCEPT  # an edit that changes nothing would count as a fault of the draft
    return Decided(action, drafted, reason, note, position, text, **_kind(line, row, trigger, categories))


def _drafted_of(line, row, by_id) -> Drafted | None:
    given = row.get("trigger")
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or given not in by_id:
        raise Refusal(_("Row %(row)d is not about a trigger of this draft, or repeats one.") % {"row": line}, row=line)
    return by_id.pop(given)


def _action(line, row, trigger, rest) -> str:
    action = row.get("action") or ""
    if not action and trigger and trigger.id in rest:
        return Action.ACCEPT
    allowed = (Action.ACCEPT, Action.EDIT, Action.REJECT) if trigger else (Action.ADD,)
    if action not in allowed:
        raise Refusal(
            _("Row %(row)d has no decision yet: accept, edit or reject it, or accept the rest.") % {"row": line},
            row=line,
        )
    return action


def _kind(line, row, trigger, categories) -> dict:
    """Factor, category and explicitness: as chosen in the row, else as drafted; and the evidence pointed at."""
    before = trigger or Drafted(0, "")
    kind = {field: row.get(field, getattr(before, field)) for field in KIND}
    check_kind(line, kind, (before.category, *categories))
    kind["evidence"] = evidence_of(line, row)
    if kind["evidence"]:
        kind["explicit"] = True  # what is shown is seen
    return kind


def _check_label(decided: list[Decided]) -> None:
    seen: dict[str, int] = {}
    for line, decision in enumerate(decided, 1):
        if decision.position is None:
            continue
        key = decision.text.casefold().rstrip(".")
        if key in seen:
            raise Refusal(
                _("Rows %(first)d and %(row)d say the same: reject one as a duplicate.")
                % {"first": seen[key], "row": line},
                row=line,
            )
        seen[key] = line
    if not seen:
        raise Refusal(_("The label would be empty: keep or add at least one trigger, or skip the sample."))
