"""Maps and libraries from files."""

import pytest

from sojourn import maps
from sojourn.core.errors import InvalidInput, NotFound
from tests.factories.maps import a_step, small_map

LIBRARY = "format: journey-library/1\npersonas: [{id: clerk, name: Clerk}]\n"


@pytest.fixture
def file(tmp_path):
    """The small map as a file."""
    path = tmp_path / "small.yaml"
    path.write_text(maps.write_map(small_map()))
    return path


def test_a_map_is_read_from_its_file(file):
    read = maps.read_map(file)
    assert read == small_map()
    assert read.file == str(file)


def test_the_library_beside_a_map_is_read_with_it(file):
    file.write_text(file.read_text().replace("  - id: guest\n    name: The guest\n", "  - clerk\n"))
    with pytest.raises(maps.MapRefused, match="M006 persona 'clerk' is not in a library: there is none"):
        maps.read_map(file)
    (file.parent / "library.yaml").write_text(LIBRARY)
    assert maps.read_map(file).personas[0].name == "Clerk"
    assert maps.read_map(file, library=maps.read_library(file.parent / "library.yaml")).personas[0].name == "Clerk"
    other = file.parent / "other.yaml"
    other.write_text(LIBRARY.replace("Clerk", "Other"))
    assert maps.read_map(file, library=other).personas[0].name == "Other"


def test_a_map_that_contradicts_itself_is_refused_unless_it_is_asked_for(file):
    broken = small_map(steps=(a_step("come", choice=None, kind="no_contact"), a_step("go")))
    text = maps.write_map(broken).replace(
        "does: Does what come says", "does: Comes\n    touchpoints: [{id: t, name: T}]"
    )
    with pytest.raises(maps.MapRefused, match="M012"):
        maps.parse_map(text)
    assert maps.parse_map(text, contradictory=True).steps[0].touchpoints[0].id == "t"
    with pytest.raises(maps.MapRefused, match="M012"):
        maps.from_json(maps.to_json(maps.parse_map(text, contradictory=True)))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NotFound, match=r"there is no map at .*none\.yaml"):
        maps.read_map(tmp_path / "none.yaml")
    with pytest.raises(NotFound, match="is a folder, not a map"):
        maps.read_map(tmp_path)
    with pytest.raises(NotFound, match="there is no library at"):
        maps.read_library(tmp_path / "none.yaml")


def test_a_refused_map_is_invalid_input_that_tells_every_finding(file):
    file.write_text("format: journey-map/1\n" + "".join(f"k{number}: 1\n" for number in range(60)))
    with pytest.raises(InvalidInput) as error:
        maps.read_map(file)
    assert len(error.value.findings) == 65
    assert len(error.value.lines) == 51
    assert error.value.lines[-1] == "and 15 more"
    assert error.value.message == "\n".join(error.value.lines)
    assert str(error.value.findings[0]).startswith(f"{file}:1:1 M003 the map has no 'id'")
