from pathlib import Path

import pytest

from inference.cfsa import prompts
from inference.cfsa.conversation import (
    AnswerRefused,
    EngineUnavailable,
    GenerationParameters,
    ImageReference,
    OutOfMemory,
    Phase,
)
from inference.cfsa.pipeline import Cancelled, DraftedTrigger, DraftItem, PerspectiveQuestion, draft
from inference.cfsa.prompts import PromptSetError
from tests.inference.recording import SUMMARY, RecordingEngine, usual

PAPER = prompts.load("paper-1")
KITCHEN = ImageReference("kitchen.jpg", Path("kitchen.jpg"))
STREET = ImageReference("street.jpg", Path("street.jpg"))
WHY_ANGRY = "Why is the man angry?"
WHY_SAD = "Why is the woman sad?"


def two_perspectives():
    return DraftItem(
        KITCHEN, (PerspectiveQuestion("man", WHY_ANGRY, "angry"), PerspectiveQuestion("woman", WHY_SAD, "sad"))
    )


def one_perspective():
    return DraftItem(STREET, (PerspectiveQuestion("street", WHY_ANGRY, "angry"),))


def waves_of(engine):
    return [(wave[0].phase, len(wave)) for wave in engine.waves]


def test_each_round_of_all_items_is_one_batch_in_the_order_of_the_phases():
    engine = RecordingEngine()
    draft([two_perspectives(), one_perspective()], engine, PAPER)
    assert waves_of(engine) == [
        (Phase.ENRICH, 2),
        (Phase.READING, 3),
        (Phase.GENERAL, 8),
        (Phase.SCENARIO_QUESTIONS, 3),
        (Phase.SCENARIO_ANSWER, 6),
        (Phase.SUMMARY, 3),
    ]


def test_general_questions_are_asked_once_for_each_picture():
    engine = RecordingEngine()
    draft([two_perspectives()], engine, PAPER)
    assert [(asked.image, asked.subject) for asked in engine.waves[2]] == [
        (KITCHEN, "people"),
        (KITCHEN, "activity"),
        (KITCHEN, "expression"),
        (KITCHEN, "posture"),
    ]


def test_questions_are_enriched_once_for_each_text_and_without_a_picture():
    engine = RecordingEngine()
    draft([two_perspectives(), one_perspective()], engine, PAPER)
    assert [(asked.sample_question, asked.image) for asked in engine.waves[0]] == [(WHY_ANGRY, None), (WHY_SAD, None)]


def test_every_round_is_kept_in_order_with_its_cost():
    outcome = draft([two_perspectives()], RecordingEngine(), PAPER)["man"]
    assert [(each.position, each.phase, each.subject, each.shared) for each in outcome.rounds] == [
        (1, Phase.ENRICH, "question", True),
        (2, Phase.READING, "reading", False),
        (3, Phase.GENERAL, "people", True),
        (4, Phase.GENERAL, "activity", True),
        (5, Phase.GENERAL, "expression", True),
        (6, Phase.GENERAL, "posture", True),
        (7, Phase.SCENARIO_QUESTIONS, "questions", False),
        (8, Phase.SCENARIO_ANSWER, "Who else is there?", False),
        (9, Phase.SCENARIO_ANSWER, "What lies on the floor?", False),
        (10, Phase.SUMMARY, "summary", False),
    ]
    assert {(each.prompt_tokens, each.generated_tokens, each.seconds) for each in outcome.rounds} == {(3, 2, 0.5)}


def test_triggers_name_the_rounds_they_rest_on():
    outcome = draft([two_perspectives()], RecordingEngine(), PAPER)["man"]
    assert outcome.triggers == (DraftedTrigger("Tight jaw.", "physical", True, "", (5,)),)
    assert outcome.rounds[5 - 1].answer == "About expression."
    assert (outcome.raw_summary, outcome.error) == (SUMMARY, None)


def test_the_summary_reads_every_round_of_evidence_under_its_number():
    engine = RecordingEngine()
    draft([one_perspective()], engine, PAPER)
    (summary,) = engine.waves[-1]
    numbered = [line for line in summary.messages[0].text.splitlines() if line.startswith("[")]
    assert [line.partition(" ")[0] for line in numbered] == ["[2]", "[3]", "[4]", "[5]", "[6]", "[8]", "[9]"]
    assert summary.round_labels == (
        "enrich",
        "reading",
        "general:people",
        "general:activity",
        "general:expression",
        "general:posture",
        "scenario_questions",
        "scenario:1",
        "scenario:2",
    )
    assert summary.json_schema["properties"]["triggers"]["items"]["properties"]["rounds"]["items"]["enum"] == [
        2,
        3,
        4,
        5,
        6,
        8,
        9,
    ]


