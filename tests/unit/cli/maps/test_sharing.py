"""`sojourn maps shared`, and drawing what a folder holds: frameworks, and maps inside maps."""

import json
import shutil
from pathlib import Path

import pytest

from sojourn import maps
from sojourn.cli.main import main
from tests.factories.maps import small_map

ROOT = Path(__file__).parents[4]
TIDY = maps.write_map(small_map())
LIBRARY = "format: journey-library/1\npersonas: [{id: guest, name: Guest}]\n"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, with the worked library in it and two maps of one id beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    shutil.copytree(ROOT / "examples" / "library", "library")
    Path("small").mkdir()
    Path("small/one.yaml").write_text(TIDY)


def ran(capsys, *arguments):
    """Exit status, standard output and standard error."""
    status = main(["maps", *arguments])
    return status, *capsys.readouterr()


def test_what_maps_share_is_told(capsys):
    Path("small/library.yaml").write_text(LIBRARY)
    Path("small/two.yaml").write_text(
        TIDY.replace("id: small", "id: other").replace("  - id: guest\n    name: The guest\n", "  - guest\n")
    )
    status, out, err = ran(capsys, "shared", "small")
    assert (status, err) == (0, "2 maps, 0 errors\n")
    assert "guest  other\n" in out
    status, out, _ = ran(capsys, "shared", "small", "--id", "guest", "--json")
    assert json.loads(out)["shared"]["guest"][0]["map"] == "other"
    assert ran(capsys, "shared", "small", "--id", "gest")[0] == 66


def test_maps_that_do_not_fit_say_no(capsys):
    Path("small/two.yaml").write_text(TIDY)
    status, out, _ = ran(capsys, "shared", "small")
    assert status == 1
    assert "M005 map id 'small' is used in small/one.yaml too" in out
    assert "Nothing is shared: there is no library.yaml, or it is empty" in out


def test_stages_and_ages_are_told(capsys):
    status, out, _ = ran(capsys, "shared", "library", "--today", "2027-02-01")
    assert status == 0
    rows = [line.split("  ") for line in out.splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert ["Active", "From an ad to the concert and the next one"] in cells
    assert ["Buying the tickets", "current", "Shop lead", "2", "2026-10-15", "17 days", "3 of 7, 42.9 %"] in cells
    assert ["Coming back after a bad evening", "planned", "Service lead", "1", "2026-10-05", "no", "–"] in cells
    assert "assumed in all: 9 of 18, 50.0 %" in out
    reviewed = [row[4] for row in cells if len(row) == 7 and row[4].startswith("2026")]
    assert reviewed == sorted(reviewed)


def test_json_has_all_of_it(capsys):
    document = json.loads(ran(capsys, "shared", "library", "--today", "2027-02-01", "--json")[1])
    assert document["today"] == "2027-02-01"
    assert [each["map"] for each in document["maps"]] == ["first-song", "come-back", "checkout", "concert"]
    assert [each["overdue_days"] for each in document["maps"]] == [0, 0, 17, 0]
    assert document["assumed"] == {"hypotheses": 9, "cards": 18, "share": 0.5}
    stages = document["frameworks"][0]["stages"]
    assert [[map["map"] for map in stage["maps"]] for stage in stages] == [["first-song"], ["concert"], ["come-back"]]
    assert document["findings"] == []


def test_a_map_that_a_stage_misses_warns(capsys):
    Path("library/first-song.yaml").unlink()
    status, out, err = ran(capsys, "shared", "library")
    assert (status, err) == (0, "3 maps, 0 errors, 1 warning\n")
    assert "Prospect  first-song (not found)" in out


def test_the_worked_library_has_nothing_to_be_said_against_it(capsys):
    files = sorted(str(each) for each in Path("library").glob("*.yaml") if each.name != "library.yaml")
    status, out, _ = ran(capsys, "check", *files, "--strict", "--today", "2026-11-22")
    assert status == 0
    assert out.count("nothing to say") == len(files) == 4
    assert ran(capsys, "format", "--check", *files, "library/library.yaml")[0] == 0


@pytest.mark.parametrize("named", ["library", "library/library.yaml"])
def test_a_framework_is_drawn(named, capsys):
    assert ran(capsys, "draw", named) == (0, "", "wrote library/fan-lifecycle.svg\n")
    folder = maps.read_folder("library")
    drawn = maps.draw_framework(folder.library.frameworks[0], folder.maps.values())
    assert Path("library/fan-lifecycle.svg").read_text("utf-8") == drawn.svg
    wishes = ("--framework", "fan-lifecycle", "--paper", "A3", "--theme", "dark", "-o", "life.pdf")
    assert ran(capsys, "draw", named, *wishes)[0] == 0
    assert Path("life.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["library", "--framework", "fan"], "the library has no framework 'fan'"),
        (["library", "--variant", "board"], "--variant: not for the stages of a framework"),
        (["small"], "small has no framework"),
        (["library", "-o", "life.html"], "a page is no sheet of paper"),
        (["library", "-o", "life.txt"], "a drawing is not written as 'life.txt'"),
    ],
    ids=["unknown", "variant", "none", "page", "ending"],
)
def test_what_cannot_be_drawn_of_a_folder_is_told(arguments, said, capsys):
    status, _, err = ran(capsys, "draw", *arguments)
    assert status != 0
    assert said in err


