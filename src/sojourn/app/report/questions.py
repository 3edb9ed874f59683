"""The report's sections: each asks one question of the journeys and words the answer."""

from html import escape
from itertools import pairwise
from typing import Any

from sojourn import analyse
from sojourn.app import rendering
from sojourn.core.analysis import Journeys
from sojourn.core.charts import Chart
from sojourn.core.results import Result, count, duration, interval, percent
from sojourn.core.statistics import wilson

from .page import Card, Section, event, figure, fold, table
from .plan import ReportPlan

LIST = 10
"""Rows of a list before the rest is one line."""


def drawing(chart: Chart, caption: str, *, width: int = 620) -> str:
    """Draw a chart for the page."""
    return figure(rendering.svg(chart), caption, width=width)


def tables(result: Result) -> str:
    """Show the tables of a result behind a line: the same numbers as the chart's."""
    return fold("The same numbers as a table", "".join(table(each) for each in result.tables()))


def paths(journeys: Journeys, plan: ReportPlan) -> tuple[Section, list[Card]]:
    """Where do people go?"""
    result = analyse.paths(journeys, start=plan.paths_from, depth=5, top=5)
    variants = analyse.variants(journeys, top=LIST)
    found = variants.to_dict()
    first = found["variants"][0] if found["variants"] else None
    where = f"from {event(plan.paths_from)}" if plan.paths_from else "from the start of each journey"
    lead = f"What {count(result.to_dict()['paths'])} journeys do step by step, {where}."
    if first:
        lead += (
            f" {count(found['total_journeys'])} journeys take {count(found['distinct'])} different ways; the most frequent one is"
            f" {' → '.join(event(name) for name in first['path'][:6])}{' → …' if len(first['path']) > 6 else ''}"
            f" with {percent(first['share'])} of them."
        )
    body = drawing(
        result.chart(),
        "Read from left to right. The height of a bar is the number of journeys that are there at that step, repeats of an"
        " event counted once. What is not among the five most frequent events of a step is one grey bar, so no journey is missing.",
        width=900,
    )
    body += drawing(variants.chart(), "The most frequent whole journeys, from first event to last.", width=620)
    return Section("paths", "Which ways do people walk?", lead, body + tables(variants)), []


def funnel(journeys: Journeys, plan: ReportPlan) -> tuple[Section, list[Card]]:
    """How many get from step to step?"""
    result = analyse.funnel(journeys, list(plan.steps), within=plan.within)
    found = result.to_dict()
    steps = found["steps"]
    last = steps[-1]
    window = f" within {duration(found['within_seconds'])}" if found["within_seconds"] else ""
    lead = (
        f"Of {count(found['entered'])} customers who begin with {event(steps[0]['event'])},"
        f" <strong>{interval(last['rate'], last['rate_low'], last['rate_high'])}</strong> get to {event(last['event'])}{window}."
    )
    if found["open"]:
        lead += (
            f" {count(found['open'])} are still on their way: their time is not over, and they are not counted as lost."
        )
    matured = found.get("matured")
    if matured and matured["rate"] is not None and found["open"]:
        whole = interval(matured["rate"], matured["rate_low"], matured["rate_high"])
        lead += f" Among those whose time is up it is {whole} of {count(matured['entered'])}."
    if plan.proposed:
        lead += " The steps were proposed from what customers do most; name your own with <code>--step</code>."
    body = drawing(
        result.chart(),
        "Blue went on to the next step, orange left, hatched may still go on. The black mark is the 95 % interval.",
    )
    cards = []
    worst = worst_step(found)
    if worst is not None:
        here, following = steps[worst - 1], steps[worst]
        share = here["dropped"] / here["reached"]
        low, high = wilson(here["dropped"], here["reached"])
        cards.append(
            Card(
                title=f"{percent(share)} leave after {here['event']}",
                text=f"{event(here['event'])} is where most of those who got that far stop: {interval(share, low, high)} of them"
                f" do not get to {event(following['event'])}{window}.",
                evidence=f"{count(here['dropped'])} of {count(here['reached'])} customers; {count(here['open'])} may still come.",
                anchor="funnel",
                hurts=True,
            )
        )
    return Section("funnel", "How many get from step to step?", lead, body + tables(result)), cards


