"""Reading a rater's file as the paper's raters wrote them: lines `{path: "4"}`; good lines go in, bad ones are told."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.formats.reading import Item, Refusal, ValueProblem, json_lines, shown
from annotation.models import Benchmark, Event, Sample, Split
from review.models import Rating, RatingItem, RatingRound
from review.ratings.drawing import LONGEST_NAME, labels_to_rate, make_round
from review.ratings.rating import SCORES

BY_PATH = "Imported ratings"  # the round of files that no drawn round fits


class RatingsRefused(ValueError):
    """An import that cannot be made as asked; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class ImportedRatings:
    """What came of an import: the round (none where no line was good), ratings added, those here before, bad lines."""

    round: RatingRound | None
    added: int
    unchanged: int
    refused: list[Refusal]


@dataclass(frozen=True, slots=True)
class Line:
    """One score that a file gives: where, for which sample."""

    line: int
    path: str
    sample: int
    score: int


@transaction.atomic
def import_ratings(benchmark: Benchmark, file: BinaryIO, *, rater: str, round_name: str = "", by) -> ImportedRatings:
    """Keep each good score of lines `{path: "4"}` or `{path: {question: "4"}}` under the rater's name.

    They go to the round of that name; without a name, to the newest round that has one of the file's pictures. Where
    there is none, a round is made of the pictures that rating files name. A line that is here already changes nothing.
    Raises RatingsRefused, WrongFileError.
    """
    rater = _checked_name(rater)
    Benchmark.objects.select_for_update(no_key=True).get(pk=benchmark.pk)  # two files come one by one
    lines, refused = _read(benchmark, file)
    if not lines:
        return ImportedRatings(None, 0, 0, sorted(refused, key=lambda one: one.line))
    found = _round_of(benchmark, round_name, lines, by=by)
    if found is None:
        refused += [Refusal(line.line, shown(line.path), _without_label()) for line in lines]
        return ImportedRatings(None, 0, 0, sorted(refused, key=lambda one: one.line))
    items = _items(found, lines)
    added, unchanged, more = _write(found, rater, lines, items)
    if added:
        Event.objects.record("ratings imported", found, by=by, benchmark=benchmark, rater=rater, ratings=added)
    return ImportedRatings(found, added, unchanged, sorted([*refused, *more], key=lambda one: one.line))


def _checked_name(rater: str) -> str:
    rater = " ".join(rater.split())
    if not rater or len(rater) > LONGEST_NAME or "\0" in rater:
        raise RatingsRefused(_("Name the rater, in at most %(most)d characters.") % {"most": LONGEST_NAME})
    return rater


def _read(benchmark: Benchmark, file: BinaryIO) -> tuple[list[Line], list[Refusal]]:
    """The scores by sample, and what was left out."""
    pictures = defaultdict(list)
    rows = Sample.objects.filter(benchmark=benchmark).order_by("position")
    for sample in rows.only("question", "split", "image__path").select_related("image"):
        pictures[sample.image.path].append(sample)
    lines, refused, seen = [], [], set()
    for item in json_lines(file):
        for path, question, score in _given(item):
            try:
                line = _line(item, pictures, path, question, score)
                if line.sample in seen:
                    raise ValueProblem(_("An earlier line rates the same sample."))
                seen.add(line.sample)
                lines.append(line)
            except ValueProblem as problem:
                refused.append(Refusal(item.line, "" if path is None else shown(path), str(problem)))
    return lines, refused


def _given(item: Item) -> list[tuple[str | None, str | None, Any]]:
    """Each path, question and score of a line."""
    if item.problem or not isinstance(item.value, dict) or not item.value:
        return [(None, None, None)]
    return [
        (path, question, score)
        for path, value in item.value.items()
        for question, score in (value.items() if isinstance(value, dict) and value else [(None, value)])
    ]


