"""Import the official EIBench files."""

from django.core.management.base import CommandError

from annotation.management.import_command import ImportCommand
from annotation.models import ImportKind

FILES = {
    "questions": "user.jsonl, the basic split's questions",
    "labels": "basic_ground_truth.json, the basic split's labels",
    "complex": "ec_complex.jsonl, the complex split",
    "images": "folder or ZIP with the pictures that the questions name; they may come later",
}


class Command(ImportCommand):
    """manage.py import_eibench BENCHMARK --questions … --labels … --complex … [--images …]"""

    help = "Import the official EIBench files; each may be left out. Importing twice changes nothing."

    def add_arguments(self, parser):
        """The benchmark and the files."""
        super().add_arguments(parser)
        for name, words in FILES.items():
            parser.add_argument(f"--{name}", help=words)

    def handle(self, *, benchmark: str, **options):
        """Run the import."""
        files = {name: self.brought(options[name]) for name in FILES}
        if not any(files.values()):
            raise CommandError("Name at least one file: --questions, --labels, --complex or --images.")
        self.run_import(benchmark, ImportKind.EIBENCH, files)
