"""`sojourn maps draw` and `sojourn maps show`."""

import json
from pathlib import Path

import pytest

from sojourn import maps, samples
from sojourn.cli.main import main
from sojourn.cli.maps.showing import curves, lines
from tests.factories.long_maps import ARABIC, JAPANESE, long_map
from tests.factories.maps import small_map
from tests.factories.overlays import overlay_of


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, with the worked maps in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    for name in ("concert", "bank"):
        Path(f"{name}.yaml").write_text(samples.example_map(name), "utf-8")


def run(capsys, *arguments):
    """Exit status, standard output and standard error."""
    status = main(["maps", *arguments])
    found = capsys.readouterr()
    return status, found.out, found.err


def test_a_drawing_stands_beside_its_map(capsys):
    assert run(capsys, "draw", "concert.yaml") == (0, "", "wrote concert.svg\n")
    assert Path("concert.svg").read_text("utf-8") == maps.draw_map(maps.read_map("concert.yaml")).svg


def test_the_ending_html_makes_a_page(capsys):
    assert run(capsys, "draw", "bank.yaml", "-o", "bank.html")[0] == 0
    assert Path("bank.html").read_text("utf-8").startswith("<!doctype html>")
    assert run(capsys, "draw", "bank.yaml", "--variant", "screen")[2] == "wrote bank.html\n"


def test_a_target_draws_before_and_after(capsys):
    assert run(capsys, "draw", "concert.yaml", "--target", "concert.yaml", "-o", "both.svg")[0] == 0
    assert "What changes" in Path("both.svg").read_text("utf-8")


def test_a_view_of_the_map_chooses_lanes_and_variant(capsys):
    text = (
        samples.example_map("concert")
        + "views:\n  - {id: short, variant: board}\n  - {id: said, lanes: [does, thinks]}\n"
    )
    Path("viewed.yaml").write_text(text, "utf-8")
    assert run(capsys, "draw", "viewed.yaml", "--view", "said", "-o", "said.svg")[0] == 0
    assert "Feels" not in Path("said.svg").read_text("utf-8")
    assert run(capsys, "draw", "viewed.yaml", "--view", "short", "-o", "short.svg")[0] == 0
    assert "Moments of truth" in Path("short.svg").read_text("utf-8")
    status, _, err = run(capsys, "draw", "viewed.yaml", "--view", "long")
    assert status == 2
    assert "no view 'long'" in err
    assert "short, said" in err


def test_evidence_kept_as_json_is_drawn(capsys):
    drawn = maps.read_map("concert.yaml")
    Path("evidence.json").write_text(json.dumps(overlay_of(drawn).to_dict()))
    assert run(capsys, "draw", "concert.yaml", "--overlay", "evidence.json")[0] == 0
    assert "Evidence" in Path("concert.svg").read_text("utf-8")
    Path("evidence.json").write_text("{no")
    status, _, err = run(capsys, "draw", "concert.yaml", "--overlay", "evidence.json")
    assert status != 0
    assert "evidence.json:1 is not JSON" in err


def test_options_reach_the_drawing(capsys):
    wishes = ("--paper", "A2", "--theme", "dark", "--notation", "cjml", "--lanes", "does,touchpoints")
    assert run(capsys, "draw", "concert.yaml", *wishes)[0] == 0
    svg = Path("concert.svg").read_text("utf-8")
    assert 'width="594mm"' in svg
    assert "#14181D" in svg
    assert "<use " not in svg


def test_a_mistyped_variant_is_told(capsys):
    status, _, err = run(capsys, "draw", "concert.yaml", "--variant", "postr")
    assert status == 2
    assert "did you mean poster?" in err


def test_show_tells_the_map(capsys):
    status, out, _ = run(capsys, "show", "concert.yaml")
    assert status == 0
    said = out.splitlines()
    assert said[0] == "From an ad on Facebook to the concert and the next one"
    assert said[1] == "current · The fan: See my favourite artist live without a hassle"
    assert "  3. Buys the tickets online ◇" in said
    assert "     feels frustrated, −1 ◐" in said
    assert "     ▼ Account needed before paying" in said


def test_show_as_json_is_the_canonical_form(capsys):
    status, out, _ = run(capsys, "show", "bank.yaml", "--json")
    assert status == 0
    assert json.loads(out) == maps.to_json(maps.read_map("bank.yaml"))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize(
    "shown",
    [long_map(46), long_map(7, does=(JAPANESE,)), long_map(7, does=(ARABIC,)), long_map(3, personas=3), small_map()],
    ids=["long", "japanese", "arabic", "three people", "small"],
)
def test_no_line_is_wider_than_the_terminal(shown, width):
    from sojourn.cli.tables import length

    for line in lines(shown, width):
        plain = line.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")
        assert length(plain) <= width


def test_the_curve_has_each_feeling_on_its_level():
    drawn = list(curves(maps.read_map("concert.yaml"), 80))
    assert drawn[0].startswith("very good")
    assert drawn[0].count("◐") == 2
    assert drawn[2].count("○") == 3
    assert drawn[4].startswith("  neutral ┈")
    assert drawn[6].count("◐") == 1
    assert drawn[-1].split() == [str(number) for number in range(1, 9)]


def test_a_map_without_feelings_has_no_curve():
    assert list(curves(small_map(), 80)) == []


def test_lanes_are_named_in_the_help(capsys):
    from sojourn.cli.maps.drawing import LANES

    assert tuple(maps.LANES) == LANES
    out = " ".join(run(capsys, "draw", "--help")[1].split())
    assert "There are moments, phases," in out


def test_the_drawing_goes_where_out_says_as_elsewhere(capsys):
    assert run(capsys, "draw", "concert.yaml", "--out", "here.svg") == (0, "", "wrote here.svg\n")


def test_show_tells_scores_with_their_sign_and_the_ways_on(capsys):
    text = """\
format: journey-map/1
id: walk
title: A walk
personas: [{id: a, name: Ada}]
actors: [{id: crew, kind: provider, name: The crew}]
phases: [{id: p, name: Out, moment: before}, {id: q, name: Home, moment: after, loops_to: p}]
steps:
  - {id: s1, phase: p, does: Looks, feels: {score: 0.5}, entry: true}
  - id: s2
    phase: p
    does: Asks
    optional: true
    feels: {score: -0.5}
    touchpoints: [{id: web, name: The site}, {id: desk, name: The desk}]
    choice: {options: [web, desk], expected: desk}
    backstage: [{does: Prints the list, actor: crew}, Fills the shelf]
  - {id: s3, phase: q, does: Goes, feels: {score: 0}}
links:
  - {from: s2, to: s1, kind: loop}
  - {from: s1, to: s3, kind: skip}
"""
    Path("walk.yaml").write_text(text, "utf-8")
    status, out, _ = run(capsys, "show", "walk.yaml")
    assert status == 0
    for said in (
        "feels +0.5 ○", "feels −0.5 ○", "feels 0 ○", "journeys may begin here", "optional",
        "choice: The site or The desk, expected: The desk", "↺ back to 1", "↷ skips ahead to 3", "↺ back to Out",
        "behind the scenes: Prints the list (The crew); Fills the shelf",
    ):  # fmt: skip
        assert said in out, said
