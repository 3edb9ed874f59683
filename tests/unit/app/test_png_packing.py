"""Pictures in fewer bytes: nothing of what they show changes."""

import struct
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray

from sojourn.app.png_packing import SIGNATURE, packed

Pixels = NDArray[np.uint8]


def part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def written(pixels: Pixels, *, filtered: int = 1) -> bytes:
    """Write four bytes a pixel as the renderer does, each row as differences from the pixel before."""
    height, width, _ = pixels.shape
    before = np.concatenate([np.zeros((height, 1, 4), np.uint8), pixels[:, :-1]], axis=1)
    rows = np.concatenate([np.full((height, 1), filtered, np.uint8), (pixels - before).reshape(height, -1)], axis=1)
    size = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 1)
    cut = len(body) // 2
    parts = [(b"IHDR", size), (b"pHYs", b"\0\0\x0b\x13\0\0\x0b\x13\1")]
    parts += [(b"IDAT", body[:cut]), (b"IDAT", body[cut:]), (b"IEND", b"")]
    return SIGNATURE + b"".join(part(*each) for each in parts)


def parts_of(png: bytes) -> dict[bytes, bytes]:
    found, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        name, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert png[place + 8 + length : place + 12 + length] == struct.pack(">I", zlib.crc32(name + content))
        found[name] = content
        place += 12 + length
    return found


def shown(png: bytes) -> Pixels:
    """Give the three colours of each pixel of a picture without filters."""
    found = parts_of(png)
    width, height, bits, kind, *_ = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert bits == 8
    rows = np.frombuffer(zlib.decompress(found[b"IDAT"]), np.uint8).reshape(height, -1)
    assert not rows[:, 0].any()
    if kind == 3:
        return np.frombuffer(found[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]]
    assert kind == 2
    return rows[:, 1:].reshape(height, width, 3)


@pytest.mark.parametrize("colours", [2, 256, 2_000], ids=str)
def test_every_pixel_stays_as_it_was(colours: int) -> None:
    rng = np.random.Generator(np.random.PCG64(colours))
    palette = rng.permuted(np.arange(2**24, dtype=np.int64))[:colours]
    code = palette[np.concatenate([np.arange(colours), rng.integers(0, colours, 60 * 90 - colours)]).reshape(60, 90)]
    pixels = np.stack([code >> 16, code >> 8 & 255, code & 255, np.full_like(code, 255)], axis=-1).astype(np.uint8)
    made = packed(written(pixels))
    assert (shown(made) == pixels[..., :3]).all()
    assert (b"PLTE" in parts_of(made)) == (colours <= 256)
    assert parts_of(made)[b"pHYs"] == b"\0\0\x0b\x13\0\0\x0b\x13\1"


def test_what_lets_something_through_stays_as_it_is() -> None:
    through = written(np.full((4, 5, 4), 128, np.uint8))
    assert packed(through) == through


def test_what_another_program_wrote_stays_as_it_is() -> None:
    other = written(np.full((4, 5, 4), 255, np.uint8), filtered=2)
    assert packed(other) == other
    assert packed(packed(written(np.full((4, 5, 4), 255, np.uint8)))) == packed(
        written(np.full((4, 5, 4), 255, np.uint8))
    )
