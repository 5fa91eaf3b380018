"""Imports what the official scripts' judge said about the predictions of an evaluation."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from annotation.formats.reading import WrongFileError
from inference.importing_judgements import ImportedJudgements, JudgementsRefused, import_judgements
from inference.management.asking import evaluation_of

SHOWN = 100  # lines that are told one by one


class Command(BaseCommand):
    """`manage.py import_judgements EVALUATION FILE --name … [--json]`"""

    help = "Import official judge outputs: one JSON object a line, {path: “… {score: correct/total} …”}."

    def add_arguments(self, parser):
        """The evaluation, the file, and what the judge is called."""
        parser.add_argument("evaluation", type=int, help="the number of the evaluation, as in its page's address")
        parser.add_argument("file", help="lines of JSON")
        parser.add_argument("--name", required=True, help="the judge's name in tables")
        parser.add_argument("--json", action="store_true", help="print what came of it as JSON")

    def handle(self, *args, evaluation, file, name, json: bool, **options):
        """Import them, and tell every line that was left out or could not be scored."""
        found = evaluation_of(evaluation)
        try:
            with Path(file).open("rb") as opened:
                outcome = import_judgements(found, opened, name=name, by=None)
        except (OSError, JudgementsRefused, WrongFileError) as error:
            raise CommandError(str(error)) from error
        self._tell_as_json(outcome) if json else self._tell(outcome)
        if outcome.run is None:
            raise CommandError("No line was good, so nothing was imported.")

    def _tell_as_json(self, outcome: ImportedJudgements) -> None:
        names = ("scored", "unjudged", "ours", "official", "breaks")
        told = {"judge_run": outcome.run and outcome.run.pk, **{name: getattr(outcome, name) for name in names}}
        lines = {name: [asdict(refusal) for refusal in getattr(outcome, name)] for name in ("refused", "faults")}
        self.stdout.write(json.dumps(told | lines, ensure_ascii=False, default=str))

    def _tell(self, outcome: ImportedJudgements) -> None:
        lines = [("left out", refusal) for refusal in outcome.refused]
        lines += [("not scored", refusal) for refusal in outcome.faults]
        for fate, refusal in lines[:SHOWN]:
            self.stderr.write(f"line {refusal.line}: {refusal.what}: {fate}: {refusal.why}")
        if len(lines) > SHOWN:
            self.stderr.write(f"… and {len(lines) - SHOWN} more lines.")
        if outcome.run is None:
            return
        self.stdout.write(
            f"{outcome.scored} judgements imported, {len(outcome.refused)} lines left out, {len(outcome.faults)} not "
            f"scored, {outcome.unjudged} predictions without a judgement. Page: {outcome.run.get_absolute_url()}"
        )
        ours = "nothing" if outcome.ours is None else f"{100 * outcome.ours:.2f} %"
        official = "breaks off" if outcome.official is None else f"says {100 * outcome.official:.2f} %"
        self.stdout.write(
            f"recall {ours}; the official scorer {official}{f': {outcome.breaks}' * bool(outcome.breaks)}"
        )
