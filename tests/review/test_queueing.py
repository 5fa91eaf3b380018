import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from annotation.models import Role, Sample
from annotation.states import SampleStatus
from review import queueing
from review.assigning import assign
from review.models import Review
from review.states import ReviewStatus
from tests.factories import add_member, make_benchmark, make_draft, make_drafted_samples, make_sample, make_user


def sample_of(review):
    return Review.objects.get(pk=review).sample_id if review else None


def let_lapse(review):
    Review.objects.filter(pk=review).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_samples_come_in_order_with_their_newest_draft(benchmark, annotator):
    first, second = make_drafted_samples(benchmark, 2)
    make_sample(benchmark)  # has no draft yet

    claimed = queueing.claim(benchmark, by=annotator)
    ahead = queueing.claim(benchmark, by=annotator, besides=(claimed,))

    assert [sample_of(claimed), sample_of(ahead)] == [first.pk, second.pk]
    assert Review.objects.get(pk=claimed).draft == first.drafts.latest("id")
    assert queueing.claim(benchmark, by=annotator, besides=(claimed, ahead)) is None


def test_asking_again_gives_the_open_review_with_a_new_lease(benchmark, annotator, settings):
    make_drafted_samples(benchmark, 2)
    claimed = queueing.claim(benchmark, by=annotator)
    let_lapse(claimed)

    assert queueing.claim(benchmark, by=annotator) == claimed
    left = Review.objects.get(pk=claimed).lease_until - timezone.now()
    assert timedelta(seconds=settings.REVIEW_LEASE_SECONDS - 60) < left


def test_a_person_holds_three_at_most(benchmark, annotator):
    make_drafted_samples(benchmark, 5)
    held = ()
    for _ in range(3):
        held += (queueing.claim(benchmark, by=annotator, besides=held),)

    assert queueing.claim(benchmark, by=annotator, besides=held) is None
    assert len(set(held)) == 3


def test_two_people_never_hold_the_same_sample(benchmark, annotator, second_annotator):
    samples = make_drafted_samples(benchmark, 2)

    claimed = [queueing.claim(benchmark, by=user) for user in (annotator, second_annotator)]

    assert [sample_of(review) for review in claimed] == [sample.pk for sample in samples]


def test_an_overlap_of_two_gives_a_sample_to_two_people(db):
    benchmark = make_benchmark("double", overlap=2)
    (sample,) = make_drafted_samples(benchmark, 1)
    people = [make_user(name) for name in ("ana", "ben", "cleo")]

    claimed = [queueing.claim(benchmark, by=user) for user in people]

    assert [sample_of(review) for review in claimed] == [sample.pk, sample.pk, None]
    assert sorted(Review.objects.values_list("slot", flat=True)) == [0, 1]


def test_whoever_took_a_sample_out_of_turn_goes_on_with_the_first_one(db):
    benchmark = make_benchmark("double", overlap=2)
    first, second, third = make_drafted_samples(benchmark, 3)
    user = make_user("ana")

    claimed = [queueing.claim_sample(second, by=user)]
    for _ in range(2):
        claimed.append(queueing.claim(benchmark, by=user, besides=tuple(claimed)))

    assert [sample_of(review) for review in claimed] == [second.pk, first.pk, third.pk]


def test_a_skipped_sample_goes_to_somebody_else(benchmark, annotator, second_annotator):
    (sample,) = make_drafted_samples(benchmark, 1)
    claimed = queueing.claim(benchmark, by=annotator)
    ended = {"status": ReviewStatus.SKIPPED, "reason": "unsure", "lease_until": None, "ended_at": timezone.now()}
    Review.objects.filter(pk=claimed).update(**ended)

    assert queueing.claim(benchmark, by=annotator) is None
    assert sample_of(queueing.claim(benchmark, by=second_annotator)) == sample.pk


