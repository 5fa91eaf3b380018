"""The first page and the overview, through HTTP."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotation.models import Assignment, PeopleGroup, Role
from review.models import Rating, RatingItem, RatingRound
from review.pacing import Spell, own_progress
from tests import factories
from tests.factories_evaluations import make_labelled_sample
from tests.review.deciding import decide
from tests.review.screen import Browser

pytestmark = pytest.mark.django_db


def test_home_shows_only_benchmarks_with_a_role(client_of, benchmark, annotator):
    factories.make_benchmark("other")
    cards = client_of(annotator).get(reverse("review:home")).context["cards"]
    assert [card.benchmark for card in cards] == [benchmark]


def test_a_card_counts_what_waits(client_of, benchmark, annotator):
    factories.make_sample(benchmark)
    factories.make_drafted_samples(benchmark, 2)
    card = client_of(annotator).get(reverse("review:home")).context["cards"][0]
    assert (card.samples, card.reviewable, card.accepted, card.reviewed_today) == (3, 2, 0, 0)


def test_home_costs_the_same_per_benchmark_and_greets_those_without_one(client_of, outsider):
    page = client_of(outsider).get(reverse("review:home")).content.decode()
    assert page.count("No benchmark yet") == 1


@pytest.mark.parametrize(
    ("prepare", "step"),
    [
        (lambda benchmark: None, "import"),
        (lambda benchmark: factories.make_sample(benchmark), "draft"),
        (lambda benchmark: factories.make_drafted_samples(benchmark, 1), "review"),
        (
            lambda benchmark: factories.make_sample(benchmark, factories.make_image(benchmark, "a.jpg", stored=False)),
            "import",
        ),
    ],
)
def test_the_overview_says_what_to_do_next(client_of, benchmark, admin, prepare, step):
    prepare(benchmark)
    response = client_of(admin).get(benchmark.get_absolute_url())
    assert response.context["overview"].next_step == step


def test_the_overview_counts_by_emotion_and_split(client_of, benchmark, admin):
    factories.make_sample(benchmark)
    factories.make_sample(benchmark, emotion="sad")
    factories.make_sample(benchmark, emotion="", split="complex")
    rows = client_of(admin).get(benchmark.get_absolute_url()).context["overview"].emotions
    assert [(row.split, row.emotion, row.samples) for row in rows] == [
        ("basic", "angry", 1),
        ("basic", "sad", 1),
        ("complex", "", 1),
    ]


def test_the_overview_of_another_benchmark_is_missing(client_of, benchmark, outsider):
    assert client_of(outsider).get(benchmark.get_absolute_url()).status_code == 404


def test_a_superuser_sees_every_benchmark(client_of, benchmark):
    root = factories.make_user("root", is_superuser=True)
    factories.add_member(factories.make_benchmark("other"), factories.make_user("eve"), Role.ADMIN)
    cards = client_of(root).get(reverse("review:home")).context["cards"]
    assert [card.benchmark.slug for card in cards] == ["other", "streets"]


def card_of(client):
    return client.get(reverse("review:home")).context["cards"][0]


def test_a_card_tells_what_waits_for_this_very_person(client_of, benchmark, annotator, second_annotator):
    first, second, third, _free = factories.make_drafted_samples(benchmark, 4)
    group = PeopleGroup.objects.create(benchmark=benchmark, name="students")
    group.members.add(annotator)
    Assignment.objects.create(benchmark=benchmark, sample=first, user=second_annotator)
    Assignment.objects.create(benchmark=benchmark, sample=second, group=group)
    browser = Browser(client_of(annotator), benchmark)
    browser.post(f"{browser.take()['id']}/skip/", reason="unsure")
    taken = browser.take()
    assert taken["sample"]["id"] == third.pk

    card = card_of(client_of(annotator))
    assert (card.reviewable, card.waiting, card.assigned, card.begun) == (
        3,
        1,
        0,
        1,
    )  # whoever else might take it is not in the group
    card = card_of(client_of(second_annotator))
    assert (card.waiting, card.assigned, card.begun) == (2, 1, 0)


def test_a_researcher_is_offered_nothing_to_review(client_of, benchmark, researcher):
    factories.make_drafted_samples(benchmark, 1)
    response = client_of(researcher).get(reverse("review:home"))
    assert (response.context["cards"][0].waiting, response.context["progress"]) == (0, None)


def test_adjudicators_and_raters_see_what_asks_for_them(client_of, benchmark, adjudicator, annotator):
    sample = factories.make_drafted_samples(benchmark, 1)[0]
    type(sample).objects.filter(pk=sample.pk).update(status="adjudication")
    found = RatingRound.objects.create(benchmark=benchmark, name="first")
    found.raters.add(adjudicator)
    rated, other = (make_labelled_sample(benchmark) for _ in range(2))
    items = [
        RatingItem.objects.create(round=found, sample=one, label=one.final_label, position=place)
        for place, one in enumerate((rated, other), 1)
    ]
    Rating.objects.create(item=items[0], rater=adjudicator, score=4)
    card = card_of(client_of(adjudicator))
    assert (card.may_adjudicate, card.disputed) == (True, 1)
    assert [(one.name, one.rated, one.all_items) for one in card.rounds] == [("first", 1, 2)]
    Rating.objects.create(item=items[1], rater=adjudicator, score=5)
    assert card_of(client_of(adjudicator)).rounds == []
    assert card_of(client_of(annotator)).may_adjudicate is False


def test_own_progress_counts_active_time_and_no_one_else_s(client_of, benchmark, annotator, second_annotator):
    samples = factories.make_drafted_samples(benchmark, 4)
    ended = timezone.now() - timedelta(days=2)
    for sample, seconds in zip(samples[:2], (90, 150), strict=True):
        decide(sample, annotator, ["accept"] * 3, draft=sample.drafts.get(), seconds=seconds, ended=ended)
    decide(samples[2], annotator, ["accept"] * 3, draft=samples[2].drafts.get(), seconds=30)
    decide(samples[3], second_annotator, ["accept"] * 3, draft=samples[3].drafts.get(), seconds=1000)

    progress = client_of(annotator).get(reverse("review:home")).context["progress"]
    assert (progress.today.samples, progress.today.seconds, progress.today.per_hour) == (1, 30, None)
    assert (progress.overall.samples, progress.overall.active, progress.overall.per_hour) == (3, "4 min 30 s", 40)


@pytest.mark.django_db(transaction=True)
def test_time_of_skips_counts_and_what_was_taken_back_counts_once(client_of, benchmark, annotator):
    factories.make_drafted_samples(benchmark, 2)
    browser = Browser(client_of(annotator), benchmark)
    skipped = browser.take()
    browser.save(skipped["id"], skipped["version"], {"rows": []})
    browser.post(f"{skipped['id']}/skip/", reason="unsure")
    taken = browser.take()
    assert browser.submit(taken, seconds=60).status_code == 200
    reopened = browser.post("undo/").json()["reopened"]
    assert own_progress(annotator).overall == Spell(0, 12.5)
    assert browser.submit(reopened, seconds=80).status_code == 200
    assert own_progress(annotator).overall == Spell(1, 92.5)
