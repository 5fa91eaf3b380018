"""Rules that Postgres itself keeps: builders of the database triggers that the models declare."""

import pgtrigger


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
    """A row trigger that refuses every change of a row once written; `what` names the rows in the message."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=f"RAISE EXCEPTION '{what} are never changed or deleted' USING ERRCODE = 'restrict_violation';",
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
