"""Several questions on one picture: people are marked in it, questions are added, and move between the splits."""

import math
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotation.importing.questions import last_position
from annotation.models import Benchmark, Event, Image, PersonBox, Sample, Split
from annotation.states import SampleStatus

LONGEST_NAME = 80
LONGEST_QUESTION = 1000
LONGEST_REASON = 1000


class PerspectiveRefused(ValueError):
    """A change of a picture's questions or people that is refused; its text is for the reader."""


@transaction.atomic
def mark_person(image: Image, name: str, box: list[float], *, by) -> PersonBox:
    """Mark a person; the box is x, y, width and height as shares of the upright picture. Raises PerspectiveRefused."""
    name = _plain(name, LONGEST_NAME, _("Name the person, for instance “the woman on the left”, in 80 characters."))
    x, y, width, height = _checked(box)
    try:
        with transaction.atomic():
            facts = {"x": x, "y": y, "width": width, "height": height}
            person = PersonBox.objects.create(image=image, name=name, created_by=by, **facts)
    except IntegrityError:
        raise PerspectiveRefused(_("“%(name)s” is marked in this picture already.") % {"name": name})
    Event.objects.record("person marked", person, by=by, benchmark=image.benchmark, image=image.pk, name=name)
    return person


@transaction.atomic
def unmark_person(person: PersonBox, *, by) -> None:
    """Take a person's box away. Raises PerspectiveRefused where a question is about that person."""
    Image.objects.select_for_update(no_key=True).get(pk=person.image_id)
    if person.samples.exists():
        raise PerspectiveRefused(_("A question is about %(name)s: make it about nobody first.") % {"name": person.name})
    benchmark = person.image.benchmark
    Event.objects.record("person unmarked", person, by=by, benchmark=benchmark, image=person.image_id, name=person.name)
    person.delete()


@transaction.atomic
def tell_person(sample: Sample, person: PersonBox | None, *, by) -> None:
    """Say whom in the picture a question is about, or that it is about nobody marked. Raises PerspectiveRefused."""
    Image.objects.select_for_update(no_key=True).get(pk=sample.image_id)
    if person is not None and not PersonBox.objects.filter(pk=person.pk, image=sample.image_id).exists():
        raise PerspectiveRefused(_("This person is not marked in the picture of the question."))
    Sample.objects.filter(pk=sample.pk).update(person=person)
    Event.objects.record("person told", sample, by=by, benchmark=sample.benchmark, person=person.name if person else "")


@transaction.atomic
def add_perspective(image: Image, question: str, emotion: str, person: PersonBox | None = None, *, by) -> Sample:
    """Ask another question of a picture, in the complex split. Raises PerspectiveRefused."""
    question = _plain(question, LONGEST_QUESTION, _("Write the question, in 1,000 characters at most."))
    benchmark = Benchmark.objects.select_for_update(no_key=True).get(pk=image.benchmark_id)  # positions: one at a time
    if emotion not in benchmark.emotions:
        raise PerspectiveRefused(_("Choose an emotion of this benchmark."))
    if image.samples.filter(split=Split.COMPLEX, question=question).exists():
        raise PerspectiveRefused(_("This question is asked of the picture already."))
    sample = Sample.objects.create(
        benchmark=benchmark,
        image=image,
        question=question,
        emotion=emotion,
        person=person,
        split=Split.COMPLEX,
        status=SampleStatus.READY if image.has_file else SampleStatus.WAITING,
        position=last_position(benchmark) + 1,
    )
    Event.objects.record("perspective added", sample, by=by, benchmark=benchmark, image=image.pk)
    return sample


@transaction.atomic
def move_all(samples: Iterable[Sample], split: str, reason: str, *, by) -> int:
    """Move those of the samples that are not there yet; returns how many. Raises PerspectiveRefused, moving none."""
    moving = [sample for sample in samples if sample.split != split]
    if not moving:
        raise PerspectiveRefused(_("These questions are in that split already."))
    for sample in moving:
        move_to_split(sample, split, reason, by=by)
    return len(moving)


@transaction.atomic
def move_to_split(sample: Sample, split: str, reason: str, *, by) -> None:
    """Move a sample to the other split, with a reason; releases keep it where it was. Raises PerspectiveRefused."""
    reason = _plain(reason, LONGEST_REASON, _("Say why the sample moves, in 1,000 characters at most."))
    if split not in Split.values:
        raise PerspectiveRefused(_("Choose one of the two splits."))
    Image.objects.select_for_update(no_key=True).get(pk=sample.image_id)
    sample = Sample.objects.select_for_update(no_key=True).get(pk=sample.pk)
    if sample.split == split:
        raise PerspectiveRefused(_("The sample is in that split already."))
    _check_place(sample, split)
    before, sample.split = sample.split, split
    sample.save(update_fields=["split"])
    Event.objects.record("moved", sample, by=by, benchmark=sample.benchmark, before=before, after=split, why=reason)


def _check_place(sample: Sample, split: str) -> None:
    others = Sample.objects.filter(image=sample.image_id, split=split)
    if split == Split.BASIC and not sample.emotion:
        raise PerspectiveRefused(_("A basic sample names its emotion, and this one does not."))
    if split == Split.BASIC and others.exists():
        raise PerspectiveRefused(_("The basic split has one question a picture, and this picture has one there."))
    if others.filter(question=sample.question).exists():
        raise PerspectiveRefused(_("That split has the same question on the same picture already."))


def _plain(text: str, longest: int, remedy: str) -> str:
    plain = " ".join(text.replace("\x00", "").split())
    if not plain or len(plain) > longest:
        raise PerspectiveRefused(remedy)
    return plain


def _checked(box: list[float]) -> list[float]:
    """The box, brought inside the picture."""
    if len(box) != 4 or not all(math.isfinite(share) and 0 <= share <= 1 for share in box):
        raise PerspectiveRefused(_("Draw a box around the person in the picture."))
    x, y, width, height = (round(share, 4) for share in box)
    width, height = round(min(width, 1 - x), 4), round(min(height, 1 - y), 4)
    if not (width > 0 and height > 0):
        raise PerspectiveRefused(_("Draw a box around the person: a point is not enough."))
    return [x, y, width, height]