def test_the_persona_opens_the_rounds_on_the_picture():
    engine = RecordingEngine()
    draft([one_perspective()], engine, PAPER, persona="architecture_expert")
    opened = {
        wave[0].phase for wave in engine.waves if wave[0].messages[0].text.startswith("You are an expert in architec")
    }
    assert opened == {Phase.READING, Phase.GENERAL, Phase.SCENARIO_QUESTIONS, Phase.SCENARIO_ANSWER}


def test_a_language_engine_takes_the_rounds_without_a_picture():
    vision, language = RecordingEngine(), RecordingEngine()
    draft([one_perspective()], vision, PAPER, language_engine=language)
    assert waves_of(language) == [(Phase.ENRICH, 1), (Phase.SUMMARY, 1)]
    assert all(asked.image is not None for wave in vision.waves for asked in wave)


def test_parameters_reach_every_round_and_the_summary_has_more_room():
    engine = RecordingEngine()
    draft([one_perspective()], engine, PAPER, parameters=GenerationParameters(64, temperature=0.5, seed=3))
    assert {asked.parameters for wave in engine.waves[:-1] for asked in wave} == {GenerationParameters(64, 0.5, 1.0, 3)}
    assert engine.waves[-1][0].parameters == GenerationParameters(1024, 0.5, 1.0, 3)


def failing_at(phase, sample_question, error):
    def words(conversation):
        fails = conversation.phase is phase and conversation.sample_question == sample_question
        return error if fails else usual(conversation)

    return words


@pytest.mark.parametrize(
    ("phase", "told", "rounds"),
    [
        (Phase.READING, "Reading: Refused.", 1),
        (Phase.SCENARIO_QUESTIONS, "Scenario questions: Refused.", 6),
        (Phase.SCENARIO_ANSWER, "Scenario answer: Refused.", 7),
        (Phase.SUMMARY, "Summary: Refused.", 9),
    ],
)
def test_a_failing_conversation_stops_its_perspective_alone(phase, told, rounds):
    engine = RecordingEngine(failing_at(phase, WHY_ANGRY, AnswerRefused("Refused.")))
    outcomes = draft([two_perspectives()], engine, PAPER)
    assert (outcomes["man"].error, outcomes["man"].transient, outcomes["man"].triggers) == (told, False, ())
    assert len(outcomes["man"].rounds) == rounds
    assert (outcomes["woman"].error, len(outcomes["woman"].rounds)) == (None, 10)


def test_a_failed_perspective_is_asked_nothing_more():
    engine = RecordingEngine(failing_at(Phase.READING, WHY_ANGRY, AnswerRefused("Refused.")))
    draft([one_perspective()], engine, PAPER)
    assert waves_of(engine) == [(Phase.ENRICH, 1), (Phase.READING, 1)]


def test_a_failing_general_question_stops_the_perspectives_of_its_picture():
    def words(conversation):
        fails = conversation.phase is Phase.GENERAL and conversation.image == KITCHEN
        return AnswerRefused("Refused.") if fails else usual(conversation)

    outcomes = draft([two_perspectives(), one_perspective()], RecordingEngine(words), PAPER)
    assert {key: outcome.error for key, outcome in outcomes.items()} == {
        "man": "General: Refused.",
        "woman": "General: Refused.",
        "street": None,
    }


def test_an_overloaded_engine_is_a_transient_failure():
    engine = RecordingEngine(failing_at(Phase.READING, WHY_SAD, EngineUnavailable("Too busy.")))
    outcomes = draft([two_perspectives()], engine, PAPER)
    assert {key: outcome.transient for key, outcome in outcomes.items()} == {"man": False, "woman": True}


def test_an_engine_that_is_down_ends_the_draft():
    class DownEngine(RecordingEngine):
        def answer(self, conversations, *, should_stop=None):
            raise EngineUnavailable("Nobody is there.")

    with pytest.raises(EngineUnavailable, match="Nobody is there."):
        draft([one_perspective()], DownEngine(), PAPER)


