"""Drafts made elsewhere: good rows go in, each bad one is refused with its reason."""

import pytest

from annotation.models import Event, Label, Split
from annotation.states import SampleStatus
from inference.importing_drafts import RefusedRow, import_drafts
from inference.models import Draft, DraftRun, EngineName
from inference.states import DraftStatus
from tests import factories


def row(sample, **fields):
    return {"image": sample.image.path, "question": sample.question, "triggers": ["Clenched fists."]} | fields


def test_good_rows_become_finished_drafts_of_a_new_run(benchmark, admin):
    first, second = factories.make_sample(benchmark), factories.make_sample(benchmark)
    factories.make_draft(second)
    detailed = {"text": " A  row. ", "factor": "social", "explicit": False, "category": "Other"}
    rows = [row(first, triggers=[detailed, "Rain."]), {**row(second, text="1. Anger.\n2. Fear."), "triggers": None}]
    rows[1].pop("triggers")
    imported = import_drafts(benchmark, rows, "gpt-x", by=admin)
    run = imported.run
    assert (imported.added, imported.refused) == (2, [])
    assert (run.engine, run.model, run.created_by, run.prompt_set) == (EngineName.IMPORTED, "gpt-x", admin, None)
    assert set(run.drafts.values_list("status", "job")) == {(DraftStatus.DONE, None)}
    one, two = (run.drafts.get(sample=sample).label for sample in (first, second))
    assert (one.text, one.version) == ("1. A row.\n2. Rain.", 1)
    assert (two.text, two.version) == ("1. Anger.\n2. Fear.", 2)
    assert list(one.triggers.values_list("text", "factor", "explicit", "category")) == [
        ("A row.", "social", False, "Other"),
        ("Rain.", "", None, ""),
    ]
    first.refresh_from_db()
    assert first.status == SampleStatus.DRAFTED
    assert run.drafts.get(sample=second).raw_summary == "1. Anger.\n2. Fear."
    assert Event.objects.get(verb="drafts imported").detail == {"samples": 2}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"question": "Another?"}, "The benchmark has no sample with this picture and question."),
        ({"image": "nowhere.jpg"}, "The benchmark has no sample with this picture and question."),
        ({"image": 7}, "“image” must be text."),
        ({"question": " "}, "“question” is empty."),
        ({"split": "complex"}, "The benchmark has no sample with this picture and question."),
        ({"split": "test"}, "“split” must be one of basic, complex."),
        ({"split": []}, "“split” must be one of basic, complex."),
        ({"triggers": []}, "It must have 1 to 100 triggers."),
        ({"triggers": "Rain."}, "“triggers” must be a list."),
        ({"triggers": [1]}, "A trigger must be a text, or an object with “text”."),
        ({"triggers": [{}]}, "“text” must be text."),
        ({"triggers": ["\x00 "]}, "“text” is empty."),
        ({"triggers": ["x" * 10_001]}, "“text” is longer than 10000 characters."),
        ({"triggers": [{"text": "a", "factor": "magic"}]}, "A trigger's “factor” must be one of environment, social"),
        ({"triggers": [{"text": "a", "category": {}}]}, "A trigger's “category” must be one of Atmosphere, Social"),
        ({"triggers": [{"text": "a", "explicit": 1}]}, "A trigger's “explicit” must be true, false or null."),
        ({"triggers": [{"text": "a", "rounds": [1]}]}, "A trigger's “rounds” is not known; remove it."),
        ({"text": "1. a"}, "Give either “triggers” or “text”."),
        ({"colour": "red"}, "“colour” is not known; remove it."),
    ],
)
def test_a_bad_row_is_refused_and_its_neighbours_go_in(benchmark, admin, fields, why):
    good, bad = factories.make_sample(benchmark), factories.make_sample(benchmark)
    imported = import_drafts(benchmark, [row(bad, **fields), row(good)], "m", by=admin)
    assert [(each.row, each.why[: len(why)]) for each in imported.refused] == [(1, why)]
    assert [draft.sample for draft in Draft.objects.all()] == [good]


def test_the_second_row_of_a_sample_and_what_cannot_be_drafted_are_refused(benchmark, admin):
    sample = factories.make_sample(benchmark)
    waiting = factories.make_sample(benchmark, factories.make_image(benchmark, "later.jpg", stored=False))
    excluded = factories.make_sample(benchmark, status=SampleStatus.EXCLUDED)
    rows = [row(sample), row(sample), row(waiting), row(excluded), "no object"]
    assert import_drafts(benchmark, rows, "m", by=admin).refused == [
        RefusedRow(2, "An earlier row is of the same sample."),
        RefusedRow(3, "The sample waits for its picture or is excluded."),
        RefusedRow(4, "The sample waits for its picture or is excluded."),
        RefusedRow(5, "It is not an object."),
    ]


def test_a_question_of_both_splits_wants_its_split(benchmark, admin):
    basic = factories.make_sample(benchmark)
    complex_ = factories.make_sample(benchmark, basic.image, split=Split.COMPLEX)
    imported = import_drafts(benchmark, [row(basic), row(complex_, split="complex")], "m", by=admin)
    assert [each.why for each in imported.refused] == ["Both splits have this picture and question: name the “split”."]
    assert [draft.sample for draft in imported.run.drafts.all()] == [complex_]


def test_nothing_is_written_where_no_row_is_good(benchmark, admin):
    imported = import_drafts(benchmark, [7], "m", by=admin)
    assert (imported.run, imported.added, len(imported.refused)) == (None, 0, 1)
    assert (DraftRun.objects.count(), Label.objects.count()) == (0, 0)


def test_samples_of_other_benchmarks_are_out_of_reach(benchmark, admin):
    foreign = factories.make_sample(factories.make_benchmark("other"))
    imported = import_drafts(benchmark, [row(foreign)], "m", by=admin)
    assert [each.why for each in imported.refused] == ["The benchmark has no sample with this picture and question."]


def test_many_rows_cost_as_many_queries_as_few(benchmark, admin, django_assert_num_queries):
    samples = [factories.make_sample(benchmark) for _ in range(12)]
    for some in (samples[:2], samples[2:]):
        with django_assert_num_queries(10):
            import_drafts(benchmark, [row(sample) for sample in some], "m", by=admin)
