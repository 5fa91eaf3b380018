"""`manage.py anchoring_report BENCHMARK [--json]`: print how far drafts pull the people who see them."""

import json

from django.core.management.base import BaseCommand, CommandError

from annotation.models import Benchmark
from review.anchoring.reports import AnchoringReport, anchoring_report
from review.anchoring.wording import ARMS, TITLES, lines, plain


class Command(BaseCommand):
    """Print the anchoring report as lines or as JSON."""

    help = "Prints blind lists beside lists written with the draft in view, with 95 % intervals clustered by image."

    def add_arguments(self, parser):
        """The benchmark and the form."""
        parser.add_argument("benchmark", help="the benchmark's short name")
        parser.add_argument("--json", action="store_true", help="print numbers as JSON")

    def handle(self, *args, benchmark, json: bool, **options):
        """Print it, or say why not."""
        found = Benchmark.objects.filter(slug=benchmark).first()
        if found is None:
            raise CommandError(f"There is no benchmark “{benchmark}”.")
        self._print(anchoring_report(found), as_json=json)

    def _print(self, report: AnchoringReport, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(plain(report), indent=1))
            return
        self.stdout.write(f"{report.blind} reviews began blind, {report.assisted} with the draft.")
        if report.waiting:
            self.stdout.write(f"{len(report.waiting)} samples are not compared yet and left out: run match_labels.")
        for part in report.parts if report.blind else ():
            before, after = ARMS[part.name]
            self.stdout.write(f"\n{TITLES[part.name]} ({part.samples} samples)")
            for line in lines(part):
                change = f"{line.difference or '–'} [{line.interval}]" if line.interval else line.difference or "–"
                self.stdout.write(
                    f"  {line.name!s:<32}{before}: {line.blind or '–':<10}{after}: {line.assisted or '–':<10}{change}"
                )