def _line(item: Item, pictures: dict, path, question, score) -> Line:
    if item.problem:
        raise ValueProblem(item.problem)
    if path is None:
        raise ValueProblem(_("This is no object: write {“path of the picture”: “0” to “5”}."))
    if path not in pictures:
        raise ValueProblem(_("No sample of the benchmark has this picture: write its path as it was imported."))
    return Line(item.line, path, _sample(pictures[path], question).pk, _score(score))


def _sample(samples: list[Sample], question: str | None) -> Sample:
    if question is None:
        fitting = samples if len(samples) == 1 else [one for one in samples if one.split == Split.BASIC]
    else:
        fitting = [one for one in samples if one.question == question][:1]
    if len(fitting) != 1 and question is None:
        told = {"count": len(samples)}
        raise ValueProblem(_("This picture has %(count)d questions: write {path: {question: score}}.") % told)
    if not fitting:
        raise ValueProblem(_("The benchmark does not ask this question about this picture."))
    return fitting[0]


def _score(value: Any) -> int:
    """The score 0 to 5 of a text or a whole number."""
    text = value.strip() if isinstance(value, str) else value
    for score in SCORES:
        if text == str(score) or (isinstance(text, int) and not isinstance(text, bool) and text == score):
            return score
    told = {"value": shown(value)[:40]}
    raise ValueProblem(_("“%(value)s” is no rating: write a whole number from 0 to 5.") % told)


def _round_of(benchmark: Benchmark, name: str, lines: list[Line], *, by) -> RatingRound | None:
    """The round that the file is for, made where it is missing; none where no line could go in."""
    samples = [line.sample for line in lines]
    rounds = RatingRound.objects.filter(benchmark=benchmark)
    if name:
        found = rounds.filter(name=" ".join(name.split())).first()
    else:
        found = rounds.filter(items__sample__in=samples).first() or rounds.filter(name=BY_PATH).first()
    if found is None and labels_to_rate(Sample.objects.filter(pk__in=samples), include_imported=True):
        return make_round(benchmark, name=name or BY_PATH, per_emotion=None, by=by)
    return found


def _items(found: RatingRound, lines: list[Line]) -> dict[int, int]:
    """The item of each sample; a round that was not drawn grows by the samples that files name."""
    items = dict(found.items.values_list("sample", "pk"))
    missing = [line.sample for line in lines if line.sample not in items]
    if found.per_emotion is None and missing:
        labels = labels_to_rate(Sample.objects.filter(pk__in=missing), include_imported=True)
        new = [
            RatingItem(round=found, sample_id=sample, label_id=labels[sample], position=len(items) + place)
            for place, sample in enumerate((one for one in missing if one in labels), 1)
        ]
        items |= {item.sample_id: item.pk for item in RatingItem.objects.bulk_create(new)}
    return items


def _write(found: RatingRound, rater: str, lines: list[Line], items: dict) -> tuple[int, int, list[Refusal]]:
    before = dict(Rating.objects.filter(item__round=found, rater_name=rater).values_list("item", "score"))
    new, unchanged, refused = [], 0, []
    for line in lines:
        item = items.get(line.sample)
        if item is None:
            refused.append(Refusal(line.line, shown(line.path), _missing(found)))
        elif item not in before:
            new.append(Rating(item_id=item, rater_name=rater, score=line.score))
        elif before[item] == line.score:
            unchanged += 1
        else:
            why = _("%(name)s rated it %(before)d before: ratings are never changed; use another rater's name.")
            refused.append(Refusal(line.line, shown(line.path), why % {"name": rater, "before": before[item]}))
    Rating.objects.bulk_create(new)
    return len(new), unchanged, refused


def _missing(found: RatingRound) -> str:
    if found.per_emotion is None:
        return _without_label()
    told = {"name": found.name}
    return _("The round “%(name)s” did not draw this sample: give the file a round of its own.") % told


def _without_label() -> str:
    return _("This sample has no label that could be rated: import or accept one first.")
