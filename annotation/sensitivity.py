"""Sensitive pictures: blurred on every page until the person who looks asks to see them."""

from django.db import transaction

from annotation.models import Benchmark, Event, Image


@transaction.atomic
def mark_sensitive(image: Image, is_sensitive: bool, *, by) -> None:
    """Have the picture blurred, or not any more; said twice, it is kept once."""
    changed = Image.objects.filter(pk=image.pk).exclude(sensitive=is_sensitive).update(sensitive=is_sensitive)
    if changed:
        verb = "marked sensitive" if is_sensitive else "not sensitive"
        Event.objects.record(verb, image, by=by, benchmark=image.benchmark)


def mark_imported(benchmark: Benchmark, paths: list[str]) -> None:
    """Have pictures that an import calls sensitive blurred, in the caller's transaction; the import is the event."""
    if paths:
        Image.objects.filter(benchmark=benchmark, path__in=paths, sensitive=False).update(sensitive=True)
