"""Fills a benchmark with as many samples as a benchmark of speed asks for: 100,000 within a minute.

Rows are made by Postgres from lists of words, so that they read like real ones and differ in length. Each sample has a
picture's facts, a question, and but for one in ten a finished draft of 3 to 6 triggers with its rounds; one in five was
reviewed and accepted. The pictures' files are not there: nothing that is timed on these rows opens them.
"""

from django.contrib.auth import get_user_model
from django.db import connection

from annotation.models import Benchmark, Membership, Role
from inference.models import DraftRun

WORDS = {
    "people": "man|woman|boy|girl|old man in the coat|player in red|mother|person on the left|nurse|rider|bride|child",
    "scenes": "street|stadium|kitchen|classroom|airport|market|garden|hospital ward|train|beach|office|church",
    "feelings": "agitated or outraged|sad and withdrawn|excited|happy and at ease|angry|disappointed|overjoyed|hurt",
    "causes": "torn poster on the wall|heated argument with the other person|long wait in the queue|birthday cake|"
    "crowd that cheers behind|empty chair beside them|clenched fists|broken window|letter in the hand|late train|"
    "heavy rain|hug of a friend|referee who shows a card|dog that licks the face|toy that lies in pieces",
    "effects": "shows that something went wrong|makes the moment a shared one|suggests that a hope has come to nothing|"
    "raises the tension between them|draws every look|tells of a loss|promises a good day|is out of their control",
    "emotions": "angry|sad|excited|happy",
    "sources": "anger/anger|sadness/sadness|excitement/excitement|amusement/amusement",
}
# One rare word, so that a search for few samples can be timed beside one for many.
RARE, RARE_EVERY, COMMON = "motorcyclist", 9_973, "woman"


def pick(words: str, salt: int) -> str:
    """SQL (with % doubled): one of the words of that kind by the row's number n, independent for each salt."""
    choices = WORDS[words].split("|")
    array = ",".join(f"'{choice}'" for choice in choices)
    return f"(ARRAY[{array}])[1 + abs(hashint8(n + {salt})::bigint) %% {len(choices)}]"


