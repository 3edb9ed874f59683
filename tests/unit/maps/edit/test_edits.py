"""What each edit does, and what it refuses."""

from dataclasses import replace
from pathlib import Path

import pytest

from sojourn import samples
from sojourn.maps import read_map
from sojourn.maps.edit import (
    FIRST,
    Add,
    Batch,
    CopyLane,
    EditRefused,
    Join,
    Move,
    Remove,
    Rename,
    SetField,
    SetLink,
    Split,
    StillNamed,
    apply,
    as_written,
    command_from_dict,
)
from sojourn.maps.model import Actor, Department, Feeling, Library, Metric, Pain, Step, dangling

CONCERT = read_map(Path(samples.__file__).parent / "maps" / "concert.yaml")
BANK = read_map(Path(samples.__file__).parent / "maps" / "bank.yaml")


def made(map, *edits):
    """Make edits together."""
    after, back = apply(map, Batch("test", edits))
    assert apply(after, back)[0] == map
    assert not dangling(after)
    return after


def step(map, id):
    """Give a step."""
    return next(each for each in map.steps if each.id == id)


def ids(things):
    """Give the ids of things."""
    return [each.id for each in things]


def refusal(map, edit):
    """Give what an edit is refused for: the rules, the message and the hint."""
    with pytest.raises(EditRefused) as caught:
        apply(map, edit)
    return [each.rule for each in caught.value.findings], str(caught.value), caught.value.hint


def test_a_field_takes_what_the_model_holds_and_plain_data_alike():
    one = made(CONCERT, SetField("buy", "pains", (Pain(id="p_account", text="No"), Pain(text="Slow"))))
    other = made(CONCERT, SetField("buy", "pains", [{"id": "p_account", "text": "No"}, "Slow"]))
    assert one == other
    assert [each.text for each in step(one, "buy").pains] == ["No", "Slow"]


def test_dots_lead_inside_and_make_what_is_not_there():
    after = made(
        CONCERT, SetField("site", "metrics.wait.measured_by.event", "page.loaded"), SetField("buy", "feels.score", -2)
    )
    assert step(after, "site").metrics["wait"].measured_by.event == ("page.loaded",)
    assert step(after, "buy").feels == (replace(step(CONCERT, "buy").feels[0], score=-2.0),)


def test_taking_the_last_field_of_something_away_takes_it_away():
    after = made(CONCERT, SetField("buy", "metrics.wait.target", None))
    assert list(step(after, "buy").metrics) == ["importance", "satisfaction"]
    assert made(BANK, SetField("checkin", "metrics.wait.target", None)).steps[3].metrics == {}


def test_the_map_has_fields_too():
    assert made(CONCERT, SetField("concert-ticket", "owner.person", "Zoë")).owner.person == "Zoë"


def test_effects_may_be_said_to_be_none():
    after = made(CONCERT, SetField("guest_checkout", "effect", "none"))
    assert after.initiatives[0].effect == ()
    assert made(after, SetField("guest_checkout", "effect", None)).initiatives[0].effect is None


