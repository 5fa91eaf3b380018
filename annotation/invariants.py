"""Rules that Postgres itself keeps: builders of the database triggers that the models declare."""

import pgtrigger


class Keeping(pgtrigger.Trigger):
    """A trigger that keeps a column right and refuses nothing."""


def forbid(
    name: str, *, when: str, message: str, operation=pgtrigger.Insert | pgtrigger.Update, asked_if: str = ""
) -> pgtrigger.Trigger:
    """A row trigger that raises an integrity error with `message` where the SQL condition `when` holds.

    `asked_if` is a cheap condition on NEW without sub-queries: rows for which it is false cost no function call.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        condition=pgtrigger.Condition(asked_if) if asked_if else None,
        func=f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;",
    )


def append_only(name: str, *, what: str, operation=pgtrigger.Update | pgtrigger.Delete) -> pgtrigger.Trigger:
    """A trigger that refuses every change of rows once written; `what` names the rows in the message.

    It is asked once a statement, so that emptying the table (TRUNCATE, which asks no row) is refused with deleting. A
    test's database is emptied between tests: there, and there alone, `eibench.emptying` is on.
    """
    if "DELETE" in str(operation):
        operation = operation | pgtrigger.Truncate
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=operation,
        func=(
            "IF TG_OP = 'TRUNCATE' AND current_setting('eibench.emptying', true) = 'on' THEN RETURN NULL; END IF; "
            f"RAISE EXCEPTION '{what} are never changed or deleted' USING ERRCODE = 'restrict_violation';"
        ),
    )


def of_this_transaction(row: str) -> str:
    """An SQL condition: the version of `row` (a table's alias) that the query sees was written by this transaction.

    Sound since a query sees what is committed and what its own transaction wrote, sub-transactions included: a version
    that is seen and whose writer (xmin) is still in progress can only be its own. xmin has 32 bits where
    `pg_xact_status` wants 64, so it is taken as the id nearest to the current one, on either side: a sub-transaction's
    lies beyond. Writers too old for a status give NULL, hence not this transaction.
    """
    current = "pg_current_xact_id()::text::bigint"
    distance = f"(({row}.xmin::text::bigint - {current} + (1::bigint << 31)) & 4294967295) - (1::bigint << 31)"
    return f"pg_xact_status(greatest({current} + {distance}, 0)::text::xid8) IS NOT DISTINCT FROM 'in progress'"


def written_with(
    name: str, *, parent: str, found: str, by: str, message: str, unless: str = "FALSE"
) -> pgtrigger.Trigger:
    """A trigger that refuses new rows unless this transaction wrote their parent, so that nothing grows later.

    `parent` is the parent's alias in `found`, the FROM and WHERE that lead to it from the column `by` of a new row
    (`added`); `unless` is an SQL condition on the parent under which it still takes rows of any transaction. It looks
    once a statement at each parent: once a row, it would add two thirds to the time of writing an import's triggers.
    """
    ours = f"SELECT {unless} OR {of_this_transaction(parent)} FROM {found}"  # noqa: S608
    foreign = f"SELECT 1 FROM (SELECT DISTINCT {by} FROM added) added WHERE ({ours}) IS NOT TRUE"  # noqa: S608
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func=(
            f"IF EXISTS ({foreign}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NULL;"
        ),
    )


def transitions(name: str, *, table: dict[str, tuple[str, ...]], field: str = "status") -> pgtrigger.Trigger:
    """A row trigger that lets `field` move only along `table` (a state -> the states that may follow it)."""
    pairs = ", ".join(f"('{before}', '{after}')" for before, afters in table.items() for after in afters)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(field),
        condition=pgtrigger.Condition(f"OLD.{field} IS DISTINCT FROM NEW.{field}"),
        func=(
            f"IF (OLD.{field}, NEW.{field}) NOT IN ({pairs}) THEN "
            f"RAISE EXCEPTION 'no transition from % to %', OLD.{field}, NEW.{field} "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )
