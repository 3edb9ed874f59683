"""What the public functions say when they are given what they cannot use."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

import sojourn as sj
from sojourn import analyse
from sojourn.app.asking import fits
from tests.factories.journeys import shop

STEPS = ["site.visited", "basket.filled", "order.paid"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda j: sj.funnel("shop.csv", STEPS), "funnel takes as journeys journeys, as sj.journeys"),
        (lambda j: sj.funnel(None, STEPS), "was given None"),
        (lambda j: sj.follows(shop()), "follows takes as journeys journeys, as sj.journeys"),
        (lambda j: sj.funnel(j, [1, 2]), "funnel takes as steps a list, each text or a Step, and was given \\[1, 2\\]"),
        (lambda j: sj.funnel(j, None), "was given None"),
        (lambda j: sj.funnel(j, STEPS, top="x"), "funnel takes as top a whole number, and was given 'x'"),
        (lambda j: sj.funnel(j, STEPS, top=True), "was given True"),
        (lambda j: sj.variants(j, top=None), "variants takes as top a whole number, and was given None"),
        (lambda j: sj.retention(j, start=5, returning="order.paid"), "retention takes as start text or a list"),
        (lambda j: sj.compare(j, j), "compare takes as a a result"),
        (lambda j: sj.compare_groups(j, 5, where_a="x", where_b="y"), "compare_groups takes as ask a function"),
        (lambda j: sj.within_cohort(j, ["ann"]), "within_cohort takes as cohort a Cohort"),
        (lambda j: sj.render(None, "x.svg"), "takes as drawn a chart or a result or a Drawing, and was given None"),
        (lambda j: sj.step(5), "step takes as text text, and was given 5"),
        (lambda j: sj.journeys(shop(), since=5), "5 is not a time"),
        (lambda j: sj.journeys(shop(), where=5), "5 is not an expression"),
        (lambda j: sj.journeys(shop(), time_zone=5), "5 is not a time zone"),
        (lambda j: sj.journeys(shop(), cases="key", case_key="nope"), "no property 'nope' to cut journeys by"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(ask, said: str) -> None:
    with pytest.raises(sj.InvalidInput, match=said):
        ask(sj.journeys(shop()))


def test_what_is_as_good_as_what_is_annotated_fits() -> None:
    asked = sj.journeys(shop())
    wanted = analyse.funnel(asked, STEPS, within="7d").to_dict()
    assert sj.funnel(asked, tuple(STEPS), within=timedelta(days=7), top=np.int64(10)).to_dict() == wanted
    assert sj.funnel(asked, np.array(STEPS), within="7d").to_dict() == wanted
    assert sj.funnel(asked, [sj.step(text) for text in STEPS], within="7d").to_dict() == wanted
    assert sj.funnel(journeys=asked, steps=STEPS, within="7d").to_dict() == wanted


def test_a_missing_or_unknown_argument_is_told_as_python_tells_it() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'steps'"):
        sj.funnel(sj.journeys(shop()))
    with pytest.raises(TypeError, match="unexpected keyword argument 'wihtin'"):
        sj.follows(sj.journeys(shop()), wihtin="7d")


def test_a_long_value_is_cut_where_it_is_told() -> None:
    with pytest.raises(sj.InvalidInput, match=r"(?m)…$"):
        sj.funnel("x" * 500, STEPS)


def test_questions_keep_their_name_help_and_signature() -> None:
    assert (sj.funnel.__name__, sj.funnel.__doc__) == ("funnel", analyse.funnel.__doc__)


def test_a_date_is_no_number_and_nothing_is_none() -> None:
    assert not fits(date(2024, 1, 1), int | None)
    assert fits(None, int | None)


def test_a_cohort_is_dated_now_unless_told_otherwise() -> None:
    asked = sj.journeys(shop())
    before = datetime.now(UTC)
    by = [
        sj.cohort_by_property(asked, "mail", property="channel", value="email"),
        sj.cohort_by_step(asked, "buyers", STEPS, step=3),
        sj.cohort_by_birth(asked, "first week", start="site.visited", cohort="2024-03-04"),
    ]
    assert all(before <= cohort.made <= datetime.now(UTC) for cohort in by)
    assert all(isinstance(cohort, sj.Cohort) and cohort.members for cohort in by)
    then = datetime(2024, 4, 1, tzinfo=UTC)
    assert sj.cohort_by_step(asked, "buyers", STEPS, step=3, made=then).made == then


def test_one_duration_is_for_every_move() -> None:
    asked = sj.journeys(shop())
    one = sj.funnel(asked, STEPS, step_within="1d").to_dict()
    assert one == sj.funnel(asked, STEPS, step_within=["1d", "1d"]).to_dict()
    assert one == sj.funnel(asked, STEPS, step_within=timedelta(days=1)).to_dict()
    assert one["step_within_seconds"] == [86400.0, 86400.0]


MAP = """
format: journey-map/1
id: m
title: M
personas: [{id: one, name: One}]
phases: [{id: now, name: Now, moment: during}]
steps: [{id: buy, phase: now, does: Buys, touchpoints: [{id: till, name: Till, event_match: {event: order.paid}}]}]
"""


@pytest.mark.parametrize(
    ("ask", "said", "hint"),
    [
        (
            lambda m, j: sj.draw_map(m, overlay=sj.evidence(m, j)),
            "takes as overlay an overlay",
            "write evidence.overlay",
        ),
        (lambda m, j: sj.expect("m.yaml"), "takes as map a journey map, as sj.read_map", "see help"),
        (lambda m, j: sj.draw_map(m, paper="A9"), "takes as paper one of A4, A3, A2, A1, A0 or None", "see help"),
        (lambda m, j: sj.draw_map(m, notation="x"), "takes as notation one of plain, cjml", "see help"),
        (lambda m, j: sj.draw_map(m, lanes="feels"), "takes as lanes a list, each text or None", "see help"),
        (lambda m, j: sj.check_map(m, today="2026-01-01"), "takes as today a date", "see help"),
        (lambda m, j: sj.read_map(None), "takes as path text or a path", "see help"),
        (lambda m, j: sj.conformance(j, m), "takes as expected text or what is expected", "write sj.expect"),
        (lambda m, j: sj.compare_maps(m, 3), "takes as b a journey map", "see help"),
    ],
    ids=["evidence", "file", "paper", "notation", "lanes", "today", "nothing", "map", "number"],
)
def test_what_maps_are_asked_with_is_checked_too(ask, said: str, hint: str) -> None:
    with pytest.raises(sj.InvalidInput, match=said) as caught:
        ask(sj.parse_map(MAP), sj.journeys(shop()))
    assert caught.value.hint.startswith(hint)


def test_a_map_is_checked_against_today_and_against_journeys() -> None:
    found = sj.check_map(sj.parse_map(MAP.replace("order.paid", "order.payed")), events=sj.journeys(shop()))
    assert "M503" in {finding.rule for finding in found}
