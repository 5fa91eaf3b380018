"""Comments and flags on their pages: written, resolved, opened again, answered."""

import pytest

from annotation.models import Benchmark, Event, Sample
from annotation.states import SampleStatus
from review.models import Comment, FlagAnswer
from tests.factories import make_drafted_samples
from tests.review.adjudicators import Judge, make_disputed, settled_rows
from tests.review.screen import Browser


@pytest.fixture
def sample(benchmark):
    return make_drafted_samples(benchmark, 1)[0]


@pytest.fixture
def page(sample):
    return f"/b/streets/samples/{sample.pk}/"


def flag(client, benchmark, reason):
    """Submit the next sample with a flag."""
    browser = Browser(client, benchmark)
    browser.submit(browser.take(), working={"rows": [], "flag": reason})


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_comment_stands_on_the_samples_page_until_it_is_resolved(client_of, sample, page, annotator, admin):
    ana, adam = client_of(annotator), client_of(admin)
    answer = ana.post(f"{page}comments/", {"text": " Is this so? ", "trigger": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#comments")
    [written] = adam.get(page).context["comments"]
    assert (written.text, written.by, written.trigger) == ("Is this so?", annotator, None)
    state = f"/b/streets/comments/{written.pk}/"
    assert b'name="listed"' in adam.get("/b/streets/comments/").content
    assert b'name="listed"' not in adam.get(page).content
    assert adam.post(state, {"listed": ""})["Location"] == "/b/streets/comments/"
    written.refresh_from_db()
    assert written.resolved_by == admin
    assert list(adam.get("/b/streets/comments/").context["page"]) == []
    assert list(adam.get("/b/streets/comments/?state=all").context["page"]) == [written]
    assert ana.post(state, {"reopen": ""})["Location"] == f"{page}#comments"
    ana.post(state, {"reopen": ""})  # twice is once
    written.refresh_from_db()
    assert (written.resolved_by, written.resolved_at) == (None, None)
    assert list(Event.objects.filter(subject_kind="comment").order_by("id").values_list("verb", "by__username")) == [
        ("commented", "ana"),
        ("comment resolved", "adam"),
        ("comment reopened", "ana"),
    ]


def test_a_comment_may_be_on_a_trigger_that_one_wrote(client_of, benchmark, sample, page, annotator):
    ana = client_of(annotator)
    assert list(ana.get(page).context["commentable"]) == []
    sheet = Browser(ana, benchmark).take()
    Browser(ana, benchmark).submit(sheet, [{"trigger": sheet["triggers"][0]["id"], "action": "edit", "text": "Fists."}])
    triggers = list(ana.get(page).context["commentable"])
    assert [trigger.text for trigger in triggers] == ["Fists."]
    ana.post(f"{page}comments/", {"text": "Whose?", "trigger": triggers[0].pk})
    assert Comment.objects.get().trigger == triggers[0]


def test_triggers_of_the_same_words_are_one_choice(client_of, benchmark, sample, page, annotator, adjudicator):
    benchmark.overlap = 2
    benchmark.save()
    for person in (annotator, adjudicator):
        browser = Browser(client_of(person), benchmark)
        browser.submit(browser.take())
    choices = client_of(adjudicator).get(page).context["commentable"]

    assert [trigger.text for trigger in choices] == [
        "Clenched fists.",
        "A heated argument.",
        "A difficult situation.",
    ]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"text": "  "}, "Write something first."),
        ({"text": "\0"}, "Write something first."),
        ({"text": "x" * 4001}, "The comment is too long: keep it under 4000 characters."),
        ({"text": "Whose?", "trigger": "999999"}, "That trigger is not one of this sample's."),
    ],
)
def test_a_comment_that_will_not_do_is_refused(client_of, page, annotator, form, sentence):
    ana = client_of(annotator)
    assert said(ana.post(f"{page}comments/", form, follow=True)) == [sentence]
    assert not Comment.objects.exists()


def test_nobody_resolves_a_comment_that_they_may_not_read(client_of, sample, annotator, second_annotator):
    written = Comment.objects.create(sample=sample, text="Is this so?", by=annotator)
    assert client_of(second_annotator).post(f"/b/streets/comments/{written.pk}/").status_code == 404
    written.refresh_from_db()
    assert written.resolved_at is None


def test_open_comments_stand_on_the_adjudication_screen_without_names(
    client_of, benchmark, annotator, second_annotator, adjudicator
):
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    disputed = make_disputed(benchmark, annotator, second_annotator)
    written = Comment.objects.create(sample=disputed, text="Is this so?", by=annotator)
    sheet = Judge(client_of(adjudicator), benchmark).take()
    assert sheet["comments"] == [{"id": written.pk, "trigger": None, "text": "Is this so?"}]


