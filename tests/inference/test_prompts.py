"""Prompts on their pages: versions that are never changed, rendered for a sample, tried on three."""

import html

import pytest

from annotation.models import Event, Sample
from annotation.states import SampleStatus
from inference import working
from inference.models import DraftRun, PromptSet
from inference.prompt_comparing import changes
from inference.prompting import default_prompt_set
from review.models import Review
from review.queueing import claim
from tests import factories


@pytest.fixture
def paper(db):
    return default_prompt_set()


def address(benchmark, tail=""):
    return f"/b/{benchmark.slug}/prompts/{tail}"


def filled(base, **changed):
    """The form as the page shows it, with some fields changed."""
    content = base.content
    fields = {f"templates_{phase}": text for phase, text in content["templates"].items()}
    fields |= {f"personas_{name}": text for name, text in content["personas"].items()}
    questions = "\n".join(f"{one['key']}: {one['text']}" for one in content["general_questions"])
    return {"name": "ours", "general_questions": questions, **fields, **changed}


TRIAL = {
    "engine": "scripted",
    "script": "",
    "persona": "emotion_expert",
    "max_new_tokens": 64,
    "temperature": 0,
    "seed": 0,
}


def tried(client, benchmark, prompt_set, **asked):
    return client.post(address(benchmark, f"{prompt_set.pk}/try/"), TRIAL | asked, follow=True)


def save(client, benchmark, base, **changed):
    return client.post(address(benchmark, f"{base.pk}/edit/"), filled(base, **changed), follow=True)


def test_saving_makes_the_next_version_and_leaves_the_one_before(client_of, admin, benchmark, paper):
    client = client_of(admin)
    save(client, benchmark, paper)
    first = PromptSet.objects.get(name="ours")
    save(client, benchmark, first, general_questions="people: How many people?\nlight: What light is there?")
    second = PromptSet.objects.get(name="ours", version=2)
    assert (first.version, first.benchmark, first.created_by) == (1, benchmark, admin)
    assert [one["key"] for one in second.content["general_questions"]] == ["people", "light"]
    first.refresh_from_db()
    assert len(first.content["general_questions"]) == 4
    assert list(Event.objects.filter(verb="prompts saved").values_list("detail__version", flat=True)) == [2, 1]


def test_the_page_shows_what_changed(client_of, admin, benchmark, paper):
    client = client_of(admin)
    save(client, benchmark, paper)
    first = PromptSet.objects.get(name="ours")
    answer = save(client, benchmark, first, templates_scenario_answer="$persona Look twice. $scenario_question")
    text = answer.content.decode()
    assert "changed since ours 1" in text
    assert "<ins> twice." in text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"templates_reading": "Look."}, "templates.reading: $enriched is missing."),
        ({"templates_reading": "$enriched $else"}, "templates.reading: $else is not known in this round."),
        ({"templates_reading": "$enriched costs 5 $"}, "“$” stands alone"),
        ({"personas_emotion_expert": ""}, "personas.emotion_expert: must not be empty."),
        ({"general_questions": "How many people?"}, "general_questions[0].key: use letters, digits"),
        ({"general_questions": "a: One?\na: Two?"}, "every key may be used only once."),
        ({"general_questions": "\n".join(f"q{n}: Why {n}?" for n in range(13))}, "Ask at most 12 questions"),
        ({"name": "paper"}, "A set of this name comes with the studio: choose another name."),
        ({"name": "our words"}, "Use letters, digits, “_” and “.” for the name."),
    ],
)
def test_words_that_cannot_be_used_are_refused_at_their_field(client_of, admin, benchmark, paper, changed, sentence):
    answer = save(client_of(admin), benchmark, paper, **changed)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not PromptSet.objects.filter(benchmark=benchmark).exists()


def test_the_same_words_make_no_new_version(client_of, admin, benchmark, paper):
    client = client_of(admin)
    save(client, benchmark, paper)
    answer = save(client, benchmark, PromptSet.objects.get(name="ours"))
    assert "nothing was changed" in answer.content.decode()
    assert PromptSet.objects.filter(name="ours").count() == 1


def test_prompts_are_rendered_for_a_sample_with_its_own_answers(client_of, admin, benchmark, paper):
    sample = factories.make_sample(benchmark, question="Why is the clown sad?")
    client = client_of(admin)
    page = address(benchmark, f"{paper.pk}/?sample={sample.position}")
    text = client.get(page).content.decode()
    assert "Why is the clown sad?" in text
    assert "there is no draft of this sample to read" in text
    factories.make_draft(sample, texts=["A broken balloon."])
    assert "I see this: A broken balloon." in client.get(page).content.decode()


@pytest.mark.parametrize("query", ["?sample=x", "?sample=99999999999", "?persona=clown", "?sample=%00"])
def test_a_strange_address_shows_the_first_sample(client_of, admin, benchmark, paper, query):
    factories.make_sample(benchmark)
    assert client_of(admin).get(address(benchmark, f"{paper.pk}/{query}")).status_code == 200


