"""Calibrating judges: the sample, weights and figures recomputed by other code, and the pages that make it."""

import random
from collections import Counter
from statistics import quantiles

import pytest
from django.urls import reverse

from annotation.models import Event, Trigger
from inference.models import Judge, Match
from review.calibrating import draw
from review.calibration import Verdict, accuracy
from review.calibration_report import calibration
from review.models import MatchCheck
from review.results.rows import Signature, signatures
from tests.factories_evaluations import (
    make_evaluation,
    make_judge_run,
    make_judgement,
    make_labelled_sample,
    make_prediction,
    make_release,
)

SEMANTIC = Signature("semantic", "semantic", "", 0.6)


@pytest.fixture
def release(benchmark):
    """Eight samples; the semantic judge finds 6 of 24 triggers, a language model 12 of 24, others tell no trigger."""
    release = make_release(benchmark, [make_labelled_sample(benchmark) for _ in range(8)])
    evaluation = make_evaluation(release)
    semantic, llm = make_judge_run(evaluation), make_judge_run(evaluation, Judge.LLM)
    make_judge_run(evaluation, Judge.OFFICIAL)
    for item in release.items.order_by("position"):
        prediction = make_prediction(evaluation, item, f"Answer {item.position} in full.")
        odd = item.position % 2 == 1
        make_judgement(semantic, prediction, (odd, False, item.position < 3))
        make_judgement(llm, prediction, (odd, not odd, item.position < 5))
    return release


def address(release, signature=SEMANTIC, page="calibration_check"):
    query = {"release": release.pk, "judge": signature.key}
    return reverse(f"review:{page}", args=[release.benchmark.slug], query=query)


def decide(client, release, key, verdict, signature=SEMANTIC):
    prediction, trigger = key
    form = {"prediction": prediction, "trigger": trigger, "verdict": verdict}
    return client.post(address(release, signature), form, follow=True)


def shown(response):
    """The pair that the page asks about."""
    prediction, trigger = response.context["prediction"], response.context["trigger"]
    return (prediction.pk, trigger.pk) if prediction else None


# The sample


def test_the_sample_is_half_found_half_not_and_the_same_each_time(release):
    drawn = draw(release, SEMANTIC, number=10)
    assert Counter(pair.found for pair in drawn.pairs) == {True: 5, False: 5}
    assert drawn.sizes == {True: 6, False: 18}
    assert draw(release, SEMANTIC, number=10) == drawn
    assert draw(release, SEMANTIC, number=10, seed=1).pairs != drawn.pairs


def test_a_kind_with_too_few_pairs_leaves_its_room_to_the_other(release):
    drawn = draw(release, SEMANTIC, number=20)
    assert Counter(pair.found for pair in drawn.pairs) == {True: 6, False: 14}
    assert len({pair.key for pair in drawn.pairs}) == 20


def test_a_small_release_is_drawn_whole_with_the_judges_verdicts(release):
    rows = Match.objects.filter(judgement__run__judge="semantic")
    expected = set(rows.values_list("judgement__prediction", "trigger", "found"))
    assert {(*pair.key, pair.found) for pair in draw(release, SEMANTIC).pairs} == expected


def test_only_the_latest_run_of_a_judge_counts(release):
    evaluation = release.evaluation_runs.get()
    again = make_judge_run(evaluation)
    for prediction in evaluation.predictions.all():
        make_judgement(again, prediction, (True, True, True))
    assert draw(release, SEMANTIC).sizes == {True: 24, False: 0}


# The figures


def verdicts(table, stratum=True, pictures=1):
    """Verdicts from counts of (judge, person)."""
    return [
        Verdict(f"{number % pictures}.jpg", stratum, judged, person)
        for (judged, person), count in table.items()
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("both", "judge_only", "person_only", "neither", "kappa"),
    [(20, 5, 10, 15, 0.4), (45, 15, 25, 15, 0.1304), (25, 35, 5, 35, 0.2593), (7, 0, 0, 3, 1.0), (0, 5, 5, 0, -1.0)],
)
def test_known_tables_give_their_known_figures(both, judge_only, person_only, neither, kappa):
    table = {(True, True): both, (True, False): judge_only, (False, True): person_only, (False, False): neither}
    found = accuracy(verdicts(table), {True: 1000})
    assert found.kappa.value == pytest.approx(kappa, abs=5e-5)
    assert found.true_positive.value == pytest.approx(both / (both + person_only))
    assert found.true_negative.value == pytest.approx(neither / (neither + judge_only))
    assert (found.pairs, found.true_positive.count, found.true_positive.images) == (
        sum(table.values()),
        both + person_only,
        1,
    )


