"""The state of one perspective while it is drafted: its rounds so far, and what stopped it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .conversation import Answer, Conversation, EngineError, ImageReference, OutOfMemory, Phase
from .outcome import DraftedTrigger, DraftOutcome, PerspectiveQuestion, RoundRecord

# Rounds that tell something about the picture; the others only lead to them.
EVIDENCE = (Phase.READING, Phase.GENERAL, Phase.SCENARIO_ANSWER)


@dataclass(eq=False, slots=True)
class Perspective:
    """One question on one picture; `failure` ends its drafting, its rounds are kept."""

    image: ImageReference
    asked: PerspectiveQuestion
    rounds: list[RoundRecord] = field(default_factory=list)
    scenario_questions: list[str] = field(default_factory=list)
    triggers: tuple[DraftedTrigger, ...] = ()
    raw_summary: str = ""
    failure: str | None = None
    transient: bool = False
    short_of_memory: bool = False

    def record(self, conversation: Conversation, answer: Answer, *, shared: bool) -> None:
        """Append a round that was answered."""
        self.rounds.append(
            RoundRecord(
                position=len(self.rounds) + 1,
                phase=conversation.phase,
                subject=conversation.subject,
                question="\n\n".join(message.text for message in conversation.messages),
                answer=answer.text,
                prompt_tokens=answer.prompt_tokens,
                generated_tokens=answer.generated_tokens,
                reused_tokens=answer.reused_tokens,
                seconds=answer.seconds,
                shared=shared,
                truncated=answer.truncated,
            )
        )

    def fail(self, phase: Phase, error: Exception) -> None:
        """Stop here, with the cause; the first failure is the one that is told."""
        if self.failure is None:
            self.failure = f"{phase.value.replace('_', ' ').capitalize()}: {error}"
            self.transient = isinstance(error, EngineError) and error.transient
            self.short_of_memory = isinstance(error, OutOfMemory)

    def answer_of(self, phase: Phase) -> str:
        """The answer of the first round of a phase that has been answered."""
        return next(record.answer for record in self.rounds if record.phase is phase).strip()

    def evidence(self) -> list[RoundRecord]:
        """The rounds a trigger may rest on: those that say something about the picture."""
        return [record for record in self.rounds if record.phase in EVIDENCE and record.answer.strip()]

    def labels(self) -> tuple[str, ...]:
        """A stable name for each round so far, by position: "general:expression", "scenario:1"."""
        return tuple(_label(record, self.rounds) for record in self.rounds)

    def outcome(self) -> DraftOutcome:
        """What became of this perspective."""
        return DraftOutcome(
            key=self.asked.key,
            triggers=self.triggers,
            rounds=tuple(self.rounds),
            raw_summary=self.raw_summary,
            error=self.failure,
            transient=self.transient,
            short_of_memory=self.short_of_memory,
        )


def _label(record: RoundRecord, rounds: list[RoundRecord]) -> str:
    if record.phase is Phase.GENERAL:
        return f"general:{record.subject}"
    if record.phase is Phase.SCENARIO_ANSWER:
        first = next(each.position for each in rounds if each.phase is Phase.SCENARIO_ANSWER)
        return f"scenario:{record.position - first + 1}"
    return record.phase.value
