"""`manage.py release BENCHMARK NAME --split basic|complex|all [--include-imported]`: cut a release."""

from django.core.management.base import BaseCommand, CommandError

from annotation.management.asking import benchmark_of
from annotation.models import ReleaseSplit
from annotation.releasing.cutting import ReleaseRefusedError, release


class Command(BaseCommand):
    """Freeze the accepted samples of a benchmark under a name."""

    help = "Freezes a checksummed release of a benchmark's accepted samples."

    def add_arguments(self, parser):
        """The benchmark, the name, the split, and whether imported labels count."""
        parser.add_argument("benchmark", help="the benchmark's short name")
        parser.add_argument("name", help="the release's name, for instance v1")
        parser.add_argument("--split", choices=ReleaseSplit.values, default=ReleaseSplit.ALL)
        parser.add_argument(
            "--include-imported", action="store_true", help="count imported labels where people decided nothing yet"
        )

    def handle(self, *args, benchmark, name, split, include_imported, **options):
        """Cut it, or say why not."""
        found = benchmark_of(benchmark)
        try:
            cut = release(found, name, split, include_imported, by=None)
        except ReleaseRefusedError as refusal:
            raise CommandError(str(refusal))
        self.stdout.write(f"Released {cut.sample_count} samples as {cut.name}, sha256 {cut.sha256}.")
