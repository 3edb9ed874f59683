"""A drawing carries the pieces of type that its letters need, and no others."""

import pytest

from sojourn.maps.draw.text import Face
from sojourn.maps.draw.typefaces import embedded


@pytest.mark.parametrize(
    ("letters", "pieces"),
    [
        pytest.param({Face.SANS: "Pays, A"}, 1, id="one face"),
        pytest.param({Face.SANS: "Pays", Face.SAY: "A B, he says"}, 2, id="letters that every piece repeats"),
        pytest.param({Face.SANS: "Pays", Face.SAY: "Я is I"}, 3, id="two scripts"),
        pytest.param({}, 0, id="no letters"),
    ],
)
def test_a_drawing_carries_one_piece_a_face_and_script(letters: dict[Face, str], pieces: int) -> None:
    assert embedded(letters).count("@font-face") == pieces
