"""`manage.py export_release NAME --format eibench|jsonl [--annotators] --out DIR`: write a release's files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from annotation.models import Release
from annotation.releasing.exporting import FORMATS
from annotation.releasing.writing import MANIFEST, FolderTakenError, write_export
from review.exporting import export_files


class Command(BaseCommand):
    """Write the files of a release into a folder, with a manifest of their checksums."""

    help = "Writes a release's files and a manifest of their checksums into a folder."

    def add_arguments(self, parser):
        """The release, the format, whether with each reviewer's list, and the folder."""
        parser.add_argument("name", help="the release's name")
        parser.add_argument("--format", choices=list(FORMATS), default="eibench")
        parser.add_argument(
            "--annotators", action="store_true", help="with what each reviewer wrote, by pseudonym (jsonl alone)"
        )
        parser.add_argument("--out", required=True, type=Path, help="the folder to write into; made where missing")

    def handle(self, *args, name, format, annotators, out, **options):
        """Write them, or say why not."""
        if annotators and format != "jsonl":
            raise CommandError("The official files have no place for each reviewer's list: use --format jsonl.")
        release = Release.objects.select_related("benchmark").filter(name=name).first()
        if release is None:
            raise CommandError(f"There is no release “{name}”.")
        try:
            manifest = write_export(release, format, export_files(release, format, with_lists=annotators), out)
        except OSError as problem:
            raise CommandError(f"Cannot write into {out}: {problem.strerror}. Choose another folder with --out.")
        except FolderTakenError as problem:
            raise CommandError(f"{problem} Choose another folder with --out.")
        for entry in manifest["files"]:
            self.stdout.write(f"{out / entry['name']}: {entry['bytes']} bytes, sha256 {entry['sha256']}")
        self.stdout.write(f"{out / MANIFEST}: the manifest of {manifest['samples']} samples")
