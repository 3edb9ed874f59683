"""What can go wrong says what to do."""

import pytest

from sojourn.core import errors
from sojourn.core.errors import SojournError

BRANCHES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SojournError)]


@pytest.mark.parametrize("kind", BRANCHES, ids=lambda kind: kind.__name__)
def test_every_branch_carries_a_message_a_code_and_a_hint(kind: type[SojournError]) -> None:
    plain = kind("row 7 has no customer")
    assert (str(plain), plain.message, plain.hint) == ("row 7 has no customer", "row 7 has no customer", None)
    assert plain.code == kind.code
    exact = kind("row 7 has no customer", code="no-customer", hint="map a column")
    assert (exact.code, exact.hint) == ("no-customer", "map a column")


def test_codes_of_branches_are_distinct() -> None:
    assert len({kind.code for kind in BRANCHES}) == len(BRANCHES) == 9
