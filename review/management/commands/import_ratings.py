"""`manage.py import_ratings BENCHMARK FILE --rater NAME [--round NAME]`: read one rater's file of scores."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from annotation.formats.reading import WrongFileError
from annotation.management.asking import benchmark_of
from review.ratings.importing import RatingsRefused, import_ratings
from review.refusals import Refusal

SHOWN = 100  # bad lines that are told one by one


class Command(BaseCommand):
    """Import a rater's file."""

    help = "Imports quality ratings: one JSON object a line, {path: “0” to “5”} or {path: {question: score}}."

    def add_arguments(self, parser):
        """The benchmark, the file, whose it is, and the round."""
        parser.add_argument("benchmark", help="the benchmark's short name")
        parser.add_argument("file", help="lines of JSON")
        parser.add_argument("--rater", required=True, help="the rater's name in tables")
        parser.add_argument("--round", default="", help="the rating round; else the newest one with these pictures")

    def handle(self, *args, benchmark, file, rater, round, **options):
        """Import it, and tell every line that was left out."""
        found = benchmark_of(benchmark)
        try:
            with Path(file).open("rb") as opened:
                outcome = import_ratings(found, opened, rater=rater, round_name=round, by=None)
        except (OSError, RatingsRefused, WrongFileError, Refusal) as error:
            raise CommandError(str(error)) from error
        for refusal in outcome.refused[:SHOWN]:
            self.stderr.write(f"line {refusal.line}: {refusal.what}: {refusal.why}")
        if len(outcome.refused) > SHOWN:
            self.stderr.write(f"… and {len(outcome.refused) - SHOWN} more lines.")
        if not outcome.added + outcome.unchanged:
            raise CommandError("No line was good, so nothing was imported.")
        self.stdout.write(
            f"{outcome.added} ratings imported, {outcome.unchanged} were here before, {len(outcome.refused)} lines "
            f"refused. Round: {outcome.round.name}, {outcome.round.get_absolute_url()}"
        )
