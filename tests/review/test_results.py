"""The results table: every figure recomputed by other code, its intervals by another bootstrap, its files read back."""

import csv
import io
import json
import random
import re

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from inference.models import Judge, Persona
from inference.states import JudgementStatus
from review.results.reports import published, results
from review.results.wording import escaped
from tests.factories import make_image
from tests.factories_evaluations import (
    make_evaluation,
    make_judge_run,
    make_judgement,
    make_labelled_sample,
    make_prediction,
    make_release,
)

EMOTIONS = ("angry", "sad")
NONE, EXPERT = Persona.NONE, Persona.EMOTION_EXPERT


@pytest.fixture
def release(benchmark):
    """Twelve basic samples, and four complex ones on two pictures."""
    basic = [make_labelled_sample(benchmark, emotion=EMOTIONS[number % 2]) for number in range(12)]
    pictures = [make_image(benchmark, f"complex{number}.jpg") for number in range(2)]
    complex_ = [
        make_labelled_sample(
            benchmark, image=pictures[number // 2], emotion="angry", split="complex", question=f"{number}?"
        )
        for number in range(4)
    ]
    return make_release(benchmark, basic + complex_)


def judged(release, seed, unread=(), **fields):
    """An evaluation with random verdicts; the positions in `unread` could not be read."""
    chance = random.Random(seed)
    evaluation = make_evaluation(release, **fields)
    run = make_judge_run(evaluation)
    for item in release.items.order_by("position"):
        prediction = make_prediction(evaluation, item)
        found = [chance.random() < 0.5 for _ in range(3)]
        if item.position in unread:
            nothing = {"correct": None, "total": None, "stated": None, "score": None, "error": "Hm."}
            make_judgement(run, prediction, found, status=JudgementStatus.UNREADABLE, **nothing)
        else:
            make_judgement(run, prediction, found, stated=chance.randint(sum(found), 5))
    return evaluation


def scores(evaluation):
    """Score, image, split and emotion of what was scored, by item."""
    rows = evaluation.judge_runs.get().judgements.filter(status="done").select_related("prediction__item")
    return {row.prediction.item_id: (row.correct / row.total, row.prediction.item) for row in rows}


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def test_every_cell_is_the_mean_over_its_samples(release):
    evaluation = judged(release, 1, unread=(3,))
    [line] = results(release).lines
    known = scores(evaluation).values()
    expected = [
        *[mean(score for score, item in known if (item.split, item.emotion) == ("basic", name)) for name in EMOTIONS],
        mean(score for score, item in known if item.split == "basic"),
        mean(score for score, item in known if item.split == "complex"),
    ]
    assert [cell.value for cell in line.cells] == pytest.approx(expected)
    assert [cell.count for cell in line.cells] == [5, 6, 11, 4]
    assert (line.counted.samples, line.counted.scored, line.counted.unreadable, line.counted.failed) == (16, 15, 1, 0)


def test_no_interval_is_claimed_from_fewer_than_five_pictures(release):
    judged(release, 2)
    *_emotions, basic, complex_ = results(release).lines[0].cells
    assert complex_.images == 2
    assert (complex_.low, complex_.high) == (None, None)
    assert basic.low < basic.value < basic.high


def resampled(values_by_image, draws=4000, seed=5):
    """Another bootstrap over pictures: each draw picks as many pictures as there are, by hand."""
    chance = np.random.default_rng(seed)
    images = [np.array(values) for values in values_by_image.values()]
    means = []
    for _ in range(draws):
        drawn = [images[place] for place in chance.integers(0, len(images), len(images))]
        means.append(np.concatenate(drawn).mean())
    return np.quantile(means, [0.025, 0.975])


def by_image(pairs):
    grouped = {}
    for image, value in pairs:
        grouped.setdefault(image, []).append(value)
    return grouped


def test_intervals_agree_with_another_bootstrap(release):
    evaluation = judged(release, 3)
    basic = results(release).lines[0].cells[2]
    known = by_image((item.image_path, score) for score, item in scores(evaluation).values() if item.split == "basic")
    assert [basic.low, basic.high] == pytest.approx(resampled(known), abs=0.03)


def test_a_difference_is_paired_over_the_samples_that_both_have(release):
    first, second = judged(release, 4, name="A", unread=(1,)), judged(release, 5, name="B", unread=(2,))
    line = results(release, baseline=first.pk).lines[1]
    ours, theirs = scores(second), scores(first)
    pairs = [(item.image_path, score - theirs[key][0]) for key, (score, item) in ours.items() if key in theirs]
    assert line.run == second
    assert line.difference.count == len(pairs) == 14
    assert line.difference.value == pytest.approx(mean(value for _image, value in pairs))
    assert [line.difference.low, line.difference.high] == pytest.approx(resampled(by_image(pairs)), abs=0.03)


def test_precision_and_f1_are_recomputed(release):
    evaluation = judged(release, 6)
    rows = list(evaluation.judge_runs.get().judgements.all())
    [line] = results(release).lines
    assert line.precision.value == pytest.approx(sum(row.correct for row in rows) / sum(row.stated for row in rows))
    halves = [(row.correct / row.total, row.correct / row.stated if row.stated else 0) for row in rows]
    assert line.f1 == pytest.approx(mean(2 * r * p / (r + p) if r and p else 0 for r, p in halves))


def test_the_latest_run_of_a_judge_counts_and_judges_are_kept_apart(release):
    evaluation = judged(release, 7)
    again = make_judge_run(evaluation)
    for prediction in evaluation.predictions.all():
        make_judgement(again, prediction, (True, True, True))
    make_judge_run(evaluation, Judge.LLM, name="clerk")
    table = results(release)
    assert [one.key for one in table.signatures] == ["llm|clerk||", "semantic|semantic||0.6"]
    semantic = results(release, "semantic|semantic||0.6")
    assert semantic.lines[0].cells[2].value == 1.0
    assert results(release, "llm|clerk||").lines[0].counted.waiting == 16


def page(client, release, query=None):
    return client.get(f"/b/{release.benchmark.slug}/models/", query)


def test_the_page_shows_the_table_beside_the_published_figures(client_of, researcher, release):
    judged(release, 8, name="<b>Sketcher</b>")
    text = page(client_of(researcher), release).content.decode()
    [line] = results(release).lines
    assert "&lt;b&gt;Sketcher&lt;/b&gt;" in text
    assert f"{100 * line.cells[2].value:.1f}" in text
    assert "Published in the paper, by other judges and other runs" in text
    assert "68.8 / 68.0" in text


def test_a_repeated_run_is_told_by_its_number_in_the_table_the_choice_and_the_files(client_of, researcher, release):
    runs = [judged(release, seed, name="Beta", persona=told) for seed, told in ((3, NONE), (4, NONE), (5, EXPERT))]
    expected = ["Beta", f"Beta #{runs[1].pk}", "Beta"]
    text = page(client_of(researcher), release).content.decode()
    named = [re.findall(rf'<a href="{run.get_absolute_url()}">(.+?)</a>', text) for run in runs]
    assert named == [[name] for name in expected]
    chosen = [re.search(rf'<option value="{run.pk}"[^>]*>(.+?) ·', text)[1] for run in runs]
    assert chosen == expected
    latex = table(client_of(researcher), release, "tex")
    alike = "Beta (no persona)"
    assert re.findall(r"& (Beta[^&]*?) &", latex) == ["Beta", alike, rf"{alike} \#{runs[1].pk}"]


def test_the_page_before_any_model_was_measured(client_of, researcher, benchmark):
    text = client_of(researcher).get(f"/b/{benchmark.slug}/models/").content.decode()
    assert "No model was measured yet" in text


@pytest.mark.parametrize("query", [{"release": "x"}, {"judge": "\x00|"}, {"from": "99999999999"}, {"release": "999"}])
def test_a_strange_address_shows_the_usual_table(client_of, researcher, release, query):
    judged(release, 9)
    assert page(client_of(researcher), release, query).status_code == 200


def table(client, release, form):
    return client.get(f"/b/{release.benchmark.slug}/models/table.{form}").content.decode()


def test_the_csv_and_the_command_say_what_the_page_says(client_of, researcher, release, capsys):
    judged(release, 10, name="=Sketcher")
    rows = list(csv.DictReader(io.StringIO(table(client_of(researcher), release, "csv"))))
    [line] = results(release).lines
    assert rows[0]["model"] == "'=Sketcher"
    assert float(rows[0]["basic_all"]) == pytest.approx(line.cells[2].value)
    assert [row["model"] for row in rows[1:]] == [row["name"] for row in published()["rows"]]
    assert {row["published"] for row in rows[1:]} == {"LLaMA-3 / ChatGPT judge"}
    call_command("results_report", release.name, "--json")
    told = json.loads(capsys.readouterr().out)
    assert told[0]["complex_all"] == line.cells[3].value
    with pytest.raises(CommandError, match="There is no release “else”."):
        call_command("results_report", "else")


def test_the_latex_table_is_whole_whatever_a_model_is_called(client_of, researcher, release):
    judged(release, 11, name="50%_{model} & \\more #1 ~^$")
    text = table(client_of(researcher), release, "tex")
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    rows = [row for row in text.splitlines() if row.endswith(r"\\") and "multicolumn" not in row]
    assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {5}
    assert r"50\%\_\{model\} \& \textbackslash{}more \#1 \textasciitilde{}\textasciicircum{}\$" in text


def test_other_files_are_not_there(client_of, researcher, release):
    judged(release, 12)
    assert client_of(researcher).get(f"/b/{release.benchmark.slug}/models/table.exe").status_code == 404


def test_escaped_text_is_on_one_line():
    assert escaped("a\nb – c") == "a b -- c"