def worst_step(found: dict[str, Any]) -> int | None:
    """Give the number of the required step after which the largest share leaves, counted among those not open."""
    candidates = [
        (step["dropped"] / (step["reached"] - step["open"]), step["dropped"], step["step"])
        for step in found["steps"][:-1]
        if not step["optional"] and step["reached"] - step["open"] > 0
    ]
    share, dropped, number = max(candidates, default=(0.0, 0, 0))
    return number if share > 0 and dropped > 0 else None


def dropoff(journeys: Journeys, plan: ReportPlan) -> tuple[Section, list[Card]]:
    """Where do those go who leave?"""
    at = worst_step(analyse.funnel(journeys, list(plan.steps), within=plan.within).to_dict())
    if at is None:
        lead = "Nobody left: everybody went on, or may still."
        return Section("dropoff", "Where do those go who leave?", lead, ""), []
    result = analyse.dropoff(journeys, list(plan.steps), at=at, within=plan.within, top=LIST)
    found = result.to_dict()
    lead = (
        f"{count(found['dropped'])} customers reached {event(found['after'])} and did not go on to"
        f" {event(found['instead_of'])}. {percent(found['stopped']['share'])} of them did nothing more in that time;"
        " the others did this next."
    )
    body = drawing(
        result.chart(),
        "The next event of those who left, with the share of all who left. It says where they were, not why they left.",
    )
    cards = []
    if found["next"]:
        most = found["next"][0]
        if most["share"] > found["stopped"]["share"]:
            what = f"The most frequent thing they do next is {event(most['event'])}:"
            share = interval(most["share"], most["share_low"], most["share_high"])
            title = f"Instead they go to {most['event']}"
        else:
            what = f"They do nothing more in that time; {event(most['event'])} is the most frequent other thing, with"
            share = interval(most["share"], most["share_low"], most["share_high"])
            title = "Most who leave simply stop"
        cards.append(
            Card(title, f"{what} {share}.", f"{count(found['dropped'])} customers who left.", "dropoff", hurts=True)
        )
    return Section("dropoff", "Where do those go who leave?", lead, body + tables(result)), cards


def timing(journeys: Journeys, plan: ReportPlan) -> tuple[Section, list[Card]]:
    """How long does it take?"""
    pieces, sentences = [], []
    slowest: tuple[float, str, str, dict[str, Any]] | None = None
    for start, end in pairwise(plan.steps):
        result = analyse.timing(journeys, start=start, end=end, within=plan.within)
        found = result.to_dict()
        if not found["paired"]:
            continue
        middle, spread = found["median_seconds"], found["quantiles_seconds"]
        sentences.append(
            f"<li>{event(start)} → {event(end)}: half within <strong>{duration(middle)}</strong>, nine of ten within"
            f" {duration(spread['p90'])} <span class=q>({count(found['paired'])} customers)</span></li>"
        )
        caption = f"{count(found['paired'])} customers who got there; {count(found['expired'])} ran out of time"
        pieces.append(drawing(result.chart(), caption + f", {count(found['censored'])} may still.", width=300))
        if slowest is None or middle > slowest[0]:
            slowest = (middle, start, end, found)
    if slowest is None:
        return Section("timing", "How long does it take?", "No step was followed by the next one.", ""), []
    middle, start, end, found = slowest
    card = Card(
        f"{duration(middle)} from {start} to {end}",
        f"The longest wait of this journey: half of those who go on take longer than {duration(middle)}, one in ten longer than"
        f" {duration(found['quantiles_seconds']['p90'])}.",
        f"{count(found['paired'])} customers who got there.",
        "timing",
    )
    lead = "Times between one step and the next, for those who got there. The whole distribution is shown: a mean alone hides it."
    body = f"<ul>{''.join(sentences)}</ul><div class=pair>{''.join(pieces)}</div>"
    return Section("timing", "How long does it take?", lead, body), [card]


