"""A picture with several questions is reviewed as a whole: one claim, one save, one submit."""

import json
import uuid

import pytest

from annotation.models import Event, Label, Origin
from annotation.releasing.cutting import release
from annotation.states import SampleStatus
from review.exporting import export_files
from review.models import Contradiction, Decision, PlantedTrigger, Review
from review.states import Arm, ReviewStatus
from tests.factories import make_draft, make_drafted_samples, make_label, make_sample, mark_person
from tests.review.picture_screen import PROUD, SAD, SHARED, PictureScreen, make_picture, trigger_of
from tests.review.screen import Browser


@pytest.fixture
def picture(benchmark):
    return make_picture(benchmark)


@pytest.fixture
def ana(client_of, annotator, picture):
    return PictureScreen(client_of(annotator), picture[0])


def labels():
    """The texts of each label that people wrote, by question."""
    written = Label.objects.filter(origin=Origin.HUMAN).order_by("pk")
    return {label.sample.question: [trigger.text for trigger in label.triggers.all()] for label in written}


def contradictions():
    return list(
        Contradiction.objects.values_list("trigger__text", "trigger__label__sample__question", "sample__question")
    )


def test_the_page_claims_every_question_and_shows_each_draft(ana, annotator, picture):
    image, why_sad, why_proud = picture
    person = mark_person(image)
    why_sad.person = person
    why_sad.save()

    sheet = ana.take()

    reviews = list(Review.objects.order_by("sample__position"))
    assert [(review.annotator, review.status) for review in reviews] == [(annotator, "open")] * 2
    assert (sheet["id"], sheet["version"], sheet["picture"]["path"]) == (image.pk, 2, image.path)
    assert [one["id"] for one in sheet["perspectives"]] == [review.pk for review in reviews]
    assert [one["sample"]["question"] for one in sheet["perspectives"]] == ["Why is she sad?", "Why is she proud?"]
    assert [one["sample"]["person"] for one in sheet["perspectives"]] == [
        {"name": "the woman on the left", "box": [0.1, 0.2, 0.3, 0.4]},
        None,
    ]
    assert [[trigger["text"] for trigger in one["triggers"]] for one in sheet["perspectives"]] == [
        list(SAD),
        list(PROUD),
    ]
    assert sheet["working"] == {"reviews": {str(review.pk): {} for review in reviews}}


def test_its_reviews_all_start_with_their_drafts_whatever_the_shares(client_of, annotator, picture, benchmark):
    make_drafted_samples(benchmark, 2)
    type(benchmark).objects.filter(pk=benchmark.pk).update(blind_share=0.5, planted_share=0.5)

    PictureScreen(client_of(annotator), picture[0]).take()

    assert set(Review.objects.values_list("arm", flat=True)) == {Arm.ASSISTED}
    assert PlantedTrigger.objects.count() == 0


def test_a_question_begun_blind_waits_for_its_list(client_of, annotator, picture, benchmark):
    image, why_sad, why_proud = picture
    type(benchmark).objects.filter(pk=benchmark.pk).update(blind_share=1.0)
    client = client_of(annotator)
    Browser(client, benchmark).take()

    page = client.get(f"/b/{benchmark.slug}/pictures/{image.pk}/review/")

    questions = [one["sample"]["question"] for one in page.context["sheet"]["perspectives"]]
    assert Review.objects.get(sample=why_sad).arm == Arm.BLIND
    assert questions == ["Why is she proud?"]
    assert list(page.context["blind"]) == [why_sad]


def test_where_all_are_blind_the_page_says_what_to_do(client_of, annotator, picture, benchmark):
    type(benchmark).objects.filter(pk=benchmark.pk).update(blind_share=1.0)
    client = client_of(annotator)
    first = Browser(client, benchmark).take()
    Browser(client, benchmark).take(first["id"])

    page = client.get(f"/b/{benchmark.slug}/pictures/{picture[0].pk}/review/", follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "Write your own list first: “Why is she sad?” starts without its draft, on the review screen."
    ]


def test_one_submit_writes_every_label_and_what_contradicts_what(ana, annotator, picture):
    image, why_sad, why_proud = picture
    sheet = ana.take()
    shared_here, tears = trigger_of(sheet, 0, SHARED), trigger_of(sheet, 0, SAD[0])
    sad = {"rows": [{"trigger": tears, "action": "edit", "text": "Tears on both cheeks."},
                    {"trigger": shared_here, "action": "reject", "reason": "irrelevant"}],
           "contradicts": [SHARED]}  # fmt: skip
    proud = {"rows": [{"trigger": None, "action": "add", "text": "Tears on both cheeks.", "reason": "seen_but_missed"}]}

    answer = ana.submit(sheet, [sad, proud])

    reviews = list(Review.objects.order_by("pk"))
    assert answer.status_code == 200
    assert answer.json() == {
        "submitted": {
            "picture": image.pk,
            "reviews": [{"review": one.pk, "sample": one.sample_id, "label": one.label_id} for one in reviews],
        },
        "next": None,
    }
    assert labels() == {
        "Why is she sad?": ["Tears on both cheeks."],
        "Why is she proud?": ["Tears on both cheeks.", SHARED, "An upright stance."],
    }
    assert contradictions() == [(SHARED, "Why is she proud?", "Why is she sad?")]
    for sample in (why_sad, why_proud):
        sample.refresh_from_db()
    assert {why_sad.status, why_proud.status} == {SampleStatus.ACCEPTED}
    event = Event.objects.get(verb="picture reviewed")
    assert (event.by, event.subject_kind, event.subject_id) == (annotator, "image", image.pk)


