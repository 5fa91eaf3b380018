"""Each order of the queue, from rows in the real database to the samples that are handed out."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from annotation.models import Benchmark, QueueOrder, Role, Sample
from inference.models import Draft, Round, Support
from review import queueing
from review.models import Review
from review.ordering import rank_due
from review.sweeper import sweep
from tests.factories import (
    add_member,
    make_benchmark,
    make_draft,
    make_draft_run,
    make_drafted_samples,
    make_label,
    make_sample,
    make_user,
)
from tests.review.screen import Browser


def in_queue(benchmark):
    """The positions in the order in which they are handed out."""
    rank_due()
    return list(
        Sample.objects.filter(benchmark=benchmark).reviewable().order_by("rank").values_list("position", flat=True)
    )


@transaction.atomic
def draft_with(sample, answers, supports):
    """A finished draft of these (subject, answer)s, with a trigger for each tuple of rounds it rests on."""
    run = make_draft_run(sample.benchmark)
    label = make_label(sample, [f"Trigger {number}." for number in range(len(supports))])
    draft = Draft.objects.create(run=run, sample=sample, status="done", label=label, finished_at=timezone.now())
    rounds = [
        Round.objects.create(draft=draft, position=at, phase="general", subject=subject, question="?", answer=answer)
        for at, (subject, answer) in enumerate(answers, 1)
    ]
    for trigger, places in zip(label.triggers.order_by("position"), supports, strict=True):
        for place in places:
            Support.objects.create(trigger=trigger, round=rounds[place])
    Sample.objects.filter(pk=sample.pk).update(status="drafted")


def test_as_imported_is_by_position(benchmark):
    make_drafted_samples(benchmark, 3)
    Benchmark.objects.update(queue_order=QueueOrder.RANDOM)
    rank_due()
    Benchmark.objects.update(queue_order=QueueOrder.IN_ORDER, ranked_at=None)
    assert in_queue(benchmark) == [1, 2, 3]


def test_the_random_order_follows_from_the_seed_and_holds_for_new_samples_at_once(db):
    benchmark = make_benchmark(queue_order=QueueOrder.RANDOM, seed=3)
    make_drafted_samples(benchmark, 6)
    at_once = list(Sample.objects.order_by("rank").values_list("position", flat=True))
    assert in_queue(benchmark) == at_once == [6, 1, 5, 2, 4, 3]
    Benchmark.objects.update(seed=4, ranked_at=None)
    assert in_queue(benchmark) == [6, 5, 3, 2, 4, 1]


def test_emotions_come_in_turn(benchmark):
    for emotion in ("angry", "angry", "angry", "sad", "happy", "sad"):
        make_draft(make_sample(benchmark, emotion=emotion))
    Benchmark.objects.update(queue_order=QueueOrder.BALANCED)
    assert in_queue(benchmark) == [1, 5, 4, 2, 6, 3]


def test_emotions_that_were_reviewed_less_come_first(benchmark, annotator):
    for emotion in ("angry", "angry", "angry", "sad", "sad"):
        make_draft(make_sample(benchmark, emotion=emotion))
    Sample.objects.filter(position__lte=2).update(status="excluded")
    Benchmark.objects.update(queue_order=QueueOrder.BALANCED)
    assert in_queue(benchmark) == [4, 5, 3]


def test_where_reviewers_disagree_with_the_draft_comes_first(client_of):
    benchmark = make_benchmark(overlap=2, queue_order=QueueOrder.DISAGREEMENT)
    for _ in range(4):
        make_draft(make_sample(benchmark), texts=["Clenched fists.", "A torn poster."])
    user = make_user("ana")
    add_member(benchmark, user, Role.ANNOTATOR)
    ana = Browser(client_of(user), benchmark)
    for changed in (0, 2, 1):  # of sample 1 nothing, of sample 2 both, of sample 3 one
        sheet = ana.take()
        rows = [
            {"trigger": trigger["id"], "action": "edit", "text": f"Something else {trigger['id']}"}
            for trigger in sheet["triggers"][:changed]
        ]
        assert ana.submit(sheet, rows).status_code == 200
    assert in_queue(benchmark) == [2, 3, 1, 4]


def test_uncertain_drafts_come_first(benchmark):
    sure, weak, contradicting, both, bare = (make_sample(benchmark) for _ in range(5))
    agree = [("sky", "The sky is dark."), ("sky", "I see heavy clouds."), ("face", "She smiles.")]
    deny = [("sky", "The sky is dark."), ("sky", "I do not see a sky."), ("face", "She smiles.")]
    draft_with(sure, agree, [(0, 1), (1, 2)])
    draft_with(weak, agree, [(0, 1), (2,)])
    draft_with(contradicting, deny, [(0, 1), (1, 2)])
    draft_with(both, deny, [(0,), (2,)])
    make_draft(bare)  # each trigger rests on one answer; the three answers about one subject agree
    Benchmark.objects.update(queue_order=QueueOrder.UNCERTAINTY)
    # both: (1 + 1) / 2; contradicting: (0 + 1) / 2 as bare: (1 + 0) / 2; weak: (1/2 + 0) / 2; sure: 0
    assert in_queue(benchmark) == [4, 3, 5, 2, 1]


def test_new_drafts_find_their_place_a_minute_later(benchmark):
    (sure,) = (make_sample(benchmark),)
    draft_with(sure, [("sky", "Dark."), ("sky", "Clouds.")], [(0, 1)])
    Benchmark.objects.update(queue_order=QueueOrder.UNCERTAINTY)
    rank_due()
    make_draft(make_sample(benchmark))
    Benchmark.objects.update(ranked_at=timezone.now() - timedelta(seconds=61))
    assert in_queue(benchmark) == [2, 1]


def test_ranks_are_due_after_a_change_and_for_moving_orders_each_minute(benchmark):
    make_drafted_samples(benchmark, 2)
    assert [rank_due(), Benchmark.objects.get().ranked_at is None] == [0, False]
    Benchmark.objects.update(queue_order=QueueOrder.DISAGREEMENT)
    assert rank_due() == 0  # nobody said that it is due
    Benchmark.objects.update(ranked_at=None)
    assert rank_due() == 2


def test_samples_are_handed_out_by_rank(benchmark, annotator):
    make_drafted_samples(benchmark, 3)
    Benchmark.objects.update(queue_order=QueueOrder.RANDOM, seed=1, ranked_at=None)
    expected, held = in_queue(benchmark), ()
    while len(held) < 3:
        held += (queueing.claim(benchmark, by=annotator, besides=held),)
    found = [Review.objects.get(pk=review).sample.position for review in held]
    assert found == expected
    assert expected != sorted(expected)


def test_the_sweep_gives_back_what_was_left_and_ranks_what_is_due(benchmark, annotator):
    make_drafted_samples(benchmark, 2)
    review = queueing.claim(benchmark, by=annotator)
    Review.objects.filter(pk=review).update(lease_until=timezone.now() - timedelta(seconds=1))
    Benchmark.objects.update(queue_order=QueueOrder.DISAGREEMENT)
    assert sweep() == (1, 2)
    assert sweep() == (0, 0)
