"""Conformance by searching all ways through an expectation for the best list of moves, journey by journey.

Rules have no conditions here: an event means what its name says. A journey is `{"events": [name, ...], "open": bool}`.
"""

import heapq
from collections import Counter
from fractions import Fraction

MATCH, FAILED, MISSING, EXTRA = range(4)


def meaning(expectation, name):
    """Say what a name means: "out", None for unplanned, or (steps, point, failed)."""
    found = []
    for place, step in enumerate(expectation.steps):
        for number, point in enumerate(step.points):
            for failed, rules in ((False, point.rules), (True, point.failures)):
                if any(name in rule.events for rule in rules):
                    found.append((place, number, failed))
    if found:
        failed = found[0][2]
        steps = sorted({place for place, _, each in found if each == failed})
        return (tuple(steps) if expectation.map_id is None else (found[0][0],), found[0][1], failed)
    if expectation.watch is None:
        return "out" if expectation.ignored else None
    return None if any(name in rule.events for rule in expectation.watch) else "out"


def visits(expectation, names):
    """Group events into visits: dicts of first and last event, steps, points done and failed in order, switches."""
    made = []
    for name in names:
        what = meaning(expectation, name)
        if what == "out":
            continue
        if what is None:
            made.append({"first": name, "last": name, "steps": (), "seen": []})
            continue
        steps, point, failed = what
        if expectation.visits and made and made[-1]["steps"] == steps:
            made[-1]["last"] = name
            made[-1]["seen"].append((point, failed))
        else:
            made.append({"first": name, "last": name, "steps": steps, "seen": [(point, failed)]})
    for visit in made:
        seen = visit["seen"]
        visit["failed"] = bool(seen) and all(failed for _, failed in seen)
        visit["lacking"], visit["broken"], visit["recovered"], visit["price"] = [], [], 0, 0
        if not seen or visit["failed"]:
            visit["price"] = int(bool(seen))
            continue
        step = expectation.steps[visit["steps"][0]]
        if step.one_of:
            visit["recovered"] = int(any(failed for _, failed in seen))
        else:
            done = {point for point, failed in seen if not failed}
            wrong = {point for point, failed in seen if failed}
            visit["recovered"] = int(bool(done & wrong))
            visit["broken"] = sorted(wrong - done)
            visit["lacking"] = [
                place for place, point in enumerate(step.points) if point.required and place not in done | wrong
            ]
        count = visit["recovered"] + len(visit["broken"]) + len(visit["lacking"])
        visit["price"] = min(count, 1 + (not step.optional))
    return made


def switches(expectation, names):
    """List (step, from point, to point) of every change of point inside a visit of a step that any one does."""
    if not expectation.visits:
        return []
    return [
        (expectation.steps[visit["steps"][0]].id, a[0], b[0])
        for visit in visits(expectation, names)
        if visit["steps"] and expectation.steps[visit["steps"][0]].one_of
        for a, b in zip(visit["seen"], visit["seen"][1:], strict=False)
        if a[0] != b[0]
    ]


def following(expectation, place):
    """Places that may come straight after one; -1 is before the start."""
    if place < 0:
        return sorted(set(expectation.starts))
    return sorted({move.end for move in expectation.moves if move.start == place})


def moves(expectation, found, is_open):
    """The best list of moves, as (kind, step or -1, visit or -1), found by looking at the cheapest first."""
    heap = [(0, 0, (), 0, -1, ())]
    done = set()
    while heap:
        cost, count, keys, event, place, chosen = heapq.heappop(heap)
        if (event, place) in done:
            continue
        if place != "end":
            done.add((event, place))
        if event == len(found):
            if place == "end":
                return cost, list(chosen)
            if is_open or place in expectation.ends:
                heapq.heappush(heap, (cost, count, keys, event, "end", chosen))
        if place == "end":
            continue

        def push(
            price, kind, step, at, heap=heap, cost=cost, count=count, keys=keys, chosen=chosen, now=(event, place)
        ):
            event, place = now
            there = place if kind == EXTRA else step
            key = (kind, -1 if kind == EXTRA else step)
            heapq.heappush(
                heap,
                (cost + price, count + 1, (*keys, key), event + (kind != MISSING), there, (*chosen, (*key, at))),
            )

        nexts = following(expectation, place)
        if event < len(found):
            visit = found[event]
            for step in visit["steps"]:
                if step in nexts:
                    push(visit["price"], FAILED if visit["failed"] else MATCH, step, event)
            push(1, EXTRA, -1, event)
        for step in nexts:
            push(0 if expectation.steps[step].optional else 1, MISSING, step, -1)
    raise AssertionError("no way to an end")


