"""The API of reviews, through HTTP."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotation.models import Origin, Sample
from annotation.states import SampleStatus
from review.commenting import comment
from review.models import Decision, Review
from tests.factories import make_benchmark, make_draft, make_label, make_sample
from tests.review.adjudicators import MATCH, RAIN, Judge, make_disputed

ROOT = "/api/benchmarks/streets/"


def make_review(sample, person) -> Review:
    """A submitted review that accepted the first trigger of the draft."""
    draft = sample.drafts.first() or make_draft(sample)
    label = make_label(sample, ("Clenched fists.",), origin=Origin.HUMAN, by=person)
    review = Review.objects.create(
        sample=sample,
        annotator=person,
        draft=draft,
        status="submitted",
        label=label,
        client_id=uuid.uuid4(),
        ended_at=timezone.now(),
    )
    shown, result = draft.label.triggers.first(), label.triggers.first()
    Decision.objects.create(review=review, trigger=shown, result=result, action="accept")
    return review


def listed(client, query="") -> list:
    return [row["annotator"] for row in client.get(f"{ROOT}reviews/?{query}").json()["results"]]


@pytest.fixture
def reviews(benchmark, annotator, second_annotator):
    """One of Ana, one of Ben."""
    return [make_review(make_sample(benchmark), person) for person in (annotator, second_annotator)]


def test_annotators_read_their_own_and_others_all(client_of, annotator, adjudicator, researcher, admin, reviews):
    assert listed(client_of(annotator)) == ["ana"]
    assert [listed(client_of(user)) for user in (researcher, admin)] == [["ana", "ben"]] * 2
    assert listed(client_of(adjudicator)) == []  # may still review them
    Sample.objects.update(status=SampleStatus.ADJUDICATION)
    assert listed(client_of(adjudicator)) == ["Reviewer A", "Reviewer A"]  # each is the only one of their sample
    assert [listed(client_of(user)) for user in (researcher, admin)] == [["ana", "ben"]] * 2
    codes = [client_of(annotator).get(f"{ROOT}reviews/{review.pk}/").status_code for review in reviews]
    assert codes == [200, 404]


def test_who_settles_knows_reviewers_by_the_letters_of_the_screen(
    client_of, benchmark, annotator, second_annotator, adjudicator, admin
):
    benchmark.overlap = 2
    benchmark.save()
    sample = make_disputed(benchmark, annotator, second_annotator)
    for person, text in ((annotator, "Mine."), (second_annotator, "Ours.")):
        comment(sample, text, by=person)
    cora, adam = client_of(adjudicator), client_of(admin)
    sheet = Judge(cora, benchmark).take()

    letters = [f"Reviewer {sheet['reviewers'][place]['name']}" for place in places_of(sheet)]
    own = {person.pk: letter for person, letter in zip((annotator, second_annotator), letters, strict=True)}
    by_review = {found["id"]: found["annotator"] for found in cora.get(f"{ROOT}reviews/").json()["results"]}
    comments = {found["text"]: found["by"] for found in cora.get(f"{ROOT}comments/").json()["results"]}

    assert sorted(letters) == ["Reviewer A", "Reviewer B"]
    assert by_review == {review.pk: own[review.annotator_id] for review in Review.objects.all()}
    assert comments == {"Mine.": letters[0], "Ours.": letters[1]}
    for review in Review.objects.all():
        assert cora.get(f"{ROOT}reviews/{review.pk}/").json()["annotator"] == own[review.annotator_id]
    assert sorted(listed(adam)) == ["ana", "ben"]


def places_of(sheet) -> list[int]:
    """The places on the sheet of Ana, who kept “Heavy rain.”, and of Ben, who added another."""
    said = {trigger["text"]: trigger["reviewer"] for trigger in sheet["triggers"]}
    return [said[RAIN], said[MATCH]]


def test_a_review_tells_its_decisions(client_of, researcher, reviews):
    found = client_of(researcher).get(f"{ROOT}reviews/{reviews[0].pk}/").json()
    decision = reviews[0].decisions.get()
    assert found["decisions"] == [
        {
            "id": decision.pk,
            "action": "accept",
            "trigger": decision.trigger_id,
            "result": decision.result_id,
            "reason": "",
            "note": "",
            "text": "Clenched fists.",
        }
    ]


def test_reviews_are_narrowed_by_sample_and_status(client_of, researcher, reviews):
    client = client_of(researcher)
    assert listed(client, f"sample={reviews[1].sample_id}") == ["ben"]
    assert listed(client, "status=open") == []
    assert client.get(f"{ROOT}reviews/?sample=x").json().keys() == {"sample"}


def test_a_review_of_another_benchmark_is_missing_here(client_of, researcher, annotator):
    other = make_review(make_sample(make_benchmark("other")), annotator)
    assert client_of(researcher).get(f"{ROOT}reviews/{other.pk}/").status_code == 404


def test_reviews_are_read_only(client_of, admin, reviews):
    client, address = client_of(admin), f"{ROOT}reviews/{reviews[0].pk}/"
    codes = [getattr(client, method)(address).status_code for method in ("post", "put", "patch", "delete")]
    assert codes == [405] * 4


def test_the_list_asks_as_little_for_three_reviews_as_for_one(client_of, admin, benchmark, annotator):
    client = client_of(admin)
    counts = []
    for _round in range(2):
        make_review(make_sample(benchmark), annotator)
        client.get(f"{ROOT}reviews/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{ROOT}reviews/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
