"""Cutting a release: freezing the samples that have a label into a named, checksummed snapshot; checking it later."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Event, Release, ReleaseItem, ReleaseSplit

CHECKSUMMED = (
    "position",
    "label_position",
    "split",
    "image_path",
    "image_sha256",
    "question",
    "emotion",
    "fine_emotion",
    "label_text",
    "person",
)
NAME = re.compile(r"[\w .-]+")  # letters and digits of all scripts; files and folders are named after releases
CHUNK = 2000

# One statement, so that it sees one state of the database whatever is decided meanwhile. An imported label keeps its
# exact text; a label of people is written in the official form, "1. text\n2. text", one line a trigger.
COPY_SAMPLES = r"""
INSERT INTO annotation_releaseitem (release_id, position, label_position, sample_id, label_id, split, image_path,
                                    image_sha256, question, emotion, fine_emotion, label_text, person)
SELECT %(release)s, sample.position, COALESCE(imported.position, sample.position), sample.id, label.id, sample.split,
       image.path, COALESCE(image.sha256, ''), sample.question, sample.emotion, sample.fine_emotion,
       CASE WHEN label.origin = 'imported' THEN label.text ELSE COALESCE(
           (SELECT string_agg(line.number || '. ' || line.text, E'\n' ORDER BY line.number)
            FROM (SELECT row_number() OVER (ORDER BY drawn.position) AS number,
                         regexp_replace(drawn.text, '\s*[\r\n]+\s*', ' ', 'g') AS text
                  FROM annotation_trigger drawn WHERE drawn.label_id = label.id) line), '') END,
       CASE WHEN person.id IS NOT NULL THEN jsonb_build_object('name', person.name,
           'box', jsonb_build_array(person.x, person.y, person.width, person.height)) END
FROM annotation_sample sample
JOIN annotation_image image ON image.id = sample.image_id
LEFT JOIN annotation_personbox person ON person.id = sample.person_id
LEFT JOIN annotation_label imported ON imported.sample_id = sample.id AND imported.origin = 'imported'
JOIN annotation_label label
    ON label.id = COALESCE(sample.final_label_id, CASE WHEN %(include_imported)s THEN imported.id END)
WHERE sample.benchmark_id = %(benchmark)s AND sample.status <> 'excluded'
  AND (%(split)s = 'all' OR sample.split = %(split)s)
"""


class ReleaseRefusedError(ValueError):
    """No release was cut; the message says why and what to do."""


@dataclass(frozen=True)
class Verification:
    """What a release should be and what its items are now."""

    sha256: str
    found_sha256: str
    sample_count: int
    found_count: int

    @property
    def intact(self) -> bool:
        """Whether nothing was changed since the release was cut."""
        return self.sha256 == self.found_sha256 and self.sample_count == self.found_count


@transaction.atomic
def release(benchmark: Benchmark, name: str, split: str, include_imported: bool = False, *, by) -> Release:
    """Freeze the accepted samples of a split (and, where asked, those with an imported label alone) under a name.

    Raises ReleaseRefusedError for a name or split that will not do and where there is nothing to release.
    """
    cut = _named(benchmark, name.strip(), split, include_imported, by)
    cut.sample_count = _copy_samples(cut)
    if not cut.sample_count:
        raise ReleaseRefusedError(_nothing_to_release(cut))
    cut.sha256, _count = checksum(cut)
    cut.save(update_fields=["sample_count", "sha256"])
    Event.objects.record(
        "cut", cut, by=by, benchmark=benchmark, name=cut.name, samples=cut.sample_count, sha256=cut.sha256
    )
    return cut


def verify(cut: Release) -> Verification:
    """Compute the checksum of a release anew from its items."""
    found, count = checksum(cut)
    return Verification(cut.sha256, found, cut.sample_count, count)


def checksum(cut: Release) -> tuple[str, int]:
    """SHA-256 over the items' canonical lines in the order of their positions, and the number of items."""
    digest, count = hashlib.sha256(), 0
    for line in canonical_lines(cut):
        digest.update(line)
        count += 1
    return digest.hexdigest(), count


def canonical_lines(cut: Release) -> Iterator[bytes]:
    """Each item as JSON in UTF-8 with sorted keys and no spaces; no database ids, so that anyone can repeat it."""
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    items = ReleaseItem.objects.filter(release=cut).order_by("position").values_list(*CHECKSUMMED)
    for values in items.iterator(chunk_size=CHUNK):
        yield (encode(dict(zip(CHECKSUMMED, values, strict=True))) + "\n").encode()


def _named(benchmark: Benchmark, name: str, split: str, include_imported: bool, by) -> Release:
    if not name:
        raise ReleaseRefusedError(_("A release needs a name, for instance “v1”."))
    if len(name) > Release._meta.get_field("name").max_length:
        raise ReleaseRefusedError(_("The name is too long: 120 characters at most."))
    if not NAME.fullmatch(name):
        raise ReleaseRefusedError(_("The name of a release holds letters, digits, spaces, “.”, “-” and “_” alone."))
    if split not in ReleaseSplit.values:
        raise ReleaseRefusedError(_("Unknown split “%(split)s”: say basic, complex or all.") % {"split": split})
    try:
        with transaction.atomic():
            return Release.objects.create(
                benchmark=benchmark, name=name, split=split, include_imported=include_imported, created_by=by
            )
    except IntegrityError:
        raise ReleaseRefusedError(
            _("There is a release named “%(name)s” already, and releases never change: choose another name.")
            % {"name": name}
        )


def _copy_samples(cut: Release) -> int:
    wanted = {
        "release": cut.pk,
        "benchmark": cut.benchmark_id,
        "split": cut.split,
        "include_imported": cut.include_imported,
    }
    with connection.cursor() as cursor:
        cursor.execute(COPY_SAMPLES, wanted)
        return cursor.rowcount


def _nothing_to_release(cut: Release) -> str:
    if cut.include_imported:
        return _(
            "Nothing to release in this split: no sample has a final or an imported label. Import or review first."
        )
    return _(
        "Nothing to release in this split: no sample is accepted yet. Review samples first, or count imported labels."
    )
