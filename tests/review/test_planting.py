"""Planted triggers: shown like the drafted ones, answered once, and never in a label, a decision or an export."""

import pytest

from annotation.models import Benchmark, Sample, Trigger
from annotation.releasing.cutting import release
from annotation.states import SampleStatus
from review.models import Comment, Decision, PlantedTrigger, Review
from tests.factories import make_draft, make_image, make_sample
from tests.review.adjudicators import Judge
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


def keep_the_planted_one_alone(browser) -> dict:
    """Reject every drafted trigger; returns the sheet."""
    sheet = browser.take()
    rest = [trigger for trigger in sheet["triggers"] if trigger["text"] != "A lost dog."]
    rows = [{"trigger": trigger["id"], "action": "reject", "reason": "other"} for trigger in rest]
    assert browser.submit(sheet, rows).status_code == 200
    return sheet


def test_who_keeps_nothing_else_is_answered_like_everybody_and_an_adjudicator_settles_it(
    client_of, ana, sample, adjudicator
):
    keep_the_planted_one_alone(ana)

    sample.refresh_from_db()
    review = Review.objects.get()
    assert (own_texts(review), review.label.text, review.planted.action) == ([], "", "accept")
    assert (sample.status, sample.final_label) == (SampleStatus.ADJUDICATION, None)

    cora = Judge(client_of(adjudicator), sample.benchmark)
    added = {"sources": [], "decision": "add", "text": "A raised fist.", "reason": "seen_but_missed"}
    assert cora.submit(cora.take(), [added]).status_code == 200
    sample.refresh_from_db()
    assert list(sample.final_label.triggers.values_list("text", flat=True)) == ["A raised fist."]


def test_two_people_of_whose_lists_nothing_is_left_have_not_agreed(client_of, ana, sample, second_annotator):
    Benchmark.objects.update(overlap=2)
    Sample.objects.update(wanted=2)
    ben = Browser(client_of(second_annotator), sample.benchmark)

    for browser in (ana, ben):
        keep_the_planted_one_alone(browser)

    sample.refresh_from_db()
    assert Review.objects.filter(sample=sample, status="submitted").count() == 2
    assert (sample.status, sample.final_label) == (SampleStatus.ADJUDICATION, None)


def own_review(client, review) -> list[dict]:
    """The decisions of a review as the API tells them."""
    found = client.get(f"/api/benchmarks/streets/reviews/{review.pk}/").json()
    assert client.get("/api/benchmarks/streets/reviews/").json()["results"] == [found]
    return found["decisions"]


def test_the_api_tells_the_author_what_was_decided_and_nothing_of_what_was_planted(ana, sample):
    sheet = ana.take()
    edited = {"trigger": sheet["triggers"][0]["id"], "action": "edit", "text": "Other words."}
    ana.submit(sheet, [edited])

    decisions = own_review(ana.client, Review.objects.get())

    told = [(one["id"], one["trigger"], one["action"], one["result"], one["text"]) for one in decisions]
    kept = [(None, one["id"], "accept", None, one["text"]) for one in sheet["triggers"][1:]]
    assert told == [(None, edited["trigger"], "edit", None, "Other words."), *kept]
    assert ana.client.get("/api/benchmarks/streets/labels/").json()["results"] == []


def test_what_is_final_is_not_itemised_for_its_author_before_it_is_released(client_of, ana, sample, admin):
    sample_page, picture_page = f"/b/streets/samples/{sample.pk}/", f"/b/streets/pictures/{sample.image_id}/"
    ana.submit(ana.take())

    def told(client) -> tuple:
        shown = client.get(sample_page).context["final_label"]
        labels = client.get(f"/api/benchmarks/streets/labels/?sample={sample.pk}").json()["results"]
        return shown is not None, len(client.get(picture_page).context["explained"].lines), len(labels)

    own = list(ana.client.get(sample_page).context["commentable"])
    before, of_admin = told(ana.client), told(client_of(admin))
    release(sample.benchmark, name="first", split="all", by=admin)

    assert (own, before, of_admin) == ([], (False, 0, 0), (True, 2, 2))  # an admin reads the draft's list too
    assert told(ana.client) == (True, 2, 1)


def test_comments_of_the_author_name_no_trigger_that_would_tell_the_planted_one(ana, sample):
    sheet = ana.take()
    ana.submit(sheet, [{"trigger": None, "action": "add", "text": "A raised fist.", "reason": "seen_but_missed"}])
    page = f"/b/streets/samples/{sample.pk}/"
    written = Trigger.objects.get(text="A raised fist.")
    kept = Review.objects.get().label.triggers.exclude(pk=written.pk)

    assert list(ana.client.get(page).context["commentable"]) == [written]
    for trigger in (*kept, written):
        ana.client.post(f"{page}comments/", {"text": "Whose?", "trigger": trigger.pk})
    assert list(Comment.objects.values_list("trigger", flat=True)) == [written.pk]


def test_an_adjudicator_who_reviewed_sees_the_own_review_as_it_was_shown(client_of, benchmark, adjudicator, sample):
    Benchmark.objects.filter(pk=benchmark.pk).update(planted_share=1)
    cora = Browser(client_of(adjudicator), benchmark)
    sheet = cora.take()
    cora.submit(sheet)

    page = cora.client.get(f"/b/streets/samples/{sample.pk}/")

    (own,) = page.context["own"]
    assert [one.shown for one in own.seen] == [trigger["text"] for trigger in sheet["triggers"]]
    assert (list(page.context["reviews"]), page.context["final_label"]) == ([], None)
    assert len(own_review(cora.client, Review.objects.get())) == 3


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
