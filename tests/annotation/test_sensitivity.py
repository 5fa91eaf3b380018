"""Sensitive pictures: who marks them, and that history tells it once."""

import pytest
from django.urls import reverse

from annotation.models import Event, Image
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(benchmark):
    return factories.make_drafted_samples(benchmark, 1)[0]


def mark(client, sample, word, back=""):
    address = reverse("annotation:image_sensitive", args=[sample.benchmark.slug, sample.image_id])
    return client.post(address, {"sensitive": word, "next": back})


def test_an_admin_marks_a_picture_and_takes_the_mark_back(client_of, admin, sample):
    client, page = client_of(admin), reverse("review:sample", args=[sample.benchmark.slug, sample.pk])
    answers = [mark(client, sample, word, page) for word in ("yes", "yes", "no")]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, page)] * 3
    events = Event.objects.filter(subject_kind="image").order_by("id").values_list("verb", "subject_id", "by__username")
    assert list(events) == [
        ("marked sensitive", sample.image_id, "adam"),
        ("not sensitive", sample.image_id, "adam"),
    ]
    assert Image.objects.get(pk=sample.image_id).sensitive is False


def test_an_annotator_does_not(client_of, annotator, sample):
    assert mark(client_of(annotator), sample, "yes").status_code == 403
    assert Image.objects.filter(sensitive=True).count() == 0


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "javascript:alert(1)", "a b", ""])
def test_nobody_is_led_elsewhere(client_of, admin, sample, back):
    assert mark(client_of(admin), sample, "yes", back).url == sample.benchmark.get_absolute_url()


def test_another_benchmark_s_picture_is_missing(client_of, admin, sample):
    foreign = factories.make_sample(factories.make_benchmark("other"))
    address = reverse("annotation:image_sensitive", args=[sample.benchmark.slug, foreign.image_id])
    assert client_of(admin).post(address, {"sensitive": "yes"}).status_code == 404


def test_lists_and_pages_blur_it(client_of, admin, sample):
    client = client_of(admin)
    addresses = ["/b/streets/samples/", f"/b/streets/samples/{sample.pk}/", f"/b/streets/samples/{sample.pk}/drafts/"]
    blurred = ["data-sensitive", "data-veil", "data-veil"]
    before = [
        client.get(address).content.decode().count(word) for address, word in zip(addresses, blurred, strict=True)
    ]
    mark(client, sample, "yes")
    after = [client.get(address).content.decode().count(word) for address, word in zip(addresses, blurred, strict=True)]
    assert (before, after) == ([0, 0, 0], [1, 1, 1])


def test_the_api_says_so(client_of, admin, sample):
    mark(client_of(admin), sample, "yes")
    found = client_of(admin).get("/api/benchmarks/streets/images/").json()["results"]
    assert [picture["sensitive"] for picture in found] == [True]
