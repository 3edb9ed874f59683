"""Hashes of rows: stable, independent of order, without collisions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn import kernels


def parts(values):
    raw = [value if isinstance(value, bytes) else value.encode() for value in values]
    return np.frombuffer(b"".join(raw) + b"\0", np.uint8), np.cumsum([0] + [len(r) for r in raw]).astype(np.int32)


def hashed(values, seed=(1, 2)):
    hi, lo = np.zeros(len(values), np.uint64), np.zeros(len(values), np.uint64)
    kernels.hash_strings(*parts(values), *seed, hi, lo)
    return [(int(h) << 64) | int(low) for h, low in zip(hi, lo, strict=True)]


def test_the_value_of_a_hash_never_changes():
    hi, lo = np.zeros(2, np.uint64), np.zeros(2, np.uint64)
    kernels.hash_strings(*parts(["customer", "a text that is longer than sixteen bytes"]), 7, 9, hi, lo)
    kernels.hash_words(np.array([1, 2], np.uint64), np.ones(2, np.uint8), 3, 4, hi, lo)
    kernels.finish_hashes(5, 6, hi, lo)
    assert [f"{h:016x}{low:016x}" for h, low in zip(hi.tolist(), lo.tolist(), strict=True)] == GOLDEN


def test_a_million_similar_texts_do_not_collide_in_either_half():
    hi, lo = np.zeros(1_000_000, np.uint64), np.zeros(1_000_000, np.uint64)
    kernels.hash_strings(*parts([f"customer-{n}" for n in range(1_000_000)]), 0, 0, hi, lo)
    assert len(np.unique(hi)) == len(np.unique(lo)) == 1_000_000


def test_one_flipped_bit_changes_about_half_of_the_bits():
    base = bytearray(b"0123456789abcdefghijklmno")
    first = hashed([bytes(base)])[0]
    flips = []
    for bit in range(len(base) * 8):
        other = bytearray(base)
        other[bit // 8] ^= 1 << bit % 8
        flips.append(bin(first ^ hashed([bytes(other)])[0]).count("1"))
    assert 60 < np.mean(flips) < 68
    assert min(flips) > 32


def test_short_texts_of_zeros_differ_by_their_length():
    assert len(set(hashed([b"\0" * n for n in range(1, 64)]))) == 63


def test_an_empty_text_adds_nothing():
    assert hashed(["", "x"])[0] == 0


@given(values=st.lists(st.text(max_size=40), min_size=1, max_size=8), seed=st.integers(0, 2**64 - 1))
def test_equal_texts_have_equal_hashes_and_seeds_matter(values, seed):
    once, again, other = hashed(values, (seed, 1)), hashed(values, (seed, 1)), hashed(values, (seed, 2))
    assert once == again
    assert all((a == b) == (text == "") for a, b, text in zip(once, other, values, strict=True))


@given(values=st.lists(st.sampled_from(["a", "b", "", "long text " * 5]), min_size=1, max_size=20))
def test_a_dictionary_hashes_as_its_texts_do(values):
    different = sorted(set(values))
    value_hi, value_lo = np.zeros(len(different), np.uint64), np.zeros(len(different), np.uint64)
    kernels.hash_strings(*parts(different), 1, 2, value_hi, value_lo)
    codes = np.array([different.index(value) for value in values] + [-1], np.int32)
    hi, lo = np.zeros(len(codes), np.uint64), np.zeros(len(codes), np.uint64)
    kernels.hash_codes(codes, value_hi, value_lo, hi, lo)
    joined = [(int(h) << 64) | int(low) for h, low in zip(hi, lo, strict=True)]
    assert joined == [*hashed(values), 0]


def test_sums_carry_into_the_upper_half():
    hi, lo = np.zeros(1, np.uint64), np.full(1, 2**64 - 1, np.uint64)
    kernels.hash_codes(np.zeros(1, np.int32), np.array([5], np.uint64), np.array([3], np.uint64), hi, lo)
    assert (int(hi[0]), int(lo[0])) == (6, 2)


def test_missing_words_add_nothing():
    hi, lo = np.zeros(2, np.uint64), np.zeros(2, np.uint64)
    kernels.hash_words(np.array([7, 7], np.uint64), np.array([0, 1], np.uint8), 1, 1, hi, lo)
    assert hi[0] == lo[0] == 0 != hi[1]


def test_hash_bytes_is_a_pair_of_words():
    high, low = kernels.hash_bytes(np.frombuffer(b"source\0", np.uint8), 0, 0)
    assert 0 <= high < 2**64
    assert 0 <= low < 2**64
    assert high != low


GOLDEN = ["d8e6bd229a99d810dc5c773a12478339", "1b6e85637b8c46d158d4230b26e3e162"]
