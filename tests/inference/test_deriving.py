"""Deriving the questions of every picture: through the pages and the worker's own loop, with the real encoder."""

import pytest

from inference import working
from inference.grouping import groups_of
from inference.judges.encoders import load_encoder
from inference.models import Derivation, PromptSet
from inference.prompting import default_prompt_set
from tests import factories

WORDINGS = (
    "How many people are in the picture?",
    "How many persons can be seen in the image?",
    "What facial expression does each person show?",
    "How many people are in the picture?",
    "What objects lie around?",
)


def test_wordings_of_one_question_fall_into_one_group_and_the_most_frequent_comes_first():
    groups = groups_of(WORDINGS, load_encoder())
    assert [(group.text, group.count) for group in groups] == [
        ("How many people are in the picture?", 3),
        ("What facial expression does each person show?", 1),
        ("What objects lie around?", 1),
    ]
    assert groups[0].members == (WORDINGS[0], WORDINGS[1])
    assert groups_of([], load_encoder()) == []
    assert groups_of(["Why?"], load_encoder())[0].count == 1


@pytest.fixture
def derived(client_of, admin, benchmark, transactional_db):
    """A derivation that a script proposed for, over six questions."""
    for number in range(6):
        factories.make_sample(benchmark, question=f"Why is person {number} angry?")
    client = client_of(admin)
    prompts = default_prompt_set().pk
    fields = {"engine": "scripted", "prompt_set": prompts, "max_new_tokens": 256, "temperature": 0, "seed": 1}
    page = client.post(f"/b/{benchmark.slug}/prompts/derived/", fields, follow=True)
    assert "A worker is asking." in page.content.decode()
    working.work(should_leave=lambda: False)
    return Derivation.objects.get()


def test_proposals_are_grouped_and_the_ticked_ones_become_a_prompt_set(client_of, admin, benchmark, derived):
    assert derived.finished_at is not None
    assert sum(group["count"] for group in derived.groups) == 30
    client = client_of(admin)
    text = client.get(derived.get_absolute_url()).content.decode()
    assert text.count(" checked>") == 4
    chosen = {"group": ["1", "2"], "text_1": "Who is there?", "text_2": derived.groups[1]["text"], "name": "derived"}
    client.post(derived.get_absolute_url(), chosen)
    kept = PromptSet.objects.get(name="derived")
    assert [one["text"] for one in kept.content["general_questions"]] == ["Who is there?", derived.groups[1]["text"]]
    assert kept.content["templates"] == default_prompt_set().content["templates"]
    derived.refresh_from_db()
    assert derived.approved == kept


@pytest.mark.parametrize("chosen", [{}, {"group": ["1"], "text_1": " "}, {"group": ["x", "99999"]}])
def test_nothing_chosen_is_refused(client_of, admin, derived, chosen):
    page = client_of(admin).post(derived.get_absolute_url(), chosen | {"name": "derived"})
    assert "Choose from one to 12 questions." in page.content.decode()
    assert not PromptSet.objects.filter(name="derived").exists()


def test_what_is_not_finished_cannot_be_approved_and_strange_letters_do_no_harm(client_of, admin, benchmark, derived):
    client = client_of(admin)
    chosen = {"group": ["1"], "text_1": "Who is\x00 there?", "name": "derived"}
    Derivation.objects.update(finished_at=None)
    assert "No question was proposed yet" in client.post(derived.get_absolute_url(), chosen).content.decode()
    Derivation.objects.update(finished_at=derived.finished_at)
    client.post(derived.get_absolute_url(), chosen)
    assert PromptSet.objects.get(name="derived").content["general_questions"][0]["text"] == "Who is there?"


def test_without_samples_there_is_nothing_to_derive_from(client_of, admin, benchmark):
    prompts = default_prompt_set().pk
    fields = {"engine": "scripted", "prompt_set": prompts, "max_new_tokens": 256, "temperature": 0, "seed": 1}
    page = client_of(admin).post(f"/b/{benchmark.slug}/prompts/derived/", fields)
    assert page.status_code == 400
    assert "There is no sample to derive questions from yet." in page.content.decode()
