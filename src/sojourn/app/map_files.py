"""Maps as files of a folder: read whatever they are encoded in, and written whole or not at all."""

import codecs
import json
import re
from pathlib import Path

from sojourn import samples
from sojourn.core.contents import content_of
from sojourn.core.errors import Conflict, InvalidInput

LARGEST = 8 * 1024 * 1024
"""The most bytes that are read of a file that holds a map."""


def read_text(path: Path, *, encoding: str | None = None) -> str:
    """Read a file of text: UTF-8, UTF-16 with a mark, or what an XML declaration says; `-` is standard input.

    Args:
        encoding: what it is encoded in, when it does not say.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is too large, or is not text in that encoding.
    """
    data = content_of(path, most=LARGEST)
    if len(data) > LARGEST:
        raise InvalidInput(f"{path} has {len(data):,} bytes; a map has at most {LARGEST:,}", code="map-too-large")
    found = encoding or _told(data)
    try:
        return data.decode(found)
    except LookupError as error:
        raise InvalidInput(f"{found!r} is no encoding", code="bad-encoding", hint="name one such as cp1252") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"{path}:{line} is not text in {found}",
            code="bad-encoding",
            hint="save the file as UTF-8, or say what it is, such as --encoding cp1252",
        ) from error


def write_text(text: str, path: Path, *, force: bool = False) -> None:
    """Write a file, whole or not at all.

    Raises:
        Conflict: it is there already and `force` does not hold.
        NotFound: its folder is not there.
    """
    from .output import whole_file  # noqa: PLC0415 - start-up: what draws charts is loaded with it

    check_free(path, force=force)
    with whole_file(path) as file:
        file.write(text.encode())


def check_free(path: Path, *, force: bool) -> None:
    """Refuse a file that is there, before any work is done.

    Raises:
        Conflict: it is there already and `force` does not hold.
    """
    if path.exists() and not force:
        raise Conflict(f"{path} is there already", code="file-exists", hint="choose another name, or add --force")


def write_schema(folder: Path) -> None:
    """Lay the schema of maps into a folder, so that editors complete and check them; one that is there is renewed."""
    from sojourn import maps  # noqa: PLC0415 - start-up: only new maps need it

    write_text(json.dumps(maps.json_schema(), ensure_ascii=False, indent=1) + "\n", folder / maps.SCHEMA, force=True)


def examples() -> tuple[str, ...]:
    """Give the names of the worked maps that ship."""
    return samples.example_maps()


def example(name: str) -> str:
    """Give the text of a worked map.

    Raises:
        NotFound: there is none of that name.
    """
    return samples.example_map(name)


def _told(data: bytes) -> str:
    """Say what a file says it is encoded in."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = re.match(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']", data[:200])
    return declared[1].decode() if declared else "utf-8-sig"
