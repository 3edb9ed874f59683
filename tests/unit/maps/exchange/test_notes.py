"""Sticky notes of a workshop."""

import pytest

from sojourn.maps import MapRefused, apply
from sojourn.maps.exchange import export_map, import_map, import_notes
from sojourn.maps.model import Feeling, Other
from tests.factories.maps import a_step, small_map

BOARD = """text,lane,phase,x,persona,colour
Buys a ticket,does,Before,100,,
Finds the seat,does,During,300,,
"Is it the right date?",thinks,,90,,
+1 happy,feels,,120,,
-1,feels,,310,,
"No, too dark",pains,,290,,
Usher,touchpoints,,305,,
e-mail,touchpoint,,95,,
Light the rows,ideas,,320,,
Torch,physical evidence,,299,,
reassuring,wants,,110,,
a quiet row,wants,,310,,
Sells seats,backstage,,100,,
Won or lost here,mot,,100,,
Fan,persona,,,,
"""


def test_notes_go_to_the_nearest_thing_that_is_done() -> None:
    map, _ = import_map(BOARD, kind="notes", title="An evening")
    ticket, seat = map.steps
    assert (ticket.does, seat.does) == ("Buys a ticket", "Finds the seat")
    assert [phase.name for phase in map.phases] == ["Before", "During"]
    assert ticket.thinks == "Is it the right date?"
    assert ticket.feels == (Feeling(score=1, words=("happy",)),)
    assert seat.feels == (Feeling(score=-1),)
    assert [pain.text for pain in seat.pains] == ["No, too dark"]
    assert [(point.name, point.channel) for point in (*ticket.touchpoints, *seat.touchpoints)] == [
        ("e-mail", "email"), ("Usher", None),
    ]  # fmt: skip
    assert seat.physical_evidence == ("Torch",)
    assert (ticket.wants, seat.wants) == ("reassuring", Other("a quiet row"))
    assert [work.does for work in ticket.backstage] == ["Sells seats"]
    assert ticket.moment_of_truth is not None and ticket.moment_of_truth.why == "Won or lost here"
    assert [(idea.text, idea.steps) for idea in map.opportunities] == [("Light the rows", (seat.id,))]
    assert [persona.name for persona in map.personas] == ["Fan"]


def test_a_column_names_the_step_whatever_lies_where() -> None:
    map, _ = import_map("text,lane,step,x\nGo,does,,1\nStay,does,,9\nhm,thinks,Stay,1", kind="notes", title="T")
    assert [step.thinks for step in map.steps] == [None, "hm"]


def test_without_places_a_note_belongs_to_what_is_done_above_it() -> None:
    map, _ = import_map("text,lane\nGo,does\nhm,thinks\nStay,does\nah,thinks", kind="notes", title="T")
    assert [(step.does, step.thinks) for step in map.steps] == [("Go", "hm"), ("Stay", "ah")]


def test_phases_may_be_notes_above() -> None:
    text = "text,lane,x\nFirst,phase,0\nSecond,phase,50\nGo,does,10\nStay,does,60"
    map, _ = import_map(text, kind="notes", title="T")
    assert [(step.does, step.phase) for step in map.steps] == [("Go", "first"), ("Stay", "second")]


def test_colours_stand_for_lanes_only_when_somebody_says_so() -> None:
    text = "text,colour,x\nGo,yellow,1\nAw,pink,1\nOh,pink,2"
    with pytest.raises(MapRefused, match=r"pink \(2\), yellow \(1\)") as caught:
        import_map(text, kind="notes")
    assert caught.value.findings[0].hint is not None and "--colour 'pink=does'" in caught.value.findings[0].hint
    map, _ = import_map(text, kind="notes", colours={"Yellow": "does", "pink": "pains"})
    assert [pain.text for pain in map.steps[0].pains] == ["Aw", "Oh"]
    with pytest.raises(MapRefused, match="'sky' is no lane"):
        import_map(text, kind="notes", colours={"yellow": "sky"})