def ahead(expectation, place):
    """Steps that can still come."""
    reached, todo = set(), following(expectation, place)
    while todo:
        step = todo.pop()
        if step not in reached:
            reached.add(step)
            todo += following(expectation, step)
    return reached


def deviations(expectation, found, chosen, is_open):
    """What the moves say: (kind, step id, point id, event, detail), in the order missing, then event by event."""
    steps = expectation.steps
    missing, passed, taken, last = Counter(), set(), set(), {}
    place = -1
    for kind, step, at in chosen:
        if kind == MISSING:
            (passed.add(step) if steps[step].optional else missing.update([step]))
        if kind in (MATCH, FAILED):
            taken.add(step)
        if kind == MATCH:
            last[step] = at
        place = step if kind != EXTRA else place
    still = ahead(expectation, place) if is_open else set()
    out, misplaced = [], set()
    for kind, step, at in chosen:
        if kind == MISSING:
            continue
        visit = found[at]
        event = visit["first"]
        if kind == FAILED:
            out.append(("failed", steps[step].id, None, event, "failed"))
        if kind == MATCH:
            points = steps[step].points
            out += [("failed", steps[step].id, None, event, "recovered")] * visit["recovered"]
            out += [("failed", steps[step].id, points[each].id, event, "failed") for each in visit["broken"]]
            out += [("missing", steps[step].id, points[each].id, None, None) for each in visit["lacking"]]
        if kind != EXTRA:
            continue
        served = visit["steps"]
        if not served:
            out.append(("ad_hoc", None, None, event, "unknown"))
            continue
        recovering = [each for each in served if visit["failed"] and last.get(each, -1) > at]
        paired = [each for each in served if missing[each]]
        loose = [each for each in served if each not in taken | misplaced and ((each in passed) or (each in still))]
        stood = [each for each in served if each in taken | misplaced]
        if recovering:
            out.append(("failed", steps[recovering[0]].id, None, event, "recovered"))
        elif paired or loose:
            step = (paired or loose)[0]
            missing[step] -= bool(paired)
            misplaced.add(step)
            out.append(("out_of_order", steps[step].id, None, event, None))
        elif stood:
            out.append(("ad_hoc", steps[stood[0]].id, None, event, "repeated"))
        else:
            out.append(("ad_hoc", steps[served[0]].id, None, event, "other_branch"))
    gone = [("missing", steps[step].id, None, None, None) for step in sorted(missing) for _ in range(missing[step])]
    return gone + out


def breaks(expectation, found, is_open):
    """Pairs of events between which the path is left; None is the start or the end."""

    def near(place):
        """Steps that may come next when optional ones may be passed."""
        reached, todo = set(), list(following(expectation, place))
        while todo:
            step = todo.pop()
            if step not in reached:
                reached.add(step)
                todo += following(expectation, step) if expectation.steps[step].optional else []
        return reached

    def over(place):
        """Say whether the journey may end here when optional steps may be passed."""
        return place in expectation.ends or any(
            expectation.steps[step].optional and step in expectation.ends for step in passing(place)
        )

    def passing(place):
        """Optional steps that can be passed from here, one after another."""
        reached, todo = set(), list(following(expectation, place))
        while todo:
            step = todo.pop()
            if step not in reached and expectation.steps[step].optional:
                reached.add(step)
                todo += following(expectation, step)
        return reached

    out, here, before = [], {-1}, None
    for visit in found:
        there = set()
        if visit["steps"] and not visit["failed"]:
            there = {step for step in visit["steps"] if any(step in near(place) for place in here)}
        if not there:
            out.append((before, visit["first"]))
            there = set() if visit["failed"] else set(visit["steps"])
        here, before = there, visit["last"]
    if not is_open and not any(over(place) for place in here):
        out.append((before, None))
    return out


