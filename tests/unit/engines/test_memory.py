"""A budget of memory changes how a question is worked on, never its answer."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from sojourn.core.sizes import size
from sojourn.engines import memory
from sojourn.engines.local import LocalEngine
from sojourn.engines.memory import LEAST, Budget, budget, machine_memory
from sojourn.engines.tables import Tables
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import events_table
from tests.factories.questions import ask, fine_ranges, inside, worlds
from tests.factories.replies import body, near
from tests.oracles import cases as cutting
from tests.oracles import variants as oracle

MINUTE = 60_000_000


@contextmanager
def nothing_held() -> Iterator[pytest.MonkeyPatch]:
    """Let every range exceed the budget."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Budget, "held", property(lambda _: 0))
        yield patch


@given(
    events=worlds,
    parts=st.integers(1, 4),
    collapse=st.booleans(),
    gap=st.sampled_from([None, 5, 20]),
    top=st.integers(0, 12),
    stretch=st.sampled_from([1, 3, 1_000_000]),
)
def test_variants_on_disk_are_what_the_oracle_counts(
    events: list[cutting.Event], parts: int, collapse: bool, gap: int | None, top: int, stretch: int
) -> None:
    rule = Cases() if gap is None else Cases("gap", gap=gap * MINUTE)
    journeys = ask(events, parts=parts, collapse=collapse, cases=rule)
    with fine_ranges(), nothing_held() as patch:
        patch.setattr(inside("hashes"), "STRETCH", stretch)
        result = analyse.variants(journeys, top=top).to_dict()
    cut = cutting.cut(events, rule.by, gap=rule.gap, collapse=collapse)
    assert body(result) == near({"collapse": collapse, "quantiles": "exact", **oracle.variants(cut, top)})
    assert result == analyse.variants(journeys, top=top).to_dict()


@given(events=worlds, parts=st.integers(1, 4))
def test_members_on_disk_are_those_in_memory(events: list[cutting.Event], parts: int) -> None:
    journeys = ask(events, parts=parts, cases=Cases("gap"))
    steps = ["see", "pay?", "fill"]
    within = analyse.funnel_members(journeys, steps)
    with fine_ranges(), nothing_held():
        assert analyse.funnel_members(journeys, steps).equals(within)


@given(
    keys=st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(-3, 3) | st.none()), max_size=40),
    parts=st.integers(1, 4),
)
def test_shared_numbers_on_disk_are_counted_as_in_memory(keys: list[tuple[str, int | None]], parts: int) -> None:
    table = events_table(
        [(who, f"2024-03-01T00:{i % 60:02d}:00Z", "see", None, None) for i, (who, _) in enumerate(keys)]
    )
    table = table.append_column("order", pa.array([number for _, number in keys], pa.int64()))
    journeys = Journeys(MemorySource.from_table(table, parts=parts), LocalEngine(2), cases=Cases(by="key", key="order"))
    owners: dict[int, set[str]] = {}
    for who, number in keys:
        if number is not None:
            owners.setdefault(number, set()).add(who)
    expected = sum(len(people) > 1 for people in owners.values())
    for held in (nullcontext, nothing_held):
        with fine_ranges(), held():
            assert analyse.follows(journeys).to_dict()["basis"]["shared_keys"] == expected


def test_columns_of_nothing_take_their_type_from_tables_that_lie_on_disk() -> None:
    pieces = [pa.table({"who": ["a", "b"], "said": pa.nulls(2)}), pa.table({"who": ["c"], "said": ["yes"]})]
    tables = Tables(0)
    for piece in pieces:
        tables.add(piece)
    found = tables.whole()
    assert found.to_pydict() == {"who": ["a", "b", "c"], "said": [None, None, "yes"]}
    assert found.schema.field("said").type == pa.string()


def test_more_events_than_fit_are_cut_into_more_ranges() -> None:
    small, large = Budget(64 << 20), Budget(640 << 20)
    assert large.events(2, 0) == pytest.approx(10 * small.events(2, 0), rel=1e-4)
    assert small.events(4, 0) * 4 <= small.events(1, 0)
    assert small.events(2, 5) < small.events(2, 0)
    assert Budget(LEAST).events(10_000_000, 0) == 1


def test_the_engine_reads_no_more_at_a_time_than_its_memory_allows() -> None:
    seen: list[int] = []

    class Seen:
        columns = frozenset()

        def partial(self, batch):
            seen.append(batch.events)

        def merge(self, a, b):
            return None

        def finish(self, partial, basis):
            return basis.events

    events = [cutting.Event(f"c{n // 10}", n, "see") for n in range(200_000)]
    journeys = ask(events)
    engine = LocalEngine(2, memory=LEAST)
    assert engine.run(journeys, Seen()) == 200_000
    assert max(seen) <= Budget(LEAST).events(2, 0) + 10
    assert len(seen) >= 9


def test_the_default_is_a_quarter_of_what_there_is(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    assert budget(None).bytes == max(LEAST, machine_memory() // 4)
    limit = tmp_path / "memory.max"
    limit.write_text("1073741824\n")
    monkeypatch.setattr(memory, "_LIMITS", (str(tmp_path / "none"), str(limit)))
    assert machine_memory() == min(1 << 30, machine_memory())
    assert budget(None).bytes == 1 << 28
    limit.write_text("max\n")
    assert machine_memory() > 1 << 30


def test_too_little_memory_is_refused() -> None:
    with pytest.raises(InvalidInput, match="1 MB of memory are too little"):
        LocalEngine(memory=size("1M"))


def test_the_engine_says_what_it_may_take() -> None:
    assert LocalEngine(2, memory=size("64M")).memory == 64 << 20
    assert "memory=" in repr(LocalEngine(2))
    assert np.isfinite(LocalEngine().memory)