def test_people_feel_apart_where_notes_name_them() -> None:
    text = "text,lane,persona,x\nGo,does,,1\n+2,feels,Ann,1\n-2 tired,feels,Bob,1"
    map, _ = import_map(text, kind="notes", title="T")
    assert map.steps[0].feels == (
        Feeling(score=2, persona="ann"), Feeling(score=-2, words=("tired",), persona="bob"),
    )  # fmt: skip


def test_nothing_is_lost_silently() -> None:
    text = "text,lane,votes\nGo,does,3\nwhat,gossip,\n,does,\nx,wants,\ny,wants,"
    map, findings = import_map(text, kind="notes", title="T")
    assert set(map.extra["x-unsorted"]) == {"votes: 3", "what", "lane: does", "y"}
    assert sum(finding.rule == "X002" for finding in findings) == 4


@pytest.mark.parametrize("text", ["a,b\n1,2", "text,lane\nx,sky", "text\nx", "text,lane\nx,pains"])
def test_what_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(MapRefused):
        import_map(text, kind="notes")


def test_headings_may_be_mapped_by_hand() -> None:
    map, _ = import_map("Inhalt;Spur\nGo;does", kind="notes", columns={"text": "Inhalt", "lane": "Spur"})
    assert map.steps[0].does == "Go"
    with pytest.raises(MapRefused, match="no column 'Inhat'"):
        import_map("Inhalt\nGo", kind="notes", columns={"text": "Inhat"})
    with pytest.raises(MapRefused, match="'txt' is no column"):
        import_map("Inhalt\nGo", kind="notes", columns={"txt": "Inhalt"})


def test_notes_for_a_map_that_is_there_are_one_batch_of_edits() -> None:
    before = small_map(steps=(a_step("come"), a_step("go", thinks="At last")))
    text = "text,lane,step,x\nhm,thinks,go,1\nToo slow,pains,Does what come says,0\nWaits,does,,5\nBob,persona,,"
    batch, findings = import_notes(text, before)
    after, inverse = apply(before, batch)
    assert [step.id for step in after.steps] == ["come", "go", "waits"]
    assert after.steps[1].thinks == "At last · hm"
    assert [pain.text for pain in after.steps[0].pains] == ["Too slow"]
    assert [persona.name for persona in after.personas] == ["The guest", "Bob"]
    assert apply(after, inverse)[0] == before
    assert not [finding for finding in findings if finding.severity == "error"]


def test_a_feeling_that_is_there_keeps_its_score() -> None:
    before = small_map(steps=(a_step("come", feels=(Feeling(score=1, words=("fine",)),)),))
    after, _ = apply(before, import_notes("text,lane,step\n-2 awful,feels,come", before)[0])
    assert after.steps[0].feels == (Feeling(score=1, words=("fine", "-2 awful")),)


def test_what_has_no_place_becomes_a_comment() -> None:
    before = small_map()
    after, _ = apply(before, import_notes("text,lane,step\nhm,thinks,come\nwhat,gossip,", before)[0])
    assert [comment.text for comment in after.comments] == ["what"]


def test_a_map_is_written_as_a_board() -> None:
    map, _ = import_map(BOARD, kind="notes", title="An evening")
    text, dropped = export_map(map, kind="notes")
    assert import_map(text, kind="notes", title="An evening")[0].steps == map.steps
    assert "'+1 happy,feels" in text
    assert {each.field for each in dropped} == {"persona.id", "persona.name"}


def test_a_step_whose_text_no_board_can_hold_is_called_by_its_id() -> None:
    text, dropped = export_map(small_map(steps=(a_step("come", does="\x00"),)), kind="notes")
    assert import_map(text, kind="notes", title="T")[0].steps[0].does == "come"
    assert "step.does" in {each.field for each in dropped}
