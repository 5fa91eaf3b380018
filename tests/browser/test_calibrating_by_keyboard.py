"""Checking matches in Chromium: y, n and u decide and take back, and a held key decides one pair only."""

import pytest
from playwright.sync_api import expect

from annotation.models import Role
from review.models import MatchCheck
from tests import factories
from tests.factories_evaluations import make_evaluation, make_judge_run, make_judgement, make_prediction, make_release


@pytest.fixture
def rosa():
    """Measures; a judge has decided the six triggers of a release."""
    benchmark, user = factories.make_benchmark("streets"), factories.make_user("rosa")
    factories.add_member(benchmark, user, Role.RESEARCHER)
    evaluation = make_evaluation(make_release(benchmark))
    judge_run = make_judge_run(evaluation)
    for item in evaluation.release.items.all():
        make_judgement(judge_run, make_prediction(evaluation, item))
    return user


def decided(page, count):
    expect(page.locator(".lede")).to_have_text(f"{count} of 6 decided by you")


def test_keys_decide_and_take_back(open_page, rosa):
    page = open_page(rosa)
    page.goto("/b/streets/models/calibration/check/")
    decided(page, 0)
    expect(page.get_by_role("heading", name="The pair before")).to_have_count(0)
    for count, key in enumerate("yny", start=1):
        page.keyboard.press(key)
        decided(page, count)
    expect(page.get_by_role("heading", name="The pair before")).to_be_visible()
    page.keyboard.press("u")
    decided(page, 2)
    assert list(MatchCheck.objects.order_by("id").values_list("found", flat=True)) == [True, False]


def test_a_held_key_decides_one_pair(open_page, rosa):
    page = open_page(rosa)
    page.goto("/b/streets/models/calibration/check/")
    page.keyboard.down("y")
    decided(page, 1)
    page.keyboard.down("y")  # repeats, as a held key does
    page.keyboard.up("y")
    page.keyboard.press("n")
    decided(page, 2)
    assert list(MatchCheck.objects.order_by("id").values_list("found", flat=True)) == [True, False]
