"""Loaded before Django's settings: tests keep their servers and files apart from the studio's own data."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("EIBENCH_DATA_DIR", str(ROOT / ".data" / "test"))
# Playwright's synchronous API runs an event loop in the thread in which the tests use the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
