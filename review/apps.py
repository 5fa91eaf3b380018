"""Django's entry for the review app."""

from django.apps import AppConfig

from annotation.hiding import keep_drafts_from


class ReviewConfig(AppConfig):
    """The review app; it tells the apps below whose drafts they keep from whom."""

    name = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the rule, now that the models are there."""
        from review.reading import drafts_kept_from

        keep_drafts_from(drafts_kept_from)
