"""The command `sojourn chain`: a path or a map, its answer in every form, what it refuses."""

import json
from pathlib import Path

import pytest

from sojourn.cli.main import main
from tests.factories.journeys import SHOP

PATH = "site.visited > basket.filled > order.paid"
MAPS = Path(__file__).parents[3] / "examples" / "maps"


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """Write the small shop."""
    file = tmp_path / "shop.csv"
    file.write_text("customer,time,event,channel,value\n" + SHOP.lstrip(), "utf-8")
    return str(file)


def test_it_says_where_journeys_go(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chain", "--events", shop, "--expect", PATH, "--gap", "30m"]) == 0
    out = capsys.readouterr().out
    for words in ("Visits in a journey", "How journeys end", "Where those at a step go next", "order.paid"):
        assert words in out


def test_the_document_holds_chain_tests_and_replay(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chain", "--events", shop, "--map", str(MAPS / "order.yaml"), "--json", "--draws", "50"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["analysis"] == "chain"
    assert told["basis"]["cases"] == {"by": "gap", "gap_seconds": 1800.0}
    assert told["draws"] == 50
    assert {"steps", "outcomes", "edges", "order", "memory", "held_out", "split"} <= told.keys()
    assert sum(each["share"] for each in told["outcomes"]) == pytest.approx(1)


@pytest.mark.parametrize("options", [[], ["--expect", PATH, "--map", "order.yaml"]], ids=["nothing", "both"])
def test_steps_are_named_once(shop: str, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chain", "--events", shop, *options]) == 2
    assert "--expect or --map" in capsys.readouterr().err


def test_a_chart_is_drawn_beside_the_table(shop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chart, table = tmp_path / "chain.json", tmp_path / "chain.csv"
    command = ["chain", "--events", shop, "--expect", PATH, "--gap", "30m", "--chart", str(chart), "--out", str(table)]
    assert main([*command, "--quiet"]) == 0
    assert "hconcat" in json.loads(chart.read_text("utf-8"))
    assert table.read_text("utf-8").startswith("from,to,kind,count,of,share")
    capsys.readouterr()
