"""Find a Chromium for the browser tests and print its path; as root get Debian's when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE_FOUND = (
    "!!! NO CHROMIUM: every test in tests/browser will be SKIPPED. "
    "Put chromium on PATH, or run: .venv/bin/playwright install chromium !!!"
)


def find_chromium() -> str | None:
    """The path of a Chromium: EIBENCH_CHROMIUM, one on PATH, or Playwright's own."""
    given = os.environ.get("EIBENCH_CHROMIUM")
    if given and Path(given).exists():
        return given
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def install_chromium() -> None:
    """As root on Debian or Ubuntu install the system's Chromium; elsewhere do nothing."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium for the browser tests ...", file=sys.stderr, flush=True)
    quietly = {"check": False, "stdout": sys.stderr, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], **quietly)
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quietly)


def main() -> int:
    """Print the path; without one say loudly what that means, and refuse it on a build machine (CI=true)."""
    path = find_chromium()
    if path is None:
        install_chromium()
        path = find_chromium()
    if path is not None:
        print(path)
        return 0
    print(NONE_FOUND, file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


def _playwrights_own() -> str | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = [*folder.glob("chromium-*/chrome-linux*/chrome"), *folder.glob("chromium-*/chrome-mac*/**/MacOS/*")]
    return str(max(found)) if found else None


if __name__ == "__main__":
    sys.exit(main())
