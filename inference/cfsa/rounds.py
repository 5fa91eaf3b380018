"""The six kinds of rounds, each as one wave over all perspectives that are still being drafted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .conversation import Conversation, Message, Phase
from .outcome import FACTORS
from .perspective import Perspective
from .recipe import Recipe
from .scenario import UnreadableQuestions, read_questions
from .summary import UnreadableSummary, read_summary, summary_schema
from .waves import Ask

# Rounds that a reviewer's hint is added to: those of one perspective; what belongs to the picture is asked as ever.
HINTED = (Phase.READING, Phase.SCENARIO_QUESTIONS, Phase.SCENARIO_ANSWER, Phase.SUMMARY)
HINT = (
    "A person who read an earlier draft asks you to mind this: {hint}\n"
    "Take it as a pointer to look closer, not as a fact: say only what the picture and the notes support."
)


def enrich(recipe: Recipe, perspectives: list[Perspective]) -> None:
    """Phase 1, first half: s_par depends on the question alone, so it is asked once for each text."""
    asks = []
    for question, sharing in _grouped(perspectives, lambda perspective: perspective.asked.question):
        text = recipe.prompts.render(Phase.ENRICH, persona=recipe.persona, question=question)
        conversation = Conversation(
            messages=(Message("user", text),),
            image=None,
            parameters=recipe.parameters,
            phase=Phase.ENRICH,
            subject="question",
            sample_question=question,
        )
        asks.append(Ask(conversation, tuple(sharing), shared=True))
    recipe.waves.send(recipe.language, Phase.ENRICH, asks)


def read(recipe: Recipe, perspectives: list[Perspective]) -> None:
    """Phase 1, second half: the enriched question on the picture gives the reading s_rec."""
    asks = [
        _ask(recipe, perspective, Phase.READING, "reading", enriched=perspective.answer_of(Phase.ENRICH))
        for perspective in perspectives
    ]
    recipe.waves.send(recipe.vision, Phase.READING, asks)


def answer_general(recipe: Recipe, perspectives: list[Perspective]) -> None:
    """Phase 2: A_gen depends on the picture alone, so all its perspectives share it."""
    asks = []
    for _, sharing in _grouped(perspectives, lambda perspective: perspective.image.key):
        for general in recipe.prompts.general_questions:
            ask = _ask(recipe, sharing[0], Phase.GENERAL, general.key, general_question=general.text)
            conversation = replace(ask.conversation, sample_question="", emotion="", round_labels=())
            asks.append(Ask(conversation, tuple(sharing), shared=True))
    recipe.waves.send(recipe.vision, Phase.GENERAL, asks)


def ask_scenario(recipe: Recipe, perspectives: list[Perspective]) -> None:
    """Phase 3, first half: the model asks questions S_sce of its own about this scene."""
    if recipe.scenario_limit < 1:
        return
    asks = [
        _ask(
            recipe,
            perspective,
            Phase.SCENARIO_QUESTIONS,
            "questions",
            question=perspective.asked.question,
            emotion=perspective.asked.emotion,
            reading=perspective.answer_of(Phase.READING),
            general=_general_text(recipe, perspective),
            limit=str(recipe.scenario_limit),
        )
        for perspective in perspectives
    ]
    recipe.waves.send(recipe.vision, Phase.SCENARIO_QUESTIONS, asks)
    for perspective in perspectives:
        _take_scenario_questions(recipe, perspective)


def _take_scenario_questions(recipe: Recipe, perspective: Perspective) -> None:
    if perspective.failure is not None:
        return
    try:
        text = perspective.answer_of(Phase.SCENARIO_QUESTIONS)
        truncated = perspective.rounds[-1].truncated
        perspective.scenario_questions = read_questions(text, recipe.scenario_limit, truncated=truncated)
    except UnreadableQuestions as error:
        perspective.fail(Phase.SCENARIO_QUESTIONS, error)


def answer_scenario(recipe: Recipe, perspectives: list[Perspective]) -> None:
    """Phase 3, second half: the model answers its own questions on the picture."""
    asks = [
        _ask(
            recipe,
            perspective,
            Phase.SCENARIO_ANSWER,
            question,
            scenario_question=question,
            question=perspective.asked.question,
        )
        for perspective in perspectives
        for question in perspective.scenario_questions
    ]
    recipe.waves.send(recipe.vision, Phase.SCENARIO_ANSWER, asks)


def summarise(recipe: Recipe, perspectives: list[Perspective]) -> None:
    """Phase 4: everything that was learnt becomes triggers, each with the rounds that support it."""
    asks = [Ask(_summary_conversation(recipe, perspective), (perspective,)) for perspective in perspectives]
    recipe.waves.send(recipe.language, Phase.SUMMARY, asks)
    for perspective in perspectives:
        if perspective.failure is None:
            _take_summary(recipe, perspective)


def _summary_conversation(recipe: Recipe, perspective: Perspective) -> Conversation:
    ask = _ask(
        recipe,
        perspective,
        Phase.SUMMARY,
        "summary",
        question=perspective.asked.question,
        emotion=perspective.asked.emotion,
        evidence=_evidence_text(recipe, perspective),
        factors=", ".join(FACTORS),
        categories=", ".join(recipe.categories),
    )
    schema = summary_schema([record.position for record in perspective.evidence()], recipe.categories)
    return replace(ask.conversation, image=None, parameters=recipe.summary_parameters, json_schema=schema)


def _take_summary(recipe: Recipe, perspective: Perspective) -> None:
    summary = perspective.rounds[-1]
    perspective.raw_summary = summary.answer
    known = [record.position for record in perspective.evidence()]
    try:
        perspective.triggers = read_summary(summary.answer, known, recipe.categories, truncated=summary.truncated)
    except UnreadableSummary as error:
        perspective.fail(Phase.SUMMARY, error)


def _ask(recipe: Recipe, perspective: Perspective, phase: Phase, subject: str, **values: str) -> Ask:
    text = recipe.prompts.render(phase, persona=recipe.persona, **values)
    if perspective.asked.hint and phase in HINTED:
        text = f"{text}\n\n{HINT.format(hint=perspective.asked.hint)}"
    conversation = Conversation(
        messages=(Message("user", text),),
        image=perspective.image,
        parameters=recipe.parameters,
        phase=phase,
        subject=subject,
        image_key=perspective.image.key,
        sample_question=perspective.asked.question,
        emotion=perspective.asked.emotion,
        round_labels=perspective.labels(),
    )
    return Ask(conversation, (perspective,))


def _grouped(perspectives: list[Perspective], key: Callable[[Perspective], str]) -> list[tuple[str, list[Perspective]]]:
    groups: dict[str, list[Perspective]] = {}
    for perspective in perspectives:
        groups.setdefault(key(perspective), []).append(perspective)
    return list(groups.items())


def _general_text(recipe: Recipe, perspective: Perspective) -> str:
    wording = {general.key: general.text for general in recipe.prompts.general_questions}
    answered = [record for record in perspective.rounds if record.phase is Phase.GENERAL]
    return "\n".join(f"- {wording[record.subject]} {record.answer.strip()}" for record in answered)


def _evidence_text(recipe: Recipe, perspective: Perspective) -> str:
    """The rounds to summarise, each under the number by which a trigger names it."""
    wording = {general.key: general.text for general in recipe.prompts.general_questions}
    wording["reading"] = "What does the picture show that bears on the question?"
    return "\n\n".join(
        f"[{record.position}] {wording.get(record.subject, record.subject)}\n{record.answer.strip()}"
        for record in perspective.evidence()
    )
