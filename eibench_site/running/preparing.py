"""Bring the database up to date and put the demo in it, in one process, so that Django is loaded once.

Run as `python -m eibench_site.running.preparing`; with the word `worker` it only looks at the store.
"""

import fcntl
import io
import os
import sys
import time
from collections.abc import Callable

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from eibench_site import embedded


def main(prepare: Callable[[], None]) -> int:
    """Prepare, or say in a sentence why that was not possible and return 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eibench_site.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        print(f"Not started: {error}", flush=True)
        return 1
    embedded.data_dir().mkdir(parents=True, exist_ok=True)  # servers elsewhere make no folder here
    with (embedded.data_dir() / "preparing.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two studios started at once must not migrate at once
        try:
            prepare()
        except (CommandError, DatabaseError) as error:
            print(f"not done: {error}", flush=True)
            return 1
    return 0


def prepare_studio() -> None:
    """Migrate, look at the store, make the demo benchmark unless EIBENCH_DEMO=0; quick when there is nothing to do."""
    step("Bringing the database up to date", migrate)
    step("Looking at the store of the pictures", look_at_store)
    if os.environ.get("EIBENCH_DEMO") != "0":
        step("Making sure of the demo benchmark", make_demo)


def prepare_worker() -> None:
    """Look at the store: without pictures a worker would take jobs in vain."""
    step("Looking at the store of the pictures", look_at_store)


def step(words: str, work: Callable[[], str]) -> None:
    """Do one step and say what it is, what came of it and how long it took."""
    print(f"{words} ...", end=" ", flush=True)
    began = time.monotonic()
    outcome = work()
    print(f"{outcome} ({time.monotonic() - began:.1f} s)", flush=True)


def migrate() -> str:
    """Apply pending migrations; return a few words on the outcome."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return "nothing to do"
    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(pending)} migrations applied"


def look_at_store() -> str:
    """Run `manage.py check_media`; return a few words."""
    call_command("check_media", stdout=io.StringIO())
    return "well"


def make_demo() -> str:
    """Run `manage.py demo`, which does nothing where the demo is there already."""
    said = io.StringIO()
    call_command("demo", stdout=said)
    return " ".join(said.getvalue().split()) or "done"


if __name__ == "__main__":
    sys.exit(main(prepare_worker if "worker" in sys.argv[1:] else prepare_studio))
