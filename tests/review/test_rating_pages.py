"""Rating through the pages: one sample after the other, and nobody sees what others gave."""

import io
import json
import re

import pytest
from django.urls import reverse

from annotation.models import Event
from review.models import Rating, RatingRound
from tests.review.rating import give, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(benchmark, annotator, admin):
    """A round of three samples which Ana and the admin are asked to rate."""
    return make_round(benchmark, ["angry", "sad", "sad"], [annotator, admin])


def where(found, page="rating") -> str:
    return reverse(f"review:{page}", args=[found.benchmark.slug, found.pk])


def post(client, found, score, item=None):
    item = item or client.get(where(found)).context["item"]
    return client.post(where(found), {"score": score, "item": item.pk if item else ""}, follow=True)


def scores(user) -> list[int]:
    return list(Rating.objects.filter(rater=user).order_by("item__position").values_list("score", flat=True))


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_person_rates_one_after_the_other_and_takes_the_last_back(client_of, annotator, found):
    client = client_of(annotator)
    page = client.get(where(found))
    assert (page.context["item"].position, page.context["rated"], page.context["last"]) == (1, 0, None)
    for score in ("4", "0"):
        page = post(client, found, score)
    assert (page.context["item"].position, page.context["rated"], scores(annotator)) == (3, 2, [4, 0])
    page = post(client, found, "undo")
    assert (page.context["item"].position, scores(annotator)) == (2, [4])
    for score in ("5", "1"):
        page = post(client, found, score)
    assert (page.context["item"], scores(annotator)) == (None, [4, 5, 1])
    assert "You have rated every sample of this round" in page.content.decode()
    verbs = Event.objects.filter(subject_kind="rating").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["rated", "rated", "rating withdrawn", "rated", "rated"]


def named_undo(page) -> dict:
    """The form's fields as its page has them, with the key of undo."""
    [last] = re.findall(r'name="last" value="(\d+)"', page.content.decode())
    return {"score": "undo", "last": last}


def test_an_undo_that_is_sent_again_takes_no_other_rating_back(client_of, annotator, found):
    client = client_of(annotator)
    post(client, found, "4")
    form = named_undo(post(client, found, "0"))

    for _time in range(2):
        page = client.post(where(found), form, follow=True)

    assert (scores(annotator), told(page)) == ([4], [])


def test_no_score_is_chosen_beforehand_and_the_guidelines_stand_beside(client_of, annotator, found):
    type(found.benchmark).objects.update(guidelines="# Rate kindly\n\nBut *not* blindly.")
    page = client_of(annotator).get(where(found)).content.decode()
    assert "<h2>Rate kindly</h2>" in page
    assert "<em>not</em>" in page
    assert [page.count(f'name="score" value="{score}"') for score in range(6)] == [1] * 6
    assert (page.count("checked"), page.count("autofocus"), page.count("aria-pressed")) == (0, 0, 0)


def test_a_score_sent_twice_is_one_and_another_one_is_refused(client_of, annotator, found):
    client, item = client_of(annotator), found.items.get(position=1)
    post(client, found, "4", item)
    assert told(post(client, found, "4", item)) == []
    assert told(post(client, found, "3", item)) == ["You have rated this sample already: take your rating back first."]
    assert scores(annotator) == [4]


@pytest.mark.parametrize("score", ["6", "-1", "", "four", "٤", "9" * 30])
def test_what_is_no_score_is_refused(client_of, annotator, found, score):
    assert told(post(client_of(annotator), found, score)) == ["Rate from 0 to 5."]
    assert scores(annotator) == []


def test_an_item_of_another_round_and_an_undo_of_nothing_are_refused(client_of, annotator, benchmark, found):
    client, other = client_of(annotator), make_round(benchmark, ["sad"], name="other")
    assert told(post(client, found, "3", other.items.get())) == [
        "This sample is not in the round: rate the one that is shown now."
    ]
    response = client.post(where(found), {"score": "3", "item": "9" * 18}, follow=True)
    assert told(response) == ["This sample is not in the round: rate the one that is shown now."]
    assert told(post(client, found, "undo")) == ["There is no rating of yours to take back."]
    assert Rating.objects.count() == 0


def test_who_was_not_asked_does_not_rate(client_of, second_annotator, found):
    client = client_of(second_annotator)
    for response in (client.get(where(found), follow=True), post_blind(client, found)):
        assert told(response) == ["You were not asked to rate this round: an admin of the benchmark can ask you."]
        assert response.redirect_chain[-1][0] == reverse("review:ratings", args=["streets"])
    assert Rating.objects.count() == 0


def post_blind(client, found):
    return client.post(where(found), {"score": "3", "item": found.items.first().pk}, follow=True)


