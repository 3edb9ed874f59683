"""Pictures as numbers."""

import struct
import zlib
from typing import Any

import numpy as np


def read_png(data: bytes) -> Any:
    """Read a PNG of eight bits a channel, with or without transparency: an array (rows, columns, channels)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    parts, place = {b"IDAT": b"", b"IHDR": b""}, 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        if kind in parts:
            parts[kind] += data[place + 8 : place + 8 + length]
        place += length + 12
    wide, high, depth, kind_of_colour, _, _, interlaced = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert (depth, interlaced) == (8, 0)
    channels = {0: 1, 2: 3, 6: 4}[kind_of_colour]
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(high, 1 + wide * channels)
    picture = np.zeros((high, wide * channels), np.uint8)
    for number, (filtered, *_) in enumerate(rows[:, :1]):
        row = rows[number, 1:].astype(np.int32)
        above = picture[number - 1].astype(np.int32) if number else np.zeros_like(row)
        picture[number] = _unfiltered(int(filtered), row, above, channels)
    return picture.reshape(high, wide, channels)


def _unfiltered(kind: int, row: Any, above: Any, channels: int) -> Any:
    """Undo what PNG did to a row: 0 nothing, 1 left, 2 above, 3 their mean, 4 the nearest of three (Paeth)."""
    if kind in (0, 2):
        return (row + (above if kind == 2 else 0)) & 255
    if kind == 1:
        return np.cumsum(row.reshape(-1, channels), axis=0).reshape(-1) & 255
    done = row.tolist()
    up = above.tolist()
    for place, value in enumerate(done):
        left = done[place - channels] if place >= channels else 0
        corner = up[place - channels] if place >= channels else 0
        if kind == 3:
            done[place] = (value + (left + up[place]) // 2) & 255
        else:
            guess = left + up[place] - corner
            nearest = min((left, up[place], corner), key=lambda each: abs(guess - each))
            done[place] = (value + nearest) & 255
    return np.array(done)
