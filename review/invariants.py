"""Rules across tables that Postgres checks when a transaction ends, once all that belongs together is written."""

import pgtrigger


def whole_at_commit(name: str, *, unless: str, message: str, operation) -> pgtrigger.Trigger:
    """A deferred row trigger that raises `message` where the SQL condition `unless` does not hold at the commit."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=f"IF ({unless}) IS NOT TRUE THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NULL;",
    )
