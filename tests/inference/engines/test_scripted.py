import json
from pathlib import Path

import pytest

from inference import engines
from inference.cfsa import prompts
from inference.cfsa.conversation import Phase
from inference.cfsa.pipeline import DraftItem, ImageReference, PerspectiveQuestion, draft
from inference.engines import EngineConfigurationError

PAPER = prompts.load("paper-1")
WHY = "Why is the man angry?"
TRIGGERS = [
    {
        "text": "Tight jaw.",
        "factor": "physical",
        "explicit": True,
        "category": "Facial Expressions",
        "supports": ["general:expression", "reading"],
    },
    {"text": "Somebody broke his cup.", "explicit": False, "supports": ["scenario:2"]},
]
SCRIPT = {
    "about": "One picture.",
    "images": {
        "rooms/kitchen.jpg": {
            "general": {"people": "One man.", "expression": "A tight jaw."},
            "questions": {
                WHY: {
                    "enriched": "Say in detail why the man is angry.",
                    "reading": "He stares at the floor.",
                    "scenario_questions": ["Who else is there?", "What lies on the floor?"],
                    "scenario_answers": ["Nobody.", "A broken cup."],
                    "triggers": TRIGGERS,
                }
            },
        }
    },
}


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "rooms.json"
    path.write_text(json.dumps(SCRIPT))
    return path


def item(key="rooms/kitchen.jpg", question=WHY):
    return DraftItem(ImageReference(key, Path(key)), (PerspectiveQuestion(key, question, "angry"),))


def drafted(engine, *items):
    return draft(items, engine, PAPER)


def test_every_round_is_answered_from_the_script(script):
    engine = engines.build("scripted", model="rooms", options={"script": str(script)})
    outcome = drafted(engine, item())["rooms/kitchen.jpg"]
    said = {each.subject: each.answer for each in outcome.rounds if each.phase is not Phase.SUMMARY}
    improvised = {subject: said.pop(subject) for subject in ("activity", "posture")}
    assert said == {
        "question": "Say in detail why the man is angry.",
        "reading": "He stares at the floor.",
        "people": "One man.",
        "expression": "A tight jaw.",
        "questions": "1. Who else is there?\n2. What lies on the floor?",
        "Who else is there?": "Nobody.",
        "What lies on the floor?": "A broken cup.",
    }
    assert all(improvised.values())


def test_supports_become_the_rounds_they_name(script):
    engine = engines.build("scripted", model="rooms", options={"script": str(script)})
    outcome = drafted(engine, item())["rooms/kitchen.jpg"]
    assert [(each.text, each.factor, each.explicit, each.category, each.rounds) for each in outcome.triggers] == [
        ("Tight jaw.", "physical", True, "Facial Expressions", (2, 5)),
        ("Somebody broke his cup.", "", False, "", (9,)),
    ]


def test_the_model_is_the_name_of_the_script(script):
    assert engines.build("scripted", model=str(script)).describe() == {
        "engine": "scripted",
        "model": "rooms",
        "revision": "",
        "packages": {},
    }


def test_pictures_outside_of_the_script_get_answers_that_depend_on_them_alone():
    keys = [f"{number}.jpg" for number in range(50)]
    first = drafted(engines.build("scripted", model=""), *map(item, keys))
    again = drafted(engines.build("scripted", model=""), *map(item, reversed(keys)))
    assert {key: outcome.triggers for key, outcome in first.items()} == {
        key: outcome.triggers for key, outcome in again.items()
    }
    assert {outcome.error for outcome in first.values()} == {None}
    assert {len(outcome.triggers) for outcome in first.values()} == {3, 4, 5, 6}
    assert len({outcome.triggers for outcome in first.values()}) == 50


def test_a_refused_picture_fails_alone():
    engine = engines.build("scripted", model="", options={"fail_keys": ["2.jpg"]})
    outcomes = drafted(engine, item("1.jpg"), item("2.jpg"), item("3.jpg"))
    assert {key: outcome.error for key, outcome in outcomes.items()} == {
        "1.jpg": None,
        "2.jpg": "Reading: The script refuses the picture 2.jpg.",
        "3.jpg": None,
    }


def test_a_support_that_does_not_exist_is_an_error(tmp_path):
    script = json.loads(json.dumps(SCRIPT))
    script["images"]["rooms/kitchen.jpg"]["questions"][WHY]["triggers"][0]["supports"] = ["scenario:9"]
    path = tmp_path / "rooms.json"
    path.write_text(json.dumps(script))
    outcome = drafted(engines.build("scripted", model=str(path)), item())["rooms/kitchen.jpg"]
    assert outcome.error == "Summary: The script names a round that does not exist: 'scenario:9'."


def test_no_scenario_questions_in_the_script_means_none(tmp_path):
    script = json.loads(json.dumps(SCRIPT))
    answers = script["images"]["rooms/kitchen.jpg"]["questions"][WHY]
    answers.update(scenario_questions=[], triggers=TRIGGERS[:1])
    path = tmp_path / "rooms.json"
    path.write_text(json.dumps(script))
    outcome = drafted(engines.build("scripted", model=str(path)), item())["rooms/kitchen.jpg"]
    assert (outcome.error, outcome.rounds[6].answer, len(outcome.rounds)) == (None, "NONE", 8)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "cannot be read"),
        ("[]", "has no object “images”"),
        ('{"images": {"a.jpg": {}}}', "images.a.jpg: needs an object “questions”"),
        ('{"images": {"a.jpg": {"questions": {"Why?": {}}}}}', "images.a.jpg.questions.Why?: needs a list “triggers”"),
    ],
)
def test_a_faulty_script_is_refused(tmp_path, content, why):
    path = tmp_path / "faulty.json"
    path.write_text(content)
    with pytest.raises(EngineConfigurationError) as refused:
        engines.build("scripted", model=str(path))
    assert str(refused.value).count(why) == 1


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"script": "no/such/file.json"}, "The script no/such/file.json cannot be read"),
        ({"delay_seconds": -1.0}, "The option “delay_seconds” of the scripted engine must be at least 0."),
        ({"fail_keys": "a.jpg"}, "The option “fail_keys” of the scripted engine must be a list of texts."),
        ({"speed": 3}, "The scripted engine has no option “speed”; it has delay_seconds, fail_keys, script."),
    ],
)
def test_wrong_options_are_refused(options, why):
    with pytest.raises(EngineConfigurationError) as refused:
        engines.build("scripted", model="", options=options)
    assert str(refused.value)[: len(why)] == why


def test_an_unknown_engine_is_refused():
    with pytest.raises(EngineConfigurationError, match="There is no engine “abacus”; choose one of transformers, ope"):
        engines.build("abacus", model="")