REVIEWED = "n %% 5 = 0"
FILL = {
    "images": f"""
        INSERT INTO annotation_image (benchmark_id, path, source, sha256, byte_size, width, height, format,
            perceptual_hash, stored_at)
        SELECT %(benchmark)s, 'EmoSet-118k/image/' || {pick("sources", 1)} || '_' || lpad(n::text, 6, '0') || '.jpg',
            '', encode(sha256((%(benchmark)s || ' ' || n)::bytea), 'hex'), 40000 + n %% 9000, 640, 480, 'JPEG', n, now()
        FROM generate_series(1, %(size)s) n""",
    "samples": f"""
        INSERT INTO annotation_sample (benchmark_id, image_id, question, emotion, fine_emotion, split, status, position,
            created_at)
        SELECT %(benchmark)s, id, 'What might have caused the '
            || CASE WHEN n %% {RARE_EVERY} = 77 THEN '{RARE}' ELSE {pick("people", 2)} END
            || ' in the ' || {pick("scenes", 3)} || ' to become ' || {pick("feelings", 4)} || '?',
            {pick("emotions", 5)}, CASE WHEN n %% 3 = 0 THEN 'outrage' ELSE '' END,
            CASE WHEN n %% 12 = 7 THEN 'complex' ELSE 'basic' END,
            CASE WHEN n %% 10 = 3 THEN 'ready' ELSE 'drafted' END, n, now()
        FROM (SELECT id, perceptual_hash AS n FROM annotation_image WHERE benchmark_id = %(benchmark)s) numbered
        ORDER BY n""",
    "draft labels": """
        INSERT INTO annotation_label (sample_id, version, origin, text, created_at)
        SELECT id, 1, 'draft', '', now() FROM annotation_sample
        WHERE benchmark_id = %(benchmark)s AND status = 'drafted' ORDER BY id""",
    "drafted triggers": f"""
        INSERT INTO annotation_trigger (label_id, position, text, factor, category)
        SELECT label_id, place, 'The ' || {pick("causes", 6)} || ' ' || {pick("effects", 7)} || '.',
            (ARRAY['environment','social','physical','object'])[1 + n %% 4], ''
        FROM (SELECT label.id AS label_id, place, label.id * 8 + place AS n
            FROM annotation_label label JOIN annotation_sample sample ON sample.id = label.sample_id,
            generate_series(1, 3 + label.id %% 4) place WHERE sample.benchmark_id = %(benchmark)s) numbered""",
    "drafts": """
        INSERT INTO inference_draft (run_id, sample_id, status, label_id, raw_summary, error, failed_rounds,
            prompt_tokens, reused_tokens, generated_tokens, seconds, created_at, finished_at)
        SELECT %(run)s, label.sample_id, 'done', label.id, '', '', '[]', 0, 0, 0, 0, now(), now()
        FROM annotation_label label JOIN annotation_sample sample ON sample.id = label.sample_id
        WHERE sample.benchmark_id = %(benchmark)s ORDER BY label.id""",
    "rounds": f"""
        INSERT INTO inference_round (draft_id, position, phase, subject, question, answer, prompt_tokens,
            generated_tokens, reused_tokens, seconds, shared)
        SELECT id, place, 'general', 'surroundings', 'What is around the person, and what does it say about the mood?',
            'I see the ' || {pick("causes", 8)} || ', which ' || {pick("effects", 9)} || '. Besides, the '
            || {pick("causes", 10)} || ' ' || {pick("effects", 11)} || '.', 0, 0, 0, 0, false
        FROM (SELECT id, place, id * 8 + place AS n FROM inference_draft, generate_series(1, 4) place
            WHERE run_id = %(run)s) numbered""",
    "supports": """
        INSERT INTO inference_support (trigger_id, round_id)
        SELECT trigger.id, round.id FROM inference_draft draft JOIN annotation_trigger trigger USING (label_id)
        JOIN inference_round round ON round.draft_id = draft.id AND round.position = 1 + trigger.position %% 4
        WHERE draft.run_id = %(run)s""",
    "human labels": f"""
        INSERT INTO annotation_label (sample_id, version, origin, text, created_at, created_by_id)
        SELECT id, 2, 'human', '', now(), (%(people)s::bigint[])[1 + n %% cardinality(%(people)s::bigint[])]
        FROM (SELECT id, position AS n, status FROM annotation_sample WHERE benchmark_id = %(benchmark)s) numbered
        WHERE {REVIEWED} AND status = 'drafted' ORDER BY id""",
    "human triggers": """
        INSERT INTO annotation_trigger (label_id, position, text, factor, category, derived_from_id)
        SELECT human.id, trigger.position, trigger.text, trigger.factor, trigger.category, trigger.id
        FROM annotation_label human JOIN annotation_sample sample ON sample.id = human.sample_id
        JOIN annotation_label drafted ON drafted.sample_id = sample.id AND drafted.version = 1
        JOIN annotation_trigger trigger ON trigger.label_id = drafted.id
        WHERE sample.benchmark_id = %(benchmark)s AND human.version = 2""",
    "reviews": """
        INSERT INTO review_review (sample_id, annotator_id, draft_id, status, slot, version, working, seconds,
            client_id, reason, flagged, flag_reason, label_id, opened_at, ended_at)
        SELECT human.sample_id, human.created_by_id, draft.id, 'submitted', 0, 2, '{}', 30, gen_random_uuid(), '',
            false, '', human.id, now(), now()
        FROM annotation_label human JOIN inference_draft draft ON draft.sample_id = human.sample_id
        WHERE draft.run_id = %(run)s AND human.version = 2""",
    "decisions": """
        INSERT INTO review_decision (review_id, trigger_id, result_id, action, reason, note)
        SELECT review.id, result.derived_from_id, result.id, 'accept', '', ''
        FROM review_review review JOIN inference_draft draft ON draft.id = review.draft_id
        JOIN annotation_trigger result ON result.label_id = review.label_id WHERE draft.run_id = %(run)s""",
    "accepted": """
        UPDATE annotation_sample sample SET status = 'accepted', final_label_id = review.label_id
        FROM review_review review WHERE review.sample_id = sample.id AND sample.benchmark_id = %(benchmark)s""",
}


def fill(slug: str, size: int, *, people: int = 8) -> Benchmark:
    """A benchmark of `size` samples with `people` annotators and one admin, named `<slug>-1` …, `<slug>-admin`."""
    benchmark = Benchmark.objects.create(slug=slug, name=f"{size:,} samples")
    run = DraftRun.objects.create(benchmark=benchmark, engine="imported")
    annotators = [add_person(benchmark, f"{slug}-{number}", Role.ANNOTATOR) for number in range(1, people + 1)]
    add_person(benchmark, f"{slug}-admin", Role.ADMIN)
    values = {"benchmark": benchmark.pk, "run": run.pk, "size": size, "people": annotators}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the rows are sound: no rule need look at each
        for statement in FILL.values():
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    return benchmark


def add_person(benchmark: Benchmark, username: str, role: str) -> int:
    """A member of the benchmark; returns the user's id."""
    user = get_user_model().objects.create(username=username)
    Membership.objects.create(benchmark=benchmark, user=user, role=role)
    return user.pk
