"""The acquisition plan: who does what in which month, for how much, and what it should bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...model import TEAMS, Acquisition, AcquisitionLine, JourneyMap
from .. import words
from ..colours import Token
from ..framework_card import Hand, line
from ..sheet import Block, stack
from ..svg import Element, group
from ..text import Face
from . import said
from .chosen import ChosenLines
from .fitting import Board

NAME, COST, KPI, ADDS, MONTH, WIDER, GAP = 62.0, 19.0, 44.0, 24.0, 8.5, 22.0, 2.2
"""Widths of action, cost, expected result and what it adds; least and greatest of a month; room; mm at A3."""

FOOT = (
    "A bar is the months in which an action runs; money and work are spread evenly over them. The row of a team gives "
    "its person-months in each month; more than it has is orange. What an action adds would be lost without it."
)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where columns stand, in mm from the start."""

    months: tuple[str, ...]
    month: float
    cost: float
    kpi: float
    adds: float
    wide: float
    first: float

    def left(self, month: int) -> float:
        """Give the left edge of a month."""
        return self.first + month * self.month


@dataclass(frozen=True, slots=True)
class _Team:
    """A team with its actions."""

    key: str
    name: str
    lines: tuple[AcquisitionLine, ...]
    head: Block
    rows: tuple[Block, ...]


def shown(drawn: JourneyMap, chosen: ChosenLines | None) -> tuple[AcquisitionLine, ...]:
    """Give the lines that are drawn: those that were chosen; all of them before anybody chose."""
    acquisition = drawn.acquisition or Acquisition()
    return tuple(each for each in acquisition.lines if chosen is None or each.id in chosen.lines)


def lay(drawn: JourneyMap, chosen: ChosenLines | None, hand: Hand, wide: float, times: float) -> Board | None:
    """Lay the plan out."""
    s, lines = hand.s, shown(drawn, chosen)
    months = _months(lines)
    adds = ADDS * s if chosen is not None and chosen.adds else 0.0
    room = wide - (NAME + COST + KPI) * s - adds - 4 * GAP * s
    month = min(room / max(len(months), 1), WIDER * s)
    if month < MONTH * s:
        return None
    first = NAME * s + GAP * s
    end = first + month * len(months) + GAP * s
    grid = _Grid(months, month, end, end + COST * s + 2 * GAP * s + adds, end + COST * s + GAP * s, wide, first)
    teams = [
        _team(hand, drawn, lines, team, grid, times) for team in (*TEAMS, None) if any(x.team == team for x in lines)
    ]
    head = 10.0 * s
    money = 17.0 * s
    rest = _rest(hand, drawn, chosen, wide)
    least = head + sum(each.head.height + 2.6 * s + sum(_tall(hand, row) for row in each.rows) for each in teams)
    least += 2.0 * s * len(teams) + money + rest.height + 3.0 * s

    def paint(x: float, y: float, high: float) -> tuple[Sequence[Element], Sequence[Element]]:
        pen = hand.pen
        grounds: list[Element] = []
        parts: list[Element] = [group(*_heads(hand, grid, x, y, added=bool(adds)), label="Months",
                                      ident=pen.canvas.ident("months"))]  # fmt: skip
        top = y + head
        more = min((high - least) / max(len(lines), 1), 4.5 * s)
        for number, team in enumerate(teams):
            tall = team.head.height + 2.6 * s + sum(_tall(hand, row) + more for row in team.rows)
            if number % 2 == 0 and pen.palette.tinted:
                grounds.append(pen.rect(x - 1.5 * s, top, wide + 3 * s, tall, fill="lane", radius=1.2 * s))
            parts.append(_band(hand, team, chosen, grid, x, top))
            at = top + team.head.height + 2.6 * s
            for each, row in zip(team.lines, team.rows, strict=True):
                grounds.append(pen.line(x, at, x + wide, at, colour="hair", thick=0.25 * s))
                parts.append(_line(hand, drawn, chosen, each, row, grid, x, at, _tall(hand, row) + more))
                at += _tall(hand, row) + more
            top += tall + 2.0 * s
        top += 1.0 * s
        parts.append(_money(hand, drawn, lines, grid, x, top, money))
        parts += rest.paint(x, top + money + 2.0 * s)
        return grounds, parts

    return Board(least, paint, FOOT)


