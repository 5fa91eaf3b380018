"""Django's admin: every row to look at, none to change; changes go through the studio's own steps."""

from django.apps import apps
from django.contrib import admin

from annotation.hiding import samples_kept_from
from annotation.models import Label, Origin, Trigger


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


class DraftAdmin(LookOnlyAdmin):
    """Rows that say what is in a draft, but for those that the reader's own reviews must not know yet."""

    sample = "sample"  # the lookup from a row
    drafted: dict[str, str] = {}  # which of the rows are a draft's; all, unless said

    def get_queryset(self, request):
        """The rows that the reader may see."""
        kept = {f"{self.sample}__in": samples_kept_from(request.user)}
        return super().get_queryset(request).exclude(**self.drafted, **kept)


class LabelAdmin(DraftAdmin):
    """Labels; those of drafts among them."""

    drafted = {"origin": Origin.DRAFT}


class TriggerAdmin(DraftAdmin):
    """Triggers; those of drafts among them."""

    sample = "label__sample"
    drafted = {"label__origin": Origin.DRAFT}


ADMINS = {Label: LabelAdmin, Trigger: TriggerAdmin}

for model in apps.get_app_config("annotation").get_models():
    admin.site.register(model, ADMINS.get(model, LookOnlyAdmin))
