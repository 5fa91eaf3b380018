"""The overlap changes while people work: each rule holds throughout, and what is left is worked off to the end."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.urls import reverse

from annotation.founding import change_settings
from annotation.models import Benchmark, Role, Sample
from annotation.states import REVIEWABLE
from review.models import Review
from review.queueing import claim
from review.states import HOLDING, ReviewStatus
from review.submitting import Submission, submit
from tests.annotation.test_founding import SETTINGS
from tests.factories import add_member, make_benchmark, make_drafted_samples, make_user

CHANGES = [(3, 1.0), (1, 1.0), (2, 0.5), (3, 0.3), (2, 1.0)]
SAMPLES, PEOPLE = 12, 5


def work_one(benchmark, user) -> bool:
    """Claim and submit one sample; whether there was one."""
    review = claim(benchmark, by=user)
    if review is None:
        return False
    version = Review.objects.values_list("version", flat=True).get(pk=review)
    working = {"rows": [], "flag": ""}
    submit(benchmark, review, Submission(uuid.uuid4(), version, working, accept_rest=True), by=user)
    return True


def check_places() -> None:
    """Count the people of each sample anew, in one look: none beyond what it wants, and its row tells them right."""
    held = Count("reviews", filter=Q(reviews__status__in=HOLDING))
    rows = list(Sample.objects.annotate(held=held).values_list("pk", "wanted", "free_places", "held"))
    assert [(pk, wanted - free) for pk, wanted, free, _held in rows] == [(pk, held) for pk, *_wanted, held in rows]
    assert min(free for _pk, _wanted, free, _held in rows) >= 0


@pytest.mark.django_db(transaction=True)
def test_people_work_on_while_the_overlap_changes_and_nothing_is_left_behind():
    benchmark = make_benchmark("busy", overlap=2, seed=3)
    people = [make_user(f"person{number}") for number in range(PEOPLE)]
    for user in people:
        add_member(benchmark, user, Role.ANNOTATOR)
    make_drafted_samples(benchmark, SAMPLES)
    together = threading.Barrier(PEOPLE + 1)

    def work(user):
        try:
            together.wait()
            for _turn in range(4):
                work_one(benchmark, user)
        finally:
            connection.close()

    def change():
        try:
            together.wait()
            for overlap, share in CHANGES:
                change_settings(Benchmark.objects.get(), overlap=overlap, overlap_share=share, by=None)
                check_places()
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        steps = [pool.submit(work, user) for user in people] + [pool.submit(change)]
        for step in steps:
            step.result()
    check_places()
    while sum(work_one(benchmark, user) for user in people):
        check_places()
    assert Sample.objects.filter(status__in=REVIEWABLE).count() == 0
    submitted = Review.objects.filter(status=ReviewStatus.SUBMITTED)
    assert submitted.values("sample").distinct().count() == SAMPLES


def test_the_page_raises_and_lowers_the_overlap_of_a_running_benchmark(client_of, admin, benchmark, annotator):
    """What waits follows at once; what is settled stays settled; what somebody began keeps the more people."""
    settled, begun, _untouched = make_drafted_samples(benchmark, 3)
    work_one(benchmark, annotator)
    client, address = client_of(admin), reverse("annotation:settings", args=[benchmark.slug])

    assert client.post(address, SETTINGS | {"overlap": "3"}).status_code == 302
    work_one(benchmark, annotator)
    found = list(Sample.objects.values_list("status", "wanted", "free_places"))
    assert found == [("accepted", 3, 2), ("in_review", 3, 2), ("drafted", 3, 3)]

    assert client.post(address, SETTINGS | {"overlap": "2"}).status_code == 302
    found = list(Sample.objects.values_list("pk", "status", "wanted", "free_places"))
    assert found[:2] == [(settled.pk, "accepted", 3, 2), (begun.pk, "in_review", 3, 2)]
    assert found[2][1:] == ("drafted", 2, 2)
