"""Tables: a row a step, or a row a point of contact."""

import csv
import io

import pytest

from sojourn import maps, samples
from sojourn.maps import MapRefused
from sojourn.maps.exchange import export_map, import_map, score_of
from sojourn.maps.exchange.tabular import plain_cell, safe_cell
from sojourn.maps.model import Feeling
from tests.factories.maps import a_step, a_touchpoint, small_map

TABLE = """Stage,Action,Emotion,Touchpoints,Channels,Pain points,Votes
Find,Looks it up,-1,"Website
Friend","web
",Slow,3
,Calls,happy,Hotline,phone,"One
Two",
Buy,Pays,+2,,shop,,
"""


def test_headings_of_other_tools_are_understood() -> None:
    map, findings = import_map(TABLE, kind="grid", title="Shopping")
    look, call, pay = map.steps
    assert [(step.does, step.phase) for step in map.steps] == [
        ("Looks it up", "find"),
        ("Calls", "find"),
        ("Pays", "buy"),
    ]
    assert look.feels == (Feeling(score=-1),) and call.feels == (Feeling(words=("happy",)),)
    assert [(point.name, point.channel) for point in look.touchpoints] == [("Website", "web"), ("Friend", None)]
    assert [(point.name, point.channel) for point in pay.touchpoints] == [("shop", "in_person")]
    assert [pain.text for pain in call.pains] == ["One", "Two"]
    assert map.extra["x-unsorted"] == ("Votes: 3",)
    assert [finding.rule for finding in findings] == ["X002", "X003", "X003"]


def test_rows_of_one_step_are_its_points_of_contact() -> None:
    map, _ = import_map(
        "step,does,touchpoint,channel\nbuy,Buys,Till,till\nbuy,,Web shop,web\n,,Van,parcel", kind="grid"
    )
    assert [point.name for point in map.steps[0].touchpoints] == ["Till", "Web shop", "Van"]


def test_the_touchpoints_of_the_worked_map_come_back() -> None:
    concert = maps.parse_map(samples.example_map("concert"))
    text, dropped = export_map(concert, kind="touchpoints")
    back, _ = import_map(text, kind="grid", title=concert.title)
    assert [[point.id for point in step.touchpoints] for step in back.steps] == [
        [point.id for point in step.touchpoints] for step in concert.steps
    ]
    assert [step.touchpoints[0].control for step in back.steps if step.touchpoints] == [
        step.touchpoints[0].control for step in concert.steps if step.touchpoints
    ]
    fields = {each.field for each in dropped}
    assert "touchpoint.event_match" in fields and not fields & {"touchpoint.id", "touchpoint.control", "step.does"}


def test_a_grid_has_a_row_a_step() -> None:
    rows = list(csv.DictReader(io.StringIO(export_map(small_map(), kind="grid")[0])))
    assert [row["step"] for row in rows] == ["come", "go"]
    assert rows[0]["touchpoints"] == "The come_desk"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1 for that", "-x", "@home", "\tx", "'=x", "''-x", "it's", "-1", "plain", "'"]
)
def test_no_cell_is_a_formula_and_every_cell_comes_back(cell: str) -> None:
    written = safe_cell(cell)
    assert written[:1] not in "=+@\t" or written == cell == ""
    assert plain_cell(written) == cell


def test_formulas_in_a_map_are_inert_in_the_file() -> None:
    text, dropped = export_map(small_map(steps=(a_step("a", does="=HYPERLINK(1)", thinks="@you"),)), kind="grid")
    assert "'=HYPERLINK(1)" in text and "'@you" in text
    assert not {"step.does", "step.thinks"} & {each.field for each in dropped}


@pytest.mark.parametrize(
    ("text", "score"),
    [("-1", -1), ("−1", -1), ("–0.5", -0.5), ("+2", 2), ("1,5", 1.5), ("😀", 2), ("🙁", -1), ("--", -2), ("0", 0),
     ("3", None), ("0.3", None), ("nan", None), ("", None), ("good", None)],
    ids=ascii,
)  # fmt: skip
def test_feelings_are_read_as_people_write_them(text: str, score: float | None) -> None:
    assert score_of(text) == score


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("does,score\nGo,1\nStay,4", "the feeling '4'"),
        ("does,kind\nGo,online", "kind 'online'"),
        ("does,moment\nGo,soon", "moment 'soon'"),
        ("does,touchpoint,trigger\nGo,Web,pushed", "trigger 'pushed'"),
        ("Who,When\nA,B", "no column is does or step"),
        ("does\n", "no row"),
        ("does,touchpoint\n,Web", "the table has no step"),
    ],
    ids=["feeling", "kind", "moment", "trigger", "headings", "no-row", "no-step"],
)
def test_what_cannot_be_is_refused_with_its_row(text: str, message: str) -> None:
    with pytest.raises(MapRefused, match=message):
        import_map(text, kind="grid")


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_the_separator_is_found(separator: str) -> None:
    table = separator.join(["phase", "does"]) + "\r\n" + separator.join(["Find", "Goes"]) + "\r\n"
    assert import_map("\ufeff" + table, kind="grid")[0].steps[0].does == "Goes"


def test_a_step_with_several_points_keeps_their_order_and_channels() -> None:
    points = (a_touchpoint("one"), a_touchpoint("two", channel="web"), a_touchpoint("three"))
    back, _ = import_map(export_map(small_map(steps=(a_step("a", touchpoints=points),)), kind="grid")[0], kind="grid")
    assert [(point.name, point.channel) for point in back.steps[0].touchpoints] == [
        ("The one", None), ("The two", "web"), ("The three", None),
    ]  # fmt: skip
