"""The rivals' environment, apart from the project's own."""

import subprocess
from collections.abc import Mapping, Sequence

from benchmarks.processes import HERE, OWN_PYTHON, PEER_PYTHON
from benchmarks.subjects import PEERS

ADVICE = (
    "Sojourn needs none of these packages. Give pip another index with PIP_INDEX_URL, or pin a version that there is "
    "for this machine in benchmarks/requirements.txt, and run again."
)


def wanted() -> dict[str, str]:
    """Give what requirements.txt pins, by the name of the package in small letters."""
    lines = (line.strip() for line in (HERE / "requirements.txt").read_text().splitlines())
    return {_name(line): line for line in lines if line and not line.startswith("#")}


def _name(line: str) -> str:
    return line.lower().partition("==")[0].partition(">")[0].strip()


def prepare(only: Sequence[str] = PEERS) -> dict[str, str]:
    """Make the environment unless it stands as requirements.txt has it.

    Returns:
        the rivals that cannot be installed, with the last words of the installer; nothing when all stand.

    Raises:
        SystemExit: what several of them need, such as numpy, cannot be installed, so that none can answer.
    """
    folder, stamp = HERE / ".venv", HERE / ".venv" / "requirements.txt"
    text = (HERE / "requirements.txt").read_text()
    if stamp.exists() and stamp.read_text() == text:
        return {}
    if not PEER_PYTHON.exists():
        subprocess.run([str(OWN_PYTHON), "-m", "venv", str(folder)], check=True)
    if not _install(list(wanted().values())):
        stamp.write_text(text)
        return {}
    return one_by_one(wanted(), only)


def one_by_one(lines: Mapping[str, str], only: Sequence[str]) -> dict[str, str]:
    """Install what can be installed, and say what cannot."""
    missing = {}
    for name, line in lines.items():
        if name in PEERS and name not in only:
            continue
        if reason := _install([line]):
            if name not in PEERS:
                raise SystemExit(f"error: {line} cannot be installed for the rivals: {reason}\n{ADVICE}")
            missing[name] = reason
    return missing


def _install(lines: Sequence[str]) -> str:
    """Install packages; give why not, in one line, or nothing."""
    command = [str(PEER_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *lines]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
    return said[-1].removeprefix("ERROR: ") if said else f"pip ended with status {done.returncode}"


def clear(missing: Mapping[str, str]) -> str:
    """Say which rivals are left out, and why."""
    told = "\n".join(f"  {name} is left out: {reason}" for name, reason in missing.items())
    return f"{told}\n  {ADVICE}" if told else ""
