"""Plans the slow way: every set by plain loops, every chain solved by elimination, every effect by its definition.

Shares no code with the system: a chain is a dictionary of dictionaries, a set a tuple of ids.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

Rows = dict[str, dict[str, float]]


def rows_of(ways: Sequence[tuple[str, str, float]]) -> Rows:
    rows: Rows = {}
    for one, other, share in ways:
        rows.setdefault(one, {})
        rows[one][other] = rows[one].get(other, 0.0) + share
    return rows


def solved(table: list[list[float]], right: list[float]) -> list[float]:
    """Solve by elimination with the largest pivot."""
    size = len(right)
    work = [[*row, value] for row, value in zip(table, right, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(work[row][column]))
        work[column], work[pivot] = work[pivot], work[column]
        for row in range(size):
            if row != column and work[row][column] != 0:
                factor = work[row][column] / work[column][column]
                work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
    return [work[row][size] / work[row][row] for row in range(size)]


def worth(rows: Rows, model: Mapping[str, Any], visit: Mapping[str, float], outcome: Mapping[str, float]) -> float:
    """Add up what expected visits and outcomes bring."""
    steps = list(rows)
    places = {step: place for place, step in enumerate(steps)}
    # visits[j] = [j is the start] + Σ_i visits[i] p_ij, written as rows of j
    table = [[(1.0 if i == j else 0.0) - rows[i].get(j, 0.0) for i in steps] for j in steps]
    visits = solved(table, [1.0 if step == model["start"] else 0.0 for step in steps])
    total = 0.0
    for step in steps:
        total += visits[places[step]] * visit.get(step, 0.0)
        for other, share in rows[step].items():
            if other not in places:
                total += visits[places[step]] * share * outcome.get(other, 0.0)
    return float(model["volume"] * total)


def changed(rows: Rows, effects: Sequence[Mapping[str, Any]], carry: float) -> Rows:
    """Multiply the weights of ways, one effect after the other, open what is opened, and normalise."""
    weights = {one: dict(row) for one, row in rows.items()}
    opened: list[tuple[str, str, float]] = []
    for effect in effects:
        if effect["kind"] != "transition":
            continue
        one, other = effect["steps"]
        to = effect["to"][1] if isinstance(effect["to"], list) else effect["to"]
        base = effect.get("from", rows[one].get(other, 0.0))
        if base == 0:
            opened.append((one, other, carry * to / (1 - carry * to)))
            continue
        share = rows[one][other]
        odds = (to / (1 - to)) / (base / (1 - base))
        alone = share * odds / (1 - share + share * odds)
        alone = share + carry * (alone - share)
        weights[one][other] *= (alone / (1 - alone)) / (share / (1 - share))
    for one, other, weight in opened:
        weights[one][other] = weights[one].get(other, 0.0) + weight
    return {one: {other: weight / sum(row.values()) for other, weight in row.items()} for one, row in weights.items()}


def gain(model: Mapping[str, Any], chosen: Sequence[Mapping[str, Any]], carry: float = 1.0) -> float:
    """Give the gain of a set over none."""
    rows = rows_of(model["chain"])
    visit, outcome = dict(model.get("margin_visit", {})), dict(model.get("margin_outcome", {}))
    for step, cost in model.get("cost_visit", {}).items():
        visit[step] = visit.get(step, 0.0) - cost
    before = worth(rows, model, visit, outcome)
    effects = [effect for each in chosen if each["effect"] != "none" for effect in each["effect"]]
    for effect in effects:
        if effect["kind"] == "margin":
            for name in effect["steps"]:
                by = effect["by"][1] if isinstance(effect["by"], list) else effect["by"]
                table = visit if name in rows else outcome
                table[name] = table.get(name, 0.0) + by
    return worth(changed(rows, effects, carry), model, visit, outcome) - before


def sets_of(
    initiatives: Sequence[Mapping[str, Any]], budget: float, rules: Mapping[str, Any]
) -> Iterator[list[Mapping[str, Any]]]:
    """Give every set that keeps the rules."""
    for size in range(len(initiatives) + 1):
        for chosen in combinations(initiatives, size):
            ids = {each["id"] for each in chosen}
            if sum(each["cost"] for each in chosen) > budget + 1e-6:
                continue
            if any(need not in ids for each in chosen for need in each.get("requires", ())):
                continue
            if any(each.get("any_of") and not ids & set(each["any_of"]) for each in chosen):
                continue
            if any(other in ids for each in chosen for other in each.get("excludes", ())):
                continue
            used: dict[str, float] = {}
            for each in chosen:
                if each.get("department"):
                    used[each["department"]] = used.get(each["department"], 0.0) + each.get("effort", 0.0)
            if any(used.get(name, 0.0) > limit + 1e-9 for name, limit in rules.get("capacity", {}).items()):
                continue
            if any(not ids & set(helps) for helps in rules.get("floors", ())):
                continue
            if not set(rules.get("include", ())) <= ids or set(rules.get("exclude", ())) & ids:
                continue
            yield list(chosen)


def best(
    model: Mapping[str, Any], initiatives: Sequence[Mapping[str, Any]], budget: float, **rules: Any
) -> tuple[float, float, int, tuple[str, ...]] | None:
    """Give gain, cost, number and ids of the best set: more gain, then lower cost, fewer, ids; None without any."""
    found = [
        (gain(model, chosen, rules.get("carry", 1.0)), sum(each["cost"] for each in chosen), chosen)
        for chosen in sets_of(initiatives, budget, rules)
    ]
    if not found:
        return None
    most = max(each[0] for each in found)
    scale = max(abs(each[0]) for each in found) * 1e-7
    equal = [each for each in found if each[0] >= most - scale]
    cost = min(each[1] for each in equal)
    cheap = [each for each in equal if each[1] <= cost + 1e-6]
    fewest = min(len(each[2]) for each in cheap)
    ids = min(tuple(sorted(one["id"] for one in each[2])) for each in cheap if len(each[2]) == fewest)
    return most, cost, fewest, ids