def test_a_release_tells_what_questions_share_and_what_contradicts_which(ana, picture, benchmark, admin):
    image, why_sad, why_proud = picture
    person = mark_person(image)
    type(why_sad).objects.filter(pk=why_sad.pk).update(person=person)
    sheet = ana.take()
    upright = trigger_of(sheet, 1, PROUD[1])
    proud = {"rows": [{"trigger": upright, "action": "edit", "text": "TEARS on her cheeks"}]}
    proud["rows"].append({"trigger": None, "action": "add", "text": "Rain.", "reason": "seen_but_missed"})
    ana.submit(sheet, [{"rows": [], "contradicts": ["Rain."]}, proud])

    cut = release(benchmark, "v1", "all", by=admin)
    [file] = export_files(cut, "jsonl")
    sad, proud = (json.loads(line) for line in b"".join(file.pieces()).decode().splitlines())

    assert [sad["person"], proud["person"]] == [{"name": person.name, "box": person.box}, None]
    assert sad["shared"] == [
        {"trigger": 1, "sample": 2, "question": "Why is she proud?", "as": 1},
        {"trigger": 2, "sample": 2, "question": "Why is she proud?", "as": 3},
    ]
    assert proud["shared"] == [
        {"trigger": 1, "sample": 1, "question": "Why is she sad?", "as": 1},
        {"trigger": 3, "sample": 1, "question": "Why is she sad?", "as": 2},
    ]
    assert sad["contradicts"] == []
    assert proud["contradicts"] == [{"trigger": 2, "sample": 1, "question": "Why is she sad?"}]


def test_the_same_submit_twice_is_one_submit_with_equal_answers(ana):
    sheet = ana.take()
    client_id = str(uuid.uuid4())
    works = [{"rows": [], "contradicts": []}, {"rows": []}]

    answers = [ana.submit(sheet, works, client_id=client_id) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert (Label.objects.filter(origin=Origin.HUMAN).count(), Decision.objects.count()) == (2, 4)
    assert Event.objects.filter(verb="picture reviewed").count() == 1


def test_a_whole_picture_is_taken_back_with_what_was_decided(ana, picture):
    image, why_sad, why_proud = picture
    sheet = ana.take()
    tears = trigger_of(sheet, 0, SAD[0])
    sad = {"rows": [{"trigger": tears, "action": "edit", "text": "Tears on both cheeks."}], "contradicts": [PROUD[1]]}
    ana.submit(sheet, [sad, {"rows": []}])

    back = ana.client.post(ana.root + "undo/")

    again = ana.take()
    assert back.url == ana.root + "review/"
    assert list(again["working"]["reviews"].values()) == [sad, {"rows": []}]
    assert sorted(Review.objects.values_list("status", flat=True)) == ["open", "open", "withdrawn", "withdrawn"]
    assert ana.submit(again, list(again["working"]["reviews"].values())).status_code == 200
    assert contradictions() == [(PROUD[1], "Why is she proud?", "Why is she sad?")] * 2  # history keeps the first


def test_nothing_is_taken_back_where_nothing_was_submitted_or_it_is_settled(ana, picture, adjudicator):
    why_sad = picture[1]
    nothing = ana.client.post(ana.root + "undo/", follow=True)
    ana.submit(ana.take(), [{"rows": []}, {"rows": []}])
    settled = make_label(why_sad, origin=Origin.ADJUDICATED, by=adjudicator)
    type(why_sad).objects.filter(pk=why_sad.pk).update(final_label=settled)

    refused = ana.client.post(ana.root + "undo/", follow=True)

    said = [[str(message) for message in page.context["messages"]] for page in (nothing, refused)]
    assert said == [
        ["There is no submit of yours to take back."],
        ["The sample was adjudicated since: its label stands."],
    ]
    assert set(Review.objects.values_list("status", flat=True)) == {ReviewStatus.SUBMITTED}


def test_what_is_wrong_with_one_question_leaves_all_open(ana):
    sheet = ana.take()
    empty = {"rows": [{"trigger": one["id"], "action": "reject", "reason": "other"}
                      for one in sheet["perspectives"][1]["triggers"]]}  # fmt: skip

    answer = ana.submit(sheet, [{"rows": []}, empty])

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "“Why is she proud?”: The label would be empty: keep or add at least one trigger, or skip the sample.",
        "code": "refused",
        "row": None,
        "review": sheet["perspectives"][1]["id"],
    }
    assert set(Review.objects.values_list("status", flat=True)) == {ReviewStatus.OPEN}
    assert labels() == {}


