"""How maps of a folder are kept, and the stages they lie in."""

from datetime import date
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from sojourn import maps
from sojourn.maps import MapFolder, Owner, Review
from sojourn.maps.model import Feeling, Framework, Gain, MomentOfTruth, Pain, Parent, Stage
from tests.factories.maps import a_step, small_map

TODAY = date(2026, 11, 22)


def folder(*found: maps.JourneyMap) -> MapFolder:
    """Make a folder of maps, each in a file of its own."""
    files = {f"{number}.yaml": each for number, each in enumerate(found)}
    return MapFolder(None, MappingProxyType(files), MappingProxyType({}))


def test_maps_never_reviewed_come_first_then_the_one_reviewed_longest_ago() -> None:
    days = ["2026-05-01", None, "2025-01-01", "2026-05-01"]
    found = [small_map(id=f"m{number}", review=Review(last=day)) for number, day in enumerate(days)]
    assert [row.map for row in maps.inventory(folder(*found), TODAY)] == ["m1", "m2", "m0", "m3"]


def test_a_review_is_overdue_from_the_day_after_it_is_due() -> None:
    (row,) = maps.inventory(folder(small_map(review=Review(last="2026-08-22", every="P3M"))), TODAY)
    assert (row.due, row.overdue) == (TODAY, 0)
    assert row.to_dict()["overdue_days"] == 0
    (row,) = maps.inventory(folder(small_map(review=Review(last="2026-08-21", every="P3M"))), TODAY)
    assert row.overdue == 1
    (row,) = maps.inventory(folder(small_map(review=Review(last="2026-08-21"))), TODAY)
    assert (row.due, row.overdue, row.to_dict()["due"]) == (None, None, None)


def test_owner_is_the_person_else_the_department() -> None:
    owners = [Owner(person="Lead", department="shop"), Owner(department="shop"), None]
    found = maps.inventory(folder(*(small_map(id=f"m{n}", owner=each) for n, each in enumerate(owners))), TODAY)
    assert [row.owner for row in found] == ["Lead", "shop", None]


def test_what_is_assumed_is_counted_over_feelings_moments_of_truth_pains_and_gains() -> None:
    step = a_step(
        "a", feels=(Feeling(score=1), Feeling(score=1, evidence="research")), gains=(Gain(text="g"),),
        pains=(Pain(text="p", evidence="partial"),), moment_of_truth=MomentOfTruth(evidence="research"),
    )  # fmt: skip
    found = maps.assumed(small_map(steps=(step,)))
    assert (found.hypotheses, found.cards, found.share) == (2, 5, 0.4)
    assert maps.assumed(small_map(steps=(step,), state="target")).share is None
    assert found + found == maps.Assumed(4, 10)


def test_a_map_lies_in_the_stages_that_name_it_and_in_the_one_it_names() -> None:
    stages = (Stage(id="one", name="One", maps=("b", "gone")), Stage(id="two", name="Two"))
    life = Framework(id="life", title="Life", stages=stages)
    found = [
        small_map(id="a", parent=Parent(map="life", stage="one")),
        small_map(id="b", parent=Parent(map="life", stage="one")),
        small_map(id="c", parent=Parent(map="life", stage="two")),
        small_map(id="d", parent=Parent(map="other", stage="two")),
        small_map(id="e", parent=Parent(map="life")),
    ]
    one, two = maps.staged(life, found)
    assert ([each.id for each in one.maps], one.missing) == (["b", "a"], ("gone",))
    assert ([each.id for each in two.maps], two.missing) == (["c"], ())
    assert one.to_dict()["maps"][0] == {"map": "b", "title": "A small map"}


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), max_size=6), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_no_map_stands_before_one_reviewed_earlier(days: list[date], today: date) -> None:
    found = [small_map(id=f"m{n}", review=Review(last=day.isoformat(), every="P1M")) for n, day in enumerate(days)]
    rows = maps.inventory(folder(*found), today)
    assert [row.reviewed for row in rows] == sorted(days)
    assert all((row.overdue > 0) == (row.due < today) for row in rows if row.due and row.overdue is not None)
