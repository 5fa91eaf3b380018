"""No table whose rows are kept can be emptied, not even by TRUNCATE, which asks no row."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

MODELS = [model for app in ("annotation", "inference", "review") for model in apps.get_app_config(app).get_models()]
TABLES = sorted(
    model._meta.db_table
    for model in MODELS
    if any("TRUNCATE" in str(trigger.operation) for trigger in getattr(model._meta, "triggers", []))
)


def emptied(table: str, emptying: str) -> str:
    """What comes of emptying the table: the refusal, or "emptied"; nothing is left changed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('eibench.emptying', %s, true)", [emptying])
            cursor.execute(f"TRUNCATE {table} CASCADE")
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error).splitlines()[0]
    return "emptied"


@pytest.mark.django_db
def test_kept_tables_are_not_emptied():
    found = {table: emptied(table, "off") for table in TABLES}
    refusals = {table: sentence.endswith("are never changed or deleted") for table, sentence in found.items()}
    assert refusals == dict.fromkeys(TABLES, True)
    assert {"annotation_event", "annotation_label", "annotation_trigger", "review_review", "review_decision"} <= set(
        TABLES
    )


@pytest.mark.django_db
def test_only_a_tests_database_is_emptied():
    assert emptied("annotation_event", "on") == "emptied"
