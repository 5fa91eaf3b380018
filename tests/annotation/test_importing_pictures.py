import pytest
from django.core.files.storage import default_storage

from annotation.models import Event, Image, ImportKind
from tests.annotation.imports import counts, jsonl, remarks, run_import, samples, write
from tests.annotation.pictures import encoded, png_header, striped, zipped

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "EmoSet-118k/image/sadness/sadness_00001.jpg"


def import_zip(benchmark, folder, files: dict[str, bytes]):
    return run_import(benchmark, ImportKind.IMAGES, images=write(folder, "pictures.zip", zipped(files)))


def ask(benchmark, folder, *paths: str) -> None:
    """Questions about pictures that are not here yet."""
    questions = jsonl(*({path: "Why is he sad?"} for path in paths))
    run_import(benchmark, ImportKind.EIBENCH, questions=write(folder, "user.jsonl", questions))


def paths(benchmark) -> list[str]:
    return list(Image.objects.filter(benchmark=benchmark, sha256__isnull=False).values_list("path", flat=True))


def test_a_picture_that_comes_later_wakes_its_sample(benchmark, tmp_path):
    ask(benchmark, tmp_path, PATH)
    assert [status for *_rest, status, _position in samples(benchmark)] == ["waiting"]
    run = import_zip(benchmark, tmp_path, {PATH: striped(3)})
    assert [status for *_rest, status, _position in samples(benchmark)] == ["ready"]
    image = Image.objects.get()
    assert (image.source, image.width, image.height, image.format) == ("EmoSet-118k", 96, 96, "PNG")
    stored = (f"originals/{image.sha256[:2]}/{image.sha256}.png", f"screens/{image.sha256[:2]}/{image.sha256}.webp")
    assert [default_storage.exists(name) for name in stored] == [True, True]
    event = Event.objects.get(verb="pictures came")
    assert (event.subject_id, event.detail) == (run.pk, {"samples": 1})


def test_a_folder_keeps_its_paths_and_passes_links_over(benchmark, tmp_path):
    folder = tmp_path / "brought"
    write(folder, "b/two.png", striped(2))
    write(folder, "a/one.png", striped(1))
    write(folder, ".hidden/three.png", striped(3))
    (folder / "link.png").symlink_to(tmp_path / "user.jsonl")
    (folder / "folder-link").symlink_to(tmp_path)
    run = run_import(benchmark, ImportKind.IMAGES, images=folder)
    assert paths(benchmark) == ["a/one.png", "b/two.png"]
    why = "This is a link or a device, not a file; it was not followed."
    assert sorted(remarks(run)) == [("refused", 0, "folder-link", why), ("refused", 0, "link.png", why)]


def test_a_file_larger_than_memory_is_told_and_its_neighbours_go_in(benchmark, tmp_path):
    (tmp_path / "set").mkdir()
    write(tmp_path, "set/small.png", striped(1))
    with (tmp_path / "set" / "huge.png").open("wb") as huge:
        huge.truncate(2**40)
    run = run_import(benchmark, ImportKind.IMAGES, images=tmp_path / "set")
    assert paths(benchmark) == ["small.png"]
    why = "The file is larger than 40 MB: save the picture smaller."
    assert remarks(run) == [("refused", 0, "huge.png", why)]


