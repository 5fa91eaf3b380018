"""The form that starts a judge in Chromium: a judge's own fields are shown, those of the others are not."""

from playwright.sync_api import expect

from annotation.models import Role
from tests import factories
from tests.factories_evaluations import make_evaluation, make_prediction, make_release

OF_MODELS, OF_MEANING = ("Model", "Tokens per answer"), ("Threshold", "Encoder")


def shown(page) -> list[bool]:
    return [page.get_by_label(label, exact=True).is_visible() for label in (*OF_MODELS, *OF_MEANING)]


def test_only_the_fields_of_the_chosen_judge_are_shown(open_page):
    benchmark, ada = factories.make_benchmark("streets"), factories.make_user("ada")
    factories.add_member(benchmark, ada, Role.ADMIN)
    evaluation = make_evaluation(make_release(benchmark))
    make_prediction(evaluation, evaluation.release.items.first())
    page = open_page(ada)
    page.goto(f"/b/streets/models/runs/{evaluation.pk}/")
    page.get_by_text("Judge these predictions").click()
    expect(page.get_by_label("Threshold")).to_be_visible()
    assert shown(page) == [False, False, True, True]
    page.get_by_label("Judge", exact=True).select_option("llm")
    expect(page.get_by_label("Tokens per answer")).to_be_visible()
    assert shown(page) == [True, True, False, False]
