from pathlib import Path

import pytest

from sojourn.app.settings import ABOUT, Settings, in_force, read
from sojourn.core.errors import ConfigurationError


def test_nothing_set_gives_the_defaults() -> None:
    assert read({}) == Settings()


def test_an_empty_variable_counts_as_unset() -> None:
    assert read({"SOJOURN_WORKSPACE": "", "SOJOURN_THREADS": "", "NO_COLOR": ""}) == Settings()


def test_variables_are_read() -> None:
    found = read({"SOJOURN_WORKSPACE": "shop", "SOJOURN_THREADS": "2", "NO_COLOR": "1", "DEMO_EXIT": "1"})
    assert found == Settings(workspace=Path("shop"), threads=2, no_colour=True, demo_exit=True)


def test_an_unknown_variable_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read({"SOJOURN_THREAD": "2"})
    assert caught.value.code == "unknown-setting"
    assert caught.value.hint == "did you mean SOJOURN_THREADS?"


def test_a_variable_of_the_build_is_left_alone() -> None:
    assert read({"SOJOURN_KERNELS": "_follows"}) == Settings()


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5"])
def test_threads_must_be_a_whole_number_from_one(text: str) -> None:
    with pytest.raises(ConfigurationError, match="no number of threads"):
        read({"SOJOURN_THREADS": text})


def test_memory_is_an_amount() -> None:
    assert read({"SOJOURN_MEMORY": "2G"}).memory == "2G"
    with pytest.raises(ConfigurationError, match="SOJOURN_MEMORY is 'much', which is no amount of memory"):
        read({"SOJOURN_MEMORY": "much"})


def test_every_setting_is_described() -> None:
    assert {each.variable for each in in_force(Settings())} == {about.variable for about in ABOUT.values()}


def test_what_is_in_force_says_where_it_comes_from() -> None:
    found = {each.variable: (each.value, each.source) for each in in_force(Settings(threads=2))}
    assert found["SOJOURN_THREADS"] == ("2", "environment")
    assert found["SOJOURN_WORKSPACE"] == ("", "default")