def test_another_benchmarks_set_is_missing(client_of, admin, benchmark, paper):
    other = factories.make_benchmark("other")
    foreign = PromptSet.objects.create(benchmark=other, name="theirs", version=1, content=paper.content)
    assert client_of(admin).get(address(benchmark, f"{foreign.pk}/")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_trial_drafts_three_samples_that_nobody_reviews(client_of, admin, annotator, benchmark):
    for number in range(5):
        factories.make_sample(benchmark, factories.make_image(benchmark, f"{number}.jpg"))
    client = client_of(admin)
    answer = tried(client, benchmark, default_prompt_set())
    run = DraftRun.objects.get()
    assert "A worker is drafting them." in answer.content.decode()
    working.work(should_leave=lambda: False)
    assert (run.trial, run.drafts.filter(status="done").count()) == (True, 3)
    assert set(Sample.objects.values_list("status", flat=True)) == {SampleStatus.READY}
    text = client.get(address(benchmark, f"trials/{run.pk}/")).content.decode()
    drafted = run.drafts.first()
    assert drafted.label.triggers.first().text in text
    assert "Nobody reviews these drafts" in text
    real = factories.make_draft(drafted.sample, factories.make_draft_run(benchmark), texts=["A bad day."])
    tried(client, benchmark, default_prompt_set())
    working.work(should_leave=lambda: False)
    assert Review.objects.get(pk=claim(benchmark, by=annotator)).draft == real


@pytest.mark.django_db(transaction=True)
def test_what_a_trial_asked_in_and_waits_for_stays_out_of_real_work(client_of, admin, benchmark):
    sample = factories.make_sample(benchmark)
    client, paper = client_of(admin), default_prompt_set()
    real = factories.make_draft_run(benchmark, prompt_set=paper, parameters={"max_new_tokens": 64})
    factories.make_draft(sample, real)
    save(client, benchmark, paper)
    ours = PromptSet.objects.get(name="ours")
    tried(client, benchmark, ours)
    trial = DraftRun.objects.get(trial=True)
    page = f"/b/{benchmark.slug}/samples/{sample.pk}/"
    client.post(f"{page}redraft/", {"hint": "Look left."})
    hinted = DraftRun.objects.exclude(hint="").get()
    assert (hinted.prompt_set, hinted.trial, trial.prompt_set) == (paper, False, ours)
    working.work(should_leave=lambda: False)
    for _ in range(2):
        factories.make_draft(sample, factories.make_draft_run(benchmark), texts=["Later."])
    text = client.get(address(benchmark, f"trials/{trial.pk}/")).content.decode()
    assert (text.count("This trial"), text.count("The draft before")) == (1, 1)
    assert "2 runs asked in these words." in client.get(address(benchmark, f"{paper.pk}/")).content.decode()
    assert "0 runs asked in these words." in client.get(address(benchmark, f"{ours.pk}/")).content.decode()


def test_any_two_sets_are_compared_and_the_version_before_is_the_default(client_of, admin, benchmark, paper):
    client, content = client_of(admin), paper.content
    question = content["general_questions"][0]
    save(client, benchmark, paper, personas_ai_assistant="You are a kind machine.")
    save(client, benchmark, paper, general_questions=f"{question['key']}: {question['text']}\nlight: What light?")
    first, second = PromptSet.objects.filter(name="ours").order_by("version")
    page = client.get(address(benchmark, "compare/"))
    assert (page.context["old"], page.context["new"]) == (first, second)
    changed = {
        (part.kind, part.key) for _title, parts in page.context["kinds"] for _name, part in parts if part.is_changed
    }
    gone = {("question", one["key"]) for one in content["general_questions"][1:]}
    assert changed == {("persona", "ai_assistant"), ("question", "light")} | gone
    assert (page.context["changed"], "<ins>What light?</ins>" in page.text) == (5, True)
    for query in (f"?old={paper.pk}&new={first.pk}", f"?old={paper.pk}&new={first.pk}&old=x"):
        page = client.get(address(benchmark, f"compare/{query}"))
        assert page.context["new"] == first
    page = client.get(address(benchmark, f"compare/?old={paper.pk}&new={first.pk}"))
    assert [page.context[name] for name in ("old", "new", "changed")] == [paper, first, 1]
    assert "<ins> kind machine.</ins>" in page.text
    assert "They say the same." in client.get(address(benchmark, f"compare/?old={first.pk}&new={first.pk}")).text


@pytest.mark.parametrize("query", ["", "?old=x&new=y", "?old=99999999999&new=-1", "?old=%00"])
def test_a_strange_comparison_falls_back_to_the_default(client_of, admin, benchmark, paper, query):
    page = client_of(admin).get(address(benchmark, f"compare/{query}"))
    assert (page.status_code, page.context["old"], page.context["new"]) == (200, paper, paper)


def test_the_personas_of_a_set_are_shown(client_of, admin, benchmark, paper):
    text = client_of(admin).get(address(benchmark, f"{paper.pk}/")).text
    assert "architecture expert" in text
    assert html.escape(paper.content["personas"]["architecture_expert"]) in text


def test_a_trial_is_filled_in_as_the_latest_run_and_takes_what_is_chosen(client_of, admin, benchmark, paper):
    factories.make_sample(benchmark)
    parameters = {"max_new_tokens": 99, "temperature": 0.5, "top_p": 0.8}
    asked = {"engine": "openai", "model": "m", "options": {"endpoint": "x", "batch": 7}, "budget": 4, "seed": 3}
    factories.make_draft_run(benchmark, prompt_set=paper, persona="none", parameters=parameters, **asked)
    client = client_of(admin)
    form = client.get(address(benchmark, f"{paper.pk}/try/")).context["form"]
    shown = [form[name].value() for name in ("engine", "model", "persona", "max_new_tokens", "seed", "budget")]
    assert shown == ["openai", "m", "none", 99, 3, 4]
    tried(client, benchmark, paper, persona="ai_assistant", seed=8)
    run = DraftRun.objects.get(trial=True)
    assert (run.engine, run.persona, run.seed, run.options, run.budget) == ("scripted", "ai_assistant", 8, {}, None)


def test_a_trial_on_the_same_engine_keeps_what_the_form_does_not_ask(client_of, admin, benchmark, paper):
    factories.make_sample(benchmark)
    parameters = {"max_new_tokens": 99, "temperature": 0, "top_p": 0.8}
    factories.make_draft_run(benchmark, prompt_set=paper, parameters=parameters, options={"batch": 7, "script": "old"})
    tried(client_of(admin), benchmark, paper, budget="2")
    run = DraftRun.objects.get(trial=True)
    assert (run.options, run.parameters["top_p"], run.parameters["max_new_tokens"]) == ({"batch": 7}, 0.8, 64)
    assert run.budget == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"engine": "transformers"}, "model"),
        ({"engine": "imported"}, "engine"),
        ({"persona": "clown"}, "persona"),
        ({"max_new_tokens": 0}, "max_new_tokens"),
    ],
)
def test_a_trial_that_cannot_start_is_told_at_its_field(client_of, admin, benchmark, paper, changed, field):
    factories.make_sample(benchmark)
    page = tried(client_of(admin), benchmark, paper, **changed)
    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not DraftRun.objects.exists()


