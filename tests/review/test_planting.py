"""Planted triggers: shown like the drafted ones, answered once, and never in a label, a decision or an export."""

import pytest

from annotation.models import Benchmark, Trigger
from review.models import Decision, PlantedTrigger, Review
from tests.factories import make_draft, make_image, make_sample
from tests.review.screen import Browser


@pytest.fixture
def ana(client_of, benchmark, annotator):
    Benchmark.objects.filter(pk=benchmark.pk).update(planted_share=1)
    return Browser(client_of(annotator), benchmark)


@pytest.fixture
def sample(benchmark):
    sample = make_sample(benchmark)
    make_draft(sample, texts=["Clenched fists.", "A quarrel."])
    elsewhere = make_sample(benchmark, image=make_image(benchmark, path="sad.jpg"), emotion="sad")
    make_draft(elsewhere, texts=["A lost dog."])
    return sample


def own_texts(review):
    return list(review.label.triggers.values_list("text", flat=True))


def planted_row(sheet):
    return next(trigger for trigger in sheet["triggers"] if trigger["text"] == "A lost dog.")


def test_it_looks_like_the_drafted_ones(ana, sample):
    sheet = ana.take()

    own = sorted(Trigger.objects.exclude(text="A lost dog.").values_list("id", flat=True))
    assert [trigger["id"] for trigger in sheet["triggers"]] == [*own, max(own) + 1]
    assert set(planted_row(sheet)) == set(sheet["triggers"][0])
    assert PlantedTrigger.objects.get().trigger == Trigger.objects.get(text="A lost dog.")


def test_the_samples_page_does_not_tell_it_apart(ana, sample):
    address = f"/b/{sample.benchmark.slug}/samples/{sample.pk}/"
    texts = ["Clenched fists.", "A quarrel.", "A lost dog."]

    sheet = ana.take()
    at_work = ana.client.get(address).content.decode()
    ana.submit(sheet)
    done = ana.client.get(address)

    assert [text in at_work for text in texts] == [False, False, False]
    (own,) = done.context["own"]
    assert [one.shown for one in own.seen] == [trigger["text"] for trigger in sheet["triggers"]]
    assert {one.action for one in own.seen} == {"accept"}
    assert list(done.context["drafts"]) == []


def test_who_sees_figures_sees_no_draft_while_at_work(client_of, benchmark, adjudicator, sample):
    Benchmark.objects.filter(pk=benchmark.pk).update(planted_share=1)
    address = f"/b/{benchmark.slug}/samples/{sample.pk}/"
    eva = Browser(client_of(adjudicator), benchmark)

    before = len(eva.client.get(address).context["drafts"])
    eva.take()

    assert (before, len(eva.client.get(address).context["drafts"])) == (1, 0)


def test_who_accepts_all_has_not_caught_it_and_the_label_is_clean(ana, sample):
    sheet = ana.take()

    assert ana.submit(sheet).status_code == 200

    review = Review.objects.get()
    assert own_texts(review) == ["Clenched fists.", "A quarrel."]
    assert list(review.label.triggers.values_list("position", flat=True)) == [1, 2]
    assert Decision.objects.filter(review=review).count() == 2
    assert (review.planted.action, review.planted.reason) == ("accept", "")


def test_a_rejection_is_a_catch(ana, sample):
    sheet = ana.take()

    ana.submit(sheet, [{"trigger": planted_row(sheet)["id"], "action": "reject", "reason": "hallucinated"}])

    review = Review.objects.get()
    assert own_texts(review) == ["Clenched fists.", "A quarrel."]
    assert (review.planted.action, review.planted.reason) == ("reject", "hallucinated")
    assert list(review.decisions.values_list("action", flat=True)) == ["accept", "accept"]


def test_words_written_over_it_are_the_persons_own(ana, sample):
    sheet = ana.take()
    row = {"trigger": planted_row(sheet)["id"], "action": "edit", "text": "A barking dog."}

    ana.submit(sheet, [row])

    review = Review.objects.get()
    assert own_texts(review) == ["A barking dog.", "Clenched fists.", "A quarrel."]
    added = review.decisions.get(action="add")
    assert (added.trigger, added.reason, added.result.text) == (None, "seen_but_missed", "A barking dog.")
    assert review.planted.action == "edit"


def test_a_label_of_nothing_else_is_refused(ana, sample):
    sheet = ana.take()
    rest = [trigger for trigger in sheet["triggers"] if trigger["text"] != "A lost dog."]
    rows = [{"trigger": trigger["id"], "action": "reject", "reason": "other"} for trigger in rest]

    answer = ana.submit(sheet, rows)

    sentence = "The label would be empty: keep or add at least one trigger, or skip the sample."
    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    assert PlantedTrigger.objects.get().action == ""


def test_who_undoes_sees_the_same_again(ana, sample):
    sheet = ana.take()
    ana.submit(sheet)

    reopened = ana.post("undo/").json()["reopened"]

    assert reopened["triggers"] == sheet["triggers"]
    ana.submit(reopened, [{"trigger": planted_row(sheet)["id"], "action": "reject", "reason": "wrong_person"}])
    assert [planted.action for planted in PlantedTrigger.objects.order_by("id")] == ["accept", "reject"]


def test_nothing_is_planted_where_no_other_emotion_was_drafted(ana, benchmark):
    make_draft(make_sample(benchmark), texts=["Clenched fists."])
    make_draft(make_sample(benchmark, image=make_image(benchmark, path="b.jpg")), texts=["A lost dog."])

    assert [trigger["text"] for trigger in ana.take()["triggers"]] == ["Clenched fists."]
    assert PlantedTrigger.objects.count() == 0
