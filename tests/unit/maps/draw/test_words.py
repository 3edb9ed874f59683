"""What drawings say in words."""

from dataclasses import replace

import pytest

from sojourn.maps.draw import words
from sojourn.maps.model import Feeling, Other
from tests.factories.maps import a_step, small_map

from .test_drawing import example


@pytest.mark.parametrize(
    ("text", "said"),
    [("PT5M", "5 min"), ("P3M", "3 months"), ("PT1H30M", "1 h 30 min"), ("PT0M", "0 min"), ("soon", "soon")],
)
def test_durations_of_the_format_are_said_as_people_say_them(text: str, said: str) -> None:
    assert words.period(text) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "“Why?”"), ("de", "„Why?“"), ("fr-CH", "«\u00a0Why?\u00a0»"), ("ja", "「Why?」"), ("xx", "“Why?”")],
)
def test_quotation_marks_are_those_of_the_language(language: str, said: str) -> None:
    assert words.quoted("'Why?'".replace("'", '"'), language) == said


def test_channels_have_names_of_their_own() -> None:
    assert [words.channel(each) for each in ("sms", "in_person", Other("pigeon"), None)] == [
        "SMS",
        "in person",
        "pigeon",
        "",
    ]


def test_the_peak_is_the_strongest_feeling_and_the_earliest_of_equals() -> None:
    felt = [a_step(f"s{place}", feels=(Feeling(score=score),)) for place, score in enumerate((0.0, -2.0, 2.0))]
    found = words.peak(felt)
    assert found is not None
    assert found[0].id == "s1"
    assert words.peak([a_step("calm", feels=(Feeling(score=0.0),))]) is None


def test_a_map_is_said_in_sentences() -> None:
    assert words.whole(example("concert")) == (
        "Current journey map of The fan. 8 steps in 3 phases: Before, During, After. "
        "The strongest feeling is +2, where the customer shows the QR code and walks in. 3 of 8 feelings have evidence."
    )


def test_feelings_of_what_is_not_yet_are_expectations() -> None:
    assert words.evidence(example("bank")) == "feelings are expectations"
    assert words.evidence(replace(small_map(), state="current")) == "no feelings yet"


def test_a_step_names_people_when_they_feel_differently() -> None:
    felt = (Feeling(score=1.0, persona="a", words=("calm",)), Feeling(score=-1.0, persona="b"))
    both = replace(small_map(), steps=(a_step("come", feels=felt), a_step("go")))
    said = words.step(both, both.steps[0], 1, {"a": "Anna", "b": "Bo"})
    assert said == "Step 1 of 2, Does what come says, Anna feels calm, +1, Bo feels −1"
