"""Signs of life of workers that a test has ended: they outlast a killed worker by some seconds."""

import redis
from django.conf import settings

from eibench_site.health import QUEUES
from eibench_site.heartbeat import KEY


def forget_workers() -> None:
    """Take the last beats away, so that the next test finds no worker alive."""
    with redis.Redis.from_url(settings.REDIS_URL) as connection:
        connection.delete(*(KEY.format(queue=queue) for queue in QUEUES))
