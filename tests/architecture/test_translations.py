"""All that the studio says can be said in Chinese: a wording without its translation fails here, by name."""

import ast
import gettext
from pathlib import Path

import pytest

from annotation.event_wording import DEEDS
from tests.architecture import catalogue
from tests.architecture.literals import literals

ROOT = Path(__file__).resolve().parents[2]
CHINESE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
ENTRIES = catalogue.of_catalogue(CHINESE / "django.po")
PYTHON = sorted(
    path for app in ("annotation", "eibench_site", "inference", "review") for path in (ROOT / app).rglob("*.py")
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SAME_IN_ALL_LANGUAGES = {"EIBench Studio", "· EIBench Studio", "EIBench Studio · EIBench Studio", "SVG", "PNG"}
DESKS = ("review/review.html", "review/settle.html", "review/picture_review.html")
NO_TEXT = {desk: {"· reviewing"} for desk in DESKS}  # the class of its <body> is a block of the template


def wanted() -> set:
    """Every wording that templates and Python ask for."""
    of_templates = {each for path in TEMPLATES for each in catalogue.of_template(path.read_text())}
    return of_templates | {each for path in PYTHON for each in catalogue.of_python(path.read_text())}


def test_every_wording_has_its_entry_and_no_entry_is_left_over():
    entries = {entry.wanted for entry in ENTRIES}
    assert (wanted() - entries, entries - wanted()) == (set(), set()), "make messages, then translate what is empty"


def test_no_translation_is_empty_or_a_guess():
    assert [entry for entry in ENTRIES if entry.fuzzy or not all(entry.answers) or len(entry.answers) != 1] == []


def test_every_translation_fills_in_what_its_wording_does():
    differing = [
        entry
        for entry in ENTRIES
        for answer in entry.answers
        if catalogue.placeholders(answer) != catalogue.placeholders(entry.wanted.many or entry.wanted.text)
    ]
    assert differing == []


def test_what_django_reads_is_what_translators_wrote():
    with (CHINESE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for entry in ENTRIES:
        key = "\4".join(filter(None, [entry.wanted.context, entry.wanted.text]))
        written[(key, 0) if entry.wanted.many else key] = entry.answers[0]
    assert {key: text for key, text in compiled.items() if key} == written, "make messages compiles the catalogue"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_speaks_past_translation(path):
    known = SAME_IN_ALL_LANGUAGES | NO_TEXT.get(path.relative_to(ROOT / "templates").as_posix(), set())
    assert [text for text in literals(path.read_text()) if text not in known] == []


def test_every_deed_that_is_recorded_has_its_words():
    recorded = set()
    for path in PYTHON:
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "Event.objects.record" and isinstance(call.args[0], ast.Constant):
                recorded.add(call.args[0].value)
    assert recorded - set(DEEDS) == set()


def test_the_search_would_find_what_it_looks_for():
    page = """{% load i18n %}<h1 title="Some words">{% translate "One" %} Two</h1>{{ name|default:"nobody" }}
    <p>{% blocktranslate count n=n %}{{ n }} cat{% plural %}{{ n }} cats{% endblocktranslate %}<code>Three</code></p>
    <i>{% translate "Enter" context "key" %}</i>{{ _("Four") }}"""
    assert literals(page) == ["Some words", "Two", 'default:"nobody']
    texts = [(each.context, each.text, each.many) for each in catalogue.of_template(page)]
    assert texts == [("", "One", ""), ("", "%(n)s cat", "%(n)s cats"), ("key", "Enter", ""), ("", "Four", "")]
    module = 'say(_("One %(n)s") % {"n": 1}, ngettext("a " "cat", "cats", 2), pgettext("key", "Enter"))'
    texts = [(each.context, each.text, each.many) for each in catalogue.of_python(module)]
    assert texts == [("", "a cat", "cats"), ("key", "Enter", ""), ("", "One %(n)s", "")]
