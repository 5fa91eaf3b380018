"""What the assignments page asks for: which samples, for whom; and groups of people."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark
from review.forms.samples import SampleFilterForm

GROUP, PERSON = "group", "person"


class AssignForm(SampleFilterForm):
    """The samples under the list's filters, and the people and groups that they are for."""

    count = forms.IntegerField(
        label=_("How many"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("The first so many in the order of the queue; empty: all that match."),
    )
    assignees = forms.MultipleChoiceField(
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person or group.")},
    )
    field_order = ["words", "status", "emotion", "split", "count", "assignees"]

    def __init__(self, *args, benchmark: Benchmark, **kwargs):
        """The choices are the benchmark's emotions, groups and members."""
        super().__init__(*args, emotions=benchmark.emotions, people=[], **kwargs)
        del self.fields["annotator"]
        self.groups = {f"{GROUP}:{group.pk}": group for group in benchmark.groups.all()}
        members = benchmark.memberships.select_related("user").order_by("user__username")
        self.users = {f"{PERSON}:{member.user_id}": member.user for member in members}
        self.fields["assignees"].choices = [
            *((key, _("group %(name)s") % {"name": group.name}) for key, group in self.groups.items()),
            *((key, user.get_username()) for key, user in self.users.items()),
        ]

    @property
    def chosen(self) -> dict:
        """The users and groups that were chosen."""
        keys = self.cleaned_data["assignees"]
        return {
            "users": [self.users[key] for key in keys if key in self.users],
            "groups": [self.groups[key] for key in keys if key in self.groups],
        }


class MembersForm(forms.Form):
    """Who is in a group."""

    members = forms.ModelMultipleChoiceField(
        label=_("Members"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, benchmark: Benchmark, **kwargs):
        super().__init__(*args, **kwargs)
        members = get_user_model().objects.filter(memberships__benchmark=benchmark)
        self.fields["members"].queryset = members.order_by("username")


class GroupForm(MembersForm):
    """A new group."""

    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ["name", "members"]
