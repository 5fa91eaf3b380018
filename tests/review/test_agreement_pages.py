"""The agreement page, its match tables, the API and the command: who sees what, and what is asked of a worker."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.models import Event, Job, Sample
from inference.models import TriggerSimilarity
from tests.factories import make_draft, make_sample
from tests.review.comparing import compare
from tests.review.deciding import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reviewed_twice")]

PAGE = "/b/streets/agreement/"


@pytest.fixture
def disputed(benchmark, annotator, second_annotator):
    """A sample on which Ana and Ben agree about one trigger of three, reviewed and not yet compared."""
    draft = make_draft(make_sample(benchmark), texts=["Clenched fists.", "Rain outside."])
    decide(draft.sample, annotator, ["accept", "accept"], draft=draft, final=False)
    added, rejected = [("A <b>lost</b> match.", "common_sense")], ("reject", "hallucinated")
    decide(draft.sample, second_annotator, ["accept", rejected], draft=draft, added=added, final=False)
    Sample.objects.filter(pk=draft.sample.pk).update(status="adjudication")
    return draft.sample


def addresses(response) -> dict:
    """The words of the raters in addresses, by the names that the reader sees."""
    return {rater.name: rater.slug for rater in response.context["tables"].lists.columns}


def named_raters(response) -> list[tuple[str, bool]]:
    return [(rater.name, rater.is_reader) for rater in response.context["tables"].lists.columns]


def test_researchers_see_names_adjudicators_letters_and_annotators_their_own_row(
    client_of, annotator, adjudicator, researcher, disputed
):
    compare(disputed)
    people = named_raters(client_of(researcher).get(PAGE))
    assert sorted(people) == [("Model's draft", False), ("ana", False), ("ben", False)]
    people = named_raters(client_of(adjudicator).get(PAGE))
    assert people == [("Reviewer A", False), ("Reviewer B", False), ("Model's draft", False)]
    page = client_of(annotator).get(PAGE)
    tables = page.context["tables"]
    assert sorted(is_reader for _name, is_reader in named_raters(page)) == [False, True]  # and no word of the draft
    for matrix in (tables.lists, tables.sets, tables.verdicts):
        assert [(rater.is_reader, len(cells)) for rater, cells in matrix.rows] == [(True, 2)]
    text = page.content.decode()
    assert [text.count(word) for word in ("ben", "Model&#x27;s draft", "With the model", "agreement/draft")] == [0] * 4


def test_the_page_shows_what_two_people_agree_on(client_of, researcher, disputed):
    compare(disputed)
    page = client_of(researcher).get(PAGE)
    # Lists of two triggers each that share one; both accept one drafted trigger and differ on the other.
    values = [(column.name, figure["value"], figure["count"]) for column, figure in page.context["tables"].headlines]
    assert values == [
        ("F1 of lists", pytest.approx(0.5), 1),
        ("α of lists, MASI distance", pytest.approx(0), 1),
        ("Fleiss' κ of verdicts", pytest.approx((1 / 2 - 10 / 16) / (1 - 10 / 16)), 2),
    ]
    assert page.context["report"].waiting == []
    assert "nan" not in page.content.decode().casefold().split("</nav>")[-1]


def test_the_match_table_shows_both_lists_side_by_side(client_of, researcher, disputed):
    compare(disputed, near=[("Rain outside.", "A <b>lost</b> match.")])
    client = client_of(researcher)
    words = addresses(client.get(PAGE))
    page = client.get(f"{PAGE}{words['ana']}/{words['ben']}/")
    [beside] = page.context["samples"]
    told = [(line.left and line.left.text, line.right and line.right.text, line.similarity) for line in beside.lines]
    assert told == [("Clenched fists.", "Clenched fists.", 0.9), ("Rain outside.", "A <b>lost</b> match.", 0.9)]
    assert page.content.decode().count("A &lt;b&gt;lost&lt;/b&gt; match.") == 1
    drafted = client.get(f"{PAGE}draft/{words['ben']}/").context["samples"][0]
    assert (drafted.f1, len(drafted.lines)) == (1, 2)


def test_a_trigger_that_meets_nothing_stands_alone(client_of, researcher, disputed):
    compare(disputed)
    client = client_of(researcher)
    words = addresses(client.get(PAGE))
    [beside] = client.get(f"{PAGE}{words['ana']}/{words['ben']}/").context["samples"]
    told = [(line.left and line.left.text, line.right and line.right.text) for line in beside.lines]
    assert told == [
        ("Clenched fists.", "Clenched fists."),
        ("Rain outside.", None),
        (None, "A <b>lost</b> match."),
    ]


def test_who_reviews_reads_lists_only_when_all_reviews_are_in(client_of, adjudicator, researcher, disputed):
    compare(disputed)
    words = addresses(client_of(adjudicator).get(PAGE))
    where = f"{PAGE}{words['Reviewer A']}/{words['Reviewer B']}/"
    assert len(client_of(adjudicator).get(where).context["samples"]) == 1
    Sample.objects.filter(pk=disputed.pk).update(status="drafted")
    page = client_of(adjudicator).get(where)
    assert (len(page.context["samples"]), page.context["hidden"]) == (0, 1)
    assert "Clenched fists." not in page.content.decode()
    assert len(client_of(researcher).get(where).context["samples"]) == 1


@pytest.mark.parametrize("pair", ["draft/draft", "draft/nobody", "nobody/draft", "999/draft"])
def test_a_pair_that_is_none_is_missing(client_of, researcher, disputed, pair):
    assert client_of(researcher).get(f"{PAGE}{pair}/").status_code == 404


def test_what_is_not_compared_is_told_and_asked_of_a_worker_once(client_of, annotator, admin, disputed):
    assert "An admin can ask for that." in client_of(annotator).get(PAGE).content.decode()
    client = client_of(admin)
    assert client.get(PAGE).context["report"].waiting == [disputed.pk]
    for _ in range(2):
        response = client.post(f"{PAGE}compare/")
        assert response["Location"] == PAGE
    assert [job.payload for job in Job.objects.all()] == [{"samples": [disputed.pk]}]
    asked = Event.objects.get(verb="matching asked for")
    assert asked.by == admin
    assert client.get(PAGE).context["running"] == 1
    compare(disputed)
    page = client.get(PAGE)
    assert (page.context["report"].waiting, page.context["running"]) == ([], 0)


def test_a_benchmark_without_reviews_says_so(client_of, researcher, benchmark):
    assert "No figures yet" in client_of(researcher).get(PAGE).content.decode()


def test_the_api_gives_the_figures_and_takes_the_order_to_compare(client_of, admin, adjudicator, disputed):
    api = reverse("api_agreement", args=["streets"])
    assert client_of(admin).post(f"{api}compare/").json() == {"samples": 1, "jobs": 1}
    compare(disputed)
    told = client_of(admin).get(api).json()
    assert (sorted(told["raters"]), told["samples"], told["waiting"]) == (["Model's draft", "ana", "ben"], 1, 0)
    assert told["all"]["people"]["f1"] == {"value": 0.5, "low": None, "high": None, "count": 1, "undefined": ""}
    assert told["all"]["adjudicated"]["f1"]["undefined"] == "undefined: two raters are needed"
    [people] = [pair for pair in told["pairs"] if "Model's draft" not in (pair["left"], pair["right"])]
    assert (people["f1"]["value"], people["kappa"]["value"]) == (0.5, pytest.approx(0))
    assert client_of(adjudicator).get(api).json()["raters"] == ["Reviewer A", "Reviewer B", "Model's draft"]


def test_the_command_prints_figures_and_json(capsys, disputed):
    call_command("agreement_report", "streets")
    assert capsys.readouterr().out.splitlines()[:2] == [
        "1 sample was reviewed by two or more people.",
        "1 sample is not compared by meaning yet and left out of lists: run match_labels.",
    ]
    compare(disputed)
    call_command("agreement_report", "streets")
    told = capsys.readouterr().out
    assert "ana and ben: F1 0.50, n 1; alpha 0.00, n 1; kappa 0.00, n 2" in told.splitlines()
    assert "nan" not in told.casefold()
    call_command("agreement_report", "streets", "--json")
    values = json.loads(capsys.readouterr().out)
    assert values["all"]["people"]["fleiss"]["value"] == pytest.approx(-1 / 3)
    with pytest.raises(CommandError, match="There is no benchmark “roads”."):
        call_command("agreement_report", "roads")


@pytest.mark.django_db(transaction=True)
def test_real_comparisons_end_the_waiting(client_of, admin, disputed):
    """The encoder itself: rain and a lost match are not alike, the same words are."""
    from inference import working

    client = client_of(admin)
    client.post(f"{PAGE}compare/")
    working.work(should_leave=lambda: False)
    assert TriggerSimilarity.objects.exists()
    page = client.get(PAGE)
    assert page.context["report"].waiting == []
    assert page.context["report"].total.figures["people"].f1.value == pytest.approx(0.5)
