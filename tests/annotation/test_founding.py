"""Making a benchmark, its settings and its guidelines, through their pages."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from annotation.founding import SlugTakenError, found_benchmark
from annotation.models import Benchmark, Event, Sample
from tests.factories import make_drafted_samples, make_sample, make_user

SETTINGS = {"name": "Streets", "overlap": "2", "overlap_share": "1", "queue_order": "in_order", "seed": "0"}
SETTINGS |= {"blind_share": "0.25", "planted_share": "0", "emotions": "angry\nsad", "categories": "Objects"}


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
        ("overlap_share", "-0.1", "Ensure this value is greater than or equal to 0."),
        ("queue_order", "else", "Select a valid choice. else is not one of the available choices."),
        ("seed", "-1", "Ensure this value is greater than or equal to 0."),
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


def test_another_order_or_seed_makes_the_ranks_due_and_another_name_does_not(client_of, admin, benchmark):
    address = reverse("annotation:settings", args=[benchmark.slug])
    client, now = client_of(admin), timezone.now()
    due = []
    for change in ({"name": "Roads"}, {"queue_order": "random"}, {"queue_order": "random", "seed": "5"}):
        Benchmark.objects.update(ranked_at=now)
        assert client.post(address, SETTINGS | change).status_code == 302
        due.append(Benchmark.objects.get().ranked_at is None)
    assert due == [False, True, True]
    assert (Benchmark.objects.get().queue_order, Benchmark.objects.get().seed) == ("random", 5)


def test_a_share_of_the_samples_wants_the_overlap(client_of, admin, benchmark):
    make_drafted_samples(benchmark, 10)
    settings = SETTINGS | {"overlap": "3", "overlap_share": "0.5"}
    client_of(admin).post(reverse("annotation:settings", args=[benchmark.slug]), settings)
    assert set(Sample.objects.values_list("wanted", "free_places")) == {(1, 1), (3, 3)}
