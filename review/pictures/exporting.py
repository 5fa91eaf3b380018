"""What the triggers of a release have to do with the other questions on the same picture, for the lines of an export.

Both follow from the released labels alone, which never change.
"""

from annotation.models import Release
from review.selecting import select

# Texts are compared as review.pictures.texts.same_text does it.
SHARED = r"""
SELECT item.label_id, jsonb_agg(jsonb_build_object('trigger', own.position, 'sample', other.position,
           'question', other.question, 'as', theirs.position) ORDER BY own.position, other.position)::text
FROM annotation_releaseitem item JOIN annotation_sample sample ON sample.id = item.sample_id
JOIN annotation_sample beside ON beside.image_id = sample.image_id AND beside.id <> sample.id
JOIN annotation_releaseitem other ON other.release_id = item.release_id AND other.sample_id = beside.id
JOIN annotation_trigger own ON own.label_id = item.label_id
JOIN annotation_trigger theirs ON theirs.label_id = other.label_id
    AND rtrim(lower(regexp_replace(btrim(theirs.text), '\s+', ' ', 'g')), '.')
        = rtrim(lower(regexp_replace(btrim(own.text), '\s+', ' ', 'g')), '.')
WHERE item.release_id = %(release)s AND item.label_id = ANY (%(labels)s) GROUP BY item.label_id
"""

# Adjudicators choose among triggers: what these contradict, their choice does.
CONTRADICTED = """
WITH source AS (
    SELECT trigger.label_id, trigger.position, trigger.id FROM annotation_trigger trigger
    WHERE trigger.label_id = ANY (%(labels)s)
    UNION
    SELECT result.label_id, result.position, chosen.trigger_id FROM annotation_trigger result
    JOIN review_choice choice ON choice.result_id = result.id
    JOIN review_choicesource chosen ON chosen.choice_id = choice.id WHERE result.label_id = ANY (%(labels)s)
), told AS (
    SELECT DISTINCT source.label_id, source.position, sample.position AS sample, sample.question
    FROM source JOIN review_contradiction contradiction ON contradiction.trigger_id = source.id
    JOIN annotation_sample sample ON sample.id = contradiction.sample_id
)
SELECT label_id, jsonb_agg(jsonb_build_object('trigger', position, 'sample', sample, 'question', question)
           ORDER BY position, sample)::text FROM told GROUP BY label_id
"""


def between_questions(release: Release, labels: list[int]) -> dict[int, dict[str, str]]:
    """For each label what its triggers share with other released questions on the picture, and which they contradict.

    Both as JSON lists, by the keys `shared` and `contradicts`; triggers and samples by their positions.
    """
    parameters = {"release": release.pk, "labels": labels}
    shared, contradicted = dict(select(SHARED, parameters)), dict(select(CONTRADICTED, parameters))
    return {
        label: {"shared": shared.get(label, "[]"), "contradicts": contradicted.get(label, "[]")} for label in labels
    }
