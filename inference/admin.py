"""Django's admin of this app: every row to look at, none to change."""

from django.apps import apps
from django.contrib import admin

from annotation.admin import DraftAdmin, LookOnlyAdmin
from inference.models import Draft, Round, Support


class RoundAdmin(DraftAdmin):
    """The rounds of drafts."""

    sample = "draft__sample"


class SupportAdmin(DraftAdmin):
    """What the triggers of drafts rest on."""

    sample = "round__draft__sample"


ADMINS = {Draft: DraftAdmin, Round: RoundAdmin, Support: SupportAdmin}

for model in apps.get_app_config("inference").get_models():
    admin.site.register(model, ADMINS.get(model, LookOnlyAdmin))
