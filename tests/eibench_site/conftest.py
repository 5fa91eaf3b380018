"""A store for the tests of the pictures' store, and a studio that keeps its pictures in it."""

import pytest

from eibench_site.media_store import media_storage
from tests.object_store import object_store


@pytest.fixture(scope="session")
def running_store():
    """The server; one for all tests."""
    with object_store() as store:
        yield store


@pytest.fixture
def store(running_store):
    """The server, open."""
    yield running_store
    running_store.open()


@pytest.fixture
def bucket(store, request):
    """The name of an empty bucket."""
    name = f"pictures-{abs(hash(request.node.nodeid))}"
    store.client().create_bucket(Bucket=name)
    return name


@pytest.fixture
def keep_in(settings, monkeypatch, tmp_path):
    """Lets the studio keep its pictures where an environment says; fetched ones lie in `tmp_path / "cache"`."""
    settings.MEDIA_CACHE = tmp_path / "cache"

    def keep(environment: dict[str, str]) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, environment[name])
        entry = media_storage(environment, settings.MEDIA_ROOT)
        settings.STORAGES = settings.STORAGES | {"default": entry}

    return keep


@pytest.fixture
def in_bucket(keep_in, store, bucket):
    """The studio keeps its pictures in the bucket."""
    keep_in(store.environment(bucket))
    return bucket
