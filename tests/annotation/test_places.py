"""How many people a sample wants and how many places are free, as Postgres keeps it through every step."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotation.models import Assignment, Benchmark, PeopleGroup, Sample
from review.models import Review
from tests.factories import make_benchmark, make_drafted_samples, make_sample, make_user

OVER = {"lease_until": None, "ended_at": timezone.now()}


def wanted_in(benchmark):
    return list(Sample.objects.filter(benchmark=benchmark).values_list("wanted", flat=True))


def take(sample, user, slot=0):
    later = timezone.now() + timedelta(minutes=5)
    return Review.objects.create(sample=sample, annotator=user, slot=slot, lease_until=later)


def places(sample):
    sample.refresh_from_db()
    return sample.wanted, sample.free_places, sample.had_by


def test_a_new_sample_wants_the_overlap_of_its_benchmark(db):
    sample = make_sample(make_benchmark(overlap=3))
    assert (sample.wanted, sample.free_places, sample.rank, sample.had_by, sample.audience) == (3, 3, 1.0, [], [])


def test_the_share_that_wants_more_people_is_drawn_by_the_seed(db):
    benchmark = make_benchmark(overlap=2, overlap_share=0.4, seed=7)
    for position in range(1, 61):
        make_sample(benchmark, position=position)
    first = wanted_in(benchmark)
    assert (first.count(1), first.count(2)) == (32, 28)
    Benchmark.objects.update(seed=8)
    assert wanted_in(benchmark) != first
    Benchmark.objects.update(seed=7)
    assert wanted_in(benchmark) == first
    Benchmark.objects.update(overlap_share=0.0)
    assert wanted_in(benchmark) == [1] * 60
    Benchmark.objects.update(overlap_share=1.0, overlap=4)
    assert wanted_in(benchmark) == [4] * 60


def test_a_sample_that_somebody_has_never_wants_fewer_people_than_before(db):
    benchmark = make_benchmark(overlap=3)
    begun, given_back = (make_sample(benchmark) for _ in range(2))
    ana = make_user("ana")
    take(begun, ana)
    back = take(given_back, ana)
    Review.objects.filter(pk=back.pk).update(status="returned", **OVER)
    Benchmark.objects.update(overlap=2)
    assert [places(begun), places(given_back)] == [(3, 2, [ana.pk]), (2, 2, [])]
    Benchmark.objects.update(overlap=4)
    assert [places(begun), places(given_back)] == [(4, 3, [ana.pk]), (4, 4, [])]


def test_each_end_of_a_review_frees_its_place_or_keeps_it(db):
    sample = make_sample(make_benchmark(overlap=2))
    ana, ben = make_user("ana"), make_user("ben")
    of_ana = take(sample, ana)
    of_ben = take(sample, ben, slot=1)
    assert places(sample) == (2, 0, [ana.pk, ben.pk])
    Review.objects.filter(pk=of_ana.pk).update(status="skipped", reason="unsure", **OVER)
    assert places(sample) == (2, 1, [ana.pk, ben.pk])
    Review.objects.filter(pk=of_ben.pk).update(status="returned", **OVER)
    assert places(sample) == (2, 2, [ana.pk])


def test_more_holders_than_places_are_refused_by_the_database(db):
    sample = make_sample(make_benchmark(overlap=2))
    for slot, name in enumerate(("ana", "ben")):
        take(sample, make_user(name), slot)
    with pytest.raises(IntegrityError), transaction.atomic():
        take(sample, make_user("cleo"), slot=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).update(wanted=1)
    assert places(sample)[:2] == (2, 0)


def test_assignments_tell_for_whom_a_sample_is(db):
    benchmark = make_benchmark()
    (sample,) = make_drafted_samples(benchmark, 1)
    ana = make_user("ana")
    group = PeopleGroup.objects.create(benchmark=benchmark, name="students")
    to_ana = Assignment.objects.create(benchmark=benchmark, sample=sample, user=ana)
    Assignment.objects.create(benchmark=benchmark, sample=sample, group=group)
    sample.refresh_from_db()
    assert sample.audience == sorted([ana.pk, -group.pk])
    to_ana.delete()
    sample.refresh_from_db()
    assert sample.audience == [-group.pk]
