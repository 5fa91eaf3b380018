"""Reading rows by a statement of our own, where the ORM would read far more than is asked for."""

from django.db import connection


def select(query: str, wanted: dict) -> list[tuple]:
    """All rows of a statement with named parameters."""
    with connection.cursor() as cursor:
        return cursor.execute(query, wanted).fetchall()
