"""Drafts of one sample side by side, and drafting it again with a hint: through the pages and a real worker's loop."""

import pytest

from annotation.models import Event, Job, Origin
from annotation.states import JobStatus, SampleStatus
from inference import working
from inference.comparing import columns_of, lines_of
from inference.models import DraftRun
from inference.prompting import default_prompt_set
from inference.states import DraftStatus
from tests import factories


def work():
    working.work(should_leave=lambda: False)


def texts(sample):
    return [tuple(cell.text if cell else None for cell in line.cells) for line in lines_of(columns_of(sample))]


@pytest.fixture
def sample(benchmark):
    return factories.make_sample(benchmark)


def test_triggers_that_are_alike_stand_in_one_line(benchmark, sample):
    older = ["Clenched fists on the table.", "A heated argument.", "Rain outside."]
    newer = ["An argument that is heated.", "Fists clenched on the table!", "A broken cup."]
    for words in (older, newer):
        factories.make_draft(sample, factories.make_draft_run(benchmark), texts=words)
    assert texts(sample) == [
        ("An argument that is heated.", "A heated argument."),
        ("Fists clenched on the table!", "Clenched fists on the table."),
        ("A broken cup.", None),
        (None, "Rain outside."),
    ]


def test_each_trigger_stands_once_even_where_two_are_like_the_same(benchmark, sample):
    factories.make_draft(sample, factories.make_draft_run(benchmark), texts=["Clenched fists.", "Fists, clenched."])
    factories.make_draft(sample, factories.make_draft_run(benchmark), texts=["Clenched fists."])
    assert texts(sample) == [("Clenched fists.", "Clenched fists."), (None, "Fists, clenched.")]


def test_the_settled_label_stands_first(benchmark, sample, annotator):
    factories.make_draft(sample, texts=["A heated argument."])
    label = factories.make_label(sample, ["A bad day."], origin=Origin.HUMAN, by=annotator)
    type(sample).objects.filter(pk=sample.pk).update(final_label=label, status=SampleStatus.ACCEPTED)
    sample.refresh_from_db()
    assert texts(sample) == [("A bad day.", None), (None, "A heated argument.")]


def test_the_page_shows_drafts_to_those_who_measure(client_of, benchmark, sample, researcher, annotator):
    factories.make_draft(sample, texts=["<b>Clenched</b> fists."])
    address = f"/b/{benchmark.slug}/samples/{sample.pk}/drafts/"
    page = client_of(researcher).get(address)
    assert page.status_code == 200
    assert "&lt;b&gt;Clenched&lt;/b&gt; fists." in page.content.decode()
    assert client_of(annotator).get(address).status_code == 403


def start(client, sample, hint):
    return client.post(f"/b/{sample.benchmark.slug}/samples/{sample.pk}/redraft/", {"hint": hint}, follow=True)


@pytest.mark.django_db(transaction=True)
def test_a_hint_reaches_the_rounds_of_its_draft_and_overtakes_what_waits(client_of, benchmark, sample, admin):
    batch = factories.make_draft_run(benchmark, prompt_set=default_prompt_set(), parameters={"max_new_tokens": 64})
    factories.make_draft(sample, batch, texts=["A heated argument."])
    start(client_of(admin), sample, "Mind the man\n on the left.")
    run = DraftRun.objects.first()
    assert (run.hint, run.engine, run.prompt_set, run.parameters) == (
        "Mind the man on the left.",
        batch.engine,
        batch.prompt_set,
        batch.parameters | {"temperature": 0.0, "top_p": 1.0},
    )
    assert Job.objects.get().priority == 10
    work()
    draft = run.drafts.get()
    assert (draft.status, Job.objects.get().status) == (DraftStatus.DONE, JobStatus.DONE)
    hinted = draft.rounds.filter(question__contains="asks you to mind this: Mind the man on the left.")
    phases = set(draft.rounds.values_list("phase", flat=True)) - {"enrich", "general"}
    assert set(hinted.values_list("phase", flat=True)) == phases
    told = Event.objects.get(verb="asked for a new draft")
    assert (told.by, told.subject_id, told.detail["hint"]) == (admin, sample.pk, "Mind the man on the left.")


@pytest.mark.django_db(transaction=True)
def test_one_sample_has_one_hint_under_way(client_of, benchmark, sample, admin):
    run = factories.make_draft_run(benchmark, prompt_set=default_prompt_set(), parameters={"max_new_tokens": 64})
    factories.make_draft(sample, run)
    client = client_of(admin)
    start(client, sample, "Mind the left.")
    page = start(client, sample, "Mind the right.").content.decode()
    assert "This sample is being drafted again already: wait for that draft." in page
    assert DraftRun.objects.exclude(hint="").count() == 1


@pytest.mark.parametrize(
    ("hint", "sentence"),
    [
        (" \x00 ", "Write what the model should mind, in a sentence."),
        ("x" * 1001, "Keep the hint under 1000 characters."),
        ("Look left.", "No run has drafted anything here yet: start one on the page Drafts."),
    ],
    ids=["empty", "long", "no run"],
)
def test_a_hint_that_cannot_be_used_says_why(client_of, sample, admin, hint, sentence):
    assert sentence in start(client_of(admin), sample, hint).content.decode()
    assert not DraftRun.objects.exists()
