"""Which samples and recipes are taken for a draft run, and what is kept of them."""

import pytest

from annotation.models import Job, Sample
from annotation.states import SampleStatus
from inference.cfsa.conversation import GenerationParameters
from inference.choosing import choose_samples
from inference.models import DraftRun, PromptSet
from inference.prompting import PromptSetChanged, default_prompt_set
from inference.recipes import DraftingRefused
from inference.starting import start_run
from tests import factories
from tests.inference.drafts import make_perspectives, make_samples, recipe, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_engine_is_left")]


@pytest.mark.parametrize("status", [SampleStatus.WAITING, SampleStatus.EXCLUDED])
def test_samples_that_cannot_be_drafted_are_refused(benchmark, status):
    make_samples(benchmark, 1)
    image = factories.make_image(benchmark, "later.jpg", stored=False)
    factories.make_sample(benchmark, image, status=status)
    with pytest.raises(DraftingRefused, match="^1 of the chosen samples waits for its picture or is excluded: leave"):
        start(benchmark)
    assert (DraftRun.objects.count(), Job.objects.count()) == (0, 0)


def test_samples_of_another_benchmark_are_not_drafted(benchmark):
    make_samples(benchmark, 1)
    make_samples(factories.make_benchmark("other"), 2)
    assert start(benchmark, Sample.objects.all()).drafts.count() == 1


def test_samples_are_chosen_by_split_emotion_and_draft(benchmark):
    first, second, third = make_samples(benchmark, 3)
    Sample.objects.filter(pk=third.pk).update(emotion="sad")
    perspectives = make_perspectives(benchmark, ["Why?"])
    factories.make_draft(first)
    waiting = factories.make_sample(benchmark, factories.make_image(benchmark, "later.jpg", stored=False))
    assert set(choose_samples(benchmark)) == {first, second, third, *perspectives} - {waiting}
    assert set(choose_samples(benchmark, split="complex")) == set(perspectives)
    assert set(choose_samples(benchmark, emotion="sad")) == {third}
    assert set(choose_samples(benchmark, undrafted=True, limit=2)) == {second, third}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"engine": "magic"}, "engine", "There is no engine “magic”; choose one of scripted, transformers, openai."),
        ({"persona": "poet"}, "persona", "There is no persona “poet”; choose one of none, ai_assistant"),
        ({"options": {"script": "../secret"}}, "script", "A script's name has only letters, digits, “-” and “_”."),
        ({"options": {"script": "none"}}, "script", "There is no script “none”; there are: none."),
        ({"options": {"batch": 0}}, None, "The option “batch” of the scripted engine must be at least 1."),
        ({"options": {"batch": 10**30}}, None, "The option “batch” of the scripted engine must be at most 256."),
        (
            {"options": {"delay_seconds": 10**400}},
            None,
            "The option “delay_seconds” of the scripted engine must be a number.",
        ),
        (
            {"options": {"delay_seconds": float("inf")}},
            None,
            "The option “delay_seconds” of the scripted engine must be at most 60.",
        ),
        (
            {"options": {"fail_keys": [[]]}},
            None,
            "The option “fail_keys” of the scripted engine must be a list of texts.",
        ),
        (
            {"engine": "openai", "model": "m", "options": {"attempts": 0}},
            None,
            "The option “attempts” of the openai engine must be at least 1.",
        ),
        ({"engine": "transformers"}, "model", "The transformers engine needs a model"),
        ({"engine": "openai"}, "model", "The openai engine needs the name of a model on the server."),
        ({"engine": "openai", "model": "m"}, "endpoint", "There is no server “”; choose an endpoint: vllm."),
        (
            {"engine": "openai", "model": "m", "options": {"endpoint": "http://other/v1"}},
            "endpoint",
            "There is no server “http://other/v1”; choose an endpoint: vllm.",
        ),
        (
            {"engine": "openai", "model": "m", "options": {"endpoint": "vllm", "base_url": "http://other/v1"}},
            None,
            "The openai engine has no option “base_url”",
        ),
        (
            {"engine": "openai", "model": "m", "options": {"endpoint": "vllm", "api_key_variable": "DATABASE_URL"}},
            "api_key_variable",
            "The key's environment variable must have a name that ends in API_KEY.",
        ),
    ],
)
def test_recipes_that_no_worker_could_carry_out_are_refused(benchmark, settings, tmp_path, fields, field, sentence):
    settings.DATA_DIR = tmp_path
    settings.OPENAI_ENDPOINTS = {"vllm": "http://127.0.0.1:8135/v1"}
    make_samples(benchmark, 1)
    with pytest.raises(DraftingRefused) as refused:
        start_run(benchmark, Sample.objects.all(), recipe(**fields), by=None)
    assert (refused.value.field, str(refused.value)[: len(sentence)]) == (field, sentence)
    assert DraftRun.objects.count() == 0


def test_a_prompt_set_whose_words_changed_is_refused():
    factories.make_prompt_set("paper", 1)
    with pytest.raises(PromptSetChanged, match="^The prompt set paper 1 was changed after runs had used it"):
        default_prompt_set()


def test_the_prompt_set_of_the_paper_is_kept_once():
    assert default_prompt_set() == default_prompt_set()
    assert list(PromptSet.objects.values_list("name", "version")) == [("paper", 1)]


def test_the_recipe_is_kept_on_the_run(benchmark):
    make_samples(benchmark, 1)
    parameters = GenerationParameters(max_new_tokens=64, temperature=0.5, top_p=0.9, seed=7)
    run = start_run(benchmark, Sample.objects.all(), recipe(persona="none", parameters=parameters), by=None)
    assert (run.persona, run.seed, run.parameters) == (
        "none",
        7,
        {"max_new_tokens": 64, "temperature": 0.5, "top_p": 0.9},
    )
