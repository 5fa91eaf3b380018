"""Prompts on their pages: versions that are never changed, rendered for a sample, tried on three."""

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
    assert "changed since version 1" in text
    assert "<ins>twice." in text


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
    assert "this sample has no draft yet" in text
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
    answer = client.post(address(benchmark, f"{default_prompt_set().pk}/try/"), follow=True)
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
    client.post(address(benchmark, f"{default_prompt_set().pk}/try/"))
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
    client.post(address(benchmark, f"{ours.pk}/try/"))
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


def test_changes_are_runs_of_words():
    assert changes("Look at the picture", "Look twice at the scene") == [
        ("same", "Look"), ("added", "twice"), ("same", "at the"), ("removed", "picture"), ("added", "scene"),
    ]  # fmt: skip
