import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from annotation.models import Image, ImportKind, ImportRun, Label, Sample, Trigger
from annotation.tasks import work_imports
from tests.annotation.imports import counts, jsonl, remarks, run_import, write
from tests.annotation.official import FOLDER, NAMES, needed, official

pytestmark = pytest.mark.django_db(transaction=True)
FIELDS = dict(zip(("questions", "labels", "complex"), NAMES, strict=True))


def check_official(benchmark) -> None:
    """Every sample and every label is here, to the letter and in order."""
    rows = Sample.objects.filter(benchmark=benchmark).order_by("position")
    questions = [json.loads(line) for line in official("user.jsonl").splitlines()]
    basic = rows.filter(split="basic").values_list("image__path", "question")
    assert [{path: question} for path, question in basic] == questions
    labels = Label.objects.filter(sample__benchmark=benchmark, origin="imported").order_by("position")
    texts = labels.filter(sample__split="basic").values_list("sample__image__path", "text")
    assert list(texts) == list(json.loads(official("basic_ground_truth.json")).items())
    perspectives = labels.filter(sample__split="complex").values_list("sample__image__path", "sample__question", "text")
    lines = [json.loads(line) for line in official("ec_complex.jsonl").splitlines()]
    assert [{path: {question: text}} for path, question, text in perspectives] == lines
    assert {emotion: rows.filter(emotion=emotion).count() for emotion in ("angry", "sad", "excited", "happy", "")} == {
        "angry": 342,
        "sad": 462,
        "excited": 720,
        "happy": 91,
        "": 50,
    }
    assert Trigger.objects.filter(label__in=labels, label__sample__split="basic").count() == 7_422


def check_remarks(run: ImportRun) -> None:
    """The flaws of the official files, each with its sample."""
    assert (counts(run), run.remarks.filter(severity="refused").count()) == ((3_280, 0, 0), 0)
    numbering = run.remarks.filter(why__startswith="The label is not cleanly numbered").values_list("file", "line")
    assert sorted(numbering) == [
        *((FIELDS["labels"], line) for line in (230, 247, 624, 976, 1233, 1486)),
        (FIELDS["complex"], 8),
    ]
    both = run.remarks.filter(why="The picture is in both splits, basic and complex.")
    assert sorted({what.split(":")[0] for what in both.values_list("what", flat=True)}) == [
        "EmoSet-118k/image/sadness/sadness_01979.jpg",
        "EmoSet-118k/image/sadness/sadness_03640.jpg",
    ]
    whole = run.remarks.filter(line=0).values_list("file", "why")
    assert list(whole) == [(FIELDS["labels"], "1207 labels do not end in a full stop; they are kept as they are.")]


@needed
def test_the_official_files_through_the_command_and_again(capsys):
    arguments = {field: str(FOLDER / name) for field, name in FIELDS.items()}
    call_command("import_eibench", "official", **arguments)
    run = ImportRun.objects.get()
    check_official(run.benchmark)
    check_remarks(run)
    before = list(Label.objects.order_by("id").values())
    call_command("import_eibench", "official", **arguments)
    assert capsys.readouterr().out.splitlines()[-1] == "0 added, 3,280 unchanged, 0 refused."
    assert list(Label.objects.order_by("id").values()) == before
    assert Image.objects.count() == 1_636


@needed
def test_the_official_files_through_the_web_page_and_a_worker(benchmark, admin, client_of):
    files = {field: SimpleUploadedFile(name, official(name)) for field, name in FIELDS.items()}
    answer = client_of(admin).post(reverse("annotation:imports", args=[benchmark.slug]), {"kind": "eibench", **files})
    run = ImportRun.objects.get()
    assert (answer.status_code, answer.url, run.job.status) == (302, run.get_absolute_url(), "queued")
    work_imports()
    run = ImportRun.objects.select_related("job").get()
    assert (run.job.status, run.created_by) == ("done", admin)
    check_official(benchmark)
    check_remarks(run)


PATH = "CAER-S/train/Angry/0001.png"


def test_flawed_lines_of_each_file_are_told_why(benchmark, tmp_path):
    questions = jsonl({PATH: "Why?"}, {"CAER-S/train/Neutral/2.png": "Why?"}, {}, 5, {"0003.png": "Why?"})
    labels = json.dumps({PATH: "1. A frown.", "other.png": "1. A frown.", "": "x", "a.png": 3, "b.png": ""}, indent=1)
    perspectives = jsonl({PATH: "Why?"}, {PATH: {"Why?": 4}}, {PATH: {"": "1. A."}}, {PATH: {"Who?": "1. "}})
    run = run_import(
        benchmark,
        ImportKind.EIBENCH,
        questions=write(tmp_path, "user.jsonl", questions),
        labels=write(tmp_path, "labels.json", labels.encode()),
        complex=write(tmp_path, "complex.jsonl", perspectives),
    )
    assert counts(run) == (2, 0, 12)
    assert remarks(run) == [
        (
            "refused",
            2,
            "CAER-S/train/Neutral/2.png",
            "Unknown emotion “Neutral”: the benchmark has angry, sad, excited, happy.",
        ),
        ("refused", 3, "{}", "The line is no object with a picture's path in it."),
        ("refused", 4, "5", "The line is no object with a picture's path in it."),
        ("refused", 5, "0003.png", "The path has no folder that would name the emotion."),
        ("refused", 3, "other.png", "No question of the basic split is about this picture: import it first."),
        ("refused", 4, "", "The picture's path is empty."),
        ("refused", 5, "a.png", "The label is not a text."),
        ("refused", 6, "b.png", "The label is empty."),
        ("refused", 1, PATH, "The value is no object {question: label}."),
        ("refused", 2, PATH, "The label is not a text."),
        ("refused", 3, PATH, "The question is empty."),
        ("refused", 4, PATH, "The label holds no trigger."),
    ]


def test_a_row_without_a_single_trigger_makes_no_sample(benchmark, tmp_path):
    run = run_import(benchmark, ImportKind.EIBENCH, complex=write(tmp_path, "c.jsonl", jsonl({PATH: {"Who?": "1. "}})))
    assert (counts(run), Sample.objects.count()) == ((0, 0, 1), 0)


def test_an_imported_label_is_never_changed(benchmark, tmp_path):
    def import_label(text: str):
        labels = write(tmp_path, "labels.json", json.dumps({PATH: text}).encode())
        questions = write(tmp_path, "user.jsonl", jsonl({PATH: "Why?"}))
        return run_import(benchmark, ImportKind.EIBENCH, questions=questions, labels=labels)

    import_label("1. A frown.")
    run = import_label("1. Another frown.")
    why = "The sample has an imported label with another text, and labels are never changed."
    assert (counts(run), remarks(run)) == ((0, 1, 1), [("refused", 1, PATH, why)])
    assert list(Label.objects.values_list("text", flat=True)) == ["1. A frown."]
