"""A description counts what is there and points at what looks wrong."""

from pathlib import Path
from typing import Any

import pytest

from sojourn.stores.describe import Description, describe
from sojourn.stores.index import open_index
from sojourn.stores.layout import Layout
from tests.factories.workspaces import bring

DAY = 86_400_000_000
START = 1_704_067_200_000_000  # a midnight
NOW = START + 400 * DAY


def described(folder: Path, rows: list[dict[str, Any]], *, now: int = NOW, **more: Any) -> Description:
    bring(folder / "w", rows, **more)
    return describe(open_index(folder / "w"), Layout(folder / "w"), now=now)


def event(n: int, **more: Any) -> dict[str, Any]:
    usual = {
        "customer": f"c{n % 200}",
        "time": START + n * 7_000_000_000,
        "event": f"e{n % 3}",
        "channel": "web" if n % 4 else None,
    }
    return usual | more


def codes(found: Description) -> list[str]:
    return [suspicion.code for suspicion in found.suspicions]


def test_counts_are_those_of_the_events(tmp_path: Path) -> None:
    rows = [event(n) for n in range(600)]
    found = described(tmp_path, rows)
    assert (found.events, found.customers, found.first, found.last) == (600, 200, rows[0]["time"], rows[-1]["time"])
    for facts in found.by_event:
        own = [row for row in rows if row["event"] == facts.name]
        assert facts.events == len(own)
        assert facts.customers == len({row["customer"] for row in own})
        assert (facts.first, facts.last) == (min(r["time"] for r in own), max(r["time"] for r in own))
    assert {facts.name: facts.events for facts in found.by_channel} == {"web": 450, None: 150}
    assert sum(found.days) == 600
    assert len(found.days) == (rows[-1]["time"] - START) // DAY + 1
    assert found.imports[0]["accepted"] == 600
    assert found.to_dict()["events"] == 600


def test_usual_events_raise_no_suspicion(tmp_path: Path) -> None:
    assert codes(described(tmp_path, [event(n) for n in range(1, 600)])) == []


def test_days_without_events_are_gaps(tmp_path: Path) -> None:
    rows = [event(n, time=START + day * DAY + n) for n, day in enumerate([0, 1, 2, 3, 6, 7, 8, 9, 11])]
    found = described(tmp_path, rows)
    assert [(gap.first, gap.days) for gap in found.gaps] == [(START + 4 * DAY, 2), (START + 10 * DAY, 1)]


def test_times_in_the_future_are_suspicious(tmp_path: Path) -> None:
    rows = [event(n) for n in range(1, 600)]
    found = described(tmp_path, rows, now=rows[-4]["time"])
    assert codes(found) == ["future"]
    assert found.suspicions[0].events == 3


def test_one_customer_with_a_hundredth_of_all_events_is_suspicious(tmp_path: Path) -> None:
    rows = [event(n, customer=f"c{n}") for n in range(1, 600)]
    rows += [event(1000 + n, customer="robot") for n in range(20)]
    found = described(tmp_path, rows)
    assert codes(found) == ["heavy-customer"]
    assert "'robot' has 20 events" in found.suspicions[0].message


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("midnight", lambda n: {"time": START + n // 5 * DAY} if n % 4 == 0 else {}),
        ("same-instant", lambda n: {"customer": f"c{n // 4}", "time": START + n // 2 * 60_000_001}),
        ("no-channel", lambda n: {"channel": None if n % 3 else "web"}),
        (
            "burst-day",
            lambda n: (
                {"time": START + 30 * DAY + (n - 430) * 500_000_001} if n >= 430 else {"time": START + n * DAY // 7}
            ),
        ),
        ("burst-minute", lambda n: {"time": START + 40 * DAY + n * 300} if 300 <= n < 405 else {}),
    ],
)
def test_what_looks_wrong_is_said(code: str, change: Any, tmp_path: Path) -> None:
    assert code in codes(described(tmp_path, [event(n, **change(n)) for n in range(1, 600)]))


def test_properties_are_described_by_their_values(tmp_path: Path) -> None:
    rows = [event(n, city=("Bath", "Lyon", None, "Bath")[n % 4], pieces=n % 10, value=n / 2) for n in range(1, 401)]
    found = {facts.name: facts for facts in described(tmp_path, rows).properties}
    assert found["city"].kind == "string"
    assert found["city"].nulls == 0.25
    assert found["city"].top == (("Bath", 0.5), ("Lyon", 0.25))
    assert (found["pieces"].kind, found["pieces"].distinct, found["pieces"].least, found["pieces"].most) == (
        "int64",
        10,
        "0",
        "9",
    )
    assert found["value"].kind == "money"


def test_a_workspace_whose_rows_were_all_refused_is_empty(tmp_path: Path) -> None:
    found = described(tmp_path, [event(n, time=START * 2) for n in range(10)], tolerance=1.0)
    assert (found.events, found.customers, found.days) == (0, 0, ())
    assert found.dead_letters == {"future": 10}
