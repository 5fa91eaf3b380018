"""`manage.py quality_report BENCHMARK [--round NAME] [--json]`: print how good raters found the labels."""

from django.core.management.base import CommandError

from annotation.management.asking import benchmark_of
from review.management.reporting import ReportCommand
from review.models import RatingRound
from review.ratings.reports import Group, QualityReport, quality_report
from review.ratings.wording import MEANINGS, MEANS, alpha_words, number, plain, spread_words


class Command(ReportCommand):
    """Print the figures of a rating round as lines or as JSON."""

    help = "Prints means, spreads and Krippendorff's alpha of quality ratings, per emotion and overall."

    def add_arguments(self, parser):
        """The benchmark, the round, and the form."""
        super().add_arguments(parser)
        parser.add_argument("--round", default="", help="the rating round; the newest where left out")

    def handle(self, *args, benchmark, round, json: bool, **options):
        """Print it, or say why not."""
        rounds = RatingRound.objects.filter(benchmark=benchmark_of(benchmark)).select_related("benchmark")
        found = rounds.filter(name=round).first() if round else rounds.first()
        if found is None:
            told = f"no rating round “{round}”" if round else "no rating round yet: draw one or import a rater's file"
            raise CommandError(f"{benchmark} has {told}.")
        self._print(found, quality_report(found), as_json=json)

    def _print(self, found: RatingRound, report: QualityReport, *, as_json: bool) -> None:
        if as_json:
            self.write_json(plain(found, report))
            return
        self.stdout.write(f"{found.name}: {report.overall.figures.items} samples, {len(report.raters)} raters")
        values = plain(found, report)
        for key in MEANS:
            self.stdout.write(f"  {MEANS[key]!s:<24}{number(values[key]):>6}  ({MEANINGS[key]})")
        for group in report.groups:
            self._print_group(report, group)

    def _print_group(self, report: QualityReport, group: Group) -> None:
        figures = group.figures
        self.stdout.write(f"\n{group.name or 'All'} ({figures.items} samples)")
        for rater in report.raters:
            spread = figures.raters[rater.key]
            rated = spread.number if spread else 0
            self.stdout.write(f"  {rater.name:<24}{spread_words(spread)}, {rated} rated")
        self.stdout.write(f"  {'all ratings':<24}{spread_words(figures.pooled)}")
        self.stdout.write(f"  {'mean of rater means':<24}{number(figures.mean_of_rater_means)}")
        self.stdout.write(f"  {'alpha, ordinal':<24}{alpha_words(figures.ordinal)}")
        self.stdout.write(f"  {'alpha, interval':<24}{alpha_words(figures.interval)}")
