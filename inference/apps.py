"""Django's entry for the inference app."""

from django.apps import AppConfig


class InferenceConfig(AppConfig):
    """The inference app."""

    name = "inference"
    default_auto_field = "django.db.models.BigAutoField"