def test_a_folder_with_several_frameworks_asks_which(capsys):
    with Path("library/library.yaml").open("a") as file:
        file.write("  - {id: other, title: Other, stages: [{id: one, name: One}]}\n")
    status, _, err = ran(capsys, "draw", "library")
    assert (status, "choose with --framework: fan-lifecycle, other" in err) == (2, True)


def test_a_drawing_tells_of_the_map_beside_it(capsys):
    assert ran(capsys, "draw", "library/concert.yaml") == (0, "", "wrote library/concert.svg\n")
    assert "Has to open an account,\u00a0−2" in Path("library/concert.svg").read_text("utf-8")
    Path("library/checkout.yaml").unlink()
    said = "step 2 holds the map 'checkout', which was not found\nwrote library/concert.svg\n"
    assert ran(capsys, "draw", "library/concert.yaml") == (0, "", said)


def test_a_page_leads_to_the_page_beside_it(capsys):
    assert ran(capsys, "draw", "library/concert.yaml", "-o", "library/concert.html")[0] == 0
    assert "<a " not in Path("library/concert.html").read_text("utf-8")
    assert ran(capsys, "draw", "library/checkout.yaml", "-o", "library/checkout.html")[0] == 0
    assert ran(capsys, "draw", "library/concert.yaml", "-o", "library/concert.html")[0] == 0
    assert '<a href="./checkout.html">' in Path("library/concert.html").read_text("utf-8")


def test_show_tells_of_the_map_inside(capsys):
    out = ran(capsys, "show", "library/concert.yaml")[1].splitlines()
    place = out.index("     ▣ Buying the tickets")
    assert out[place + 1 : place + 4] == [
        "       4 steps",
        "       ends relieved, +1",
        "       worst moment of truth: Has to open an account, −2",
    ]
    Path("library/checkout.yaml").unlink()
    assert "     ▣ checkout: map not found" in ran(capsys, "show", "library/concert.yaml")[1].splitlines()


def test_maps_in_a_circle_are_refused(capsys):
    text = Path("library/checkout.yaml").read_text("utf-8")
    Path("library/checkout.yaml").write_text(
        text.replace("    does: Pays by card\n", "    does: Pays\n    map: concert\n")
    )
    for verb in ("draw", "show"):
        status, _, err = ran(capsys, verb, "library/concert.yaml")
        assert status == 65
        assert "M006 map 'checkout' lies inside itself: concert → checkout → concert" in err
