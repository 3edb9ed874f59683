"""The recorded replies of the command line: what a program that reads `--json` relies on."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from sojourn.cli.main import main

RECORDED = json.loads((Path(__file__).parent / "replies.json").read_text("utf-8"))
ADDED: dict[str, set[str]] = {
    "retention": {"groups"},
    "conformance": {
        "journeys_by_step",
        "map_id",
        "map_version",
        "outside_journeys",
        "passage",
        "points",
        "silent_steps",
        "switches",
        "under_way_journeys",
    },
}
"""Keys that were added to a reply since it was recorded."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("golden") / "shop.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RECORDED["data"]["columns"])
        writer.writerows(RECORDED["data"]["rows"])
    return path


@pytest.fixture(scope="module")
def workspace(shop: Path) -> Path:
    folder = shop.parent / "workspace"
    assert main(["init", str(folder), "--quiet"]) == 0
    assert main(["import", str(shop), "--workspace", str(folder), "--quiet"]) == 0
    return folder


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["id"])
@pytest.mark.parametrize("where", ["in place", "workspace"])
def test_a_reply_is_what_was_recorded(
    case: dict[str, Any], where: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--events", str(request.getfixturevalue("shop"))]
    if where == "workspace":
        place = ["--workspace", str(request.getfixturevalue("workspace"))]
    capsys.readouterr()
    assert main([*case["command"][1:], *place]) == 0
    reply = json.loads(capsys.readouterr().out)
    recorded = case["expected"]
    assert set(reply) - set(recorded) == ADDED.get(case["id"], set())
    assert list(reply)[:4] == ["analysis", "format", "basis", "notes"]
    same({key: reply[key] for key in recorded}, recorded, case["id"])


def same(found: Any, wanted: Any, where: str) -> None:
    """Hold two documents equal: integers and text exactly, other numbers to 1e-9."""
    if isinstance(wanted, dict):
        assert isinstance(found, dict) and set(found) == set(wanted), where
        for key in wanted:
            same(found[key], wanted[key], f"{where}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(found, list) and len(found) == len(wanted), where
        for place, (one, other) in enumerate(zip(found, wanted, strict=True)):
            same(one, other, f"{where}[{place}]")
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9), where
    else:
        assert (type(found), found) == (type(wanted), wanted), where