def test_bad_files_never_stop_their_neighbours(benchmark, tmp_path):
    whole = encoded((640, 480), "JPEG")
    files = {
        "cut.jpg": whole[: len(whole) // 2],
        "text.png": b"no picture",
        "wide.png": png_header(60_000, 10),
        "bomb.png": png_header(60_000, 60_000),
        "../out.png": striped(1),
        "nested.zip": zipped({"a.png": striped(2)}),
        "one.png": striped(3),
        "same.png": striped(3),
        "two.png": striped(4),
    }
    run = import_zip(benchmark, tmp_path, files)
    assert (paths(benchmark), counts(run)) == (["one.png", "two.png"], (2, 0, 7))
    reasons = {what: why for severity, _line, what, why in remarks(run) if severity == "refused"}
    assert reasons.pop("cut.jpg").startswith("The picture is cut off or damaged (")
    assert reasons == {
        "text.png": "This is not a picture: JPEG, PNG, WebP, GIF and BMP are read.",
        "wide.png": "The picture is 60000 × 10 pixels; a side may have 20000.",
        "bomb.png": "The picture has more than 50 million pixels: save it smaller.",
        "../out.png": "The path leads out of its folder (..).",
        "nested.zip": "This is an archive within the archive; it was not opened.",
        "same.png": "The very same picture is here as one.png.",
    }


def test_importing_pictures_twice_changes_nothing(benchmark, tmp_path):
    files = {"a.png": striped(1), "b.png": striped(5)}
    import_zip(benchmark, tmp_path, files)
    before = list(Image.objects.order_by("id").values())
    assert counts(import_zip(benchmark, tmp_path, files)) == (0, 2, 0)
    assert list(Image.objects.order_by("id").values()) == before


def test_another_picture_under_a_known_path_is_refused(benchmark, tmp_path):
    import_zip(benchmark, tmp_path, {"a.png": striped(1)})
    run = import_zip(benchmark, tmp_path, {"a.png": striped(5)})
    why = "Another picture is here under this path, and pictures are never changed."
    assert remarks(run) == [("refused", 0, "a.png", why)]


def test_near_duplicates_are_reported_and_kept(benchmark, tmp_path):
    import_zip(benchmark, tmp_path, {"a.png": encoded((640, 480))})
    run = import_zip(benchmark, tmp_path, {"b.png": encoded((320, 240)), "c.png": striped(5)})
    assert paths(benchmark) == ["a.png", "b.png", "c.png"]
    assert remarks(run) == [("warning", 0, "b.png", "Looks like a.png (their hashes differ in 2 of 64 bits).")]


def test_folders_in_front_are_left_off_only_where_exactly_the_awaited_path_remains(benchmark, tmp_path):
    ask(benchmark, tmp_path, PATH)
    files = {f"download/{PATH}": striped(1), "download/sadness_00002.jpg": striped(5)}
    run = import_zip(benchmark, tmp_path, files)
    assert paths(benchmark) == [PATH, "download/sadness_00002.jpg"]
    why = "1 picture: the folder “download/” in front was left off, as its question names it without."
    assert remarks(run) == [("warning", 0, "pictures.zip", why)]
    assert counts(import_zip(benchmark, tmp_path, files)) == (0, 2, 0)


def test_pictures_beside_the_official_files_go_in_only_where_a_question_names_them(benchmark, tmp_path):
    folder = tmp_path / "brought"
    write(folder, PATH, striped(1))
    write(folder, "EmoSet-118k/image/awe/awe_00001.jpg", striped(5))
    questions = write(tmp_path, "user.jsonl", jsonl({PATH: "Why is he sad?"}))
    run = run_import(benchmark, ImportKind.EIBENCH, questions=questions, images=folder)
    assert (paths(benchmark), counts(run)) == ([PATH], (2, 0, 0))
    assert remarks(run) == [("warning", 0, "brought", "1 file that no question names was passed over.")]
    assert [status for *_rest, status, _position in samples(benchmark)] == ["ready"]


def test_an_empty_file_is_told_and_the_rest_goes_in(benchmark, tmp_path):
    folder = tmp_path / "brought"
    write(folder, "a.png", striped(1))
    write(folder, "b.png", b"")
    run = run_import(benchmark, ImportKind.IMAGES, images=folder)
    assert (paths(benchmark), remarks(run)) == (["a.png"], [("refused", 0, "b.png", "The file is empty.")])


def test_what_is_no_zip_is_refused_whole(benchmark, tmp_path):
    run = run_import(benchmark, ImportKind.IMAGES, images=write(tmp_path, "pictures.zip", b"no archive"))
    assert remarks(run) == [("refused", 0, "pictures.zip", "This is not a ZIP file, or it is cut off.")]
    assert run.job.status == "done"