def test_abandoned_work_comes_back_to_the_queue_with_its_working(benchmark, annotator, second_annotator):
    (sample,) = make_drafted_samples(benchmark, 1)
    abandoned = queueing.claim(benchmark, by=annotator)
    Review.objects.filter(pk=abandoned).update(working={"rows": [], "flag": "half done"})
    assert queueing.claim(benchmark, by=second_annotator) is None
    let_lapse(abandoned)

    taken = queueing.claim(benchmark, by=second_annotator)

    assert sample_of(taken) == sample.pk
    before = Review.objects.get(pk=abandoned)
    assert (before.status, before.working) == (ReviewStatus.RETURNED, {"rows": [], "flag": "half done"})


def test_who_comes_back_to_returned_work_goes_on_with_it(benchmark, annotator):
    make_drafted_samples(benchmark, 1)
    abandoned = queueing.claim(benchmark, by=annotator)
    let_lapse(abandoned)
    assert queueing.return_lapsed() == 1

    assert queueing.claim(benchmark, by=annotator) == abandoned
    assert Review.objects.get(pk=abandoned).status == ReviewStatus.OPEN


def test_a_lease_is_renewed_for_its_owner_alone(benchmark, annotator, second_annotator):
    make_drafted_samples(benchmark, 1)
    claimed = queueing.claim(benchmark, by=annotator)

    assert queueing.renew([claimed], by=second_annotator) == []
    assert queueing.renew([claimed, claimed + 1], by=annotator) == [claimed]


def test_a_certain_sample_can_be_asked_for(benchmark, annotator, second_annotator):
    _first, second = make_drafted_samples(benchmark, 2)

    claimed = queueing.claim_sample(second, by=annotator)

    assert sample_of(claimed) == second.pk
    assert queueing.claim_sample(second, by=annotator) == claimed
    assert queueing.claim_sample(second, by=second_annotator) is None


def test_only_samples_of_the_benchmark_that_wait_for_people_are_handed_out(benchmark, annotator):
    accepted, excluded = make_drafted_samples(benchmark, 2)
    Sample.objects.filter(pk=excluded.pk).update(status=SampleStatus.EXCLUDED)
    Sample.objects.filter(pk=accepted.pk).update(status=SampleStatus.ADJUDICATION)
    make_draft(make_sample(make_benchmark("elsewhere")))

    assert queueing.claim(benchmark, by=annotator) is None


def test_progress_counts_what_is_left(benchmark, annotator):
    make_drafted_samples(benchmark, 3)

    assert queueing.progress(benchmark, by=annotator) == {"done_today": 0, "remaining": 3}


def test_what_is_left_is_what_the_person_may_have_still(db):
    benchmark = make_benchmark(overlap=2)
    ana, ben = make_user("ana"), make_user("ben")
    for user in (ana, ben):
        add_member(benchmark, user, Role.ANNOTATOR)
    first, _second, third = make_drafted_samples(benchmark, 3)
    assign(benchmark, [third.pk], users=[ben], by=None)
    claimed = queueing.claim_sample(first, by=ana)
    assert queueing.progress(benchmark, by=ana)["remaining"] == 2

    Review.objects.filter(pk=claimed).update(
        status=ReviewStatus.SKIPPED, reason="unsure", lease_until=None, ended_at=timezone.now()
    )

    assert queueing.progress(benchmark, by=ana)["remaining"] == 1
    assert queueing.progress(benchmark, by=ben)["remaining"] == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("overlap", [1, 2])
def test_eight_people_at_once_share_the_queue_without_a_double_or_a_gap(overlap):
    """Each takes, gives away and takes again until nothing is left: all is handed out, nothing beyond the overlap."""
    benchmark = make_benchmark("crowded", overlap=overlap)
    make_drafted_samples(benchmark, 24)
    people = [make_user(f"person{number}") for number in range(8)]
    for user in people:
        add_member(benchmark, user, Role.ANNOTATOR)
    together = threading.Barrier(len(people))

    def work(user):
        try:
            _own, asking = queueing._standing(benchmark, user)
            together.wait()
            held = ()
            while len(held) < 24 and (claimed := queueing._claim_next(asking)):
                held += (claimed,)
            return held
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        held = list(pool.map(work, people))

    assert sum(len(own) for own in held) == 24 * overlap
    assert sorted(Review.objects.values_list("sample__position", "slot")) == [
        (position, slot) for position in range(1, 25) for slot in range(overlap)
    ]
