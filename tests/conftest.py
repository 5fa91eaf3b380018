"""The named cast of the tests, and clients that are signed in as one of them."""

import pytest
from django.db import connection
from django.test import Client

from annotation.models import Role
from tests import factories


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit empty every table when they are over, which the database refuses everywhere else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET eibench.emptying = 'on'")
        cursor.execute("SET eibench.emptying = 'on'")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A slow hash of a password proves nothing here, and would be most of the time of the tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def static_files_when_asked(settings):
    """Every test client would else look at every static file before its first request."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def benchmark(db):
    """The benchmark in which the cast works."""
    return factories.make_benchmark("streets")


def member(benchmark, username, role):
    """A member of the cast."""
    user = factories.make_user(username)
    factories.add_member(benchmark, user, role)
    return user


@pytest.fixture
def annotator(benchmark):
    """Ana reviews."""
    return member(benchmark, "ana", Role.ANNOTATOR)


@pytest.fixture
def second_annotator(benchmark):
    """Ben reviews too."""
    return member(benchmark, "ben", Role.ANNOTATOR)


@pytest.fixture
def adjudicator(benchmark):
    """Cora adjudicates."""
    return member(benchmark, "cora", Role.ADJUDICATOR)


@pytest.fixture
def researcher(benchmark):
    """Rosa measures."""
    return member(benchmark, "rosa", Role.RESEARCHER)


@pytest.fixture
def admin(benchmark):
    """Adam runs the benchmark."""
    return member(benchmark, "adam", Role.ADMIN)


@pytest.fixture
def outsider(db):
    """Otto has no role anywhere."""
    return factories.make_user("otto")


@pytest.fixture
def client_of(db):
    """Makes a client that is signed in as the given user."""

    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