def test_trials_are_marked_in_the_list_of_runs_and_on_the_samples_page(client_of, admin, benchmark, paper):
    trial = factories.make_draft_run(benchmark, prompt_set=paper, trial=True)
    draft = factories.make_draft(factories.make_sample(benchmark), trial)
    real = factories.make_draft_run(benchmark, prompt_set=paper)
    client = client_of(admin)
    runs = client.get(f"/b/{benchmark.slug}/drafts/").text
    where = address(benchmark, f"trials/{trial.pk}/")
    assert runs.count(">trial</a>") == 1
    assert f'href="{where}">trial</a>' in client.get(trial.get_absolute_url()).text
    assert ">trial</a>" not in client.get(real.get_absolute_url()).text
    page = client.get(f"/b/{benchmark.slug}/samples/{draft.sample_id}/drafts/")
    assert (page.context["columns"], list(page.context["trials"])) == ([], [draft])
    assert f'href="{where}">Run {trial.pk} with paper 1</a>' in page.text


def test_changes_are_runs_of_words():
    assert changes("Look at the picture", "Look twice at the scene") == [
        ("same", "Look"), ("added", " twice"), ("same", " at the"), ("removed", " picture"), ("added", " scene"),
    ]  # fmt: skip


def test_changes_keep_line_breaks_and_indentation():
    before = "Look at the picture.\n\nAnswer in short.\n  - one"
    after = "Look at the scene.\nAnswer in short.\n  - one\n  - two"
    pieces = changes(before, after)
    assert pieces == [
        ("same", "Look at the"), ("removed", " picture.\n"), ("added", " scene."),
        ("same", "\nAnswer in short.\n  - one"), ("added", "\n  - two"),
    ]  # fmt: skip
    assert "".join(words for kind, words in pieces if kind != "removed") == after


def test_a_comparison_shows_the_lines_as_they_stand(client_of, admin, benchmark, paper):
    client = client_of(admin)
    save(client, benchmark, paper, personas_ai_assistant="You are a machine.\nYou are kind.")
    save(client, benchmark, paper, personas_ai_assistant="You are a machine.\nYou are very kind.")
    text = client.get(address(benchmark, "compare/")).text
    assert "You are a machine.\nYou are<ins> very</ins> kind." in text
