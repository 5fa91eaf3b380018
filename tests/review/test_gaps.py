"""The report against loops over the decisions themselves."""

import hashlib
import json
import random
import uuid

import pytest
import redis
from django.core.management import CommandError, call_command

from annotation.models import Trigger
from inference.models import DraftRun
from review.gaps.caching import DAYS, KEY, remembered
from review.gaps.figures import ADDED, REJECTED, Estimate
from review.gaps.reports import GROUP_FIGURES, compute, report
from review.models import Decision, Review
from tests.factories import make_benchmark, make_draft, make_draft_run, make_image, make_sample
from tests.review.deciding import decide

CATEGORIES = ["Objects", "Atmosphere", ""]


@pytest.fixture
def reviewed(benchmark, annotator):
    """Seeded reviews of two runs over pictures of two emotions, some with two perspectives."""
    chance = random.Random(11)
    runs = [make_draft_run(benchmark), make_draft_run(benchmark, engine="openai", model="vlm")]
    for place in range(12):
        image = make_image(benchmark, f"{place}.jpg")
        for perspective in range(1 + place % 2):
            split = {"split": "complex", "question": f"Why, from side {perspective}?"} if place % 2 else {}
            sample = make_sample(benchmark, image, emotion=chance.choice(["sad", "angry"]), **split)
            review_one(sample, chance.choice(runs), annotator, chance)


def review_one(sample, run, annotator, chance) -> None:
    draft = make_draft(sample, run, texts=[f"A drafted trigger {place}." for place in range(chance.randint(2, 5))])
    Trigger.objects.bulk_create(
        [
            Trigger(
                label=draft.label, position=50 + place, text=f"One of {category}.", category=category, factor="social"
            )
            for place, category in enumerate(CATEGORIES)
        ]
    )
    options = ["accept", ("edit", "An edited text of a trigger."), *(("reject", reason) for reason in REJECTED)]
    decisions = [chance.choice(options) for _ in draft.label.triggers.all()]
    added = [
        (f"Added {place}.", chance.choice(ADDED), chance.choice(CATEGORIES)) for place in range(chance.randint(0, 2))
    ]
    decide(sample, annotator, decisions, draft=draft, added=added)


def tally(decisions) -> dict:
    """Shares and sample counts by loops over decisions."""
    count = {
        action: sum(decision.action == action for decision in decisions)
        for action in ("accept", "edit", "reject", "add")
    }
    drafted = count["accept"] + count["edit"] + count["reject"]
    final = count["accept"] + count["edit"] + count["add"]
    kept = count["accept"] + count["edit"]
    return {
        "accepted": (count["accept"], drafted),
        "edited": (count["edit"], drafted),
        "rejected": (count["reject"], drafted),
        "added": (count["add"], final),
        "precision": (kept, drafted),
        "recall": (kept, final),
    }


def shares(group) -> dict:
    return {
        name: (round(found.value * found.count), found.count) if found else (0, 0)
        for name, found in group.figures.items()
        if name in tally([])
    }


def test_the_whole_is_what_loops_over_the_decisions_find(benchmark, reviewed):
    found = compute(benchmark).total
    decisions = list(Decision.objects.all())
    assert shares(found) == tally(decisions)
    assert found.samples == Review.objects.count()
    for reason in REJECTED:
        share = found.figures[f"rejected_{reason}"]
        assert round(share.value * share.count) == sum(decision.reason == reason for decision in decisions)
    added = found.figures["added_per_review"]
    assert (round(added.value * added.count), added.count) == (
        sum(decision.action == "add" for decision in decisions),
        Review.objects.count(),
    )


@pytest.mark.parametrize("dimension", ["emotion", "category", "factor", "run"])
def test_each_group_is_what_loops_over_its_decisions_find(benchmark, reviewed, dimension):
    def group_of(decision):
        trigger = decision.trigger or decision.result
        return {
            "emotion": decision.review.sample.emotion,
            "category": trigger.category,
            "factor": trigger.factor,
            "run": str(decision.review.draft.run_id),
        }[dimension]

    expected: dict = {}
    for decision in Decision.objects.select_related("review__sample", "review__draft__run", "trigger", "result"):
        expected.setdefault(group_of(decision), []).append(decision)
    groups = compute(benchmark).dimension(dimension).groups
    assert {group.name: shares(group) for group in groups} == {name: tally(found) for name, found in expected.items()}
    assert {group.name: (group.samples, group.images, group.is_scripted) for group in groups} == {
        name: (
            len({decision.review.sample_id for decision in found}),
            len({decision.review.sample.image_id for decision in found}),
            any(decision.review.draft.run.is_scripted for decision in found),
        )
        for name, found in expected.items()
    }


def test_groups_keep_the_order_of_the_benchmark_and_the_unnamed_come_last(benchmark, reviewed):
    found = compute(benchmark)
    assert [group.label for group in found.dimension("emotion").groups] == ["angry", "sad"]
    assert [group.label for group in found.dimension("category").groups] == ["Atmosphere", "Objects", "no category"]


def test_a_run_can_be_looked_at_alone(benchmark, reviewed):
    for run in DraftRun.objects.all():
        alone = compute(benchmark, run)
        of_all = next(group for group in compute(benchmark).dimension("run").groups if group.name == str(run.pk))
        assert {name: alone.total.figures[name] for name in GROUP_FIGURES} == of_all.figures
        assert alone.is_scripted == of_all.is_scripted == run.is_scripted


def test_the_distance_of_edits_is_counted_in_words(benchmark, annotator):
    for place, after in enumerate(["A loud argument.", "A heated argument with him."]):
        sample = make_sample(benchmark, make_image(benchmark, f"{place}.jpg"))
        draft = make_draft(sample, texts=("A heated argument.",))
        decide(sample, annotator, [("edit", after)], draft=draft)
    figures = compute(benchmark).total.figures
    assert (figures["edit_words"].value, figures["edit_words"].count) == (2, 2)
    assert figures["edit_change"].value == pytest.approx((1 / 3 + 3 / 5) / 2)


