"""Steps of a buying journey are what somebody does who is no customer yet, not steps without contact."""

from dataclasses import replace

from sojourn import maps

from .test_drawing import example


def test_steps_of_a_buying_journey_are_not_called_without_contact() -> None:
    buying = example("buying")
    assert all(step.kind == "no_contact" for step in buying.steps)
    assert not any(maps.without_contact(buying, step) for step in buying.steps)
    assert "no contact" not in maps.draw_map(buying).pages[0].svg
    assert "o contact" not in maps.draw_html(buying)


def test_a_step_of_another_journey_may_be_without_contact() -> None:
    other = replace(example("buying"), view="customer")
    assert maps.without_contact(other, other.steps[0])
    assert "no contact" in maps.draw_map(other).pages[0].svg


def test_what_is_done_for_an_action_stands_under_it() -> None:
    buying = example("buying")
    searches = next(step for step in buying.steps if step.id == "searches")
    assert [line.action for line in maps.answers(buying, searches) if isinstance(line, maps.AcquisitionLine)] == [
        "A page with the whole price", "A page that works the price out", "Answers to what people search",
    ]  # fmt: skip
    friends = next(step for step in buying.steps if step.id == "asks_friends")
    assert [found.to for found in maps.answers(buying, friends) if isinstance(found, maps.LeftToOthers)]
    drawn = maps.draw_map(buying).pages[0].svg
    assert "We answer" in drawn and "Left to" in drawn
