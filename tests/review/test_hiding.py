"""Whose own work must not know a draft yet reads it nowhere; afterwards it is there again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotation.models import Benchmark
from annotation.states import SampleStatus
from inference.models import Draft
from inference.prompting import default_prompt_set
from review.models import Review
from review.queueing import return_lapsed
from review.states import ReviewStatus
from tests.factories import make_draft, make_draft_run, make_drafted_samples, make_sample, make_user
from tests.review.screen import Browser

OWN = {"trigger": None, "action": "add", "text": "A raised fist.", "reason": "before_draft"}
WORDS = "A lost purse."
SENTENCE = "This sample&#x27;s draft is kept from you until your own review of it is in."


@pytest.fixture
def sample(benchmark):
    Benchmark.objects.filter(pk=benchmark.pk).update(blind_share=1)
    sample = make_sample(benchmark)
    make_draft(sample, make_draft_run(benchmark, prompt_set=default_prompt_set()), texts=[WORDS])
    return sample


@pytest.fixture
def trial(sample):
    """A trial on the same sample that says the same."""
    run = make_draft_run(sample.benchmark, trial=True, prompt_set=default_prompt_set())
    make_draft(sample, run, texts=[WORDS])
    return run


def screen(client_of, user, sample) -> Browser:
    return Browser(client_of(user), sample.benchmark)


def places(sample, trial) -> dict[str, str]:
    """Every page and answer of the API in which a draft's words stand, by name."""
    root, api = f"/b/{sample.benchmark.slug}/", f"/api/benchmarks/{sample.benchmark.slug}/"
    draft = Draft.objects.get(sample=sample, run__trial=False)
    return {
        "sample": f"{root}samples/{sample.pk}/",
        "side by side": f"{root}samples/{sample.pk}/drafts/",
        "run": f"{root}drafts/{draft.run_id}/",
        "trial": f"{root}prompts/trials/{trial.pk}/",
        "prompts": f"{root}prompts/{trial.prompt_set_id}/?sample={sample.position}",
        "prompts in the API": f"{api}prompts/{trial.prompt_set_id}/rendered/?sample={sample.pk}",
        "draft in the API": f"{api}drafts/{draft.pk}/",
        "labels in the API": f"{api}labels/",
        "trial in the API": f"{api}prompts/trials/{trial.pk}/",
    }


def tells(client: Client, sample, trial) -> dict[str, bool]:
    """Of each place, whether it says what is in the draft."""
    found = {name: client.get(address).content.decode() for name, address in places(sample, trial).items()}
    return {name: WORDS in text for name, text in found.items()}


def listed(client: Client, sample) -> list[int]:
    rows = client.get(f"/api/benchmarks/{sample.benchmark.slug}/drafts/").json()["results"]
    return [row["sample"] for row in rows]


def test_who_writes_first_reads_the_draft_nowhere_until_the_review_is_in(client_of, admin, sample, trial):
    adam = screen(client_of, admin, sample)
    before = tells(adam.client, sample, trial)

    sheet = adam.take()
    while_blind, drafts = tells(adam.client, sample, trial), listed(adam.client, sample)
    shown = adam.post(f"{sheet['id']}/reveal/", version=sheet["version"], working={"rows": [OWN]}, seconds=1).json()[
        "revealed"
    ]
    submitted = adam.submit(shown, [OWN])

    everywhere = dict.fromkeys(before, True)
    assert (sheet["blind"], submitted.status_code) == (True, 200)
    assert (before, while_blind, drafts) == (everywhere, dict.fromkeys(before, False), [])
    assert (tells(adam.client, sample, trial), listed(adam.client, sample)) == (everywhere, [sample.pk, sample.pk])


def test_a_refusal_says_why(client_of, adjudicator, admin, sample, trial):
    cora = screen(client_of, adjudicator, sample)
    cora.take()

    draft = cora.client.get(places(sample, trial)["draft in the API"])
    page = cora.client.get(places(sample, trial)["side by side"])

    assert (draft.status_code, draft.json()["detail"]) == (403, SENTENCE.replace("&#x27;", "'"))
    assert (page.status_code, page.context["is_kept"]) == (200, True)
    assert WORDS in client_of(admin).get(places(sample, trial)["side by side"]).content.decode()


@pytest.mark.parametrize("way", ["lapsed", "skipped"])
def test_letting_a_blind_review_go_does_not_open_its_draft(client_of, admin, sample, trial, way):
    adam = screen(client_of, admin, sample)
    sheet = adam.take()

    if way == "skipped":
        adam.post(f"{sheet['id']}/skip/", reason="unsure", note="")
    else:
        Review.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        return_lapsed()

    expected = ReviewStatus.SKIPPED if way == "skipped" else ReviewStatus.RETURNED
    assert Review.objects.get().status == expected
    assert tells(adam.client, sample, trial) == dict.fromkeys(places(sample, trial), False)

    sample.refresh_from_db()
    sample.status = SampleStatus.EXCLUDED  # nobody can begin it again
    sample.save(update_fields=["status"])
    assert tells(adam.client, sample, trial) == dict.fromkeys(places(sample, trial), True)


def test_a_reviewed_draft_tells_no_planted_trigger_apart_elsewhere(client_of, admin, sample, trial):
    Benchmark.objects.update(blind_share=0)
    adam = screen(client_of, admin, sample)

    assert adam.take()["blind"] is False

    assert tells(adam.client, sample, trial) == dict.fromkeys(places(sample, trial), False)


def test_the_rows_of_the_database_show_superusers_none_of_it(client_of, sample):
    root = make_user("root", is_superuser=True, is_staff=True)
    other = make_drafted_samples(sample.benchmark, 1)[0]
    client = client_of(root)
    pages = {name: f"/admin/{name}/" for name in ("inference/draft", "annotation/label", "annotation/trigger")}

    def rows():
        return {name: client.get(page).context["cl"].result_count for name, page in pages.items()}

    before = rows()
    Browser(client, sample.benchmark).take()

    assert before == {"inference/draft": 2, "annotation/label": 2, "annotation/trigger": 4}
    assert rows() == {"inference/draft": 1, "annotation/label": 1, "annotation/trigger": 3}
    assert set(Draft.objects.values_list("sample", flat=True)) == {sample.pk, other.pk}
