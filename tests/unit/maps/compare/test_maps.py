"""What differs between two maps."""

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import samples
from sojourn.maps import read_map
from sojourn.maps.compare import MapChange, compare_maps
from sojourn.maps.edit import Add, Batch, EditRefused, Move, Remove, Rename, SetField, SetLink, apply
from sojourn.maps.model import Owner
from tests.factories.edits import commands
from tests.factories.maps import maps

CONCERT = read_map(Path(samples.__file__).parent / "maps" / "concert.yaml")


def between(*edits, a=CONCERT):
    """Compare a map with what becomes of it."""
    return compare_maps(a, apply(a, Batch("test", edits))[0])


def told(diff):
    """Give changes as lines."""
    return [str(each) for each in diff.changes]


@given(st.data())
@settings(max_examples=25)
def test_maps_differ_when_they_are_not_equal_and_can_always_be_told(data):
    a = data.draw(maps())
    b = a
    for _ in range(data.draw(st.integers(0, 3))):
        try:
            b, _ = apply(b, data.draw(commands(b)))
        except EditRefused:
            continue
    found = compare_maps(a, b)
    assert bool(found.changes) == (a != b)
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["from"]["id"] == a.id
    assert str(found)


def test_every_kind_of_change_is_told():
    found = between(
        Rename("site", "artist_page"),
        SetField("artist_page", "thinks", None),
        Add("step", {"id": "leave", "phase": "after", "does": "Goes home"}),
        Add("pain", "It rains", "entry"),
        Remove("o_pay", cascade=True),
        Move("travel", None, "see_ad"),
        Move("gate", "app"),
        SetField("fan", "channel_preference", [{"other": "fax"}]),
    )  # fmt: skip
    assert told(found) == [
        "step 'site' is now 'artist_page'",
        "fan channel_preference: ['app', 'web', 'email'] → ['fax']",
        "step 'travel' moved behind 'see_ad'",
        "site thinks: 'Is it the right date?' → nothing",
        "touchpoint 'gate' moved behind 'app'",
        "pain 'It rains' added (pains of 'entry')",
        "step 'leave' added",
        "pay_in_app meets: ['o_pay'] → nothing",
        "opportunity 'o_pay' removed",
    ]


def test_what_belongs_to_something_new_or_gone_is_not_told_again():
    step = {"id": "leave", "phase": "after", "does": "Goes home", "touchpoints": [{"id": "bus", "name": "Bus"}]}
    assert told(between(Add("step", step))) == ["step 'leave' added"]
    assert told(between(Remove("see_ad"))) == ["step 'see_ad' removed"]


def test_a_thing_of_another_kind_under_an_id_is_another_thing():
    found = between(Remove("o_after", cascade=True), Add("trend", {"id": "o_after", "name": "Holograms"}))
    assert [each for each in told(found) if "o_after'" in each and "meets" not in each] == [
        "trend 'o_after' added", "opportunity 'o_after' removed",
    ]  # fmt: skip


def test_a_step_tells_what_customers_notice_and_which_initiatives_claim_it():
    found = between(
        SetField("buy", "feels.score", 1), SetField("buy", "metrics.wait.target", "PT1M"),
        SetField("entry", "moment_of_truth", None), SetField("gate", "control", "owned"),
        SetField("gate", "channel", {"other": "turnstile"}), SetField("site", "thinks", "Unnoticed"),
    )  # fmt: skip
    buy, entry = found.steps
    assert (buy.differing, buy.initiatives) == ({"feeling": (-1.0, 1.0), "wait": ("PT3M", "PT1M")}, ("guest_checkout",))
    assert (entry.step, entry.differing, entry.initiatives) == (
        "entry",
        {"channels": (("in_person",), ("turnstile",)), "control": (("partner",), ("owned",)),
         "moment_of_truth": (True, False)},
        ("pay_in_app",),
    )  # fmt: skip
    assert found.unexplained == ()


def test_steps_that_no_initiative_explains_are_named():
    found = between(SetField("site", "feels.score", 2), Remove("see_ad"))
    assert found.unexplained == ("site", "see_ad")
    assert "no initiative explains 2 of 2 steps: site, see_ad" in str(found)


def test_an_initiative_of_either_map_explains_a_change():
    new = {
        "id": "faster_site",
        "title": "Faster site",
        "effect": [{"kind": "rating", "steps": ["site"], "by": [0, 1, 2]}],
    }
    assert between(SetField("site", "feels.score", 2), Add("initiative", new)).unexplained == ()
    assert between(SetField("buy", "feels.score", 2), Remove("guest_checkout")).unexplained == ()


def test_nearly_alike_names_are_suggested_and_not_assumed():
    again = {"id": "o_bar", "steps": ["entry"], "text": "Pay for drinks, food and the coat check by phone"}
    found = between(Remove("o_pay", cascade=True), Add("opportunity", again))
    (only,) = found.alike
    assert (only.kind, only.removed, only.added) == ("opportunity", "o_pay", "o_bar")
    assert "if they are the same, write was: o_pay in 'o_bar'" in str(found)
    assert "opportunity 'o_pay' removed" in told(found)


def test_feelings_by_persona_are_told_by_persona():
    two = apply(CONCERT, Add("persona", {"id": "friend", "name": "Friend"}))[0]
    feels = [{"score": -1}, {"score": 1.5, "persona": "friend"}]
    found = between(SetField("buy", "feels", feels), SetLink("buy", "travel", "skip"), a=two)
    assert found.steps[0].differing == {"feeling": (-1.0, {"": -1.0, "friend": 1.5})}
    assert "all −1, friend +1.5" in str(found)
    assert "link 'buy → travel' added (links of 'concert-ticket')" in told(found)


def test_equal_maps_say_the_same():
    found = compare_maps(CONCERT, CONCERT)
    assert (found.changes, found.steps, found.alike) == ((), (), ())
    assert str(found) == f"{CONCERT.title}\nthe maps say the same"


def test_a_notebook_shows_the_tables_of_a_comparison():
    a, b = CONCERT, replace(CONCERT, title="Another <evening>")
    shown = compare_maps(a, b)._repr_html_()
    assert shown.count("<table") == len(compare_maps(a, b).tables())
    assert "<evening>" not in shown and "&lt;evening&gt;" in shown


def test_changes_have_the_article_of_the_word_and_no_empty_name():
    owned = MapChange("changed", "map", "m", "M", "owner", None, Owner(person="Ada"))
    assert str(owned) == "m owner: nothing → an owner"
    assert str(MapChange("added", "feeling", "buy", "", "feels")) == "a feeling added (feels of 'buy')"
