"""What the commands share that print a benchmark's report as lines or as JSON."""

import json

from django.core.management.base import BaseCommand


class ReportCommand(BaseCommand):
    """A report of a benchmark."""

    def add_arguments(self, parser):
        """The benchmark and the form."""
        parser.add_argument("benchmark", help="the benchmark's short name")
        parser.add_argument("--json", action="store_true", help="print numbers as JSON")

    def write_json(self, values) -> None:
        """Print numbers."""
        self.stdout.write(json.dumps(values, indent=1, ensure_ascii=False))
