"""The progress page: counts by split, emotion, person and day, and what is stuck, through HTTP."""

import csv
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotation.models import Membership, Sample
from annotation.states import SampleStatus
from review.adjudicating import pass_on, save
from review.models import Adjudication, Review
from review.pacing import Spell
from review.progress.days import Day, chart
from review.progress.files import people_rows
from review.progress.people import people
from tests.factories import make_draft, make_drafted_samples, make_sample
from tests.review.deciding import decide

pytestmark = pytest.mark.django_db


def submitted(benchmark, person, *, days=0, seconds=30.0):
    """A review of a new sample, submitted so many days ago."""
    draft = make_draft(make_sample(benchmark), texts=["Rain."])
    return decide(
        draft.sample, person, ["accept"], draft=draft, ended=timezone.now() - timedelta(days=days), seconds=seconds
    )


def ended_otherwise(benchmark, person, status, *, sample=None, opened=timedelta(0), active=None):
    """A review that was skipped, or is open since then and was last worked at then."""
    sample = sample or make_draft(make_sample(benchmark)).sample
    slot = Review.objects.holding().filter(sample=sample).count()
    more = (
        {"reason": "unsure", "ended_at": timezone.now()}
        if status == "skipped"
        else {"lease_until": timezone.now() + timedelta(hours=1)}
    )
    review = Review.objects.create(sample=sample, annotator=person, status=status, slot=slot, active_at=active, **more)
    Review.objects.filter(pk=review.pk).update(opened_at=timezone.now() - opened)
    return review


def page(client_of, admin, benchmark):
    """What the page was made of."""
    return client_of(admin).get(f"/b/{benchmark.slug}/progress/").context


def table(client_of, user, benchmark, name):
    """The rows of a CSV."""
    response = client_of(user).get(f"/b/{benchmark.slug}/progress/{name}.csv")
    return list(csv.DictReader(response.content.decode().splitlines()))


def test_samples_are_counted_by_split_and_emotion(client_of, benchmark, admin, annotator):
    make_sample(benchmark, emotion="sad")
    make_sample(benchmark, emotion="", split="complex")
    excluded = make_sample(benchmark, emotion="sad")
    Sample.objects.filter(pk=excluded.pk).update(status=SampleStatus.EXCLUDED)
    make_draft(make_sample(benchmark))
    submitted(benchmark, annotator)

    answer = client_of(admin).get(f"/b/{benchmark.slug}/progress/")
    found = answer.context["standings"]

    told = [(row.split, row.emotion, row.samples, row.wanted, row.accepted, row.share) for row in found.emotions]
    assert sorted(told) == [
        ("basic", "angry", 2, 2, 1, 0.5),
        ("basic", "sad", 2, 1, 0, 0.0),
        ("complex", "", 1, 1, 0, 0.0),
    ]
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="number">(\d+) ', answer.content.decode())
    assert rows == [("basic", "1"), ("angry", "1"), ("sad", "0"), ("complex", "0"), ("emotion not named", "0")]
    assert [(row.split, row.samples) for row in found.splits] == [("basic", 4), ("complex", 1)]
    total = found.total
    assert (total.undrafted, total.drafted, total.accepted, total.excluded) == (2, 1, 1, 1)


def test_each_person_is_told_with_pace_skips_and_adjudications(
    client_of, benchmark, admin, annotator, second_annotator, adjudicator
):
    submitted(benchmark, annotator, seconds=90)
    submitted(benchmark, annotator, days=10, seconds=90)
    ended_otherwise(benchmark, annotator, "open")
    for _ in range(5):
        ended_otherwise(benchmark, second_annotator, "skipped")

    found = {person.username: person for person in page(client_of, admin, benchmark)["people"]}

    assert sorted(found) == sorted(user.username for user in (admin, annotator, second_annotator, adjudicator))
    ana, ben = found[annotator.username], found[second_annotator.username]
    assert (ana.week, ana.spell.samples, ana.opened, ana.spell.per_hour) == (1, 2, 1, 40.0)
    assert (ben.skipped, ben.skips_much, ana.skips_much) == (5, True, False)
    assert found[adjudicator.username].last_at is None


def test_who_settles_is_seen_at_work(benchmark, adjudicator):
    (sample,) = make_drafted_samples(benchmark, 1)
    Sample.objects.filter(pk=sample.pk).update(status=SampleStatus.ADJUDICATION)
    opened = Adjudication.objects.create(sample=sample, adjudicator=adjudicator, lease_until=timezone.now())

    found = {person.username: person for person in people(benchmark)}

    assert (found[adjudicator.username].last_at, found[adjudicator.username].settling.samples) == (opened.opened_at, 0)


def test_the_time_of_adjudicating_is_told_once_it_ended(client_of, benchmark, admin, adjudicator):
    (sample,) = make_drafted_samples(benchmark, 1)
    Sample.objects.filter(pk=sample.pk).update(status=SampleStatus.ADJUDICATION)
    opened = Adjudication.objects.create(
        sample=sample, adjudicator=adjudicator, lease_until=(timezone.now() + timedelta(hours=1))
    )
    save(benchmark, opened.pk, version=1, working={}, seconds=90, by=adjudicator)
    assert _settling(page(client_of, admin, benchmark), adjudicator) == Spell(0, 0.0)

    pass_on(benchmark, opened.pk, reason="I know these people.", by=adjudicator)

    assert _settling(page(client_of, admin, benchmark), adjudicator) == Spell(0, 90.0)
    told = {row["person"]: row["adjudicating_seconds"] for row in people_rows(benchmark)}
    assert told == {adjudicator.username: 90.0, admin.username: 0.0}


