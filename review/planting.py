"""What a person did with a planted trigger: taken out of the work before the decisions and the label are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from review.decisions import Decided, Drafted
from review.models import PlantedTrigger, Review
from review.states import Action, AddReason


@dataclass(frozen=True, slots=True)
class Planted:
    """The false trigger as a sheet shows it; `position` is its place among the drafted ones, from 1."""

    shown_as: int
    position: int
    rounds: tuple[int, ...]
    text: str
    factor: str
    explicit: bool | None
    category: str

    def as_drafted(self) -> Drafted:
        """As the sheet and the rules of reviewing take it: one like the others."""
        return Drafted(self.shown_as, self.text, self.factor, self.explicit, self.category)


def ids_as_shown(drafted: Sequence[int], planted: Planted | None) -> dict[int, int]:
    """By the id of each drafted trigger (in their order), and by `shown_as`, the id that it bears on the sheet.

    With a planted trigger the ids are dealt out anew, in the order shown: one out of turn would give it away.
    """
    if planted is None:
        return {one: one for one in drafted}
    mixed = list(drafted)
    mixed.insert(planted.position - 1, planted.shown_as)
    return dict(zip(mixed, [*drafted, planted.shown_as], strict=True))


def mix_in(drafted: Sequence[Drafted], planted: Planted | None, shown: Mapping[int, int]) -> list[Drafted]:
    """The triggers in the order in which they were shown, by the ids (`shown`) that they bore there."""
    mixed = list(drafted)
    if planted:
        mixed.insert(planted.position - 1, planted.as_drafted())
    return [replace(trigger, id=shown[trigger.id]) for trigger in mixed]


def take_out(
    decided: Sequence[Decided], planted: Planted | None, shown: Mapping[int, int]
) -> tuple[list[Decided], Decided | None]:
    """The decisions about the person's own label, numbered anew, and the one about the planted trigger.

    They name triggers as the sheet did (`shown`) and come back under the triggers' own ids. Words that a person
    wrote over the planted one are theirs: they stay as an added trigger. Where nothing else was kept, the label is
    empty: a refusal would tell which trigger was planted.
    """
    if planted is None:
        return list(decided), None
    own = {as_shown: one for one, as_shown in shown.items()}
    decided = [replace(decision, drafted=own.get(decision.drafted)) for decision in decided]
    about = next(decision for decision in decided if decision.drafted == planted.shown_as)
    kept = [_own(decision, planted) for decision in decided if decision is not about or about.action == Action.EDIT]
    numbered, position = [], 0
    for decision in kept:
        position += decision.position is not None
        numbered.append(replace(decision, position=position) if decision.position else decision)
    return numbered, about


def _own(decision: Decided, planted: Planted) -> Decided:
    if decision.drafted != planted.shown_as:
        return decision
    return replace(decision, action=Action.ADD, drafted=None, reason=AddReason.SEEN_BUT_MISSED)


def keep_answer(review: int, about: Decided | None) -> None:
    """Write down what was done with the planted trigger, in the transaction that submits the review."""
    if about:
        answer = {"action": about.action, "reason": about.reason, "answered_at": timezone.now()}
        PlantedTrigger.objects.filter(review=review).update(**answer)


def plant_again(withdrawn: Review, reopened: Review) -> None:
    """The review that an undo opens shows the same false trigger as the one that was taken back."""
    before = PlantedTrigger.objects.filter(review=withdrawn).first()
    if before:
        facts = {name: getattr(before, name) for name in ("trigger_id", "shown_as", "position", "rounds")}
        PlantedTrigger.objects.create(review=reopened, **facts)
