"""Imports predictions that were made elsewhere, in the official form."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from annotation.formats.reading import WrongFileError
from annotation.models import Release
from inference.importing_predictions import PredictionsRefused, import_predictions
from inference.models import Persona, Setting

SHOWN = 100  # refused lines that are told one by one


class Command(BaseCommand):
    """`manage.py import_predictions BENCHMARK RELEASE FILE --name …`"""

    help = "Import predictions: one JSON object a line, {path: answer} or {path: {question: answer}}."

    def add_arguments(self, parser):
        """The release, the file, and how the model was asked."""
        parser.add_argument("benchmark", help="the benchmark's short name")
        parser.add_argument("release", help="the release's name")
        parser.add_argument("file", help="lines of JSON")
        parser.add_argument("--name", required=True, help="the model's name in tables")
        parser.add_argument("--setting", default=Setting.QUESTION, choices=Setting.values)
        parser.add_argument("--persona", default=Persona.EMOTION_EXPERT, choices=Persona.values)

    def handle(self, *, benchmark, release, file, name, setting, persona, **options):
        """Import them, and tell every line that was left out."""
        found = Release.objects.filter(benchmark__slug=benchmark, name=release).select_related("benchmark").first()
        if found is None:
            raise CommandError(f"The benchmark “{benchmark}” has no release “{release}”.")
        try:
            with Path(file).open("rb") as opened:
                outcome = import_predictions(found, opened, name=name, setting=setting, persona=persona, by=None)
        except (OSError, PredictionsRefused, WrongFileError) as error:
            raise CommandError(str(error)) from error
        self._tell(outcome)
        if outcome.run is None:
            raise CommandError("No line was good, so nothing was imported.")

    def _tell(self, outcome) -> None:
        for refusal in outcome.refused[:SHOWN]:
            self.stderr.write(f"line {refusal.line}: {refusal.what}: {refusal.why}")
        if len(outcome.refused) > SHOWN:
            self.stderr.write(f"… and {len(outcome.refused) - SHOWN} more lines.")
        if outcome.repeated:
            self.stdout.write(f"This file was imported before: its page is {outcome.run.get_absolute_url()}")
        elif outcome.run is not None:
            self.stdout.write(
                f"{outcome.added} predictions imported, {len(outcome.refused)} lines refused, {outcome.missing} "
                f"samples without a prediction. Their page: {outcome.run.get_absolute_url()}"
            )
