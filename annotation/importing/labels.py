"""Putting labels in: each is kept with its exact text, its triggers read kindly and its flaws named."""

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.formats.numbered import Numbered, parse_numbered
from annotation.formats.sample_rows import LabelRow, QuestionRow
from annotation.importing.copying import copy_in, new_ids
from annotation.importing.outcomes import Outcome
from annotation.models import Benchmark, Label, Origin, Sample, Split, Trigger

LABEL_COLUMNS = ("id", "sample_id", "version", "origin", "text", "position", "created_by_id", "created_at")
TRIGGER_COLUMNS = ("id", "label_id", "position", "text", "factor", "category")


def last_label_position(benchmark: Benchmark) -> int:
    """The highest position of an imported label; 0 where there is none."""
    labels = Label.objects.filter(sample__benchmark=benchmark, origin=Origin.IMPORTED)
    return labels.aggregate(last=Max("position"))["last"] or 0


class LabelPut:
    """Labels on their way in: pairs of a row's text and its sample, in the order of their file.

    `by` is whoever asked for the import.
    """

    def __init__(self, benchmark: Benchmark, *, by) -> None:
        self.benchmark, self.by = benchmark, by
        self.own: list[range] = []  # the positions that this import gave, one range a chunk

    def put_basic(self, rows: list[LabelRow]) -> Outcome:
        """Add labels of basic samples, in the caller's transaction."""
        outcome, samples = Outcome(), _basic_samples(self.benchmark, rows)
        named = [(row, row.text, samples[row.path]) for row in rows if row.path in samples]
        for row in rows:
            if row.path not in samples:
                outcome.refuse(row, _("No question of the basic split is about this picture: import it first."))
        self._put(named, outcome)
        return outcome

    def put_complex(self, rows: list[QuestionRow]) -> Outcome:
        """Add labels that rows of the complex split bring along, in the caller's transaction."""
        outcome, samples = Outcome(), _complex_samples(self.benchmark, rows)
        self._put([(row, row.label, samples[row.path, row.question]) for row in rows], outcome)
        return outcome

    def _put(self, named: list[tuple], outcome: Outcome) -> None:
        Benchmark.objects.select_for_update(no_key=True).get(pk=self.benchmark.pk)  # positions: one import at a time
        first = position = last_label_position(self.benchmark) + 1
        known, fresh = _known([sample for _row, _text, sample in named]), []
        for row, text, sample in named:
            numbered = parse_numbered(text)
            if not numbered.triggers:
                outcome.refuse(row, _("The label holds no trigger."))
            elif self._is_new(row, text, known[sample], outcome):
                known[sample] |= {"text": text, "position": None}
                fresh.append((sample, known[sample]["version"] + 1, text, position, numbered))
                position += 1
            _warn_of_flaws(row, numbered, outcome)
        self._write(fresh)
        self.own.append(range(first, position))
        outcome.added += len(fresh)

    def _is_new(self, row, text: str, known: dict, outcome: Outcome) -> bool:
        """Whether the sample has no imported label yet; notes why not."""
        if known["text"] is None:
            return True
        if known["text"] != text:
            outcome.refuse(row, _("The sample has an imported label with another text, and labels are never changed."))
        elif known["position"] is None or any(known["position"] in given for given in self.own):
            outcome.refuse(row, _("This row repeats an earlier one."))
        else:
            outcome.unchanged += 1
        return False

    def _write(self, fresh: list[tuple[int, int, str, int, Numbered]]) -> None:
        now, by = timezone.now(), self.by and self.by.pk
        ids = new_ids(Label, len(fresh))
        copy_in(
            Label,
            LABEL_COLUMNS,
            (
                (pk, sample, version, str(Origin.IMPORTED), text, position, by, now)
                for pk, (sample, version, text, position, _numbered) in zip(ids, fresh, strict=True)
            ),
        )
        _write_triggers([(pk, label[-1].triggers) for pk, label in zip(ids, fresh, strict=True)])


def _write_triggers(labels: list[tuple[int, list[str]]]) -> None:
    triggers = [(label, position, text) for label, texts in labels for position, text in enumerate(texts, 1)]
    ids = new_ids(Trigger, len(triggers))
    copy_in(Trigger, TRIGGER_COLUMNS, ((pk, *trigger, "", "") for pk, trigger in zip(ids, triggers, strict=True)))


def _basic_samples(benchmark: Benchmark, rows: list[LabelRow]) -> dict[str, int]:
    samples = Sample.objects.filter(split=Split.BASIC, image__benchmark=benchmark)
    return dict(samples.filter(image__path__in=[row.path for row in rows]).values_list("image__path", "id"))


def _complex_samples(benchmark: Benchmark, rows: list[QuestionRow]) -> dict[tuple[str, str], int]:
    samples = Sample.objects.filter(split=Split.COMPLEX, image__benchmark=benchmark)
    found = samples.filter(image__path__in=[row.path for row in rows])
    return {(path, question): pk for path, question, pk in found.values_list("image__path", "question", "id")}


def _known(samples: list[int]) -> dict[int, dict]:
    """By sample: its last version, and the text and position of its imported label, both None without one."""
    known = {sample: {"version": 0, "text": None, "position": None} for sample in samples}
    labels = Label.objects.filter(sample_id__in=samples).order_by("version")
    for sample, version, origin, text, position in labels.values_list(
        "sample_id", "version", "origin", "text", "position"
    ):
        known[sample]["version"] = version
        if origin == Origin.IMPORTED:
            known[sample] |= {"text": text, "position": position}
    return known


def _warn_of_flaws(row, numbered: Numbered, outcome: Outcome) -> None:
    if numbered.triggers and numbered.flaws:
        flaws = ", ".join(numbered.flaws[:5])
        outcome.warn(row, _("The label is not cleanly numbered (%s); its text is kept as it is.") % flaws)
