"""The pages of accounts in Chromium: signing in by keyboard, and no page that the security policy has to stop."""

import pytest

from annotation.models import Membership, Role
from tests import factories


@pytest.fixture
def adam():
    """Runs the benchmark, and is staff."""
    user = factories.make_user("adam", is_staff=True, is_superuser=True)
    benchmark = factories.make_benchmark("streets", guidelines="# Rules\n\n> Say *why*.\n\n<script>alert(1)</script>")
    factories.add_member(benchmark, user, Role.ADMIN)
    return user


def test_signing_in_and_out_by_keyboard(open_page, adam):
    page = open_page()
    page.goto("/b/streets/people/")
    page.keyboard.type("adam")
    page.keyboard.press("Tab")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/b/streets/people/")
    page.locator("details.menu summary").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url("**/accounts/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/b/streets/people/",
        "/b/streets/settings/",
        "/b/streets/guidelines/",
        "/b/streets/guidelines/?edit",
        "/benchmarks/new/",
        "/accounts/tokens/",
        "/accounts/password/",
        "/api/docs/",
        "/admin/",
        "/admin/auth/user/",
        "/admin/annotation/membership/",
        "/nowhere/",
    ],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_keeps_to_the_policy_and_to_the_width(open_page, adam, address, width):
    page = open_page(adam, width=width)
    page.goto(address)
    if not address.startswith("/admin/"):
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_new_account_can_sign_in_with_the_password_that_was_shown(open_page, adam):
    page = open_page(adam)
    page.goto("/b/streets/people/")
    page.get_by_label("User name").fill("nina")
    page.get_by_label("Make a new account").check()
    page.get_by_role("button", name="Add").click()
    password = page.locator(".secret").inner_text()
    newcomer = open_page()
    newcomer.goto("/accounts/login/")
    newcomer.get_by_label("Username").fill("nina")
    newcomer.get_by_label("Password").fill(password)
    newcomer.get_by_role("button", name="Sign in").click()
    newcomer.wait_for_url("**/")
    assert list(Membership.objects.values_list("user__username", "role")) == [("adam", "admin"), ("nina", "annotator")]
