import hashlib
import json
import re

import pytest

from annotation.formats import eibench_writing
from annotation.formats.jsonl_writing import pseudonym
from annotation.models import Label, Origin, Split
from annotation.releasing.cutting import canonical_lines, release
from annotation.releasing.exporting import ExportFile, eibench_files, jsonl_files
from annotation.releasing.writing import manifest_of, write_export
from tests.annotation import official
from tests.factories import make_image, make_label, make_sample


def content(file: ExportFile) -> bytes:
    return b"".join(file.pieces())


def contents(files: list[ExportFile]) -> dict[str, bytes]:
    return {file.name: content(file) for file in files}


@official.needed
def test_the_official_files_come_out_as_they_went_in(benchmark):
    official.fill(benchmark)
    cut = release(benchmark, "v1", "all", include_imported=True, by=None)
    assert contents(eibench_files(cut)) == {name: official.official(name) for name in official.NAMES}


@pytest.fixture
def cut(benchmark):
    """A release of text that needs escapes, of pictures with odd names, labels in another order than questions."""
    texts = ['"Quoted" \\ and\ttabbed.', "雨。\u2028émotion", "</script>"]
    for position, text in enumerate(texts, 1):
        path = f'文/{position} "odd".jpg'
        sample = make_sample(
            benchmark, make_image(benchmark, path, stored=False), question=f"{text}?", position=position
        )
        Label.objects.create(sample=sample, version=1, origin=Origin.IMPORTED, text=text, position=4 - position)
    return release(benchmark, "v1", "all", include_imported=True, by=None)


def test_any_text_comes_out_readable(cut):
    files = contents(eibench_files(cut))
    items = list(cut.items.order_by("position"))
    asked = [json.loads(line) for line in files["user.jsonl"].decode().split("\n")[:-1]]
    assert asked == [{item.image_path: item.question} for item in items]
    labels = json.loads(files["basic_ground_truth.json"])
    assert list(labels.items()) == [(item.image_path, item.label_text) for item in reversed(items)]
    assert files["basic_ground_truth.json"].decode() == json.dumps(labels, indent=4, ensure_ascii=False)


def test_a_file_of_a_split_that_is_not_held_is_not_written(cut):
    assert [file.name for file in eibench_files(cut)] == ["user.jsonl", "basic_ground_truth.json"]


def test_complex_samples_of_one_picture_are_lines_of_their_own(benchmark):
    image = make_image(benchmark, "a.jpg", stored=False)
    for question in ("Why is he sad?", "Why is she happy?"):
        sample = make_sample(benchmark, image, question=question, split=Split.COMPLEX, emotion="")
        make_label(sample, ("Rain.", "A gift."), Origin.IMPORTED)
    files = contents(eibench_files(release(benchmark, "v1", "all", include_imported=True, by=None)))
    assert files == {
        "ec_complex.jsonl": b'{"a.jpg": {"Why is he sad?": "1. Rain.\\n2. A gift."}}\n'
        b'{"a.jpg": {"Why is she happy?": "1. Rain.\\n2. A gift."}}'
    }


def test_nothing_is_an_empty_object():
    assert "".join(eibench_writing.basic_labels([])) == "{}"


def test_lines_with_everything_hold_what_the_checksum_is_made_of(cut):
    lines = [json.loads(line) for line in content(*jsonl_files(cut)).decode().split("\n")[:-1]]
    canonical = [json.loads(line) for line in canonical_lines(cut)]
    labels = [line.pop("label") for line in lines]
    triggers = [line.pop("triggers") for line in lines]
    assert lines == canonical
    assert [label["origin"] for label in labels] == ["imported"] * 3
    assert triggers == [[], [], []]


def test_an_export_lies_in_its_folder_with_a_manifest(cut, tmp_path):
    folder = tmp_path / "new" / "folder"
    manifest = write_export(cut, "eibench", eibench_files(cut), folder)
    expected = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in contents(eibench_files(cut)).items()
    ]
    assert manifest == manifest_of(cut, "eibench", expected)
    assert json.loads((folder / "release.json").read_text()) == manifest
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "release.json"} == contents(
        eibench_files(cut)
    )


def test_an_export_that_fails_leaves_the_earlier_one(cut, tmp_path):
    write_export(cut, "eibench", eibench_files(cut), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full():
        yield b"the beginning"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_export(cut, "eibench", [ExportFile("user.jsonl", "", full)], tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_pseudonym_is_stable_in_a_release_and_new_in_the_next(benchmark, cut, settings):
    other = release(benchmark, "v2", "all", include_imported=True, by=None)
    assert re.fullmatch("annotator-[0-9a-f]{12}", pseudonym(cut, 1))
    assert pseudonym(cut, 1) == pseudonym(cut, 1)
    names = {pseudonym(cut, 1), pseudonym(cut, 2), pseudonym(other, 1)}
    settings.SECRET_KEY = "another key, as long as anyone could wish for it to be, and more"
    assert len(names | {pseudonym(cut, 1)}) == 4
    assert pseudonym(cut, None) is None
