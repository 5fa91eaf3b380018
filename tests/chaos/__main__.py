"""`make chaos`: runs the scenarios on servers of the harness's own, prints what was measured, fails on a violation.

python -m tests.chaos [--small] [--seed N] [--report FILE] [SCENARIO …]
"""

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.servers import TEMPLATE, Servers


def main() -> int:
    """Exit status 1 where anything was lost, doubled or not noticed."""
    asked = arguments()
    seed = asked.seed if asked.seed is not None else int(time.time()) % 100_000
    with servers_in(asked.folder) as servers:
        migrate(servers)
        from tests.chaos.arena import Arena

        arena = Arena(servers, servers.places.data, seed)
        print(f"seed {seed}, {'small' if asked.small else 'full'} set", flush=True)
        found = [run(arena, name, scenario) for name, scenario in chosen(asked).items()]
    if asked.report:
        asked.report.write_text(json.dumps(dict(found)))
    return 1 if any(outcome["violations"] for _name, outcome in found) else 0


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="the set of `make test`")
    parser.add_argument("--seed", type=int, help="repeat the random moments of another run")
    parser.add_argument("--report", type=Path, help="write the outcomes as JSON")
    parser.add_argument("--folder", type=Path, help="keep databases and logs here instead of in a folder that goes")
    parser.add_argument("scenarios", nargs="*", help="only these")
    return parser.parse_args()


@contextlib.contextmanager
def servers_in(folder: Path | None) -> Iterator[Servers]:
    """Fresh servers, and an environment that Django and every worker read their addresses from."""
    os.environ.pop("EIBENCH_FSYNC", None)  # what a crash leaves of the disk is to be what it would be
    place = Path(tempfile.mkdtemp(prefix="eibench-chaos-", dir=folder))
    place.chmod(0o711)
    servers = Servers(place)
    servers.start()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "eibench_site.settings",
        "EIBENCH_DATA_DIR": str(place),
        "DATABASE_URL": servers.database_url(TEMPLATE),
        "REDIS_URL": servers.redis_url(),
    }
    try:
        yield servers
    finally:
        servers.stop()
        if folder is None:
            shutil.rmtree(place)


def migrate(servers: Servers) -> None:
    """Make every table once; each scenario gets a copy."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def chosen(asked: argparse.Namespace) -> dict:
    """The scenarios to run, by name."""
    from tests.chaos.scenarios import FULL, SMALL

    known = SMALL if asked.small else FULL
    return {name: known[name] for name in asked.scenarios or known}


def run(arena, name: str, scenario) -> tuple[str, dict]:
    """Run one scenario and say what was measured."""
    from tests.chaos.watching import NeverHappened

    print(f"\n{name}", flush=True)
    began = time.monotonic()
    try:
        outcome = scenario(arena)
        figures, violations = outcome.figures, outcome.violations
    except NeverHappened as error:
        figures, violations = {}, [str(error)]
    for what, figure in figures.items():
        print(f"  {what}: {figure}")
    for violation in violations:
        print(f"  VIOLATION: {violation}")
    print(f"  {'FAILED' if violations else 'held'} ({time.monotonic() - began:.0f} s)", flush=True)
    return name, {"figures": figures, "violations": violations}


if __name__ == "__main__":
    sys.exit(main())
