"""Adjudications and comments over the API, with the rights and the hiding of the pages."""

import uuid

import pytest

from review.models import Adjudication, Comment
from tests.factories import make_drafted_samples
from tests.review.adjudicators import EDITED, FISTS, MATCH, RAIN, Judge, dropped, kept
from tests.review.screen import Browser

pytestmark = pytest.mark.usefixtures("reviewed_twice")


@pytest.fixture
def api(client_of):
    """Asks the API as somebody: api(user, method, path, body)."""

    def ask(user, method, path, body=None):
        client = client_of(user)
        return getattr(client, method)(f"/api/benchmarks/streets/{path}", body, content_type="application/json")

    return ask


def rows_of(sheet):
    return [
        kept(sheet, EDITED, FISTS, EDITED),
        dropped(sheet, "hallucinated", RAIN),
        kept(sheet, MATCH, MATCH),
    ]


def test_a_sample_is_taken_submitted_and_read(api, disputed, adjudicator):
    answer = api(adjudicator, "post", "adjudications/", {})
    sheet = answer.json()["sheet"]
    assert (answer.status_code, sheet["sample"]["id"]) == (201, disputed.pk)
    assert api(adjudicator, "post", "adjudications/", {"sample": disputed.pk}).json()["sheet"]["id"] == sheet["id"]
    body = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "rows": rows_of(sheet), "seconds": 30}
    answers = [api(adjudicator, "post", f"adjudications/{sheet['id']}/submit/", body) for _ in range(2)]
    disputed.refresh_from_db()
    wrote = {"adjudication": sheet["id"], "sample": disputed.pk, "label": disputed.final_label_id}
    assert [(one.status_code, one.json()) for one in answers] == [(200, wrote)] * 2
    by_text = {trigger["text"]: trigger["id"] for trigger in sheet["triggers"]}
    read = api(adjudicator, "get", f"adjudications/{sheet['id']}/").json()
    assert (read["adjudicator"], read["status"], read["seconds"]) == ("cora", "submitted", 30.0)
    assert [(row["action"], row["reason"], sorted(row["sources"])) for row in read["choices"]] == [
        ("merge", "", sorted([by_text[FISTS], by_text[EDITED]])),
        ("drop", "hallucinated", [by_text[RAIN]]),
        ("keep", "", [by_text[MATCH]]),
    ]
    listed = api(adjudicator, "get", f"adjudications/?sample={disputed.pk}&status=submitted").json()["results"]
    assert listed == [read]
    assert api(adjudicator, "post", "adjudications/", {}).json() == {"sheet": None}


def test_refusals_name_row_and_remedy_with_their_status(api, disputed, adjudicator, admin):
    sheet = api(adjudicator, "post", "adjudications/").json()["sheet"]
    where = f"adjudications/{sheet['id']}/submit/"
    body = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "rows": rows_of(sheet)}
    undecided = body["rows"][:2] + [body["rows"][2] | {"decision": ""}]
    answer = api(adjudicator, "post", where, body | {"rows": undecided})
    sentence = "Row 3 has no decision yet: keep or drop it."
    assert (answer.status_code, answer.json()) == (400, {"detail": sentence, "code": "refused", "row": 3})
    assert api(adjudicator, "post", where, body | {"version": 9}).status_code == 412
    assert api(admin, "post", where, body).status_code == 404
    assert api(adjudicator, "post", where, {}).json().keys() == {"client_id", "version", "rows"}
    answer = api(admin, "post", "adjudications/", {"sample": disputed.pk})
    sentence = "You cannot settle that sample: it waits for nobody, or not for you."
    assert (answer.status_code, answer.json()) == (400, {"sample": sentence})
    assert Adjudication.objects.get().status == "open"


def test_a_comment_is_written_resolved_and_opened_again(api, disputed, adjudicator):
    trigger = disputed.labels.last().triggers.first()
    body = {"sample": disputed.pk, "trigger": trigger.pk, "text": "Is this so?"}
    answer = api(adjudicator, "post", "comments/", body)
    written = answer.json()
    assert (answer.status_code, written["by"], written["trigger"], written["resolved_at"]) == (
        201,
        "cora",
        trigger.pk,
        None,
    )
    where = f"comments/{written['id']}/"
    assert api(adjudicator, "patch", where, {"resolved": True}).json()["resolved_by"] == "cora"
    assert api(adjudicator, "patch", where, {"resolved": False}).json() == written
    assert api(adjudicator, "get", f"comments/?sample={disputed.pk}").json()["results"] == [written]
    foreign = make_drafted_samples(disputed.benchmark, 1)[0]
    answer = api(adjudicator, "post", "comments/", body | {"sample": foreign.pk})
    assert (answer.status_code, answer.json()) == (400, {"detail": "That trigger is not one of this sample's."})