def test_nothing_reviewed_gives_no_figures(benchmark):
    make_draft(make_sample(benchmark))
    found = compute(benchmark)
    assert found.total.samples == 0
    assert set(found.total.figures.values()) == {None}
    assert [dimension.groups for dimension in found.dimensions] == [[], [], [], []]


def test_no_edits_give_no_distance(benchmark, annotator):
    draft = make_draft(make_sample(benchmark))
    decide(draft.sample, annotator, ["accept"] * 3, draft=draft)
    figures = compute(benchmark).total.figures
    assert (figures["edit_words"], figures["edited"].value, figures["edited"].low) == (None, 0, None)


def test_only_submitted_reviews_that_showed_a_draft_count(benchmark, annotator, second_annotator):
    benchmark.overlap = 2
    benchmark.save()
    draft = make_draft(make_sample(benchmark))
    decide(draft.sample, annotator, ["accept"] * 3, draft=draft)
    decide(draft.sample, second_annotator, [], added=[("Blind.", "common_sense")], final=False)
    withdrawn = make_draft(make_sample(benchmark))
    Review.objects.filter(
        pk=decide(withdrawn.sample, annotator, ["accept"] * 3, draft=withdrawn, final=False).pk
    ).update(status="withdrawn")
    elsewhere = make_draft(make_sample(make_benchmark("elsewhere")))
    decide(elsewhere.sample, annotator, ["accept"] * 3, draft=elsewhere)
    found = compute(benchmark).total
    assert (found.samples, found.figures["accepted"].count, found.figures["added"].value) == (1, 3, 0)


def test_a_review_that_began_blind_says_nothing_of_the_draft(benchmark, annotator):
    drafts = [make_draft(make_sample(benchmark)) for _ in range(2)]
    decide(drafts[0].sample, annotator, ["accept"] * 3, draft=drafts[0])
    decide(drafts[1].sample, annotator, [("reject", "other")] * 2 + ["accept"], draft=drafts[1], blind=["Rain."])

    total = compute(benchmark).total
    assert (total.samples, total.figures["accepted"].value, total.figures["accepted"].count) == (1, 1.0, 3)


def test_a_report_is_computed_anew_after_a_review(benchmark, annotator):
    first = make_draft(make_sample(benchmark))
    decide(first.sample, annotator, ["accept"] * 3, draft=first)
    before = report(benchmark)
    assert report(benchmark) == before == compute(benchmark)
    second = make_draft(make_sample(benchmark))
    decide(second.sample, annotator, ["accept", "accept", ("reject", "other")], draft=second)
    assert report(benchmark) == compute(benchmark) != before


def test_the_command_prints_the_figures(benchmark, reviewed, capsys):
    call_command("gap_report", "streets", "--json")
    rows = json.loads(capsys.readouterr().out)
    found = compute(benchmark)
    expected = found.total.figures["recall"]
    [row] = [row for row in rows if (row["by"], row["figure"]) == ("all", "recall")]
    assert row == {
        "by": "all",
        "group": "All",
        "samples": found.total.samples,
        "figure": "recall",
        "value": expected.value,
        "low": expected.low,
        "high": expected.high,
        "of": expected.count,
        "images": expected.images,
        "scripted": True,
    }
    call_command("gap_report", "streets")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Some of these drafts come from a script, not from a model."
    [printed] = [line.split() for line in lines if line.startswith("  Recall  ")][:1]
    assert printed[1:] == [
        f"{100 * expected.value:.1f}", "%", f"[{100 * expected.low:.1f}", "–", f"{100 * expected.high:.1f}", "%]",
        "of", str(expected.count), "final", "triggers", "on", str(expected.images), "pictures",
    ]  # fmt: skip


def test_the_command_says_what_is_wrong(benchmark, capsys):
    with pytest.raises(CommandError, match="There is no benchmark “nowhere”"):
        call_command("gap_report", "nowhere")
    with pytest.raises(CommandError, match="streets has no draft run 99"):
        call_command("gap_report", "streets", "--run", "99")
    call_command("gap_report", "streets")
    assert capsys.readouterr().out == "Nothing was reviewed yet: submit reviews of drafted samples first.\n"


def test_what_is_remembered_is_what_was_computed_and_a_new_review_is_seen(benchmark, annotator, reviewed):
    first = report(benchmark)
    assert first == compute(benchmark) == report(benchmark)
    assert type(report(benchmark).total.figures["accepted"]) is Estimate
    review_one(make_sample(benchmark), make_draft_run(benchmark), annotator, random.Random(3))
    assert report(benchmark).total.samples == first.total.samples + 1


def test_what_is_remembered_is_neither_made_again_nor_more_than_bytes(settings):
    made = []

    def make():
        made.append(len(made))
        return {"made": made[-1]}

    key = ("test", uuid.uuid4().hex)
    assert [remembered(key, make), remembered(key, make)] == [{"made": 0}, {"made": 0}]
    assert remembered((*key, "other"), make) == {"made": 1}
    kept = redis.Redis.from_url(settings.REDIS_URL)
    name = KEY.format(digest=hashlib.sha256(repr(key).encode()).hexdigest())
    assert (kept.get(name), 0 < kept.ttl(name) <= DAYS * 24 * 3600) == (b'{"made": 0}', True)


def test_without_redis_everything_is_made_anew(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nobody listens there
    made = iter([1, 2])
    assert [remembered(("away",), lambda: next(made)) for _ in range(2)] == [1, 2]
