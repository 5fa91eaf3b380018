"""Who may do what in a benchmark: one table, asked by pages, API and templates alike.

It lives in the lowest app so that every app may ask it. A benchmark in which one has no role is a 404, like a missing
one; a role without the right is a refusal with a sentence.
"""

import enum

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, Membership, Role


class Right(enum.Enum):
    """What can be done in a benchmark, with the sentence told to those who may not."""

    VIEW = _("You have no role in this benchmark.")
    REVIEW = _("Only annotators, adjudicators and admins review samples.")
    ADJUDICATE = _("Only adjudicators and admins settle disagreements.")
    MEASURE = _("Only researchers, adjudicators and admins see the figures.")
    EXPORT = _("Only researchers and admins export releases.")
    MANAGE = _("Only admins of this benchmark may do this.")


RIGHTS: dict[str, frozenset[Right]] = {
    Role.ANNOTATOR: frozenset({Right.VIEW, Right.REVIEW}),
    Role.ADJUDICATOR: frozenset({Right.VIEW, Right.REVIEW, Right.ADJUDICATE, Right.MEASURE}),
    Role.RESEARCHER: frozenset({Right.VIEW, Right.MEASURE, Right.EXPORT}),
    Role.ADMIN: frozenset(Right),
}


def rights_of(user, benchmark: Benchmark) -> frozenset[Right]:
    """The user's rights in the benchmark; all of them for a superuser, none without a role."""
    if user.is_superuser:
        return frozenset(Right)
    found_for, rights = getattr(benchmark, "rights_at_the_door", (None, None))
    if found_for == user.pk:
        return rights
    membership = Membership.objects.filter(benchmark=benchmark, user_id=user.pk).first()
    return RIGHTS[membership.role] if membership else frozenset()


def check_right(user, benchmark: Benchmark, right: Right) -> None:
    """Raise PermissionDenied with a sentence for the reader where the user lacks the right."""
    if right not in rights_of(user, benchmark):
        raise PermissionDenied(right.value)


def can(user, benchmark: Benchmark, right: Right) -> bool:
    """Whether the user has the right."""
    return right in rights_of(user, benchmark)


def benchmark_or_404(user, slug: str, right: Right = Right.VIEW) -> Benchmark:
    """The benchmark of that slug: 404 without a role in it, PermissionDenied without the right."""
    if user.is_superuser:
        return get_object_or_404(Benchmark, slug=slug)
    memberships = Membership.objects.select_related("benchmark")  # one query: every request begins with it
    membership = get_object_or_404(memberships, benchmark__slug=slug, user_id=user.pk)
    benchmark, rights = membership.benchmark, RIGHTS[membership.role]
    if right not in rights:
        raise PermissionDenied(right.value)
    benchmark.rights_at_the_door = user.pk, rights  # so that the rest of the request need not ask again
    return benchmark
