"""Sheets hold as many steps as is published, and cards stand in order between the margins."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput
from sojourn.maps.draw.paper import (
    GUTTER,
    HEAD,
    LEAST_CARD,
    MARGIN,
    MOST_CARD,
    PAPERS,
    PHASE_GUTTER,
    Size,
    capacity,
    fit,
    type_scale,
)

PHASES = st.lists(st.integers(0, 30), min_size=1, max_size=9).filter(sum)
SIZES = st.one_of(st.none(), st.sampled_from(get_args(Size)))


@pytest.mark.parametrize(
    ("size", "steps", "wide"),
    [("A4", 10, 297), ("A3", 15, 420), ("A2", 22, 594), ("A1", 32, 841), ("A0", 46, 1189)],
    ids=get_args(Size),
)
def test_sheets_hold_as_many_steps_as_is_published(size: Size, steps: int, wide: float) -> None:
    assert capacity(PAPERS[size]) == steps
    assert PAPERS[size].width == wide


@pytest.mark.parametrize(
    ("steps", "size", "pages"),
    [
        (1, "A3", 1),
        (8, "A3", 1),
        (15, "A3", 1),
        (16, "A2", 1),
        (23, "A1", 1),
        (33, "A0", 1),
        (46, "A0", 1),
        (47, "A0", 2),
    ],
    ids=str,
)
def test_the_smallest_sheet_that_holds_all_steps_is_chosen(steps: int, size: Size, pages: int) -> None:
    third = steps // 3
    found = fit([third, third, steps - 2 * third])
    assert (found.paper.size, len(found.pages)) == (size, pages)


@given(PHASES, SIZES)
def test_every_step_has_one_card_between_the_margins(phases: list[int], size: Size | None) -> None:
    found = fit(phases, size)
    assert [page.first for page in found.pages[1:]] == [page.last for page in found.pages[:-1]]
    assert (found.pages[0].first, found.pages[-1].last) == (0, sum(phases))
    for page in found.pages:
        assert len(page.lefts) == page.last - page.first
        assert page.lefts[0] == pytest.approx(page.margin + page.header)
        wide = max(page.right - page.margin, min(HEAD * page.scale, page.paper.width - 2 * MARGIN * page.scale))
        assert page.margin + wide == pytest.approx(page.paper.width - page.margin)
        assert page.margin >= MARGIN * page.scale - 1e-6
        assert LEAST_CARD * page.scale - 1e-6 <= page.card <= MOST_CARD * page.scale + 1e-6
        assert 1 <= page.scale == found.scale <= found.paper.factor
        ends = {last for _, _, last in page.phases}
        for place, (left, right) in enumerate(pairwise(page.lefts)):
            gap = PHASE_GUTTER if page.first + place + 1 in ends else GUTTER
            assert right - left - page.card == pytest.approx(gap * page.scale)


@given(PHASES, SIZES)
def test_phases_of_pages_are_the_phases_of_the_map(phases: list[int], size: Size | None) -> None:
    seen = [0] * len(phases)
    for page in fit(phases, size).pages:
        for number, first, last in page.phases:
            assert page.first <= first < last <= page.last
            seen[number] += last - first
    assert seen == phases


@given(PHASES, SIZES)
def test_pages_part_inside_a_phase_only_when_it_is_too_long(phases: list[int], size: Size | None) -> None:
    found = fit(phases, size)
    ends = [sum(phases[: number + 1]) for number in range(len(phases))]
    for page in found.pages[:-1]:
        if page.last not in ends:
            assert phases[page.phases[-1][0]] > capacity(found.paper, 1)


def test_five_steps_have_cards_of_sixty_mm_and_wider_margins() -> None:
    (page,) = fit([2, 2, 1]).pages
    assert page.card == 60
    assert page.margin > MARGIN
    assert page.centre(0) == page.lefts[0] + 30


def test_pages_are_about_equally_full() -> None:
    assert [page.last - page.first for page in fit([4] * 8, "A3").pages] == [12, 12, 8]
    assert [page.last - page.first for page in fit([40], "A3").pages] == [14, 14, 12]


def test_a_phase_that_goes_on_a_sheet_is_not_parted() -> None:
    assert [page.phases for page in fit([3, 14, 3], "A3").pages] == [((0, 0, 3),), ((1, 3, 17),), ((2, 17, 20),)]


def test_a_poster_grows_with_its_sheet_and_a_full_sheet_does_not() -> None:
    assert fit([3, 3, 2], "A3").scale == 1
    assert fit([3, 3, 2], "A0").scale == pytest.approx(2.83)
    assert fit([16, 15, 15], "A0").scale < 1.05


def test_a_board_may_be_as_small_as_a4() -> None:
    assert fit([2, 2, 1], smallest="A4").paper.size == "A4"


def test_type_grows_with_the_drawing() -> None:
    large = type_scale(2.83, "A0")
    assert (type_scale().title, type_scale().step, type_scale().body) == (22, 9, 8)
    assert large.title == pytest.approx(22 * 2.83, abs=0.01)
    assert type_scale(1, "A4").title == 18
    assert min(type_scale().small, type_scale().disc) >= 7


def test_a_map_without_steps_is_refused() -> None:
    with pytest.raises(InvalidInput, match="without steps"):
        fit([0, 0])
