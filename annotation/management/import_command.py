"""What the import commands share: the benchmark, the progress, and the table of remarks."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from annotation.founding import found_benchmark_for_staff
from annotation.importing.brought_files import brought_path
from annotation.importing.running import import_here
from annotation.models import Benchmark, ImportRemark, ImportRun, Severity
from annotation.states import JobStatus

SHOWN = 200  # remarks printed; the page has them all


class ImportCommand(BaseCommand):
    """An import in this process, the same that the web page asks a worker for."""

    def add_arguments(self, parser):
        """The benchmark."""
        parser.add_argument("benchmark", help="short name (slug) of the benchmark; made where it is missing")

    def brought(self, path: str | None) -> list[dict]:
        """The file or folder of an argument. Raises CommandError where it is not there."""
        if path is None:
            return []
        if not Path(path).exists():
            raise CommandError(f"There is no file or folder {path}.")
        return [brought_path(Path(path))]

    def run_import(self, slug: str, kind: str, files: dict) -> None:
        """Import, then print what came of it. Raises CommandError where nothing could be read."""
        try:
            run = import_here(self._benchmark(slug), kind, files, by=None, tell=self._tell)
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is in stays in; the same command again brings the rest.", returncode=130)
        remarks = ImportRemark.objects.filter(run=run)
        self._print_remarks(remarks)
        self.stdout.write(f"{run.added:,} added, {run.unchanged:,} unchanged, {run.refused:,} refused.")
        self._check(run, remarks)

    def _benchmark(self, slug: str) -> Benchmark:
        found = Benchmark.objects.filter(slug=slug).first()
        return found or self._founded(slug)

    def _founded(self, slug: str) -> Benchmark:
        try:
            validate_slug(slug)
        except ValidationError:
            raise CommandError(f"“{slug}” is no short name: use letters, digits, - and _.")
        self.stdout.write(f"There is no benchmark {slug} yet: it is made.")
        name = slug.replace("-", " ").replace("_", " ").title()
        benchmark, admins = found_benchmark_for_staff(name=name, slug=slug)
        if admins:
            self.stdout.write(f"Its admins: {', '.join(admins)}.")
        else:
            self.stdout.write("No account may make benchmarks, so it has no admin: see manage.py createsuperuser.")
        return benchmark

    def _tell(self, done: int, total: int) -> None:
        """A line for each tenth of the way."""
        tenth = 10 * done // max(1, total)
        if tenth > getattr(self, "_told", 0):
            self._told = tenth
            self.stdout.write(f"{done:,} of about {total:,} rows read")

    def _print_remarks(self, remarks) -> None:
        for remark in remarks[:SHOWN]:
            place = f"{remark.file}:{remark.line}" if remark.line else remark.file
            self.stdout.write(f"{remark.get_severity_display():8} {place}  {remark.what}  {remark.why}")
        if remarks.count() > SHOWN:
            self.stdout.write(f"… and {remarks.count() - SHOWN:,} more remarks on the import's page")

    def _check(self, run: ImportRun, remarks) -> None:
        if run.job.status != JobStatus.DONE:
            raise CommandError(f"The import is {run.job.get_status_display()}: {run.job.error}")
        whole_file = remarks.filter(severity=Severity.REFUSED, line=0).first()
        if whole_file and not run.added + run.unchanged:
            raise CommandError(f"Nothing could be read: {whole_file.file}: {whole_file.why}")
