"""The agreement report against truth worked out by hand, and who sees what of it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from review.agreement.coefficients import SAME
from review.agreement.keeping import Kept, agreement_report, stands
from review.agreement.packing import packed, unpacker
from review.agreement.reports import ACCEPTS_ALL, PEOPLE, compute
from review.agreement.rows import ADJUDICATED, DRAFT, state_of
from tests.factories import make_draft, make_sample
from tests.review.adjudicators import Judge, dropped, kept, make_disputed
from tests.review.comparing import compare
from tests.review.deciding import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reviewed_twice")]

DRAFTED = ("Clenched fists.", "A heated argument.", "Rain outside.")


@pytest.fixture
def seeded(benchmark, annotator, second_annotator):
    """Three pictures that Ana and Ben reviewed; the first two compared.

    angry   Ana: accept, accept, reject            Ben: accept, edit, reject; adds "They quarrel."
            lists {fists, argument}                lists {fists, shouting, quarrel}; quarrel means argument
    sad     Ana: accept, reject, accept            Ben: accept, reject, accept: the same list
    sad     Ana: accept all                        Ben: reject all; nobody compared them yet
    """
    angry = make_draft(make_sample(benchmark, emotion="angry"), texts=DRAFTED)
    decide(angry.sample, annotator, ["accept", "accept", ("reject", "irrelevant")], draft=angry, final=False)
    decide(
        angry.sample,
        second_annotator,
        ["accept", ("edit", "Somebody shouts."), ("reject", "irrelevant")],
        draft=angry,
        added=[("They quarrel.", "seen_but_missed")],
        final=False,
    )
    compare(angry.sample, near=[("A heated argument.", "They quarrel.")])
    sad = make_draft(make_sample(benchmark, emotion="sad"), texts=DRAFTED)
    for person in (annotator, second_annotator):
        decide(sad.sample, person, ["accept", ("reject", "irrelevant"), "accept"], draft=sad, final=False)
    compare(sad.sample)
    late = make_draft(make_sample(benchmark, emotion="sad"), texts=DRAFTED)
    decide(late.sample, annotator, ["accept"] * 3, draft=late, final=False)
    decide(late.sample, second_annotator, [("reject", "irrelevant")] * 3, draft=late, final=False)
    return [angry.sample, sad.sample, late.sample]


def test_the_lists_of_people_by_hand(benchmark, seeded):
    report = compute(benchmark)
    assert (report.samples, report.waiting) == (3, [seeded[2].pk])
    people = report.total.figures[PEOPLE]
    # Angry: 2 of 2 and 3 triggers meet: F1 4/5, Jaccard 2/3. Sad: the same two triggers.
    assert (people.f1.value, people.f1.count) == (pytest.approx((0.8 + 1) / 2), 2)
    assert people.jaccard.value == pytest.approx((2 / 3 + 1) / 2)
    assert people.shared.value == pytest.approx((4 + 4) / (5 + 4))
    # MASI: {1, 2} beside {1, 2, 3} has 1 - 2/3 * 2/3 = 5/9, the sad lists 0. Observed: (2 * 5/9) / 4. Of the twelve
    # ordered pairs of lists two have 5/9, two 0 and eight 1.
    assert people.masi.value == pytest.approx(1 - (2 * 5 / 9 / 4) / ((2 * 5 / 9 + 8) / 12))
    assert {group.name: group.figures[PEOPLE].f1.value for group in report.emotions} == {
        "angry": pytest.approx(0.8),
        "sad": pytest.approx(1),
    }


def test_the_verdicts_of_people_by_hand(benchmark, annotator, second_annotator, seeded):
    report = compute(benchmark)
    people = report.total.figures[PEOPLE]
    # Nine triggers: both accept 3, both reject 2, accept and edit 1, accept and reject 3. Of 18 verdicts 10 accept,
    # 1 edits, 7 reject.
    observed, chance = 5 / 9, (100 + 1 + 49) / 324
    assert people.fleiss.value == pytest.approx((observed - chance) / (1 - chance))
    assert (people.fleiss.count, people.fleiss.clusters) == (9, 3)
    # Alpha counts values without replacement: 1 - 17 * disagreeing pairs / (18² - 100 - 1 - 49).
    assert people.nominal.value == pytest.approx(1 - 17 * 8 / (324 - 150))
    # Cohen's: Ana accepts 7 and rejects 2, Ben accepts 3, edits 1 and rejects 5.
    [pair] = [each for each in report.pairs if {each.left, each.right} == {str(annotator.pk), str(second_annotator.pk)}]
    chance = (7 * 3 + 2 * 5) / 81
    assert pair.masi == people.masi
    assert (pair.kappa.value, pair.samples) == (pytest.approx((5 / 9 - chance) / (1 - chance)), 2)


def test_the_draft_as_a_further_rater_by_hand(benchmark, annotator, second_annotator, seeded):
    report = compute(benchmark)
    drafted = report.total.figures[DRAFT]
    # The draft has three triggers. Angry: Ana's two are in it (F1 4/5); of Ben's three, fists and the quarrel (4/6).
    # Sad: two of two, twice.
    assert (drafted.f1.value, drafted.f1.count) == (pytest.approx((4 / 5 + 4 / 6 + 4 / 5 + 4 / 5) / 4), 4)
    # With nine acceptances besides: of 27 verdicts 19 accept, 1 edits, 7 reject; of the three pairs on a trigger, 3
    # agree on the three that all accept and 1 on the others but the edited one, where Ana and the draft agree too.
    observed, chance = (3 * 1 + 6 * 1 / 3) / 9, (19**2 + 1 + 49) / 27**2
    assert drafted.fleiss.value == pytest.approx((observed - chance) / (1 - chance))
    pairs = {(pair.left, pair.right): pair for pair in report.pairs}
    assert pairs[str(annotator.pk), DRAFT].f1.value == pytest.approx(0.8)
    assert pairs[str(second_annotator.pk), DRAFT].f1.value == pytest.approx((4 / 6 + 4 / 5) / 2)
    # Ana's two lists lie within the draft's: 5/9 each. Of the twelve ordered pairs of lists four have it, eight have 1.
    assert pairs[str(annotator.pk), DRAFT].masi.value == pytest.approx(1 - (5 / 9) / ((4 * 5 / 9 + 8) / 12))
    kappa = pairs[str(annotator.pk), DRAFT].kappa
    assert (kappa.value, kappa.undefined) == (None, ACCEPTS_ALL)


def test_the_adjudicated_label_as_a_further_rater_by_hand(
    benchmark, client_of, annotator, second_annotator, adjudicator
):
    fists, edited, rain, match = "Clenched fists.", "Fists clenched in anger.", "Heavy rain.", "A lost match."
    sample = make_disputed(benchmark, annotator, second_annotator)
    judge = Judge(client_of(adjudicator), benchmark)
    sheet = judge.take()
    added = {"sources": [], "decision": "add", "text": "Great heat.", "reason": "seen_but_missed"}
    rows = [kept(sheet, edited, fists, edited), dropped(sheet, "hallucinated", rain), kept(sheet, match, match), added]
    assert judge.submit(sheet, rows).status_code == 200
    compare(sample, near=[(fists, edited)])
    report = compute(benchmark)
    # The label has Ben's fists and match, and heat. Ana has fists and rain: 1 meets. Ben has fists and match: 2 meet.
    settled = report.total.figures[ADJUDICATED]
    assert settled.f1.value == pytest.approx((2 / 5 + 4 / 5) / 2)
    assert settled.jaccard.value == pytest.approx((1 / 4 + 2 / 3) / 2)
    # It edits the fists and rejects the rain, as Ben does; Ana accepts both. Each verdict is given twice.
    pairs = {(pair.left, pair.right): pair.kappa.value for pair in report.pairs}
    ana, ben = str(annotator.pk), str(second_annotator.pk)
    assert (pairs[ana, ADJUDICATED], pairs[ben, ADJUDICATED]) == (pytest.approx(0), pytest.approx(1))
    assert settled.fleiss.value == pytest.approx((1 / 3 - 1 / 3) / (1 - 1 / 3))
    assert report.raters == [ana, ben, DRAFT, ADJUDICATED]


def test_categories_go_by_the_drafted_trigger_and_by_each_ones_own(benchmark, annotator, second_annotator):
    sample = make_sample(benchmark)
    draft = make_draft(sample, texts=["A smile.", "A scarf."])
    decide(sample, annotator, ["accept", "accept"], draft=draft, final=False)
    added = [("A ball.", "seen_but_missed", "Objects")]
    decide(sample, second_annotator, ["accept", ("reject", "too_generic")], draft=draft, added=added, final=False)
    compare(sample)
    groups = {group.name: group.figures[PEOPLE] for group in compute(benchmark).categories}
    assert groups["Objects"].shared.value == 0
    assert groups["Objects"].nominal.undefined == "lonely"
    drafted = groups[draft.label.triggers.first().category]
    assert drafted.shared.value == pytest.approx(2 / 3)
    assert drafted.nominal.value == pytest.approx(1 - 3 * 2 / (16 - 9 - 1))


def test_a_lone_review_says_nothing_of_people_and_something_of_the_draft(benchmark, annotator):
    draft = make_draft(make_sample(benchmark), texts=DRAFTED)
    decide(draft.sample, annotator, ["accept"] * 3, draft=draft)
    compare(draft.sample)
    report = compute(benchmark)
    people, drafted = report.total.figures[PEOPLE], report.total.figures[DRAFT]
    assert (report.samples, people.f1, people.masi.undefined, people.fleiss.undefined) == (0, None, "lonely", "lonely")
    assert (drafted.f1.value, drafted.masi.undefined, drafted.fleiss.undefined) == (1, SAME, SAME)


def test_what_is_kept_is_the_report(benchmark, seeded):
    kept = Kept(compute(benchmark), 1000.5, state_of(benchmark))
    assert unpacker(Kept)(packed(kept)) == kept
    assert agreement_report(benchmark).report == agreement_report(benchmark).report == kept.report


def test_a_report_stands_until_something_comes_and_a_large_one_for_five_minutes(benchmark, seeded):
    kept = Kept(compute(benchmark), 1000.0, state_of(benchmark))
    assert (kept.state.reviews, stands(kept, state_of(benchmark), now=9999.0)) == (6, True)
    few, many = replace(kept.state, reviews=499), replace(kept.state, reviews=500)
    assert [stands(kept, few, now=1000.0), stands(kept, many, now=1000.0)] == [False, True]
    assert [stands(kept, many, now=now) for now in (999.0, 1299.9, 1300.0)] == [False, True, False]


def test_the_report_is_made_anew_when_lists_are_compared(client_of, benchmark, researcher, seeded):
    client, page = client_of(researcher), reverse("review:agreement", args=["streets"])
    assert client.get(page).context["report"].waiting == [seeded[2].pk]
    compare(seeded[2])
    assert client.get(page).context["report"].waiting == []