def about(drawn: JourneyMap, chosen: ChosenLines | None) -> tuple[str, ...]:
    """Say what it costs, what there is to spend, and what it should bring."""
    lines = shown(drawn, chosen)
    cost = said.money(sum(each.cost or 0.0 for each in lines), drawn.currency)
    if chosen is None:
        return (f"every action of the matrix, {cost} with all levels added; nothing was chosen yet",)
    budget = f" of {said.money(chosen.budget, drawn.currency)}" if chosen.budget is not None else ""
    first = f"{words.counted(len(lines), 'action')} for {cost}{budget}"
    if chosen.gain is None:
        return (first, "what they should bring was not estimated", *chosen.notes)
    per = f" {period(chosen.period)}" if chosen.period else " a period"
    within = ""
    if chosen.gain_low is not None and chosen.gain_high is not None:
        low, high = (said.money(each, drawn.currency) for each in (chosen.gain_low, chosen.gain_high))
        within = f" ({low} to {high})"
    gain = said.money(chosen.gain, drawn.currency)
    return (first, f"should bring {gain}{within}{per}, if the effects are as assumed", *chosen.notes)


def summary(drawn: JourneyMap, chosen: ChosenLines | None) -> str:
    """Say what the plan shows, for those who hear it."""
    return f"Acquisition plan: {'; '.join(about(drawn, chosen))}."


def period(text: str) -> str:
    """Say how long a period is: `P1Y` is "a year"."""
    known = {"P1Y": "a year", "P1M": "a month", "P3M": "a quarter", "P1W": "a week", "P7D": "a week", "P1D": "a day"}
    return known.get(text) or f"in {words.period(text)}"


def _months(lines: Sequence[AcquisitionLine]) -> tuple[str, ...]:
    """Name every month from the first in which something runs to the last."""
    found = sorted({month for each in lines for month in said.spread(each)})
    if not found:
        return ()
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (found[0], found[-1]))
    return tuple(f"{spot // 12:04d}-{spot % 12 + 1:02d}" for spot in range(first, last + 1))


def _tall(hand: Hand, row: Block) -> float:
    return row.height + 2 * 1.5 * hand.s


def _team(
    hand: Hand, drawn: JourneyMap, lines: Sequence[AcquisitionLine], team: str | None, grid: _Grid, times: float
) -> _Team:
    """Lay out a team: its name, and each of its actions."""
    s = hand.s
    mine = tuple(each for each in lines if each.team == team)
    name = words.plain(team).capitalize() if team is not None else "No team yet"
    colour: Token = "ink" if team is not None else "negative"
    head = line(
        hand, name, NAME * s, hand.type.step, face=Face.BOLD, colour=colour, most=1, owner=f"team:{team}",
    )  # fmt: skip
    numbers = {step.id: number for number, step in enumerate(drawn.steps, start=1)}
    does = {step.id: step.does for step in drawn.steps}

    def of(each: AcquisitionLine) -> Block:
        owner, small = f"line:{each.id}", hand.type.small * times
        for_ = f"for {numbers.get(each.step, '?')}. {does.get(each.step, each.step)}"
        kpi = each.kpi or "no number named"
        left = stack(
            [
                line(hand, each.action, NAME * s, hand.type.body * times, face=Face.BOLD, most=3, owner=owner),
                line(hand, words.listed((for_, each.owner or "")), NAME * s, small, colour="quiet", most=2,
                     owner=owner),
            ],
            0.2 * s,
        )  # fmt: skip
        room = grid.wide - grid.kpi
        shown_by = line(hand, kpi, room, small, colour="ink" if each.kpi else "quiet", most=4, owner=owner)

        def paint(x: float, y: float) -> list[Element]:
            return [*left.paint(x, y), *shown_by.paint(x + grid.kpi, y)]

        return Block(max(left.height, shown_by.height), paint)

    return _Team(team or "", name, mine, head, tuple(of(each) for each in mine))