@pytest.mark.parametrize(
    ("edit", "rules", "message", "hint"),
    [
        (SetField("buys", "thinks", "x"), ["M006"], "nothing in the map 'concert-ticket' has the id 'buys'",
         "did you mean 'buy'?"),
        (SetField("buy", "think", "x"), ["M002"], "step 'buy' has no field 'think'", "did you mean 'thinks'?"),
        (SetField("buy", "feels.score", 3), ["M004"], "score 3 is outside −2…+2", None),
        (SetField("buy", "does", None), ["M003"], "step 'buy' needs 'does'",
         "What the customer does, in the customer's words."),
        (SetField("buy", "id", "x"), ["M005"], "the id of step 'buy' is not set like other fields", "rename it"),
        (SetField("buy", "phase", "beforehand"), ["M006"],
         "phase 'beforehand' does not exist, which steps.buy.phase names", "add it first, or name another"),
        (SetField("buy", "thinks.loud", "x"), ["M002"], "thinks of step 'buy' has no field 'loud'", None),
        (SetField("fan", "behaviour", 3.5j), ["M004"], "behaviour cannot hold complex", None),
        (SetField("travel", "touchpoints", [{"id": "bus", "name": "Bus"}]), ["M012"],
         "no-contact step 'travel' has a touchpoint: 'bus'", "take 'kind: no_contact' out, or the touchpoint"),
        (Add("steps", {"id": "new", "phase": "after"}), ["M003"], "the new step has no 'does'", None),
        (Add("work", "x", "buy"), ["M002"], "step 'buy' holds work in several lists",
         "name one: frontstage or backstage or support"),
        (Add("pain", "x"), ["M006"], "the map has no list of 'pain'", None),
        (Add("department", "marketing"), ["M005"], "id 'marketing' would be used twice", "choose another id"),
        (Add("department", "legal", after="marketin"), ["M006"],
         "the map has nothing with the id 'marketin' in that list", "did you mean 'marketing'?"),
        (Remove("concert-ticket"), ["M003"], "the map itself cannot be removed from itself", None),
        (Move("buy", after="buy"), ["M006"], "step 'buy' cannot follow itself", None),
        (Move("concert-ticket"), ["M002"], "the map itself cannot be moved", None),
        (Move("gate", "fan"), ["M002"], "persona 'fan' has no touchpoints to move touchpoint 'gate' into", None),
        (Rename("buy", "site"), ["M005"], "id 'site' would be used twice", "choose another id"),
        (Rename("buy", "Buy!"), ["M004"], None, None),
        (Split("buy", "pay", "Pays", ("gate",)), ["M006"],
         "step 'buy' has nothing with the id 'gate' to give away", None),
        (Join(("buy",)), ["M004"], "joining takes two steps or more, each once", None),
        (Join(("buy", "site")), ["M004"], "buy, site do not follow one another in this order", None),
        (SetLink("buy", "site", None), ["M006"], "there is no link from 'buy' to 'site' to take away", None),
        (SetLink("buy", "nowhere"), ["M006"], "step or outcome 'nowhere' does not exist, which links.2.to names", None),
        (CopyLane(BANK, "think"), ["M002"], "steps have no lane 'think' to copy", "did you mean 'thinks'?"),
    ],
    ids=lambda value: type(value).__name__ if hasattr(value, "NAME") else None,
)  # fmt: skip
def test_an_edit_that_does_not_fit_is_refused_with_a_reason(edit, rules, message, hint):
    found = refusal(CONCERT, edit)
    assert found[0] == rules
    assert message is None or found[1] == message
    assert hint is None or found[2] == hint


def test_a_list_with_several_has_no_single_field():
    feels = [{"score": 1, "persona": "fan"}, {"score": 0, "persona": "friend"}]
    two = made(CONCERT, Add("persona", {"id": "friend", "name": "Friend"}), SetField("buy", "feels", feels))
    assert refusal(two, SetField("buy", "feels.score", 1))[1] == "there are 2 feels of step 'buy'"


def test_something_new_stands_where_it_is_put():
    new = {"phase": "during", "does": "Parks the car"}
    after = made(
        CONCERT, Add("step", {"id": "park", **new}, after="travel"), Add("step", {"id": "x", **new}, after=FIRST)
    )
    assert ids(after.steps)[0] == "x"
    assert ids(after.steps)[6:9] == ["travel", "park", "entry"]
    after = made(CONCERT, Add("backstage", "Counts the money", "buy"), Add("pain", Pain(text="Slow"), "buy", FIRST))
    assert [each.does for each in step(after, "buy").backstage] == ["Checks the card", "Counts the money"]
    assert [each.text for each in step(after, "buy").pains] == ["Slow", "Account needed before paying"]


def test_what_is_named_elsewhere_stays_and_every_place_is_told():
    with pytest.raises(StillNamed) as caught:
        apply(CONCERT, Remove("buy"))
    assert [str(each) for each in caught.value.references] == [
        "opportunities.o_account.steps", "opportunities.o_account.solves", "initiatives.guest_checkout.effect.0.steps",
        "comments.0.about",
    ]  # fmt: skip
    assert caught.value.code == "still-named"
    assert str(caught.value).startswith("'buy' is named in 4 places: opportunities.o_account.steps, ")


