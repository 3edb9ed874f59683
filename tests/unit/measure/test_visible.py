"""What is shown of breakdowns: nobody can be worked out of totals, columns or differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.core.small import Limits
from sojourn.measure import protected, visibility
from tests.oracles import scores as oracle

LABELS = st.sampled_from(["a", "b", "c", None])
PEOPLE = st.lists(st.tuples(LABELS, LABELS, st.sampled_from(["x", "y"])), min_size=1, max_size=120)


@given(st.lists(st.integers(0, 60), max_size=12))
def test_hidden_cells_cannot_be_rebuilt_from_the_total(customers: list[int]) -> None:
    seen = visibility(customers)
    hidden = [n for n, state in zip(customers, seen.shown, strict=True) if state == "hidden" and n]
    shown = [n for n, state in zip(customers, seen.shown, strict=True) if state != "hidden"]
    assert all(n >= 10 for n in shown)
    if any(n < 10 for n in hidden) and shown:
        assert len(hidden) > 1
        assert sum(hidden) >= 10
    assert all(state != "interval" or n < 30 for n, state in zip(customers, seen.shown, strict=True))
    assert all(state != "full" or n >= 30 for n, state in zip(customers, seen.shown, strict=True))
    assert [reason is None for reason in seen.reason] == [state != "hidden" for state in seen.shown]


def test_a_workspace_may_ask_for_more() -> None:
    assert visibility([25, 60, 70], limits=Limits(30, 100)).shown == ("hidden", "hidden", "interval")


def test_a_city_is_not_what_is_left_of_its_country() -> None:
    """In each column alone two hidden cells cover each other; together they would not."""
    country = np.array(["A"] * 50 + ["B"] * 60, object)
    city = np.array(["a1"] * 45 + ["a2"] * 5 + ["b1"] * 54 + ["b2"] * 6, object)
    alone = protected({"city": city}, np.arange(110))["city"]
    assert [alone[name][1] for name in ("a1", "a2", "b1", "b2")] == ["full", "hidden", "full", "hidden"]
    both = protected({"country": country, "city": city}, np.arange(110))
    assert {name: cell[1:] for name, cell in both["city"].items()} == {
        "a1": ("hidden", "protects another"),
        "a2": ("hidden", "small"),
        "b1": ("hidden", "protects another"),
        "b2": ("hidden", "small"),
    }
    assert [cell[1] for cell in both["country"].values()] == ["full", "full"]


def test_a_small_cell_that_several_columns_give_is_protected() -> None:
    """Total − (x and not p) by a chain of columns: no column contains another, their sums do."""
    first = np.array(["p"] * 40 + ["q"] * 40 + ["r"] * 4 + ["s"] * 40, object)
    second = np.array(["pq"] * 80 + ["rs"] * 44, object)
    third = np.array(["ps"] * 40 + ["qr"] * 44 + ["ps"] * 40, object)
    found = protected({"first": first, "second": second, "third": third}, np.arange(124))
    hidden = {
        (place, label)
        for place, name in enumerate(("first", "second", "third"))
        for label, (_, state, _) in found[name].items()
        if state == "hidden"
    }
    assert (0, "r") in hidden
    assert not [cell for cell in oracle.worked_out([first, second, third], hidden) if cell == (0, "r")]


def test_customers_count_once_however_often_they_answer() -> None:
    found = protected({"group": np.array(["a"] * 40 + ["b"] * 40, object)}, np.array([*range(40), *[50] * 40]))
    assert found["group"] == {"a": (40, "hidden", "protects another"), "b": (1, "hidden", "small")}


@settings(max_examples=150)
@given(PEOPLE, st.integers(1, 3))
def test_no_small_cell_follows_from_what_is_shown_in_several_columns(
    people: list[tuple[str | None, str | None, str]], columns: int
) -> None:
    names = ["first", "second", "third"][:columns]
    labels = [np.array([each[place] for each in people], object) for place in range(columns)]
    found = protected(dict(zip(names, labels, strict=True)), np.arange(len(people)))
    hidden = {
        (place, label): n
        for place, name in enumerate(names)
        for label, (n, state, _) in found[name].items()
        if state == "hidden"
    }
    sizes = {(place, label): cell[0] for place, name in enumerate(names) for label, cell in found[name].items()}
    for (place, label), n in sizes.items():
        assert n == int((labels[place] == np.array(label, object)).sum())
        assert n >= 10 or (place, label) in hidden
    if len(people) >= 10:
        small = {cell for cell, n in hidden.items() if n < 10}
        assert not small & set(oracle.worked_out(labels, set(hidden)))
        assert not [left for left in oracle.left_over(labels, range(len(people)), set(hidden)) if 0 < left < 10]


def test_the_same_few_in_two_hidden_cells_are_few() -> None:
    """Five who answered twice stand behind both hidden cells: all less the shop would be theirs alone."""
    channel = np.array(["shop"] * 100 + ["web"] * 5 + ["phone"] * 5, object)
    person = np.array([*range(100), *range(100, 105), *range(100, 105)])
    found = protected({"channel": channel}, person)["channel"]
    assert [found[name][1] for name in ("shop", "web", "phone")] == ["hidden"] * 3
    cells = [np.arange(100), np.arange(100, 105), np.arange(100, 105)]
    assert visibility([100, 5, 5], people=cells).shown == ("hidden", "hidden", "hidden")
    assert visibility([100, 5, 5]).shown == ("full", "hidden", "hidden")


def test_what_is_left_of_hidden_cells_without_another_column_is_a_group() -> None:
    """All less a0 are 18 who may hide in a2 and a3; less b6, who lie inside them, they are 8."""
    rows = [("a0", f"b{place % 5}") for place in range(5)] + [("a0", "b9")] * 95
    rows += [("a2", "b6")] * 5 + [("a3", "b6")] * 5 + [("a2", "b7")] * 2 + [("a3", "b8")] * 6
    first, second = (np.array([row[place] for row in rows], object) for place in range(2))
    found = protected({"first": first, "second": second}, np.arange(len(rows)))
    hidden = {
        (place, label)
        for place, name in enumerate(("first", "second"))
        for label, cell in found[name].items()
        if cell[1] == "hidden"
    }
    assert oracle.given_away([first, second], range(len(rows)), hidden, 10) is None
    assert oracle.given_away([first, second], range(len(rows)), {cell for cell in hidden if cell != (1, "b6")}, 10)


Page = tuple[list[np.ndarray], np.ndarray, int]


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Make two or three columns of few combinations, large and small, with customers who answer again."""
    columns = draw(st.integers(2, 3))
    atoms = draw(st.integers(2, 9))
    labels = [draw(st.lists(st.integers(0, 3), min_size=atoms, max_size=atoms)) for _ in range(columns)]
    sizes = draw(st.lists(st.sampled_from([1, 2, 3, 4, 6, 7, 25]), min_size=atoms, max_size=atoms))
    atom = np.repeat(np.arange(atoms), sizes)
    person = np.arange(len(atom))
    for one, other in draw(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=6)):
        person[one % len(atom)] = person[other % len(atom)]
    return [np.array([str(label) for label in np.array(each)[atom]], object) for each in labels], person, columns


@settings(max_examples=120)
@given(pages(), st.sampled_from([5, 10]))
def test_no_few_customers_follow_from_all_that_is_shown(
    page: tuple[list[np.ndarray], np.ndarray, int], few: int
) -> None:
    labels, person, columns = page
    names = [str(place) for place in range(columns)]
    found = protected(dict(zip(names, labels, strict=True)), np.unique(person, return_inverse=True)[1],
                      limits=Limits(few, 30))  # fmt: skip
    hidden = {(int(name), label) for name in names for label, cell in found[name].items() if cell[1] == "hidden"}
    if len(np.unique(person)) >= few:
        assert oracle.given_away(labels, person.tolist(), hidden, few) is None


@pytest.mark.parametrize("labels", [{}, {"group": np.zeros(0, object)}], ids=["no column", "nobody"])
def test_nothing_is_said_of_nobody(labels: dict[str, object]) -> None:
    assert all(not cells for cells in protected(labels, np.zeros(0, np.int64)).values())  # type: ignore[arg-type]