def saying(**said):
    return RecordingEngine(lambda conversation: said.get(conversation.phase.value, usual(conversation)))


def test_an_unreadable_summary_is_an_error_and_its_text_is_kept():
    outcome = draft([one_perspective()], saying(summary="I would rather not."), PAPER)["street"]
    assert outcome.error == "Summary: The answer holds no triggers."
    assert outcome.raw_summary == "I would rather not."
    assert outcome.triggers == ()


def test_no_scenario_question_is_left_open():
    outcome = draft([one_perspective()], saying(scenario_questions=""), PAPER)["street"]
    assert (outcome.error, len(outcome.rounds)) == (None, 8)


def test_unreadable_scenario_questions_are_an_error():
    outcome = draft([one_perspective()], saying(scenario_questions="It is fine."), PAPER)["street"]
    assert outcome.error == "Scenario questions: The answer holds no list of questions."


def test_no_scenario_round_runs_when_none_is_allowed():
    engine = RecordingEngine()
    draft([one_perspective()], engine, PAPER, scenario_limit=0)
    assert waves_of(engine) == [(Phase.ENRICH, 1), (Phase.READING, 1), (Phase.GENERAL, 4), (Phase.SUMMARY, 1)]


def test_an_empty_enrichment_is_an_error():
    outcome = draft([one_perspective()], saying(enrich=" "), PAPER)["street"]
    assert outcome.error == "Enrich: The engine answered with nothing."


def test_an_empty_answer_is_no_evidence():
    engine = saying(reading="")
    outcome = draft([one_perspective()], engine, PAPER)["street"]
    assert outcome.error is None
    assert "[2]" not in engine.waves[-1][0].messages[0].text.split("List the triggers")[0]


def test_answers_lose_what_no_database_can_hold():
    outcome = draft([one_perspective()], saying(reading="a\x00b\ud800c"), PAPER)["street"]
    assert outcome.rounds[1].answer == "ab?c"


def test_progress_is_told_after_each_slice_of_a_wave():
    told = []
    draft(
        [two_perspectives()],
        RecordingEngine(),
        PAPER,
        wave_limit=3,
        on_wave=lambda phase, done, total: told.append((phase, done, total)),
    )
    assert told == [
        (Phase.ENRICH, 2, 2),
        (Phase.READING, 2, 2),
        (Phase.GENERAL, 3, 4),
        (Phase.GENERAL, 4, 4),
        (Phase.SCENARIO_QUESTIONS, 2, 2),
        (Phase.SCENARIO_ANSWER, 3, 4),
        (Phase.SCENARIO_ANSWER, 4, 4),
        (Phase.SUMMARY, 2, 2),
    ]


def test_a_draft_that_is_to_stop_asks_nothing_more():
    engine = RecordingEngine()
    with pytest.raises(Cancelled):
        draft([one_perspective()], engine, PAPER, should_stop=lambda: len(engine.waves) == 2)
    assert waves_of(engine) == [(Phase.ENRICH, 1), (Phase.READING, 1)]


def test_two_questions_with_one_key_are_refused():
    with pytest.raises(ValueError, match="Two questions have the same key."):
        draft([one_perspective(), one_perspective()], RecordingEngine(), PAPER)


def test_an_unknown_persona_is_refused_before_anything_is_asked():
    engine = RecordingEngine()
    with pytest.raises(PromptSetError, match="personas: “poet” is not one of"):
        draft([one_perspective()], engine, PAPER, persona="poet")
    assert engine.waves == []


def test_nothing_to_draft_asks_nothing():
    engine = RecordingEngine()
    assert draft([], engine, PAPER) == {}
    assert engine.waves == []


@pytest.mark.parametrize("wrong", [{"max_new_tokens": 0}, {"temperature": -1.0}, {"top_p": 0.0}, {"top_p": 1.1}])
def test_parameters_that_cannot_decode_are_refused(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=name):
        GenerationParameters(**wrong)


def test_a_picture_too_large_for_memory_is_told_apart_from_what_passes():
    engine = RecordingEngine(failing_at(Phase.READING, WHY_SAD, OutOfMemory("Too large.")))
    outcomes = draft([two_perspectives()], engine, PAPER)
    told = {key: (outcome.transient, outcome.short_of_memory) for key, outcome in outcomes.items()}
    assert told == {"man": (False, False), "woman": (True, True)}
