"""The health report names the part that is not well."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from eibench_site import health, heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ask_again():
    health._require_all_applied.cache_clear()
    yield
    health._require_all_applied.cache_clear()


@pytest.fixture
def redis_of_its_own(settings):
    """The broker with this test's keys alone."""
    import redis

    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        kept = [heartbeat.KEY.format(queue=queue) for queue in health.QUEUES]
        broker.delete(*kept)
        yield broker
        broker.delete(*kept)


def test_all_is_well_when_both_queues_have_a_worker(client, redis_of_its_own):
    for queue in health.QUEUES:
        redis_of_its_own.set(heartbeat.KEY.format(queue=queue), "worker", ex=60)
    answer = client.get("/health")
    assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})


def test_a_silent_worker_is_named(client, redis_of_its_own):
    redis_of_its_own.set(heartbeat.KEY.format(queue="default"), "worker", ex=60)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "database": "ok",
        "migrations": "ok",
        "redis": "ok",
        "worker gpu": "silent",
        "worker default": "ok",
    }


def test_a_missing_broker_is_named(client, settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["redis"] == "unreachable"
    assert answer.json()["worker gpu"] == "unknown"


def test_pending_migrations_are_named_and_their_coming_is_seen(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("annotation", "0001_initial")
    assert client.get("/health").json()["migrations"] == "pending"
    recorder.record_applied("annotation", "0001_initial")
    assert client.get("/health").json()["migrations"] == "ok"
