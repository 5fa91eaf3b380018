"""The API of pictures with several questions, through HTTP."""

import pytest

from annotation.models import Event, PersonBox, Sample
from tests.factories import make_benchmark, make_draft, make_sample, mark_person
from tests.review.deciding import decide
from tests.review.picture_screen import make_picture

ROOT = "/api/benchmarks/streets/"
BOX = [0.1, 0.2, 0.3, 0.4]


@pytest.fixture
def picture(benchmark):
    return make_picture(benchmark)


def posted(client, path, **body):
    return client.post(ROOT + path, body, content_type="application/json")


def test_pictures_with_several_questions_are_listed_with_their_people(client_of, annotator, benchmark, picture):
    image, *samples = picture
    person = mark_person(image, "the man")
    make_sample(benchmark)
    make_picture(make_benchmark("other"))
    for sample in samples:
        decide(sample, annotator, [], added=[("Rain.", "common_sense")])
    client = client_of(annotator)
    told = {"id": image.pk, "path": image.path, "asked": 2, "reviewed": 2, "basic": 0, "complex": 2}
    told |= {"is_candidate": False, "people": [{"id": person.pk, "name": "the man", "box": BOX}]}

    assert client.get(f"{ROOT}pictures/").json()["results"] == [told]
    assert client.get(f"{ROOT}pictures/?kind=candidates").json()["results"] == []
    make_sample(benchmark, image, question="Why does she cry?")
    told |= {"asked": 3, "basic": 1, "is_candidate": True}
    assert client.get(f"{ROOT}pictures/?kind=candidates").json()["results"] == [told]
    assert client.get(f"{ROOT}pictures/?kind=both").json()["results"] == [told]
    assert client.get(f"{ROOT}pictures/?kind=all").status_code == 400


def test_a_person_is_marked(client_of, annotator, picture):
    answer = posted(client_of(annotator), f"pictures/{picture[0].pk}/people/", name="the man", box=BOX)

    person = PersonBox.objects.get()
    assert (answer.status_code, answer.json()) == (201, {"id": person.pk, "name": "the man", "box": BOX})
    assert Event.objects.get(verb="person marked").by == annotator


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"name": "the man", "box": BOX}, {"detail": "“the man” is marked in this picture already."}),
        ({"name": "a girl", "box": BOX[:3]}, {"box": ["Ensure this field has at least 4 elements."]}),
        ({"name": "", "box": BOX}, {"name": ["This field may not be blank."]}),
    ],
)
def test_a_person_who_will_not_do_is_refused(client_of, annotator, picture, given, errors):
    mark_person(picture[0], "the man")

    answer = posted(client_of(annotator), f"pictures/{picture[0].pk}/people/", **given)

    assert (answer.status_code, answer.json()) == (400, errors)
    assert PersonBox.objects.count() == 1


def test_a_question_is_asked_about_a_person_and_drafted(client_of, annotator, picture):
    person = mark_person(picture[0], "the man")
    asked = {"question": "Why is he calm?", "emotion": "happy", "person": "the man"}

    answer = posted(client_of(annotator), f"pictures/{picture[0].pk}/questions/", **asked)

    sample = Sample.objects.get(question="Why is he calm?")
    told = answer.json()
    assert (answer.status_code, told["draft"], told["why_not"]) == (201, sample.drafts.get().pk, "")
    assert told["sample"]["person"] == {"id": person.pk, "name": "the man", "box": BOX}
    assert (told["sample"]["id"], told["sample"]["split"], sample.person) == (sample.pk, "complex", person)


def test_a_question_may_wait_for_its_draft(client_of, annotator, picture):
    asked = {"question": "Why is he calm?", "emotion": "happy", "drafts": False}

    told = posted(client_of(annotator), f"pictures/{picture[0].pk}/questions/", **asked).json()

    assert (told["draft"], told["why_not"], told["sample"]["status"]) == (None, "", "ready")


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"question": "Why is she sad?"}, {"detail": "This question is asked of the picture already."}),
        ({"emotion": "bored"}, {"detail": "Choose an emotion of this benchmark."}),
        ({"person": "nobody"}, {"person": "“nobody” is not marked in this picture."}),
    ],
)
def test_a_question_that_will_not_do_is_refused(client_of, annotator, picture, given, errors):
    asked = {"question": "Why is he calm?", "emotion": "happy"} | given

    answer = posted(client_of(annotator), f"pictures/{picture[0].pk}/questions/", **asked)

    assert (answer.status_code, answer.json()) == (400, errors)
    assert Sample.objects.count() == 2


def test_an_admin_moves_a_sample_with_a_reason(client_of, admin, benchmark):
    sample = make_draft(make_sample(benchmark)).sample
    client = client_of(admin)

    answer = posted(client, f"samples/{sample.pk}/split/", split="complex", reason="Two people feel.")
    again = posted(client, f"samples/{sample.pk}/split/", split="complex", reason="Two people feel.")
    nameless = posted(client, f"samples/{sample.pk}/split/", split="basic", reason=" ")

    assert (answer.status_code, answer.json()["split"]) == (200, "complex")
    assert (again.status_code, again.json()) == (400, {"detail": "The sample is in that split already."})
    assert (nameless.status_code, nameless.json()) == (400, {"reason": ["This field may not be blank."]})
    assert Event.objects.get(verb="moved").detail == {"before": "basic", "after": "complex", "why": "Two people feel."}
