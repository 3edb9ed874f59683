"""Sums of money, exactly, as millionths; and columns of numbers and truth values."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.events import MONEY

from .arrays import Array, mask, nulls, plain, string_parts

LARGEST = 2**63 / MONEY


def money(array: Array, decimal: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read sums as millionths.

    Text and decimals are read exactly; floats are rounded to the nearest millionth.

    Returns:
        (millionths, good): good is False where there is a value that is no sum; missing values are good.
    """
    array = plain(array)
    kind = array.type
    missing = nulls(array)
    if pa.types.is_floating(kind):
        numbers = np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
        good = np.isfinite(numbers) & (np.abs(numbers) < LARGEST)
        # NaN is how many writers say that there is no value.
        return np.rint(np.where(good, numbers, 0) * MONEY).astype(np.int64), good | np.isnan(numbers)
    if pa.types.is_integer(kind):
        whole = np.array(pc.fill_null(array.cast(pa.int64(), safe=False), 0).to_numpy(zero_copy_only=False), np.int64)
        good = np.abs(whole) < int(LARGEST)
        return np.where(good, whole, 0) * MONEY, good
    if pa.types.is_decimal(kind):
        array, decimal = array.cast(pa.string()), "."
    elif not pa.types.is_string(kind):
        return np.zeros(len(array), np.int64), missing
    values, found = np.zeros(len(array), np.int64), np.zeros(len(array), np.uint8)
    data, offsets = string_parts(array)
    kernels.parse_money(data, offsets, ord(decimal), values, found)
    return values, found.astype(np.bool_) | missing


def missing_money(array: Array) -> NDArray[np.bool_]:
    """Tell which sums are missing, NaN included."""
    array = plain(array)
    return mask(pc.is_nan(array)) | nulls(array) if pa.types.is_floating(array.type) else nulls(array)


def integers(array: Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read canonical whole numbers from text; good is False where there are none, also where missing."""
    values, good = np.zeros(len(array), np.int64), np.zeros(len(array), np.uint8)
    data, offsets = string_parts(array)
    kernels.parse_integers(data, offsets, values, good)
    return values, good.astype(np.bool_)


def decimals(array: Array) -> NDArray[np.bool_]:
    """Tell which texts are decimal numbers that a double holds."""
    good = np.zeros(len(array), np.uint8)
    data, offsets = string_parts(array)
    kernels.find_decimals(data, offsets, good)
    return good.astype(np.bool_)


def truths(array: Array) -> NDArray[np.bool_]:
    """Tell which texts are `true` or `false` in any case."""
    return mask(pc.is_in(pc.utf8_lower(array), pa.array(["true", "false"])))
