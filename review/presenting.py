"""What the browser needs to show one review: Postgres builds the whole of it as JSON in one query."""

from django.db import connection

from annotation.models import Image

# Triggers name the positions of the rounds they rest on. A blind review has no draft until its own list is kept; a
# planted trigger looks like the drafted ones: with it, ids are dealt out in the order in which triggers are shown.
SHEET = """
SELECT jsonb_build_object(
    'id', review.id, 'version', review.version, 'working', review.working, 'seconds', review.seconds,
    'sample', jsonb_build_object(
        'id', sample.id, 'position', sample.position, 'question', sample.question, 'emotion', sample.emotion,
        'fine_emotion', sample.fine_emotion, 'split', sample.split,
        'person', CASE WHEN person.id IS NOT NULL THEN jsonb_build_object('name', person.name,
            'box', jsonb_build_array(person.x, person.y, person.width, person.height)) END),
    'picture', jsonb_build_object('id', image.id, 'width', image.width, 'height', image.height, 'path', image.path,
        'sensitive', image.sensitive,
        'questions', (SELECT count(*) FROM annotation_sample beside WHERE beside.image_id = image.id)),
    'blind', hidden.is_so,
    'draft', jsonb_build_object('id', draft.id, 'engine', run.engine, 'model', run.model, 'run', run.id),
    'triggers', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'id', coalesce(ids.dealt[coalesce(planted.position, trigger.position +
                (trigger.position >= ids.planted_at)::integer)], trigger.id),
            'text', trigger.text, 'factor', trigger.factor,
            'explicit', trigger.explicit, 'category', trigger.category,
            'rounds', coalesce(to_jsonb(planted.rounds), (
                SELECT jsonb_agg(round.position ORDER BY round.position) FROM inference_support support
                JOIN inference_round round ON round.id = support.round_id WHERE support.trigger_id = trigger.id), '[]'))
            ORDER BY coalesce(planted.position - 0.5, trigger.position))
        FROM annotation_trigger trigger
        LEFT JOIN review_plantedtrigger planted ON planted.review_id = review.id AND planted.trigger_id = trigger.id
        WHERE trigger.label_id = draft.label_id OR (draft.id IS NOT NULL AND trigger.id = (
            SELECT trigger_id FROM review_plantedtrigger WHERE review_id = review.id))), '[]'),
    'rounds', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'position', round.position, 'phase', round.phase, 'subject', round.subject, 'question', round.question,
            'answer', round.answer) ORDER BY round.position)
        FROM inference_round round WHERE round.draft_id = draft.id), '[]')
)::text
FROM review_review review
JOIN annotation_sample sample ON sample.id = review.sample_id
JOIN annotation_image image ON image.id = sample.image_id
LEFT JOIN annotation_personbox person ON person.id = sample.person_id
CROSS JOIN LATERAL (
    SELECT review.arm = 'blind' AND review.draft_id IS NOT NULL AND review.blind_label_id IS NULL AS is_so
) hidden
LEFT JOIN inference_draft draft ON draft.id = review.draft_id AND NOT hidden.is_so
LEFT JOIN inference_draftrun run ON run.id = draft.run_id
LEFT JOIN LATERAL (
    SELECT mixed.position AS planted_at, array_append(ARRAY(
        SELECT own.id FROM annotation_trigger own WHERE own.label_id = draft.label_id ORDER BY own.position
    ), mixed.shown_as) AS dealt FROM review_plantedtrigger mixed WHERE mixed.review_id = review.id
) ids ON true
WHERE review.id = %s
"""


def shown_picture(current: dict | None) -> Image | None:
    """The picture of a sheet as templates show it."""
    return Image(pk=current["picture"]["id"], sensitive=current["picture"]["sensitive"]) if current else None


def sheet(review: int | None) -> str:
    """The review with its sample, picture, drafted triggers and rounds, as JSON text; "null" where there is none."""
    if review is None:
        return "null"
    with connection.cursor() as cursor:
        row = cursor.execute(SHEET, [review]).fetchone()
    return row[0] if row else "null"
