"""`manage.py agreement_report BENCHMARK [--json]`: print how far people agree, on verdicts and on lists of triggers."""

from annotation.management.asking import benchmark_of
from review.agreement.reports import AgreementReport, Group, compute
from review.agreement.wording import lines, named, plain
from review.management.reporting import ReportCommand

PAIR_FIGURES = {"f1": "F1", "masi": "alpha", "kappa": "kappa"}


class Command(ReportCommand):
    """Print the agreement report as lines or as JSON."""

    help = "Prints kappa, alpha and F1 of people's reviews, with 95 % intervals clustered by image."

    def handle(self, *args, benchmark, json: bool, **options):
        """Print it, or say why not."""
        found = benchmark_of(benchmark)
        report = compute(found)
        self._print(plain(found, report, named(found, report)), report, as_json=json)

    def _print(self, values: dict, report: AgreementReport, *, as_json: bool) -> None:
        if as_json:
            self.write_json(values)
            return
        self.stdout.write(_counted(report.samples, "was reviewed", "were reviewed") + " by two or more people.")
        if report.waiting:
            told = _counted(len(report.waiting), "is not compared", "are not compared")
            self.stdout.write(f"{told} by meaning yet and left out of lists: run match_labels.")
        self._print_group("All", report.total)
        for pair in values["pairs"]:
            told = "; ".join(f"{title} {_words(pair[name])}" for name, title in PAIR_FIGURES.items())
            self.stdout.write(f"{pair['left']} and {pair['right']}: {told}")
        for group in (*report.emotions, *report.categories):
            self._print_group(group.name or "not named", group)

    def _print_group(self, title: str, group: Group) -> None:
        self.stdout.write(f"\n{title}")
        for company, name, figure in lines(group):
            self.stdout.write(f"  {company:<28}{name:<42}{_words(figure)}")


def _counted(number: int, one: str, many: str) -> str:
    return f"1 sample {one}" if number == 1 else f"{number} samples {many}"


def _words(figure: dict) -> str:
    """A figure with its interval and number, or why there is none."""
    if figure["value"] is None:
        return figure["undefined"]
    interval = f" [{figure['low']:.2f} – {figure['high']:.2f}]" if figure["low"] is not None else ""
    return f"{figure['value']:.2f}{interval}, n {figure['count']}"
