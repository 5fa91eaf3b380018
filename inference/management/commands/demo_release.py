"""Cuts a release of the demo, on which models can be measured."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inference.demo_release import NoDemo, make_demo_release


class Command(BaseCommand):
    """`manage.py demo_release`: nothing new where it is there already."""

    help = "Label the demo with the truth of its drawn scenes and cut the release demo-v1 of it."

    def handle(self, *args, **options):
        """Make it; refused in production, where there is no demo."""
        if settings.PRODUCTION:
            raise CommandError("The demo is not made in production.")
        try:
            cut = make_demo_release()
        except NoDemo as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(f"The release {cut.name} holds {cut.sample_count} samples: {cut.get_absolute_url()}")
