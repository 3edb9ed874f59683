"""What of YAML is read, and what a hostile file can cost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sojourn
from sojourn.maps import MapRefused
from sojourn.maps.document.compose import Composing
from sojourn.maps.document.nodes import DEEPEST, LARGEST, MOST, MOST_FINDINGS
from sojourn.maps.document.parsing import parse_map
from tests.factories.effort import calls

CONCERT = (Path(sojourn.__file__).parent / "samples" / "maps" / "concert.yaml").read_text("utf-8")


BEGIN = "Begin with 'format: journey-map/1'"


def refused(text):
    """Every finding of a text that is refused, as text."""
    with pytest.raises(MapRefused) as error:
        parse_map(text)
    return [str(each) for each in error.value.findings]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: \t\n\tb: 1", f"1:4 M001 a tab stands where spaces belong. {BEGIN}; indent with spaces, not with tabs"),
        (b"a: 1\nb: \xff", "2:4 M001 byte 0xff is not UTF-8. Save the file as UTF-8"),
        (
            "a: \x07",
            ("1:4 M001 character U+0007 cannot stand in a text file. "
            'Write it as an escape in double quotes, such as "\\x07"'),
        ),
        ("", "M003 the file holds no map. Begin with 'format: journey-map/1'"),
        ("# nothing\n", "M003 the file holds no map. Begin with 'format: journey-map/1'"),
        ("%YAML 1.1\n---\na: 1", "1:1 M007 directive '%YAML 1.1' is not read. Remove it"),
        ("%TAG ! tag:x\n---\na: 1", "1:1 M007 directive '%TAG ! tag:x' is not read. Remove it"),
        ("a: 1\n---\nb: 2", "2:1 M007 a second document begins here. One file, one map"),
        ("[" * 17 + "]" * 17, "1:17 M007 this lies more than 16 levels deep. Nest less"),
    ],
    ids=lambda value: repr(value)[:24],
)  # fmt: skip
def test_what_is_not_read_is_told_with_its_place(text, said):
    assert refused(text)[0] == said


def test_what_makes_much_of_little_is_refused_before_it_does():
    laughs = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, !t x]\n" for n in range(30))
    found = refused(laughs)
    assert "1:4 M007 anchor '&a' is not read. Remove it" in found
    assert "2:10 M007 alias '*a' is not read. Write out what it stands for" in found
    assert "2:18 M007 tag '!t' is not read. Remove it; quotes make text of it" in found


def test_the_version_that_is_read_may_be_named():
    assert parse_map(f"%YAML 1.2\n---\n{CONCERT}...\n").id == "concert-ticket"


@pytest.mark.parametrize(
    "data",
    [CONCERT.encode("utf-8-sig"), CONCERT.replace("\n", "\r\n").encode(), CONCERT.replace("\n", "\r").encode()],
    ids=["mark", "crlf", "cr"],
)
def test_a_byte_order_mark_and_other_line_ends_change_nothing(data):
    read = parse_map(data)
    assert read == parse_map(CONCERT)
    assert read.places == parse_map(CONCERT).places


@pytest.mark.parametrize(
    ("text", "read", "number"),
    [
        ("x" * LARGEST + "x", "M007 the file has more than", 1),
        ("a: [" + "a," * 200_000, f"1:{4 + 2 * MOST - 7} M007 the file has more than", 1),
        ("[" * LARGEST, f"1:{DEEPEST + 1} M007 this lies more than", 1),
        ("!" * LARGEST, "1:1 M007 tags are not read", 1),
        ("a: &a 1\n" + "b: *a\n" * 200_000, f"{MOST_FINDINGS}:4 M007 alias", MOST_FINDINGS),
    ],
    ids=["large", "values", "deep", "tag", "aliases"],
)
def test_a_huge_file_is_read_no_further_than_it_may_be(text, read, number):
    found = refused(text)
    assert found[-1].startswith(read)
    assert len(found) == number


def test_four_times_as_many_steps_are_four_times_the_work():
    head, _, _ = CONCERT.partition("steps:\n")

    def read(count):
        steps = "".join(f"  - {{id: s{n}, phase: before, does: Does thing {n}}}\n" for n in range(count))
        assert len(parse_map(f"{head}steps:\n{steps}").steps) == count

    assert calls(lambda: read(400)) < 4.4 * calls(lambda: read(100))


PIECES = (
    "\n", "  ", "- ", ": ", "{", "}", "[", "]", ", ", "#", "'", '"', "|", "|+2\n", ">-\n", "&a ", "*a", "!t ",
    "<<: *a", "? ", "%YAML 1.1\n", "---\n", "...\n", "\t", "\x00", "\x85", "\u2028", "\ufeff", "\r", "~", "@",
    "`", "%", "\\", '"\\U00110000"', '"\\ud800"', '"\\UFFFFFFFF"', "true: ", "1: ", "😀", "\ud800",
    "!<tag:x> ", "!!binary ", "=", "0x", "1e999", "9" * 5000,
)  # fmt: skip


@st.composite
def damaged(draw):
    """Damage the concert map in a few places."""
    text = CONCERT
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + draw(st.integers(0, 20)) :]
    return text


@settings(max_examples=60)
@given(
    st.one_of(damaged(), st.text(max_size=200), st.binary(max_size=200), st.lists(st.sampled_from(PIECES)).map("".join))
)
def test_nothing_breaks_the_reader(text):
    try:
        parse_map(text)
    except MapRefused as error:
        assert error.findings
        assert error.message.count("\n") <= 50


def test_nodes_know_where_they_begin_and_end():
    text = "a:\n  - b: 1 # one\n    c: |\n      text\n\nd: [x,\n  y]\n"
    node = Composing().compose(text)
    assert text[node.start : node.end] == text.rstrip("\n")
    (_, a), (_, d) = node.pairs
    assert text[a.items[0].start : a.items[0].end] == "b: 1 # one\n    c: |\n      text"
    assert text[d.start : d.end] == "[x,\n  y]"
