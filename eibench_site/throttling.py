"""Slows down the guessing of passwords: failed sign-ins are counted in Redis by name and address."""

import hashlib
import logging

import redis
from django.conf import settings

MAXIMUM_FAILURES = 10
WINDOW_SECONDS = 5 * 60
KEY = "eibench:sign-in-failures:{digest}"

log = logging.getLogger("eibench.accounts")


def seconds_to_wait(username: str, address: str) -> int:
    """How long this name may not sign in from this address; 0: it may now. Without Redis nobody waits."""
    try:
        with _connection() as connection:
            failures, life = connection.pipeline().get(_key(username, address)).ttl(_key(username, address)).execute()
    except redis.RedisError:
        log.warning("Redis is unreachable: failed sign-ins are not counted")
        return 0
    return max(life, 1) if int(failures or 0) >= MAXIMUM_FAILURES else 0


def count_failure(username: str, address: str) -> None:
    """Count one wrong password; the first of a window opens it."""
    key = _key(username, address)
    try:
        with _connection() as connection:
            connection.pipeline().set(key, 0, ex=WINDOW_SECONDS, nx=True).incr(key).execute()
    except redis.RedisError:
        log.warning("Redis is unreachable: a failed sign-in was not counted")


def forget_failures(username: str, address: str) -> None:
    """Begin again at zero, after a right password."""
    try:
        with _connection() as connection:
            connection.delete(_key(username, address))
    except redis.RedisError:
        log.warning("Redis is unreachable: failed sign-ins were not forgotten")


def _connection() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _key(username: str, address: str) -> str:
    """The counter's name: a digest, so that no name lies in Redis and no name can be too long."""
    text = f"{username.casefold()}\n{address}"
    return KEY.format(digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
