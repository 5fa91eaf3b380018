"""Make the virtual environment and install the pinned packages; a second call finds that nothing is to do.

Run by the system's Python as a plain file (`python3 eibench_site/running/environment.py [--dev]`), before any package
is there, so it needs the standard library alone and no later syntax than the oldest Python that may read it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)


def main():
    """Set the environment up; exit with a sentence when this machine lacks something."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"Python 3.11 or later is needed, this is {sys.version.split()[0]}: make PYTHON=/path/to/python3.12 run"
        )
    dev = "--dev" in sys.argv
    if is_installed(dev) or (not dev and is_installed(True)):
        return
    files = requirement_files(dev)
    if not (VENV / "bin" / "pip").exists():
        step("Making the virtual environment in .venv", make_venv)
    step(f"Installing the packages of {files[0].name} (some minutes the first time)", install, files)
    stamp(files).write_text(fingerprint(files))


def is_installed(dev):
    """Whether the environment was made from the files as they are now."""
    files = requirement_files(dev)
    return stamp(files).exists() and stamp(files).read_text() == fingerprint(files)


def stamp(files):
    """The file that remembers what was installed."""
    return VENV / f"installed-{files[0].stem}"


def requirement_files(dev):
    """The requirement file to install and the files it draws in."""
    runtime = [ROOT / "requirements.txt", ROOT / "constraints.txt"]
    return [ROOT / "requirements-dev.txt", *runtime] if dev else runtime


def fingerprint(files):
    """What the environment was made from: the pins and the Python."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def step(words, work, *arguments):
    """Do one step and say what it was and how long it took."""
    print(words + " ...", flush=True)
    began = time.monotonic()
    work(*arguments)
    print(f"  done in {time.monotonic() - began:.1f} s", flush=True)


def make_venv():
    """Make .venv, getting Debian's missing part of Python when root."""
    if subprocess.call([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL):
        get_ensurepip()
    subprocess.check_call([sys.executable, "-m", "venv", str(VENV)])


def get_ensurepip():
    """Debian ships Python without ensurepip: install it as root, else say how."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"This Python cannot make virtual environments; install it whole (Debian: apt install {package}).")
    subprocess.check_call(["apt-get", "update", "-qq"])
    subprocess.check_call(["apt-get", "install", "-y", "-qq", package])


def install(files):
    """Install the pinned packages, and nothing newer than the constraints say."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if os.geteuid() == 0:
        command.append("--root-user-action=ignore")
    subprocess.check_call([*command, "-r", str(files[0]), "-c", str(ROOT / "constraints.txt")])


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"This step failed (see above): {' '.join(error.cmd)}")
