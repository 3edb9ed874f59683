"""One engine in a process of its own, answering lines of JSON on standard input with lines of JSON on standard output.

    {"do": "load", "folder": "benchmarks/worlds/small"}
    {"do": "ask", "question": "funnel", "form": "", "times": 5, "answer": true}

Times are seconds around the call alone. Memory is the kernel's high-water mark since the request began, in bytes, of
the whole process and of the part that is its own (not pages of mapped files).
"""

import contextlib
import gc
import importlib
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")


def memory(*fields: str) -> list[int]:
    """Read fields of this process's status, in bytes; nought where the system does not say."""
    lines = STATUS.read_text().splitlines() if STATUS.exists() else []
    known = {line.partition(":")[0]: line.split() for line in lines if line.endswith(" kB")}
    return [int(known[field][1]) * 1024 if field in known else 0 for field in fields]


def forget_peak() -> None:
    """Start the high-water mark afresh."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def load(engine: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Let the engine take in a world."""
    began = time.perf_counter()
    engine.load(Path(request["folder"]))
    seconds = time.perf_counter() - began
    gc.collect()
    peak, resident, own = memory("VmHWM", "VmRSS", "RssAnon")
    return {"version": engine.version, "seconds": seconds, "peak": peak, "resident": resident, "own": own}


def ask(engine: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Put a question several times."""
    question = request["question"]
    form = question + (f"_{request['form']}" if request.get("form") else "")
    if not hasattr(engine, form):
        return {"missing": True}
    forget_peak()
    seconds = []
    for _ in range(request["times"]):
        began = time.perf_counter()
        raw = getattr(engine, form)()
        seconds.append(time.perf_counter() - began)
    peak, own = memory("VmHWM", "RssAnon")
    reply = {"seconds": seconds, "peak": peak, "own": own}
    if request.get("answer"):
        reply["answer"] = engine.translate(question, raw) if hasattr(engine, "translate") else raw
    return reply


def main() -> None:
    """Serve until standard input closes; nothing but replies reaches the real standard output."""
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    engine = importlib.import_module(f"benchmarks.peers.{sys.argv[1]}").Engine()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"load": load, "ask": ask}[request["do"]](engine, request)
        except Exception:
            reply = {"error": traceback.format_exc()}
        replies.write(json.dumps(reply) + "\n")


if __name__ == "__main__":
    main()
