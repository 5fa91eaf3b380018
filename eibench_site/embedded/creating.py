"""The first use: making the database cluster, whole or not at all."""

import os
import shutil
import subprocess
from pathlib import Path

from eibench_site.embedded.accounts import open_programs, open_the_way, server_account
from eibench_site.embedded.places import Places, make_private_folder
from eibench_site.embedded.programs import postgres_programs

INITDB_OPTIONS = [
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
]


class CreationError(RuntimeError):
    """PostgreSQL's own tools could not make the cluster."""


def prepare_folders(places: Places) -> tuple[int, int]:
    """Make the servers' folders and return the account (user id, group id) that owns them."""
    account = server_account(places.postgres)
    open_the_way(places.data)
    programs = postgres_programs()
    open_the_way(programs.parents[1])
    open_programs(programs.parent)
    for folder in (places.redis, places.sockets()):
        make_private_folder(folder, account)
    return account


def create_cluster(places: Places, account: tuple[int, int]) -> None:
    """Make the cluster with an empty database `eibench`, renamed into place when complete. Raises CreationError."""
    draft = places.data / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    make_private_folder(draft, account)
    sync = ["--no-sync"] if os.environ.get("EIBENCH_FSYNC") == "off" else []
    _run_as(account, "initdb", [*INITDB_OPTIONS, *sync, "-D", str(draft)], draft)
    single = [
        "--single",
        "-D",
        str(draft),
        "-c",
        "log_min_messages=warning",
        "postgres",
    ]
    _run_as(account, "postgres", single, draft, statement="CREATE DATABASE eibench")
    draft.rename(places.postgres)


def _run_as(
    account: tuple[int, int],
    program: str,
    options: list[str],
    folder: Path,
    statement: str = "",
) -> None:
    as_account = {"user": account[0], "group": account[1], "extra_groups": []} if os.geteuid() == 0 else {}
    command = [str(postgres_programs() / program), *options]
    done = subprocess.run(
        command,
        input=statement,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        **as_account,
    )
    if done.returncode or "ERROR" in done.stderr:
        raise CreationError(f"{program} could not make the database: {done.stderr.strip() or done.stdout.strip()}")
