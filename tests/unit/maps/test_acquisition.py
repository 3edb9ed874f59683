"""What is planned to win customers, in a map: written back as it was, renamed and removed with all that names it."""

import pytest

from sojourn import maps
from sojourn.maps.model import dangling, references
from sojourn.samples import example_map

TEXT = example_map("buying")
BUYING = maps.parse_map(TEXT)


def test_the_map_is_written_and_read_back_as_it_was() -> None:
    assert maps.parse_map(maps.write_map(BUYING)) == BUYING
    assert maps.from_json(maps.to_json(BUYING)) == BUYING


def test_every_name_in_it_means_something() -> None:
    assert dangling(BUYING) == ()
    kinds = {kind for each in references(BUYING) for kind in each.to}
    assert {"acquisition_line", "customer_need", "step", "outcome"} <= kinds


def test_a_step_that_is_renamed_takes_lines_and_effects_along() -> None:
    renamed, _ = maps.apply(BUYING, maps.Rename("tries", "rides"))
    assert renamed.acquisition is not None
    line = next(each for each in renamed.acquisition.lines if each.id == "ride_home")
    assert line.step == "rides"
    assert [effect.steps for effect in line.effect or ()] == [("compares", "rides"), ("rides", "talks_over")]
    assert dangling(renamed) == ()


def test_a_line_that_is_renamed_is_excluded_under_its_new_name() -> None:
    renamed, back = maps.apply(BUYING, maps.Rename("guide_s", "page"))
    assert renamed.acquisition is not None
    large = next(each for each in renamed.acquisition.lines if each.id == "guide_l")
    assert large.excludes == ("page",)
    assert maps.apply(renamed, back)[0].acquisition == BUYING.acquisition


def test_a_step_that_lines_answer_is_not_removed_unless_they_go_too() -> None:
    with pytest.raises(maps.EditRefused):
        maps.apply(BUYING, maps.Remove("first_rain"))


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("step: tries, action", "step: walks, action", "step 'walks' does not exist"),
        ("excludes: guide_l", "excludes: guide_x", "'guide_x' does not exist"),
        ("unknown: [moment]", "unknown: [momentum]", "momentum"),
        ("team: service", "team: cooks", "cooks"),
    ],
    ids=["step", "line", "box", "team"],
)  # fmt: skip
def test_what_names_nothing_is_told_with_its_place(wrong: str, right: str, said: str) -> None:
    assert wrong in TEXT
    with pytest.raises(maps.MapRefused) as refused:
        maps.parse_map(TEXT.replace(wrong, right, 1))
    assert said in str(refused.value)
    assert refused.value.findings[0].place is not None


def test_a_change_of_one_line_keeps_every_other_letter() -> None:
    after, back = maps.apply(BUYING, maps.SetField("call_back", "cost", 7000))
    written = maps.rewrite(TEXT, BUYING, after)
    differing = [one for one, other in zip(TEXT.splitlines(), written.splitlines(), strict=True) if one != other]
    assert len(differing) == 1
    assert maps.apply(after, back)[0] == BUYING


def test_a_line_that_is_removed_comes_back_with_everything() -> None:
    after, back = maps.apply(BUYING, maps.Remove("call_back"))
    assert after.acquisition is not None
    assert "call_back" not in {each.id for each in after.acquisition.lines}
    assert maps.apply(after, back)[0] == BUYING
