"""The people page of a benchmark."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotation.forms.people import NewMemberForm, RoleForm
from annotation.models import Role
from annotation.pages import benchmark_page
from annotation.peopling import PeopleError, add_member, change_role, create_account, remove_member, user_of_name
from annotation.permissions import Right, benchmark_or_404


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request, slug: str):
    """Who has which role; POST adds someone. A new account's password is in that answer only."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    if request.method != "POST":
        return _page(request, benchmark, NewMemberForm())
    form = NewMemberForm(request.POST)
    if not form.is_valid():
        return _page(request, benchmark, form, status=400)
    try:
        return _add(request, benchmark, form)
    except PeopleError as error:
        form.add_error("username", str(error))
        return _page(request, benchmark, form, status=400)


@login_required
@require_POST
def member_role(request, slug: str, pk: int):
    """Change a member's role."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    membership = get_object_or_404(benchmark.memberships, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("annotation:people", slug)
    return _answer(request, benchmark, change_role, membership, form.cleaned_data["role"])


@login_required
@require_POST
def member_remove(request, slug: str, pk: int):
    """Take a member's role away."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    membership = get_object_or_404(benchmark.memberships.select_related("user"), pk=pk)
    told = _("%(name)s has no role here any more.") % {"name": membership.user.username}
    return _answer(request, benchmark, remove_member, membership, told=told)


def _add(request, benchmark, form):
    name, role = form.cleaned_data["username"], form.cleaned_data["role"]
    if form.cleaned_data["create"]:
        membership, password = create_account(benchmark, name, role, by=request.user)
        return _page(request, benchmark, NewMemberForm(), newcomer=membership.user, password=password)
    add_member(benchmark, user_of_name(name), role, by=request.user)
    messages.success(request, _("%(name)s joins.") % {"name": name})
    return redirect("annotation:people", benchmark.slug)


def _answer(request, benchmark, step, *arguments, told=""):
    """Do one step, tell what came of it, and go back to the page."""
    try:
        step(*arguments, by=request.user)
        messages.success(request, told or _("Saved."))
    except PeopleError as error:
        messages.error(request, str(error))
    if request.user.is_superuser or benchmark.memberships.filter(user=request.user, role=Role.ADMIN).exists():
        return redirect("annotation:people", benchmark.slug)
    return redirect(settings.LOGIN_REDIRECT_URL)  # who gave up the own role sees this page no more


def _page(request, benchmark, form, *, status=200, **context):
    members = benchmark.memberships.select_related("user").order_by("user__username")
    context |= {"form": form, "members": members, "roles": Role.choices}
    return benchmark_page(request, "annotation/people.html", benchmark, tab="people", status=status, **context)
