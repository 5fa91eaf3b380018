"""The statements that hand out a sample: each finds the next one by an index, whatever was done before it.

A sample in the queue wants a person: it is reviewable and has a free place. Its row tells by whom it was had and for
whom it is, so samples of the same kind (had by the same people, for the same people) lie side by side in the index
`sample_queue`, each kind in the order of rank. A person may have done half of all samples: their kinds are passed over
one by one, not their samples. There are as many kinds as there are sets of people who share samples.
"""

NEAR = 64  # samples at the front of the queue that are looked at one by one, which is quicker than kind by kind

QUEUED = """sample.benchmark_id = %(benchmark)s AND sample.status IN ('drafted', 'in_review')
    AND sample.free_places > 0"""
FOR_PERSON = """(audience = '{}' OR audience && %(keys)s::bigint[]) AND NOT had_by @> ARRAY[%(user)s]::bigint[]"""

# What the person has open, by which keys samples are assigned to them, and whether any is.
STANDING = """
WITH me AS (
    SELECT ARRAY[%(user)s]::bigint[] || coalesce(array_agg(-people.id), '{}') AS keys
    FROM annotation_peoplegroup people JOIN annotation_peoplegroup_members member ON member.peoplegroup_id = people.id
    WHERE people.benchmark_id = %(benchmark)s AND member.user_id = %(user)s
)
SELECT ARRAY(SELECT review.id FROM review_review review JOIN annotation_sample sample ON sample.id = review.sample_id
             WHERE review.annotator_id = %(user)s AND review.status = 'open'
             AND sample.benchmark_id = %(benchmark)s ORDER BY review.id),
       me.keys,
       EXISTS (SELECT 1 FROM annotation_assignment assigned WHERE assigned.benchmark_id = %(benchmark)s
               AND (assigned.user_id = %(user)s OR -assigned.group_id = ANY (me.keys)))
FROM me
"""

KINDS = f"""
WITH RECURSIVE kinds AS (
    (SELECT audience, had_by, rank FROM annotation_sample sample WHERE {QUEUED} ORDER BY audience, had_by, rank LIMIT 1)
    UNION ALL
    SELECT following.* FROM kinds CROSS JOIN LATERAL (
        SELECT audience, had_by, rank FROM annotation_sample sample
        WHERE {QUEUED} AND (sample.audience, sample.had_by) > (kinds.audience, kinds.had_by)
        ORDER BY audience, had_by, rank LIMIT 1) following
), kind AS (
    SELECT audience, had_by FROM kinds WHERE {FOR_PERSON} ORDER BY audience = '{{}}', rank LIMIT 1
)
"""  # noqa: S608

PICKED = """
SELECT sample.id, sample.wanted FROM annotation_sample sample WHERE {condition}
ORDER BY sample.rank LIMIT 1 FOR NO KEY UPDATE OF sample {waiting}
"""
OF_EACH_KIND = "SELECT sample.* FROM kind CROSS JOIN LATERAL ({picked}) sample"

# The candidate has the place that is free on the sample, the person's own work on it that had gone back, and the draft
# to show. The lock keeps two claims apart; where it does not (one that ended between our snapshot and our lock), the
# unique constraints do, and nothing is claimed.
CLAIM = """
{kinds} picked AS ({picked}), candidate AS (
    SELECT picked.id, so_far.returned,
           (SELECT min(place) FROM generate_series(0, picked.wanted - 1) place
            WHERE place <> ALL (coalesce(so_far.places, '{{}}'))) AS slot,
           (SELECT draft.id FROM inference_draft draft JOIN inference_draftrun run ON run.id = draft.run_id
            WHERE draft.sample_id = picked.id AND draft.status = 'done' AND NOT run.trial
            ORDER BY draft.id DESC LIMIT 1) AS draft_id
    FROM picked CROSS JOIN LATERAL (
        SELECT array_agg(slot::integer) FILTER (WHERE status IN ('open', 'submitted')) AS places,
               max(id) FILTER (WHERE annotator_id = %(user)s AND status = 'returned') AS returned
        FROM review_review review WHERE review.sample_id = picked.id
    ) so_far
), resumed AS (
    UPDATE review_review SET status = 'open', slot = candidate.slot, ended_at = NULL, active_at = now(),
        lease_until = now() + make_interval(secs => %(lease)s)
    FROM candidate WHERE review_review.id = candidate.returned RETURNING review_review.id
), opened AS (
    INSERT INTO review_review (sample_id, annotator_id, draft_id, status, slot, lease_until, version, working,
                               seconds, active_at, reason, flagged, flag_reason, opened_at)
    SELECT id, %(user)s, draft_id, 'open', slot, now() + make_interval(secs => %(lease)s), 1, '{{}}', 0, now(), '',
           false, '', now()
    FROM candidate WHERE returned IS NULL
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM resumed UNION ALL SELECT id FROM opened
"""

FRONT = f"""{QUEUED} AND {FOR_PERSON} AND sample.rank <= (SELECT max(rank) FROM (
    SELECT rank FROM annotation_sample sample WHERE {QUEUED} ORDER BY rank LIMIT {NEAR}) front)"""  # noqa: S608
OF_KIND = f"{QUEUED} AND sample.audience = kind.audience AND sample.had_by = kind.had_by"
THIS = f"{QUEUED} AND {FOR_PERSON} AND sample.id = %(sample)s"


def _claim(condition: str, *, waiting: str = "") -> str:
    return CLAIM.format(kinds="WITH", picked=PICKED.format(condition=condition, waiting=waiting))


def _claim_of_kind(*, waiting: str = "") -> str:
    picked = OF_EACH_KIND.format(picked=PICKED.format(condition=OF_KIND, waiting=waiting))
    return CLAIM.format(kinds=f"{KINDS},", picked=picked)


CLAIM_NEAR = _claim(FRONT, waiting="SKIP LOCKED")
CLAIM_FREE = _claim_of_kind(waiting="SKIP LOCKED")
CLAIM_WAITING = _claim_of_kind()
CLAIM_THIS = _claim(THIS)
IS_ANY_LEFT = f"{KINDS} SELECT EXISTS (SELECT 1 FROM kind)"  # noqa: S608
