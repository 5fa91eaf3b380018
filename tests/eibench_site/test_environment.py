"""Making the virtual environment: once, again when the pins change, and not otherwise."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.eibench_site.processes import ROOT


@pytest.fixture
def project(tmp_path):
    """A project of the same shape that needs no package, so that nothing is fetched."""
    (tmp_path / "eibench_site" / "running").mkdir(parents=True)
    shutil.copy(ROOT / "eibench_site" / "running" / "environment.py", tmp_path / "eibench_site" / "running")
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        (tmp_path / name).write_text("")
    return tmp_path


def set_up(project, *options):
    command = [sys.executable, "eibench_site/running/environment.py", *options]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    return re.sub(r"\d+\.\d s", "… s", done.stdout).splitlines()


def test_the_environment_is_made_once_and_again_for_new_pins(project):
    installing = ["Installing the packages of requirements.txt (some minutes the first time) ...", "  done in … s"]
    assert set_up(project) == ["Making the virtual environment in .venv ...", "  done in … s", *installing]
    assert set_up(project) == []
    (project / "constraints.txt").write_text("# another pin\n")
    assert set_up(project) == installing
    assert set_up(project) == []


def test_an_environment_with_the_tests_packages_serves_for_running_too(project):
    assert set_up(project, "--dev")[2].startswith("Installing the packages of requirements-dev.txt")
    assert set_up(project, "--dev") == []
    assert set_up(project) == []