def _heads(hand: Hand, grid: _Grid, x: float, y: float, *, added: bool) -> list[Element]:
    """Write the names of months and columns."""
    s, pen, type_ = hand.s, hand.pen.of("heads"), hand.type
    parts: list[Element] = []
    for place, month in enumerate(grid.months):
        left = x + grid.left(place)
        room = (left, y, grid.month, 9 * s)
        if place == 0 or month.endswith("-01"):
            parts.append(pen.text(month[:4], left + 0.8 * s, y, size=type_.small, colour="quiet", room=room))
        name = said.month(month, year=False)
        if pen.width(name, type_.small, Face.BOLD) > grid.month - s:
            name = name[:1]
        parts.append(pen.text(name, left + 0.8 * s, y + 4 * s, size=type_.small, face=Face.BOLD, room=room))
    titles = [(0.0, NAME * s, "Action"), (grid.cost, COST * s, "Cost"), (grid.kpi, KPI * s, "Shown by")]
    if added:
        titles.append((grid.adds, ADDS * s, "Adds"))
    for left, wide, title in titles:
        end = title in ("Cost", "Adds")
        at = x + left + (wide - 2 * s if end else 0.0)
        parts.append(
            pen.text(title, at, y + 4 * s, size=type_.small, face=Face.BOLD, align="end" if end else "start",
                     room=(x + left, y, wide, 9 * s))
        )  # fmt: skip
    return parts


def _band(hand: Hand, team: _Team, chosen: ChosenLines | None, grid: _Grid, x: float, y: float) -> Element:
    """Draw the row of a team: its person-months in each month."""
    s, pen, size = hand.s, hand.pen.of(f"team:{team.key}"), hand.type.small
    load: dict[str, float] = {}
    for each in team.lines:
        for month, share in said.spread(each).items():
            load[month] = load.get(month, 0.0) + share * (each.effort or 0.0)
    limit: float | Mapping[str, float] | None = chosen.capacity.get(team.key) if chosen is not None else None
    by_month = limit if isinstance(limit, Mapping) else {}
    parts = [*team.head.paint(x, y + 1.3 * s)]
    over = []
    for place, month in enumerate(grid.months):
        work = load.get(month, 0.0)
        if work > 0:
            much = month in by_month and work > by_month[month] + 1e-9
            over += [said.month(month)] * much
            parts.append(
                pen.text(f"{work:.1f}", x + grid.left(place) + grid.month / 2, y + 1.3 * s, size=size,
                         face=Face.BOLD if much else Face.SANS, colour="negative" if much else "quiet",
                         align="middle", room=(x + grid.left(place), y, grid.month, team.head.height + 2.6 * s))
            )  # fmt: skip
    total = sum(each.effort or 0.0 for each in team.lines)
    most = f" of {limit:g}" if isinstance(limit, int | float) else ""
    words_ = f"{total:.1f}{most} person-months"
    parts.append(
        pen.text(words_, x + grid.kpi, y + 1.3 * s, size=size,
                 colour="negative" if isinstance(limit, int | float) and total > limit + 1e-9 else "quiet",
                 room=(x + grid.kpi, y, grid.wide - grid.kpi, team.head.height + 2.6 * s))
    )  # fmt: skip
    heard = words.listed((f"Team {team.name}", words_, f"too much in {words.listed(over)}" if over else ""))
    return group(*parts, label=heard, ident=pen.canvas.ident("team", team.key or "none"))


def _line(
    hand: Hand, drawn: JourneyMap, chosen: ChosenLines | None, each: AcquisitionLine, row: Block, grid: _Grid,
    x: float, y: float, high: float,
) -> Element:  # fmt: skip
    """Draw an action: its words, its bar, its cost."""
    s, pen, size = hand.s, hand.pen.of(f"line:{each.id}"), hand.type.body
    parts = [*row.paint(x, y + 1.5 * s)]
    spread = said.spread(each)
    middle = y + high / 2
    if spread:
        first = grid.months.index(next(iter(spread)))
        length = min((each.months or 1.0), len(spread)) * grid.month
        left = x + grid.left(first)
        bar = 4.4 * s
        colour: Token = "soft-positive" if pen.palette.tinted else "sheet"
        parts.append(
            pen.rect(left + 0.3 * s, middle - bar / 2, length - 0.6 * s, bar, fill=colour, stroke="positive",
                     thick=0.35 * s, radius=1.1 * s)
        )  # fmt: skip
    cost = said.money(each.cost, drawn.currency) or "no cost"
    amounts = [(grid.cost, COST * s, cost)]
    if chosen is not None and chosen.adds:
        adds = chosen.adds.get(each.id)
        amounts.append((grid.adds, ADDS * s, "not estimated" if adds is None else said.money(adds, drawn.currency)))
    for left, wide, amount in amounts:
        counted = amount[-1:].isdigit()
        parts.append(
            pen.text(amount, x + left + wide - 2 * s, middle,
                     size=_fitting(hand, amount, size if counted else hand.type.small, wide - 2 * s), align="end",
                     anchor="middle", colour="ink" if counted else "quiet", room=(x + left, y, wide, high))
        )  # fmt: skip
    heard = words.listed((each.action, said.span(each), cost, f"shown by {each.kpi}" if each.kpi else ""))
    return group(*parts, label=heard, ident=pen.canvas.ident("line", each.id))


