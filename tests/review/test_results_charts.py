"""The charts of the results page: every mark is a figure of the table, in two themes and two sizes."""

import io
import xml.etree.ElementTree as ElementTree

import pytest
from PIL import Image

from inference.models import Judge
from review.results.charts import FORMS, charts
from review.results.reports import published, results
from tests.factories import make_image
from tests.factories_evaluations import make_labelled_sample, make_release
from tests.factories_results import make_judged

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"question": "User question", "cot": "User question & CoT", "cfsa": "CFSA"}


@pytest.fixture
def release(benchmark):
    """Eight basic samples, and two complex ones on one picture."""
    basic = [make_labelled_sample(benchmark, emotion=("angry", "sad")[number % 2]) for number in range(8)]
    shared = make_image(benchmark, "complex.jpg")
    fields = {"image": shared, "split": "complex"}
    complex_ = [make_labelled_sample(benchmark, question=f"Why, {number}?", **fields) for number in range(2)]
    return make_release(benchmark, basic + complex_)


@pytest.fixture
def judged(release):
    """Two models, one of them in two settings and once more without a persona."""
    make_judged(release, 1, name="Beta", setting="question")
    make_judged(release, 2, name="Alpha", setting="question")
    make_judged(release, 3, name="Alpha", setting="cfsa")
    make_judged(release, 4, name="Alpha", setting="cfsa", persona="none")
    return release


def told(marks) -> list[tuple]:
    return [(mark["row"], mark["setting"], mark["value"], mark["low"], mark["high"]) for mark in marks]


def test_each_mark_is_a_cell_of_the_table(judged):
    found = results(judged)
    basic, complex_ = charts(found)
    cells = {(line.run.name, line.run.setting, line.run.persona): line.cells for line in found.lines}
    expected = [
        ("Alpha", "question", "emotion_expert", "Alpha"),
        ("Alpha", "cfsa", "emotion_expert", "Alpha"),
        ("Alpha (no persona)", "cfsa", "none", "Alpha"),
        ("Beta", "question", "emotion_expert", "Beta"),
    ]
    whole = {row: cells[name, setting, persona][2] for row, setting, persona, name in expected if setting == "cfsa"}
    assert whole["Alpha"].low < whole["Alpha"].value < whole["Alpha"].high
    measured = [mark for mark in basic.marks if not mark["published"]]
    assert told(measured) == [
        (row, WORDS[setting], cell.value, cell.low, cell.high)
        for row, setting, persona, name in expected
        for cell in [cells[name, setting, persona][2]]
    ]
    # From one picture no interval is claimed, so its mark has no length.
    measured = [mark for mark in complex_.marks if not mark["published"]]
    assert [(low, high) for *_mark, value, low, high in told(measured) if (low, high) != (value, value)] == []


def test_the_papers_figures_stand_apart_as_published(judged):
    basic, complex_ = charts(results(judged))
    expected = [
        (f"{row['name']} (published)", WORDS[row["setting"]], value / 100, low / 100, high / 100)
        for row in published()["rows"]
        for low, high in [sorted(row["basic"])]
        for value in row["basic"]
    ]
    assert told(mark for mark in basic.marks if mark["published"]) == expected
    assert {mark["row"] for mark in complex_.marks if mark["published"]} == {
        "LLaVA-1.5-13B (published)",
        "ChatGPT-4o (published)",
    }
    assert basic.notes == ["Hollow: published in the paper, of other runs, by its two judges"]


def test_a_second_run_alike_is_told_by_its_number(judged):
    again = make_judged(judged, 5, name="Beta", setting="question")
    rows = [mark["row"] for mark in charts(results(judged))[0].marks if not mark["published"]]
    assert rows == ["Alpha", "Alpha", "Alpha (no persona)", "Beta", f"Beta #{again.pk}"]


def test_coherence_is_no_recall_and_the_papers_recall_is_not_beside_it(client_of, researcher, release):
    make_judged(release, 6, judge=Judge.COHERENCE, name="Alpha")
    found = results(release)
    basic, _complex = charts(found)
    assert (basic.axis, basic.notes, found.published["rows"]) == ("coherence", [], [])
    assert basic.description.startswith("Long-term coherence on basic samples")
    text = client_of(researcher).get("/b/streets/models/").content.decode()
    assert "Published in the paper, by other judges" not in text
    assert "The paper finds 80 to 86 % for all models" in text


def chart(client, name="basic", form="svg", **query):
    return client.get(f"/b/streets/models/charts/{name}.{form}", query)


def words_of(answer) -> list[str]:
    return [part.text for part in ElementTree.fromstring(answer.content).iter() if part.text and part.text.strip()]


@pytest.mark.parametrize("size", FORMS)
def test_a_chart_is_an_svg_of_the_promised_size_that_names_its_rows(client_of, researcher, judged, size):
    answer = chart(client_of(researcher), size=size)
    root = ElementTree.fromstring(answer.content)
    width, height = charts(results(judged))[0].size(size)
    assert (answer["Content-Type"], root.tag) == ("image/svg+xml", f"{SVG}svg")
    assert abs(float(root.get("width")) - width) <= 12
    assert abs(float(root.get("height")) - height) <= 12
    words = words_of(answer)
    assert [words.count(name) for name in ("Beta", "CFSA", "emotional trigger recall")] == [1, 1, 1]


def test_a_script_is_called_one_in_what_is_downloaded(client_of, researcher, release):
    make_judged(release, 7, engine="scripted")
    note = "Some or all of these answers were written by a script, no model"
    assert words_of(chart(client_of(researcher))).count(note) == 1


def test_light_and_dark_differ_and_a_chart_is_a_png_too(client_of, researcher, judged):
    client = client_of(researcher)
    assert chart(client).content != chart(client, theme="dark").content
    answer = chart(client, form="png")
    assert (answer["Content-Type"], answer.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(("theme", "ground"), [("light", (255, 255, 255, 255)), ("dark", (29, 34, 37, 255))])
def test_a_png_brings_its_ground_with_it(client_of, researcher, judged, theme, ground):
    answer = chart(client_of(researcher), form="png", theme=theme)
    assert Image.open(io.BytesIO(answer.content)).convert("RGBA").getpixel((1, 1)) == ground


@pytest.mark.parametrize(
    ("parts", "query"),
    [
        ({"name": "nothing"}, {}),
        ({"form": "pdf"}, {}),
        ({}, {"theme": "pink"}),
        ({}, {"size": "huge"}),
    ],
)
def test_what_is_not_there_is_a_404(client_of, researcher, judged, parts, query):
    assert chart(client_of(researcher), **parts, **query).status_code == 404


def test_nothing_judged_is_nothing_to_draw(client_of, researcher, release, benchmark):
    assert chart(client_of(researcher)).status_code == 404
    assert charts(results(release)) == []


def test_the_page_says_in_words_what_the_chart_shows(client_of, researcher, judged):
    answer = client_of(researcher).get("/b/streets/models/")
    marks = [mark for mark in charts(results(judged))[0].marks if not mark["published"]]
    best, least = max(marks, key=lambda mark: mark["value"]), min(marks, key=lambda mark: mark["value"])
    words = (
        "Emotional trigger recall on basic samples by model and setting, with 95 % intervals. "
        f"Highest: {best['row']}, {best['setting']}, {100 * best['value']:.1f} %. "
        f"Lowest: {least['row']}, {least['setting']}, {100 * least['value']:.1f} %. The table has every figure."
    ).replace("&", "&amp;")
    assert answer.content.decode().count(f'alt="{words}"') == 2
