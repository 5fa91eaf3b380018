"""The page of a picture: its people, further questions on it, and moves between the splits; and the list of such."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from annotation.models import Benchmark, Event, Image, PersonBox, Release, Sample
from inference.models import Draft
from review.models import Review
from tests.factories import make_benchmark, make_draft, make_image, make_label, make_sample, mark_person
from tests.review.deciding import decide
from tests.review.picture_screen import make_picture


@pytest.fixture
def picture(benchmark):
    return make_picture(benchmark)


def address(image, end=""):
    return f"/b/{image.benchmark.slug}/pictures/{image.pk}/{end}"


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def box(name="the woman on the left", **sides):
    return {"name": name, "x": 10, "y": "20.5", "width": 30, "height": 40} | sides


def test_a_person_is_marked_by_a_box_and_a_name(client_of, annotator, picture):
    image = picture[0]

    answer = client_of(annotator).post(address(image, "people/"), box(), follow=True)

    person = PersonBox.objects.get()
    assert (person.name, person.box, person.created_by) == ("the woman on the left", [0.1, 0.205, 0.3, 0.4], annotator)
    assert said(answer) == ["the woman on the left is marked."]
    assert answer.context["marks"] == [{"name": person.name, "place": person.box, "kind": "person"}]
    event = Event.objects.get(verb="person marked")
    assert (event.by, event.detail) == (annotator, {"image": image.pk, "name": "the woman on the left"})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (box(width=0), "Draw a box around the person: a point is not enough."),
        (box(x=100), "Draw a box around the person: a point is not enough."),
        (box(name="the man"), "“the man” is marked in this picture already."),
        (box(name="\u0000"), "Null characters are not allowed."),
        (box(name="x" * 81), "Ensure this value has at most 80 characters (it has 81)."),
        (box(y="nan"), "Enter a number."),
        (box(height=101), "Ensure this value is less than or equal to 100."),
    ],
)
def test_a_box_that_will_not_do_is_refused_with_the_reason(client_of, annotator, picture, given, sentence):
    mark_person(picture[0], "the man")

    answer = client_of(annotator).post(address(picture[0], "people/"), given)

    errors = [error for errors in answer.context["person_form"].errors.values() for error in errors]
    assert (answer.status_code, errors) == (400, [sentence])
    assert PersonBox.objects.count() == 1


def test_a_box_beyond_the_edge_ends_at_the_edge(client_of, annotator, picture):
    client_of(annotator).post(address(picture[0], "people/"), box(x=90, width=40))

    assert PersonBox.objects.get().box == [0.9, 0.205, 0.1, 0.4]


def test_a_question_is_about_a_person_and_the_review_screen_shows_whom(client_of, annotator, picture):
    image, why_sad, why_proud = picture
    person = mark_person(image)
    client = client_of(annotator)

    answer = client.post(f"/b/{image.benchmark.slug}/samples/{why_sad.pk}/person/", {"person": person.pk}, follow=True)

    why_sad.refresh_from_db()
    sheet = client.get(f"/b/{image.benchmark.slug}/review/?sample={why_sad.pk}").context["sheet"]
    assert (why_sad.person, said(answer)) == (person, ["Saved."])
    assert sheet["sample"]["person"] == {"name": person.name, "box": person.box}
    client.post(f"/b/{image.benchmark.slug}/samples/{why_sad.pk}/person/", {"person": ""})
    why_sad.refresh_from_db()
    assert why_sad.person is None
    told = Event.objects.filter(verb="person told").order_by("pk").values_list("by", "detail__person")
    assert list(told) == [(annotator.pk, person.name), (annotator.pk, "")]


def test_nobody_of_another_picture_is_asked_about(client_of, annotator, picture, benchmark):
    stranger = mark_person(make_image(benchmark, "a/b/c.jpg"))

    answer = client_of(annotator).post(
        f"/b/{benchmark.slug}/samples/{picture[1].pk}/person/", {"person": stranger.pk}, follow=True
    )

    assert said(answer) == ["Choose somebody who is marked in this picture."]
    assert not Sample.objects.filter(person__isnull=False).exists()


def test_a_person_goes_when_no_question_is_about_them(client_of, annotator, picture):
    image, why_sad, _why_proud = picture
    person = mark_person(image)
    Sample.objects.filter(pk=why_sad.pk).update(person=person)
    client = client_of(annotator)
    remove = address(image, f"people/{person.pk}/remove/")

    refused = client.post(remove, follow=True)
    Sample.objects.filter(pk=why_sad.pk).update(person=None)
    client.post(remove)

    assert said(refused) == ["A question is about the woman on the left: make it about nobody first."]
    assert not PersonBox.objects.exists()
    assert Event.objects.get(verb="person unmarked").detail == {"image": image.pk, "name": "the woman on the left"}


def test_another_question_is_asked_and_drafted_before_all_others(client_of, annotator, picture):
    image = picture[0]
    person = mark_person(image)
    given = {"question": " Why is the child\ncalm? ", "emotion": "happy", "person": person.pk, "drafts": "on"}

    answer = client_of(annotator).post(address(image, "questions/"), given, follow=True)

    sample = Sample.objects.get(question="Why is the child calm?")
    draft = Draft.objects.get(sample=sample)
    assert said(answer) == ["The question is asked, and drafted next."]
    assert (sample.split, sample.status, sample.emotion, sample.person) == ("complex", "ready", "happy", person)
    assert (sample.position, draft.status, draft.run.engine, draft.job.priority) == (3, "pending", "scripted", 10)
    assert Event.objects.filter(subject_kind="sample", verb="perspective added").get().by == annotator


def test_a_question_waits_where_nothing_was_drafted_yet(client_of, annotator, benchmark):
    image = make_sample(benchmark).image

    given = {"question": "Why is the child calm?", "emotion": "happy", "drafts": "on"}
    answer = client_of(annotator).post(address(image, "questions/"), given, follow=True)

    assert said(answer) == [
        "The question is asked; it waits for a draft. "
        "No run has drafted anything here yet: start one on the page Drafts."
    ]
    assert Sample.objects.get(question="Why is the child calm?").status == "ready"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"question": "Why is she sad?", "emotion": "sad"}, "This question is asked of the picture already."),
        ({"question": " ", "emotion": "sad"}, "This field is required."),
        ({"question": "Why?", "emotion": "bored"}, "Select a valid choice. bored is not one of the available choices."),
    ],
)
def test_a_question_that_will_not_do_is_refused(client_of, annotator, picture, given, sentence):
    answer = client_of(annotator).post(address(picture[0], "questions/"), given)

    errors = [error for errors in answer.context["question_form"].errors.values() for error in errors]
    assert (answer.status_code, errors) == (400, [sentence])
    assert Sample.objects.count() == 2


def moved(client, image, *samples, **given):
    fields = {"samples": [sample.pk for sample in samples], "split": "complex", "reason": "Two people feel."} | given
    return client.post(address(image, "split/"), fields, follow=True)


def test_an_admin_moves_a_question_with_a_reason_and_releases_keep_what_they_had(client_of, admin, benchmark):
    sample = make_draft(make_sample(benchmark)).sample
    sample.refresh_from_db()
    decide(sample, admin, [], added=[("Rain.", "common_sense")])
    client = client_of(admin)
    client.post(f"/b/{benchmark.slug}/releases/", {"name": "v1", "split": "all"}, follow=True)

    answer = moved(client, sample.image, sample)

    sample.refresh_from_db()
    event = Event.objects.get(verb="moved")
    assert (sample.split, said(answer)) == ("complex", ["1 question is moved."])
    assert (event.by, event.detail) == (
        admin,
        {"before": "basic", "after": "complex", "why": "Two people feel."},
    )
    assert list(Release.objects.get().items.values_list("split", flat=True)) == ["basic"]
    assert b"Two people feel." in client.get(f"/b/{benchmark.slug}/samples/{sample.pk}/").content


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"split": "complex"}, "These questions are in that split already."),
        ({"split": "basic"}, "The basic split has one question a picture, and this picture has one there."),
        ({"split": "basic", "reason": " "}, "This field is required."),
        ({"samples": []}, "Choose at least one question."),
    ],
)
def test_a_move_that_will_not_do_moves_nothing(client_of, admin, picture, given, sentence):
    image, why_sad, why_proud = picture

    answer = moved(client_of(admin), image, why_sad, why_proud, **given)

    errors = [error for errors in answer.context["move_form"].errors.values() for error in errors]
    assert (answer.status_code, errors) == (400, [sentence])
    assert set(Sample.objects.values_list("split", flat=True)) == {"complex"}


def test_annotators_move_nothing(client_of, annotator, picture):
    answer = moved(client_of(annotator), picture[0], picture[1], split="basic")

    assert answer.status_code == 403
    assert not Event.objects.filter(verb="moved").exists()


def listed(client, benchmark, kind=""):
    page = client.get(f"/b/{benchmark.slug}/pictures/", {"kind": kind}).context
    counts = [count for _kind, _name, count in page["kinds"]]
    return [(image.path.split("/")[-1], image.asked, image.reviewed) for image in page["page"]], counts


def test_the_list_has_pictures_with_several_questions_candidates_and_those_in_both_splits(
    client_of, researcher, annotator, benchmark
):
    two_reviewed = make_picture(benchmark, "mother")
    make_picture(benchmark, "father")
    make_sample(benchmark)
    other = make_benchmark("other")
    make_picture(other, "stranger")
    for sample in two_reviewed[1:]:
        decide(sample, annotator, [], added=[("Rain.", "common_sense")])
    make_sample(benchmark, two_reviewed[0], question="Why does she cry?", emotion="sad")
    client = client_of(researcher)

    assert listed(client, benchmark) == ([("mother.jpg", 3, 2), ("father.jpg", 2, 0)], [2, 1, 1])
    assert listed(client, benchmark, "candidates")[0] == [("mother.jpg", 3, 2)]
    assert listed(client, benchmark, "both")[0] == [("mother.jpg", 3, 2)]
    Sample.objects.filter(question="Why does she cry?").update(status="excluded")
    assert listed(client, benchmark) == ([("mother.jpg", 2, 2), ("father.jpg", 2, 0)], [2, 0, 0])


def test_the_list_asks_the_database_as_often_for_three_pictures_as_for_one(
    client_of, researcher, benchmark, django_assert_num_queries
):
    client = client_of(researcher)
    make_picture(benchmark, "first")
    with django_assert_num_queries(8):
        client.get(f"/b/{benchmark.slug}/pictures/")
    for name in ("second", "third"):
        make_picture(benchmark, name)
    with django_assert_num_queries(8):
        client.get(f"/b/{benchmark.slug}/pictures/")


def test_the_page_tells_what_final_labels_share(client_of, annotator, researcher, picture):
    image, why_sad, why_proud = picture
    for sample, texts in ((why_sad, ["Tears.", "A child in her arms."]), (why_proud, ["a child in her arms"])):
        decide(sample, annotator, [], added=[(text, "common_sense") for text in texts])

    explained = client_of(researcher).get(address(image)).context["explained"]

    assert explained.samples == [why_sad, why_proud]
    assert [(line.text, line.cells) for line in explained.lines] == [
        ("Tears.", ["serves", ""]),
        ("A child in her arms.", ["serves", "serves"]),
    ]


def test_who_still_reviews_a_question_sees_no_final_label_of_it(client_of, annotator, second_annotator, picture):
    image, why_sad, _why_proud = picture
    Benchmark.objects.update(overlap=2)
    decide(why_sad, second_annotator, [], added=[("Tears.", "common_sense")])
    until = timezone.now() + timedelta(hours=1)
    Review.objects.create(sample=why_sad, annotator=annotator, slot=1, lease_until=until)

    addresses = (address(image), f"/b/{image.benchmark.slug}/samples/{why_sad.pk}/")
    pages = [client_of(annotator).get(one) for one in addresses]

    assert (pages[0].context["explained"].samples, pages[1].context["final_label"]) == ([], None)
    assert ["Tears." in page.content.decode() for page in pages] == [False, False]


def test_a_release_says_which_pictures_it_holds_in_both_splits(client_of, admin, benchmark):
    image = make_sample(benchmark).image
    make_sample(benchmark, image, question="And the child?", split="complex")
    for sample in Sample.objects.all():
        make_label(sample, origin="imported")
    client = client_of(admin)
    for name, split in (("all", "all"), ("basic alone", "basic")):
        given = {"name": name, "split": split, "include_imported": "on"}
        client.post(f"/b/{benchmark.slug}/releases/", given)

    shown = {
        release.name: client.get(release.get_absolute_url()).context["in_both_splits"]
        for release in Release.objects.all()
    }

    assert shown == {"all": [image.path], "basic alone": []}
    assert client.get(f"/b/{benchmark.slug}/releases/").context["in_both_splits"] == 1
    told = io.StringIO()
    call_command("verify_release", "all", stdout=told)
    assert told.getvalue().splitlines()[1:] == [f"{image.path} stands in both splits."]


def test_the_page_tells_what_was_done_to_the_picture_and_its_questions(client_of, admin, picture):
    image, why_sad, _why_proud = picture
    client = client_of(admin)
    client.post(address(image, "people/"), box())
    person = image.people.get()
    client.post(f"/b/{image.benchmark.slug}/samples/{why_sad.pk}/person/", {"person": person.pk})
    client.post(address(image, "questions/"), {"question": "Why is the child calm?", "emotion": "happy"})
    moved(client, image, why_sad, split="basic")

    events = client.get(address(image)).context["events"]

    assert [(event.verb, event.by) for event in events] == [
        ("moved", admin),
        ("perspective added", admin),
        ("person told", admin),
        ("person marked", admin),
    ]


def test_a_sensitive_picture_is_veiled_on_its_pages(client_of, annotator, picture):
    image = picture[0]
    Image.objects.filter(pk=image.pk).update(sensitive=True)
    client = client_of(annotator)

    pages = [client.get(address(image)), client.get(address(image, "review/"))]
    listing = client.get(f"/b/{image.benchmark.slug}/pictures/")

    assert [page.content.count(b'class="stage" data-stage data-veiled') for page in pages] == [1, 1]
    assert listing.content.count(b'<img class="thumb cell-0" data-sensitive') == 1
