"""CJML as XML: both dialects, and what is repaired."""

import pytest

from sojourn.maps import MapRefused
from sojourn.maps.exchange import export_map, import_map
from sojourn.maps.model import Other, Touchpoint, Work
from tests.factories.maps import a_step, small_map

PLANNED = """<?xml version="1.0" encoding="UTF-8"?>
<CJML version="2.0">
  <plannedJourney>
    <journeyID>repair-7</journeyID>
    <actors>
      <endUser actorID="rider"><actorName>Rita</actorName></endUser>
      <serviceProvider actorID="garage"><companyName>Garage &amp; Sons</companyName></serviceProvider>
      <serviceProvider actorID="parts"><companyName>Parts Ltd</companyName></serviceProvider>
    </actors>
    <touchpoints>
      <plannedCommunicationPoint>
        <touchpointID>ask</touchpointID>
        <initiator><refersTo actorIDref="rider"/><initiatorLabel>Asks for a repair</initiatorLabel></initiator>
        <receiver><refersTo actorIDref="garage"/><receiverLabel>Notes the request</receiverLabel></receiver>
        <channel><channelName>Telephone</channelName></channel>
      </plannedCommunicationPoint>
      <plannedCommunicationPoint>
        <initiator><refersTo actorIDref="garage"/><initiatorLabel>Orders a chain</initiatorLabel></initiator>
        <receiver><refersTo actorIDref="parts"/></receiver>
      </plannedCommunicationPoint>
      <plannedAction>
        <initiator><refersTo actorIDref="rider"/><initiatorLabel>Waits at home</initiatorLabel></initiator>
      </plannedAction>
      <plannedCommunicationPoint>
        <touchpointID>TP9</touchpointID>
        <initiator><refersTo actorIDref="garage"/><initiatorLabel>Sends a text</initiatorLabel></initiator>
        <receiver><refersTo actorIDref="rider"/><receiverLabel>Hears that it is ready</receiverLabel></receiver>
        <channel><channelName>Carrier pigeon</channelName></channel>
        <riskCategory>late</riskCategory>
        <duration>2 days</duration>
      </plannedCommunicationPoint>
    </touchpoints>
  </plannedJourney>
</CJML>"""


def test_a_planned_journey_becomes_a_map() -> None:
    map, findings = import_map(PLANNED, kind="cjml")
    assert (map.id, map.state, map.title) == ("repair-7", "planned", "repair-7")
    assert [(persona.id, persona.name) for persona in map.personas] == [("rider", "Rita")]
    assert [(actor.id, actor.kind, actor.name) for actor in map.actors] == [
        ("garage", "provider", "Garage & Sons"), ("parts", "provider", "Parts Ltd"),
    ]  # fmt: skip
    assert [(step.id, step.does, step.kind) for step in map.steps] == [
        ("ask", "Asks for a repair", "contact"),
        ("waits_at_home", "Waits at home", "no_contact"),
        ("hears_that_it_is_ready", "Hears that it is ready", "contact"),
    ]
    assert all(not step.feels for step in map.steps)
    assert {finding.rule for finding in findings} == {"X002", "X003"}


def test_who_begins_decides_between_push_and_pull() -> None:
    ask, _, ready = import_map(PLANNED, kind="cjml")[0].steps
    assert (ask.touchpoints[0].trigger, ask.touchpoints[0].channel, ask.touchpoints[0].actor) == (
        "pull", "phone", "garage",
    )  # fmt: skip
    assert (ready.touchpoints[0].trigger, ready.touchpoints[0].channel) == ("push", Other("Carrier pigeon"))
    assert ask.frontstage == (Work(does="Notes the request", actor="garage"),)


def test_what_providers_do_among_themselves_lies_behind_the_step_before() -> None:
    ask = import_map(PLANNED, kind="cjml")[0].steps[0]
    assert ask.backstage == (Work(does="Orders a chain", actor="garage"),)


