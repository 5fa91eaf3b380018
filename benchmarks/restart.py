"""Times a restart of the whole studio with its demo, and weighs its processes when idle.

    .venv/bin/python benchmarks/restart.py [--restarts 5]

Each start is `python -m eibench_site.running`, what `make run` runs once its packages are there: PostgreSQL, Redis, the
check of database and demo, the web server and both workers. Prints the seconds until /health says ok, those until the
program said so itself, the seconds to stop, and the proportional memory (PSS) of every process. The data lie in a
folder that is thrown away.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from serving import ROOT, free_port, load

IDLE_SECONDS = 6


class Studio:
    """One run of the studio on the data folder."""

    def __init__(self, data: Path):
        self.port, self.data = free_port(), data
        environment = os.environ | {"EIBENCH_DATA_DIR": str(data), "PORT": str(self.port)}
        for name in ("DATABASE_URL", "REDIS_URL", "EIBENCH_MEDIA_ROOT"):
            environment.pop(name, None)
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "eibench_site.running"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def seconds_to_health(self) -> float:
        """Seconds from the start until /health says ok."""
        while self.process.poll() is None:
            if health(self.port) == "ok":
                return time.perf_counter() - self.began
            time.sleep(0.02)
        raise SystemExit(f"The studio ended with status {self.process.returncode}:\n{self.process.stdout.read()}")

    def stop(self) -> tuple[float, list[str]]:
        """Seconds from SIGTERM until the last process is gone, and what the studio said meanwhile."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        said = self.process.communicate()[0]
        while of_studio(self.data):
            time.sleep(0.02)
        return time.perf_counter() - began, said.splitlines()


def health(port: int) -> str:
    """The status that the web server reports; empty while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as response:
            return json.load(response)["status"]
    except (urllib.error.URLError, ConnectionError, TimeoutError, ValueError):
        return ""


def of_studio(data: Path) -> dict[int, str]:
    """The processes of the studio on that folder, with a word for each: they carry the folder in their environment."""
    marked = f"EIBENCH_DATA_DIR={data}".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = entry.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            if marked in entry.joinpath("environ").read_bytes().split(b"\0") or str(data) in command:
                found[int(entry.name)] = command
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    servers = {pid for pid, command in found.items() if "bin/postgres" in command}
    for entry in Path("/proc").glob("[0-9]*"):  # PostgreSQL's own children rename themselves
        if int(entry.name) not in found and parent_of(entry) in servers:
            found[int(entry.name)] = "postgres (a part of it)"
    found.pop(os.getpid(), None)
    return found


def parent_of(entry: Path) -> int:
    """The parent's process id; 0 where the process is gone."""
    try:
        return int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def proportional_memory(pid: int) -> float:
    """PSS in MB: what is shared by several processes counts in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


PARTS = {
    "postgres": "PostgreSQL",
    "redis-server": "Redis",
    "gunicorn": "web server",
    "-Q gpu": "GPU-queue worker",
    "-Q default": "default worker",
    "embedded.keeper": "keeper of the servers",
    "eibench_site.running": "supervisor",
}


def weigh(data: Path) -> dict[str, float]:
    """MB of each part of the studio."""
    parts: dict[str, float] = {}
    for pid, command in of_studio(data).items():
        part = next((name for sign, name in PARTS.items() if sign in command), command[:60])
        parts[part] = parts.get(part, 0.0) + proportional_memory(pid)
    return parts


def main() -> None:
    """Start once to make the demo, then again and again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--restarts", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eibench-timed-") as folder:
        data = Path(folder).resolve()
        studio = Studio(data)
        print(f"first start, with the demo: {studio.seconds_to_health():.1f} s; {load()}")
        time.sleep(IDLE_SECONDS)
        studio.stop()
        starts, stops = [], []
        for number in range(options.restarts):
            studio = Studio(data)
            starts.append(studio.seconds_to_health())
            if number == 0:
                time.sleep(IDLE_SECONDS)
                parts = weigh(data)
            seconds, said = studio.stop()
            stops.append(seconds)
    report(starts, stops, parts, said)


def report(starts: list[float], stops: list[float], parts: dict[str, float], said: list[str]) -> None:
    """The table; ratios against the aims."""
    for name, times, aim in (("restart", starts, 4), ("stop", stops, 4)):
        least, median = min(times), statistics.median(times)
        print(f"{name:<24} least {least:6.2f} s   median {median:6.2f} s   {median / aim:5.2f} of {aim} s")
    total = sum(parts.values())
    print(f"{'memory when idle':<24} {total:6.0f} MB  {total / 500:22.2f} of 500 MB")
    for name, megabytes in sorted(parts.items(), key=lambda item: -item[1]):
        print(f"  {name:<22} {megabytes:6.0f} MB")
    print("the last restart in its own words:", *(f"  {line}" for line in said if " s)" in line), sep="\n")
    print(load())


if __name__ == "__main__":
    main()
