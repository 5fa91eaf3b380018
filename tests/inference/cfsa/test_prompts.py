import copy
import json

import pytest

from inference.cfsa import prompts
from inference.cfsa.conversation import Phase
from inference.cfsa.prompts import PromptSetError

PAPER = prompts.load("paper-1").to_dict()
DELETED = object()


def changed(path, value):
    data = copy.deepcopy(PAPER)
    *parents, last = path
    inner = data
    for name in parents:
        inner = inner[name]
    if value is DELETED:
        del inner[last]
    else:
        inner[last] = value
    return data


def test_the_papers_set_comes_with_the_package():
    assert prompts.available() == ["paper-1"]
    loaded = prompts.load("paper-1")
    assert (loaded.name, loaded.version, loaded.identifier) == ("paper", 1, "paper-1")
    assert [question.key for question in loaded.general_questions] == ["people", "activity", "expression", "posture"]


def test_a_set_survives_json_whatever_the_order_of_names():
    through_json = json.loads(json.dumps(PAPER, sort_keys=True))
    assert prompts.from_dict(through_json) == prompts.load("paper-1")


def test_an_unknown_set_is_refused():
    with pytest.raises(PromptSetError, match="There is no prompt set “../secret”; choose one of paper-1."):
        prompts.load("../secret")


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (["name"], DELETED, "prompt set: “name” is missing."),
        (["author"], "me", "prompt set: “author” is not known; remove it."),
        (["name"], "a b", "name: use letters, digits, “_” and “.” only."),
        (["name"], 5, "name: must be text."),
        (["version"], "1", "version: must be a whole number from 1."),
        (["version"], 0, "version: must be a whole number from 1."),
        (["version"], True, "version: must be a whole number from 1."),
        (["personas"], [], "personas: must be an object of texts."),
        (["personas", "none"], DELETED, "personas: “none” is missing."),
        (["personas", "poet"], "You are a poet.", "personas: “poet” is not known; remove it."),
        (["personas", "ai_assistant"], "", "personas.ai_assistant: must not be empty."),
        (["general_questions"], [], "general_questions: must be a list of at least one question."),
        (["general_questions", 1], "Who?", "general_questions[1]: must be an object with “key” and “text”."),
        (["general_questions", 1, "key"], "people", "general_questions: every key may be used only once."),
        (["general_questions", 1, "text"], " ", "general_questions[1].text: must not be empty."),
        (["templates"], "x", "templates: must be an object of texts."),
        (["templates", "summary"], DELETED, "templates: “summary” is missing."),
        (["templates", "summary"], 7, "templates.summary: must be text."),
        (["templates", "reading"], "$persona Look.", "templates.reading: $enriched is missing."),
        (["templates", "reading"], "$enriched $emotion", "templates.reading: $emotion is not known in this round."),
        (["templates", "enrich"], "$question for 5 $.", "templates.enrich: a “$” stands alone; write “$$” for"),
    ],
)
def test_a_faulty_set_is_refused_by_the_name_of_the_field(path, value, why):
    with pytest.raises(PromptSetError) as refused:
        prompts.from_dict(changed(path, value))
    assert str(refused.value)[: len(why)] == why


@pytest.mark.parametrize("data", [None, [], "paper-1"])
def test_what_is_no_object_is_refused(data):
    with pytest.raises(PromptSetError, match="A prompt set must be a JSON object."):
        prompts.from_dict(data)


def test_values_are_put_in_as_they_are():
    asked = prompts.from_dict(changed(["templates", "enrich"], "Q: $question"))
    assert asked.render(Phase.ENRICH, question="Does $5 make $question happy?") == "Q: Does $5 make $question happy?"


def test_a_missing_value_is_refused():
    with pytest.raises(PromptSetError, match=r"templates.enrich: no value was given for \$question."):
        prompts.load("paper-1").render(Phase.ENRICH)


def test_no_persona_leaves_no_gap():
    text = prompts.load("paper-1").render(Phase.GENERAL, persona="none", general_question="Who?")
    assert text.startswith("Look at the picture")
