import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.formats.jsonl_writing import pseudonym
from annotation.models import Origin, Sample
from annotation.releasing.cutting import release
from annotation.releasing.exporting import jsonl_files
from review.exporting import decided_and_drafted, export_files
from review.refusals import Refusal
from review.undoing import undo_last
from tests.annotation import official
from tests.factories import make_draft, make_draft_run, make_image, make_label, make_prompt_set, make_sample
from tests.review.deciding import decide


def lines(cut) -> list[dict]:
    [file] = export_files(cut, "jsonl")
    return [json.loads(line) for line in b"".join(file.pieces()).decode().split("\n")[:-1]]


@pytest.fixture
def draft(benchmark):
    recipe = {
        "model": "vlm",
        "revision": "abc",
        "seed": 7,
        "parameters": {"temperature": 0},
        "options": {"endpoint": "a"},
    }
    run = make_draft_run(benchmark, engine="openai", **recipe)
    return make_draft(make_sample(benchmark), run, texts=("Clenched fists.", "A heated argument.", "A dog."))


@pytest.fixture
def reviewed(draft, annotator):
    decisions = ["accept", ("edit", "A loud argument."), ("reject", "hallucinated")]
    return decide(draft.sample, annotator, decisions, draft=draft, added=[("Insult.", "common_sense", "Other")])


def test_a_line_names_decisions_and_provenance(benchmark, draft, reviewed, annotator, admin):
    cut = release(benchmark, "v1", "all", by=admin)
    [line] = lines(cut)
    ana = pseudonym(cut, annotator.pk)
    assert line["label"] == {
        "origin": "human",
        "version": 2,
        "annotator": ana,
        "created_at": reviewed.label.created_at.isoformat(),
    }
    assert line["triggers"] == [
        {"position": 1, "text": "Clenched fists.", "factor": "", "explicit": None, "category": "", "evidence": None},
        {"position": 2, "text": "A loud argument.", "factor": "", "explicit": None, "category": "", "evidence": None},
        {"position": 3, "text": "Insult.", "factor": "", "explicit": None, "category": "Other", "evidence": None},
    ]
    [review] = line["reviews"]
    assert (review["annotator"], review["blind"], review["draft"], review["seconds"]) == (ana, False, draft.pk, 12.5)
    assert review["decisions"] == [
        {"action": "accept", "reason": "", "note": "", "drafted": 1, "result": 1},
        {"action": "edit", "reason": "", "note": "", "drafted": 2, "result": 2},
        {"action": "reject", "reason": "hallucinated", "note": "", "drafted": 3, "result": None},
        {"action": "add", "reason": "common_sense", "note": "", "drafted": None, "result": 3},
    ]


def test_a_line_tells_what_was_written_before_the_draft_was_seen(benchmark, draft, annotator, admin):
    decide(draft.sample, annotator, ["accept"] * 3, draft=draft, blind=['A "raised" fist.', "Rain."])

    [line] = lines(release(benchmark, "v1", "all", by=admin))

    [review] = line["reviews"]
    assert (review["blind"], review["draft"]) == (True, draft.pk)
    assert review["blind_list"] == ['A "raised" fist.', "Rain."]
    assert [trigger["text"] for trigger in line["triggers"]] == ["Clenched fists.", "A heated argument.", "A dog."]


def test_a_line_names_the_recipe_and_the_rounds_of_the_draft(benchmark, draft, reviewed, admin):
    [line] = lines(release(benchmark, "v1", "all", by=admin))
    [shown] = line["drafts"]
    told = ("id", "run", "engine", "model", "revision", "seed", "parameters", "options")
    assert {key: shown[key] for key in told} == {
        "id": draft.pk,
        "run": draft.run_id,
        "engine": "openai",
        "model": "vlm",
        "revision": "abc",
        "seed": 7,
        "parameters": {"temperature": 0},
        "options": {"endpoint": "a"},
    }
    assert shown["prompt_set"] == str(make_prompt_set())
    assert [(trigger["text"], trigger["rounds"]) for trigger in shown["triggers"]] == [
        ("Clenched fists.", [1]),
        ("A heated argument.", [2]),
        ("A dog.", [3]),
    ]
    assert shown["rounds"][2] == {
        "position": 3,
        "phase": "general",
        "subject": "expression",
        "question": "What facial expression does the person have?",
        "answer": "I see this: A dog.",
    }


def test_a_released_review_is_not_taken_back_and_no_line_changes(benchmark, draft, reviewed, annotator, admin):
    cut = release(benchmark, "v1", "all", by=admin)
    before = lines(cut)
    with pytest.raises(Refusal, match="^The label was released since, and releases never change.$"):
        undo_last(benchmark, by=annotator)
    reviewed.refresh_from_db()
    assert (reviewed.status, lines(cut)) == ("submitted", before)


def test_text_of_several_lines_stays_on_one_line(benchmark, annotator, admin):
    draft = make_draft(make_sample(benchmark), texts=('A "dog"\nor\r\ntwo \\ 雨',))
    decide(draft.sample, annotator, ["accept"], draft=draft)
    [line] = lines(release(benchmark, "v1", "all", by=admin))
    assert line["triggers"][0]["text"] == 'A "dog"\nor\r\ntwo \\ 雨'


