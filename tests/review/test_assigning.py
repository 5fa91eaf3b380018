"""Assigning samples to people and groups, through its page and the API, and what the queue then hands out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import Assignment, Event, PeopleGroup, Role, Sample
from annotation.peopling import remove_member
from review import queueing
from review.models import Review
from review.skipping import skip
from tests.factories import add_member, make_benchmark, make_drafted_samples, make_user

pytestmark = pytest.mark.django_db
NO_CHOICE = "Select a valid choice. %s is not one of the available choices."
API = "/api/benchmarks/streets/assignments/"


@pytest.fixture
def page(client_of, admin, benchmark):
    """Posts to the assignments page as Adam."""
    client, address = client_of(admin), reverse("review:assignments", args=[benchmark.slug])
    return lambda **data: client.post(address, data)


def person(user) -> str:
    return f"person:{user.pk}"


def handed_out(benchmark, user) -> int | None:
    """The position of what the person would get next; the claim is given back."""
    claimed = queueing.claim(benchmark, by=user)
    if claimed is None:
        return None
    position = Sample.objects.get(reviews=claimed).position
    Review.objects.filter(pk=claimed).update(lease_until="2000-01-01T00:00Z")
    queueing.return_lapsed()
    return position


def assigned(benchmark) -> list:
    rows = Assignment.objects.filter(benchmark=benchmark).order_by("sample__position", "id")
    return list(rows.values_list("sample__position", "user__username", "group__name"))


def test_what_is_assigned_to_somebody_is_handed_out_to_them_alone_and_first(
    page, benchmark, annotator, second_annotator
):
    make_drafted_samples(benchmark, 3)
    Sample.objects.filter(position=2).update(emotion="sad")
    assert page(emotion="sad", assignees=person(second_annotator)).status_code == 302
    assert assigned(benchmark) == [(2, "ben", None)]
    assert [handed_out(benchmark, user) for user in (annotator, second_annotator)] == [1, 2]
    event = Event.objects.get(verb="assigned")
    sample = Sample.objects.get(position=2).pk
    assert (event.by.username, event.detail) == (
        "adam",
        {"samples": 1, "count": 1, "first": sample, "last": sample, "people": ["ben"], "groups": []},
    )


def test_the_first_so_many_of_the_queue_are_assigned(page, benchmark, annotator):
    make_drafted_samples(benchmark, 4)
    Sample.objects.filter(position=4).update(rank=0.5)
    page(count="2", assignees=person(annotator))
    assert assigned(benchmark) == [(1, "ana", None), (4, "ana", None)]


def test_too_few_people_for_a_sample_are_told_at_once(client_of, admin, benchmark, annotator, second_annotator):
    type(benchmark).objects.filter(pk=benchmark.pk).update(overlap=2)
    make_drafted_samples(benchmark, 2)
    group = PeopleGroup.objects.create(benchmark=benchmark, name="Both")
    group.members.set([annotator, second_annotator])
    address, client, said = f"/b/{benchmark.slug}/assignments/", client_of(admin), []
    for who in (person(annotator), f"group:{group.pk}"):
        page = client.post(address, {"assignees": who}, follow=True)
        said.append([str(message) for message in page.context["messages"]])

    short = "2 of these samples want more people than they are assigned to: assign them to others too."
    assert said == [[short, "2 assignments are new."], ["2 assignments are new."]]


def test_words_narrow_what_is_assigned(page, benchmark, annotator):
    make_drafted_samples(benchmark, 3)
    page(words="anger_00002", assignees=person(annotator))
    assert assigned(benchmark) == [(2, "ana", None)]


def test_assigning_again_adds_only_what_is_new(page, benchmark, annotator, second_annotator):
    make_drafted_samples(benchmark, 2)
    page(count="1", assignees=person(annotator))
    page(assignees=[person(annotator), person(second_annotator)])
    assert assigned(benchmark) == [(1, "ana", None), (1, "ben", None), (2, "ana", None), (2, "ben", None)]
    assert [event.detail["count"] for event in Event.objects.filter(verb="assigned").order_by("id")] == [1, 3]


def test_what_is_settled_is_assigned_to_nobody(page, benchmark, annotator):
    make_drafted_samples(benchmark, 2)
    Sample.objects.filter(position=1).update(status="excluded")
    page(assignees=person(annotator))
    assert assigned(benchmark) == [(2, "ana", None)]


def test_what_is_taken_away_is_for_everybody_again(page, benchmark, annotator, second_annotator):
    make_drafted_samples(benchmark, 1)
    page(assignees=person(annotator))
    assert handed_out(benchmark, second_annotator) is None
    page(assignees=person(annotator), take_away="")
    assert assigned(benchmark) == []
    assert handed_out(benchmark, second_annotator) == 1
    assert Event.objects.get(verb="assignments taken away").detail["count"] == 1


def test_a_groups_samples_follow_its_members(client_of, admin, page, benchmark, annotator, second_annotator):
    make_drafted_samples(benchmark, 1)
    client = client_of(admin)
    made = reverse("review:group_new", args=[benchmark.slug])
    client.post(made, {"name": "students", "members": [annotator.pk]})
    group = PeopleGroup.objects.get()
    page(assignees=f"group:{group.pk}")
    assert assigned(benchmark) == [(1, None, "students")]
    assert [handed_out(benchmark, user) for user in (annotator, second_annotator)] == [1, None]

    changed = reverse("review:group", args=[benchmark.slug, group.pk])
    client.post(changed, {"members": [second_annotator.pk]})
    assert [handed_out(benchmark, user) for user in (annotator, second_annotator)] == [None, 1]

    client.post(changed, {"remove": ""})
    assert [handed_out(benchmark, user) for user in (annotator, second_annotator)] == [1, 1]
    verbs = Event.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["group made", "assigned", "group changed", "group removed"]


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({}, "assignees", "Choose at least one person or group."),
        (
            {"assignees": "person:0"},
            "assignees",
            "Select a valid choice. person:0 is not one of the available choices.",
        ),
        ({"assignees": "ana", "words": "submarine"}, "__all__", "No sample matches: loosen a filter."),
        ({"assignees": "ana", "count": "0"}, "count", "Ensure this value is greater than or equal to 1."),
        (
            {"assignees": "ana", "status": "else"},
            "status",
            NO_CHOICE % "else",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_assigned(page, benchmark, annotator, data, field, message):
    make_drafted_samples(benchmark, 1)
    if data.get("assignees") == "ana":
        data = data | {"assignees": person(annotator)}
    response = page(**data)
    assert response.status_code == 400
    assert response.context["form"].errors == {field: [message]}
    assert assigned(benchmark) == []


def test_more_than_is_sane_at_a_time_is_refused(page, benchmark, annotator, monkeypatch):
    monkeypatch.setattr("review.assigning.MOST_SAMPLES", 2)
    make_drafted_samples(benchmark, 3)
    errors = page(assignees=person(annotator)).context["form"].errors
    assert errors == {"__all__": ["At most 2 samples at a time: narrow the filters."]}
    assert page(assignees=person(annotator), count="2").status_code == 302
    assert [position for position, _user, _group in assigned(benchmark)] == [1, 2]


def test_people_who_do_not_review_here_get_nothing(page, benchmark, researcher, outsider):
    make_drafted_samples(benchmark, 1)
    for user in (researcher, outsider):
        errors = page(assignees=person(user)).context["form"].errors
        assert errors == {"assignees": [NO_CHOICE % person(user)]}


def test_who_reviews_no_more_keeps_the_samples_until_they_are_taken_away_and_the_page_says_so(
    page, client_of, admin, benchmark, annotator
):
    make_drafted_samples(benchmark, 2)
    page(assignees=person(annotator))
    benchmark.memberships.filter(user=annotator).update(role=Role.RESEARCHER)
    client, address = client_of(admin), reverse("review:assignments", args=[benchmark.slug])
    shown = client.get(address)
    assert shown.context["stuck"] == 2
    assert shown.content.decode().count("2 assigned samples wait for nobody") == 1
    refused = page(assignees=person(annotator)).context["form"].errors
    assert refused == {"__all__": ["ana does not review here: nobody would take these samples."]}
    page(assignees=person(annotator), take_away="")
    assert client.get(address).context["stuck"] == 0


def test_shares_count_what_somebody_of_them_may_still_take(page, client_of, admin, annotator, second_annotator):
    benchmark = annotator.memberships.get().benchmark
    make_drafted_samples(benchmark, 3)
    group = PeopleGroup.objects.create(benchmark=benchmark, name="both")
    group.members.set([annotator, second_annotator])
    page(assignees=[person(annotator), f"group:{group.pk}"])
    skip(benchmark, queueing.claim(benchmark, by=annotator), reason="unsure", by=annotator)
    shown = client_of(admin).get(reverse("review:assignments", args=[benchmark.slug])).context["shares"]
    assert [(share.name, share.is_group, share.samples, share.waiting) for share in shown] == [
        ("both", True, 3, 3),
        ("ana", False, 3, 2),
    ]


def test_whoever_leaves_leaves_nothing_waiting(page, benchmark, admin, annotator, second_annotator):
    make_drafted_samples(benchmark, 1)
    group = PeopleGroup.objects.create(benchmark=benchmark, name="students")
    group.members.set([annotator])
    page(assignees=person(annotator))
    remove_member(benchmark.memberships.get(user=annotator), by=admin)
    assert handed_out(benchmark, second_annotator) == 1
    assert list(group.members.all()) == []
    assert Event.objects.get(verb="member removed").detail["assignments"] == 1


@pytest.mark.parametrize("name", ["", "x" * 81, "students", "a\0b"])
def test_a_groups_name_that_does_not_fit_is_told(client_of, admin, benchmark, name):
    PeopleGroup.objects.create(benchmark=benchmark, name="students")
    response = client_of(admin).post(reverse("review:group_new", args=[benchmark.slug]), {"name": name})
    assert response.status_code == 400
    assert list(response.context["group_form"].errors) == ["name"]
    assert PeopleGroup.objects.count() == 1


def test_a_group_takes_members_of_its_benchmark_only(client_of, admin, benchmark, annotator, outsider):
    group = PeopleGroup.objects.create(benchmark=benchmark, name="students")
    group.members.set([annotator])
    client, address = client_of(admin), reverse("review:group", args=[benchmark.slug, group.pk])
    page = client.post(address, {"members": [outsider.pk]}, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["Choose members of this benchmark."]
    assert list(group.members.all()) == [annotator]


def test_the_lists_filters_come_along_to_the_page(client_of, admin, benchmark):
    address = reverse("review:samples", args=[benchmark.slug])
    page = client_of(admin).get(address, {"emotion": "sad", "words": "street"}).content.decode()
    link = f"{reverse('review:assignments', args=[benchmark.slug])}?words=street&amp;emotion=sad"
    assert page.count(f'href="{link}"') == 1
    form = client_of(admin).get(link.replace("&amp;", "&")).context["form"]
    assert (form["words"].value(), form["emotion"].value()) == ("street", "sad")


def test_the_page_tells_how_many_samples_match_before_they_are_assigned(client_of, admin, benchmark):
    make_drafted_samples(benchmark, 3)
    Sample.objects.filter(position=1).update(status="excluded")
    Sample.objects.filter(position=2).update(emotion="sad")
    client, address = client_of(admin), reverse("review:assignments", args=[benchmark.slug])
    found = [client.get(address, query).context["matching"] for query in ({}, {"emotion": "sad"}, {"status": "else"})]
    assert found == [2, 1, None]
    page = client.get(address, {"emotion": "sad"}, headers={"HX-Request": "true"}).content.decode()
    assert page.count("1 sample that is not settled matches.") == 1


def test_the_page_costs_the_same_for_one_and_many(page, client_of, admin, benchmark, annotator):
    make_drafted_samples(benchmark, 4)
    client, address = client_of(admin), reverse("review:assignments", args=[benchmark.slug])
    counts = []
    for number in range(2):
        page(count=str(1 + number), assignees=person(annotator))
        PeopleGroup.objects.create(benchmark=benchmark, name=f"group {number}").members.set([annotator])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_api_assigns_lists_and_takes_away(client_of, admin, researcher, benchmark, annotator):
    first, second = make_drafted_samples(benchmark, 2)
    PeopleGroup.objects.create(benchmark=benchmark, name="students").members.set([annotator])
    client, asked = client_of(admin), {"users": ["ana"], "groups": ["students"], "count": 1}
    answer = client.post(API, asked, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"changed": 2})
    client.post(API, {"users": ["ana"]}, content_type="application/json")
    found = client_of(researcher).get(f"{API}?sample={first.pk}").json()["results"]
    assert [(row["sample"], row["user"], row["group"]) for row in found] == [
        (first.pk, "ana", None),
        (first.pk, None, "students"),
    ]
    taken = client.post(f"{API}taken/", {"users": ["ana"]}, content_type="application/json")
    assert (taken.status_code, taken.json()) == (200, {"changed": 2})
    assert assigned(benchmark) == [(1, None, "students")]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"users": ["otto"]}, {"users": "“otto” is not in this benchmark."}),
        ({"groups": ["theirs"]}, {"groups": "“theirs” is not in this benchmark."}),
        ({}, {"detail": "Choose at least one person or group."}),
        ({"users": ["ana"], "words": "submarine"}, {"detail": "No sample matches: loosen a filter."}),
        ({"users": ["ana"], "count": 0}, {"count": ["Ensure this value is greater than or equal to 1."]}),
        ({"users": "ana"}, {"users": ['Expected a list of items but got type "str".']}),
        ({"users": ["ana"], "status": "else"}, {"status": ['"else" is not a valid choice.']}),
    ],
)
def test_the_api_tells_what_does_not_fit(client_of, admin, benchmark, annotator, outsider, asked, told):
    make_drafted_samples(benchmark, 1)
    PeopleGroup.objects.create(benchmark=make_benchmark("other"), name="theirs")
    for address in (API, f"{API}taken/"):
        answer = client_of(admin).post(address, asked, content_type="application/json")
        assert (answer.status_code, answer.json()) == (400, told)
    assert assigned(benchmark) == []


def test_a_large_assignment_is_one_statement(page, benchmark, annotator):
    for name in ("cleo", "dora"):
        add_member(benchmark, make_user(name), Role.ANNOTATOR)
    everybody = [person(member.user) for member in benchmark.memberships.exclude(role=Role.ADMIN)]
    make_drafted_samples(benchmark, 3)
    with CaptureQueriesContext(connection) as queries:
        page(assignees=everybody)
    inserts = [query["sql"] for query in queries if "INTO annotation_assignment" in query["sql"]]
    assert (len(inserts), len(assigned(benchmark))) == (1, 9)