def test_what_has_no_place_is_kept() -> None:
    map, findings = import_map(PLANNED, kind="cjml")
    assert map.steps[2].extra == {"x-touchpoint-id": "TP9", "x-risk": "late"}
    assert map.extra == {"x-unsorted": ("duration: 2 days",)}
    kept = next(finding for finding in findings if finding.rule == "X002")
    assert kept.place is not None and kept.place.line == 30


ACTUAL = """<CJML version="2.0"><actualJourney><journeyID>J-1</journeyID>
<actors><endUser actorID="A"><actorName>Ada</actorName></endUser>
<serviceProvider actorID="B 1"><companyName>Bakery</companyName></serviceProvider></actors>
<touchpoints>
<actualCommunicationPoint><initiator><refersTo actorIDref="A"/><initiatorLabel>Orders bread</initiatorLabel></initiator>
<receiver><refersTo actorIDref="Bakery"/></receiver><channel><channelName>Shop</channelName></channel>
<time>2026-05-01T09:00:00Z</time></actualCommunicationPoint>
</touchpoints></actualJourney></CJML>"""


def test_an_actual_journey_becomes_a_lived_case_and_a_draft() -> None:
    map, findings = import_map(ACTUAL, kind="cjml")
    (case,) = map.lived
    assert map.state == "current" and case.persona == "ada"
    assert [(event.step, event.at, event.status) for event in case.events] == [
        ("orders_bread", "2026-05-01T09:00:00Z", "done")
    ]
    assert any("drafted from an actual journey" in finding.message for finding in findings)


def test_a_reference_to_a_name_is_repaired_and_refused_when_strict() -> None:
    map, findings = import_map(ACTUAL, kind="cjml")
    assert len(map.actors) == 1
    assert "actorIDref 'Bakery' fits no actorID" in next(each.message for each in findings if each.rule == "X001")
    with pytest.raises(MapRefused, match="Bakery"):
        import_map(ACTUAL, kind="cjml", strict=True)


def test_a_reference_to_nobody_makes_an_actor() -> None:
    map, findings = import_map(ACTUAL.replace('"Bakery"', '"The mill"'), kind="cjml")
    assert [actor.name for actor in map.actors] == ["Bakery", "The mill"]
    assert "an actor is made of it" in next(each.message for each in findings if each.rule == "X001")


def test_actual_journeys_are_held_to_the_planned_one_in_the_same_file() -> None:
    lived = (
        PLANNED.replace("planned", "actual").replace("repair-7", "lived-7").replace("Waits at home", "Buys a tram pass")
    )
    inner = lived[lived.index("<actualJourney>") : lived.index("</CJML>")]
    map, _ = import_map(PLANNED.replace("</CJML>", inner + "</CJML>"), kind="cjml")
    assert map.state == "planned" and len(map.personas) == 1
    assert [(event.step, event.name, event.status) for event in map.lived[0].events] == [
        ("ask", None, "done"), (None, "Buys a tram pass", "ad_hoc"), ("hears_that_it_is_ready", None, "done"),
    ]  # fmt: skip


GENERATOR = """<cjml><journeyName>Pizza</journeyName>
<actors><actor id="1"><name>Guest</name><role>customer</role></actor><actor id="2"><name>Cook</name></actor></actors>
<touchpoints>
<communicationPoint senderId="1" receiverId="2"><senderLabel>Pays</senderLabel><channel>cash desk</channel>
<riskCategory>theft</riskCategory></communicationPoint>
<action><actorId>1</actorId><label>Eats</label></action>
</touchpoints></cjml>"""


def test_the_dialect_of_the_generator_is_read_the_same_way() -> None:
    map, _ = import_map(GENERATOR, kind="cjml", strict=True)
    assert map.title == "Pizza"
    assert [(step.does, step.kind) for step in map.steps] == [("Pays", "contact"), ("Eats", "no_contact")]
    assert map.steps[0].touchpoints[0].channel == "payment_point"
    assert map.steps[0].extra["x-risk"] == "theft"
    assert [actor.name for actor in map.actors] == ["Cook"]


