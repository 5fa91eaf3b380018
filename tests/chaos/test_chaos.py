"""The small set of faults: the same scenarios as `make chaos`, in a process of their own with servers of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.engines import POISONS
from tests.chaos.scenarios import SMALL

pytestmark = pytest.mark.worker

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def small_set(tmp_path_factory):
    """The outcomes of the small set, by scenario, and what it printed."""
    report = tmp_path_factory.mktemp("chaos") / "report.json"
    command = [sys.executable, "-m", "tests.chaos", "--small", "--report", str(report)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    return {**json.loads(report.read_text()), "printed": done.stdout, "status": done.returncode}


@pytest.mark.parametrize("scenario", SMALL)
def test_nothing_is_lost_or_doubled_and_a_missing_safeguard_is_noticed(small_set, scenario):
    assert small_set[scenario]["violations"] == [], small_set["printed"]


def test_what_the_small_set_did(small_set):
    figures = {name: small_set[name]["figures"] for name in SMALL}
    assert small_set["status"] == 0
    assert figures["storm"]["results"] == 150
    assert figures["storm"]["faults"] == {"worker": 3, "postgres": 1, "redis": 1, "flush": 1}
    assert figures["fence"]["late results refused"] == 4
    assert figures["poison"]["done"] == 27
    poisons = [figures["poison"][f"in quarantine after three tries: {poison}"] for poison in POISONS]
    assert poisons == [1, 1, 1]
    assert figures["outage"]["ended well at the first try"] == 20
    assert figures["browser killed"]["rounds"] == 3
    assert figures["submits"] == {"submitted": 3, "arrived once": 3}
    crowds = [figures[name] for name in ("crowd", "crowd, two each", "crowd, three each")]
    assert [(crowd["claims"], crowd["held at most"]) for crowd in crowds] == [(192, 1), (192, 2), (192, 3)]
    at_the_server = figures["crowd over HTTP"]
    assert (at_the_server["claims"], at_the_server["held at most"]) == (48, 2)
    assert figures["journal removed"]["found"] != []
    assert figures["fence removed"]["found"][0] == "0 of 4 late results were refused"
    assert figures["sweeper removed"]["found"] != []
