"""Files, pipes and standard input are read to their end, and nothing waits for ever."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sojourn.core import contents
from sojourn.core.contents import content_of
from sojourn.core.errors import InvalidInput, NotFound


def test_a_file_is_read_up_to_what_tells_that_it_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 100)
    assert content_of(file, most=200) == b"x" * 100
    assert len(content_of(file, most=50)) == 51


def test_a_pipe_is_read_to_its_end_however_slowly_it_comes(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("wb", buffering=0) as file:
            for piece in (b"one,", b"two,", b"x" * 200_000):
                time.sleep(0.05)
                file.write(piece)

    writer = threading.Thread(target=write)
    writer.start()
    assert content_of(pipe, most=1 << 20) == b"one,two," + b"x" * 200_000
    writer.join()


def test_a_pipe_of_a_shell_that_is_closed_empty_holds_nothing() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    assert content_of(Path(f"/dev/fd/{reading}"), most=10) == b""
    os.close(reading)


def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "WAIT", 50)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InvalidInput, match="nobody writes to it"):
        content_of(pipe, most=10)


def test_a_device_without_an_end_is_read_no_further_than_asked() -> None:
    assert len(content_of(Path("/dev/zero"), most=1000)) == 1001
    assert content_of(Path("/dev/null"), most=1000) == b""


def test_what_is_not_there_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        content_of(tmp_path / "no", most=10)
    with pytest.raises(NotFound, match="is a folder"):
        content_of(tmp_path, most=10)


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_standard_input_is_read(name: str) -> None:
    code = (
        "import sys; from pathlib import Path; from sojourn.core.contents import content_of;"
        f"sys.stdout.write(str(len(content_of(Path({name!r}), most=1 << 30))))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=b"a" * 300_000, capture_output=True, check=True)
    assert done.stdout == b"300000"
