"""Making a benchmark, and changing its settings and guidelines; each step leaves an event."""

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotation.models import Benchmark, Event, Role, Sample
from annotation.peopling import add_member
from annotation.states import SampleStatus

SETTINGS = ("name", "overlap", "blind_share", "emotions", "categories")


class SlugTakenError(ValueError):
    """Another benchmark has this short name."""


class OverlapNeededError(ValueError):
    """Samples wait for more people than the benchmark would give them."""


@transaction.atomic
def found_benchmark(*, name: str, slug: str, guidelines: str = "", by) -> Benchmark:
    """A new benchmark, whose first admin is its maker. Raises SlugTakenError."""
    try:
        with transaction.atomic():
            benchmark = Benchmark.objects.create(name=name, slug=slug, guidelines=guidelines, created_by=by)
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
    """Change some of SETTINGS; the event keeps what each was before. Raises OverlapNeededError."""
    before = {name: getattr(benchmark, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return
    if values.get("overlap", benchmark.overlap) < benchmark.overlap:
        _check_none_in_review(benchmark)
    for name, value in changed.items():
        setattr(benchmark, name, value)
    benchmark.save(update_fields=list(changed))
    detail = {name: {"before": before[name], "after": value} for name, value in changed.items()}
    Event.objects.record("settings changed", benchmark, by=by, benchmark=benchmark, changes=detail)


def _check_none_in_review(benchmark: Benchmark) -> None:
    """Whoever has decided on such a sample decided under the old number: nobody would come to end it under a lower."""
    if count := Sample.objects.filter(benchmark=benchmark, status=SampleStatus.IN_REVIEW).count():
        why = ngettext(
            "%(count)s sample is in review: fewer people per sample can be set once it is finished.",
            "%(count)s samples are in review: fewer people per sample can be set once they are finished.",
            count,
        )
        raise OverlapNeededError(why % {"count": count})


@transaction.atomic
def write_guidelines(benchmark: Benchmark, text: str, *, by) -> None:
    """Replace the guidelines; the event keeps the text that was there before."""
    if text == benchmark.guidelines:
        return
    before, benchmark.guidelines = benchmark.guidelines, text
    benchmark.save(update_fields=["guidelines"])
    Event.objects.record("guidelines changed", benchmark, by=by, benchmark=benchmark, before=before)
