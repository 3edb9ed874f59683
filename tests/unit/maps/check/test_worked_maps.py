"""What is found in the maps that come with the system, and what they expect."""

from datetime import date
from pathlib import Path

import pytest

import sojourn
from sojourn import maps

FOLDER = Path(sojourn.__file__).parent / "samples" / "maps"
TODAY = date(2026, 11, 21)

CONCERT = [
    "concert.yaml:50:1 note M303 5 of 8 feelings are hypotheses",
    "concert.yaml:51:5 note M203 first contact 'see_ad' is not judged",
    "concert.yaml:71:5 note M207 actor changes between 'site' and 'buy', no handover",
    "concert.yaml:93:42 warning M505 target of satisfaction at 'buy' cannot be measured",
    "concert.yaml:93:86 warning M505 target of wait at 'buy' cannot be measured",
    "concert.yaml:120:5 warning M204 moment of truth 'entry' has no target",
    "concert.yaml:120:5 note M207 actor changes between 'choose' or 'app' and 'entry', no handover",
    "concert.yaml:141:5 note M203 last contact 'suggestions' is not judged",
    "concert.yaml:141:5 note M207 actor changes between 'entry' and 'suggestions', no handover",
    "concert.yaml:156:5 note M402 opportunity 'o_friends' has no initiative",
]
BANK = [
    "bank.yaml:29:1 note M104 all 6 touchpoints are owned",
    "bank.yaml:32:5 note M203 first contact 'booking' is not judged",
    "bank.yaml:32:5 warning M204 moment of truth 'booking' has no target",
    "bank.yaml:50:5 note M206 'checkin' crosses digital and branch",
    "bank.yaml:65:15 warning M505 target of wait at 'checkin' cannot be measured",
    "bank.yaml:66:5 note M203 last contact 'meeting' is not judged",
    "bank.yaml:66:5 note M206 'meeting' crosses advice and branch",
    "bank.yaml:78:7 warning M505 target of retell at 'meeting' cannot be measured",
]


@pytest.mark.parametrize(("name", "expected"), [("concert", CONCERT), ("bank", BANK)], ids=["concert", "bank"])
def test_what_is_found_in_a_worked_map(name, expected):
    found = maps.check_map(maps.read_map(FOLDER / f"{name}.yaml"), today=TODAY)
    lines = [
        f"{Path(each.file).name}:{each.place.line}:{each.place.column} {each.severity} {each.rule} {each.message}"
        for each in found
    ]
    assert lines == expected


@pytest.mark.parametrize("name", ["concert", "bank", "retail", "buying"])
def test_no_worked_map_contradicts_itself(name):
    found = maps.check_map(maps.read_map(FOLDER / f"{name}.yaml"), today=TODAY)
    assert [str(each) for each in found if each.severity == "error"] == []


def test_the_concert_expects_seven_of_its_eight_steps_in_events():
    expected = maps.expect(maps.read_map(FOLDER / "concert.yaml"))
    ids = [step.id for step in expected.steps]
    assert ids == ["see_ad", "site", "buy", "choose", "app", "entry", "suggestions"]
    assert [(ids[move.start], ids[move.end], move.kind, move.option) for move in expected.moves] == [
        ("see_ad", "site", "next", None),
        ("site", "buy", "next", None),
        ("buy", "choose", "next", None),
        ("choose", "app", "choice", "by_app"),
        ("choose", "entry", "choice", "by_email"),
        ("app", "entry", "next", None),
        ("entry", "suggestions", "next", None),
        ("suggestions", "site", "loop", None),
    ]
    assert (expected.starts, expected.ends) == ((0,), (6,))
    assert [(silent.id, silent.reason, silent.before) for silent in expected.silent] == [
        ("travel", "no_contact", ("entry",))
    ]
    assert expected.cases is not None
    assert expected.cases.to_dict() == {"by": "gap", "gap_seconds": 180 * 86_400}
    assert [outcome.id for outcome in expected.outcomes if outcome.rules] == ["loyal"]


def test_the_bank_expects_one_of_three_ways_to_announce_oneself():
    expected = maps.expect(maps.read_map(FOLDER / "bank.yaml"))
    assert [step.id for step in expected.steps] == ["booking", "confirm", "checkin", "meeting"]
    checkin, meeting = expected.steps[2:]
    assert (checkin.one_of, checkin.expected) == (True, "check_in_link")
    assert [point.id for point in checkin.points] == ["check_in_link", "desk", "kiosk"]
    assert [(each.name, each.property, each.unit, each.target) for each in meeting.measures] == [
        ("wait", "late_s", "s", 300.0)
    ]
    assert (expected.starts, expected.ends, expected.silent[0].before) == ((0,), (3,), ("booking",))
