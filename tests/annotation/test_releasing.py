import hashlib
import json

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from annotation.models import Event, Origin, Release, ReleaseItem, Sample, Split
from annotation.releasing.cutting import ReleaseRefusedError, canonical_lines, release, verify
from annotation.states import SampleStatus
from tests.factories import make_benchmark, make_draft, make_image, make_label, make_sample
from tests.review.deciding import decide


@pytest.fixture
def accepted(benchmark, annotator):
    """A sample whose final label Ana decided: one trigger kept, one edited over two lines, one added."""
    sample = make_sample(benchmark)
    draft = make_draft(sample, texts=("Clenched fists.", "A heated argument."))
    decide(
        sample,
        annotator,
        ["accept", ("edit", "A loud\r\n argument.")],
        draft=draft,
        added=[("Insult.", "common_sense")],
    )
    return sample


def imported_sample(benchmark, **fields):
    sample = make_sample(benchmark, make_image(benchmark, fields.pop("path", "waiting.jpg"), stored=False), **fields)
    make_label(sample, ("Sense of defeat.", "Rain."), Origin.IMPORTED)
    return sample


def test_a_release_copies_the_accepted_samples(benchmark, accepted, admin):
    imported_sample(benchmark)
    cut = release(benchmark, " v1 ", "all", by=admin)
    assert (cut.name, cut.split, cut.include_imported, cut.sample_count) == ("v1", "all", False, 1)
    item = cut.items.get()
    assert (item.sample, item.position, item.label_position) == (accepted, 1, 1)
    assert item.label == Sample.objects.get(pk=accepted.pk).final_label
    assert item.image_sha256 == accepted.image.sha256
    assert item.label_text == "1. Clenched fists.\n2. A loud argument.\n3. Insult."


def test_imported_labels_count_when_asked_with_their_exact_text(benchmark, accepted, admin):
    waiting = imported_sample(benchmark)
    excluded = imported_sample(benchmark, path="out.jpg")
    Sample.objects.filter(pk=excluded.pk).update(status=SampleStatus.EXCLUDED)
    cut = release(benchmark, "v1", "all", include_imported=True, by=admin)
    assert [item.sample_id for item in cut.items.all()] == [accepted.pk, waiting.pk]
    assert cut.items.last().label_text == waiting.labels.get().text
    assert cut.items.last().image_sha256 == ""


def test_what_people_decided_takes_the_place_of_the_imported_label(benchmark, annotator, admin):
    sample = make_sample(benchmark)
    make_label(sample, ("Rain.",), Origin.IMPORTED)
    draft = make_draft(sample, texts=("Clenched fists.",))
    decide(sample, annotator, ["accept"], draft=draft)
    cut = release(benchmark, "v1", "all", include_imported=True, by=admin)
    assert [item.label_text for item in cut.items.all()] == ["1. Clenched fists."]


@pytest.mark.parametrize(("split", "expected"), [("basic", [1]), ("complex", [2, 3]), ("all", [1, 2, 3])])
def test_a_release_holds_its_split(benchmark, admin, split, expected):
    imported_sample(benchmark, path="a.jpg")
    image = make_image(benchmark, "b.jpg", stored=False)
    for question in ("Why is he sad?", "Why is she happy?"):
        sample = make_sample(benchmark, image, question=question, split=Split.COMPLEX, emotion="")
        make_label(sample, origin=Origin.IMPORTED)
    cut = release(benchmark, "v1", split, include_imported=True, by=admin)
    assert list(cut.items.values_list("position", flat=True)) == expected


def test_another_benchmarks_samples_stay_out(benchmark, accepted, admin):
    imported_sample(make_benchmark("elsewhere"))
    assert release(benchmark, "v1", "all", include_imported=True, by=admin).sample_count == 1


