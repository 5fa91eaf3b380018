"""What the assignments page asks for: which samples, for whom; and groups of people."""

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark
from review.audiences import reviewers
from review.forms.samples import SampleFilterForm

GROUP, PERSON = "group", "person"


def people_of(benchmark: Benchmark):
    """The users who review, and those who have something assigned or are in a group though they do not."""
    reviewing = Q(pk__in=reviewers(benchmark).values("user_id"))
    given = Q(pk__in=benchmark.assignments.order_by().values("user_id"))
    grouped = Q(pk__in=get_user_model().objects.filter(people_groups__benchmark=benchmark).values("pk"))
    return get_user_model().objects.filter(reviewing | given | grouped).order_by("username")


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
        """The choices are the benchmark's emotions, groups and people."""
        super().__init__(*args, emotions=benchmark.emotions, people=[], **kwargs)
        del self.fields["annotator"]
        self.groups = {f"{GROUP}:{group.pk}": group for group in benchmark.groups.all()}
        self.users = {f"{PERSON}:{user.pk}": user for user in people_of(benchmark)}
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
    """Who is in a group; `people` are those who may be."""

    members = forms.MultipleChoiceField(label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.fields["members"].choices = [(key, user.get_username()) for key, user in self.people.items()]

    @property
    def chosen(self) -> list:
        """The users that were chosen."""
        return [self.people[key] for key in self.cleaned_data["members"]]


class GroupForm(MembersForm):
    """A new group."""

    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ["name", "members"]
