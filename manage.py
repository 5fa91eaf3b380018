#!/usr/bin/env python
"""Django's command line: every command starts or joins the embedded servers by itself."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import ProgrammingError
from psycopg.errors import UndefinedColumn, UndefinedTable

from eibench_site.embedded import EmbeddedServersError


def main() -> None:
    """Run one command; servers that cannot be started, or a database of another version, end it with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eibench_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except EmbeddedServersError as error:
        sys.exit(str(error))
    except ProgrammingError as error:
        if not isinstance(error.__cause__, (UndefinedTable, UndefinedColumn)):
            raise
        missing = str(error).splitlines()[0]
        sys.exit(f"The database is not up to date ({missing}): `manage.py migrate` mends that, as does `make run`.")


if __name__ == "__main__":
    main()
