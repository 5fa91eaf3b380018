"""Loaded before Django's settings: tests keep their servers and files apart from the studio's own data.

Two processes share the tests of `make test`, file by file. Each has a data folder, and with it a PostgreSQL and a
Redis, of its own, so that neither sees a row or a wake-up of the other's.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIRST_PROCESS = "gw0"  # as pytest-xdist calls it; it has the folder that a single process has
# What takes longest is begun first, or one process would work on it alone at the end. A file stays in one process.
LONGEST = (
    "tests/chaos/test_chaos.py",
    "tests/browser/test_every_page.py",
    "tests/inference/engines/test_transformers.py",
    "tests/eibench_site/test_running.py",
    "tests/inference/test_worker_process.py",
    "tests/browser/test_keeping_work.py",
    "tests/browser/test_whole_day.py",
    "tests/architecture/test_rights.py",
    "tests/inference/engines/",
    "tests/browser/",
    "tests/eibench_site/",
)


def data_folder(process: str) -> Path:
    """The data folder of one of the processes that share the tests."""
    folder = Path(os.environ.get("EIBENCH_DATA_DIR") or ROOT / ".data" / "test")
    return folder if process == FIRST_PROCESS else folder / process


def length(item: pytest.Item) -> int:
    """Where a test stands among the long ones; all others come after them, in the order they had."""
    path = item.path.relative_to(ROOT).as_posix()
    return next((place for place, start in enumerate(LONGEST) if path.startswith(start)), len(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Have the long files begun first where processes share the tests."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=length)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable():
    """Have what a test logged reach the process that reports it, half characters too."""
    return writable((yield))


def writable(value):
    """A report's data, with what UTF-8 cannot write told by its number."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {key: writable(each) for key, each in value.items()}
    return type(value)(map(writable, value)) if isinstance(value, list | tuple) else value


os.environ["EIBENCH_DATA_DIR"] = str(data_folder(os.environ.get("PYTEST_XDIST_WORKER", FIRST_PROCESS)))
# Playwright's synchronous API runs an event loop in the thread in which the tests use the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