def test_annotators_read_their_own_comments_alone(api, disputed, annotator, second_annotator, admin):
    mine = api(annotator, "post", "comments/", {"sample": disputed.pk, "text": "Mine."}).json()
    assert api(second_annotator, "get", "comments/").json()["results"] == []
    assert api(second_annotator, "get", f"comments/{mine['id']}/").status_code == 404
    assert api(admin, "get", "comments/").json()["results"] == [mine]


class Half:
    """A sample that Ana reviewed, commented on and flagged nothing of, and that waits for a second person."""

    def __init__(self, client_of, benchmark, ana):
        [self.sample] = make_drafted_samples(benchmark, 1)
        browser = Browser(client_of(ana), benchmark)
        browser.submit(browser.take())
        Comment.objects.create(sample=self.sample, text="I think he is angry.", by=ana)


@pytest.fixture
def half(client_of, benchmark, annotator):
    return Half(client_of, benchmark, annotator)


def seen(client, sample) -> dict:
    """How much of others' work a person sees, page by page."""
    api = "/api/benchmarks/streets"
    labels = client.get(f"{api}/labels/?sample={sample.pk}").json()["results"]
    page = client.get(f"/b/streets/samples/{sample.pk}/")
    return {
        "page": len(page.context["reviews"]) + len(page.context["own"]),
        "words": page.content.decode().count("I think he is angry."),
        "comments": client.get("/b/streets/comments/").content.decode().count("I think he is angry."),
        "reviews": len(client.get(f"{api}/reviews/?sample={sample.pk}").json()["results"]),
        "labels": sum(label["origin"] == "human" for label in labels),
        "said": len(client.get(f"{api}/comments/").json()["results"]),
    }


NOTHING = dict.fromkeys(["page", "words", "comments", "reviews", "labels", "said"], 0)
EVERYTHING = dict.fromkeys(NOTHING, 1)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("annotator", EVERYTHING | {"labels": 0}),  # their own, as they decided
        ("second_annotator", NOTHING),
        ("adjudicator", NOTHING),  # may still review it
        ("researcher", EVERYTHING),  # never reviews
        ("admin", EVERYTHING),
    ],
)
def test_before_all_are_in_each_sees_what_they_may(client_of, half, request, who, expected):
    assert seen(client_of(request.getfixturevalue(who)), half.sample) == expected


@pytest.mark.parametrize("who", ["adjudicator", "admin"])
def test_nobody_reads_others_work_while_reviewing_the_same(client_of, half, benchmark, request, who):
    client = client_of(request.getfixturevalue(who))
    assert Browser(client, benchmark).take()["sample"]["id"] == half.sample.pk
    own = {"page": 1, "reviews": 1}  # the open review
    assert seen(client, half.sample) == NOTHING | own


def test_once_all_are_in_an_adjudicator_reads_them(client_of, half, benchmark, adjudicator, second_annotator):
    browser = Browser(client_of(second_annotator), benchmark)
    browser.submit(browser.take())
    assert seen(client_of(adjudicator), half.sample) == EVERYTHING | {"page": 2, "reviews": 2, "labels": 2}


def test_an_adjudicator_who_reviews_a_sample_does_not_read_its_flag(client_of, benchmark, annotator, adjudicator):
    [sample] = make_drafted_samples(benchmark, 1)
    cora, ana = (Browser(client_of(person), benchmark) for person in (adjudicator, annotator))
    sheet = cora.take()
    flagged = ana.take()
    ana.submit(flagged, working={"rows": [], "flag": "He is not angry."})
    for page in ("flags/", "adjudication/"):
        assert "He is not angry." not in cora.client.get(f"/b/streets/{page}").content.decode()
    cora.submit(sheet)
    for page in ("flags/", "adjudication/"):
        assert "He is not angry." in cora.client.get(f"/b/streets/{page}").content.decode()
    assert Judge(cora.client, benchmark).take() is None


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_a_text_that_nobody_can_keep_is_refused(api, disputed, adjudicator, text):
    sheet = api(adjudicator, "post", "adjudications/", {}).json()["sheet"]
    body = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "rows": rows_of(sheet)}
    body["rows"][0]["note"] = f"So{text}"
    answer = api(adjudicator, "post", f"adjudications/{sheet['id']}/submit/", body)
    assert (answer.status_code, Adjudication.objects.get().status) == (400, "open")