def test_a_rate_that_divides_by_nothing_is_none():
    found = accuracy(verdicts({(True, True): 4}), {True: 4, False: 0})
    assert (found.true_positive.value, found.true_negative, found.kappa) == (1.0, None, None)


def test_a_stratum_of_which_nothing_is_known_leaves_all_figures_open():
    found = accuracy(verdicts({(True, True): 4, (True, False): 2}), {True: 10, False: 90})
    assert (found.pairs, found.kappa, found.true_positive, found.true_negative) == (6, None, None, None)


def test_nothing_checked_has_no_figures():
    assert accuracy([], {True: 3, False: 3}).kappa is None
    assert accuracy([], {}).pairs == 0


def random_verdicts(seed, pictures=12):
    """Sixty pairs of two strata, some that the judge said nothing of, some with two people."""
    chance, made = random.Random(seed), []
    for number in range(60):
        stratum, image = number % 2 == 0, f"{chance.randrange(pictures)}.jpg"
        judged = None if chance.random() < 0.1 else chance.random() < (0.8 if stratum else 0.3)
        people = chance.choice([1, 2])
        made += [Verdict(image, stratum, judged, chance.random() < 0.6, 1 / people) for _ in range(people)]
    return made


def plainly(verdicts, sizes):
    """The same figures, one pair after the other."""
    known = {name: sum(one.share for one in verdicts if one.stratum == name) for name in sizes}
    cells = Counter()
    for one in verdicts:
        if one.judged is not None:
            cells[one.judged, one.person] += one.share * sizes[one.stratum] / known[one.stratum]
    total = sum(cells.values())
    judge = (cells[True, True] + cells[True, False]) / total
    person = (cells[True, True] + cells[False, True]) / total
    expected = judge * person + (1 - judge) * (1 - person)
    return (
        ((cells[True, True] + cells[False, False]) / total - expected) / (1 - expected),
        cells[True, True] / (cells[True, True] + cells[False, True]),
        cells[False, False] / (cells[False, False] + cells[True, False]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_weighted_figures_are_those_of_a_plain_recomputation(seed):
    made, sizes = random_verdicts(seed), {True: 40, False: 960}
    found = accuracy(made, sizes)
    values = [figure.value for figure in (found.kappa, found.true_positive, found.true_negative)]
    assert values == pytest.approx(plainly(made, sizes))


def drawn_again(verdicts, sizes, chance):
    """Whole pictures of each stratum with replacement."""
    again = []
    for name in sizes:
        pictures = sorted({one.image for one in verdicts if one.stratum == name})
        for image in chance.choices(pictures, k=len(pictures)):
            again += [one for one in verdicts if (one.stratum, one.image) == (name, image)]
    return again


def test_intervals_are_those_of_another_bootstrap_over_pictures_within_strata():
    made, sizes = random_verdicts(9), {True: 40, False: 960}
    found, chance = accuracy(made, sizes), random.Random(1)
    replicates = zip(*(plainly(drawn_again(made, sizes, chance), sizes) for _ in range(1500)), strict=True)
    for figure, values in zip((found.kappa, found.true_positive, found.true_negative), replicates, strict=True):
        cuts = quantiles(values, n=40)
        assert (figure.low, figure.high) == pytest.approx((cuts[0], cuts[-1]), abs=0.04)


@pytest.mark.parametrize(("pictures", "is_told"), [(4, False), (5, True)])
def test_no_interval_comes_from_fewer_than_five_pictures(pictures, is_told):
    table = {(True, True): 11, (True, False): 12, (False, True): 9, (False, False): 13}
    found = accuracy(verdicts(table, pictures=pictures), {True: 40})
    assert (found.kappa.low is not None, found.true_positive.high is not None) == (is_told, is_told)


@pytest.mark.parametrize(("is_right", "rate"), [(True, 1), (False, 0)])
def test_no_interval_is_given_where_no_draw_differs_from_another(is_right, rate):
    made = [Verdict(image, image < 8, image < 8, (image < 8) == is_right) for image in range(16)]

    found = accuracy(made, {True: 80, False: 920})
    # A miss may be among the 912 pairs not checked in the other stratum: 8 right ones say little of the rate's end.
    for one in (found.true_positive, found.true_negative):
        assert (one.value, one.low, one.high) == (rate, None, None)
    assert (found.kappa.low, found.kappa.high) == (None, None)


# The pages


def test_a_person_decides_all_pairs_and_sees_the_judge_only_afterwards(client_of, researcher, release):
    client, order = client_of(researcher), [pair.key for pair in draw(release, SEMANTIC).pairs]
    response = client.get(address(release))
    assert "The judge:" not in response.content.decode()
    for number, key in enumerate(order):
        assert shown(response) == key
        assert response.context["prediction"].text in response.content.decode()
        response = decide(client, release, key, "yes" if number % 3 else "no")
        assert (response.context["previous"]["check"].prediction_id, response.context["decided"]) == (
            key[0],
            number + 1,
        )
        assert "The judge:" in response.content.decode()
    assert shown(response) is None
    assert "You have decided every pair of this sample" in response.content.decode()
    rows = MatchCheck.objects.order_by("id").values_list("prediction", "trigger", "found", "checked_by")
    assert list(rows) == [(*key, bool(number % 3), researcher.pk) for number, key in enumerate(order)]


def test_the_page_of_a_pair_says_nothing_that_depends_on_the_judge(client_of, researcher, release):
    client = client_of(researcher)
    assert "He does." not in client.get(address(release)).content.decode()
    first = draw(release, SEMANTIC).pairs[0]
    after = decide(client, release, first.key, "yes").content.decode()
    assert "He does." in after


def test_the_last_verdict_is_taken_back_and_asked_again(client_of, researcher, release):
    client, order = client_of(researcher), [pair.key for pair in draw(release, SEMANTIC).pairs]
    decide(client, release, order[0], "yes")
    decide(client, release, order[1], "yes")
    assert shown(decide(client, release, order[1], "undo")) == order[1]
    decide(client, release, order[1], "no")
    assert list(MatchCheck.objects.order_by("id").values_list("found", flat=True)) == [True, False]
    verbs = Event.objects.filter(by=researcher, subject_kind="matchcheck").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["match checked"] * 2 + ["match check withdrawn", "match checked"]


def test_an_undo_that_is_sent_again_takes_no_other_verdict_back(client_of, researcher, release):
    client, order = client_of(researcher), [pair.key for pair in draw(release, SEMANTIC).pairs]
    decide(client, release, order[0], "yes")
    page = decide(client, release, order[1], "yes")
    form = {"verdict": "undo", "last": page.context["previous"]["check"].pk}
    assert f'name="last" value="{form["last"]}"' in page.content.decode()

    answers = [client.post(address(release), form, follow=True) for _time in range(2)]

    assert [said(answer) for answer in answers] == [[], []]
    assert list(MatchCheck.objects.values_list("prediction", "trigger")) == [order[0]]


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_verdict_sent_twice_is_one_and_another_one_is_refused(client_of, researcher, release):
    client, key = client_of(researcher), draw(release, SEMANTIC).pairs[0].key
    assert said(decide(client, release, key, "yes")) == []
    assert said(decide(client, release, key, "yes")) == []
    assert said(decide(client, release, key, "no")) == [
        "You have decided this pair already: take your verdict back first."
    ]
    assert list(MatchCheck.objects.values_list("found", flat=True)) == [True]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"prediction": "0"}, "This pair is not in the sample (any more): decide the one that is shown now."),
        ({"trigger": "x"}, "This pair is not in the sample (any more): decide the one that is shown now."),
        ({"trigger": "9" * 30}, "This pair is not in the sample (any more): decide the one that is shown now."),
        ({"verdict": "maybe"}, "Say yes or no: does the answer name the trigger?"),
        ({"verdict": "undo"}, "There is no verdict of yours to take back."),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(client_of, researcher, release, change, sentence):
    prediction, trigger = draw(release, SEMANTIC).pairs[0].key
    form = {"prediction": prediction, "trigger": trigger, "verdict": "yes"} | change
    assert said(client_of(researcher).post(address(release), form, follow=True)) == [sentence]
    assert MatchCheck.objects.count() == 0


