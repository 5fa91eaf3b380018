"""`manage.py results_report RELEASE [--judge KEY] [--json | --latex]`: print what models reach on a release."""

import json

from django.core.management.base import BaseCommand, CommandError

from annotation.models import Release
from review.results.personas import PersonaTable, persona_tables
from review.results.reports import Results, results
from review.results.wording import as_latex, column_title, flat_rows, percent, spread


class Command(BaseCommand):
    """Print the results table as lines, JSON or LaTeX."""

    help = "Prints what models reach on a release, with 95 % intervals clustered by image."

    def add_arguments(self, parser):
        """The release, the judge, and the form."""
        parser.add_argument("release", help="the release's name")
        parser.add_argument("--judge", default="", help="a judge's key as the JSON names it; else that of most runs")
        parser.add_argument("--json", action="store_true", help="print numbers as JSON")
        parser.add_argument("--latex", action="store_true", help="print a table for LaTeX")

    def handle(self, *args, release, judge, json: bool, latex: bool, **options):
        """Print it, or say why not."""
        found = Release.objects.filter(name=release).select_related("benchmark").first()
        if found is None:
            raise CommandError(f"There is no release “{release}”.")
        table = results(found, judge)
        if judge and (table.signature is None or table.signature.key != judge):
            known = ", ".join(f"“{one.key}”" for one in table.signatures) or "none"
            raise CommandError(f"No judge “{judge}” has judged anything on {release}; there are: {known}.")
        self._print(table, as_json=json, as_latex_table=latex)

    def _print(self, table: Results, *, as_json: bool, as_latex_table: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(flat_rows(table), indent=1, ensure_ascii=False))
        elif as_latex_table:
            self.stdout.write(as_latex(table))
        elif not table.lines:
            self.stdout.write("No model was measured on this release yet.")
        else:
            self._print_lines(table)

    def _print_lines(self, table: Results) -> None:
        self.stdout.write(f"Judge: {table.signature.key if table.signature else 'none yet'}")
        for line in table.lines:
            self.stdout.write(f"\n{line.name}, {line.run.get_setting_display()}, {line.run.get_persona_display()}")
            for column, cell in zip(table.columns, line.cells, strict=True):
                interval = f"[{spread(cell)}]" if spread(cell) else ""
                self.stdout.write(f"  {column_title(column):20} {percent(cell) or '–':>7} {interval}")
            told = line.counted
            self.stdout.write(
                f"  {told.scored} of {told.samples} scored, {told.unreadable} unreadable, {told.failed} failed"
            )
        for personas in persona_tables(table):
            self._print_personas(personas)

    def _print_personas(self, table: PersonaTable) -> None:
        """A line a persona, a column a setting."""
        self.stdout.write(f"\n{table.model}, {table.split}: personas by settings")
        self.stdout.write(" ".join(["  ", f"{'':20}", *(f"{title:>24}" for title in table.titles)]))
        for row in table.rows:
            self.stdout.write(
                " ".join(["  ", f"{row.title:20}", *(f"{percent(cell) or '–':>24}" for cell in row.cells)])
            )
