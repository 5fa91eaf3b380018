"""Preferences through their page: keys, rest, time zone and looks."""

from datetime import timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from review.keys import ACTIONS
from review.models import Preferences
from tests import factories
from tests.review.deciding import decide

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/preferences/"
CHOSEN = {"single_keys": "on", "rest_minutes": "50", "time_zone": "", "theme": "", "language": ""}


def setting_of(client, benchmark):
    return client.get(reverse("review:review", args=[benchmark.slug])).context["setting"]


def errors_of(answer):
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def test_who_chose_nothing_has_the_keys_as_they_come(client_of, benchmark, annotator):
    keys = setting_of(client_of(annotator), benchmark)["keys"]
    expected = {key: action.name for action in ACTIONS for key in (action.key, *action.also)}
    assert keys == expected


def test_chosen_keys_are_kept_on_the_server_and_get_to_the_screen(client_of, benchmark, annotator):
    answer = client_of(annotator).post(ADDRESS, CHOSEN | {"key-accept": "ü", "key-rounds": "Enter", "key-submit": "a"})
    assert (answer.status_code, answer.url) == (302, ADDRESS)
    assert Preferences.objects.get().keys == {"accept": "ü", "rounds": "Enter", "submit": "a"}

    page = client_of(annotator).get(reverse("review:review", args=[benchmark.slug]))
    keys = page.context["setting"]["keys"]
    assert [keys.get(key) for key in ("ü", "Enter", "a", " ", "d")] == ["accept", "rounds", "submit", "rounds", None]
    assert page.context["hints"]["accept"] == "ü"


def test_a_key_that_a_person_chose_is_taken_from_an_action_s_further_keys(client_of, benchmark, annotator):
    client_of(annotator).post(ADDRESS, CHOSEN | {"key-accept": "Space"})
    keys = setting_of(client_of(annotator), benchmark)["keys"]
    assert (keys[" "], keys["d"]) == ("accept", "rounds")


@pytest.mark.parametrize(
    ("chosen", "errors"),
    [
        (
            {"key-accept": "e"},
            {
                "key-accept": [
                    "“e” is the key of “edit in place; Enter keeps, Escape cancels” too: each needs its own."
                ],
                "key-edit": ["“e” is the key of “accept” too: each needs its own."],
            },
        ),
        ({"key-accept": "1"}, {"key-accept": ["“1” goes to a row: choose another key."]}),
        ({"key-accept": "ArrowUp"}, {"key-accept": ["“↑” goes to a row: choose another key."]}),
        (
            {"key-accept": "Escape"},
            {"key-accept": ["“Escape” is not a key that can be chosen: take one letter or sign."]},
        ),
        ({"key-accept": "\x07"}, {"key-accept": ["“\x07” is not a key that can be chosen: take one letter or sign."]}),
        ({"rest_minutes": "241"}, {"rest_minutes": ["Ensure this value is less than or equal to 240."]}),
        (
            {"time_zone": "Mars/Olympus"},
            {"time_zone": ["Select a valid choice. Mars/Olympus is not one of the available choices."]},
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(client_of, annotator, chosen, errors):
    answer = client_of(annotator).post(ADDRESS, CHOSEN | chosen)
    assert (answer.status_code, errors_of(answer), Preferences.objects.count()) == (400, errors, 0)


def test_two_actions_change_keys_with_each_other(client_of, annotator):
    client_of(annotator).post(ADDRESS, CHOSEN | {"key-accept": "e", "key-edit": "a"})
    assert Preferences.objects.get().keys == {"accept": "e", "edit": "a"}


def test_all_keys_are_given_back_and_nothing_else(client_of, annotator):
    Preferences.objects.create(user=annotator, keys={"accept": "y"}, rest_minutes=25)
    client_of(annotator).post(ADDRESS, CHOSEN | {"key-accept": "x", "reset_keys": "1"})
    assert list(Preferences.objects.values_list("keys", "rest_minutes")) == [({}, 25)]


def test_preferences_are_one_s_own(client_of, benchmark, annotator, second_annotator):
    client_of(annotator).post(ADDRESS, CHOSEN | {"key-accept": "y", "single_keys": ""})
    setting = setting_of(client_of(second_annotator), benchmark)
    assert (setting["keys"]["a"], setting["single_keys"]) == ("accept", True)
    assert setting_of(client_of(annotator), benchmark)["single_keys"] is False


def test_a_language_is_kept_and_comes_with_signing_in(client, client_of, annotator):
    changing = client_of(annotator)
    answer = changing.post(ADDRESS, CHOSEN | {"language": "zh-hans"}, follow=True)
    assert '<html lang="zh-hans"' in answer.content.decode()
    client.post(reverse("login"), {"username": "ana", "password": factories.PASSWORD})
    assert '<html lang="zh-hans"' in client.get(ADDRESS).content.decode()

    answer = changing.post(ADDRESS, CHOSEN | {"language": ""}, follow=True)
    assert '<html lang="en"' in answer.content.decode()


def test_a_theme_is_on_every_page(client_of, annotator):
    assert "data-theme=" not in client_of(annotator).get("/").content.decode()
    client_of(annotator).post(ADDRESS, CHOSEN | {"theme": "dark"})
    assert '<html lang="en" data-theme="dark">' in client_of(annotator).get("/").content.decode()


def midnight(zone):
    """When the day began in a time zone."""
    return timezone.localtime(timezone=ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


LATE, EARLY = sorted(["UTC", "Etc/GMT-12"], key=midnight, reverse=True)  # where the day began later, and earlier


@pytest.mark.parametrize(
    ("cookie", "chosen", "today"),
    [
        (LATE, "", 0),
        (EARLY, "", 1),
        (quote(LATE, safe=""), "", 0),
        (LATE, EARLY, 1),
        (EARLY, LATE, 0),
        ("", LATE, 0),
    ],
)
def test_today_begins_at_the_person_s_own_midnight(client_of, benchmark, annotator, cookie, chosen, today):
    sample = factories.make_drafted_samples(benchmark, 1)[0]
    decide(sample, annotator, ["accept"] * 3, draft=sample.drafts.get(), ended=midnight(LATE) - timedelta(minutes=1))
    Preferences.objects.create(user=annotator, time_zone=chosen)
    client = client_of(annotator)
    client.cookies["time_zone"] = cookie
    assert client.get("/").context["cards"][0].reviewed_today == today


@pytest.mark.parametrize("cookie", ["Mars/Olympus", "../../etc/passwd", "Europe", "%00", "x" * 3000])
def test_an_odd_time_zone_of_a_browser_is_none(client_of, annotator, cookie):
    client = client_of(annotator)
    client.cookies["time_zone"] = cookie
    assert client.get("/").status_code == 200
