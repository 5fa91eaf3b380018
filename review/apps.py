"""Django's entry for the review app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The review app."""

    name = "review"
    default_auto_field = "django.db.models.BigAutoField"
