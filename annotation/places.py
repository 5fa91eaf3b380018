"""Places on a sample, kept right by Postgres: how many people it wants, how many places are free, and its rank.

`wanted` follows from the benchmark (overlap, its share, the seed), `rank` from its order, as far as a new sample alone
tells it; reviews tell `free_places` and `had_by`, assignments `audience`. A claim asks nothing but the sample's row.
"""

import pgtrigger

from annotation.invariants import Keeping

# One column each holds what a claim must know, so that one index finds the sample (see review/queueing.py).
TOLD = ("free_places", "had_by", "audience")


def drawn(seed: str, salt: str, number: str) -> str:
    """SQL: a number from 0 up to 1, drawn by these SQL expressions; another salt draws independently."""
    return f"(('x' || substr(md5({seed} || ':{salt}:' || {number}), 1, 13))::bit(52)::bigint / 4503599627370496.0)"


def wanted(benchmark: str, sample: str) -> str:
    """SQL: how many people the sample wants: the overlap for the drawn share of samples, one for the others."""
    draw = drawn(f"{benchmark}.seed", "overlap", f"{sample}.position")
    return f"(CASE WHEN {draw} < {benchmark}.overlap_share THEN {benchmark}.overlap ELSE 1 END)"


def random_rank(benchmark: str, sample: str) -> str:
    """SQL: the sample's place in the random order of its benchmark's seed."""
    return drawn(f"{benchmark}.seed", "order", f"{sample}.position")


def begins_in_queue(name: str) -> pgtrigger.Trigger:
    """A new sample wants as many people as its benchmark says, and has its first rank."""
    return Keeping(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            f"SELECT {wanted('benchmark', 'NEW')}, CASE WHEN benchmark.queue_order = 'random' "  # noqa: S608
            f"THEN {random_rank('benchmark', 'NEW')} ELSE NEW.position END INTO NEW.wanted, NEW.rank "
            "FROM annotation_benchmark benchmark WHERE benchmark.id = NEW.benchmark_id; "
            "NEW.free_places = NEW.wanted; NEW.had_by = '{}'; NEW.audience = '{}'; RETURN NEW;"
        ),
    )


def places_follow_wanted(name: str) -> pgtrigger.Trigger:
    """When a sample wants more or fewer people, as many places become free or go."""
    return Keeping(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("wanted"),
        func="NEW.free_places = OLD.free_places + NEW.wanted - OLD.wanted; RETURN NEW;",
    )


def overlap_spreads(name: str) -> pgtrigger.Trigger:
    """A change of the overlap reaches the samples; one that somebody has never wants fewer people than before.

    Who has decided on a sample did so under the old number: under a lower one nobody would come to end it.
    """
    new = wanted("NEW", "sample")
    kept = f"(CASE WHEN sample.free_places < sample.wanted THEN greatest(sample.wanted, {new}) ELSE {new} END)"
    return Keeping(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("overlap", "overlap_share", "seed"),
        condition=pgtrigger.Condition(
            "((OLD.overlap, OLD.overlap_share, OLD.seed) IS DISTINCT FROM (NEW.overlap, NEW.overlap_share, NEW.seed))"
        ),
        # In the order of the samples, as all who lock several do: two of them then wait and do not lock each other out.
        func=(
            f"PERFORM 1 FROM annotation_sample sample WHERE sample.benchmark_id = NEW.id "  # noqa: S608
            f"AND sample.wanted <> {kept} ORDER BY sample.id FOR NO KEY UPDATE; "
            f"UPDATE annotation_sample sample SET wanted = {kept} "
            f"WHERE sample.benchmark_id = NEW.id AND sample.wanted <> {kept}; RETURN NULL;"
        ),
    )


def told_by_their_rows(name: str) -> pgtrigger.Trigger:
    """Nobody writes what reviews and assignments tell about a sample but their own triggers."""
    columns = ", ".join(f"NEW.{column}" for column in TOLD), ", ".join(f"OLD.{column}" for column in TOLD)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*TOLD),
        condition=pgtrigger.Condition(f"(({columns[0]}) IS DISTINCT FROM ({columns[1]}))"),
        func=(
            "IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION 'who has a sample is told by its reviews and assignments' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def told_by_reviews(name: str, *, operation, condition: str = "") -> pgtrigger.Trigger:
    """A review that begins, ends or comes back takes or frees a place on its sample; an adjudication takes none.

    Who has adjudicated a sample has seen what its reviewers wrote, so it is not handed to them for review any more.
    The sample's lock comes first, so that of two such rows the second counts the first.
    """
    return Keeping(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=pgtrigger.Condition(condition) if condition else None,
        func=(
            "PERFORM 1 FROM annotation_sample WHERE id = NEW.sample_id FOR NO KEY UPDATE; "
            "UPDATE annotation_sample sample SET free_places = sample.wanted - told.held, had_by = told.people "
            "FROM (SELECT (SELECT count(*) FROM review_review "
            "WHERE sample_id = NEW.sample_id AND status IN ('open', 'submitted')) AS held, "
            "coalesce(array_agg(DISTINCT person ORDER BY person), '{}') AS people FROM ("
            "SELECT annotator_id::bigint AS person FROM review_review "
            "WHERE sample_id = NEW.sample_id AND status IN ('open', 'submitted', 'skipped') "
            "UNION ALL SELECT adjudicator_id::bigint FROM review_adjudication WHERE sample_id = NEW.sample_id) had"
            ") told WHERE sample.id = NEW.sample_id AND (sample.free_places, sample.had_by) "
            "IS DISTINCT FROM (sample.wanted - told.held, told.people); RETURN NULL;"
        ),
    )


def told_by_assignments(name: str) -> pgtrigger.Trigger:
    """An assignment that comes or goes changes whom its sample is for: ids of people, and of groups with a minus."""
    return Keeping(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        declare=[("of_sample", "bigint")],
        func=(
            "of_sample = CASE WHEN TG_OP = 'DELETE' THEN OLD.sample_id ELSE NEW.sample_id END; "
            "PERFORM 1 FROM annotation_sample WHERE id = of_sample FOR NO KEY UPDATE; "
            "UPDATE annotation_sample sample SET audience = coalesce((SELECT array_agg(key ORDER BY key) FROM "
            "(SELECT coalesce(user_id::bigint, -group_id) AS key FROM annotation_assignment "
            "WHERE sample_id = of_sample) keys), '{}') WHERE sample.id = of_sample; RETURN NULL;"
        ),
    )
