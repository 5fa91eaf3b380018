import csv
import io
import xml.etree.ElementTree as ElementTree

import pytest
from django.urls import reverse

from annotation.models import Sample
from inference.models import DraftRun
from review.gaps.charts import NAMES
from review.gaps.reports import compute
from review.gaps.wording import plain_rows
from tests.factories import make_benchmark, make_draft, make_draft_run, make_sample
from tests.review.deciding import decide


@pytest.fixture
def reviewed(benchmark, annotator):
    """Two samples of two emotions, reviewed: one trigger accepted, one edited, one rejected in each; one added."""
    for emotion in ("angry", "sad"):
        review_one(benchmark, annotator, emotion)


def review_one(benchmark, annotator, emotion):
    """One trigger kept, one edited, one taken out and one added."""
    draft = make_draft(make_sample(benchmark, emotion=emotion))
    decisions = ["accept", ("edit", "A loud argument."), ("reject", "hallucinated")]
    decide(draft.sample, annotator, decisions, draft=draft, added=[("Insult.", "common_sense")])


def page(client, route="gap", *, query="", **parts):
    return client.get(reverse(f"review:{route}", kwargs={"slug": "streets", **parts}) + query)


@pytest.mark.parametrize(
    ("route", "parts"), [("gap", {}), ("gap_table", {}), ("gap_chart", {"name": "fate-emotion", "form": "svg"})]
)
def test_figures_are_for_those_who_measure(client_of, reviewed, cast, route, parts):
    answers = {user.username: page(client_of(user), route, **parts).status_code for user in cast}
    assert answers == {"ana": 403, "cora": 200, "rosa": 200, "adam": 200, "otto": 404}


@pytest.fixture
def cast(annotator, adjudicator, researcher, admin, outsider):
    return [annotator, adjudicator, researcher, admin, outsider]


def test_the_page_shows_figures_with_interval_and_number(client_of, benchmark, annotator, reviewed, researcher):
    for _ in range(3):
        review_one(benchmark, annotator, "angry")
    answer = page(client_of(researcher))
    lines = {line.key: line for _title, lines in answer.context["sections"] for line in lines}
    assert [
        (lines[key].value, lines[key].interval, lines[key].count) for key in ("accepted", "recall", "edit_words")
    ] == [
        ("33.3 %", "33.3 – 33.3 %", "15"),
        ("66.7 %", "66.7 – 66.7 %", "15"),
        ("1.00", "1.00 – 1.00", "5"),
    ]
    text = answer.content.decode()
    assert text.count("Written by a script.") == 1
    assert [name for name in ("fate-emotion", "agreement-emotion", "reasons") if f"charts/{name}.svg" in text] == [
        "fate-emotion",
        "agreement-emotion",
        "reasons",
    ]


@pytest.fixture
def of_a_model(benchmark, annotator):
    """A reviewed draft of a model's run with a long name."""
    run = make_draft_run(benchmark, engine="openai", model="an-organisation/a-model-with-a-long-name")
    draft = make_draft(make_sample(benchmark), run)
    decide(draft.sample, annotator, ["accept"] * 3, draft=draft)
    return run


def words_of(answer) -> list[str]:
    """The texts of a chart, line by line."""
    parts = ElementTree.fromstring(answer.content).iter()
    return [part.text for part in parts if part.tag.endswith(("}text", "}tspan")) and part.text]


def test_drafts_of_a_model_are_not_called_a_script(client_of, of_a_model, researcher):
    client = client_of(researcher)
    assert "Written by a script." not in page(client).content.decode()
    assert {row["scripted"] for row in table(client)} == {"False"}
    words = words_of(page(client, "gap_chart", name="fate-run", form="svg"))
    assert [word for word in words if "script" in word] == []


def table(client) -> list[dict]:
    return list(csv.DictReader(io.StringIO(page(client, "gap_table").content.decode(), newline="")))


def test_what_is_downloaded_says_that_a_script_wrote_it(client_of, reviewed, researcher):
    client = client_of(researcher)
    assert {row["scripted"] for row in table(client)} == {"True"}
    for name in ("reasons", "fate-emotion", "agreement-emotion"):
        words = words_of(page(client, "gap_chart", name=name, form="svg"))
        assert words.count("Drafts written by a script, no model") == 1


def test_scripts_and_models_together_are_called_so(client_of, reviewed, of_a_model, researcher):
    client = client_of(researcher)
    text = page(client).content.decode()
    notes = ("Some of these drafts were written by a script.", "Written by a script.")
    assert [text.count(note) for note in notes] == [1, 0]
    runs = [(row["group"], row["scripted"]) for row in table(client) if row["by"] == "run" and row["figure"] == "added"]
    assert [scripted for _run, scripted in sorted(runs)] == ["False", "True"]
    words = words_of(page(client, "gap_chart", name="fate-run", form="svg"))
    assert words.count("Some drafts were written by a script") == 1
    assert [word for word in words if word.endswith(f"long-name #{of_a_model.pk}")] != []


