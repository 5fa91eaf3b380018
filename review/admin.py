"""Django's admin of this app: every row to look at, none to change."""

from django.apps import apps
from django.contrib import admin

from annotation.admin import LookOnlyAdmin
from review.models import PlantedTrigger


class PlantedTriggerAdmin(LookOnlyAdmin):
    """Planted triggers, but for those that stand in the reader's own reviews."""

    def get_queryset(self, request):
        """Those of others."""
        return super().get_queryset(request).exclude(review__annotator=request.user)


ADMINS = {PlantedTrigger: PlantedTriggerAdmin}

for model in apps.get_app_config("review").get_models():
    admin.site.register(model, ADMINS.get(model, LookOnlyAdmin))
