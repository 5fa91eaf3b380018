"""Guidelines: each change makes a version, and members say that they have read it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from annotation.differing import Line, differences
from annotation.models import Benchmark, Event, GuidelinesReading, GuidelinesVersion


@dataclass(frozen=True, slots=True)
class Unread:
    """A version that somebody has not read, and what it changes; `changes` are None where they never read any."""

    version: GuidelinesVersion
    changes: list[Line] | None


@transaction.atomic
def write_guidelines(benchmark: Benchmark, text: str, *, by) -> None:
    """Replace the guidelines by a new version, which its author has read; the event keeps the text before it."""
    now = Benchmark.objects.select_for_update(no_key=True).get(pk=benchmark.pk)
    if text == now.guidelines:
        return
    last = now.guidelines_versions.aggregate(last=Max("version"))["last"] or 0
    if not last and now.guidelines:  # a text that was there before versions were kept
        GuidelinesVersion.objects.create(benchmark=benchmark, version=1, text=now.guidelines)
        last = 1
    written = GuidelinesVersion.objects.create(benchmark=benchmark, version=last + 1, text=text, created_by=by)
    if by is not None:
        GuidelinesReading.objects.create(version=written, user=by)
    Benchmark.objects.filter(pk=benchmark.pk).update(guidelines=text)
    benchmark.guidelines = text
    detail = {"before": now.guidelines, "version": written.version}
    Event.objects.record("guidelines changed", benchmark, by=by, benchmark=benchmark, **detail)


@transaction.atomic
def read_guidelines(version: GuidelinesVersion, *, by) -> None:
    """Keep that this person has read the version; said twice, it is kept once."""
    _reading, made = GuidelinesReading.objects.get_or_create(version=version, user=by)
    if made:
        Event.objects.record(
            "guidelines read", version.benchmark, by=by, benchmark=version.benchmark, version=version.version
        )


def version_now(benchmark: Benchmark) -> int:
    """The number of the version that holds now; 0 where none was ever written."""
    return benchmark.guidelines_versions.aggregate(last=Max("version"))["last"] or 0


def unread(benchmark: Benchmark, user) -> Unread | None:
    """The last version where the person has not read it; None where they have, or it has no text."""
    last = benchmark.guidelines_versions.first()
    if last is None or not last.text:
        return None
    read = benchmark.guidelines_versions.filter(readings__user=user).first()
    if read == last:
        return None
    return Unread(last, differences(read.text, last.text) if read else None)
