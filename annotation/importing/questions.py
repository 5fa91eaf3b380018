"""Putting questions in: each makes a sample, and a picture that waits for its file where it is not known yet."""

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.formats.sample_rows import QuestionRow
from annotation.importing.copying import copy_in, new_ids
from annotation.importing.outcomes import Outcome
from annotation.models import Benchmark, Image, Sample, Split
from annotation.pictures.paths import source_of
from annotation.sensitivity import mark_imported
from annotation.states import SampleStatus

SAMPLE_COLUMNS = ("id", "benchmark_id", "image_id", "question", "emotion", "fine_emotion", "split") + (
    "status",
    "position",
    "created_at",
)
IMAGE_COLUMNS = ("id", "benchmark_id", "path", "source")


def last_position(benchmark: Benchmark) -> int:
    """The highest position of a sample; 0 where there is none."""
    return Sample.objects.filter(benchmark=benchmark).aggregate(last=Max("position"))["last"] or 0


class QuestionPut:
    """Questions on their way in by one import, which tells repetitions within it from samples that others brought."""

    def __init__(self, benchmark: Benchmark) -> None:
        self.benchmark = benchmark
        self.own: list[range] = []  # the positions that this import gave, one range a chunk

    def put(self, rows: list[QuestionRow]) -> Outcome:
        """Add the samples that are missing, in the caller's transaction; a sample that is there is never changed."""
        outcome = Outcome()
        Benchmark.objects.select_for_update(no_key=True).get(pk=self.benchmark.pk)  # positions: one import at a time
        images = _images(self.benchmark, rows)
        mark_imported(self.benchmark, [row.path for row in rows if row.sensitive])
        splits = _samples(images)
        fresh = [row for row in rows if self._is_new(row, images[row.path][0], splits, outcome)]
        self.own.append(_add_samples(self.benchmark, fresh, images))
        outcome.added += len(fresh)
        return outcome

    def _is_new(self, row: QuestionRow, image: int, splits: dict, outcome: Outcome) -> bool:
        """Whether a sample has to be made; notes why not, and what is odd about the row."""
        questions = splits[image].setdefault(row.split, {})
        _warn_of_both_splits(row, splits[image], outcome)
        if row.question in questions:
            self._met_again(row, *questions[row.question], outcome)
            return False
        if row.split == Split.BASIC and questions:
            why = _("This picture has another question in the basic split: “%s”.")
            outcome.refuse(row, why % next(iter(questions)))
            return False
        questions[row.question] = (None, row.emotion, row.fine_emotion)
        return True

    def _met_again(self, row: QuestionRow, position: int | None, emotion: str, fine: str, outcome: Outcome) -> None:
        """`position` is None where a row of the same chunk makes the sample."""
        if row.emotion and (row.emotion, row.fine_emotion) != (emotion, fine):
            known = f"{emotion} {fine}".strip() or _("none")
            outcome.refuse(row, _("This sample is here with another emotion: %s.") % known)
        elif position is None or any(position in given for given in self.own):
            outcome.refuse(row, _("This row repeats an earlier one."))
        else:
            outcome.unchanged += 1


def _images(benchmark: Benchmark, rows: list[QuestionRow]) -> dict[str, tuple[int, bool]]:
    """By path: the picture's id, and whether its file is here. Missing pictures are made."""
    paths = list(dict.fromkeys(row.path for row in rows))
    known = Image.objects.filter(benchmark=benchmark, path__in=paths).values_list("path", "id", "sha256")
    images = {path: (pk, sha256 is not None) for path, pk, sha256 in known}
    missing = [path for path in paths if path not in images]
    ids = new_ids(Image, len(missing))
    rows = ((pk, benchmark.pk, path, source_of(path)) for pk, path in zip(ids, missing, strict=True))
    copy_in(Image, IMAGE_COLUMNS, rows)
    return images | {path: (pk, False) for pk, path in zip(ids, missing, strict=True)}


def _samples(images: dict[str, tuple[int, bool]]) -> dict[int, dict[str, dict[str, tuple]]]:
    """By picture and split: what is known of each question."""
    ids = [pk for pk, _has_file in images.values()]
    found: dict[int, dict[str, dict[str, tuple]]] = {pk: {} for pk in ids}
    facts = Sample.objects.filter(image_id__in=ids).order_by("position")
    for image, split, question, *rest in facts.values_list(
        "image_id", "split", "question", "position", "emotion", "fine_emotion"
    ):
        found[image].setdefault(split, {})[question] = tuple(rest)
    return found


def _warn_of_both_splits(row: QuestionRow, splits: dict, outcome: Outcome) -> None:
    if any(questions for split, questions in splits.items() if split != row.split):
        outcome.warn(row, _("The picture is in both splits, basic and complex."))


def _add_samples(benchmark: Benchmark, rows: list[QuestionRow], images: dict[str, tuple[int, bool]]) -> range:
    """Make the samples, in order; returns the positions that they got."""
    position, now = last_position(benchmark), timezone.now()
    ids = new_ids(Sample, len(rows))
    copy_in(
        Sample,
        SAMPLE_COLUMNS,
        (
            (pk, benchmark.pk, images[row.path][0], row.question, row.emotion, row.fine_emotion, str(row.split))
            + (str(SampleStatus.READY if images[row.path][1] else SampleStatus.WAITING), position + offset, now)
            for offset, (pk, row) in enumerate(zip(ids, rows, strict=True), 1)
        ),
    )
    return range(position + 1, position + 1 + len(rows))