def _settling(context, person):
    return next(one.settling for one in context["people"] if one.username == person.username)


def test_who_left_is_told_still(benchmark, annotator):
    submitted(benchmark, annotator)
    Membership.objects.filter(user=annotator).delete()

    assert [(person.username, person.role) for person in people(benchmark)] == [(annotator.username, "")]


def test_days_are_those_of_the_reader(client_of, benchmark, admin, annotator):
    # Half past eleven of yesterday in UTC is today in Shanghai, and yesterday afternoon in Los Angeles.
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        early = timezone.localtime().replace(hour=7, minute=30, second=0, microsecond=0)
    draft = make_draft(make_sample(benchmark), texts=["Rain."])
    decide(draft.sample, annotator, ["accept"], draft=draft, ended=early.astimezone(UTC))

    client = client_of(admin)
    counted = {}
    for zone in ("Asia/Shanghai", "America/Los_Angeles"):
        client.cookies["time_zone"] = zone
        rows = client.get(f"/b/{benchmark.slug}/progress/days.csv").content.decode().splitlines()
        counted[zone] = [row["day"] for row in csv.DictReader(rows) if row["reviews"] == "1"]

    assert counted == {
        "Asia/Shanghai": [early.date().isoformat()],
        "America/Los_Angeles": [(early.date() - timedelta(days=1)).isoformat()],
    }


def test_the_highest_bar_fills_the_drawing():
    day = datetime(2026, 3, 1, tzinfo=UTC).date()
    drawn = chart([Day(day, 2, 1, 9.0), Day(day, 0, 0, 0.0), Day(day, 8, 2, 9.0)])

    assert [(bar.x, bar.y, bar.height) for bar in drawn.bars] == [(0, 75.0, 25.0), (10, 100.0, 0.0), (20, 0.0, 100.0)]
    assert (drawn.most, drawn.reviews, drawn.width) == (8, 10, 30)


def test_what_is_stuck_is_named(client_of, benchmark, admin, annotator, second_annotator, adjudicator):
    idle = ended_otherwise(
        benchmark, annotator, "open", active=timezone.now() - timedelta(minutes=20), opened=timedelta(hours=1)
    )
    long = ended_otherwise(benchmark, second_annotator, "open", active=timezone.now(), opened=timedelta(hours=3))
    ended_otherwise(benchmark, annotator, "open", active=timezone.now())  # somebody is at it
    disputed = make_draft(make_sample(benchmark)).sample
    Sample.objects.filter(pk=disputed.pk).update(status=SampleStatus.ADJUDICATION)
    Adjudication.objects.create(
        sample=disputed, adjudicator=adjudicator, lease_until=timezone.now() + timedelta(hours=1)
    )
    Adjudication.objects.update(opened_at=timezone.now() - timedelta(hours=2))
    skipped = make_draft(make_sample(benchmark)).sample
    for person in (annotator, second_annotator):
        ended_otherwise(benchmark, person, "skipped", sample=skipped)

    found = page(client_of, admin, benchmark)["stuck"]

    assert [(one.username, one.review) for one in found.left] == [
        (annotator.username, idle.pk),
        (second_annotator.username, long.pk),
        (adjudicator.username, None),
    ]
    assert [(one.sample, one.skips) for one in found.passed] == [(skipped.pk, 2)]


def test_what_lies_open_is_given_back_from_the_page(client_of, benchmark, admin, annotator):
    left = ended_otherwise(benchmark, annotator, "open", active=timezone.now() - timedelta(minutes=20))

    answer = client_of(admin).post(f"/b/{benchmark.slug}/reviews/{left.pk}/return/", {"from": "progress"})

    left.refresh_from_db()
    assert (answer["Location"], left.status) == (f"/b/{benchmark.slug}/progress/", "returned")


def test_the_tables_are_files_too_without_formulas(client_of, benchmark, admin, annotator):
    submitted(benchmark, annotator)
    type(annotator).objects.filter(pk=annotator.pk).update(username="=2+2")

    named = [(row["person"], row["reviews"]) for row in table(client_of, admin, benchmark, "people")]
    counted = [
        (row["split"], row["emotion"], row["accepted"]) for row in table(client_of, admin, benchmark, "emotions")
    ]

    assert named == [("'=2+2", "1"), (admin.username, "0")]
    assert counted == [("basic", "angry", "1"), ("basic", "", "1"), ("all", "all", "1")]
    assert client_of(admin).get(f"/b/{benchmark.slug}/progress/none.csv").status_code == 404


def test_the_page_costs_the_same_for_one_person_and_three(
    client_of, benchmark, admin, annotator, second_annotator, adjudicator, django_assert_num_queries
):
    client = client_of(admin)
    address = f"/b/{benchmark.slug}/progress/"
    submitted(benchmark, annotator)
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    submitted(benchmark, second_annotator)
    submitted(benchmark, adjudicator)
    with django_assert_num_queries(len(first)):
        client.get(address)


def test_only_admins_see_it(client_of, benchmark, annotator, researcher):
    address = f"/b/{benchmark.slug}/progress/"
    assert [client_of(user).get(address).status_code for user in (annotator, researcher)] == [403, 403]