REPAIRS = {
    "unquoted": (PLANNED.replace('actorID="rider"', "actorID=rider"), "attribute 'actorID' of <endUser> has no quotes"),
    "unclosed": (PLANNED.replace("</actors>", ""), "<actors> is not closed before <touchpoints>"),
    "opened-again": (PLANNED.replace("</actors>", "<actors>"), "<actors> inside <actors> is read as its end"),
    "doubled": (PLANNED.replace("<actors>", "<actors><actors>"), "<actors> is doubled"),
    "ampersand": (PLANNED.replace("&amp;", "&"), "a bare '&' is read as itself"),
    "case": (PLANNED.replace("endUser", "EndUser"), "element 'EndUser' is read as 'endUser'"),
    "mixed-case": (PLANNED.replace("<actors>", "<Actors>"), "element 'Actors' is read as 'actors'"),
    "never-closed": (PLANNED.removesuffix("</CJML>"), "<CJML> is never closed"),
    "less-than": (PLANNED.replace("Parts Ltd", "1 < 2"), "a bare '<' is read as itself"),
    "no-end-of-tag": (PLANNED.replace('"garage">', '"garage"'), "<serviceProvider> has no '>'"),
}  # fmt: skip


@pytest.mark.parametrize("name", REPAIRS)
def test_a_slip_is_repaired_with_one_warning_and_changes_nothing_else(name: str) -> None:
    text, message = REPAIRS[name]
    whole, _ = import_map(PLANNED, kind="cjml")
    map, findings = import_map(text, kind="cjml")
    repairs = [finding.message for finding in findings if finding.rule == "X001"]
    assert message in repairs[0]
    assert [step.does for step in map.steps] == [step.does for step in whole.steps]
    assert [persona.name for persona in map.personas] == ["Rita"]


@pytest.mark.parametrize("name", REPAIRS)
def test_strict_reading_refuses_every_slip(name: str) -> None:
    with pytest.raises(MapRefused):
        import_map(REPAIRS[name][0], kind="cjml", strict=True)


HOSTILE = {
    "doctype": '<!DOCTYPE CJML SYSTEM "file:///etc/passwd">\n' + PLANNED.partition("?>")[2],
    "entities": '<!DOCTYPE a [<!ENTITY x "y">]>' + PLANNED.partition("?>")[2].replace("Rita", "&x;"),
    "doctype-in-bad-xml": PLANNED.partition("?>")[2].replace("</actors>", "<!doctype x><actors>"),
    "deep": "<a>" * 5000,
    "wide": "<CJML>" + "<a/>" * 50_000 + "</CJML>",
    "html": "<html><body><p>Hello</p></body></html>",
    "text": "hello",
    "empty": "<CJML/>",
    "no-customer": PLANNED.replace("endUser", "serviceProvider").replace("actorName", "companyName"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_other_files_are_refused(name: str) -> None:
    with pytest.raises(MapRefused):
        import_map(HOSTILE[name], kind="cjml")


def test_what_is_written_comes_back() -> None:
    point = Touchpoint(id="p", name="Phone", channel="phone", trigger="push")
    map = small_map(steps=(a_step("come", touchpoints=(point,)), a_step("go", kind="no_contact")))
    text, dropped = export_map(map, kind="cjml")
    back, findings = import_map(text, kind="cjml", strict=True)
    assert [(step.id, step.does, step.kind) for step in back.steps] == [
        (step.id, step.does, step.kind) for step in map.steps
    ]
    assert back.steps[0].touchpoints[0].channel == "phone" and back.steps[0].touchpoints[0].trigger == "push"
    assert back.personas == map.personas and back.id == map.id
    assert {each.field for each in dropped} == {"touchpoint.id", "touchpoint.name", "map.state"}
    assert not [finding for finding in findings if finding.severity == "warning"]
