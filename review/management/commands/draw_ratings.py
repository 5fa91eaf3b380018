"""`manage.py draw_ratings BENCHMARK --name NAME [--per-emotion 50] [--seed 0] [--rater USERNAME …]`."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from annotation.management.asking import benchmark_of
from review.ratings.drawing import PER_EMOTION, draw_round
from review.refusals import Refusal


class Command(BaseCommand):
    """Draw a rating round."""

    help = "Draws labelled samples of each emotion by seed for people to rate 0 to 5, as in the paper."

    def add_arguments(self, parser):
        """The benchmark, what to draw, and who is asked."""
        parser.add_argument("benchmark", help="the benchmark's short name")
        parser.add_argument("--name", required=True, help="the round's name")
        parser.add_argument("--per-emotion", type=int, default=PER_EMOTION, help="samples an emotion, 50 by default")
        parser.add_argument("--seed", type=int, default=0, help="the same seed draws the same samples")
        parser.add_argument("--include-imported", action="store_true", help="also samples with an imported label only")
        parser.add_argument("--rater", action="append", default=[], help="a member who is asked to rate; repeatable")

    def handle(self, *args, benchmark, name, per_emotion, seed, include_imported, rater, **options):
        """Draw it and say what was drawn, or say why not."""
        found = benchmark_of(benchmark)
        people = [self._person(username) for username in rater]
        asked = {"name": name, "per_emotion": per_emotion, "seed": seed, "include_imported": include_imported}
        try:
            drawn = draw_round(found, **asked, raters=people, by=None)
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        counts = {}
        for emotion in drawn.items.values_list("sample__emotion", flat=True):
            counts[emotion] = counts.get(emotion, 0) + 1
        told = ", ".join(f"{emotion} {count}" for emotion, count in sorted(counts.items()))
        self.stdout.write(f"{drawn.name}: {told}. Its page: {drawn.get_absolute_url()}")

    def _person(self, username: str):
        found = get_user_model().objects.filter(username=username).first()
        if found is None:
            raise CommandError(f"There is no account “{username}”.")
        return found
