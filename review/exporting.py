"""What people decided and what the machine had proposed, for the lines of an export.

A release never changes, and neither does this: it follows from the released label alone. The reviews of an item are
those that wrote its label, a label that its triggers derive from, or one that its adjudicator chose from; its drafts
are the ones that those reviews showed.
"""

from django.db import connection

from annotation.formats.jsonl_writing import encode, pseudonym
from annotation.models import Release, ReleaseItem, Trigger
from annotation.releasing.exporting import ExportFile, eibench_files, jsonl_files
from inference.models import Draft, DraftRun
from review.exporting_lists import lists_and_support
from review.models import ChoiceSource, Review
from review.pictures.exporting import between_questions
from review.states import Arm

TOLD = ("annotator_id", "draft_id", "label_id", "ended_at", "seconds", "flag_reason", "arm", "blind_label_id")

DECISIONS = """
SELECT wanted.id, '[' || written.list || ']' FROM unnest(%s::bigint[]) wanted(id)
CROSS JOIN LATERAL (
    SELECT string_agg(row_to_json(facts)::text, ', ' ORDER BY decision.id) AS list
    FROM review_decision decision
    LEFT JOIN annotation_trigger drafted ON drafted.id = decision.trigger_id
    LEFT JOIN annotation_trigger result ON result.id = decision.result_id
    CROSS JOIN LATERAL (SELECT decision.action, decision.reason, decision.note, drafted.position AS drafted,
                               result.position AS result) facts
    WHERE decision.review_id = wanted.id
) written WHERE written.list IS NOT NULL
"""

DRAFT_TRIGGERS = """
SELECT wanted.id, '[' || written.list || ']' FROM unnest(%s::bigint[]) wanted(id)
CROSS JOIN LATERAL (
    SELECT string_agg(row_to_json(facts)::text, ', ' ORDER BY facts.position) AS list
    FROM (SELECT drafted.position, drafted.text, drafted.factor, drafted.explicit, drafted.category,
                 ARRAY(SELECT round.position FROM inference_support support
                       JOIN inference_round round ON round.id = support.round_id
                       WHERE support.trigger_id = drafted.id ORDER BY round.position) AS rounds
          FROM annotation_trigger drafted WHERE drafted.label_id = wanted.id) facts
) written WHERE written.list IS NOT NULL
"""

BLIND_LISTS = """
SELECT wanted.id, '[' || written.list || ']' FROM unnest(%s::bigint[]) wanted(id)
CROSS JOIN LATERAL (
    SELECT string_agg(to_json(own.text)::text, ', ' ORDER BY own.position) AS list
    FROM annotation_trigger own WHERE own.label_id = wanted.id
) written WHERE written.list IS NOT NULL
"""

ROUNDS = """
SELECT wanted.id, '[' || written.list || ']' FROM unnest(%s::bigint[]) wanted(id)
CROSS JOIN LATERAL (
    SELECT string_agg(row_to_json(facts)::text, ', ' ORDER BY facts.position) AS list
    FROM (SELECT position, phase, subject, question, answer FROM inference_round WHERE draft_id = wanted.id) facts
) written WHERE written.list IS NOT NULL
"""


def export_files(release: Release, form: str, *, with_lists: bool = False) -> list[ExportFile]:
    """The files of an export in one of `annotation.releasing.exporting.FORMATS`.

    `with_lists` adds what each reviewer wrote to the lines with everything; the official form has no place for it.
    """
    if form == "eibench":
        return eibench_files(release)
    return jsonl_files(release, decided_drafted_and_listed if with_lists else decided_and_drafted)


def decided_drafted_and_listed(release: Release, items: list[ReleaseItem]) -> list[dict[str, str]]:
    """What `decided_and_drafted` tells, and each reviewer's list."""
    told = zip(decided_and_drafted(release, items), lists_and_support(release, items), strict=True)
    return [one | other for one, other in told]


