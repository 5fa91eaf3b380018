"""Remembers reports and charts by their data, in Redis, so that all web processes share them and none grows.

What is kept is plain bytes or JSON, never objects. Redis may forget it or be away: then it is made anew.
"""

import contextlib
import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings

DAYS = 7
KEY = "eibench:figures:{digest}"
PATIENCE = 2.0  # seconds that a page waits for Redis before it does without


def remembered(
    key: tuple,
    make: Callable[[], Any],
    *,
    pack: Callable[[Any], bytes] = lambda made: json.dumps(made).encode(),
    unpack: Callable[[bytes], Any] = json.loads,
) -> Any:
    """What was made for this key before, or what `make` gives now; without `pack` and `unpack` it is plain JSON."""
    kept = recall(key)
    if kept is not None:
        return unpack(kept)
    made = make()
    keep(key, pack(made))
    return made


def recall(key: tuple) -> bytes | None:
    """What is kept for this key."""
    with contextlib.suppress(redis.RedisError):
        return _server(settings.REDIS_URL).get(_name(key))
    return None


def keep(key: tuple, packed: bytes) -> None:
    """Keep something for this key in place of what was kept before."""
    with contextlib.suppress(redis.RedisError):
        _server(settings.REDIS_URL).set(_name(key), packed, ex=DAYS * 24 * 3600)


def _name(key: tuple) -> str:
    return KEY.format(digest=hashlib.sha256(repr(key).encode()).hexdigest())


@functools.cache
def _server(address: str) -> redis.Redis:
    return redis.Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