def test_names_of_people_do_not_leave_the_studio(benchmark, draft, reviewed, annotator, admin):
    [file] = export_files(release(benchmark, "v1", "all", by=admin), "jsonl")
    written = b"".join(file.pieces()).decode()
    assert [name for name in (annotator.username, admin.username, "@") if f'"{name}"' in written] == []


def test_an_adjudicated_label_names_the_reviews_that_it_draws_from(
    benchmark, draft, reviewed, second_annotator, adjudicator, admin
):
    benchmark.overlap = 2
    benchmark.save()
    unused = decide(draft.sample, second_annotator, ["accept"] * 3, draft=draft, final=False)
    label = make_label(draft.sample, (), Origin.ADJUDICATED, by=adjudicator)
    source = reviewed.label.triggers.first()
    label.triggers.create(position=1, text=source.text, derived_from=source)
    Sample.objects.filter(pk=draft.sample_id).update(final_label=label)
    cut = release(benchmark, "v1", "all", by=admin)
    [line] = lines(cut)
    assert line["label"]["annotator"] == pseudonym(cut, adjudicator.pk)
    assert [review["annotator"] for review in line["reviews"]] == [pseudonym(cut, reviewed.annotator_id)]
    assert pseudonym(cut, unused.annotator_id) not in json.dumps(line)


def test_an_imported_label_has_neither_reviews_nor_drafts(benchmark, draft, admin):
    make_label(draft.sample, ("Rain.",), Origin.IMPORTED)
    [line] = lines(release(benchmark, "v1", "all", include_imported=True, by=admin))
    assert (line["reviews"], line["drafts"], line["label"]["annotator"]) == ([], [], None)


def test_a_chunk_costs_the_same_queries_whatever_it_holds(benchmark, draft, reviewed, annotator, admin):
    first = release(benchmark, "v1", "all", by=admin)
    for _ in range(2):
        more = make_draft(make_sample(benchmark))
        decide(more.sample, annotator, ["accept"] * 3, draft=more)
    second = release(benchmark, "v2", "all", by=admin)
    counts = []
    for cut in (first, second):
        with CaptureQueriesContext(connection) as queries:
            [file] = jsonl_files(cut, decided_and_drafted)
            b"".join(file.pieces())
        counts.append(len(queries))
    assert counts[0] == counts[1]


@official.needed
@pytest.mark.django_db(transaction=True)  # an import works in transactions of its own
def test_the_official_files_round_trip_through_the_commands(benchmark, tmp_path, capsys):
    names = zip(["--questions", "--labels", "--complex"], official.NAMES, strict=True)
    files = [part for option, name in names for part in (option, str(official.FOLDER / name))]
    call_command("import_eibench", "streets", *files)
    call_command("release", "streets", "v1", "--split", "all", "--include-imported")
    call_command("export_release", "v1", "--format", "eibench", "--out", str(tmp_path))
    assert {name: (tmp_path / name).read_bytes() for name in official.NAMES} == {
        name: official.official(name) for name in official.NAMES
    }
    manifest = json.loads((tmp_path / "release.json").read_text())
    assert manifest["samples"] == 1665


def test_the_command_writes_lines_with_everything(benchmark, draft, reviewed, admin, tmp_path, capsys):
    cut = release(benchmark, "v1", "all", by=admin)
    call_command("export_release", "v1", "--format", "jsonl", "--out", str(tmp_path))
    written = (tmp_path / "samples.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in written] == lines(cut)


def test_a_folder_keeps_the_manifest_of_another_export(benchmark, draft, reviewed, admin, tmp_path, capsys):
    release(benchmark, "v1", "all", by=admin)
    for _ in range(2):  # the same format may be written anew
        call_command("export_release", "v1", "--format", "jsonl", "--out", str(tmp_path))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    sentence = f"{tmp_path} holds the release.json of another export, which would be lost. Choose another folder"
    with pytest.raises(CommandError, match=f"^{re.escape(sentence)} with --out.$"):
        call_command("export_release", "v1", "--format", "eibench", "--out", str(tmp_path))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    (tmp_path / "release.json").write_text("[]")
    with pytest.raises(CommandError, match=f"^{re.escape(sentence)} with --out.$"):
        call_command("export_release", "v1", "--format", "jsonl", "--out", str(tmp_path))


def test_the_command_says_what_is_wrong(benchmark, admin, tmp_path):
    with pytest.raises(CommandError, match="There is no release “v1”"):
        call_command("export_release", "v1", "--out", str(tmp_path))
    make_label(make_sample(benchmark, make_image(benchmark, "a.jpg", stored=False)), origin=Origin.IMPORTED)
    release(benchmark, "v1", "all", include_imported=True, by=admin)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="Cannot write into .*file: File exists. Choose another folder"):
        call_command("export_release", "v1", "--out", str(tmp_path / "file"))
