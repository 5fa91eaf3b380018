"""Steps that lock several samples take them in one order, so that two of them never lock each other out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from annotation.models import Assignment, Benchmark, QueueOrder, Role, Sample
from annotation.peopling import remove_member
from review import assigning, ordering
from tests.factories import add_member, make_benchmark, make_drafted_samples, make_user
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)
IS_WAITING = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)"


def rank(benchmark, _person, _admin):
    ordering.rank(benchmark)


def change_overlap(benchmark, _person, _admin):
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=3)


def assign(benchmark, _person, admin):
    samples = list(Sample.objects.order_by("-pk").values_list("pk", flat=True))
    assigning.assign(benchmark, samples, users=[admin], by=admin)


def take_away(benchmark, person, admin):
    samples = list(Sample.objects.order_by("-pk").values_list("pk", flat=True))
    assigning.take_away(benchmark, samples, users=[person], by=admin)


def leave(benchmark, person, admin):
    remove_member(benchmark.memberships.get(user=person), by=admin)


@pytest.mark.parametrize("step", [rank, change_overlap, assign, take_away, leave])
def test_a_step_waits_for_who_has_the_first_sample_and_holds_none_meanwhile(step):
    """Samples lie, and are ranked and assigned, in the opposite order: only a sorted step starts at the first."""
    benchmark = make_benchmark("busy", queue_order=QueueOrder.DISAGREEMENT)
    person, admin = make_user("ana"), make_user("adam")
    add_member(benchmark, person, Role.ANNOTATOR)
    add_member(benchmark, admin, Role.ADMIN)
    first, second = make_drafted_samples(benchmark, 2)
    for sample in (second, first):
        Sample.objects.filter(pk=sample.pk).update(fine_emotion="moved to the end of the table", rank=-sample.pk)
        Assignment.objects.create(benchmark=benchmark, sample=sample, user=person)

    def run():
        try:
            step(Benchmark.objects.get(), person, admin)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Sample.objects.select_for_update().get(pk=first.pk)
            stepping = pool.submit(run)
            eventually(is_waiting)
            Sample.objects.select_for_update().get(pk=second.pk)
        stepping.result()


def is_waiting() -> bool:
    with connection.cursor() as cursor:
        return cursor.execute(IS_WAITING).fetchone()[0]