def decided_and_drafted(release: Release, items: list[ReleaseItem]) -> list[dict[str, str]]:
    """What is behind each item as JSON lists: its `reviews`, its `drafts`, what it has to do with other questions."""
    labels = [item.label_id for item in items]
    reviews = _reviews_by_item_label(labels)
    found = {review.pk: review for group in reviews.values() for review in group}
    written = _written_reviews(release, list(found.values()))
    drafts = _written_drafts({review.draft_id for review in found.values() if review.draft_id})
    beside = between_questions(release, labels)
    return [_extras(reviews.get(label, []), written, drafts) | beside[label] for label in labels]


def _extras(reviews: list[Review], written: dict[int, str], drafts: dict[int, str]) -> dict[str, str]:
    shown = dict.fromkeys(review.draft_id for review in reviews if review.draft_id)
    return {
        "reviews": _listed(written[review.pk] for review in reviews),
        "drafts": _listed(drafts[draft_id] for draft_id in shown),
    }


def _reviews_by_item_label(label_ids: list[int]) -> dict[int, list[Review]]:
    """The reviews behind each label, in the order of their ids."""
    sources = {label_id: {label_id} for label_id in label_ids}
    derived = Trigger.objects.filter(label__in=label_ids, derived_from__isnull=False).order_by()
    for label_id, source_id in derived.values_list("label_id", "derived_from__label_id").distinct():
        sources[label_id].add(source_id)
    settled = ChoiceSource.objects.filter(choice__adjudication__label__in=label_ids).order_by()
    for label_id, source_id in settled.values_list("choice__adjudication__label", "trigger__label").distinct():
        sources[label_id].add(source_id)
    wanted = {source_id for group in sources.values() for source_id in group}
    by_label = {
        review.label_id: review for review in Review.objects.filter(label__in=wanted).order_by("pk").only(*TOLD)
    }
    return {
        label_id: sorted((by_label[source] for source in group if source in by_label), key=lambda review: review.pk)
        for label_id, group in sources.items()
    }


def _written_reviews(release: Release, reviews: list[Review]) -> dict[int, str]:
    decisions = _by_id(DECISIONS, [review.pk for review in reviews])
    lists = _by_id(BLIND_LISTS, [review.blind_label_id for review in reviews if review.blind_label_id])
    return {
        review.pk: _written_review(
            release, review, decisions.get(review.pk, "[]"), lists.get(review.blind_label_id, "[]")
        )
        for review in reviews
    }


def _written_review(release: Release, review: Review, decisions: str, blind_list: str) -> str:
    facts = {
        "annotator": pseudonym(release, review.annotator_id),
        "blind": review.draft_id is None or review.arm == Arm.BLIND,
        "draft": review.draft_id,
        "ended_at": review.ended_at.isoformat(),
        "seconds": review.seconds,
        "flag": review.flag_reason,
    }
    return f'{encode(facts)[:-1]}, "blind_list": {blind_list}, "decisions": {decisions}}}'


def _written_drafts(draft_ids: set[int]) -> dict[int, str]:
    drafts = Draft.objects.filter(pk__in=draft_ids).order_by().values_list("pk", "label_id", "run_id")
    runs = DraftRun.objects.filter(pk__in={run_id for _pk, _label_id, run_id in drafts}).select_related("prompt_set")
    recipes = {run.pk: encode(_recipe(run))[1:-1] for run in runs}
    rounds = _by_id(ROUNDS, list(draft_ids))
    triggers = _by_id(DRAFT_TRIGGERS, [label_id for _pk, label_id, _run_id in drafts])
    return {
        pk: f'{{"id": {pk}, {recipes[run_id]}, "triggers": {triggers.get(label_id, "[]")}, '
        f'"rounds": {rounds.get(pk, "[]")}}}'
        for pk, label_id, run_id in drafts
    }


def _recipe(run: DraftRun) -> dict:
    return {
        "run": run.pk,
        "engine": run.engine,
        "model": run.model,
        "revision": run.revision,
        "prompt_set": str(run.prompt_set or ""),
        "persona": run.persona,
        "parameters": run.parameters,
        "options": run.options,
        "seed": run.seed,
        "packages": run.packages,
    }


def _listed(values) -> str:
    return f"[{', '.join(values)}]"


def _by_id(query: str, ids: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [ids])
        return dict(cursor.fetchall())
