"""Making a benchmark, its settings and its guidelines, through their pages."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from annotation.founding import SlugTakenError, found_benchmark
from annotation.models import Benchmark, Event, Sample
from tests.factories import make_drafted_samples, make_sample, make_user

SETTINGS = {"name": "Streets", "overlap": "2", "blind_share": "0.25", "emotions": "angry\nsad", "categories": "Objects"}


def test_staff_make_a_benchmark_and_become_its_admin(client_of, db):
    client = client_of(make_user("stella", is_staff=True))
    response = client.post(reverse("annotation:benchmark_new"), {"name": "Faces", "slug": "faces"})
    made = Benchmark.objects.get()
    assert response.url == reverse("annotation:imports", args=["faces"])
    assert list(made.memberships.values_list("user__username", "role")) == [("stella", "admin")]
    assert list(Event.objects.order_by("id").values_list("verb", flat=True)) == ["benchmark made", "member added"]


@pytest.mark.django_db(transaction=True)
def test_a_benchmark_asked_for_twice_at_once_is_made_once_and_both_get_an_answer(client_of):
    stella, address = make_user("stella", is_staff=True), reverse("annotation:benchmark_new")
    clients, together = [client_of(stella) for _ in range(4)], threading.Barrier(4)

    def ask(client):
        together.wait()
        try:
            return client.post(address, {"name": "Faces", "slug": "faces"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, clients))
    assert sorted(answers) == [302, 400, 400, 400]
    assert Benchmark.objects.count() == 1


def test_a_short_name_that_was_taken_just_now_is_told(benchmark, admin):
    with pytest.raises(SlugTakenError) as refusal:
        found_benchmark(name="Other", slug=benchmark.slug, by=admin)
    assert str(refusal.value) == "Another benchmark has the short name “streets”."
    assert Benchmark.objects.count() == 1


def test_others_do_not_make_benchmarks(client_of, outsider):
    response = client_of(outsider).get(reverse("annotation:benchmark_new"))
    assert response.status_code == 403
    assert "Only staff make new benchmarks." in response.content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "slug": "x"}, "name"),
        ({"name": "X", "slug": "a b"}, "slug"),
        ({"name": "X", "slug": "streets"}, "slug"),
        ({"name": "X\0", "slug": "x"}, "name"),
        ({"name": "X" * 121, "slug": "x"}, "name"),
    ],
)
def test_a_name_that_does_not_fit_is_told_beside_the_field(client_of, benchmark, data, field):
    response = client_of(make_user("stella", is_staff=True)).post(reverse("annotation:benchmark_new"), data)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert Benchmark.objects.count() == 1


def test_settings_are_saved_with_what_they_were_before(client_of, admin, benchmark):
    address = reverse("annotation:settings", args=[benchmark.slug])
    assert client_of(admin).post(address, SETTINGS).url == address
    benchmark.refresh_from_db()
    found = (benchmark.name, benchmark.overlap, benchmark.blind_share, benchmark.emotions, benchmark.categories)
    assert found == ("Streets", 2, 0.25, ["angry", "sad"], ["Objects"])
    changes = Event.objects.get().detail["changes"]
    assert changes["overlap"] == {"before": 1, "after": 2}
    assert sorted(changes) == ["blind_share", "categories", "emotions", "overlap"]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("overlap", "0", "Ensure this value is greater than or equal to 1."),
        ("overlap", "99999999999999999999", "Ensure this value is less than or equal to 20."),
        ("blind_share", "1.5", "Ensure this value is less than or equal to 1."),
        ("blind_share", "nan", "Enter a number."),
        ("emotions", "sad\nsad", "“sad” is there twice."),
        ("emotions", " \n ", "This field is required."),
        ("emotions", "x" * 41, f"“{'x' * 40}” is longer than 40 characters."),
        ("emotions", "sad", "Some samples have the emotion “angry”: it has to stay."),
        ("name", "", "This field is required."),
    ],
)
def test_a_setting_that_does_not_fit_changes_nothing(client_of, admin, benchmark, field, value, message):
    make_sample(benchmark)
    response = client_of(admin).post(reverse("annotation:settings", args=[benchmark.slug]), SETTINGS | {field: value})
    assert response.status_code == 400
    assert response.context["form"].errors == {field: [message]}
    assert Benchmark.objects.get().overlap == 1
    assert Event.objects.count() == 0


def test_fewer_people_per_sample_wait_until_no_sample_is_in_review(client_of, admin, benchmark):
    address = reverse("annotation:settings", args=[benchmark.slug])
    client, [sample] = client_of(admin), make_drafted_samples(benchmark, 1)
    client.post(address, SETTINGS | {"overlap": "3"})
    Sample.objects.filter(pk=sample.pk).update(status="in_review")
    response = client.post(address, SETTINGS | {"overlap": "2", "name": "Roads"})
    assert response.status_code == 400
    sentence = "1 sample is in review: fewer people per sample can be set once it is finished."
    assert response.context["form"].errors == {"overlap": [sentence]}
    assert (Benchmark.objects.get().overlap, Benchmark.objects.get().name) == (3, "Streets")
    assert client.post(address, SETTINGS | {"overlap": "4"}).status_code == 302
    Sample.objects.filter(pk=sample.pk).update(status="excluded")
    assert client.post(address, SETTINGS | {"overlap": "1"}).status_code == 302
    assert Benchmark.objects.get().overlap == 1


def test_guidelines_are_read_by_members_and_written_by_admins(client_of, admin, annotator, benchmark):
    address = reverse("annotation:guidelines", args=[benchmark.slug])
    text = "# Rules\r\n\r\n- Say *why*.\r\n"
    assert client_of(annotator).post(address, {"guidelines": text}).status_code == 403
    assert client_of(admin).post(address, {"guidelines": text}).url == address
    benchmark.refresh_from_db()
    assert benchmark.guidelines == "# Rules\n\n- Say *why*.\n"
    assert Event.objects.get().detail == {"before": ""}
    page = client_of(annotator).get(address).content.decode()
    assert "<h2>Rules</h2>" in page
    assert "<li><p>Say <em>why</em>.</p>" in page
    assert "<textarea" not in client_of(annotator).get(f"{address}?edit").content.decode()
    assert "<textarea" in client_of(admin).get(f"{address}?edit").content.decode()