def test_an_answered_flag_lets_its_sample_go_on(client_of, benchmark, sample, annotator, adjudicator):
    flag(client_of(annotator), benchmark, "He is not angry.")
    cora = client_of(adjudicator)
    [flagged] = cora.get("/b/streets/flags/").context["flags"]
    assert (flagged.sample, flagged.flag_reason) == (sample, "He is not angry.")
    where = f"/b/streets/flags/{flagged.pk}/"
    assert said(cora.post(where, {"note": " "}, follow=True)) == ["Say in a few words what you found about it."]
    assert said(cora.post(where, {"note": "He is."}, follow=True)) == ["The flag is answered."]
    sample.refresh_from_db()
    assert (sample.status, sample.final_label) == (SampleStatus.ACCEPTED, flagged.label)
    answer = FlagAnswer.objects.get()
    assert (answer.review, answer.note, answer.by) == (flagged, "He is.", adjudicator)
    assert Event.objects.get(verb="flag answered").detail == {"sample": sample.pk, "note": "He is."}
    assert list(cora.get("/b/streets/flags/").context["flags"]) == []
    assert cora.post(where, {"note": "Again."}).status_code == 404


def test_an_answered_flag_sends_a_sample_that_wants_more_back_to_the_queue(
    client_of, benchmark, annotator, second_annotator, adjudicator
):
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    benchmark.refresh_from_db()
    [sample] = make_drafted_samples(benchmark, 1)
    flag(client_of(annotator), benchmark, "He is not angry.")
    assert Browser(client_of(second_annotator), benchmark).take() is None
    cora = client_of(adjudicator)
    [flagged] = cora.get("/b/streets/flags/").context["flags"]
    cora.post(f"/b/streets/flags/{flagged.pk}/", {"note": "He is."})
    sample.refresh_from_db()
    assert (sample.status, sample.final_label) == (SampleStatus.IN_REVIEW, None)
    assert Browser(client_of(second_annotator), benchmark).take()["sample"]["id"] == sample.pk


def test_nobody_answers_an_own_flag(client_of, benchmark, sample, adjudicator, admin):
    cora, adam = client_of(adjudicator), client_of(admin)
    flag(cora, benchmark, "He is not angry.")
    page = cora.get("/b/streets/flags/")
    [flagged] = page.context["flags"]
    where = f"/b/streets/flags/{flagged.pk}/"

    assert said(cora.post(where, {"note": "He is."}, follow=True)) == [
        "This is your own flag: somebody else answers it."
    ]

    forms = [where in client.get("/b/streets/flags/").content.decode() for client in (cora, adam)]
    sample.refresh_from_db()
    assert (forms, sample.status, FlagAnswer.objects.count()) == ([False, True], SampleStatus.ADJUDICATION, 0)
    assert said(adam.post(where, {"note": "He is."}, follow=True)) == ["The flag is answered."]


def test_an_answer_leaves_a_sample_alone_that_somebody_settles(client_of, benchmark, sample, annotator, adjudicator):
    flag(client_of(annotator), benchmark, "He is not angry.")
    cora = client_of(adjudicator)
    assert Judge(cora, benchmark).take()["sample"]["id"] == sample.pk
    [flagged] = cora.get("/b/streets/flags/").context["flags"]
    cora.post(f"/b/streets/flags/{flagged.pk}/", {"note": "He is."})
    assert Sample.objects.get().status == SampleStatus.ADJUDICATION


@pytest.mark.django_db(transaction=True)
def test_settling_a_sample_answers_its_flags(client_of, benchmark, annotator, second_annotator, adjudicator):
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    disputed = make_disputed(benchmark, annotator, second_annotator, flag="He is not angry.")
    cora = client_of(adjudicator)
    judge = Judge(cora, benchmark)
    assert [flagged.sample for flagged in cora.get("/b/streets/flags/").context["flags"]] == [disputed]
    sheet = judge.take()
    assert judge.submit(sheet, settled_rows(sheet)).status_code == 200
    assert list(cora.get("/b/streets/flags/").context["flags"]) == []
    judge.post("undo/")
    assert [flagged.sample for flagged in cora.get("/b/streets/flags/").context["flags"]] == [disputed]


def test_an_adjudicator_knows_the_reviewers_of_what_waits_by_a_letter_alone(
    client_of, benchmark, annotator, second_annotator, adjudicator, admin
):
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    disputed = make_disputed(benchmark, annotator, second_annotator)
    for person in (annotator, adjudicator):
        Comment.objects.create(sample=disputed, text="Is this so?", by=person)
    cora = client_of(adjudicator)
    sheet = Judge(cora, benchmark).take()
    said = {trigger["text"]: sheet["reviewers"][trigger["reviewer"]]["name"] for trigger in sheet["triggers"]}
    letters = {
        annotator.pk: f"Reviewer {said['Heavy rain.']}",
        second_annotator.pk: f"Reviewer {said['A lost match.']}",
    }
    page = f"/b/streets/samples/{disputed.pk}/"
    assert cora.get(page).context["names"] == letters
    for where in (page, "/b/streets/comments/"):
        text = cora.get(where).content.decode()
        assert {name for name in ("ana ·", "by ana", "ben ·", "by ben") if name in text} == set()
        assert f"{letters[annotator.pk]} ·" in text
        assert "cora ·" in text
    assert client_of(admin).get(page).context["names"] == {}
    Sample.objects.filter(pk=disputed.pk).update(status=SampleStatus.IN_REVIEW)
    assert cora.get(page).context["names"] == {}