def test_a_verdict_on_another_sample_is_not_taken_back_here(client_of, researcher, release, benchmark):
    other = make_release(benchmark, [make_labelled_sample(benchmark)], name="second")
    evaluation = make_evaluation(other)
    make_judgement(make_judge_run(evaluation), make_prediction(evaluation, other.items.get()))
    client = client_of(researcher)
    decide(client, other, draw(other, SEMANTIC).pairs[0].key, "yes")
    response = decide(client, release, (0, 0), "undo")
    assert said(response) == ["Your last verdict was given on another sample: take it back there."]
    assert MatchCheck.objects.count() == 1


def truth(key):
    """What a person says who reads well: the triggers that come first in their label are named."""
    return Trigger.objects.get(pk=key[1]).position == 1


def check_all(client, release, pairs, verdict=truth):
    for pair in pairs:
        decide(client, release, pair.key, "yes" if verdict(pair.key) else "no")


def test_every_judge_is_held_against_the_person(client_of, researcher, release):
    client, drawn = client_of(researcher), draw(release, SEMANTIC)
    check_all(client, release, drawn.pairs)
    found = client.get(address(release, page="calibration")).context["calibration"]
    lines = {line.signature.judge: line.accuracy for line in found.lines}
    assert found.lines[0].signature == SEMANTIC
    assert lines["official"] is None
    for judge in ("semantic", "llm"):
        rows = Match.objects.filter(judgement__run__judge=judge).select_related("trigger")
        table = Counter((row.found, row.trigger.position == 1) for row in rows)
        sure = lines[judge]
        assert sure.pairs == 24
        assert sure.true_positive.value == pytest.approx(table[True, True] / 8)
        assert sure.true_negative.value == pytest.approx(table[False, False] / 16)


