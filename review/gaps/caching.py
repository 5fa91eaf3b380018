"""Remembers reports and charts by their data, in files, so that all web processes share them and none grows."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

DAYS = 30
MOST = 1000


def remembered(key: tuple, make: Callable[[], Any]) -> Any:
    """What was made for this key before, or what `make` gives now."""
    options = {"TIMEOUT": DAYS * 24 * 3600, "OPTIONS": {"MAX_ENTRIES": MOST}}
    cache = FileBasedCache(str(settings.DATA_DIR / "figures"), options)
    return cache.get_or_set(hashlib.sha256(repr(key).encode()).hexdigest(), make)
