"""Laying a file out changes neither what it says nor its comments, and a second time nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sojourn
from sojourn.core.errors import InvalidInput
from sojourn.maps import MapRefused
from sojourn.maps.document.compose import Composing
from sojourn.maps.document.formatting import format_map, meaning

SAMPLES = Path(sojourn.__file__).parent / "samples" / "maps"
TEXTS = {name: (SAMPLES / f"{name}.yaml").read_text("utf-8") for name in ("concert", "bank", "retail")}

UNTIDY = """\
\ufeff
# the head


format:   journey-map/1     # one
id: x   
a:
   - b:   1   # two
     # above c
     c: [ 1,2 ,  3 ]
   # behind the first

   # above the second
   -   { x: 1,
       y: 2, # three
          z: [a,   # four
           b], e }
   -
     # between
     k: v
   - - p
     - q
text: >-
       folded
       more

       again
kept: |+   # kept
    text


# above z
z: "over
  lines"
e:
f:   # five
    g: 1
"q": plain over
  lines
# the end


"""  # noqa: W291 - the space at the end of a line is meant

TIDY = """\
# the head

format: journey-map/1       # one
id: x
a:
  - b: 1      # two
    # above c
    c: [1, 2, 3]
  # behind the first

  # above the second
  - {x: 1,
     y: 2, # three
     z: [a, # four
         b], e}
  -
    # between
    k: v
  - - p
    - q
text: >-
  folded
  more

  again
kept: |+ # kept
  text


# above z
z: "over lines"
e:
f:   # five
  g: 1
"q": plain over lines
# the end
"""


def test_an_untidy_file_is_laid_out():
    assert format_map(UNTIDY) == TIDY
    assert format_map(TIDY) == TIDY
    assert format_map(UNTIDY.replace("\n", "\r\n")) == TIDY


@pytest.mark.parametrize("name", TEXTS)
def test_the_worked_maps_are_laid_out_already(name):
    assert format_map(TEXTS[name]) == TEXTS[name]


def test_a_line_in_brackets_that_is_too_long_is_broken():
    text = "a: {" + ", ".join(f"key_{number}: [value, value]" for number in range(9)) + "}\n"
    made = format_map(text)
    assert made == (
        "a: {key_0: [value, value], key_1: [value, value], key_2: [value, value], key_3: [value, value],\n"
        "    key_4: [value, value], key_5: [value, value], key_6: [value, value], key_7: [value, value],\n"
        "    key_8: [value, value]}\n"
    )
    assert format_map(made) == made


def test_what_is_not_read_is_not_laid_out():
    with pytest.raises(MapRefused, match="anchor '&x' is not read"):
        format_map("a: &x 1\n")


def test_what_cannot_be_laid_out_is_told():
    with pytest.raises(InvalidInput, match="cannot be laid out") as error:
        format_map("? - a\n: b\n", file="odd.yaml")
    assert error.value.hint


def test_nothing_stays_nothing():
    assert format_map("# only this\n") == "# only this\n"


PIECES = (
    "\n",
    "    ",
    "# note\n",
    " # note",
    "\n\n\n",
    "\n# note\n",
    "  # deep\n",
    "'",
    '"',
    "[",
    "}",
    "- ",
    ": ",
    "|\n",
    "\t",
)


@settings(max_examples=60)
@given(st.data())
def test_layout_never_changes_what_is_said(data):
    text = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at:]
    try:
        made = format_map(text)
    except (MapRefused, InvalidInput):
        return
    assert meaning(Composing().compose(made)) == meaning(Composing().compose(text))
    assert format_map(made) == made
    assert made.count("# note") + made.count("# deep") >= text.count("# note") + text.count("# deep") - 6
