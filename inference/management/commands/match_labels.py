"""Asks for the comparison of a benchmark's labels, trigger by trigger."""

from django.core.management.base import BaseCommand, CommandError

from annotation.models import Benchmark
from inference.matching import enqueue_match, unmatched


class Command(BaseCommand):
    """`manage.py match_labels BENCHMARK`"""

    help = "Queue the comparison by meaning of all labels that share a sample; a worker carries it out."

    def add_arguments(self, parser):
        """The benchmark."""
        parser.add_argument("benchmark", help="the benchmark's short name")

    def handle(self, *, benchmark, **options):
        """Queue what is not compared yet."""
        found = Benchmark.objects.filter(slug=benchmark).first()
        if found is None:
            raise CommandError(f"There is no benchmark “{benchmark}”.")
        samples = unmatched(found)
        made = enqueue_match(samples, by=None)
        self.stdout.write(f"{len(samples)} samples with labels to compare, {len(made)} jobs queued.")
