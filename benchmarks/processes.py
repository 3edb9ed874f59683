"""Start engines and commands as processes, and watch their time and memory from outside."""

import json
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OWN_PYTHON = ROOT / ".venv" / "bin" / "python"
PEER_PYTHON = HERE / ".venv" / "bin" / "python"


def check_set_up(*, python: Path = OWN_PYTHON) -> None:
    """Stop where Sojourn's own environment is not made yet: commands and engines are started from it.

    Raises:
        SystemExit: it is not, and how to make it.
    """
    command = python.with_name("sojourn")
    if not command.exists():
        raise SystemExit(f"error: {command} is missing: run `make setup` first")


class Failed(Exception):
    """A process said that it could not do what it was asked."""


class Worker:
    """An engine in its own process, spoken to in lines of JSON."""

    def __init__(self, engine: str) -> None:
        python = OWN_PYTHON if engine == "sojourn_engine" else PEER_PYTHON
        self.engine = engine
        self._process = subprocess.Popen(
            [str(python), "-m", "benchmarks.worker", engine],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def request(self, **request: Any) -> dict[str, Any]:
        """Send one request and wait for its reply.

        Raises:
            Failed: the engine raised, or its process ended.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise Failed(f"{self.engine} ended before it was asked") from error
        line = self._process.stdout.readline()
        if not line:
            raise Failed(f"{self.engine} ended with status {self._process.wait()}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise Failed(f"{self.engine}: {reply['error']}")
        return reply

    def close(self) -> None:
        """Let the process end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@dataclass(frozen=True, slots=True)
class Run:
    """One finished command: seconds, output, and the highest memory seen of it and its children, in bytes."""

    seconds: float
    output: str
    peak: int
    own: int


def run(command: Sequence[str | Path], *, watch: bool = False) -> Run:
    """Run a command from start to end; with `watch`, sample its memory fifty times a second.

    `own` is anonymous memory only: what the process tree holds itself, without pages of files that it has mapped.

    Raises:
        Failed: it ended with a status other than 0; its last words are in the message.
    """
    began = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=-1, stderr=-1, text=True)
    seen = [0, 0]
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, seen, ended))
    if watch:
        watcher.start()
    output, complaints = process.communicate()
    seconds = time.perf_counter() - began
    ended.set()
    if watch:
        watcher.join()
    if process.returncode != 0:
        shown = " ".join(str(part) for part in command)
        raise Failed(f"`{shown}` ended with status {process.returncode}\n{complaints[-2000:]}")
    return Run(seconds, output, seen[0], seen[1])


def _watch(pid: int, seen: list[int], ended: threading.Event) -> None:
    while not ended.wait(0.02):
        resident = own = 0
        for each in _tree(pid):
            now = _status(each)
            resident += now.get("VmRSS", 0)
            own += now.get("RssAnon", 0)
        seen[0], seen[1] = max(seen[0], resident), max(seen[1], own)


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(below for child in children for below in _tree(int(child)))]


def _status(pid: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {line.partition(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}


def machine() -> dict[str, Any]:
    """Say what the figures were taken on."""
    info = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    return {
        "processor": names[0] if names else "unknown",
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": " ".join(os.uname()[i] for i in (0, 2, 4)),
        "load_at_start": list(os.getloadavg()),
    }


def middle(values: Sequence[float]) -> float:
    """Give the median."""
    return float(statistics.median(values))
