"""Two maps that grew from one."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import samples
from sojourn.maps import read_map
from sojourn.maps.compare import merge_maps
from sojourn.maps.edit import Add, Batch, EditRefused, Move, Remove, Rename, SetField, SetLink, apply
from sojourn.maps.model import dangling, identity, parts
from tests.factories.edits import commands

EXAMPLES = Path(samples.__file__).parent / "maps"
BANK, CONCERT, RETAIL = (read_map(EXAMPLES / f"{name}.yaml") for name in ("bank", "concert", "retail"))


@st.composite
def grown(draw, start):
    """Draw what became of a map after a few edits."""
    map = start
    for _ in range(draw(st.integers(0, 4))):
        try:
            map, _ = apply(map, draw(commands(map)))
        except EditRefused:
            continue
    return map


def edited(map, *edits):
    """Make edits."""
    return apply(map, Batch("test", edits))[0]


@given(st.data())
@settings(max_examples=40)
def test_merging_keeps_its_laws(data):
    base = data.draw(st.sampled_from([BANK, CONCERT, RETAIL]))
    ours, theirs = data.draw(grown(base)), data.draw(grown(base))
    assert merge_maps(base, ours, base).map == ours
    assert merge_maps(base, base, theirs).map == theirs
    assert merge_maps(base, ours, ours).map == ours
    one, other = merge_maps(base, ours, theirs), merge_maps(base, theirs, ours)
    assert not dangling(one.map)
    names = [name for _, part in parts(one.map) if (name := identity(part)) is not None]
    assert len(names) == len(set(names))
    assert one.clean == other.clean
    assert not one.clean or one.map == other.map


def told(merged):
    """Give conflicts as tuples."""
    return [(each.kind, each.at, each.field) for each in merged.conflicts]


def test_both_sides_of_one_thing_are_put_together_field_by_field():
    ours = edited(CONCERT, SetField("buy", "thinks", "Quick!"), SetField("buy", "feels.score", -2))
    theirs = edited(
        CONCERT, SetField("buy", "does", "Pays online"), SetField("buy", "feels.words", ["annoyed", "torn"])
    )
    merged = merge_maps(CONCERT, ours, theirs)
    buy = merged.map.steps[2]
    assert merged.clean
    assert (buy.thinks, buy.does) == ("Quick!", "Pays online")
    assert (buy.feels[0].score, buy.feels[0].words) == (-2, ("annoyed", "torn"))


def test_lists_of_words_are_sets_that_keep_their_order():
    ours = edited(CONCERT, SetField("fan", "channel_preference", ["web", "app", "email", "sms"]))
    theirs = edited(CONCERT, SetField("fan", "channel_preference", ["app", "web", "phone"]))
    merged = merge_maps(CONCERT, ours, theirs)
    assert (merged.map.personas[0].channel_preference, told(merged)) == (("web", "app", "phone", "sms"), [])


def test_a_field_that_both_changed_is_a_conflict_with_all_values_and_keeps_ours():
    ours, theirs = (edited(CONCERT, SetField("buy", "metrics.wait.target", value)) for value in ("PT1M", "PT2M"))
    merged = merge_maps(CONCERT, ours, theirs)
    (only,) = merged.conflicts
    assert (only.kind, only.at, only.field) == ("both_changed", "buy", "metrics.wait.target")
    assert (only.base, only.ours, only.theirs) == ("PT3M", "PT1M", "PT2M")
    assert str(only) == "buy metrics.wait.target: ours says 'PT1M', theirs 'PT2M', before 'PT3M'"
    assert merged.map.steps[2].metrics["wait"].target == "PT1M"


def test_a_step_that_one_removed_and_the_other_changed_is_as_ours_has_it():
    gone, changed = edited(CONCERT, Remove("see_ad")), edited(CONCERT, SetField("fb_ad", "name", "Advert"))
    kept = merge_maps(CONCERT, changed, gone)
    assert (told(kept), kept.map) == ([("removed_and_changed", "see_ad", None)], changed)
    assert str(kept.conflicts[0]) == "see_ad: removed by theirs, changed by ours"
    lost = merge_maps(CONCERT, gone, changed)
    assert (told(lost), lost.map) == ([("removed_and_changed", "see_ad", None)], gone)


def test_what_one_removed_and_the_other_came_to_name_stays():
    gone = edited(CONCERT, Remove("see_ad"))
    named = edited(CONCERT, SetLink("suggestions", "see_ad", "loop"))
    for ours, theirs in ((gone, named), (named, gone)):
        merged = merge_maps(CONCERT, ours, theirs)
        assert [str(each) for each in merged.conflicts] == [
            "see_ad: removed by one side and needed by the other; it is kept"
        ]
        assert merged.map == named


def test_a_thing_moved_by_both_to_different_places_stays_where_ours_has_it():
    ours, theirs = (edited(CONCERT, Move("travel", None, after)) for after in ("buy", "suggestions"))
    merged = merge_maps(CONCERT, ours, theirs)
    assert (told(merged), merged.map) == ([("both_moved", "travel", None)], ours)
    assert str(merged.conflicts[0]) == "travel: both moved it, to different places"


def test_a_thing_moved_elsewhere_takes_changes_of_the_other_side_along():
    ours = edited(BANK, Move("agent_desk", "confirm"))
    theirs = edited(BANK, SetField("agent_desk", "name", "Adviser"))
    merged = merge_maps(BANK, ours, theirs)
    assert (merged.clean, merged.map.steps[2].touchpoints[1].name) == (True, "Adviser")


def test_two_things_under_one_new_id_are_a_conflict():
    parts = ({"id": "legal", "name": "Legal"}, {"id": "legal", "name": "Lawyers"})
    ours, theirs = (edited(CONCERT, Add("department", each)) for each in parts)
    merged = merge_maps(CONCERT, ours, theirs)
    assert (told(merged), merged.map) == ([("same_id_added", "legal", None)], ours)
    elsewhere = edited(CONCERT, Add("touchpoint", {"id": "legal", "name": "Lawyers"}, "buy"))
    assert ("same_id_added", "legal", None) in told(merge_maps(CONCERT, ours, elsewhere))


def test_a_renamed_thing_is_the_same_thing():
    ours = edited(CONCERT, Rename("buy", "purchase"))
    theirs = edited(CONCERT, SetField("buy", "thinks", "Quick!"), SetLink("buy", "travel", "skip"))
    for merged in (merge_maps(CONCERT, ours, theirs), merge_maps(CONCERT, theirs, ours)):
        assert merged.clean
        assert (merged.map.steps[2].id, merged.map.steps[2].thinks) == ("purchase", "Quick!")
        assert merged.map.links[2].from_ == "purchase"


def test_two_new_ids_for_one_thing_are_a_conflict():
    ours, theirs = (edited(CONCERT, Rename("buy", name)) for name in ("purchase", "order"))
    merged = merge_maps(CONCERT, ours, theirs)
    assert (told(merged), merged.map.steps[2].id) == ([("both_changed", "purchase", "id")], "purchase")


def test_things_without_an_id_are_told_as_part_of_what_they_belong_to():
    ours, theirs = (edited(CONCERT, SetLink("choose", "travel", when="by_email", share=each)) for each in (0.2, 0.4))
    merged = merge_maps(CONCERT, ours, theirs)
    assert told(merged) == [("both_changed", "concert-ticket", "links choose → travel (by_email).share")]
    assert merged.conflicts[0].to_dict() == {
        "kind": "both_changed", "at": "concert-ticket", "field": "links choose → travel (by_email).share", "base": None,
        "ours": "0.2", "theirs": "0.4", "kept": False,
    }  # fmt: skip


def test_changes_that_contradict_each_other_are_found():
    ours = edited(
        CONCERT, SetField("travel", "kind", None), SetField("travel", "touchpoints", [{"id": "bus", "name": "Bus"}])
    )
    base = edited(CONCERT, SetField("travel", "kind", None))
    merged = merge_maps(base, ours, CONCERT)
    assert (told(merged), [each.rule for each in merged.findings], merged.clean) == ([], ["M012"], False)


def test_the_higher_version_is_taken():
    ours, theirs = replace(CONCERT, version=5, promise="x"), replace(CONCERT, version=4)
    assert merge_maps(CONCERT, ours, theirs).map.version == 5