def shortest(expectation):
    """The cost of a journey without any event."""
    return moves(expectation, [], is_open=False)[0]


def hold(expectation, journey):
    """One journey; None when it has no event that is looked at."""
    found = visits(expectation, journey["events"])
    if not found:
        return None
    cost, chosen = moves(expectation, found, journey["open"])
    return {
        "cost": cost,
        "worst": len(found) + (0 if journey["open"] else shortest(expectation)),
        "open": journey["open"],
        "moves": [(kind, step) for kind, step, _ in chosen],
        "visits": found,
        "chosen": chosen,
        "deviations": deviations(expectation, found, chosen, journey["open"]),
        "breaks": breaks(expectation, found, journey["open"]),
        "switches": switches(expectation, journey["events"]),
        "customer": journey.get("customer"),
    }


def summary(expectation, journeys):
    """The figures of the reply."""
    all_held = [hold(expectation, journey) for journey in journeys]
    held = [each for each in all_held if each is not None]
    closed = [each for each in held if not each["open"]]
    fits = [1 - Fraction(each["cost"], each["worst"]) for each in held]
    worst = sum(each["worst"] for each in held)
    steps = []
    for place, step in enumerate(expectation.steps):
        count = {
            name: sum(entry[0] == kind and entry[1] == step.id and entry[2] is None and detail in (None, entry[4])
                      for each in held for entry in each["deviations"])
            for name, kind, detail in (
                ("failed", "failed", "failed"), ("recovered", "failed", "recovered"),
                ("missing", "missing", None), ("out_of_order", "out_of_order", None),
            )
        }  # fmt: skip
        done = sum(move == (MATCH, place) for each in held for move in each["moves"])
        wanted = done + count["failed"] + count["missing"] + count["out_of_order"]
        steps.append({"step": step.id, "optional": step.optional, "expected": wanted, "done": done, **count})
    kinds = {}
    for kind in ("missing", "failed", "ad_hoc", "out_of_order"):
        having = [each for each in held if any(entry[0] == kind for entry in each["deviations"])]
        kinds[kind] = {
            "count": sum(entry[0] == kind for each in held for entry in each["deviations"]),
            "journeys": len(having),
            "customers": len({each["customer"] for each in having}),
        }
    extra = Counter((entry[3], entry[4]) for each in held for entry in each["deviations"] if entry[0] == "ad_hoc")
    extra_in = Counter(
        pair for each in held for pair in {(entry[3], entry[4]) for entry in each["deviations"] if entry[0] == "ad_hoc"}
    )
    edges = Counter(pair for each in held for pair in each["breaks"])
    edges_in = Counter(pair for each in held for pair in set(each["breaks"]))
    edges_by = Counter(pair for pair, _ in {(pair, each["customer"]) for each in held for pair in each["breaks"]})
    return {
        "journeys": len(held),
        "outside_journeys": len(all_held) - len(held),
        "open_journeys": len(held) - len(closed),
        "conforming": sum(each["cost"] == 0 for each in closed),
        "conforming_so_far": sum(each["cost"] == 0 for each in held if each["open"]),
        "fitness": float(1 - Fraction(sum(each["cost"] for each in held), worst)) if held else None,
        "mean_fitness": float(sum(fits) / len(fits)) if held else None,
        "cost_histogram": [
            {"cost": cost, "journeys": count} for cost, count in sorted(Counter(e["cost"] for e in held).items())
        ],
        "steps": steps,
        "deviations": kinds,
        "ad_hoc": {pair: (extra[pair], extra_in[pair]) for pair in extra},
        "breaks": {pair: (edges[pair], edges_in[pair], edges_by[pair]) for pair in edges},
        "switches": dict(Counter(switch for each in held for switch in each["switches"])),
    }
