import json
from pathlib import Path

import pyarrow.parquet
import pytest

from sojourn import samples
from sojourn.app import demonstration, sampling
from sojourn.core.errors import InvalidInput


def test_a_simulated_world_is_written_with_its_truth(tmp_path: Path) -> None:
    seen: list[int] = []
    made = sampling.write_concert(tmp_path / "concert", customers=50, seed=3, note=seen.append)
    assert pyarrow.parquet.read_table(made.events).num_rows == made.rows == seen[-1]
    assert json.loads((tmp_path / "concert" / "truths.json").read_text("utf-8"))
    readme = (tmp_path / "concert" / "README.md").read_text("utf-8")
    assert "Simulated" in readme and "sojourn import events.parquet" in readme


def test_the_same_seed_writes_the_same_events(tmp_path: Path) -> None:
    for name in ("one", "two"):
        sampling.write_concert(tmp_path / name, customers=50, seed=3, note=lambda _: None)
    one, two = (pyarrow.parquet.read_table(tmp_path / name / "events.parquet") for name in ("one", "two"))
    assert one.equals(two)


def test_a_size_out_of_range_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        sampling.write_concert(tmp_path / "concert", customers=0, seed=1, note=lambda _: None)
    assert not (tmp_path / "concert").exists()


@pytest.mark.parametrize("world", [samples.retail_world(), samples.concert_world()], ids=lambda world: world.name)
def test_the_plan_of_a_sample_follows_what_it_suggests(world: samples.SampleWorld) -> None:
    plan = demonstration.plan_of(world)
    assert plan.title == world.title
    assert len(plan.steps) >= 2 and plan.start and plan.returning
    assert plan.simulated is bool(world.simulated)
    assert type(plan).read(plan.to_dict()) == plan
