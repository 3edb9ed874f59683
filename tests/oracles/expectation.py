"""Paths of a map one at a time, walked along what it says in words; and the paths that an expectation lets through.

A path is the tuple of the ids of the steps with events that are met. Paths without any are left out.
"""


def leaves_events(step):
    """Whether a step with contact has a rule."""
    if step.kind == "no_contact":
        return False
    return sum(len(touchpoint.event_match) for touchpoint in step.touchpoints) > 0


def may_be_passed(step):
    """Whether nobody would be surprised to see nothing of it."""
    if step.optional or not leaves_events(step):
        return True
    return all(rule.status == "failed" for touchpoint in step.touchpoints for rule in touchpoint.event_match)


def index_of(map, step_id):
    """The number of a step, None for what is no step."""
    for number, step in enumerate(map.steps):
        if step.id == step_id:
            return number
    return None


def goes_on(map, number):
    """(where to, whether it loops) for each way on; None is the end."""
    step = map.steps[number]
    mine = [link for link in map.links if link.from_ == step.id]
    replacing = [link for link in mine if link.kind == "next" and not link.when]
    if replacing:
        usual = [(index_of(map, link.to), False) for link in replacing]
    elif number + 1 < len(map.steps):
        usual = [(number + 1, False)]
    else:
        usual = []
    found = []
    branches = step.choice is not None and step.choice.between == "branches"
    if branches or any(link.when for link in mine):
        for option in step.choice.options:
            own = [link for link in mine if link.when == option]
            if own:
                found += [(index_of(map, link.to), link.kind == "loop") for link in own]
            else:
                found += usual or [(None, False)]
        if replacing:
            found += usual
    else:
        found += usual
    for link in mine:
        if link.kind in ("loop", "skip", "end") and not link.when:
            found.append((index_of(map, link.to), link.kind == "loop"))
    for phase in map.phases:
        here = [other for other, each in enumerate(map.steps) if each.phase == phase.id]
        there = [other for other, each in enumerate(map.steps) if each.phase == phase.loops_to]
        exact = [
            link
            for link in map.links
            if link.kind == "loop" and index_of(map, link.from_) in here and index_of(map, link.to) in there
        ]
        if phase.loops_to and here and there and not exact and here[-1] == number:
            found.append((there[0], True))
    if all(loops for _, loops in found):
        found.append((None, False))
    return found


def paths(map, longest):
    """Every path of up to `longest` steps with events that the map allows."""
    found, seen = set(), set()
    todo = [(number, ()) for number, step in enumerate(map.steps) if number == 0 or step.entry]
    while todo:
        number, before = todo.pop()
        if (number, before) in seen:
            continue
        seen.add((number, before))
        step = map.steps[number]
        told = [before] if may_be_passed(step) else []
        if leaves_events(step) and len(before) < longest:
            told.append((*before, step.id))
        for path in told:
            for following, _ in goes_on(map, number):
                if following is None:
                    found.add(path)
                else:
                    todo.append((following, path))
    return found - {()}


def accepted(expectation, longest):
    """Every path of up to `longest` steps that an expectation lets through."""
    found, seen = set(), set()
    todo = [(place, ()) for place in expectation.starts]
    while todo:
        place, before = todo.pop()
        if (place, before) in seen:
            continue
        seen.add((place, before))
        step = expectation.steps[place]
        told = [before] if step.optional else []
        if len(before) < longest:
            told.append((*before, step.id))
        for path in told:
            if place in expectation.ends:
                found.add(path)
            todo += [(move.end, path) for move in expectation.moves if move.start == place]
    return found - {()}


def next_with_events(map, number):
    """Ids of the steps with events that come next after a step, not by going round again."""
    found, seen = set(), set()
    todo = [other for other, loops in goes_on(map, number) if other is not None and not loops]
    while todo:
        other = todo.pop()
        if other in seen:
            continue
        seen.add(other)
        if leaves_events(map.steps[other]):
            found.add(map.steps[other].id)
        else:
            todo += [further for further, loops in goes_on(map, other) if further is not None and not loops]
    return found
