"""Copy the pictures from the shared folder to the bucket, or back."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError

from annotation.models import ImportRun
from annotation.pictures.copying import copy_pictures
from annotation.pictures.store_errors import MediaStoreError
from annotation.states import JobStatus

UNDER_WAY = (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.PAUSED)


class Command(BaseCommand):
    """manage.py copy_media to-bucket | to-folder"""

    help = (
        "Copy all pictures from the folder EIBENCH_MEDIA_ROOT to the bucket EIBENCH_MEDIA_BUCKET, or back. Files that "
        "are there already are left; each is checked; nothing is deleted where it came from."
    )

    def add_arguments(self, parser):
        """The direction."""
        parser.add_argument("direction", choices=["to-bucket", "to-folder"])

    def handle(self, *, direction: str, **options):
        """Copy, then say what came of it; fails where any file could not be copied."""
        folder, bucket = FileSystemStorage(location=settings.MEDIA_ROOT), default_storage
        if isinstance(bucket, FileSystemStorage):
            raise CommandError("Set EIBENCH_MEDIA_BUCKET to the bucket, and EIBENCH_MEDIA_ROOT to the folder.")
        if ImportRun.objects.filter(job__status__in=UNDER_WAY).exists():
            raise CommandError("Imports are under way: let them end, or cancel them, so that no upload is left behind.")
        source, target = (folder, bucket) if direction == "to-bucket" else (bucket, folder)
        try:
            outcome = copy_pictures(source, target)
        except MediaStoreError as error:
            raise CommandError(str(error))
        for trouble in outcome.troubles:
            self.stderr.write(trouble)
        self.stdout.write(f"{outcome.copied:,} files copied, {outcome.unchanged:,} were there already.")
        if outcome.troubles:
            raise CommandError(f"{len(outcome.troubles):,} files could not be copied; the same command tries again.")
