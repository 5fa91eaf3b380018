"""Django's entry for the wiring: its checks and its admin site."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The studio's wiring."""

    name = "eibench_site"

    def ready(self):
        """Register the checks."""
        from eibench_site import checks  # noqa: F401 (registers itself)
