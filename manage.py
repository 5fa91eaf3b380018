#!/usr/bin/env python
"""Django's command line: every command starts or joins the embedded servers by itself."""

import os
import sys

from django.core.management import execute_from_command_line

from eibench_site.embedded import EmbeddedServersError


def main() -> None:
    """Run one command; servers that cannot be started end it with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eibench_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except EmbeddedServersError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
