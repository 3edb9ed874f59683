"""Ask an index many questions within a limit of private memory that the system enforces, and print the answers.

    python -m tests.e2e.limited INDEX SMALL_INDEX BYTES

With 0 bytes nothing is limited. The limit counts from what Python and its packages hold once every question has been
asked of the small index.
"""

import hashlib
import json
import resource
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Cases
from sojourn.engines.local import LocalEngine
from sojourn.engines.memory import LEAST
from sojourn.stores.journey_index import JourneyIndex

FEW = 20_000
"""Values kept for exact quantiles: a million of them, 16 MB for each distribution, are a constant of their own."""

STEPS = ["e00", "e01", "e02"]


def questions(root: Path, memory: int | None) -> dict[str, Callable[[], Any]]:
    """Give every question that is asked, of an index."""
    source = JourneyIndex(root, fill=lambda index, name: None)
    engine = LocalEngine(2, memory=memory)
    whole = Journeys(source, engine)
    cut = Journeys(source, engine, cases=Cases("gap", gap=5_400_000_000), since=1_704_100_000_000_000, collapse=True)
    return {
        "funnel": lambda: analyse.funnel(whole, STEPS, within="7d"),
        "follows": lambda: analyse.follows(whole),
        "variants": lambda: analyse.variants(whole, top=20),
        "variants of sessions": lambda: analyse.variants(cut, top=20),
        "paths": lambda: analyse.paths(cut),
        "sessions": lambda: analyse.sessions(whole),
        "retention": lambda: analyse.retention(whole, start="e00", returning="e01", period="week"),
        "survival": lambda: analyse.survival(whole, start="e00", end="e01"),
        "timing": lambda: analyse.timing(cut, start="e00", end="e01"),
        "dropoff": lambda: analyse.dropoff(whole, STEPS),
        "attribution": lambda: analyse.attribution(whole, conversion="e04", model="markov"),
        "draws": lambda: analyse.attribution(whole, conversion="e04", model="linear", bootstrap=20),
        "conformance": lambda: analyse.conformance(cut, "e00 > e01 > e02"),
        "members": lambda: analyse.funnel_members(whole, STEPS),
    }


def digest(answer: Any) -> str:
    """Give a short text that is another one when anything in an answer is."""
    made = hashlib.blake2b(digest_size=16)
    if hasattr(answer, "to_dict"):
        made.update(json.dumps(answer.to_dict()).encode())
        return made.hexdigest()
    for name in answer.column_names:  # a table: column by column, wherever its pieces end
        for chunk in answer[name].chunks:
            for first in range(0, len(chunk), 5000):
                texts = chunk.slice(first, 5000).cast("string").fill_null("").to_pylist()
                made.update("".join(f"{text}\n" for text in texts).encode())
    return made.hexdigest()


def held() -> int:
    """Say how much private memory there is, used or not: what the limit counts."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData"))


def main() -> None:
    """Ask, and print the digests of the answers."""
    root, small, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    threading.stack_size(1 << 20)  # stacks count as a whole, however little of them is used
    for module in ("core.quantiles", "analyse.sketches", "analyse.follows", "analyse.variants"):
        import_module(f"sojourn.{module}").EXACT = FEW  # type: ignore[attr-defined]
    for ask in questions(small, None).values():
        digest(ask())
    if limit:
        most = held() + limit
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    print(json.dumps({name: digest(ask()) for name, ask in questions(root, LEAST if limit else None).items()}))


if __name__ == "__main__":
    main()