def test_the_pictures_behind_each_figure_are_told(client_of, reviewed, researcher):
    answer = page(client_of(researcher))
    lines = [line for _title, lines in answer.context["sections"] for line in lines]
    assert {(line.key, line.images) for line in lines if line.key in ("accepted", "recall", "edit_words")} == {
        ("accepted", 2),
        ("recall", 2),
        ("edit_words", 2),
    }
    text = answer.content.decode()
    assert text.count('<span class="pictures">on 2 pictures</span>') == len(lines)
    assert 'title="3 drafted triggers on 1 picture"' in text


def test_few_pictures_show_a_dash_for_the_interval(client_of, benchmark, annotator, researcher):
    for _ in range(4):
        review_one(benchmark, annotator, "angry")
    answer = page(client_of(researcher))
    assert answer.context["sections"][0][1][0].interval == ""
    assert '<span class="interval">–</span>' in answer.content.decode()


def test_an_empty_benchmark_says_what_to_do(client_of, benchmark, researcher, adjudicator):
    text = page(client_of(researcher)).content.decode()
    assert "Figures appear with the first submitted review" in text
    assert reverse("review:samples", args=["streets"]) in text
    assert "Start reviewing" in page(client_of(adjudicator)).content.decode()
    assert page(client_of(researcher), "gap_chart", name="reasons", form="svg").status_code == 404
    assert len(page(client_of(researcher), "gap_table").content.splitlines()) > 1


def test_the_csv_holds_every_figure(client_of, benchmark, reviewed, researcher):
    answer = page(client_of(researcher), "gap_table")
    assert answer["Content-Disposition"] == 'attachment; filename="gap-streets.csv"'
    found = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert {(row["low"], row["high"]) for row in found} == {("", "")}  # two pictures
    expected = [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in plain_rows(compute(benchmark))
    ]
    assert found == expected


def test_no_cell_of_the_csv_is_a_formula(client_of, benchmark, reviewed, researcher):
    Sample.objects.filter(emotion="sad").update(emotion="=HYPERLINK(1)")
    found = csv.DictReader(io.StringIO(page(client_of(researcher), "gap_table").content.decode(), newline=""))
    assert {row["group"] for row in found if row["by"] == "emotion"} == {"angry", "'=HYPERLINK(1)"}


@pytest.mark.parametrize("name", NAMES)
def test_each_chart_is_an_svg_of_the_promised_size(client_of, benchmark, reviewed, researcher, name):
    from review.gaps.charts import size_of

    answer = page(client_of(researcher), "gap_chart", name=name, form="svg")
    assert answer["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.content)
    width, height = size_of(compute(benchmark), name)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert abs(float(root.get("width")) - width) <= 12
    assert abs(float(root.get("height")) - height) <= 12


def test_a_chart_names_its_groups_and_has_a_dark_dress(client_of, reviewed, researcher):
    light, dark = (
        page(
            client_of(researcher), "gap_chart", name="fate-emotion", form="svg", query=f"?theme={theme}"
        ).content.decode()
        for theme in ("light", "dark")
    )
    words = [element.text for element in ElementTree.fromstring(light).iter("{http://www.w3.org/2000/svg}text")]
    assert [word for word in words if word in ("All", "angry", "sad")] == ["All", "angry", "sad"]
    assert light != dark


def test_a_chart_is_a_png_too(client_of, reviewed, researcher):
    answer = page(client_of(researcher), "gap_chart", name="reasons", form="png")
    assert (answer["Content-Type"], answer.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("parts", "query"),
    [
        ({"name": "nothing", "form": "svg"}, ""),
        ({"name": "reasons", "form": "pdf"}, ""),
        ({"name": "reasons", "form": "svg"}, "?theme=pink"),
        ({"name": "reasons", "form": "svg"}, "?run=99999999"),
        ({"name": "reasons", "form": "svg"}, "?run=" + "9" * 40),
        ({"name": "reasons", "form": "svg"}, "?run=x"),
    ],
)
def test_what_is_not_there_is_a_404(client_of, reviewed, researcher, parts, query):
    assert page(client_of(researcher), "gap_chart", query=query, **parts).status_code == 404


def test_another_benchmarks_run_is_a_404(client_of, reviewed, researcher):
    run = make_draft_run(make_benchmark("elsewhere"))
    assert page(client_of(researcher), query=f"?run={run.pk}").status_code == 404


def test_a_run_is_chosen_by_its_number(client_of, benchmark, reviewed, annotator, researcher):
    other = make_draft_run(benchmark, engine="openai", model="vlm")
    draft = make_draft(make_sample(benchmark), other)
    decide(draft.sample, annotator, ["accept"] * 3, draft=draft)
    answer = page(client_of(researcher), query=f"?run={other.pk}")
    assert answer.context["report"].total.samples == 1
    assert set(answer.context["runs"]) == set(DraftRun.objects.filter(benchmark=benchmark))
