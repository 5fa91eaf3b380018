"""Putting pictures in: read and rendered outside any transaction, written with the samples that waited for them."""

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.formats.reading import Refusal
from annotation.importing.found_pictures import UnreadableFileError
from annotation.importing.matching_pictures import Matched
from annotation.importing.outcomes import Outcome
from annotation.models import Benchmark, Event, Image, ImportRun, Sample
from annotation.models.image import FILE_FACTS
from annotation.pictures import storing
from annotation.pictures.paths import source_of
from annotation.pictures.reading import Picture, UnreadablePictureError, check_bytes, read_picture
from annotation.pictures.resembling import KnownHashes
from annotation.states import SampleStatus

AT_ONCE = min(4, os.cpu_count() or 1)  # Pillow lets go of the interpreter while it decodes


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read: the picture, already in the store, or None where it is here under that path."""

    what: str
    path: str
    picture: Picture | None
    line: int = 0


def take_pictures(records: list[Matched | Refusal]) -> list[Taken | Refusal]:
    """Read, check, render and store the pictures; one bad file never stops its neighbours."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(_taken, records))


def _taken(record: Matched | Refusal) -> Taken | Refusal:
    if isinstance(record, Refusal):
        return record
    try:
        content = record.found.read()
        check_bytes(len(content))
        if hashlib.sha256(content).hexdigest() in record.stored:
            return Taken(record.what, record.path, None)
        return Taken(record.what, record.path, _stored(content))
    except (UnreadableFileError, UnreadablePictureError) as error:
        return Refusal(0, record.what, str(error))


def _stored(content: bytes) -> Picture:
    picture = read_picture(content)
    storing.keep(storing.original_name(picture.sha256, picture.format), content)
    storing.keep(storing.rendition_name(picture.sha256, "screen"), picture.screen)
    storing.keep(storing.rendition_name(picture.sha256, "thumbnail"), picture.thumbnail)
    return picture


class PicturePut:
    """Pictures on their way into a benchmark by one import."""

    def __init__(self, run: ImportRun, benchmark: Benchmark) -> None:
        self.run, self.benchmark, self.known = run, benchmark, KnownHashes(benchmark)

    def put(self, taken: list[Taken]) -> Outcome:
        """Write pictures and wake the samples that waited for them, in the caller's transaction."""
        outcome = Outcome()
        Benchmark.objects.select_for_update(no_key=True).get(pk=self.benchmark.pk)
        by_path, by_sum = self._here(taken)
        came = []
        for file in taken:
            image = by_path.get(file.path) or Image(benchmark=self.benchmark, path=file.path)
            if file.picture is None or image.sha256 == file.picture.sha256:
                outcome.unchanged += 1
            elif reason := _reason(image, by_sum.get(file.picture.sha256)):
                outcome.refuse(file, reason)
            else:
                self._write(image, file, outcome)
                by_path[image.path] = by_sum[image.sha256] = image
                came.append(image.pk)
        self._wake(came)
        return outcome

    def _here(self, taken: list[Taken]) -> tuple[dict[str, Image], dict[str, Image]]:
        """The pictures that have one of these paths, and those that have one of these files."""
        images = Image.objects.filter(benchmark=self.benchmark)
        by_path = images.filter(path__in=[file.path for file in taken])
        by_sum = images.filter(sha256__in=[file.picture.sha256 for file in taken if file.picture])
        return {image.path: image for image in by_path}, {image.sha256: image for image in by_sum}

    def _write(self, image: Image, file: Taken, outcome: Outcome) -> None:
        self._warn_of_near(file, outcome)
        for fact in FILE_FACTS:
            setattr(image, fact, timezone.now() if fact == "stored_at" else getattr(file.picture, fact))
        image.source = source_of(image.path)
        image.save()
        self.known.add(image.pk, image.perceptual_hash)
        outcome.added += 1

    def _warn_of_near(self, file: Taken, outcome: Outcome) -> None:
        if near := self.known.nearest(file.picture.perceptual_hash):
            path = Image.objects.values_list("path", flat=True).get(pk=near[0])
            what = {"path": path, "bits": near[1]}
            outcome.warn(file, _("Looks like %(path)s (their hashes differ in %(bits)s of 64 bits).") % what)

    def _wake(self, image_ids: Iterable[int]) -> None:
        """Samples whose picture is here now are ready to draft."""
        waiting = Sample.objects.filter(image_id__in=image_ids, status=SampleStatus.WAITING)
        woken = waiting.update(status=SampleStatus.READY)
        if woken:
            Event.objects.record(
                "pictures came", self.run, by=self.run.created_by, benchmark=self.benchmark, samples=woken
            )


def _reason(image: Image, same: Image | None) -> str:
    """Why a picture cannot go in under the image's path; empty where it can."""
    if image.sha256 is not None:
        return _("Another picture is here under this path, and pictures are never changed.")
    if same is not None:
        return _("The very same picture is here as %s.") % same.path
    return ""
