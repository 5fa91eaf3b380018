"""What a claim costs among 100,000 samples: Postgres itself tells which rows and pages it looks at."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from review import queueing
from review.claiming import CLAIM_FREE, CLAIM_NEAR, CLAIM_THIS, CLAIM_WAITING, IS_ANY_LEFT
from review.models import Review
from tests.factories import make_benchmark, make_draft_run, make_user

pytestmark = pytest.mark.django_db
SIZE = 100_000
TIMES = 5
FEW_ROWS = {"inference_draftrun"}  # a benchmark has a handful of runs: Postgres reads such a table whole, and is right
# Ana reviewed the first half, which waits for others where it wants them, and skipped 1,000 more; 20,000 are Ben's.
IMAGES = """
INSERT INTO annotation_image (benchmark_id, path, source, sha256, byte_size, width, height, format, perceptual_hash,
    stored_at)
SELECT %(benchmark)s, n || '.jpg', '', encode(sha256(n::text::bytea), 'hex'), 1, 640, 480, 'JPEG', n, now()
FROM generate_series(1, %(size)s) n
"""
SAMPLES = """
INSERT INTO annotation_sample (benchmark_id, image_id, question, emotion, fine_emotion, split, status, position,
    created_at, wanted, free_places, rank, had_by, audience)
SELECT %(benchmark)s, id, 'Why?', 'angry', '', 'basic',
    CASE WHEN n <= 50000 THEN CASE WHEN n %% 3 = 0 THEN 'adjudication' ELSE 'in_review' END ELSE 'drafted' END,
    n, now(), 1 + n %% 3, 1 + n %% 3 - (n <= 50000)::integer, n,
    CASE WHEN n <= 51000 THEN ARRAY[%(ana)s]::bigint[] ELSE '{}' END,
    CASE WHEN n > 51000 AND n <= 71000 THEN ARRAY[%(ben)s]::bigint[] ELSE '{}' END
FROM (SELECT id, perceptual_hash AS n FROM annotation_image WHERE benchmark_id = %(benchmark)s) numbered ORDER BY n
"""
# Their labels are not there: nothing that is asked here looks at them.
REVIEWS = """
INSERT INTO review_review (sample_id, annotator_id, status, slot, version, working, seconds, reason, flagged,
    flag_reason, client_id, label_id, opened_at, ended_at)
SELECT id, %(ana)s, CASE WHEN position <= 50000 THEN 'submitted' ELSE 'skipped' END, 0, 1, '{}', 1,
    CASE WHEN position <= 50000 THEN '' ELSE 'unsure' END, false, '', gen_random_uuid(),
    CASE WHEN position <= 50000 THEN -id END, now(), now()
FROM annotation_sample WHERE benchmark_id = %(benchmark)s AND position <= 51000
"""
DRAFTS = """
INSERT INTO inference_draft (run_id, sample_id, status, raw_summary, error, failed_rounds, prompt_tokens, reused_tokens,
    generated_tokens, seconds, created_at, finished_at, label_id)
SELECT %(run)s, id, 'done', '', '', '[]', 1, 0, 1, 1, now(), now(), -id FROM annotation_sample
WHERE benchmark_id = %(benchmark)s
"""


@pytest.fixture(scope="module")
def large(django_db_setup, django_db_blocker):
    """The benchmark and the ids of its people."""
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        benchmark = make_benchmark("large", overlap=3)
        people = {name: make_user(name) for name in ("ana", "ben", "cleo")}
        values = {"benchmark": benchmark.pk, "size": SIZE} | {name: user.pk for name, user in people.items()}
        cursor.execute("SET LOCAL session_replication_role = replica")  # the rows are sound: no rule looks at each
        cursor.execute(IMAGES, values)
        cursor.execute(SAMPLES, values)
        cursor.execute(REVIEWS, values)
        cursor.execute(DRAFTS, values | {"run": make_draft_run(benchmark).pk})
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE annotation_sample, annotation_image, review_review, inference_draft")
        yield benchmark, people
        transaction.set_rollback(True)


def nodes_of(plan: dict) -> list[dict]:
    return [plan] + [node for part in plan.get("Plans", []) for node in nodes_of(part)]


def explained(statement: str, benchmark, user) -> tuple[int, list[str], int]:
    """Pages looked at, tables read from end to end, and rows that came out, where it looked at the fewest pages.

    Every now and then a connection reads anew what the catalogue tells of the tables' indexes and triggers.
    """
    _own, asking = queueing._standing(benchmark, user)
    asking |= {"sample": benchmark.samples.order_by("-position").values_list("pk", flat=True)[0]}
    plan = min((explained_once(statement, asking) for _time in range(TIMES)), key=pages_of)
    scanned = [node["Relation Name"] for node in nodes_of(plan) if node["Node Type"] == "Seq Scan"]
    return pages_of(plan), [table for table in scanned if table not in FEW_ROWS], int(plan["Actual Rows"])


def explained_once(statement: str, asking: dict) -> dict:
    """The plan, with what it cost; what it did is undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", asking)
        found = cursor.fetchone()[0]
        transaction.set_rollback(True)
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def pages_of(plan: dict) -> int:
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


@pytest.mark.parametrize("name", ["ana", "ben", "cleo"])
@pytest.mark.parametrize(
    ("statement", "pages"),
    [
        pytest.param(CLAIM_NEAR, 200, id="near"),
        pytest.param(CLAIM_FREE, 100, id="free"),
        pytest.param(CLAIM_WAITING, 100, id="waiting"),
        pytest.param(CLAIM_THIS, 100, id="this"),
        pytest.param(IS_ANY_LEFT, 100, id="any left"),
    ],
)
def test_a_claim_reads_a_few_pages_through_indexes_alone(large, name, statement, pages):
    benchmark, people = large
    looked_at, scanned, _rows = explained(statement, benchmark, people[name])
    assert scanned == []
    assert looked_at <= pages


def test_the_claims_that_were_explained_hand_out_the_right_samples(large):
    """Ana goes on behind all that she had and all that is Ben's; Ben begins with his own, Cleo with the first."""
    benchmark, people = large
    found = {}
    for name, user in people.items():
        user = User.objects.get(pk=user.pk)
        with transaction.atomic():
            if name == "ben":
                benchmark.assignments.model.objects.create(
                    benchmark=benchmark, sample=benchmark.samples.get(position=60000), user=user
                )
            review = queueing.claim(benchmark, by=user)
            found[name] = Review.objects.get(pk=review).sample.position
            transaction.set_rollback(True)
    assert found == {"ana": 71001, "ben": 51001, "cleo": 1}
