"""Making a benchmark, and changing its settings; each step leaves an event."""

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from annotation.models import Benchmark, Event, Role
from annotation.peopling import add_member

SETTINGS = ("name", "overlap", "overlap_share", "queue_order", "seed", "blind_share", "planted_share")
SETTINGS += ("emotions", "categories")
RANKING = {"queue_order", "seed"}  # settings after which every sample has another rank


class SlugTakenError(ValueError):
    """Another benchmark has this short name."""


@transaction.atomic
def found_benchmark(*, name: str, slug: str, by) -> Benchmark:
    """A new benchmark, whose first admin is its maker. Raises SlugTakenError."""
    try:
        with transaction.atomic():
            benchmark = Benchmark.objects.create(name=name, slug=slug, created_by=by)
    except IntegrityError:
        raise SlugTakenError(_("Another benchmark has the short name “%(slug)s”.") % {"slug": slug})
    Event.objects.record("benchmark made", benchmark, by=by, benchmark=benchmark, name=name)
    if by is not None:
        add_member(benchmark, by, Role.ADMIN, by=by)
    return benchmark


@transaction.atomic
def found_benchmark_for_staff(*, name: str, slug: str) -> tuple[Benchmark, list[str]]:
    """A new benchmark that nobody signed in asked for, and its admins: all who might have made it on the pages."""
    benchmark = found_benchmark(name=name, slug=slug, by=None)
    staff = list(get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username"))
    for user in staff:
        add_member(benchmark, user, Role.ADMIN, by=None)
    return benchmark, [user.get_username() for user in staff]


@transaction.atomic
def change_settings(benchmark: Benchmark, *, by, **values) -> None:
    """Change some of SETTINGS; the event keeps what each was before.

    How many people the samples want follows at once (see annotation/places.py), their ranks within seconds.
    """
    before = {name: getattr(benchmark, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(benchmark, name, value)
    if RANKING & set(changed):
        benchmark.ranked_at = None
    benchmark.save(update_fields=[*changed, "ranked_at"])
    detail = {name: {"before": before[name], "after": value} for name, value in changed.items()}
    Event.objects.record("settings changed", benchmark, by=by, benchmark=benchmark, changes=detail)
