"""A worker's sign of life: a key in Redis for each queue it listens to, gone soon after the worker is.

A thread of its own writes it, because a solo worker's event loop stands still while it drafts.
"""

import contextlib
import os
import socket
import threading

import redis
from celery import bootsteps
from django.conf import settings

BEAT_SECONDS = 2.0
LIFE_SECONDS = 7  # two beats may be late
KEY = "eibench:worker:{queue}"


class Heartbeat(bootsteps.StartStopStep):
    """Celery's consumer step that beats while the worker takes tasks (`app.steps["consumer"].add(Heartbeat)`)."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer, **options):
        super().__init__(consumer, **options)
        self.ended = threading.Event()

    def start(self, consumer):
        """Begin to beat; Celery calls this again after a lost connection."""
        self.stop(consumer)
        self.ended = threading.Event()
        queues = [queue.name for queue in consumer.task_consumer.queues]
        threading.Thread(target=_beat, args=(queues, self.ended), name="heartbeat", daemon=True).start()

    def stop(self, consumer):
        """Beat no more."""
        self.ended.set()

    shutdown = stop


def queues_alive(queues: list[str]) -> dict[str, bool]:
    """Whether each queue has a worker. Raises redis.RedisError."""
    with _connection() as connection:
        found = connection.mget([KEY.format(queue=queue) for queue in queues])
    return dict(zip(queues, [value is not None for value in found], strict=True))


def _beat(queues: list[str], ended: threading.Event) -> None:
    worker = f"{socket.gethostname()}:{os.getpid()}"
    with _connection() as connection:
        while True:
            with contextlib.suppress(redis.RedisError):  # the consumer reports a lost broker; the next beat tries again
                _write(connection, queues, worker)
            if ended.wait(BEAT_SECONDS):
                return


def _connection() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)


def _write(connection: redis.Redis, queues: list[str], worker: str) -> None:
    for queue in queues:
        connection.set(KEY.format(queue=queue), worker, ex=LIFE_SECONDS)
