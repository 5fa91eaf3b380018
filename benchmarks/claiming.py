"""Times one claim of the queue in the process, at 1,000 and at 100,000 samples, at overlap 1, 2 and 3.

    .venv/bin/python benchmarks/claiming.py [--samples 100000] [--rounds 200]

Three people claim: one to whom all is new, one who had the first half of all samples, and one who passed one in a
hundred on and gets the samples that are assigned to them. Each claim is rolled back, so that all of them meet the same
queue. Prints medians (and the least) in milliseconds, and those at the larger size against those at the smaller. The
data lie in a folder that is thrown away.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from serving import load, spread, studio

SMALL = 1_000
OVERLAPS = (1, 2, 3)
PEOPLE = {"all is new": "new", "had half": "half", "skipped, assigned": "skipped"}
FILL = {
    "images": """
        INSERT INTO annotation_image (benchmark_id, path, source, sha256, byte_size, width, height, format,
            perceptual_hash, stored_at)
        SELECT %(benchmark)s, n || '.jpg', '', encode(sha256((%(benchmark)s || ' ' || n)::bytea), 'hex'), 1, 640, 480,
            'JPEG', n, now() FROM generate_series(1, %(size)s) n""",
    # Whoever had half holds one place of each; of samples that want one person, they had all they had for good.
    "samples": """
        INSERT INTO annotation_sample (benchmark_id, image_id, question, emotion, fine_emotion, split, status, position,
            created_at, wanted, free_places, rank, had_by, audience)
        SELECT %(benchmark)s, id, 'Why?', 'angry', '', 'basic', CASE
                WHEN n > %(size)s / 2 THEN 'drafted' WHEN %(overlap)s = 1 THEN 'adjudication' ELSE 'in_review' END,
            n, now(), %(overlap)s, %(overlap)s - (n <= %(size)s / 2)::integer, n,
            (CASE WHEN n <= %(size)s / 2 THEN ARRAY[%(half)s]::bigint[] ELSE '{}' END)
                || (CASE WHEN n <= %(size)s / 100 THEN ARRAY[%(skipped)s]::bigint[] ELSE '{}' END),
            CASE WHEN n %% 7 = 0 THEN ARRAY[%(skipped)s]::bigint[] ELSE '{}' END
        FROM (SELECT id, perceptual_hash AS n FROM annotation_image WHERE benchmark_id = %(benchmark)s) numbered
        ORDER BY n""",
    "assignments": """
        INSERT INTO annotation_assignment (benchmark_id, sample_id, user_id, created_at)
        SELECT benchmark_id, id, %(skipped)s, now() FROM annotation_sample
        WHERE benchmark_id = %(benchmark)s AND audience <> '{}'""",
    # Their labels are not there: nothing that is timed looks at them.
    "reviews": """
        INSERT INTO review_review (sample_id, annotator_id, status, slot, version, working, seconds, reason, flagged,
            flag_reason, client_id, label_id, opened_at, ended_at)
        SELECT id, %(half)s, 'submitted', 0, 1, '{}'::jsonb, 1, '', false, '', gen_random_uuid(), -id, now(), now()
        FROM annotation_sample WHERE benchmark_id = %(benchmark)s AND position <= %(size)s / 2
        UNION ALL
        SELECT id, %(skipped)s, 'skipped', 1, 1, '{}'::jsonb, 1, 'unsure', false, '', gen_random_uuid(), NULL, now(),
            now()
        FROM annotation_sample WHERE benchmark_id = %(benchmark)s AND position <= %(size)s / 100""",
}


def fill(size: int, overlap: int):
    """A benchmark of that size and overlap, and its people by name."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from annotation.models import Benchmark, Membership

    slug = f"claims-{size}-{overlap}"
    benchmark = Benchmark.objects.create(slug=slug, name=slug, overlap=overlap)
    people = {name: get_user_model().objects.create(username=f"{slug}-{name}") for name in PEOPLE.values()}
    for user in people.values():
        Membership.objects.create(benchmark=benchmark, user=user, role="annotator")
    values = {"benchmark": benchmark.pk, "size": size, "overlap": overlap}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the rows are sound: no rule need look at each
        for statement in FILL.values():
            cursor.execute(statement, values | {name: user.pk for name, user in people.items()})
        cursor.execute("SET session_replication_role = DEFAULT")
    return benchmark, people


def timed(benchmark, user) -> float:
    """The milliseconds of one claim, which is rolled back."""
    from django.db import transaction

    from review.queueing import claim

    with transaction.atomic():
        began = time.perf_counter()
        claimed = claim(benchmark, by=user)
        took = (time.perf_counter() - began) * 1000
        transaction.set_rollback(True)
    if claimed is None:
        raise SystemExit(f"{user.username} was told that nothing is left.")
    return took


def measure(worlds: dict, rounds: int) -> dict:
    """Times by size and person; sizes and people take turns, so that a busy second meets all of them."""
    times = {(size, name): [] for size in worlds for name in PEOPLE.values()}
    for turn in range(rounds + 10):
        for (size, name), taken in times.items():
            benchmark, people = worlds[size]
            took = timed(benchmark, people[name])
            if turn >= 10:
                taken.append(took)
    return {key: spread(taken)[:2] for key, taken in times.items()}


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    with studio():
        from django.db import connection

        worlds = {overlap: {size: fill(size, overlap) for size in (SMALL, options.samples)} for overlap in OVERLAPS}
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"{'one claim':<28}{SMALL:>10,}{'least':>8}{options.samples:>12,}{'least':>8}{'ratio':>8}   (ms)")
        for overlap, sizes in worlds.items():
            report(overlap, options.samples, measure(sizes, options.rounds))
    print(load())


def report(overlap: int, size: int, found: dict) -> None:
    """The lines of one overlap."""
    for words, name in PEOPLE.items():
        (few_least, few), (least, many) = found[SMALL, name], found[size, name]
        what = f"overlap {overlap}, {words}"
        print(f"{what:<28}{few:>10.2f}{few_least:>8.2f}{many:>12.2f}{least:>8.2f}{many / few:>8.2f}")


if __name__ == "__main__":
    main()