def test_cascading_takes_away_what_would_mean_nothing():
    after = made(CONCERT, Remove("buy", cascade=True))
    assert ids(after.opportunities) == ["o_friends", "o_pay", "o_after"]
    assert (after.initiatives[0].meets, after.initiatives[0].effect, after.comments) == ((), None, ())
    after = made(CONCERT, Remove("during", cascade=True))
    assert "entry" not in ids(after.steps)
    assert [(each.from_, each.to) for each in after.links] == [("suggestions", "site")]


def test_cascading_keeps_what_can_do_without():
    after = made(CONCERT, Remove("ecommerce", cascade=True), Remove("lost", cascade=True))
    assert step(after, "buy").touchpoints[0].department is None
    assert (step(after, "buy").moment_of_truth.if_good, step(after, "buy").moment_of_truth.if_bad) == ("loyal", None)


def test_a_lived_event_keeps_what_its_step_was_called():
    events = made(BANK, Remove("compare", cascade=True)).lived[0].events
    assert (events[0].step, events[0].name) == (None, "Compares three banks with similar products")
    events = made(BANK, Remove("desk", cascade=True)).lived[0].events
    assert (events[3].touchpoint, events[4].switched_from) == (None, None)


def test_the_feeling_of_a_persona_goes_with_it():
    two = made(CONCERT, Add("persona", {"id": "friend", "name": "Friend"}),
               SetField("buy", "feels", [{"score": 1}, {"score": 0, "persona": "friend"}]))  # fmt: skip
    assert step(made(two, Remove("friend", cascade=True)), "buy").feels == (Feeling(score=1.0),)


def test_nothing_can_be_taken_away_that_leaves_no_map():
    assert refusal(CONCERT, Remove("fan", cascade=True))[:2] == (["M003"], "the map would have no personas")


def test_references_follow_a_new_id_and_the_former_one_is_kept():
    after = made(BANK, Rename("kiosk", "terminal"), Rename("checkin", "arrival"))
    arrival = step(after, "arrival")
    assert (arrival.was, arrival.touchpoints[2].was) == (("checkin",), ("kiosk",))
    assert arrival.choice.options == ("check_in_link", "desk", "terminal")
    assert [(each.step, each.touchpoint) for each in after.lived[0].events[3:5]] == [
        ("arrival", "desk"),
        ("arrival", "terminal"),
    ]
    again = made(after, Rename("arrival", "checkin"))
    assert step(again, "checkin").was == ("arrival",)


def test_a_new_id_is_not_taken_for_that_of_another_kind():
    systems = made(CONCERT, Rename("product", "payment"))
    assert step(systems, "app").touchpoints[0].department == "payment"
    assert step(made(systems, Rename("payment", "product")), "buy").backstage[0].system == "payment"


def test_a_split_step_leads_on_from_its_second_half():
    after = made(BANK, Split("checkin", "queue", "Waits to be called"), SetLink("queue", "booking", "loop"))
    assert ids(after.steps)[3:5] == ["checkin", "queue"]
    assert (step(after, "queue").phase, step(after, "queue").kind) == ("arrive", "contact")
    choosing = made(CONCERT, Split("choose", "decide", "Decides"))
    assert (step(choosing, "choose").choice, step(choosing, "decide").choice.options) == (None, ("by_email", "by_app"))
    assert choosing.links[0].from_ == "decide"
    taking = made(BANK, Split("checkin", "inside", "Goes in", ("check_in_link", "desk", "kiosk")))
    assert (step(taking, "checkin").choice, len(step(taking, "inside").touchpoints)) == (None, 3)


def test_joined_steps_keep_what_each_said():
    after = made(CONCERT, Join(("buy", "choose", "app"), "Gets the tickets"))
    one = step(after, "buy")
    assert (one.does, one.was, one.thinks) == ("Gets the tickets", ("choose", "app"), step(CONCERT, "buy").thinks)
    assert ids(one.touchpoints) == ["checkout", "delivery", "wallet"]
    assert [each.score for each in one.feels] == [-1]
    assert after.links[0].from_ == "buy"
    assert after.initiatives[0].effect[0].steps == ("buy", "buy")
    two = made(CONCERT, Join(("see_ad", "site")))
    assert step(two, "see_ad").does.startswith("Sees an ad for a concert by their favourite artist; Is redirected")
    assert two.links[1].to == "see_ad"