def test_annotators_see_the_rounds_they_rate_and_no_figures(client_of, annotator, second_annotator, found):
    listed = reverse("review:ratings", args=["streets"])
    page = client_of(annotator).get(listed)
    assert [(line["round"], line["left"]) for line in page.context["rounds"]] == [(found, 3)]
    assert f'href="{where(found, "rating_round")}"' not in page.content.decode()
    assert client_of(annotator).get(where(found, "rating_round")).status_code == 403
    assert client_of(second_annotator).get(listed).context["rounds"] == []


def test_a_rater_with_the_right_to_measure_sees_figures_only_after_the_last_rating(client_of, annotator, admin, found):
    give(found, [5, 5, 5], rater=annotator)
    client = client_of(admin)
    page = client.get(where(found, "rating_round"))
    assert (page.context["report"], page.context["left"]) == (None, 3)
    assert "Rate first, then see the figures" in page.content.decode()
    api = reverse("api_quality", args=["streets"])
    refused = client.get(api)
    assert (refused.status_code, refused.json()) == (
        403,
        {"detail": "Rate the rest of the round first: nobody sees what others gave before having finished."},
    )
    for score in "345":
        post(client, found, score)
    report = client.get(where(found, "rating_round")).context["report"]
    assert [rater.name for rater in report.raters] == ["adam", "ana"]
    assert client.get(api).status_code == 200


def test_the_page_says_in_words_what_is_not_defined(client_of, researcher, annotator, found):
    client = client_of(researcher)
    assert "No ratings yet" in client.get(where(found, "rating_round")).content.decode()
    give(found, [4, 4, 3], rater=annotator)
    page = client.get(where(found, "rating_round")).content.decode()
    assert page.count("undefined: two raters are needed") == 8  # both alphas: two headlines, three rows
    assert "nan" not in page.casefold().replace("</nav>", "")
    assert "3.67" in page


def test_the_api_gives_the_figures(client_of, researcher, annotator, found):
    give(found, [4, 5, 3], rater=annotator)
    give(found, [2, 3, 3], name="Rita")
    client, api = client_of(researcher), reverse("api_quality", args=["streets"])
    told = client.get(api, {"round": "first"}).json()
    assert (told["mean_as_in_the_paper"], told["raters"]) == (
        pytest.approx(((4 + 2) / 2 + (4 + 3) / 2) / 2),
        [{"name": "Rita", "from_file": True}, {"name": "ana", "from_file": False}],
    )
    assert told["overall"]["alpha_interval"]["value"] == pytest.approx(-0.25)
    assert told["overall"]["all_ratings"]["number"] == 6
    assert client.get(api, {"round": "second"}).status_code == 404


def test_an_admin_draws_a_round_and_asks_people(client_of, admin, annotator, second_annotator, found):
    client, listed = client_of(admin), reverse("review:ratings", args=["streets"])
    asked = {"name": "second", "per_emotion": "1", "seed": "5", "raters": [annotator.pk]}
    response = client.post(listed, asked)
    drawn = RatingRound.objects.get(name="second")
    assert (response["Location"], drawn.items.count(), drawn.seed, drawn.created_by) == (
        where(drawn, "rating_round"),
        2,
        5,
        admin,
    )
    client.post(where(drawn, "rating_round"), {"raters": [annotator.pk, second_annotator.pk]})
    assert list(drawn.raters.order_by("username")) == [annotator, second_annotator]
    again = client.post(listed, asked)
    assert (again.status_code, again.context["form"].non_field_errors()) == (
        400,
        ["There is a round “second” already: choose another name."],
    )
    assert client.post(listed, {"name": "third", "per_emotion": "0", "seed": "x"}).status_code == 400
    assert RatingRound.objects.count() == 2


def test_an_admin_brings_a_raters_file(client_of, admin, found):
    path = found.items.get(position=1).sample.image.path
    file = io.BytesIO(json.dumps({path: "4"}).encode() + b'\n{"x": "4"}')
    file.name = "rita.jsonl"
    client, page = client_of(admin), reverse("review:ratings_import", args=["streets"])
    response = client.post(page, {"rater": "Rita", "file": file})
    assert (response.status_code, response.context["outcome"].added) == (200, 1)
    assert [refusal.line for refusal in response.context["refusals"]] == [2]
    bad = io.BytesIO(b'{"x": "4"}')
    bad.name = "bad.jsonl"
    refused = client.post(page, {"rater": "Rita", "file": bad})
    assert (refused.status_code, refused.context["outcome"].round) == (400, None)
    assert client.post(page, {"rater": ""}).status_code == 400
    assert Rating.objects.count() == 1