def _fitting(hand: Hand, text: str, size: float, room: float, face: Face = Face.SANS) -> float:
    """Give a size at which an amount goes into its column: smaller for billions."""
    return min(size, size * room / max(hand.pen.width(text, size, face), 1e-9))


def _money(
    hand: Hand, drawn: JourneyMap, lines: Sequence[AcquisitionLine], grid: _Grid, x: float, y: float, high: float
) -> Element:
    """Draw what is spent in each month, and all of it."""
    s, pen, type_ = hand.s, hand.pen.of("money"), hand.type
    spent: dict[str, float] = {}
    for each in lines:
        for month, share in said.spread(each).items():
            spent[month] = spent.get(month, 0.0) + share * (each.cost or 0.0)
    most = max(spent.values(), default=0.0)
    parts: list[Element] = [
        pen.line(x, y, x + grid.wide, y, colour="ink", thick=0.4 * s),
        pen.text("Money by month", x, y + 2.4 * s, size=type_.body, face=Face.BOLD, room=(x, y, NAME * s, high)),
    ]
    tall = high - 9.5 * s
    foot = y + high - 1.5 * s
    for place, month in enumerate(grid.months):
        amount = spent.get(month, 0.0)
        left = x + grid.left(place)
        if amount > 0:
            size = tall * amount / most
            parts.append(pen.rect(left + 0.8 * s, foot - size, grid.month - 1.6 * s, size, fill="soft-positive"))
            text = f"{amount / 1000:.1f}k" if grid.month < 14 * s else said.money(amount, drawn.currency)
            if pen.width(text, type_.small) <= grid.month:
                parts.append(
                    pen.text(text, left + grid.month / 2, foot - size - 0.8 * s, size=type_.small, align="middle",
                             anchor="bottom", room=(left, y, grid.month, high))
                )  # fmt: skip
    whole = said.money(sum(each.cost or 0.0 for each in lines), drawn.currency)
    parts.append(
        pen.text(whole, x + grid.cost + (COST - 2) * s, y + 2.4 * s, face=Face.BOLD, align="end",
                 size=_fitting(hand, whole, type_.body, (COST - 2) * s, Face.BOLD),
                 room=(x + grid.cost, y, COST * s, high))
    )  # fmt: skip
    told = words.listed(f"{said.month(month)} {said.money(amount, drawn.currency)}" for month, amount in spent.items())
    return group(*parts, label=f"Money by month: {told}; {whole} in all", ident=pen.canvas.ident("money"))


def _rest(hand: Hand, drawn: JourneyMap, chosen: ChosenLines | None, wide: float) -> Block:
    """Say what was not chosen, and what is left to others."""
    acquisition = drawn.acquisition or Acquisition()
    does = {step.id: step.does for step in drawn.steps}
    left_out = [
        f"{each.action} ({said.money(each.cost, drawn.currency) or 'no cost'})"
        for each in acquisition.lines
        if chosen is not None and each.id not in chosen.lines
    ]
    others = [f"{does.get(each.step, each.step)} ({each.to or 'others'})" for each in acquisition.left_to_others]
    said_ = [
        f"Not in this plan: {'; '.join(left_out)}." if left_out else "",
        f"Left to others on purpose: {'; '.join(others)}." if others else "",
    ]
    rows = [line(hand, each, wide, hand.type.small, colour="quiet", most=4, owner="rest") for each in said_ if each]
    return stack(rows, 0.6 * hand.s)
