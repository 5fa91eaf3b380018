"""Asks for the comparison of a benchmark's labels, trigger by trigger."""

from django.core.management.base import BaseCommand

from annotation.management.asking import benchmark_of
from inference.matching import enqueue_match, unmatched


class Command(BaseCommand):
    """`manage.py match_labels BENCHMARK`"""

    help = "Queue the comparison by meaning of all labels that share a sample; a worker carries it out."

    def add_arguments(self, parser):
        """The benchmark."""
        parser.add_argument("benchmark", help="the benchmark's short name")

    def handle(self, *, benchmark, **options):
        """Queue what is not compared yet."""
        found = benchmark_of(benchmark)
        samples = unmatched(found)
        made = enqueue_match(samples, by=None)
        self.stdout.write(f"{len(samples)} samples with labels to compare, {len(made)} jobs queued.")
