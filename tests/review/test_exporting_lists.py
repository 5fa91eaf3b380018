"""Disagreement is kept: on request a release tells what each reviewer wrote and how many had each trigger."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.formats.jsonl_writing import pseudonym
from annotation.models import Benchmark, Origin
from annotation.releasing.cutting import release
from review.exporting import export_files
from review.exporting_lists import lists_and_support
from tests.factories import make_draft, make_drafted_samples, make_image, make_label, make_sample
from tests.review.adjudicators import EDITED, FISTS, MATCH, RAIN, Judge, dropped, kept, make_disputed
from tests.review.deciding import decide
from tests.review.screen import Browser

pytestmark = pytest.mark.usefixtures("reviewed_twice")


@pytest.fixture
def settled(client_of, benchmark, annotator, second_annotator, adjudicator):
    """Cora merged the fists, dropped the rain, kept the match, and added the heat."""
    sample = make_disputed(benchmark, annotator, second_annotator)
    judge = Judge(client_of(adjudicator), benchmark)
    sheet = judge.take()
    added = {"sources": [], "decision": "add", "text": "Great heat.", "reason": "seen_but_missed"}
    rows = [kept(sheet, EDITED, FISTS, EDITED), dropped(sheet, "hallucinated", RAIN), kept(sheet, MATCH, MATCH), added]
    assert judge.submit(sheet, rows).status_code == 200
    return sample


def line_of(cut) -> dict:
    """The only line of the release, with lists."""
    [file] = export_files(cut, "jsonl", with_lists=True)
    [line] = b"".join(file.pieces()).decode().split("\n")[:-1]
    return json.loads(line)


def lists(line) -> dict:
    """Each reviewer's list as texts, by pseudonym."""
    return {one["annotator"]: [trigger["text"] for trigger in one["triggers"]] for one in line["annotators"]}


def test_an_adjudicated_sample_tells_lists_choices_and_support(
    benchmark, settled, annotator, second_annotator, adjudicator, admin
):
    cut = release(benchmark, "v1", "all", by=admin)
    ana, ben = pseudonym(cut, annotator.pk), pseudonym(cut, second_annotator.pk)
    line = line_of(cut)
    assert [trigger["text"] for trigger in line["triggers"]] == [EDITED, MATCH, "Great heat."]
    assert line["label"]["annotator"] == pseudonym(cut, adjudicator.pk)
    assert lists(line) == {ana: [FISTS, RAIN], ben: [EDITED, MATCH]}
    source = {"annotator": ana, "position": 2}
    assert line["choices"] == [
        {"action": "merge", "reason": "", "note": "", "result": 1,
         "sources": [{"annotator": ana, "position": 1}, {"annotator": ben, "position": 1}]},
        {"action": "drop", "reason": "hallucinated", "note": "", "result": None, "sources": [source]},
        {"action": "keep", "reason": "", "note": "", "result": 2, "sources": [{"annotator": ben, "position": 2}]},
        {"action": "add", "reason": "seen_but_missed", "note": "", "result": 3, "sources": []},
    ]  # fmt: skip
    assert line["support"] == [
        {"position": 1, "had_by": sorted([ana, ben]), "of": 2},
        {"position": 2, "had_by": [ben], "of": 2},
        {"position": 3, "had_by": [], "of": 2},
    ]


def test_a_sample_on_which_all_agreed_has_the_support_of_all(client_of, benchmark, annotator, second_annotator, admin):
    make_drafted_samples(benchmark, 1)
    for person in (annotator, second_annotator):
        browser = Browser(client_of(person), benchmark)
        browser.submit(browser.take())
    cut = release(benchmark, "v1", "all", by=admin)
    line = line_of(cut)
    everybody = sorted(pseudonym(cut, person.pk) for person in (annotator, second_annotator))
    assert sorted(lists(line)) == everybody
    assert (line["choices"], {one["of"] for one in line["support"]}) == ([], {2})
    assert [one["had_by"] for one in line["support"]] == [everybody] * 3


def test_one_reviewer_who_came_too_late_is_not_behind_the_label(benchmark, annotator, second_annotator, admin):
    draft = make_draft(make_sample(benchmark), texts=[FISTS])
    decide(draft.sample, annotator, ["accept"], draft=draft)
    cut = release(benchmark, "v1", "all", by=admin)
    before = line_of(cut)
    decide(draft.sample, second_annotator, ["accept"], draft=draft, final=False)
    assert line_of(cut) == before
    assert before["support"] == [{"position": 1, "had_by": [pseudonym(cut, annotator.pk)], "of": 1}]


