"""Changing by force what the database never lets anybody change, for figures that depend on how it came about."""

import contextlib

from django.db import connection

from annotation.models import Event


@contextlib.contextmanager
def by_force(model):
    """Rows of a model may be changed while the block runs, whatever their rules say."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def set_clock(verb, at):
    """Let all events of a verb have happened at that time."""
    with by_force(Event):
        Event.objects.filter(verb=verb).update(at=at)
