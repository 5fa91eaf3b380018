"""What a person saw and decided in their own reviews, shown again as it was.

A planted trigger stands among the drafted ones with its own answer, as every other: nothing here tells it apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Trigger
from inference.durations import in_words
from inference.models import Support
from review.models import Decision, Review
from review.planting import ids_as_shown
from review.row_fields import tidy
from review.skipping import SkipReason
from review.states import Action, AddReason, Arm, RejectReason, ReviewStatus
from review.undoing import final_facts, why_final

ENDED = (ReviewStatus.SUBMITTED, ReviewStatus.SKIPPED, ReviewStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Seen:
    """One trigger: as it was shown (nothing where the person added it), and what became of it; `rounds` by position."""

    shown: str
    factor: str = ""
    category: str = ""
    rounds: tuple[int, ...] = ()
    action: str = ""
    text: str = ""
    reason: str = ""
    note: str = ""

    @property
    def action_name(self) -> str:
        """What was done, in a word; empty where nothing was decided."""
        return str(Action(self.action).label) if self.action else ""

    @property
    def reason_name(self) -> str:
        """Why, in words."""
        named = dict([*RejectReason.choices, *AddReason.choices])
        return str(named[self.reason]) if self.reason else ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """One review with the list that was shown, what was added, and why it cannot be taken back (empty: it can).

    `hidden`: the draft was never shown, since the review ended in the blind arm before it was.
    """

    review: Review
    hidden: bool
    seen: list[Seen] = field(default_factory=list)
    added: list[Seen] = field(default_factory=list)
    rejected_rounds: frozenset[int] = frozenset()
    why_not: str = ""

    @property
    def active(self) -> str:
        """The active time in words."""
        return in_words(timedelta(seconds=round(self.review.seconds)))

    @property
    def skip_words(self) -> str:
        """Why it was skipped, in words, with the note that was written."""
        reason, _colon, note = self.review.reason.partition(": ")
        named = str(SkipReason(reason).label) if reason in SkipReason.values else reason
        return f"{named} · {note}" if note else named

    @property
    def can_undo(self) -> bool:
        """Whether the submit or skip may be taken back."""
        return self.review.status != ReviewStatus.WITHDRAWN and not self.why_not


def own_reviews(benchmark: Benchmark, person) -> QuerySet[Review]:
    """The person's reviews that ended, the last one first, with all that `remembered` reads."""
    rows = Review.objects.filter(annotator=person, sample__benchmark=benchmark, status__in=ENDED)
    rows = rows.annotate(**final_facts("sample")).order_by("-ended_at", "-id")
    rows = rows.select_related("sample__image", "sample__final_label", "draft__run", "blind_label")
    return with_shown(rows).prefetch_related("draft__rounds", "rejected_rounds", "blind_label__triggers")


def with_shown(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """The reviews with what `as_decided` reads of each."""
    triggers = Trigger.objects.prefetch_related(Prefetch("supports", Support.objects.select_related("round")))
    return reviews.select_related("planted__trigger").prefetch_related(
        Prefetch("draft__label__triggers", triggers),
        Prefetch("decisions", Decision.objects.select_related("result").order_by("id")),
    )


def remembered(review: Review) -> Remembered:
    """One row of `own_reviews` as its page shows it."""
    why = why_final(review.sample, review) or _why_skip_stays(review)
    hidden = review.draft is not None and review.arm == Arm.BLIND and review.blind_label is None
    if hidden:
        return Remembered(review, True, why_not=why)
    rounds = {rejected.round_id for rejected in review.rejected_rounds.all()}
    return Remembered(review, False, *_seen_and_added(review), frozenset(rounds), why)


def as_decided(review: Review) -> list[dict]:
    """The decisions of a submitted review as its author made them, `trigger` by the id that it bore on the sheet.

    One row of `with_shown`. Rows of the label have no ids here: a planted trigger has no row in it.
    """
    if review.label_id is None:
        return []
    seen, added = _seen_and_added(review)
    drafted = [trigger.pk for trigger in _drafted(review)]
    ids = [*drafted, review.planted.shown_as] if hasattr(review, "planted") else drafted
    told = [_told(one, pk) for one, pk in zip(seen, ids, strict=True) if one.action]
    return [*told, *(_told(one, None) for one in added)]


def _told(one: Seen, trigger: int | None) -> dict:
    text = one.text or (one.shown if one.action == Action.ACCEPT else "")
    facts = {"action": one.action, "trigger": trigger, "reason": one.reason, "note": one.note, "text": text}
    return {"id": None, "result": None} | facts


def _drafted(review: Review) -> list[Trigger]:
    return list(review.draft.label.triggers.all()) if review.draft and review.draft.label else []


def _seen_and_added(review: Review) -> tuple[list[Seen], list[Seen]]:
    """What was shown, the planted trigger in its place, and what the person added."""
    decisions = list(review.decisions.all())
    by_trigger = {decision.trigger_id: decision for decision in decisions if decision.trigger_id}
    drafted = _drafted(review)
    seen = [_seen(trigger, _rounds(trigger), by_trigger.get(trigger.pk)) for trigger in drafted]
    added = [_added(decision) for decision in decisions if decision.action == Action.ADD]
    planted = getattr(review, "planted", None)
    if planted:
        shown = ids_as_shown([trigger.pk for trigger in drafted], planted)
        answered = _answered(review, planted, shown[planted.shown_as])
        seen.insert(planted.position - 1, answered)
        added = _without(added, answered)
    return seen, added


def _why_skip_stays(review: Review) -> str:
    if review.status == ReviewStatus.SKIPPED and not review.sample.free_places:
        return _("As many people as this sample wants have it already.")
    return ""


def _rounds(trigger: Trigger) -> tuple[int, ...]:
    return tuple(sorted(support.round.position for support in trigger.supports.all()))


def _seen(trigger: Trigger, rounds: Iterable[int], decision: Decision | None) -> Seen:
    facts = _shown(trigger, rounds)
    if decision is None:
        return Seen(**facts)
    text = decision.result.text if decision.action == Action.EDIT else ""
    return Seen(**facts, action=decision.action, text=text, reason=decision.reason, note=decision.note)


def _shown(trigger: Trigger, rounds: Iterable[int]) -> dict:
    kind = {"factor": trigger.get_factor_display(), "category": trigger.category}
    return {"shown": trigger.text, "rounds": tuple(rounds), **kind}


def _answered(review: Review, planted, shown_as: int) -> Seen:
    """The planted trigger with its answer; its wording and note are in the work as it was sent alone."""
    rows = review.working.get("rows") or []
    row = next((row for row in rows if row.get("trigger") == shown_as), {})
    text = tidy(row.get("text") or "") if planted.action == Action.EDIT else ""
    note = tidy(row.get("note") or "") if planted.action else ""
    facts = _shown(planted.trigger, planted.rounds)
    return Seen(**facts, action=planted.action, text=text, reason=planted.reason, note=note)


def _added(decision: Decision) -> Seen:
    kind = _shown(decision.result, ()) | {"shown": ""}
    return Seen(**kind, action=decision.action, text=decision.result.text, reason=decision.reason, note=decision.note)


def _without(added: list[Seen], answered: Seen) -> list[Seen]:
    """The added ones but for the words written over the planted trigger, which are told with it."""
    if answered.action != Action.EDIT:
        return added
    place = next((place for place, one in enumerate(added) if one.text == answered.text), None)
    return [one for number, one in enumerate(added) if number != place]
