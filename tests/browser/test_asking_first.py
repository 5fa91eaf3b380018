"""Deeds that cannot be taken back ask first, in place: by keyboard, by mouse and without any script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotation.models import Membership, PeopleGroup, PersonBox
from inference.models import Draft
from inference.states import DraftStatus
from tests import factories
from tests.browser.conftest import sign_in


def remove_member(benchmark, annotator):
    return (
        reverse("annotation:people", args=[benchmark.slug]),
        ("Remove ana", "Yes, remove ana"),
        Membership.objects.filter(user=annotator),
    )


def remove_group(benchmark, annotator):
    PeopleGroup.objects.create(benchmark=benchmark, name="Pilots").members.add(annotator)
    return (
        reverse("review:assignments", args=[benchmark.slug]),
        ("Remove Pilots", "Yes, remove Pilots"),
        PeopleGroup.objects.all(),
    )


def remove_person(benchmark, annotator):
    image = factories.make_sample(benchmark).image
    factories.mark_person(image)
    return (
        reverse("review:picture", args=[benchmark.slug, image.pk]),
        ("Remove the woman on the left", "Yes, remove the woman on the left"),
        PersonBox.objects.all(),
    )


def cancel_run(benchmark, annotator):
    run = factories.make_draft_run(benchmark)
    Draft.objects.create(run=run, sample=factories.make_sample(benchmark))
    return (
        reverse("inference:draft_run", args=[benchmark.slug, run.pk]),
        ("Cancel the rest", "Yes, cancel the rest"),
        Draft.objects.filter(status=DraftStatus.PENDING),
    )


DEEDS = [remove_member, remove_group, remove_person, cancel_run]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_is_asked_for_and_done_by_keyboard(open_page, admin, annotator, benchmark, deed):
    address, (words, yes), concerned = deed(benchmark, annotator)
    page = open_page(admin)
    page.goto(address)
    question = page.locator(".ask > summary", has_text=words)
    button = page.get_by_role("button", name=yes)

    question.press("Enter")
    expect(button).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_hidden()
    expect(question).to_be_focused()
    assert concerned.count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")

    expect(question).to_have_count(0)
    assert concerned.count() == 0


def test_a_browser_without_scripts_asks_too(chromium, live_server, admin, annotator, benchmark):
    address, (words, yes), concerned = remove_member(benchmark, annotator)
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        sign_in(context, admin, live_server.url)
        page = context.new_page()
        page.goto(address)
        page.locator(".ask > summary", has_text=words).click()
        page.get_by_role("button", name=yes).click()
        expect(page.locator(".ask > summary", has_text=words)).to_have_count(0)
    assert not concerned.exists()
