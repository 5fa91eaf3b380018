"""Who has a sample now, as admins see it, and giving it back at once, through the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotation.models import Event
from review import queueing
from review.models import Review
from review.states import ReviewStatus
from tests.factories import make_benchmark, make_drafted_samples
from tests.review.screen import Browser

pytestmark = pytest.mark.django_db


def idle_for(review: int, **time) -> None:
    Review.objects.filter(pk=review).update(active_at=timezone.now() - timedelta(**time))


def told(client, benchmark, sample) -> list[str]:
    """What the sample's page says about who has it."""
    page = client.get(reverse("review:sample", args=[benchmark.slug, sample.pk]))
    return [holder.sentence for holder in page.context["holders"] or []]


def give_back(client, benchmark, review: int) -> list[str]:
    """Press the button; what the next page says."""
    page = client.post(reverse("review:review_return", args=[benchmark.slug, review]), follow=True)
    return [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize(
    ("idle", "sentence"),
    [
        ({"seconds": 20}, "ana is at work on this one."),
        ({"seconds": 61}, "ana has this one, idle for 1 min."),
        ({"minutes": 4, "seconds": 30}, "ana has this one, idle for 4 min."),
        ({"seconds": -3}, "ana is at work on this one."),
    ],
)
def test_an_admin_is_told_who_has_a_sample_and_for_how_long_idle(
    client_of, benchmark, annotator, admin, idle, sentence
):
    (sample,) = make_drafted_samples(benchmark, 1)
    idle_for(queueing.claim(benchmark, by=annotator), **idle)
    assert told(client_of(admin), benchmark, sample) == [sentence]
    page = client_of(admin).get(reverse("review:samples", args=[benchmark.slug])).content.decode()
    assert page.count(sentence) == 1


def test_the_heartbeat_tells_the_last_input(client_of, benchmark, annotator, admin):
    (sample,) = make_drafted_samples(benchmark, 1)
    browser = Browser(client_of(annotator), benchmark)
    review = browser.take()["id"]
    long_ago = timezone.now() - timedelta(hours=1)
    Review.objects.filter(pk=review).update(active_at=long_ago)
    browser.post("heartbeat/", reviews=[review], idle=250)
    assert told(client_of(admin), benchmark, sample) == ["ana has this one, idle for 4 min."]
    browser.post("heartbeat/", reviews=[review], idle=900)
    assert told(client_of(admin), benchmark, sample) == ["ana has this one, idle for 4 min."]
    browser.post("heartbeat/", reviews=[review], idle=0)
    assert told(client_of(admin), benchmark, sample) == ["ana is at work on this one."]


def test_others_are_not_told(client_of, benchmark, annotator, second_annotator, adjudicator, researcher):
    (sample,) = make_drafted_samples(benchmark, 1)
    queueing.claim(benchmark, by=annotator)
    for user in (second_annotator, adjudicator, researcher):
        assert told(client_of(user), benchmark, sample) == []
        page = client_of(user).get(reverse("review:samples", args=[benchmark.slug])).content.decode()
        assert "at work" not in page


def test_the_api_tells_admins_alone(client_of, benchmark, annotator, adjudicator, admin):
    held, free = make_drafted_samples(benchmark, 2)
    review = queueing.claim(benchmark, by=annotator)
    idle_for(review, minutes=4, seconds=30)
    api = f"/api/benchmarks/{benchmark.slug}/samples/"

    def holders_in(client) -> list:
        listed = [row["holders"] for row in client.get(api).json()["results"]]
        assert [client.get(f"{api}{sample.pk}/").json()["holders"] for sample in (held, free)] == listed
        return listed

    (told_of, of_free) = holders_in(client_of(admin))
    idle = told_of[0].pop("idle_seconds")
    assert (told_of, of_free) == ([{"review": review, "annotator": "ana"}], [])
    assert idle >= 270  # and as long as the test took
    assert [holders_in(client_of(user)) for user in (annotator, adjudicator)] == [[None, None]] * 2


def test_everybody_who_has_it_is_told_and_nobody_who_had_it(client_of, admin, annotator, second_annotator):
    benchmark = annotator.memberships.get().benchmark
    type(benchmark).objects.update(overlap=3)
    (sample,) = make_drafted_samples(benchmark, 1)
    for user in (annotator, second_annotator, admin):
        queueing.claim(benchmark, by=user)
    Review.objects.filter(annotator=second_annotator).update(
        status=ReviewStatus.SKIPPED, reason="unsure", lease_until=None, ended_at=timezone.now()
    )
    assert told(client_of(admin), benchmark, sample) == ["ana is at work on this one.", "adam is at work on this one."]


def test_what_an_admin_gives_back_somebody_else_gets_at_once_and_no_word_is_lost(
    client_of, benchmark, annotator, second_annotator, admin
):
    (sample,) = make_drafted_samples(benchmark, 1)
    browser = Browser(client_of(annotator), benchmark)
    sheet = browser.take()
    working = {"rows": [], "flag": "half done"}
    browser.save(sheet["id"], sheet["version"], working)
    assert queueing.claim(benchmark, by=second_annotator) is None

    said = give_back(client_of(admin), benchmark, sheet["id"])

    assert said == ["The sample is back in the queue; what was written is kept."]
    review = Review.objects.get(pk=sheet["id"])
    assert (review.status, review.working) == (ReviewStatus.RETURNED, working)
    event = Event.objects.get(verb="given back")
    assert (event.by, event.subject_id, event.detail) == (admin, review.pk, {"sample": sample.pk})
    assert browser.post("heartbeat/", reviews=[sheet["id"]], idle=0).json()["lost"] == [sheet["id"]]
    taken = queueing.claim(benchmark, by=second_annotator)
    assert Review.objects.get(pk=taken).sample == sample
    refused = browser.save(sheet["id"], sheet["version"] + 1, working)
    assert (refused.status_code, refused.json()["code"]) == (409, "taken")


def test_whoever_wrote_goes_on_where_nobody_took_it_meanwhile(client_of, benchmark, annotator, admin):
    make_drafted_samples(benchmark, 1)
    browser = Browser(client_of(annotator), benchmark)
    sheet = browser.take()
    give_back(client_of(admin), benchmark, sheet["id"])
    assert browser.save(sheet["id"], sheet["version"], {"rows": [], "flag": ""}).status_code == 200
    assert Review.objects.get(pk=sheet["id"]).status == ReviewStatus.OPEN


def test_what_has_ended_meanwhile_stays_as_it_is(client_of, benchmark, annotator, admin):
    make_drafted_samples(benchmark, 1)
    browser = Browser(client_of(annotator), benchmark)
    sheet = browser.take()
    browser.submit(sheet)
    assert give_back(client_of(admin), benchmark, sheet["id"]) == ["This review has ended meanwhile."]
    assert Review.objects.get(pk=sheet["id"]).status == ReviewStatus.SUBMITTED
    assert Event.objects.filter(verb="given back").count() == 0


def test_a_review_of_another_benchmark_is_missing(client_of, benchmark, annotator, admin):
    other = make_benchmark("other")
    make_drafted_samples(other, 1)
    foreign = queueing.claim(other, by=annotator)
    answer = client_of(admin).post(reverse("review:review_return", args=[benchmark.slug, foreign]))
    assert answer.status_code == 404
    assert Review.objects.get(pk=foreign).status == ReviewStatus.OPEN


def test_presence_costs_a_list_one_query(client_of, benchmark, annotator, admin):
    make_drafted_samples(benchmark, 3)
    client, address = client_of(admin), reverse("review:samples", args=[benchmark.slug])
    client.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        held = queueing.claim(benchmark, by=annotator)
        queueing.claim(benchmark, by=annotator, besides=(held,))
    assert counts[0] == counts[1]
