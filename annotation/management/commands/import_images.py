"""Import pictures from a folder or a ZIP; their relative paths name them."""

from annotation.management.import_command import ImportCommand
from annotation.models import ImportKind
from annotation.pictures.paths import as_prefix


class Command(ImportCommand):
    """manage.py import_images BENCHMARK PATH [--prefix FOLDER]"""

    help = "Import pictures from a folder or a ZIP (or one picture), relative paths kept."

    def add_arguments(self, parser):
        """The benchmark, the pictures, and a folder to put in front."""
        super().add_arguments(parser)
        parser.add_argument("path", help="folder, ZIP or picture")
        parser.add_argument("--prefix", default="", help="folder put in front of every path")

    def handle(self, *, benchmark: str, path: str, prefix: str, **options):
        """Run the import."""
        brought = [file | {"prefix": as_prefix(prefix)} for file in self.brought(path)]
        self.run_import(benchmark, ImportKind.IMAGES, {"images": brought})