@pytest.mark.parametrize(
    ("contradicts", "sentence"),
    [
        (["Rain."], "“Rain.” contradicts a question and serves none: say which one it explains, or reject it."),
        ([SAD[0]], "“Tears on her cheeks.” serves a question and contradicts it: choose one of the two."),
        ("Rain.", "What contradicts the question did not arrive as a list of texts. Reload the page."),
        ([7], "What contradicts the question did not arrive as a list of texts. Reload the page."),
    ],
)
def test_what_contradicts_has_to_explain_another_question(ana, contradicts, sentence):
    sheet = ana.take()

    answer = ana.submit(sheet, [{"rows": [], "contradicts": contradicts}, {"rows": []}])

    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    assert labels() == {}


def test_a_save_keeps_the_work_on_each_question(ana):
    sheet = ana.take()
    first, second = (str(one["id"]) for one in sheet["perspectives"])
    working = {"reviews": {first: {"rows": [], "contradicts": [SHARED]}, second: {"rows": [], "flag": "odd"}}}

    answer = ana.save(sheet, working)

    assert (answer.status_code, answer.json(), answer["ETag"]) == (200, {"version": 4}, '"4"')
    assert ana.take()["working"] == working
    assert list(Review.objects.order_by("pk").values_list("seconds", flat=True)) == [10, 10]


def test_a_stale_save_brings_what_is_kept(ana):
    sheet = ana.take()
    first, second = (str(one["id"]) for one in sheet["perspectives"])
    ana.save(sheet, {"reviews": {first: {"rows": [], "flag": "mine"}, second: {}}})

    answer = ana.save(sheet, {"reviews": {first: {"rows": []}, second: {"rows": []}}})

    assert (answer.status_code, answer.json()["code"]) == (412, "conflict")
    assert answer.json()["server"] == {
        "version": 4,
        "working": {"reviews": {first: {"rows": [], "flag": "mine"}, second: {}}},
    }
    assert Review.objects.get(pk=second).working == {}


def test_a_stale_submit_submits_nothing(ana):
    sheet = ana.take()
    ana.save(sheet, sheet["working"])

    answer = ana.submit(sheet, [{"rows": []}, {"rows": []}])

    assert (answer.status_code, answer.json()["server"]["version"]) == (412, 4)
    assert labels() == {}


def test_a_save_without_a_version_is_asked_for_one(ana):
    sheet = ana.take()
    path = ana.root + "working/"

    answer = ana.client.put(path, {"working": sheet["working"]}, content_type="application/json")

    assert answer.status_code == 428


@pytest.mark.parametrize("reviews", [None, {}, [], {"x": {}}, {"1": []}, {"٣": {}}])
def test_work_that_is_not_whole_is_refused(ana, reviews):
    sheet = ana.take()

    answer = ana.save(sheet, {"reviews": reviews})

    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "The work did not arrive whole. Reload the page: what you wrote is kept in this browser.",
    )


def test_reviews_of_another_picture_or_person_are_not_touched(ana, benchmark, client_of, second_annotator):
    other = make_picture(benchmark, "other")[0]
    sheet = ana.take()
    theirs = PictureScreen(client_of(second_annotator), other).take()

    answers = [ana.save(sheet, {"reviews": {str(one["id"]): {"rows": []}}}) for one in theirs["perspectives"]]
    moved = PictureScreen(ana.client, other).save(sheet, sheet["working"])

    assert [answer.status_code for answer in [*answers, moved]] == [404, 404, 404]


def test_the_answer_names_the_next_picture_with_several_questions(ana, benchmark):
    make_drafted_samples(benchmark, 1)
    second = make_picture(benchmark, "second")[0]

    answer = ana.submit(ana.take(), [{"rows": []}, {"rows": []}])

    assert answer.json()["next"] == f"/b/{benchmark.slug}/pictures/{second.pk}/review/"


def test_a_heartbeat_tells_what_is_lost_and_what_is_new(ana, benchmark, picture):
    sheet = ana.take()
    reviews = [one["id"] for one in sheet["perspectives"]]
    Review.objects.filter(pk=reviews[0]).update(status="returned", lease_until=None, ended_at="2026-01-01T00:00Z")
    third = make_sample(benchmark, picture[0], question="Why is she tired?", emotion="sad", split="complex")
    make_draft(third)

    answer = ana.client.post(ana.root + "heartbeat/", {"reviews": reviews}, content_type="application/json")

    assert answer.json() == {"lost": [reviews[0]], "more": 2}


def test_a_picture_of_which_nothing_waits_says_so(client_of, annotator, second_annotator, picture, benchmark):
    PictureScreen(client_of(annotator), picture[0]).take()
    address = f"/b/{benchmark.slug}/pictures/{picture[0].pk}/"

    page = client_of(second_annotator).get(address + "review/", follow=True)

    assert page.redirect_chain == [(address, 302)]
    assert [str(message) for message in page.context["messages"]] == ["No question on this picture waits for you."]
