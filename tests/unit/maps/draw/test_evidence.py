"""Evidence on a drawing: beside what the map says, never in its place; and never a blank where there is no number."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from sojourn.maps.draw import table
from sojourn.maps.draw.drawing import Variant, draw_map
from sojourn.maps.draw.lanes import figures
from sojourn.maps.draw.page import draw_html
from sojourn.maps.overlay import At, Mark, Overlay
from tests.factories.overlays import SINCE, UNTIL, overlay_of, share_mark, without_numbers

from .test_drawing import example, overlaps, sound
from .test_variants import said


def of(*marks: Mark, **more: object) -> Overlay:
    plain = Overlay("concert-ticket", 3, SINCE, UNTIL, None, 100_000, 70_000, 214, marks)
    return replace(plain, **more)  # type: ignore[arg-type]


def feeling(step: str, value: float | None, n: int, state: str = "measured") -> Mark:
    middle = 0.0 if value is None else value
    return Mark(At(step), "feeling", state, value, middle - 0.3, middle + 0.3, n, unit="points")  # type: ignore[arg-type]


def test_a_measured_feeling_stands_beside_the_supposed_one() -> None:
    drawn = example("concert")
    drawing = draw_map(drawn, overlay=of(feeling("buy", -0.8, 412), feeling("choose", 0.9, 380)))
    boxes = drawing.pages[0].boxes
    texts = [each.text for each in boxes]
    assert {"−1", "−0.8", "+0.9", "the map supposes", "measured, with 95 % interval"} <= {*texts}
    dots = list(ElementTree.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}circle"))
    discs = [each.room for each in boxes if each.owner == "feeling" and each.room]
    for dot in dots:
        x = float(dot.get("cx", "0"))
        assert not [disc for disc in discs if disc.x < x < disc.right and dot.get("r") == "2.05"]


def test_few_answers_show_an_interval_and_n_but_no_point() -> None:
    drawing = draw_map(example("concert"), overlay=of(feeling("buy", None, 12, "thin")))
    assert {"n = 12", "few answers: interval only"} <= said(drawing)
    assert "measured, with 95 % interval" not in said(drawing)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("too_few", "n < 10"), ("not_tied", "Not tied to events"), ("no_events", "No events in period"),
        ("not_observable", "No contact"), ("open", "214 still open"), ("not_asked", "No survey"),
        ("not_recorded", "Not recorded"), ("hidden", "Hidden"),
    ],
)  # fmt: skip
def test_where_there_is_no_number_a_word_says_why(state: str, words: str) -> None:
    mark = Mark(At("buy"), "satisfaction", state, count=214)  # type: ignore[arg-type]
    assert words in said(draw_map(example("concert"), overlay=of(mark)))


def test_words_without_any_number_are_drawn_for_every_measure() -> None:
    drawn = example("bank")
    drawing = draw_map(drawn, overlay=without_numbers(drawn))
    sound(drawing)
    assert "best customers" in " ".join(said(drawing))


def test_a_zero_is_printed_with_its_interval() -> None:
    mark = share_mark(At("buy"), "leaving", 0.0, 4_000)
    assert {"0.0 %", "(0.0–0.0)"} <= said(draw_map(example("concert"), overlay=of(mark)))


def test_the_band_of_reach_is_linear() -> None:
    marks = (share_mark(At("see_ad"), "reach", 1.0, 1_000), share_mark(At("site"), "reach", 0.5, 1_000))
    svg = ElementTree.fromstring(draw_map(example("concert"), overlay=of(*marks), paper="A2").svg)
    heights = [
        float(each.get("height", "0")) for each in svg.iter("{http://www.w3.org/2000/svg}rect")
        if each.get("fill") == "#4E9AC7" and not each.get("rx") and float(each.get("width", "0")) > 30
    ]  # fmt: skip
    assert len(heights) == 2
    assert heights[1] == pytest.approx(heights[0] / 2, abs=0.02)


def test_the_foot_says_period_segment_n_method_and_version() -> None:
    drawn = example("concert")
    texts = " ".join(said(draw_map(drawn, overlay=replace(overlay_of(drawn), segment="on a telephone"))))
    for part in ("2026-08-01 to 2026-11-20", "on a telephone", "n = 100,000 journeys (214 still open)", "Wilson",
                 "map version 3"):  # fmt: skip
        assert part in texts


def test_marks_that_lost_their_place_are_listed() -> None:
    lost = share_mark(At("gone"), "reach", 0.5, 100)
    overlay = of(share_mark(At("buy"), "reach", 0.5, 100), unplaced=(lost,), map_version=2)
    texts = " ".join(said(draw_map(example("concert"), overlay=overlay)))
    assert "Without a place on this map: reach of gone." in texts
    assert "The map is at version 3 now" in texts


def test_the_channel_used_stands_under_its_option_with_the_expected_one_strong() -> None:
    points = ("check_in_link", "desk", "kiosk")
    marks = [share_mark(At("checkin", point), "branch", share, 300, expected=point == "check_in_link")
             for point, share in zip(points, (0.5, 0.2, 0.3), strict=True)]  # fmt: skip
    drawing = draw_map(example("bank"), overlay=of(*marks))
    assert {"50 %", "20 %", "30 %"} <= said(drawing)
    assert overlaps(drawing.pages[0]) == []


def test_a_step_says_aloud_what_was_measured() -> None:
    svg = draw_map(example("concert"), overlay=of(share_mark(At("buy"), "reach", 0.3, 100_000))).svg
    assert "reached by 30.0 % (29.7–30.3), n = 100,000" in svg


def test_the_map_itself_is_not_changed_by_evidence() -> None:
    drawn = example("concert")
    draw_map(drawn, overlay=overlay_of(drawn))
    assert drawn == example("concert")


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark(At("a"), "wait", "measured", 160.0, 151.0, 169.0, 90, unit="seconds"), "2 min 40 s"),
        (Mark(At("a"), "repeats", "measured", 1.32, 1.2, 1.4, 90, unit="times"), "×1.3"),
        (Mark(At("a"), "feeling", "measured", -0.04, -0.2, 0.1, 90, unit="points"), "0"),
        (Mark(At("a"), "number", "measured", 12.5, 11.0, 14.0, 90, unit="number"), "12.5"),
        (Mark(At("a"), "reach", "measured", 0.179, 0.174, 0.183, 29_954), "17.9 %"),
        (Mark(At("a"), "reach", "measured", 0.58, 0.53, 0.63, 412), "58 %"),
    ],
    ids=["wait", "repeats", "feeling", "number", "narrow share", "wide share"],
)
def test_numbers_are_written_in_their_unit(mark: Mark, words: str) -> None:
    assert figures.point(mark) == words


def test_what_went_otherwise_is_named_where_it_happened() -> None:
    marks = [
        share_mark(At("buy"), "missing", 0.58, n=4_000),
        share_mark(At("buy"), "failed", 0.0, n=4_000),
        share_mark(At("choose"), "missing", 0.0, n=4_000),
    ]
    words = said(draw_map(example("concert"), overlay=of(*marks)))
    assert {"58 % missing", "all as planned"} <= words
    assert not [each for each in words if "failed" in each]


def test_a_wait_says_for_how_many_it_is() -> None:
    late = Mark(At("show"), "wait", "measured", 2_172.0, 2_106.0, 2_244.0, 400, quantiles=(330.0, 894.0, 2_172.0),
                target=600.0, met="missed", unit="seconds", quantile=0.9)  # fmt: skip
    step = example("concert").steps[6].id
    words = said(draw_map(example("concert"), overlay=of(replace(late, at=At(step)))))
    assert "90 % wait no longer" in words


def test_ways_on_say_where_to_the_most_frequent_first() -> None:
    to = [
        share_mark(At("buy", to="choose"), "conversion", 0.2, n=400),
        share_mark(At("buy", to="travel"), "conversion", 0.7, n=400),
    ]
    drawing = draw_map(example("concert"), overlay=of(*to))
    texts = [each.text for each in drawing.pages[0].boxes if each.owner == "step:buy"]
    assert [each for each in texts if each.startswith("to step")] == ["to step 6", "to step 4"]


def test_importance_is_shown_as_it_is_stated() -> None:
    drawn = example("concert")
    words = said(draw_map(drawn, overlay=of(feeling("buy", 0.5, 400))))
    assert {"4.6 of 5", "the map says"} <= words


@pytest.mark.parametrize(
    ("label", "n", "told"),
    [
        ("asked", 161, "customers say, n = 161"),
        ("asked and derived", 161, "said and derived, n = 161"),
        ("derived", None, "derived"),
    ],
)
def test_importance_that_customers_told_goes_before_what_the_map_states(label: str, n: int | None, told: str) -> None:
    mark = Mark(At("buy"), "importance", "measured", 0.78, n=n, label=label)
    words = said(draw_map(example("concert"), overlay=of(mark)))
    assert told in words
    assert "78 %" in words
    assert "4.6 of 5" not in words


def test_reasons_for_leaving_stand_with_those_who_leave() -> None:
    drawn = example("concert")
    left = share_mark(At("buy"), "leaving", 0.2, 400)
    asked = Mark(At("buy"), "breaking_point", "measured", 0.2, 0.15, 0.25, 400, 80, details=(("the fees", 41),))
    told = " ".join(each.text for each in draw_map(drawn, overlay=of(left, asked)).pages[0].boxes)
    assert "most say “the fees”: 41" in told.replace("  ", " ")
    assert "they say: the fees, 41" in draw_html(drawn, overlay=of(left, asked))


def test_shares_of_a_choice_that_add_to_more_than_all_say_that_some_took_both() -> None:
    def taken(*shares: float) -> set[str]:
        points = ("check_in_link", "desk", "kiosk")
        marks = [share_mark(At("checkin", point), "branch", share, 300)
                 for point, share in zip(points, shares, strict=False)]  # fmt: skip
        return said(draw_map(example("bank"), overlay=of(*marks)))

    assert "some took both" in taken(0.7, 0.4)
    assert "some took several" in taken(0.7, 0.4, 0.1)
    assert not {"some took both", "some took several"} & taken(0.5, 0.2, 0.3)


@pytest.mark.parametrize("variant", ["working", "poster", "board"])
def test_where_nobody_was_asked_the_supposed_curve_stays_dashed_and_nothing_is_filled(variant: Variant) -> None:
    drawn = example("retail")
    drawing = draw_map(drawn, variant=variant, overlay=of(share_mark(At(drawn.steps[0].id), "reach", 0.5, 400)))
    paths = list(ElementTree.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}path"))
    assert not [each for each in paths if each.get("fill-opacity")]
    lines = [each for each in paths if each.get("d", "").count("C") >= 5 and each.get("fill") == "none"]
    assert lines
    assert all(each.get("stroke-dasharray") for each in lines)
    assert "the map supposes" in said(drawing)


@pytest.mark.parametrize("variant", ["poster", "board"])
def test_posters_and_boards_name_no_method_but_say_what_brackets_are(variant: Variant) -> None:
    drawn = example("concert")
    texts = " ".join(said(draw_map(drawn, variant=variant, overlay=overlay_of(drawn))))
    assert "in brackets: 95 % intervals" in texts
    assert not [word for word in ("Wilson", "Kaplan", "p10", "quantile", "order statistics") if word in texts]


def test_the_middle_of_all_steps_is_not_called_a_target() -> None:
    mark = Mark(At("buy"), "breaking_point", "measured", 0.3, 0.28, 0.32, 1_000, 300, middle=0.052)
    found = table.rows(example("concert"), of(mark))
    texts = [line.text for row in found for cell in row.cells.values() for line in cell]
    assert any(text.startswith("middle of all steps 5") for text in texts)
    assert not any(text.startswith("target") for text in texts)


def test_evidence_is_parted_over_sheets_of_the_paper_that_was_asked_for() -> None:
    drawn = example("concert")
    marks = [
        share_mark(At(step.id), measure, 0.2, 400)
        for step in drawn.steps
        for measure in ("reach", "leaving", "missing", "failed", "ad_hoc", "out_of_order")
    ]
    marks += [feeling(step.id, 0.5, 400) for step in drawn.steps]
    drawing = draw_map(drawn, overlay=of(*marks), paper="A4")
    assert {(page.width_mm, page.height_mm) for page in drawing.pages} == {(297, 210)}
    assert len(drawing.pages) > 1
    for number, page in enumerate(drawing.pages, 1):
        words = [each.text for each in page.boxes]
        assert any(text.startswith(f"sheet {number} of {len(drawing.pages)}") for text in words)
        assert any(text == "Does" for text in words)
    everything = [each.text for page in drawing.pages for each in page.boxes]
    assert {"Reach", "Leave", "Not as planned", "Feels", "Opportunities"} <= set(everything)
    assert everything.count("Reach") == everything.count("Not as planned")
    assert [page.width_mm for page in draw_map(drawn, overlay=of(*marks)).pages] == [594]
