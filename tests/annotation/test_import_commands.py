import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.models import Benchmark, Image, Job, Membership, Role
from annotation.states import JobStatus
from tests.annotation.imports import jsonl, samples, write
from tests.annotation.pictures import striped, zipped
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
ROW = {"image": "set/a.png", "question": "Why is she sad?", "emotion": "sad"}


def output(capsys) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_import_rows_makes_the_benchmark_and_prints_what_it_refused(tmp_path, capsys):
    rows = write(tmp_path, "rows.jsonl", jsonl(ROW, ROW | {"emotion": "bored"}))
    call_command("import_rows", "my-streets", str(rows))
    assert output(capsys) == [
        "There is no benchmark my-streets yet: it is made.",
        "No account may make benchmarks, so it has no admin: see manage.py createsuperuser.",
        "2 of about 2 rows read",
        "refused  rows.jsonl:2  set/a.png  Unknown emotion “bored”: the benchmark has angry, sad, excited, happy.",
        "1 added, 0 unchanged, 1 refused.",
    ]
    assert Benchmark.objects.get().name == "My Streets"


def test_who_may_make_benchmarks_administers_one_that_a_command_made(client_of, tmp_path, capsys):
    adam, clerk = make_user("adam", is_staff=True), make_user("clerk")
    make_user("gone", is_staff=True, is_active=False)
    call_command("import_rows", "streets", str(write(tmp_path, "rows.jsonl", jsonl(ROW))))
    assert output(capsys)[1] == "Its admins: adam."
    assert list(Membership.objects.values_list("user__username", "role")) == [("adam", Role.ADMIN)]
    page = reverse("annotation:imports", args=["streets"])
    assert [client_of(user).get(page).status_code for user in (adam, clerk)] == [200, 404]


def test_import_rows_with_its_pictures(benchmark, tmp_path):
    rows = write(tmp_path, "rows.jsonl", jsonl(ROW))
    pictures = write(tmp_path, "pictures.zip", zipped({"set/a.png": striped(3)}))
    call_command("import_rows", benchmark.slug, str(rows), images=str(pictures))
    assert [status for *_rest, status, _position in samples(benchmark)] == ["ready"]


def test_import_images_from_a_folder_with_a_folder_in_front(benchmark, tmp_path, capsys):
    write(tmp_path, "pictures/a.png", striped(3))
    call_command("import_images", benchmark.slug, str(tmp_path / "pictures"), prefix="set")
    assert list(Image.objects.values_list("path", flat=True)) == ["set/a.png"]
    assert output(capsys)[-1] == "1 added, 0 unchanged, 0 refused."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import_rows", "streets", "nowhere.csv"], "There is no file or folder nowhere.csv."),
        (["import_images", "streets", "nowhere"], "There is no file or folder nowhere."),
        (
            ["import_eibench", "streets"],
            "Name at least one file: --questions, --labels, --complex or --images.",
        ),
    ],
)
def test_what_is_missing_is_named(benchmark, arguments, message):
    with pytest.raises(CommandError) as error:
        call_command(*arguments)
    assert str(error.value) == message


def test_a_name_that_cannot_be_one_makes_no_benchmark(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("import_rows", "no slug", str(write(tmp_path, "rows.jsonl", jsonl(ROW))))
    assert str(error.value) == "“no slug” is no short name: use letters, digits, - and _."
    assert Benchmark.objects.count() == 0


def test_a_file_of_which_nothing_could_be_read_fails_the_command(benchmark, tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("import_images", benchmark.slug, str(write(tmp_path, "pictures.zip", b"no archive")))
    why = "Nothing could be read: pictures.zip: This is not a ZIP file, or it is cut off."
    assert str(error.value) == why


class Interrupting(io.StringIO):
    """Somebody presses Ctrl-C as soon as the progress is told."""

    def write(self, words: str) -> int:
        if "rows read" in words:
            raise KeyboardInterrupt
        return super().write(words)


def test_ctrl_c_stops_an_import_with_a_sentence(benchmark, tmp_path):
    rows = write(tmp_path, "rows.jsonl", jsonl(ROW))
    with pytest.raises(CommandError, match=r"^Stopped\. What is in stays in; ") as stopped:
        call_command("import_rows", benchmark.slug, str(rows), stdout=Interrupting())
    assert stopped.value.returncode == 130
    assert (Job.objects.get().status, len(samples(benchmark))) == (JobStatus.CANCELLED, 1)