def test_a_part_of_the_sample_is_weighted_back_to_all_pairs(client_of, researcher, release):
    drawn = draw(release, SEMANTIC)
    check_all(client_of(researcher), release, drawn.pairs[:12])
    found = calibration(release, SEMANTIC)
    seen = Counter(pair.found for pair in drawn.pairs[:12])
    cells = Counter()
    for pair in drawn.pairs[:12]:
        cells[pair.found, truth(pair.key)] += drawn.sizes[pair.found] / seen[pair.found]
    ours = found.lines[0].accuracy
    assert (found.checked, ours.pairs) == (12, 12)
    assert ours.true_positive.value == pytest.approx(cells[True, True] / (cells[True, True] + cells[False, True]))
    assert ours.true_negative.value == pytest.approx(cells[False, False] / (cells[False, False] + cells[True, False]))


def test_a_pair_that_was_decided_out_of_order_does_not_count_yet(client_of, researcher, release):
    client, pairs = client_of(researcher), draw(release, SEMANTIC).pairs
    check_all(client, release, [pairs[0], pairs[5]])
    assert calibration(release, SEMANTIC).checked == 1
    assert shown(client.get(address(release))) == pairs[1].key


def test_two_people_give_the_ceiling(client_of, researcher, adjudicator, release):
    pairs = draw(release, SEMANTIC).pairs
    check_all(client_of(researcher), release, pairs)
    check_all(client_of(adjudicator), release, pairs[:20], lambda key: truth(key) or key == pairs[0].key)
    found = calibration(release, SEMANTIC)
    seen = Counter(pair.found for pair in pairs[:20])
    made = [Verdict("", pair.found, truth(pair.key), truth(pair.key) or pair == pairs[0]) for pair in pairs[:20]]
    assert (found.people, found.ceiling.pairs) == (2, 20)
    assert seen[True] and seen[False]
    assert found.ceiling.kappa.value == pytest.approx(plainly(made, {True: 6, False: 18})[0])


def test_the_page_names_the_figures_and_the_judges_without_matches(client_of, researcher, release):
    client = client_of(researcher)
    before = client.get(address(release, page="calibration")).content.decode()
    assert "Start checking" in before
    sentence = (
        "24 pairs of an answer and a trigger, drawn at random from 6 that this judge found and 18 that it did not."
    )
    assert sentence in before
    assert "cannot be calibrated: it says nothing of single triggers" in before
    check_all(client, release, draw(release, SEMANTIC).pairs[:3])
    assert "3 of 24 decided by you" in client.get(address(release, page="calibration")).content.decode()


def test_the_results_page_tells_the_judges_figures(client_of, researcher, release):
    client, where = client_of(researcher), reverse("review:results", args=[release.benchmark.slug])
    query = {"release": release.pk, "judge": SEMANTIC.key}
    assert client.get(where, query).context["accuracy"] is None
    check_all(client, release, draw(release, SEMANTIC).pairs)
    response = client.get(where, query)
    assert response.context["accuracy"] == calibration(release, SEMANTIC).lines[0].accuracy
    assert "Held against people on 24 pairs:" in response.content.decode()
    llm = next(one for one in signatures(release) if one.judge == "llm")
    assert client.get(where, query | {"judge": llm.key}).context["accuracy"].pairs == 24


def test_a_benchmark_without_judges_says_what_to_do(client_of, researcher, benchmark):
    client = client_of(researcher)
    page = client.get(reverse("review:calibration", args=[benchmark.slug]))
    assert "No judge to calibrate yet" in page.content.decode()
    assert client.get(reverse("review:calibration_check", args=[benchmark.slug])).status_code == 404


def test_annotators_do_not_calibrate(client_of, annotator, release):
    client = client_of(annotator)
    assert client.get(address(release)).status_code == 403
    assert decide(client, release, draw(release, SEMANTIC).pairs[0].key, "yes").status_code == 403
