"""`manage.py gap_report BENCHMARK [--run ID] [--json]`: print how far drafts were from what people made of them."""

from django.core.management.base import CommandError

from annotation.management.asking import benchmark_of
from inference.models import DraftRun
from review.gaps.reports import Report, report
from review.gaps.wording import Line, group_lines, plain_rows, sections
from review.management.reporting import ReportCommand


class Command(ReportCommand):
    """Print the gap report as tables or as JSON."""

    help = "Prints how far drafts were from what people made of them, with 95 % intervals clustered by image."

    def add_arguments(self, parser):
        """The benchmark, a run, and the form."""
        super().add_arguments(parser)
        parser.add_argument("--run", type=int, help="the number of one draft run; all of them where left out")

    def handle(self, *args, benchmark, run, json: bool, **options):
        """Print it, or say why not."""
        found = benchmark_of(benchmark)
        chosen = DraftRun.objects.filter(benchmark=found, pk=run).first() if run is not None else None
        if run is not None and chosen is None:
            raise CommandError(f"{benchmark} has no draft run {run}.")
        self._print(report(found, chosen), json)

    def _print(self, found: Report, as_json: bool) -> None:
        if as_json:
            self.write_json(list(plain_rows(found)))
        elif not found.total.samples:
            self.stdout.write("Nothing was reviewed yet: submit reviews of drafted samples first.")
        else:
            self._print_tables(found)

    def _print_tables(self, found: Report) -> None:
        if found.is_scripted:
            which = "Some of these" if found.is_mixed else "These"
            self.stdout.write(f"{which} drafts come from a script, not from a model.")
        self.stdout.write(f"{found.total.samples} samples reviewed; 95 % intervals, pictures drawn 2,000 times.")
        for title, lines in sections(found):
            self._print_lines(title, lines)
        for dimension in found.dimensions:
            for group in dimension.groups:
                self._print_lines(
                    f"{dimension.title}: {group.label} ({group.samples} samples, {group.images} pictures)",
                    group_lines(group),
                )

    def _print_lines(self, title: str, lines: list[Line]) -> None:
        self.stdout.write(f"\n{title}")
        for line in lines:
            interval = f"[{line.interval}]" if line.interval else ""
            source = f"of {line.count} {line.unit} on {line.images} pictures"
            self.stdout.write(f"  {line.name!s:<60}{line.value:>9}  {interval:<18} {source}")
