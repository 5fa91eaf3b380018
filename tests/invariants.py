"""How tests try to break a rule of the database: a world of rows, raw SQL, and the name of the rule that refused."""

import re
from dataclasses import dataclass

from django.db import IntegrityError, connection, models, transaction

from annotation.invariants import Keeping

TRIGGER_OF_FUNCTION = re.compile(r"function (?:\w+\.)?pgtrigger_(\w+)_[0-9a-f]{5}\(")


@dataclass(frozen=True)
class Breaking:
    """A statement that the rule refuses; `without` names checks that would refuse it first and are dropped for it."""

    rule: str
    sql: str
    without: tuple[str, ...] = ()

    def __str__(self):
        return self.rule


def copied(model: type[models.Model], row: str, /, **changes: str) -> str:
    """An INSERT of a copy of the world's `row` with other values (SQL expressions, by column)."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [changes.get(column, f'"{column}"') for column in columns]
    assert set(changes) <= set(columns), f"no such columns: {set(changes) - set(columns)}"
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} WHERE id = %({row})s"  # noqa: S608


def changed(model: type[models.Model], row: str, /, **changes: str) -> str:
    """An UPDATE of the world's `row` (SQL expressions, by column)."""
    values = ", ".join(f'"{column}" = {value}' for column, value in changes.items())
    return f"UPDATE {model._meta.db_table} SET {values} WHERE id = %({row})s"  # noqa: S608


def deleted(model: type[models.Model], row: str) -> str:
    """A DELETE of the world's `row`."""
    return f"DELETE FROM {model._meta.db_table} WHERE id = %({row})s"  # noqa: S608


def never_changed(model: type[models.Model], row: str, rule: str, column: str, value: str) -> list[Breaking]:
    """Both ways to break an append-only rule."""
    return [Breaking(rule, changed(model, row, **{column: value})), Breaking(rule, deleted(model, row))]


def refusing_rule(breaking: Breaking, world: dict[str, int]) -> str:
    """Run the statement and tell which constraint or trigger refused it; `nothing` where it went through."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for constraint in breaking.without:
                cursor.execute(f"ALTER TABLE {_table_of(constraint)} DROP CONSTRAINT {constraint}")
            cursor.execute(breaking.sql, world)
            assert cursor.rowcount == 1, "the statement found no row to break"
    except IntegrityError as error:
        return _rule_of(error)
    return "nothing"


def refusing_rules(breakings: list[Breaking], world: dict[str, int]) -> dict[str, str]:
    """Which rule refused each of the statements, by the statement; all on one world, since none changes it."""
    return {breaking.sql: refusing_rule(breaking, world) for breaking in breakings}


def stated_rules(breakings: list[Breaking]) -> dict[str, str]:
    """Which rule is to refuse each of the statements, by the statement."""
    return {breaking.sql: breaking.rule for breaking in breakings}


def transition(model: type[models.Model], pk: int, before: str, after: str, **others: str) -> str:
    """Put a row into `before` with the transition rule asleep, then try `after`: the rule that refused or `nothing`."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint.name}")
        cursor.execute(f"UPDATE {table} SET status = %s WHERE id = %s", [before, pk])  # noqa: S608
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    values = ", ".join([f"status = '{after}'", *(f"{column} = {value}" for column, value in others.items())])
    return refusing_rule(Breaking("", f"UPDATE {table} SET {values} WHERE id = %(row)s"), {"row": pk})  # noqa: S608


def declared_rules(app: str) -> set[str]:
    """The names of all constraints, triggers and unique columns of an app's models."""
    from django.apps import apps

    rules = set()
    for model in apps.get_app_config(app).get_models():
        rules |= {constraint.name for constraint in model._meta.constraints}
        triggers = getattr(model._meta, "triggers", [])
        rules |= {trigger.name for trigger in triggers if not isinstance(trigger, Keeping)}
        columns = [field for field in model._meta.concrete_fields if field.unique and not field.primary_key]
        rules |= {f"{model._meta.db_table}_{field.column}_key" for field in columns}
    return rules


def _rule_of(error: IntegrityError) -> str:
    diagnosis = error.__cause__.diag
    if diagnosis.constraint_name:
        return diagnosis.constraint_name
    found = TRIGGER_OF_FUNCTION.search(diagnosis.context or "")
    return found.group(1) if found else str(error)


def _table_of(constraint: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass FROM pg_constraint WHERE conname = %s", [constraint])
        return cursor.fetchone()[0]
