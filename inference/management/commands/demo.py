"""Makes the demo benchmark and its accounts."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inference.demo import make_demo


class Command(BaseCommand):
    """`manage.py demo`: quick when the demo is there already."""

    help = "Make the demo: drawn pictures, scripted drafts and one account of each role (password: demo)."

    def handle(self, *args, **options):
        """Make what is missing; refused in production, where known passwords have no place."""
        if settings.PRODUCTION:
            raise CommandError("The demo's accounts have known passwords: it is not made in production.")
        self.stdout.write(make_demo())
