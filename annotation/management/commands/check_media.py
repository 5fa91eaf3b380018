"""Say whether this machine reaches the store of the pictures."""

from django.core.management.base import BaseCommand, CommandError

from annotation.pictures.checking import check_store
from annotation.pictures.store_errors import MediaStoreError


class Command(BaseCommand):
    """manage.py check_media"""

    help = "Write, read and delete a small file in the store of the pictures."

    def handle(self, **options):
        """Fail with a sentence where the store is not to be used."""
        try:
            check_store()
        except MediaStoreError as error:
            raise CommandError(str(error))
        self.stdout.write("The store of the pictures is well.")
