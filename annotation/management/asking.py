"""What commands ask for alike: a benchmark by its short name."""

from django.core.management.base import CommandError

from annotation.models import Benchmark


def benchmark_of(slug: str) -> Benchmark:
    """The benchmark of that short name. Raises CommandError."""
    found = Benchmark.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no benchmark “{slug}”.")
    return found
