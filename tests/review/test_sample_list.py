"""The sample list and the sample page, through HTTP."""

import pytest
from django.urls import reverse

from annotation.models import Role
from tests import factories
from tests.review.deciding import decide

pytestmark = pytest.mark.django_db


def listed(client, benchmark, **filters) -> list[int]:
    """The ids of the samples on the page, in their order."""
    response = client.get(reverse("review:samples", args=[benchmark.slug]), filters)
    assert response.status_code == 200
    return [sample.pk for sample in response.context["page"].samples]


def test_samples_come_in_the_order_of_import(client_of, benchmark, annotator):
    samples = [factories.make_sample(benchmark) for _ in range(3)]
    assert listed(client_of(annotator), benchmark) == [sample.pk for sample in samples]


def test_filters_narrow_by_status_emotion_and_split(client_of, benchmark, annotator):
    angry = factories.make_sample(benchmark)
    sad = factories.make_sample(benchmark, emotion="sad")
    complex_ = factories.make_sample(benchmark, split="complex")
    factories.make_draft(sad)
    client = client_of(annotator)
    assert listed(client, benchmark, emotion="sad") == [sad.pk]
    assert listed(client, benchmark, status="drafted") == [sad.pk]
    assert listed(client, benchmark, split="complex") == [complex_.pk]
    assert listed(client, benchmark, status="ready", split="basic") == [angry.pk]


@pytest.mark.parametrize("words", ["motorcyc", "Why MOTORCYCLE", "anger_00002", "00002.jpg", "image/anger motor"])
def test_words_are_found_in_question_and_path_by_their_beginnings(client_of, benchmark, annotator, words):
    factories.make_sample(benchmark)
    wanted = factories.make_sample(benchmark, question="Why is the motorcycle rider upset?")
    found = listed(client_of(annotator), benchmark, words=words)
    assert found == ([wanted.pk] if "image/anger" not in words else [])


def test_more_matches_than_can_be_named_one_by_one_are_found_too(client_of, benchmark, annotator, monkeypatch):
    monkeypatch.setattr("review.listing.FEW", 1)
    monkeypatch.setattr("review.listing.PAGE_SIZE", 2)
    angry = [factories.make_sample(benchmark) for _ in range(3)]
    rider = factories.make_sample(benchmark, question="Why is the motorcycle rider upset?")
    wanted = [sample.pk for sample in angry]
    client = client_of(annotator)
    assert listed(client, benchmark, words="angr") == wanted[:2]
    assert listed(client, benchmark, words="angr", after=2) == wanted[2:]
    assert listed(client, benchmark, words="anger", after=2) == [wanted[2], rider.pk]
    assert listed(client, benchmark, words="anger 00004") == [rider.pk]


def test_a_count_that_would_cost_too_much_is_a_floor(client_of, benchmark, annotator, monkeypatch):
    monkeypatch.setattr("review.listing.FEW", 1)
    monkeypatch.setattr("review.listing.PAGE_SIZE", 2)
    for _ in range(3):
        factories.make_sample(benchmark)
    url = reverse("review:samples", args=[benchmark.slug])
    pages = [client_of(annotator).get(url, {"words": words}).context["page"] for words in ("angry", "", "00003")]
    assert [(page.count, page.count_is_floor) for page in pages] == [(2, True), (3, False), (1, False)]


@pytest.mark.parametrize("words", ["'", "!!", "a' | b:*", "\x00", "\\", "(", "*"])
def test_odd_words_never_break_the_list(client_of, benchmark, annotator, words):
    factories.make_sample(benchmark)
    response = client_of(annotator).get(reverse("review:samples", args=[benchmark.slug]), {"words": words})
    assert response.status_code == 200


@pytest.mark.parametrize("cursor", ["x", "-1", "99999999999", "٣"])
def test_an_odd_cursor_shows_the_first_page(client_of, benchmark, annotator, cursor):
    sample = factories.make_sample(benchmark)
    assert listed(client_of(annotator), benchmark, after=cursor) == [sample.pk]


def test_pages_lead_forth_and_back(client_of, benchmark, annotator, monkeypatch):
    monkeypatch.setattr("review.listing.PAGE_SIZE", 2)
    ids = [factories.make_sample(benchmark).pk for _ in range(5)]
    client = client_of(annotator)
    assert listed(client, benchmark) == ids[:2]
    assert listed(client, benchmark, after=2) == ids[2:4]
    assert listed(client, benchmark, after=4) == ids[4:]
    assert listed(client, benchmark, before=5) == ids[2:4]


def test_a_page_costs_the_same_number_of_queries_for_one_and_many(
    client_of, benchmark, annotator, django_assert_num_queries
):
    client = client_of(annotator)
    factories.make_sample(benchmark)
    url = reverse("review:samples", args=[benchmark.slug])
    client.get(url)
    with django_assert_num_queries(5) as captured:
        client.get(url)
    for _ in range(3):
        factories.make_sample(benchmark)
    with django_assert_num_queries(len(captured)):
        client.get(url)


def test_htmx_gets_the_table_alone(client_of, benchmark, annotator):
    response = client_of(annotator).get(
        reverse("review:samples", args=[benchmark.slug]), headers={"HX-Request": "true"}
    )
    assert [template.name for template in response.templates][0] == "review/_sample_table.html"


def test_an_annotator_filters_by_the_own_reviews_only(client_of, benchmark, annotator, second_annotator, admin):
    url = reverse("review:samples", args=[benchmark.slug])
    own = client_of(annotator).get(url).context["form"].fields["annotator"].choices
    everybody = client_of(admin).get(url).context["form"].fields["annotator"].choices
    assert [name for _, name in own[1:]] == ["ana"]
    assert [name for _, name in everybody[1:]] == ["adam", "ana", "ben"]


def test_a_sample_page_shows_draft_and_rounds(client_of, benchmark, adjudicator):
    sample = factories.make_sample(benchmark)
    factories.make_draft(sample, texts=["A torn poster."])
    page = client_of(adjudicator).get(reverse("review:sample", args=[benchmark.slug, sample.pk])).content.decode()
    assert page.count("I see this: A torn poster.") == 2
    assert "Written by a script." in page


def test_annotators_read_the_drafts_that_their_own_reviews_showed(client_of, benchmark, annotator, second_annotator):
    sample = factories.make_sample(benchmark)
    reviewed = factories.make_draft(sample, texts=["A torn poster."])
    factories.make_draft(sample, factories.make_draft_run(benchmark), texts=["A lost dog."])
    decide(sample, annotator, ["accept"], draft=reviewed)
    address = reverse("review:sample", args=[benchmark.slug, sample.pk])
    pages = {user: client_of(user).get(address) for user in (annotator, second_annotator)}
    shown = [[one.shown for row in page.context["own"] for one in row.seen] for page in pages.values()]
    assert shown == [["A torn poster."], []]
    assert "A lost dog." not in pages[annotator].content.decode()
    untold = pages[second_annotator].content.decode()
    assert "I see this" not in untold
    assert "A draft is shown here once you have reviewed it" in untold
    assert "No draft yet" not in untold


def test_a_sample_of_another_benchmark_is_missing(client_of, benchmark, annotator):
    other = factories.make_benchmark("other")
    factories.add_member(other, annotator, Role.ADMIN)
    foreign = factories.make_sample(other)
    url = reverse("review:sample", args=[benchmark.slug, foreign.pk])
    assert client_of(annotator).get(url).status_code == 404
