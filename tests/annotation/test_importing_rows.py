import pytest

from annotation.models import Event, Image, ImportKind
from tests import factories
from tests.annotation.imports import counts, jsonl, remarks, run_import, samples, write

GOOD = {"image": "set/a.jpg", "question": "Why is she sad?", "emotion": "Sad"}
pytestmark = pytest.mark.django_db(transaction=True)


def import_rows(benchmark, folder, content: bytes, name="rows.jsonl"):
    return run_import(benchmark, ImportKind.ROWS, rows=write(folder, name, content))


def test_good_rows_go_in_and_each_bad_one_is_told_why(benchmark, tmp_path):
    rows = jsonl(
        GOOD,
        GOOD | {"image": "set/b.jpg", "question": "  "},
        GOOD | {"image": "set/c.jpg", "emotion": "bored"},
        GOOD | {"image": "set/d.jpg", "question": 7},
        GOOD | {"image": ["set/e.jpg"]},
        GOOD | {"image": "set/f.jpg", "split": "middle"},
        GOOD | {"image": "../g.jpg"},
        GOOD | {"image": "x" * 501},
        GOOD | {"image": "set/h.jpg", "question": "a\0b"},
        GOOD | {"image": "set/i.jpg", "question": "a\ud800b"},
        {"image": "set/j.jpg", "question": "Why?"},
        ["set/k.jpg", "Why?", "sad"],
        GOOD,
        GOOD | {"question": "Another question?"},
        GOOD | {"emotion": "happy"},
    )
    broken = b'{"image": \n' + b'{"image": "set/l\xff.jpg", "question": "Why?", "emotion": "sad"}\n'
    last = jsonl(GOOD | {"image": "set/z.jpg", "fine_emotion": "grief"})
    run = import_rows(benchmark, tmp_path, b"\xef\xbb\xbf" + rows + broken + last)
    assert samples(benchmark) == [
        ("set/a.jpg", "Why is she sad?", "sad", "waiting", 1),
        ("set/z.jpg", "Why is she sad?", "sad", "waiting", 2),
    ]
    assert counts(run) == (2, 0, 16)
    assert remarks(run) == [
        ("refused", 2, "set/b.jpg", "The question is empty."),
        ("refused", 3, "set/c.jpg", "Unknown emotion “bored”: the benchmark has angry, sad, excited, happy."),
        ("refused", 4, "set/d.jpg", "The question is not a text."),
        ("refused", 5, '["set/e.jpg"]', "The picture's path is not a text."),
        ("refused", 6, "set/f.jpg", "Unknown split “middle”: it is basic or complex."),
        ("refused", 7, "../g.jpg", "The path leads out of its folder (..)."),
        ("refused", 8, "x" * 300, "The path is longer than 500 characters."),
        ("refused", 9, "set/h.jpg", "The question holds a NUL character."),
        ("refused", 10, "set/i.jpg", "The question is not valid UTF-8 text: save the file as UTF-8."),
        ("refused", 11, "set/j.jpg", "The row lacks emotion."),
        ("refused", 12, '["set/k.jpg", "Why?", "sad"]', "The line is no object."),
        ("refused", 13, "set/a.jpg", "This row repeats an earlier one."),
        (
            "refused",
            14,
            "set/a.jpg",
            "This picture has another question in the basic split: “Why is she sad?”.",
        ),
        ("refused", 15, "set/a.jpg", "This sample is here with another emotion: sad."),
        ("refused", 16, "", "This is not JSON: Expecting value at character 11."),
        ("refused", 17, "set/l?.jpg", "The picture's path is not valid UTF-8 text: save the file as UTF-8."),
    ]


def test_importing_twice_changes_nothing(benchmark, tmp_path):
    content = jsonl(GOOD, GOOD | {"image": "set/b.jpg", "split": "complex", "emotion": ""})
    first, before = import_rows(benchmark, tmp_path, content), samples(benchmark)
    second = import_rows(benchmark, tmp_path, content)
    assert (counts(first), counts(second)) == ((2, 0, 0), (0, 2, 0))
    assert samples(benchmark) == before