def test_a_link_is_drawn_changed_and_taken_away():
    drawn = made(CONCERT, SetLink("site", "entry", "skip", share=0.2))
    assert (drawn.links[2].kind, drawn.links[2].share) == ("skip", 0.2)
    assert made(drawn, SetLink("site", "entry", "loop")).links[2] == replace(drawn.links[2], kind="loop", share=None)
    assert made(drawn, SetLink("choose", "travel", None, when="by_email")).links == drawn.links[1:]


def test_a_lane_is_copied_by_former_ids_too_and_silence_copies_nothing():
    other = made(
        CONCERT, SetField("buy", "thinks", "Fast."), SetField("site", "thinks", None), Rename("buy", "purchase")
    )
    after = made(CONCERT, CopyLane(other, "thinks"))
    assert (step(after, "buy").thinks, step(after, "site").thinks) == ("Fast.", "Is it the right date?")


def test_a_batch_is_only_judged_by_its_result():
    new = {"id": "legal", "name": "Legal"}
    after = made(CONCERT, SetField("checkout", "department", "legal"), Add("department", new))
    assert step(after, "buy").touchpoints[0].department == "legal"
    assert refusal(CONCERT, Batch("half", (SetField("checkout", "department", "legal"),)))[0] == ["M006"]


def test_what_is_named_from_a_library_comes_into_the_map_with_what_it_names():
    library = Library(
        departments=(Department(id="legal"),),
        actors=(Actor(id="lawyer", kind="employee", name="Lawyer", department="legal"),),
    )
    edit = SetField("checkout", "actor", "lawyer")
    after, back = apply(CONCERT, edit, library=library)
    assert (ids(after.actors)[-1], ids(after.departments)[-1]) == ("lawyer", "legal")
    assert apply(after, back, library=library)[0] == CONCERT
    assert refusal(CONCERT, edit)[0] == ["M006"]


def test_what_was_wrong_before_is_no_reason_to_refuse():
    broken = replace(CONCERT, steps=(*CONCERT.steps, Step(id="lost", phase="nowhere", does="Is lost")))
    assert made_of(broken).promise == "More"


def made_of(map):
    """Make an edit that has nothing to do with what is wrong."""
    return apply(map, SetField(map.id, "promise", "More"))[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"command": "sett"}, "'sett' is no edit"),
        (["set"], "None is no edit"),
        ({"command": "remove"}, "remove lacks one of id, cascade"),
        ({"command": "remove", "id": "buy", "hard": True}, "remove does not take hard"),
        ({"command": "copy_lane", "lane": "thinks", "from_map": {"id": "x"}}, None),
    ],
    ids=["unknown", "no mapping", "lacking", "too much", "no map"],
)
def test_data_that_is_no_edit_is_refused(data, message):
    with pytest.raises(EditRefused) as caught:
        command_from_dict(data)
    assert message is None or str(caught.value) == message


def test_values_are_read_as_they_would_stand_in_a_file():
    edits = [
        SetField("buy", "feels.score", as_written("-2")),
        SetField("travel", "optional", as_written("true")),
        SetField("buy", "thinks", as_written("10: is it: enough?")),
        SetField("fan", "behaviour", as_written('[buys late, "10"]')),
        SetField("buy", "metrics", as_written("{wait: {target: PT2M}, satisfaction: {target: 0.9}}")),
    ]
    after = made(CONCERT, *edits)
    assert (step(after, "buy").feels[0].score, step(after, "travel").optional) == (-2.0, True)
    assert (step(after, "buy").thinks, after.personas[0].behaviour) == ("10: is it: enough?", ("buys late", "10"))
    assert step(after, "buy").metrics == {"wait": Metric(target="PT2M"), "satisfaction": Metric(target=0.9)}
    with pytest.raises(EditRefused):
        as_written("[half")


def test_keys_of_ones_own_are_kept_unread():
    after = made(
        CONCERT, SetField("buy", "x-colour", {"ink": [1, 2]}), SetField("site", "x-", {"x-a": None, "x-b": "1"})
    )
    assert dict(step(after, "buy").extra["x-colour"]) == {"ink": (1, 2)}
    assert dict(step(after, "site").extra) == {"x-a": None, "x-b": "1"}
