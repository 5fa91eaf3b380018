"""The people of a benchmark, through its page."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from annotation.models import Event, Membership, Role
from annotation.peopling import PeopleError, change_role, remove_member
from tests.factories import add_member, make_benchmark, make_user


@pytest.fixture
def page(client_of, admin, benchmark):
    """Adam's client and the people page's address."""
    return client_of(admin), reverse("annotation:people", args=[benchmark.slug])


def roles(benchmark) -> dict:
    return dict(benchmark.memberships.values_list("user__username", "role"))


def verbs(benchmark) -> list:
    return list(Event.objects.filter(benchmark=benchmark).order_by("id").values_list("verb", "by__username"))


def test_an_existing_account_is_added_by_its_name(page, benchmark, outsider):
    client, address = page
    assert client.post(address, {"username": "otto", "role": "researcher"}).url == address
    assert roles(benchmark) == {"adam": "admin", "otto": "researcher"}
    assert verbs(benchmark) == [("member added", "adam")]


def test_a_new_account_gets_a_password_that_is_shown_once(page, benchmark, client):
    admin_client, address = page
    response = admin_client.post(address, {"username": "nina", "role": "annotator", "create": "on"})
    password = response.context["password"]
    assert response.status_code == 200
    assert response.content.decode().count(password) == 1
    assert password not in admin_client.get(address).content.decode()
    assert client.login(username="nina", password=password)
    assert verbs(benchmark) == [("account created", "adam"), ("member added", "adam")]
    assert password not in str(list(Event.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"username": "nobody", "role": "annotator"}, "username", "Nobody has the user name “nobody”."),
        ({"username": "adam", "role": "annotator"}, "username", "adam has a role here already."),
        ({"username": "ADAM", "role": "annotator", "create": "on"}, "username", "The user name “ADAM” is taken."),
        ({"username": "", "role": "annotator"}, "username", "This field is required."),
        (
            {"username": "a", "role": "king"},
            "role",
            "Select a valid choice. king is not one of the available choices.",
        ),
        ({"username": "a\0b", "role": "annotator"}, "username", "Null characters are not allowed."),
    ],
)
def test_what_does_not_fit_is_told_beside_the_field(page, benchmark, data, field, message):
    client, address = page
    response = client.post(address, data)
    assert response.status_code == 400
    assert response.context["form"].errors == {field: [message]}
    assert roles(benchmark) == {"adam": "admin"}


def test_a_strange_new_name_is_refused(page, benchmark):
    client, address = page
    response = client.post(address, {"username": "a b<c", "role": "annotator", "create": "on"})
    assert response.status_code == 400
    assert not User.objects.filter(username="a b<c").exists()


def test_a_role_is_changed_and_taken_away(page, benchmark, annotator):
    client, address = page
    membership = Membership.objects.get(user=annotator)
    client.post(reverse("annotation:member_role", args=[benchmark.slug, membership.pk]), {"role": "adjudicator"})
    assert roles(benchmark) == {"adam": "admin", "ana": "adjudicator"}
    taken = client.post(reverse("annotation:member_remove", args=[benchmark.slug, membership.pk]), follow=True)
    assert [str(message) for message in taken.context["messages"]][1:] == ["ana has no role here any more."]
    assert roles(benchmark) == {"adam": "admin"}
    assert verbs(benchmark) == [("role changed", "adam"), ("member removed", "adam")]
    changed = Event.objects.get(verb="role changed")
    assert changed.detail == {"user": annotator.pk, "before": "annotator", "role": "adjudicator"}


@pytest.mark.parametrize(("action", "data"), [("member_role", {"role": "annotator"}), ("member_remove", {})])
def test_the_last_admin_stays(page, benchmark, admin, action, data):
    client, address = page
    membership = Membership.objects.get(user=admin)
    response = client.post(reverse(f"annotation:{action}", args=[benchmark.slug, membership.pk]), data, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "The last admin stays: make someone else an admin first."
    ]
    assert roles(benchmark) == {"adam": "admin"}
    assert Event.objects.count() == 0


def test_one_of_two_admins_may_leave(page, benchmark, admin):
    client, _address = page
    add_member(benchmark, make_user("zoe"), Role.ADMIN)
    membership = Membership.objects.get(user=admin)
    left = client.post(reverse("annotation:member_remove", args=[benchmark.slug, membership.pk]), follow=True)
    assert (left.redirect_chain, left.status_code) == ([("/", 302)], 200)
    assert roles(benchmark) == {"zoe": "admin"}


def test_a_member_of_another_benchmark_is_missing_here(page, benchmark):
    client, _address = page
    other = add_member(make_benchmark("other"), make_user("zoe"), Role.ADMIN)
    for action in ("member_role", "member_remove"):
        address = reverse(f"annotation:{action}", args=[benchmark.slug, other.pk])
        assert client.post(address, {"role": "annotator"}).status_code == 404


def test_the_page_asks_as_little_for_many_people_as_for_few(page, benchmark, django_assert_num_queries):
    client, address = page
    client.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for name in ("x", "y", "z"):
        add_member(benchmark, make_user(name), Role.ANNOTATOR)
    with django_assert_num_queries(len(one)):
        client.get(address)


def test_who_was_made_the_only_admin_meanwhile_stays(benchmark, admin, annotator):
    seen_before = benchmark.memberships.get(user=annotator)
    change_role(benchmark.memberships.get(user=annotator), Role.ADMIN, by=admin)
    remove_member(benchmark.memberships.get(user=admin), by=admin)
    with pytest.raises(PeopleError) as refusal:
        remove_member(seen_before, by=admin)
    assert str(refusal.value) == "The last admin stays: make someone else an admin first."


def test_who_has_left_cannot_leave_again(benchmark, admin, annotator):
    first, second = (benchmark.memberships.get(user=annotator) for _ in range(2))
    remove_member(first, by=admin)
    with pytest.raises(PeopleError) as refusal:
        remove_member(second, by=admin)
    assert str(refusal.value) == "This person has no role here any more."
    assert Event.objects.filter(verb="member removed").count() == 1
