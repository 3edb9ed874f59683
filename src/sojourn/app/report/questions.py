"""The report's sections: each asks one question of the journeys and words the answer."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from sojourn import analyse
from sojourn.app import rendering
from sojourn.core.analysis import Journeys
from sojourn.core.charts import Chart
from sojourn.core.results import Result, count, interval, percent
from sojourn.core.statistics import wilson

from .page import PHONE, Card, Section, event, figure, fold, spoken, table
from .plan import ReportPlan

Answer = tuple[Section, list[Card]]

LIST = 10
"""Rows of a list before the rest is one line."""

NOTABLE = 0.05
"""Share of false finds accepted among the differences called notable."""


def paths(journeys: Journeys, plan: ReportPlan) -> Answer:
    """Where do people go?"""
    result = analyse.paths(journeys, start=plan.paths_from, depth=5, top=5)
    variants = analyse.variants(journeys, top=LIST)
    found = variants.to_dict()
    where = f"after {event(plan.paths_from)}" if plan.paths_from else "from their first event on"
    lead = f"What {count(result.to_dict()['paths'])} customers do {where}, step by step."
    if found["variants"]:
        first = found["variants"][0]
        way = " → ".join(event(name) for name in first["path"][:6]) + (" → …" if len(first["path"]) > 6 else "")
        lead += (
            f" Taken whole, {count(found['total_journeys'])} journeys go {count(found['distinct'])} different ways;"
            f" the most frequent one is {way}, with {percent(first['share'])} of them."
        )
    flow = figure(
        rendering.svg(result.chart()),
        "Read from left to right. The height of a bar is the number of customers there at that step; repeats of an"
        " event count once. What is not among a step's five most frequent events is one grey bar: nobody is missing.",
        width=900,
        narrow=rendering.svg(result.chart(width=PHONE)),
    )
    said = "The most frequent whole journeys; ×2 is twice in a row."
    whole = drawing(variants.chart(), said, width=720, narrow=variants.chart(width=PHONE))
    return Section("paths", "Which ways do people walk?", lead, flow + whole + numbers(variants)), []


def funnel(journeys: Journeys, plan: ReportPlan) -> Answer:
    """How many get from step to step?"""
    result = analyse.funnel(journeys, list(plan.steps), within=plan.within)
    found = result.to_dict()
    first, last = found["steps"][0], found["steps"][-1]
    window = f" within {spoken(found['within_seconds'])}" if found["within_seconds"] else ""
    lead = (
        f"Of {count(found['entered'])} customers who begin with {event(first['event'])}, <strong>{rate(last)}</strong>"
        f" get to {event(last['event'])}{window}."
    )
    if found["open"]:
        lead += f" {count(found['open'])} are still on their way: their time is not over, and they are not lost."
    matured = found["matured"]
    if found["open"] and matured and matured["rate"] is not None:
        began = (
            f" Among the {count(matured['entered'])} who first began at least {spoken(found['within_seconds'])} before"
        )
        lead += f"{began} the data end, {rate(matured)} do."
    if plan.proposed:
        lead += f" The {' and the '.join(plan.proposed)} were proposed from what customers do; name your own with"
        lead += " <code>--step</code> and <code>--within</code>."
    legend = "Blue went on to the next step, orange left, hatched may still go on; the mark is the 95 % interval."
    body = drawing(result.chart(), legend, narrow=result.chart(width=PHONE)) + numbers(result)
    return Section("funnel", "How many get from step to step?", lead, body), _worst_card(found, window)


def dropoff(journeys: Journeys, plan: ReportPlan) -> Answer:
    """Where do those go who leave?"""
    title = "Where do those go who leave?"
    at = worst_step(analyse.funnel(journeys, list(plan.steps), within=plan.within).to_dict())
    if at is None:
        return Section("dropoff", title, "Nobody left: everybody went on, or may still.", ""), []
    result = analyse.dropoff(journeys, list(plan.steps), at=at, within=plan.within, top=LIST)
    found = result.to_dict()
    lead = (
        f"{count(found['dropped'])} customers reached {event(found['after'])} and did not go on to"
        f" {event(found['instead_of'])}. {percent(found['stopped']['share'])} of them did nothing more in that time;"
        " the others did this next."
    )
    caption = (
        "The next event of those who left, as a share of all who left. It says where they were, not why they left."
    )
    if found["comparable"] and found["compare"]:
        caption += (
            " Below it, what they had done by the end of their time against what those who went on had done before they"
            " did; who goes on sooner has less time for anything else."
        )
    cards = []
    if found["next"]:
        most = found["next"][0]
        stopped = found["stopped"]["share"]
        again = most["event"] == found["after"]
        share, does = (
            (stopped, "do nothing more")
            if stopped > most["share"]
            else (most["share"], "do it again" if again else f"have {most['event']} next")
        )
        claim = f"Of those who get no further than {found['after']}, {percent(share)} {does}"
        window = f" within {spoken(found['within_seconds'])}" if found.get("within_seconds") else ""
        following = "do the same again" if again else f"have {event(most['event'])} next"
        words = (
            f"They do not get to {event(found['instead_of'])}{window}: {rate(most)} {following},"
            f" {percent(stopped)} do nothing more."
        )
        cards = [Card(claim, words, f"{count(found['dropped'])} customers who got no further.", "dropoff", hurts=True)]
    body = drawing(result.chart(), caption, narrow=result.chart(width=PHONE)) + numbers(result)
    return Section("dropoff", title, lead, body), cards


def timing(journeys: Journeys, plan: ReportPlan) -> Answer:
    """How long does it take?"""
    pieces, sentences = [], []
    cards: list[Card] = []
    start = plan.steps[0]
    for end in dict.fromkeys(step for step in plan.steps[1:] if step != start):
        result = analyse.timing(journeys, start=start, end=end, within=plan.within, pairing="every")
        found = result.to_dict()
        if not found["paired"]:
            continue
        middle, late = found["median_seconds"], found["quantiles_seconds"]["p90"]
        words = f"half within <strong>{spoken(middle)}</strong>, nine of ten within {spoken(late)}"
        sentences.append(f"<li>to {event(end)}: {words} <span class=q>({count(found['paired'])} times)</span></li>")
        caption = (
            f"Of {count(found['starts'])} starts {count(found['paired'])} got there, {count(found['expired'])} did not"
            f" in time, {count(found['censored'])} still may."
        )
        small = result.chart(width=PHONE)
        pieces.append(drawing(result.chart(), caption, width=300, narrow=small, half=True))
        evidence = f"Of {count(found['starts'])} starts {count(found['paired'])} got there."
        text = f"Counted from each {event(start)}; nine of ten get there within {spoken(late)}."
        cards = [Card(f"Half get to {end} within {spoken(middle)}", text, evidence, "timing")]
    if not pieces:
        return Section("timing", "How long does it take?", "No step was followed by a later one.", ""), []
    lead = (
        f"From each {event(start)} to what comes after it, where it comes. The whole distribution is shown: a"
        " mean alone"
        " hides whether all wait a little or a few wait long."
    )
    body = f"<ul>{''.join(sentences)}</ul><div class=pair>{''.join(pieces)}</div>"
    return Section("timing", "How long does it take?", lead, body), cards


def retention(journeys: Journeys, plan: ReportPlan) -> Answer:
    """Who comes back?"""
    period = plan.period or "week"
    result = analyse.retention(journeys, start=plan.start, returning=plan.returning, period=period, periods=12)
    whole = [cell for cell in result.to_dict()["overall"] if cell["rate"] is not None and cell["period"] > 0]
    begin, back = (" or ".join(map(event, names)) for names in (plan.start, plan.returning))
    lead = (
        f"Customers by the {period} in which they first had {begin} in these data, and the share of them with"
        f" {back} in each"
        f" {period} after."
    )
    cards = []
    if whole:
        first, latest = whole[0], whole[-1]
        later = f"{rate(latest)} in {period} {latest['period']}" if latest is not first else ""
        lead += f" Over all, <strong>{rate(first)}</strong> are back in {period} {first['period']}"
        lead += f" and {later}." if later else "."
        claim = f"{percent(first['rate'])} come back in the {period} after"
        spread = f"{100 * first['rate_low']:.1f}–{100 * first['rate_high']:.1f}"
        words = f"With {back} in {period} {first['period']} (95 %: {spread}){f'; {later}' if later else ''}."
        evidence = f"{count(first['eligible'])} customers whose {period} {first['period']} is over."
        cards = [Card(claim, words, evidence, "retention")]
    caption = (
        f"A row is the customers who began in one {period}; who was there before the data begin counts with the"
        " first row."
        f" Cells whose {period} is not over for everybody are outlined and left out of the overall figures."
    )
    body = drawing(result.chart(), caption, narrow=result.chart(width=PHONE)) + numbers(result)
    return Section("retention", "Who comes back?", lead, body), cards


def differences(journeys: Journeys, plan: ReportPlan) -> Answer:
    """Which groups differ?"""
    title = "Which groups differ?"
    if not plan.segments:
        return Section("segments", title, "The events carry no property that groups could be made of.", ""), []
    result = analyse.notable_differences(journeys, list(plan.steps), properties=list(plan.segments), within=plan.within)
    found = result.to_dict()
    rows = found["differences"]
    notable = [row for row in rows if row["q_value"] is not None and row["q_value"] <= NOTABLE]
    lead = (
        f"Each value of {', '.join(map(event, plan.segments))} with at least {count(found['min_units'])}"
        " customers, held against"
        f" all customers with another value, at every step: {count(found['tested'])} comparisons."
        f" <strong>{count(len(notable))}</strong> differ by more than chance explains, corrected for the number"
        " of comparisons"
        f" (q ≤ {NOTABLE}). A difference between groups is not a cause."
    )
    caption = "Difference to all others in percentage points, with its 95 % interval; the clearest first."
    body = (drawing(result.chart(), caption, narrow=result.chart(width=PHONE)) if rows else "") + numbers(result)
    return Section("segments", title, lead, body), [_difference_card(row) for row in notable[:1]]


def worst_step(found: Mapping[str, Any]) -> int | None:
    """Give the number of the step after which the largest share leaves of those whose time is over; None if
    nobody does."""
    shares = [
        (step["dropped"] / (step["reached"] - step["open"]), step["dropped"], step["step"])
        for step in found["steps"][:-1]
        if not step["optional"] and step["dropped"]
    ]
    return max(shares)[2] if shares else None


def drawing(chart: Chart, caption: str, *, width: int = 560, narrow: Chart | None = None, half: bool = False) -> str:
    """Draw a chart for the page, and for a phone where another drawing is made for it; see `figure`."""
    small = None if narrow is None else rendering.svg(narrow)
    return figure(rendering.svg(chart), caption, width=width, narrow=small, half=half)


def numbers(result: Result, *, of: str = "") -> str:
    """Put the tables of a result behind a line: the same numbers as the chart's.

    Args:
        of: what the numbers are of, where several such lines stand together.
    """
    summary = f"The same numbers as a table: {of}" if of else "The same numbers as a table"
    return fold(summary, "".join(table(each) for each in result.tables()))


def rate(row: Mapping[str, Any]) -> str:
    """Write a share of a reply with its interval; some rows call it `share`."""
    name = "rate" if "rate" in row else "share"
    return interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _worst_card(found: Mapping[str, Any], window: str) -> list[Card]:
    """Name the step that loses most."""
    worst = worst_step(found)
    if worst is None:
        return []
    required: Sequence[Mapping[str, Any]] = [step for step in found["steps"] if not step["optional"]]
    place = next(i for i, step in enumerate(required) if step["step"] == worst)
    here, following = required[place], required[place + 1]
    settled = here["reached"] - here["open"]
    share = interval(here["dropped"] / settled, *wilson(here["dropped"], settled))
    text = f"{share} of those who reach {event(here['event'])} do not get to {event(following['event'])}{window}."
    evidence = (
        f"{count(here['dropped'])} of {count(settled)} customers whose time is over; {count(here['open'])} may still."
    )
    title = f"Nowhere are more lost than between {here['event']} and {following['event']}"
    return [Card(title, text, evidence, "funnel", hurts=True)]


def _difference_card(row: Mapping[str, Any]) -> Card:
    """Name the clearest difference."""
    points, low, high = (100 * row[name] for name in ("difference", "difference_low", "difference_high"))
    more = "more" if points > 0 else "fewer"
    text = (
        f"{rate(row)} of them {_marked(row)}, against {percent(row['other_rate'])} of the others:"
        f" {points:+.1f} points ({low:+.1f} to {high:+.1f})."
    )
    q = "below 0.001" if row["q_value"] < 0.001 else f"{row['q_value']:.3f}"
    evidence = f"{count(row['units'])} customers against {count(row['other_units'])}; q {q}."
    title = f"{row['property']} {row['value']}: {abs(points):.0f} points {more} {row['what']}"
    return Card(title, text, evidence, "segments", hurts=points < 0)


def _marked(row: Mapping[str, Any]) -> str:
    """Say what a group did, the event marked as one, so that a map may name it."""
    said = escape(row["what"])
    return said.replace(escape(row["event"]), event(row["event"]), 1) if row["event"] else said