def test_csv_with_semicolons_and_a_wrong_encoding_keeps_its_good_rows(benchmark, tmp_path):
    content = "image;question;emotion;split\na.jpg;Why?;angry;\nb.jpg;Où ?;happy;basic\nc.jpg;Why?;happy;complex\n"
    run = import_rows(benchmark, tmp_path, content.encode("latin-1"), "rows.csv")
    assert [(path, emotion) for path, _question, emotion, *_rest in samples(benchmark)] == [
        ("a.jpg", "angry"),
        ("c.jpg", "happy"),
    ]
    assert remarks(run) == [("refused", 3, "b.jpg", "The question is not valid UTF-8 text: save the file as UTF-8.")]


def test_a_csv_that_lacks_a_column_is_refused_whole(benchmark, tmp_path):
    run = import_rows(benchmark, tmp_path, b"image,question\na.jpg,Why?\n", "rows.csv")
    why = "The first line names the columns and lacks emotion; it has: image, question."
    assert remarks(run) == [("refused", 0, "rows.csv", why)]
    assert (counts(run), run.job.status) == ((0, 0, 1), "done")


def test_a_sample_is_ready_at_once_where_its_picture_is_here(benchmark, tmp_path):
    factories.make_image(benchmark, "set/a.jpg")
    import_rows(benchmark, tmp_path, jsonl(GOOD))
    assert samples(benchmark) == [("set/a.jpg", "Why is she sad?", "sad", "ready", 1)]


def test_benchmarks_do_not_mix(benchmark, tmp_path):
    other = factories.make_benchmark("other")
    import_rows(benchmark, tmp_path, jsonl(GOOD))
    assert counts(import_rows(other, tmp_path, jsonl(GOOD))) == (1, 0, 0)
    assert [len(samples(benchmark)), len(samples(other))] == [1, 1]


def test_history_tells_who_imported_what(benchmark, admin, tmp_path):
    run = run_import(benchmark, ImportKind.ROWS, by=admin, rows=write(tmp_path, "rows.jsonl", jsonl(GOOD)))
    events = Event.objects.filter(subject_kind="importrun", subject_id=run.pk).order_by("id")
    assert list(events.values_list("verb", "by__username", "detail")) == [
        ("import asked for", "adam", {"kind": "rows", "files": {"rows": ["rows.jsonl"]}}),
        ("imported", "adam", {"added": 1, "unchanged": 0, "refused": 0}),
    ]


def test_many_rows_go_in_by_chunks_in_their_order(benchmark, tmp_path):
    rows = [GOOD | {"image": f"set/{number}.jpg"} for number in range(4_500)]
    run = import_rows(benchmark, tmp_path, jsonl(*rows))
    assert (counts(run), run.items_read, run.job.progress_done) == ((4_500, 0, 0), 4_500, 4_500)
    assert [path for path, *_rest in samples(benchmark)] == [row["image"] for row in rows]


def test_a_row_may_call_its_picture_sensitive_and_none_calls_it_harmless_again(benchmark, tmp_path):
    factories.make_image(benchmark, "set/0.jpg")
    said = ["yes", True, "1", "", None, False, "no", "maybe", 7]
    rows = [GOOD | {"image": f"set/{place}.jpg", "sensitive": word} for place, word in enumerate(said)]
    run = import_rows(benchmark, tmp_path, jsonl(*rows))
    assert remarks(run) == [
        ("refused", 8, "set/7.jpg", "Unknown word “maybe” under sensitive: it is yes or no."),
        ("refused", 9, "set/8.jpg", "Unknown word “7” under sensitive: it is yes or no."),
    ]
    import_rows(benchmark, tmp_path, jsonl(GOOD | {"image": "set/0.jpg", "sensitive": "no"}))
    sensitive = Image.objects.filter(sensitive=True).order_by("path").values_list("path", flat=True)
    assert list(sensitive) == ["set/0.jpg", "set/1.jpg", "set/2.jpg"]
