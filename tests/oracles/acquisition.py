"""The best lines of an acquisition matrix, the slow way: every set, walked through by hand.

Nothing is shared with what it judges: no matrix is inverted, shares are pushed along the ways until nothing is left.
"""

from itertools import combinations


def worth(ways, start, outcomes, volume, margins, chosen):
    """Say what a journey is worth when some lines are done.

    Args:
        ways: (from, to, share).
        chosen: lines, each with effects `(from, to, share today, share afterwards)`.
    """
    rows = {}
    for one, other, share in ways:
        rows.setdefault(one, {})[other] = share
    for line in chosen:
        for one, other, before, after in line["effects"]:
            odds = (after / (1 - after)) / (before / (1 - before))
            rows[one] = {**rows[one], other: rows[one][other] * odds}
    for row in rows.values():
        total = sum(row.values())
        for name in row:
            row[name] /= total
    standing, ended = {start: float(volume)}, dict.fromkeys(outcomes, 0.0)
    for _ in range(10_000):
        moved = {}
        for place, many in standing.items():
            for other, share in rows[place].items():
                if other in ended:
                    ended[other] += many * share
                else:
                    moved[other] = moved.get(other, 0.0) + many * share
        standing = {place: many for place, many in moved.items() if many > 1e-12}
        if not standing:
            break
    return sum(ended[name] * margins.get(name, 0.0) for name in outcomes)


def best(ways, start, outcomes, volume, margins, lines, budget, work=None):
    """Give ids, cost and gain of the best set: ties to the cheaper, then the smaller, then the first.

    Args:
        lines: each `{id, cost, effects, excludes, team, effort}`.
        work: person-months of each team.
    """
    before = worth(ways, start, outcomes, volume, margins, [])
    found = []
    for size in range(len(lines) + 1):
        for chosen in combinations(lines, size):
            ids = [line["id"] for line in chosen]
            if any(other in ids for line in chosen for other in line.get("excludes", ())):
                continue
            cost = sum(line["cost"] for line in chosen)
            if cost > budget:
                continue
            if any(
                sum(line.get("effort", 0.0) for line in chosen if line["team"] == team) > most + 1e-9
                for team, most in (work or {}).items()
            ):
                continue
            gain = worth(ways, start, outcomes, volume, margins, chosen) - before
            found.append((round(-gain, 6), cost, size, ids))
    gain, cost, _, ids = min(found)
    return ids, cost, -gain