def test_the_checksum_is_that_of_the_canonical_lines(benchmark, accepted, admin):
    cut = release(benchmark, "v1", "all", by=admin)
    expected = {
        "position": 1,
        "label_position": 1,
        "split": "basic",
        "image_path": accepted.image.path,
        "image_sha256": accepted.image.sha256,
        "question": accepted.question,
        "emotion": "angry",
        "fine_emotion": "",
        "label_text": "1. Clenched fists.\n2. A loud argument.\n3. Insult.",
        "person": None,
    }
    line = json.dumps(expected, sort_keys=True, separators=(",", ":")) + "\n"
    assert list(canonical_lines(cut)) == [line.encode()]
    assert cut.sha256 == hashlib.sha256(line.encode()).hexdigest()
    assert verify(cut).intact


def test_a_later_decision_changes_no_release(benchmark, accepted, second_annotator, admin):
    cut = release(benchmark, "v1", "all", by=admin)
    label = make_label(accepted, ("Something else.",), Origin.HUMAN, by=second_annotator)
    Sample.objects.filter(pk=accepted.pk).update(final_label=label)
    later = release(benchmark, "v2", "all", by=admin)
    assert verify(cut).intact
    assert later.items.get().label_text == "1. Something else."
    assert later.sha256 != cut.sha256


def test_a_change_behind_the_databases_back_is_found(benchmark, accepted, admin, capsys):
    cut = release(benchmark, "v1", "all", by=admin)
    with pgtrigger.ignore("annotation.ReleaseItem:release_item_immutable"):
        ReleaseItem.objects.update(label_text="forged")
    checked = verify(cut)
    assert (checked.intact, checked.sha256, checked.found_count) == (False, cut.sha256, 1)
    with pytest.raises(CommandError, match="v1 was changed: 1 samples"):
        call_command("verify_release", "v1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE annotation_release SET name = 'v2'",
        "DELETE FROM annotation_release",
        "UPDATE annotation_releaseitem SET question = 'else'",
        "DELETE FROM annotation_releaseitem",
        "INSERT INTO annotation_releaseitem SELECT (json_populate_record(item, '{\"id\": 0}')).* "
        "FROM annotation_releaseitem item",
    ],
)
def test_the_database_refuses_to_change_a_release(benchmark, accepted, admin, statement):
    release(benchmark, "v1", "all", by=admin)
    with pytest.raises(DatabaseError, match="never changed|takes no more"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_cut_is_in_the_history(benchmark, accepted, admin):
    cut = release(benchmark, "v1", "all", by=admin)
    event = Event.objects.get(subject_kind="release")
    assert (event.verb, event.by, event.subject_id, event.benchmark) == ("cut", admin, cut.pk, benchmark)
    assert event.detail == {"name": "v1", "samples": 1, "sha256": cut.sha256}


@pytest.mark.parametrize(
    ("name", "split", "sentence"),
    [
        ("", "all", "A release needs a name"),
        ("x" * 121, "all", "The name is too long"),
        *(
            (f"v{odd}2", "all", "The name of a release holds letters, digits, spaces, “.”, “-”")
            for odd in '/\\:"\n\t\0<…'
        ),
        ("v2", "hard", "Unknown split “hard”"),
        ("v1", "all", "There is a release named “v1” already"),
        ("v2", "complex", "no sample is accepted yet"),
    ],
)
def test_a_refused_release_leaves_nothing(benchmark, accepted, admin, name, split, sentence):
    release(benchmark, "v1", "all", by=admin)
    events = Event.objects.count()
    with pytest.raises(ReleaseRefusedError, match=sentence):
        release(benchmark, name, split, by=admin)
    assert (Release.objects.count(), ReleaseItem.objects.count(), Event.objects.count()) == (1, 1, events)


def test_the_commands_cut_and_verify(benchmark, accepted, capsys):
    call_command("release", "streets", "v1", "--split", "basic")
    cut = Release.objects.get()
    call_command("verify_release", "v1")
    assert capsys.readouterr().out.splitlines() == [
        f"Released 1 samples as v1, sha256 {cut.sha256}.",
        f"v1 is intact: 1 samples, sha256 {cut.sha256}.",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["release", "nowhere", "v1"], "There is no benchmark “nowhere”"),
        (["release", "streets", "v1"], "no sample is accepted yet"),
        (["verify_release", "v9"], "There is no release “v9”"),
    ],
)
def test_the_commands_say_what_is_wrong(benchmark, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command(*words)