@pytest.mark.django_db(transaction=True)  # each deed at its own time
def test_a_review_that_was_taken_back_is_not_behind_the_label(client_of, benchmark, annotator, second_annotator, admin):
    make_drafted_samples(benchmark, 1)
    ana, ben = (Browser(client_of(person), benchmark) for person in (annotator, second_annotator))
    ana.submit(ana.take())
    sheet = ana.post("undo/").json()["reopened"]
    ana.submit(sheet)
    ben.submit(ben.take())
    line = line_of(release(benchmark, "v1", "all", by=admin))
    assert len(line["annotators"]) == 2


@pytest.mark.django_db(transaction=True)  # each deed at its own time
def test_a_reviewer_with_an_empty_list_is_behind_the_adjudicated_label(
    client_of, benchmark, annotator, second_annotator, adjudicator, admin
):
    """Ana kept the planted trigger alone, took that back and said it again; Ben kept the drafted one."""
    Benchmark.objects.filter(pk=benchmark.pk).update(planted_share=1)
    make_draft(make_sample(benchmark), texts=[FISTS])
    elsewhere = make_sample(benchmark, image=make_image(benchmark, path="sad.jpg"), emotion="sad")
    make_draft(elsewhere, texts=[RAIN])
    ana, ben = (Browser(client_of(person), benchmark) for person in (annotator, second_annotator))
    sheet = ana.take()
    for is_last in (False, True):
        [own] = [trigger["id"] for trigger in sheet["triggers"] if trigger["text"] == FISTS]
        answer = ana.submit(sheet, [{"trigger": own, "action": "reject", "reason": "other"}])
        assert answer.status_code == 200
        sheet = None if is_last else ana.post("undo/").json()["reopened"]
    assert ben.submit(ben.take()).status_code == 200
    cora = Judge(client_of(adjudicator), benchmark)
    sheet = cora.take()
    assert cora.submit(sheet, [kept(sheet, FISTS, FISTS)]).status_code == 200

    cut = release(benchmark, "v1", "all", by=admin)
    line = line_of(cut)

    own, other = pseudonym(cut, annotator.pk), pseudonym(cut, second_annotator.pk)
    assert (len(line["annotators"]), lists(line)) == (2, {own: [], other: [FISTS]})
    assert line["support"] == [{"position": 1, "had_by": [other], "of": 2}]


def test_an_imported_label_has_no_lists(benchmark, admin):
    make_label(make_sample(benchmark), ("Rain.",), Origin.IMPORTED)
    line = line_of(release(benchmark, "v1", "all", include_imported=True, by=admin))
    support = [{"position": 1, "had_by": [], "of": 0}]
    assert (line["annotators"], line["choices"], line["support"]) == ([], [], support)


def test_lists_are_told_on_request_alone(benchmark, settled, admin, client_of, tmp_path, capsys):
    cut = release(benchmark, "v1", "all", by=admin)
    asked = line_of(cut)
    plain = {name: value for name, value in asked.items() if name not in ("annotators", "choices", "support")}
    for flags, expected in (([], plain), (["--annotators"], asked)):
        call_command("export_release", "v1", "--format", "jsonl", "--out", str(tmp_path), *flags)
        assert json.loads((tmp_path / "samples.jsonl").read_text()) == expected
    page = f"/b/streets/releases/{cut.pk}/"
    client = client_of(admin)
    for query, expected in (("", plain), ("?annotators=1", asked)):
        file = client.get(f"{page}samples.jsonl/{query}")
        assert json.loads(file.getvalue()) == expected
        archive = zipfile.ZipFile(io.BytesIO(client.get(f"{page}jsonl/{query}").getvalue()))
        assert json.loads(archive.read("samples.jsonl")) == expected


def test_the_official_form_has_no_place_for_lists(benchmark, settled, admin, tmp_path):
    release(benchmark, "v1", "all", by=admin)
    with pytest.raises(CommandError, match="^The official files have no place for each reviewer's list: use --format"):
        call_command("export_release", "v1", "--annotators", "--out", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_lists_cost_the_same_queries_whatever_a_chunk_holds(benchmark, settled, annotator, admin):
    first = release(benchmark, "v1", "all", by=admin)
    for _ in range(2):
        more = make_draft(make_sample(benchmark))
        decide(more.sample, annotator, ["accept"] * 3, draft=more)
    second = release(benchmark, "v2", "all", by=admin)
    counts = []
    for cut in (first, second):
        items = list(cut.items.order_by("position"))
        with CaptureQueriesContext(connection) as queries:
            lists_and_support(cut, items)
        counts.append((len(items), len(queries)))
    assert counts == [(1, 3), (3, 3)]
