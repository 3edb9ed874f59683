"""The least cost of laying a story on a plan, by working it out until nothing gets cheaper."""

from collections.abc import Collection, Mapping, Sequence


def least_cost(
    onward: Mapping[int, Sequence[int]], needed: Sequence[bool], closing: Collection[int], visits: Sequence[int]
) -> int:
    """Give the least number of needed steps that are not met and of visits that are not expected.

    Args:
        onward: where each step leads; -1 is the start.
        closing: where the plan may be over; where none can be reached all needed steps count.
    """
    rest = {here: 0 if here in closing else 10**6 for here in onward}
    for _ in onward:
        for here, steps in onward.items():
            rest[here] = min([rest[here], *(rest[step] + needed[step] for step in steps)])
    rest = {here: left if left < 10**6 else sum(needed) for here, left in rest.items()}
    cost = {(told, here): 10**6 for told in range(len(visits) + 1) for here in onward}
    cost[0, -1] = 0
    better = True
    while better:
        better = False
        for (told, here), so_far in list(cost.items()):
            offers = [((told, step), so_far + needed[step]) for step in onward[here]]
            if told < len(visits):
                offers += [((told + 1, here), so_far + 1)]
                offers += [((told + 1, step), so_far) for step in onward[here] if step == visits[told]]
            for state, offer in offers:
                if offer < cost[state]:
                    cost[state] = offer
                    better = True
    return min(cost[len(visits), here] + rest[here] for here in onward)
