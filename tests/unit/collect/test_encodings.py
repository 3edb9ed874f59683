"""Encodings: marks, declared ones, and clear refusals."""

import codecs

import pytest

from sojourn.core.errors import InvalidInput

from .imports import run

TEXT = "customer,time,event,city\nA,2024-01-01,came,Orléans\nB,2024-01-02,left,Köln\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_tells_the_encoding(encoding):
    mark = "\ufeff".encode(encoding)
    found = run(mark + TEXT.encode(encoding))
    assert found.column("prop:city") == ["Orléans", "Köln"]
    assert found.column("customer") == ["A", "B"]
    assert "byte-order mark" in found.inspection.notes[0]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac-roman", "utf-16"])
def test_any_encoding_can_be_given(encoding):
    assert run(TEXT.encode(encoding), encoding=encoding).column("prop:city") == ["Orléans", "Köln"]


def test_bytes_that_are_not_utf8_are_refused_with_their_place_and_the_command():
    with pytest.raises(InvalidInput) as refused:
        run(TEXT.encode("cp1252"))
    assert refused.value.code == "bad-encoding"
    assert "byte 46 (row 2, column 'city')" in refused.value.message
    assert "--encoding cp1252" in refused.value.hint


def test_a_bad_byte_far_behind_the_sample_is_found_before_anything_is_yielded():
    rows = "".join(f"A,2024-01-01,e,x{n}\n" for n in range(500_000)).encode()
    data = b"customer,time,event,city\n" + rows + b"A,2024-01-01,e,K\xf6ln\n"
    with pytest.raises(InvalidInput) as refused:
        run(data)
    assert "row 500,002, column 'city'" in refused.value.message
    assert f"byte {data.index(bytes([0xF6])):,} " in refused.value.message


def test_mixed_encodings_are_told_apart():
    with pytest.raises(InvalidInput) as refused:
        run(TEXT.encode() + "C,2024-01-03,back,Brést\n".encode("cp1252"))
    assert refused.value.code == "mixed-encodings"


def test_utf16_without_a_mark_is_recognised_in_the_refusal():
    for encoding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(InvalidInput) as refused:
            run(TEXT.replace("é", "e").replace("ö", "o").encode(encoding))
        assert refused.value.code == "bad-encoding"
        assert f"--encoding {encoding}" in refused.value.hint
    assert run(TEXT.encode("utf-16-le"), encoding="utf-16-le").column("customer") == ["A", "B"]


def test_a_file_that_ends_inside_a_letter_is_refused():
    with pytest.raises(InvalidInput) as refused:
        run(TEXT.encode() + b"C,2024-01-03,x,\xc3")
    assert refused.value.code in ("bad-encoding", "mixed-encodings")


def test_an_unknown_encoding_is_refused():
    with pytest.raises(InvalidInput) as refused:
        run(TEXT, encoding="klingon")
    assert refused.value.code == "unknown-encoding"


def test_a_wrong_declared_encoding_is_refused():
    with pytest.raises(InvalidInput) as refused:
        run(TEXT.encode("cp1252"), encoding="ascii")
    assert refused.value.code == "bad-encoding"


def test_letters_split_between_blocks_are_whole():
    city = "é" * 3_000_000
    data = codecs.BOM_UTF8 + f"customer,time,event,city\nA,2024-01-01,x,a{city}\nB,2024-01-01,y,b\n".encode()
    assert run(data).column("prop:city") == ["a" + city, "b"]


def test_a_nul_is_refused_in_names_and_removed_from_properties():
    rows = "".join(f"A,2024-01-01,x,{n}\n" for n in range(20))
    found = run(f"customer,time,event,note\n{rows}A\0,2024-01-01,x,1\nB,2024-01-01,x,a\0b\n")
    assert [(r.row, r.code, r.column) for r in found.refused] == [(22, "bad_text", "customer")]
    assert found.events[-1]["prop:note"] == "ab"


def test_a_declared_encoding_is_doubted_where_the_file_is_utf8():
    assert "is good UTF-8" in run(TEXT.encode(), encoding="cp1252").inspection.notes[0]
    assert run(TEXT.encode("cp1252"), encoding="cp1252").inspection.notes == ()
