"""Import questions from a CSV or JSON Lines file."""

from annotation.management.import_command import ImportCommand
from annotation.models import ImportKind


class Command(ImportCommand):
    """manage.py import_rows BENCHMARK FILE [--images …]"""

    help = "Import questions: image, question, emotion[, fine_emotion, split, sensitive]; CSV, or JSON Lines (.jsonl)."

    def add_arguments(self, parser):
        """The benchmark, the file and the pictures."""
        super().add_arguments(parser)
        parser.add_argument("file", help="CSV with a header line, or JSON Lines (.jsonl)")
        parser.add_argument("--images", help="folder or ZIP with the pictures that the rows name; they may come later")

    def handle(self, *, benchmark: str, file: str, images: str | None, **options):
        """Run the import."""
        self.run_import(benchmark, ImportKind.ROWS, {"rows": self.brought(file), "images": self.brought(images)})
