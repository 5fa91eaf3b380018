"""The people of a benchmark: who joins, with which role, and who leaves; each step leaves an event."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from annotation.models import Assignment, Benchmark, Event, Membership, PeopleGroup, Role, Sample

PASSWORD_BYTES = 12  # 96 bits, 16 characters
TAKEN = _("The user name “%(name)s” is taken.")


class PeopleError(ValueError):
    """A change of people that is refused; its text is for the reader."""


def user_of_name(username: str):
    """The active account of that name. Raises PeopleError."""
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise PeopleError(_("Nobody has the user name “%(name)s”.") % {"name": username})
    return user


@transaction.atomic
def add_member(benchmark: Benchmark, user, role: str, *, by) -> Membership:
    """Give the user a role. Raises PeopleError where they have one already."""
    membership, created = Membership.objects.get_or_create(benchmark=benchmark, user=user, defaults={"role": role})
    if not created:
        raise PeopleError(_("%(name)s has a role here already.") % {"name": user.get_username()})
    Event.objects.record("member added", membership, by=by, benchmark=benchmark, user=user.pk, role=role)
    return membership


@transaction.atomic
def create_account(benchmark: Benchmark, username: str, role: str, *, by) -> tuple[Membership, str]:
    """A new account with a role and a password that is in the answer only. Raises PeopleError."""
    _check_new_name(username)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    try:
        with transaction.atomic():
            user = get_user_model().objects.create_user(username, password=password)
    except IntegrityError:  # someone took the name since it was looked up
        raise PeopleError(TAKEN % {"name": username})
    Event.objects.record("account created", user, by=by, benchmark=benchmark)
    return add_member(benchmark, user, role, by=by), password


@transaction.atomic
def change_role(membership: Membership, role: str, *, by) -> None:
    """Give the member another role. Raises PeopleError for the last admin, and where the member has left."""
    membership = _locked(membership)
    if membership.role == role:
        return
    _check_another_admin(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    _record("role changed", membership, by=by, before=before, role=role)


@transaction.atomic
def remove_member(membership: Membership, *, by) -> None:
    """Take the member's role away; what they did stays.

    Raises PeopleError for the last admin, and where the member has left.
    """
    membership = _locked(membership)
    _check_another_admin(membership)
    freed = _leave_nothing_waiting(membership)
    _record("member removed", membership, by=by, role=membership.role, assignments=freed)
    membership.delete()


def _leave_nothing_waiting(membership: Membership) -> int:
    """What is assigned to the member alone would wait for good: it goes to everybody; returns how many samples."""
    theirs = Assignment.objects.filter(benchmark=membership.benchmark_id, user=membership.user_id)
    samples = Sample.objects.filter(assignments__in=theirs).order_by("pk")  # all lock them in this order
    list(samples.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    freed, _by_kind = theirs.delete()
    for group in PeopleGroup.objects.filter(benchmark=membership.benchmark_id, members=membership.user_id):
        group.members.remove(membership.user_id)
    return freed


def _record(verb: str, membership: Membership, *, by, **detail) -> None:
    Event.objects.record(verb, membership, by=by, benchmark=membership.benchmark, user=membership.user_id, **detail)


def _check_new_name(username: str) -> None:
    model = get_user_model()
    if model.objects.filter(username__iexact=username).exists():
        raise PeopleError(TAKEN % {"name": username})
    if len(username) > model._meta.get_field("username").max_length:
        raise PeopleError(_("A user name has at most 150 characters."))
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise PeopleError(error.messages[0]) from error


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, under its benchmark's lock: changes of people come one after the other."""
    benchmark = Benchmark.objects.select_for_update().get(pk=membership.benchmark_id)
    found = benchmark.memberships.filter(pk=membership.pk).first()
    if found is None:
        raise PeopleError(_("This person has no role here any more."))
    return found


def _check_another_admin(membership: Membership) -> None:
    """Raise PeopleError for the last admin; the caller holds the lock, so that two cannot leave at once."""
    others = membership.benchmark.memberships.filter(role=Role.ADMIN).exclude(pk=membership.pk)
    if membership.role == Role.ADMIN and not others.exists():
        raise PeopleError(_("The last admin stays: make someone else an admin first."))
