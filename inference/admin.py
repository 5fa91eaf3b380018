"""Django's admin of this app: every row to look at, none to change."""

from django.apps import apps
from django.contrib import admin

from annotation.admin import LookOnlyAdmin

for model in apps.get_app_config("inference").get_models():
    admin.site.register(model, LookOnlyAdmin)
