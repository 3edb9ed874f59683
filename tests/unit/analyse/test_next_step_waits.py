"""What a silence says of what comes next: held to loops, and to a world whose waits are known."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.journeys import Cases
from tests.factories.journeys import MINUTE, START
from tests.factories.predictions import DAY, journeys_of, known_waits
from tests.factories.questions import inside
from tests.oracles import prediction as oracle

HOUR = 60 * MINUTE
ANSWERS = 4

waits = st.lists(st.tuples(st.integers(0, 2), st.integers(0, ANSWERS - 1), st.integers(0, 6)), max_size=60)


@given(
    learned=waits,
    asked=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8)), min_size=1, max_size=5),
    shares=st.lists(st.integers(1, 9), min_size=ANSWERS, max_size=ANSWERS),
    nothing=st.sampled_from([-1, 0, 2]),
)
def test_what_is_left_after_a_silence_is_that_of_the_oracle(
    learned: list[tuple[int, int, int]], asked: list[tuple[int, int]], shares: list[int], nothing: int
) -> None:
    learned = [each for each in learned if each[1] != nothing]
    last, place, wait = (np.array([each[k] for each in learned], np.int64) for k in range(3))
    known = inside("next_step_waits").NextWaits.of(last, place, wait, answers=ANSWERS, nothing=nothing)
    told = np.array(shares) / sum(shares)
    left = told * known.longer(*(np.array([each[k] for each in asked]) for k in range(2)))
    for row, (before, silent) in zip(left, asked, strict=True):
        expected, _ = oracle.after_silence(
            dict(enumerate(told.tolist())), before, silent, learned, nothing=None if nothing < 0 else nothing
        )
        assert (row / row.sum()).tolist() == pytest.approx([expected[answer] for answer in range(ANSWERS)])


@pytest.mark.parametrize("within", [None, "3h"])
def test_the_list_is_that_of_the_oracle(within: str | None) -> None:
    rng = np.random.default_rng(3)
    rows = []
    for who in range(150):
        time = int(rng.integers(0, 4_000)) * MINUTE
        for _ in range(6):
            rows.append((who, time, "abc"[rng.integers(0, 3)]))
            time += int(rng.integers(1, 400)) * MINUTE
    world = journeys_of(rows)
    found = analyse.next_step(world, model="order_1", within=within, cut="2024-01-03")
    listed = analyse.next_step_members(world, found).to_pylist()
    assert found.use in ("common", "order_1") and listed
    window = None if within is None else 3 * HOUR
    plain = [
        {"status": "unknown", "events": [(START + time, event) for whose, time, event in rows if whose == who]}
        for who in range(150)
    ]
    until = max(each["events"][-1][0] for each in plain)
    asked = [each for each in oracle.decisions(plain, window) if each["known"] < found.cut]
    counts = oracle.after_pasts(asked, found.cut, 1)
    nothing = oracle.NOTHING if within else None
    came = [
        (each["past"][-1], each["answer"], plain[each["journey"]]["events"][each["place"] + 1][0] - each["asked"])
        for each in asked
        if each["answer"] != oracle.NOTHING
    ]
    answers = [*sorted({each["answer"] for each in asked}), "(another)"]
    length = 0 if found.use == "common" else 1
    going = [each["events"] for each in plain if window is None or each["events"][-1][0] + window > until]
    assert len(listed) == len(going)
    for row, events in zip(listed, going, strict=True):
        last = events[-1][1]
        silent = until - events[-1][0]
        told = oracle.shares(counts, (last,), answers, length, 20)
        now, later = oracle.after_silence(told, last, silent, came, nothing=nothing)
        assert (row["last_event"], row["silent_seconds"]) == (last, silent / 1e6)
        assert row["go_on_later"] == pytest.approx(later)
        for place, chance in enumerate(sorted(now.values(), reverse=True)[:3], 1):
            name = row[f"next_{place}"].replace("(nothing more)", oracle.NOTHING)
            assert row[f"chance_now_{place}"] == pytest.approx(chance) == pytest.approx(now[name])
            assert row[f"chance_{place}"] == pytest.approx(told[name])


def test_chances_after_a_silence_are_those_that_were_planted() -> None:
    """A purchase comes within hours, a question within twenty days: who is silent for days will not buy."""
    now = 190 * DAY
    world, truth = known_waits(4_000, 7, now=now)
    found = analyse.next_step(world, model="markov", within="25d")
    listed = [row for row in analyse.next_step_members(world, found).to_pylist() if row["last_event"] == "see"]
    assert len(listed) > 150
    for low, high in ((0, 1), (1, 6), (6, 21), (21, 25)):
        rows = [row for row in listed if low <= row["silent_seconds"] / 86_400 < high]
        came = Counter(truth[row["customer"]][0] for row in rows)
        told: Counter[str] = Counter()
        then: Counter[str] = Counter()
        for row in rows:
            silent = row["silent_seconds"] / 86_400
            # What is planted, by Bayes' rule.
            left = {"buy": 0.5 * math.exp(-4 * silent), "ask": 0.3 * max(0.0, 1 - silent / 20), "(nothing more)": 0.2}
            for place in (1, 2, 3):
                name, chance = row[f"next_{place}"], row[f"chance_now_{place}"]
                assert chance == pytest.approx(left.get(name, 0.0) / sum(left.values()), abs=0.1)
                told[name] += chance
                then[name] += row[f"chance_{place}"]
        spread = 3 * math.sqrt(len(rows)) / 2 + 0.05 * len(rows)
        assert abs(told["buy"] - came["buy"]) < spread and abs(told["ask"] - came["ask"]) < spread
        if low >= 1:
            assert told["buy"] < 0.05 * len(rows) < 0.2 * len(rows) < then["buy"]
    # Long silences leave nothing but that nothing comes, and hardly anybody goes on after as long.
    late = [row for row in listed if row["silent_seconds"] > 22 * 86_400]
    assert late and all(row["next_1"] == "(nothing more)" and row["go_on_later"] < 0.05 for row in late)
    early = [row for row in listed if row["silent_seconds"] < 3_600]
    assert early and all(row["next_1"] == "buy" and row["go_on_later"] > 0.8 for row in early)


def test_where_journeys_never_close_the_silence_is_named() -> None:
    """Whether anything comes at all cannot be told; how unusual the silence is can."""
    world, _ = known_waits(3_000, 8, now=190 * DAY, cases=Cases())
    found = analyse.next_step(world, model="markov")
    listed = [row for row in analyse.next_step_members(world, found).to_pylist() if row["last_event"] == "see"]
    assert "nothing more" not in {row[f"next_{place}"].strip("()") for row in listed for place in (1, 2, 3)}
    long = [row for row in listed if row["silent_seconds"] > 30 * 86_400]
    assert len(long) > 100 and all(row["go_on_later"] < 0.01 for row in long)
    days = [row for row in listed if 2 * 86_400 < row["silent_seconds"] < 10 * 86_400]
    assert days and all(row["next_1"] == "ask" and row["chance_now_1"] > 0.9 > row["chance_1"] for row in days)
