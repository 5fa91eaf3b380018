"""The persona ablation: page, API, LaTeX and command tell the same table."""

import pytest
from django.core.management import call_command

from review.results.personas import persona_tables
from review.results.reports import results
from tests.factories_evaluations import make_labelled_sample, make_release
from tests.factories_results import make_judged

PERSONAS = ["none", "architecture_expert", "emotion_expert"]


@pytest.fixture
def release(benchmark):
    """Six basic samples, asked of one model as three personas (CFSA as one alone), of another as one."""
    made = make_release(benchmark, [make_labelled_sample(benchmark, emotion="sad") for _ in range(6)])
    make_judged(made, 1, name="Other", setting="question")
    for seed, persona in enumerate(reversed(PERSONAS), start=2):
        make_judged(made, seed, name="Alpha", setting="question", persona=persona)
    make_judged(made, 5, name="Alpha", setting="cfsa", persona="none")
    return made


def cells_of(release) -> dict:
    """The figure over all basic samples, by persona and setting of the model with several; the latest run's."""
    lines = sorted((line for line in results(release).lines if line.run.name == "Alpha"), key=lambda line: line.run.pk)
    return {(line.run.persona, line.run.setting): line.cells[1] for line in lines}


def test_a_model_with_several_personas_has_a_table_of_them(release):
    [table] = persona_tables(results(release))
    cells = cells_of(release)
    assert (table.model, table.split, table.settings) == ("Alpha", "basic", ["question", "cfsa"])
    assert [(row.persona, row.cells) for row in table.rows] == [
        ("none", [cells["none", "question"], cells["none", "cfsa"]]),
        ("architecture_expert", [cells["architecture_expert", "question"], None]),
        ("emotion_expert", [cells["emotion_expert", "question"], None]),
    ]
    assert len({cell.value for cell in cells.values()}) > 1


def test_of_two_runs_alike_the_latest_counts(release):
    make_judged(release, 9, name="Alpha", setting="question", persona="none", chance=1)
    assert persona_tables(results(release))[0].rows[0].cells[0].value == 1.0


def test_the_page_shows_it_and_not_before_there_are_two(client_of, researcher, release, benchmark):
    text = client_of(researcher).get("/b/streets/models/").content.decode()
    assert text.count("<caption>Alpha · Basic, all</caption>") == text.count("<caption>") == 1
    alone = make_release(benchmark, [make_labelled_sample(benchmark)], name="second")
    make_judged(alone, 1, persona="none")
    text = client_of(researcher).get("/b/streets/models/", {"release": alone.pk}).content.decode()
    assert "<caption>" not in text


def test_the_api_tells_it(client_of, researcher, release):
    body = client_of(researcher).get("/api/benchmarks/streets/results/", {"release": release.pk}).json()
    [table] = body["personas"]
    cell = cells_of(release)["emotion_expert", "question"]
    assert [row["persona"] for row in table["rows"]] == PERSONAS
    assert table["rows"][2]["cells"] == [
        {name: getattr(cell, name) for name in ("value", "low", "high", "count", "images")},
        None,
    ]


def test_latex_and_the_command_have_it(client_of, researcher, release, capsys):
    text = client_of(researcher).get("/b/streets/models/table.tex").content.decode()
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") == 2
    assert r"Persona & User question & CFSA \\" in text
    figures = [cells_of(release)[key] for key in (("none", "question"), ("none", "cfsa"))]
    first, second = (f"{100 * figure.value:.2f}" for figure in figures)
    assert rf"none & {first} & {second} \\" in text
    call_command("results_report", release.name)
    told = capsys.readouterr().out.partition("Alpha, basic: personas by settings\n")[2].splitlines()
    assert [line.split() for line in told[:2]] == [["User", "question", "CFSA"], ["none", first, second]]
