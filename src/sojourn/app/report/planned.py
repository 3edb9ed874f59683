"""The report's section on the plan: what each budget would bring, what is chosen, and when it is done."""

from html import escape

from sojourn import prioritise
from sojourn.core.errors import InvalidInput

from .focus_page import Promise
from .page import PHONE, Section
from .promised import about, money, per, remembers
from .questions import Answer, drawing, numbers


def budgets(curve: prioritise.BudgetCurve) -> Answer:
    """What would each budget bring? Asked where none was given."""
    lead = (
        "No budget was given, so there is no plan; the curve says what the best set of initiatives would gain with each"
        " budget, if the effects are as assumed."
    )
    body = _curve(curve, "A larger budget may drop what a smaller one chose.") + numbers(curve)
    return Section("plan", "What would the money bring?", lead, body), []


def planned(plan: prioritise.Plan, promise: Promise | None = None) -> Answer:
    """What would the money bring?

    Args:
        promise: what is assumed of each initiative, in words.
    """
    title = "What would the money bring?"
    gain = plan.best.expected if plan.best.expected is not None else plan.gain
    lead = (
        f"Every set of the {len(plan.initiatives)} initiatives that keeps the rules is tried on the journeys"
        " customers lived."
        if plan.method == "exhaustive"
        else f"Sets of the {len(plan.initiatives)} initiatives are proposed by what they bring alone and in pairs, and"
        " then tried on the journeys customers lived."
    )
    if plan.chosen:
        lead += (
            f" With {money(plan, plan.budget)} the best expected plan costs {money(plan, plan.cost)} and should bring"
            f" <strong>{about(plan, gain)} {per(plan)}</strong>, if the effects are as assumed."
        )
        if remembers(plan):
            lead += (
                f" Trust the lower gain, <strong>{about(plan, plan.gain_at_half)} {per(plan)}</strong>: at some steps"
                " it matters where customers came from, which the plan does not know."
            )
    else:
        lead += f" With {money(plan, plan.budget)} no set of them gains anything."
    curve = plan.budget_curve()
    pieces = [_curve(curve, "The best gain at each budget; a larger budget may drop what a smaller one chose.")]
    if plan.information is not None:
        said = "How often the best plan holds each initiative, when all that is not known is drawn again and again."
        pieces.append(drawing(plan.inclusion_chart(), said, narrow=plan.inclusion_chart(width=PHONE)))
    if plan.slots:
        said = "When each initiative is done, by department; what is required comes first."
        pieces.append(drawing(plan.timeline_chart(), said, narrow=plan.timeline_chart(width=PHONE)))
    return Section("plan", title, lead, "".join(pieces) + _assumptions(promise) + numbers(plan)), []


def _assumptions(promise: Promise | None) -> str:
    """Say what is assumed of each initiative of the plan, on what evidence, and what it adds."""
    if promise is None:
        return ""
    lines = "".join(
        f"<dt>{escape(row.title)}</dt><dd>{escape(row.assumed[:1].upper() + row.assumed[1:])}"
        f' <span class="q">{escape(row.adds)}</span></dd>'
        for row in promise.rows
    )
    return f'<h3>What is assumed of each</h3><dl class="terms">{lines}</dl>'


def _curve(curve: prioritise.BudgetCurve, caption: str) -> str:
    """Draw what each budget would bring."""
    return drawing(curve.chart(), caption, width=720, narrow=curve.chart(width=PHONE))


def why_not(refused: InvalidInput) -> str:
    """Say why there is no plan."""
    return f"No plan could be made: {refused.message}. {refused.hint or ''}".strip()
