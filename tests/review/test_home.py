"""The first page and the overview, through HTTP."""

import pytest
from django.urls import reverse

from annotation.models import Role
from tests import factories

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
