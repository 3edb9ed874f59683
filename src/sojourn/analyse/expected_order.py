"""In which order to look at steps, so that each comes after those it leads to."""

from collections.abc import Iterable, Mapping, Sequence


def last_first(following: Sequence[Sequence[int]]) -> list[int]:
    """Put places in an order in which each comes after all that it leads to, but for ways back to where one came from.

    What every place learns from those it leads to is then known after one round, and one more for each loop inside
    another, however the steps are written down.

    Args:
        following: the places straight after each place.

    Cost: O(places + moves).
    """
    order: list[int] = []
    seen = [False] * len(following)
    for first in range(len(following)):
        if seen[first]:
            continue
        seen[first] = True
        ahead = [(first, iter(following[first]))]
        while ahead:
            place, rest = ahead[-1]
            for further in rest:
                if not seen[further]:
                    seen[further] = True
                    ahead.append((further, iter(following[further])))
                    break
            else:
                order.append(place)
                ahead.pop()
    return order


def reached(begin: Iterable[int], onwards: Mapping[int, Sequence[int]], passed: Sequence[bool]) -> frozenset[int]:
    """Give the places to begin with, and those that lie behind places that may be passed.

    Args:
        onwards: the places straight after each place; one that is not named leads nowhere.
        passed: by place, whether it may be passed.

    Cost: O(places + moves).
    """
    found = set(begin)
    ahead = list(found)
    while ahead:
        place = ahead.pop()
        if passed[place]:
            for further in onwards.get(place, ()):
                if further not in found:
                    found.add(further)
                    ahead.append(further)
    return frozenset(found)
