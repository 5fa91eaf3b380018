"""Guidelines: who reads and writes them, their versions, what changed, and who has read it."""

import pytest
from django.urls import reverse

from annotation.differing import differences
from annotation.guiding import unread, write_guidelines
from annotation.models import Benchmark, Event, GuidelinesReading, GuidelinesVersion

pytestmark = pytest.mark.django_db
FIRST = "# Rules\n\n- Say *why*.\n"
SECOND = "# Rules\n\n- Say *why*, in one line.\n"


@pytest.fixture
def address(benchmark):
    return reverse("annotation:guidelines", args=[benchmark.slug])


def versions():
    return list(GuidelinesVersion.objects.order_by("version").values_list("version", "text", "created_by__username"))


def readings():
    return list(GuidelinesReading.objects.order_by("id").values_list("version__version", "user__username"))


def test_guidelines_are_read_by_members_and_written_by_admins(client_of, admin, annotator, benchmark, address):
    text = FIRST.replace("\n", "\r\n")
    assert client_of(annotator).post(address, {"guidelines": text}).status_code == 403
    assert client_of(admin).post(address, {"guidelines": text}).url == address
    benchmark.refresh_from_db()
    assert benchmark.guidelines == FIRST
    assert Event.objects.get().detail == {"before": "", "version": 1}
    page = client_of(annotator).get(address).content.decode()
    assert "<h2>Rules</h2>" in page
    assert "<li><p>Say <em>why</em>.</p>" in page
    assert "<textarea" not in client_of(annotator).get(f"{address}?edit").content.decode()
    assert "<textarea" in client_of(admin).get(f"{address}?edit").content.decode()


def test_each_change_makes_a_version_and_the_same_text_none(benchmark, admin):
    for text in (FIRST, FIRST, SECOND):
        write_guidelines(benchmark, text, by=admin)
    assert versions() == [(1, FIRST, "adam"), (2, SECOND, "adam")]
    assert readings() == [(1, "adam"), (2, "adam")]


def test_a_text_from_before_versions_is_the_first_one(benchmark, admin):
    Benchmark.objects.filter(pk=benchmark.pk).update(guidelines=FIRST)
    write_guidelines(benchmark, SECOND, by=admin)
    assert versions() == [(1, FIRST, None), (2, SECOND, "adam")]


def test_who_has_read_an_earlier_version_is_told_what_changed(client_of, benchmark, admin, annotator, second_annotator):
    write_guidelines(benchmark, FIRST, by=admin)
    assert (unread(benchmark, annotator).changes, unread(benchmark, admin)) == (None, None)
    read = reverse("annotation:guidelines_read", args=[benchmark.slug, 1])
    client = client_of(annotator)
    assert [client.post(read).status_code, client.post(read, headers={"Accept": "application/json"}).status_code] == [
        302,
        204,
    ]
    assert unread(benchmark, annotator) is None

    write_guidelines(benchmark, "In short.\n", by=admin)
    write_guidelines(benchmark, SECOND, by=admin)
    found = unread(benchmark, annotator)
    assert (found.version.version, [line.pieces for line in found.changes if line.is_changed]) == (
        3,
        [[("same", "- Say "), ("removed", "*why*."), ("added", "*why*, in one line.")]],
    )
    assert unread(benchmark, second_annotator).changes is None
    assert readings() == [(1, "adam"), (1, "ana"), (2, "adam"), (3, "adam")]
    assert Event.objects.filter(verb="guidelines read").count() == 1


def test_no_text_asks_nobody_to_read_it(benchmark, admin, annotator):
    write_guidelines(benchmark, FIRST, by=admin)
    write_guidelines(benchmark, "", by=admin)
    assert unread(benchmark, annotator) is None


def test_the_history_shows_every_version_and_its_readers_to_admins_only(client_of, benchmark, admin, annotator):
    write_guidelines(benchmark, FIRST, by=admin)
    write_guidelines(benchmark, SECOND, by=admin)
    address = reverse("annotation:guidelines_history", args=[benchmark.slug])
    pages = {user: client_of(user).get(address).content.decode() for user in (admin, annotator)}
    assert pages[annotator].index("Version 2") < pages[annotator].index("Version 1")
    assert "<ins>*why*, in one line.</ins>" in pages[annotator]
    assert ["Read by 1 person:" in pages[user] for user in (admin, annotator)] == [True, False]


def test_a_benchmark_without_guidelines_has_an_empty_history(client_of, benchmark, annotator):
    page = client_of(annotator).get(reverse("annotation:guidelines_history", args=[benchmark.slug]))
    assert page.content.decode().count("Nothing has changed yet") == 1


def test_a_version_of_another_number_is_missing(client_of, benchmark, annotator):
    assert client_of(annotator).post(f"/b/{benchmark.slug}/guidelines/7/read/").status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c", "a b c", []),
        ("", "a", [[("added", "a")]]),
        ("a", "", [[("removed", "a")]]),
        ("a b c", "a x c", [[("same", "a "), ("removed", "b"), ("added", "x"), ("same", " c")]]),
        (
            "1\n2\n3\n4\n5\n6\n7",
            "1\n2\n3\n4\n5\n6\nseven",
            ["…", [("same", "5")], [("same", "6")], [("removed", "7"), ("added", "seven")]],
        ),
        ("a\nb", "a\nb\nc", [[("same", "a")], [("same", "b")], [("added", "c")]]),
        ("x " * 2000, "y " * 2000, [[("removed", "x " * 2000), ("added", "y " * 2000)]]),
    ],
)
def test_differences_are_told_by_words_within_lines(before, after, shown):
    assert ["…" if line.is_gap else line.pieces for line in differences(before, after)] == shown
