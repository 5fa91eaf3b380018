"""The blind arm: one's own list first, then the draft; both are kept."""

import json

import pytest
from django.utils import timezone

from annotation.models import Benchmark, Event, Label, Origin
from review.arms import drawn
from review.models import Review
from review.states import Arm, ReviewStatus
from tests.factories import make_draft, make_drafted_samples, make_sample
from tests.review.screen import Browser

OWN = {"trigger": None, "action": "add", "text": "A raised fist.", "reason": "before_draft"}


@pytest.fixture
def ana(client_of, benchmark, annotator):
    Benchmark.objects.filter(pk=benchmark.pk).update(blind_share=1)
    return Browser(client_of(annotator), benchmark)


@pytest.fixture
def sample(benchmark):
    sample = make_sample(benchmark)
    make_draft(sample, texts=["Clenched fists.", "A quarrel."])
    return sample


def reveal(browser, sheet, *rows, version=None):
    body = {"version": version or sheet["version"], "working": {"rows": list(rows)}, "seconds": 20}
    return browser.post(f"{sheet['id']}/reveal/", **body)


def test_a_blind_sheet_and_its_pages_hold_nothing_of_the_draft(ana, sample):
    sheet = ana.take()
    page = ana.client.get(ana.root).content.decode()
    sample_page = ana.client.get(f"/b/{sample.benchmark.slug}/samples/{sample.pk}/").content.decode()

    assert (sheet["blind"], sheet["triggers"], sheet["rounds"]) == (True, [], [])
    assert set(sheet["draft"].values()) == {None}
    assert ["Clenched" in text for text in (json.dumps(sheet), page, sample_page)] == [False, False, False]


def test_the_list_is_kept_before_the_draft_is_shown_and_both_stay(ana, sample, annotator):
    sheet = ana.take()

    shown = reveal(ana, sheet, OWN).json()["revealed"]

    assert (shown["blind"], [trigger["text"] for trigger in shown["triggers"]]) == (
        False,
        ["Clenched fists.", "A quarrel."],
    )
    rows = [OWN, {"trigger": shown["triggers"][0]["id"], "action": "reject", "reason": "duplicate"}]
    assert ana.submit(shown, rows).status_code == 200
    review = Review.objects.get()
    assert (review.status, review.arm, review.seconds) == (ReviewStatus.SUBMITTED, Arm.BLIND, 0)
    assert list(review.blind_label.triggers.values_list("text", flat=True)) == ["A raised fist."]
    assert review.blind_label.origin == Origin.BLIND
    assert list(review.label.triggers.values_list("text", flat=True)) == ["A raised fist.", "A quarrel."]
    assert list(review.decisions.order_by("id").values_list("action", "reason")) == [
        ("add", "before_draft"),
        ("reject", "duplicate"),
        ("accept", ""),
    ]
    sample.refresh_from_db()
    assert sample.final_label == review.label
    assert Event.objects.get(verb="revealed").detail == {"sample": sample.pk, "label": review.blind_label_id}


def test_a_repeated_request_changes_nothing(ana, sample):
    sheet = ana.take()
    first = reveal(ana, sheet, OWN).json()

    assert reveal(ana, sheet, OWN | {"text": "Something else."}).json() == first
    assert Label.objects.filter(origin=Origin.BLIND).count() == 1


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "The label would be empty: keep or add at least one trigger, or skip the sample."),
        ([OWN | {"text": "  "}], "Row 1 is empty: write its text, or reject it."),
        ([OWN, OWN], "Rows 1 and 2 say the same: reject one as a duplicate."),
    ],
)
def test_an_unfit_list_shows_nothing(ana, sample, rows, sentence):
    sheet = ana.take()

    answer = reveal(ana, sheet, *rows)

    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    assert Review.objects.get().blind_label is None


def test_a_list_that_was_changed_elsewhere_is_a_conflict(ana, sample):
    sheet = ana.take()
    ana.save(sheet["id"], 1, {"rows": [OWN]})

    answer = reveal(ana, sheet, OWN | {"text": "Another."})

    assert (answer.status_code, answer.json()["server"]["version"]) == (412, 2)


def test_nobody_submits_past_the_draft(ana, sample):
    sheet = ana.take()

    answer = ana.submit(sheet, [OWN])

    assert answer.json()["error"] == "Show the draft first: in the blind arm it comes after your own list."
    assert Review.objects.get().status == ReviewStatus.OPEN


def test_an_undone_blind_review_keeps_its_list_and_its_arm(ana, sample):
    sheet = ana.take()
    shown = reveal(ana, sheet, OWN).json()["revealed"]
    ana.submit(shown, [OWN])

    reopened = ana.post("undo/").json()["reopened"]

    review = Review.objects.get(pk=reopened["id"])
    assert (reopened["blind"], len(reopened["triggers"])) == (False, 2)
    assert (review.arm, review.blind_label.triggers.get().text) == (Arm.BLIND, "A raised fist.")


def test_an_assisted_review_has_nothing_to_reveal(client_of, benchmark, annotator, sample):
    ana = Browser(client_of(annotator), benchmark)

    assert reveal(ana, ana.take(), OWN).json()["error"] == "This review shows its draft already."


@pytest.mark.django_db(transaction=True)
def test_who_has_seen_the_draft_is_not_made_blind_to_it_later(client_of, benchmark, annotator, sample):
    ana = Browser(client_of(annotator), benchmark)
    assert ana.take()["blind"] is False
    Review.objects.update(status="returned", lease_until=None, ended_at=timezone.now())
    Benchmark.objects.filter(pk=benchmark.pk).update(blind_share=1, planted_share=1)

    sheet = ana.take()

    assert (sheet["blind"], len(sheet["triggers"])) == (False, 2)
    assert Review.objects.get().arm == Arm.ASSISTED


def test_the_share_is_drawn_by_the_seed_for_each_person(client_of, benchmark, annotator, second_annotator):
    samples = make_drafted_samples(benchmark, 12)
    Benchmark.objects.filter(pk=benchmark.pk).update(blind_share=0.5, overlap=2, seed=3)
    type(samples[0]).objects.update(wanted=2)
    benchmark.refresh_from_db()
    for user in (annotator, second_annotator):
        browser = Browser(client_of(user), benchmark)
        for _sample in samples:
            sheet = browser.take()
            if sheet["blind"]:
                sheet = reveal(browser, sheet, OWN).json()["revealed"]
            browser.submit(sheet, [OWN] if sheet["working"] else [])

    blind = set(Review.objects.filter(arm=Arm.BLIND).values_list("annotator_id", "sample_id"))
    everyone = [(user.pk, sample.pk) for user in (annotator, second_annotator) for sample in samples]
    assert blind == {pair for pair in everyone if drawn(benchmark, "blind", *pair) < 0.5}
    assert 0 < len(blind) < 24
