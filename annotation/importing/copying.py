"""Writing many rows at once through Postgres' COPY, which fires the same triggers and constraints as INSERT."""

from collections.abc import Iterable

from django.db import connection, models
from psycopg import sql


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids taken from the table's sequence for rows that are about to be copied in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_in(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Append rows, the values in the order of the columns; columns not named become NULL or the table's default."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def look_again(*tables: type[models.Model]) -> None:
    """Let Postgres count the tables' rows anew: what it planned for an almost empty table is slow on a full one."""
    names = sql.SQL(", ").join(sql.Identifier(table._meta.db_table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(names))
