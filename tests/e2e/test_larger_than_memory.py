"""An index several times larger than the memory there is gives the same answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.indexes import walks

LIMIT = 24 << 20
"""Bytes of private memory that the system grants beside what Python and its packages hold."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    large, small = tmp_path_factory.mktemp("large"), tmp_path_factory.mktemp("small")
    walks(large, 750_000)
    walks(small, 800)
    return large, small


def asked(indexes: tuple[Path, Path], limit: int) -> dict[str, str]:
    command = [sys.executable, "-m", "tests.e2e.limited", *map(str, indexes), str(limit)]
    # What allocators set aside and never use counts, too: they are told to set less aside.
    frugal = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, env=os.environ | frugal)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_a_limit_of_private_memory_changes_no_answer(answers: tuple[Path, Path]) -> None:
    size = sum(path.stat().st_size for path in answers[0].rglob("*") if path.is_file())
    assert size > 4 * LIMIT
    free, limited = asked(answers, 0), asked(answers, LIMIT)
    assert limited == free
    assert len(limited) == 14
