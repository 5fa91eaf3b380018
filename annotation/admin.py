"""Django's admin: every row to look at, none to change; changes go through the studio's own steps."""

from django.apps import apps
from django.contrib import admin


class LookOnlyAdmin(admin.ModelAdmin):
    """Rows to look at, the newest first."""

    ordering = ["-pk"]
    list_per_page = 50
    list_select_related = True
    show_full_result_count = False

    def has_add_permission(self, request, obj=None) -> bool:
        """Nobody: rows come from the studio's steps."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody."""
        return False


for model in apps.get_app_config("annotation").get_models():
    admin.site.register(model, LookOnlyAdmin)
