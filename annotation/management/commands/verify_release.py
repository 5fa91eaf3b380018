"""`manage.py verify_release NAME`: compute a release's checksum anew and compare."""

from django.core.management.base import BaseCommand, CommandError

from annotation.models import Release
from annotation.releasing.cutting import verify
from annotation.splitting import paths_in_both_splits


class Command(BaseCommand):
    """Check that nothing was changed since a release was cut."""

    help = "Computes a release's checksum anew; fails where it differs."

    def add_arguments(self, parser):
        """The release's name."""
        parser.add_argument("name", help="the release's name")

    def handle(self, *args, name, **options):
        """Say that it is intact, or fail with both checksums."""
        release = Release.objects.filter(name=name).first()
        if release is None:
            raise CommandError(f"There is no release “{name}”.")
        checked = verify(release)
        if not checked.intact:
            raise CommandError(
                f"{name} was changed: {checked.found_count} samples with sha256 {checked.found_sha256}, "
                f"but it was cut with {checked.sample_count} and {checked.sha256}."
            )
        self.stdout.write(f"{name} is intact: {checked.found_count} samples, sha256 {checked.sha256}.")
        for path in paths_in_both_splits(release):
            self.stdout.write(f"{path} stands in both splits.")
