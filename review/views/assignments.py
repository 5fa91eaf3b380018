"""The assignments page: samples for people and groups, groups of people, and giving back what lies open."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from review import assigning, listing
from review.audiences import shares
from review.forms.assigning import AssignForm, GroupForm, MembersForm, people_of
from review.forms.samples import SampleFilterForm
from review.models import Review
from review.refusals import Refusal
from review.returning import give_back


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request, slug: str):
    """Who has what; POST assigns the samples under the filters, or takes them away (`take_away`)."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    if request.method != "POST":
        return _page(request, benchmark, AssignForm(initial=request.GET.dict(), benchmark=benchmark))
    form = AssignForm(request.POST, benchmark=benchmark)
    if not form.is_valid():
        return _page(request, benchmark, form, status=400)
    try:
        messages.success(request, _assigned(request, benchmark, form))
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, benchmark, form, status=400)
    return redirect("review:assignments", slug)


@login_required
@require_POST
def group_new(request, slug: str):
    """Make a group."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    form = GroupForm(request.POST, people=people_of(benchmark))
    if not form.is_valid():
        return _page(request, benchmark, AssignForm(benchmark=benchmark), group_form=form, status=400)
    try:
        assigning.make_group(benchmark, form.cleaned_data["name"], form.chosen, by=request.user)
    except Refusal as refusal:
        form.add_error("name", refusal.sentence)
        return _page(request, benchmark, AssignForm(benchmark=benchmark), group_form=form, status=400)
    messages.success(request, _("The group is made."))
    return redirect("review:assignments", slug)


@login_required
@require_POST
def group(request, slug: str, pk: int):
    """Change who is in a group, or end it (`remove`)."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    found = get_object_or_404(benchmark.groups, pk=pk)
    if "remove" in request.POST:
        assigning.remove_group(found, by=request.user)
        messages.success(request, _("The group is gone; what was assigned to it alone is for everybody."))
        return redirect("review:assignments", slug)
    form = MembersForm(request.POST, people=people_of(benchmark))
    if form.is_valid():
        assigning.change_group(found, form.chosen, by=request.user)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose members of this benchmark."))
    return redirect("review:assignments", slug)


@login_required
@require_POST
def review_return(request, slug: str, pk: int):
    """Give a sample that somebody left open back to the queue."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    review = get_object_or_404(Review, pk=pk, sample__benchmark=benchmark)
    try:
        give_back(benchmark, review, by=request.user)
        messages.success(request, _("The sample is back in the queue; what was written is kept."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    if request.POST.get("from") == "progress":
        return redirect("review:progress", slug)
    return redirect("review:sample", slug, review.sample_id)


def _assigned(request, benchmark, form: AssignForm) -> str:
    """Do what was asked for, and say how much it was. Raises Refusal."""
    matching = listing.filtered(benchmark, form.cleaned_data).samples
    samples = assigning.first_in_queue(matching, form.cleaned_data["count"])
    if "take_away" in request.POST:
        count = assigning.take_away(benchmark, samples, **form.chosen, by=request.user)
        words = ngettext("%(count)d assignment is taken away.", "%(count)d assignments are taken away.", count)
    else:
        count = assigning.assign(benchmark, samples, **form.chosen, by=request.user)
        words = ngettext("%(count)d assignment is new.", "%(count)d assignments are new.", count)
        _warn_of_too_few(request, assigning.short_of_people(samples))
    return words % {"count": count}


def _warn_of_too_few(request, short: int) -> None:
    words = ngettext(
        "%(count)d of these samples wants more people than it is assigned to: assign it to others too.",
        "%(count)d of these samples want more people than they are assigned to: assign them to others too.",
        short,
    )
    if short:
        messages.warning(request, words % {"count": short})


def _page(request, benchmark, form, *, group_form=None, status=200):
    people = list(people_of(benchmark))
    groups = benchmark.groups.prefetch_related("members")
    context = {"form": form, "group_form": group_form or GroupForm(people=people)}
    context["groups"] = [(found, _members_form(found, people)) for found in groups]
    context["shares"], context["stuck"] = shares(benchmark)
    context["matching"] = _matching(benchmark, request.POST or request.GET)
    return benchmark_page(request, "review/assignments.html", benchmark, tab="people", status=status, **context)


def _matching(benchmark, query) -> int | None:
    """How many samples the filters leave; none where they do not make sense."""
    filters = SampleFilterForm(query, emotions=benchmark.emotions, people=[])
    if not filters.is_valid():
        return None
    return assigning.unsettled(listing.filtered(benchmark, filters.cleaned_data).samples).count()


def _members_form(found, people) -> MembersForm:
    """Who is in the group, under ids of its own: a page shows several such forms."""
    members = [str(member.pk) for member in found.members.all()]
    return MembersForm(initial={"members": members}, people=people, auto_id=f"group_{found.pk}_%s")
