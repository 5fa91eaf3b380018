"""`manage.py anchoring_report BENCHMARK [--json]`: print how far drafts pull the people who see them."""

from annotation.management.asking import benchmark_of
from review.anchoring.reports import AnchoringReport, anchoring_report
from review.anchoring.wording import ARMS, TITLES, lines, plain
from review.management.reporting import ReportCommand


class Command(ReportCommand):
    """Print the anchoring report as lines or as JSON."""

    help = "Prints blind lists beside lists written with the draft in view, with 95 % intervals clustered by image."

    def handle(self, *args, benchmark, json: bool, **options):
        """Print it, or say why not."""
        found = benchmark_of(benchmark)
        self._print(anchoring_report(found), as_json=json)

    def _print(self, report: AnchoringReport, *, as_json: bool) -> None:
        if as_json:
            self.write_json(plain(report))
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
