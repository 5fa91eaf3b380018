"""Writing an evaluation's predictions in the official form: one JSON object a line."""

from collections.abc import Iterator

from django.db.models import Count, Q

from annotation.formats.eibench_writing import encode
from annotation.models import Split
from inference.models import EvaluationRun
from inference.states import PredictionStatus

CHUNK = 2000


def prediction_lines(run: EvaluationRun, split: str = "") -> Iterator[str]:
    """Lines `{path: answer}`, for complex samples `{path: {question: answer}}`, of those that were predicted.

    A picture that has several basic questions gets the second form for them too, so that no answer is ambiguous.
    """
    items = run.release.items.order_by("image_path").values("image_path")
    crowded = items.annotate(basic=Count("pk", filter=Q(split=Split.BASIC))).filter(basic__gt=1)
    ambiguous = set(crowded.values_list("image_path", flat=True))
    done = run.predictions.filter(status=PredictionStatus.DONE).order_by("item__position")
    wanted = done.filter(item__split=split) if split else done
    rows = wanted.values_list("item__split", "item__image_path", "item__question", "text")
    for kind, path, question, text in rows.iterator(chunk_size=CHUNK):
        if kind == Split.COMPLEX or path in ambiguous:
            yield f"{{{encode(path)}: {{{encode(question)}: {encode(text)}}}}}\n"
        else:
            yield f"{{{encode(path)}: {encode(text)}}}\n"