def retention(journeys: Journeys, plan: ReportPlan) -> tuple[Section, list[Card]]:
    """Who comes back?"""
    result = analyse.retention(
        journeys, start=list(plan.start), returning=list(plan.returning), period=plan.period, periods=12
    )
    found = result.to_dict()
    whole = [cell for cell in found["overall"] if cell["rate"] is not None and cell["period"] > 0]
    begin = " or ".join(event(name) for name in plan.start)
    back = " or ".join(event(name) for name in plan.returning)
    lead = f"Customers by the {plan.period} of their first {begin}, and the share of them with {back} in each {plan.period} after."
    cards = []
    if whole:
        first, latest = whole[0], whole[-1]
        lead += (
            f" Over all cohorts <strong>{interval(first['rate'], first['rate_low'], first['rate_high'])}</strong> are back in"
            f" {plan.period} {first['period']} and {interval(latest['rate'], latest['rate_low'], latest['rate_high'])} in"
            f" {plan.period} {latest['period']}."
        )
        cards.append(
            Card(
                f"{percent(first['rate'])} come back in the next {plan.period}",
                f"{interval(first['rate'], first['rate_low'], first['rate_high'])} have {back} in {plan.period} {first['period']};"
                f" {interval(latest['rate'], latest['rate_low'], latest['rate_high'])} in {plan.period} {latest['period']}.",
                f"{count(first['eligible'])} customers whose {plan.period} {first['period']} is over.",
                "retention",
            )
        )
    body = drawing(
        result.chart(),
        f"A row is the customers who began in one {plan.period}. Cells whose {plan.period} is not over for everybody are outlined"
        " and left out of the overall figures.",
        width=760,
    )
    return Section("retention", "Who comes back?", lead, body + tables(result)), cards


def differences(journeys: Journeys, plan: ReportPlan) -> tuple[Section, list[Card]]:
    """Which groups differ?"""
    title = "Which groups differ?"
    if not plan.segments:
        return Section(
            "segments", title, "These events carry no property that groups of customers could be made of.", ""
        ), []
    result = analyse.notable_differences(journeys, list(plan.steps), properties=list(plan.segments), within=plan.within)
    found = result.to_dict()
    named = ", ".join(event(name) for name in plan.segments)
    notable = [row for row in found["differences"] if row["q_value"] is not None and row["q_value"] <= 0.05]
    lead = (
        f"Every value of {named} with at least 20 customers was held against all other customers, at every step:"
        f" {count(found['tested'])} comparisons. <strong>{count(len(notable))}</strong> of them differ more than chance would"
        " explain, after correcting for the number of comparisons (q ≤ 0.05)."
        " A difference between groups is not a cause."
    )
    body = (
        drawing(result.chart(), "Difference to all others in percentage points, with 95 % interval.") if notable else ""
    )
    cards = []
    if notable:
        top = notable[0]
        low, high = 100 * top["difference_low"], 100 * top["difference_high"]
        more = "more" if top["difference"] > 0 else "less"
        cards.append(
            Card(
                f"{top['property']} {top['value']}: {abs(100 * top['difference']):.1f} points {more}",
                f"{interval(top['rate'], top['rate_low'], top['rate_high'])} of them {escape(top['what'])}, against"
                f" {percent(top['other_rate'])} of all others: {100 * top['difference']:+.1f} points ({low:+.1f} to {high:+.1f}).",
                f"{count(top['units'])} customers against {count(top['other_units'])}; q = {top['q_value']:.2g}.",
                "segments",
                hurts=top["difference"] < 0,
            )
        )
    return Section("segments", title, lead, body + tables(result)), cards
