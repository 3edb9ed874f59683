"""How well customers are told of whom nothing was learned, beside those whom the models know from earlier answers."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic

import numpy as np
from numpy.typing import NDArray

from sojourn.core.results import Heading, Table, count, note
from sojourn.core.words import with_sign

from .names import Notes
from .outcome_words import gained, scored
from .prediction_draws import Drawing, Estimate
from .prediction_ladder import FEW, LEAST
from .prediction_tables import Scores, scores_document

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_TAIL = 0.0125
"""On each side of both differences: of worlds in which there is none, 5 in 100 raise the note at most."""


@dataclass(frozen=True, slots=True)
class Acquaintance(Generic[Scores]):
    """How some of the tested customers fared under the model to use.

    Attributes:
        tested, customers: what was tested of them, and how many they are.
        log_loss, gain: of the model, and how much less that is than the baseline's; None under `FEW` customers.
        scores: all scores; None under `FEW` customers, and where an outcome came to all of them or to none.
    """

    tested: int
    customers: int
    log_loss: Estimate | None
    gain: Estimate | None
    scores: Scores | None


@dataclass(frozen=True, slots=True)
class Unseen(Generic[Scores]):
    """What a test in time does not say by itself: how well people are told whom the models never met.

    A customer is known when anything of theirs was learned from, by any of their journeys; else new. Nobody is both.

    Attributes:
        known, new: how both fared.
        log_loss_apart, gain_apart: of new customers minus of known ones, with intervals that hold both together in 95
            of 100 worlds; None where either are too few.
    """

    known: Acquaintance[Scores]
    new: Acquaintance[Scores]
    log_loss_apart: Estimate | None
    gain_apart: Estimate | None

    @property
    def differs(self) -> bool:
        """Whether more lies between both than chance alone would have it, and a thousandth of the log loss at least."""
        if self.known.log_loss is None:
            return False
        least = LEAST * self.known.log_loss.value
        apart = (self.log_loss_apart, self.gain_apart)
        return any(each is not None and each.beyond_chance and abs(each.value) >= least for each in apart)


def known_of(whose: Places, learned: Places) -> NDArray[np.bool_]:
    """Say of each tested customer whether anything of theirs was learned from.

    Args:
        whose: (n,) the customer of what was tested.
        learned: customers of what was learned from.
    """
    return np.isin(whose, learned)


def unseen(
    known: NDArray[np.bool_],
    losses: Floats,
    drawing: Drawing,
    score: Callable[[Places], Scores | None],
) -> Unseen[Scores]:
    """Hold known and new customers side by side.

    Args:
        known: (n,) of each prediction.
        losses: (n, 2) log loss of the baseline and of the model to use.
        drawing: of all that was tested.
        score: scores the model on some of the predictions.
    """
    columns = [np.where(which[:, None], losses, 0.0) for which in (known, ~known)]
    _, drawn = drawing.means(np.concatenate([*columns, known[:, None], ~known[:, None]], axis=1))
    groups: list[Acquaintance[Scores]] = []
    told: list[tuple[tuple[float, Floats], tuple[float, Floats]]] = []
    for place, which in enumerate((known, ~known)):
        rows = np.flatnonzero(which)
        customers = len(np.unique(drawing.whose[rows]))
        if customers < FEW:
            groups.append(Acquaintance(len(rows), customers, None, None, None))
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            each = drawn[:, 2 * place : 2 * place + 2] / drawn[:, 4 + place, None]
        means = losses[rows].mean(0)
        told.append(
            ((float(means[1]), each[:, 1]), (float(means[0] - means[1]), each[:, 0] - each[:, 1])),
        )
        loss, gain = (Estimate.of(*pair) for pair in told[-1])
        groups.append(Acquaintance(len(rows), customers, loss, gain, score(rows)))
    if len(told) < 2:
        return Unseen(groups[0], groups[1], None, None)
    apart = [
        Estimate.of(new - known, new_draws - known_draws, tail=_TAIL)
        for (known, known_draws), (new, new_draws) in zip(*told, strict=True)
    ]
    return Unseen(groups[0], groups[1], *apart)


def unseen_document(found: Unseen[Scores]) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        **{name: _document(each) for name, each in (("known", found.known), ("new", found.new))},
        "log_loss_apart": None if found.log_loss_apart is None else asdict(found.log_loss_apart),
        "gain_apart": None if found.gain_apart is None else asdict(found.gain_apart),
    }


def unseen_notes(found: Unseen[Scores]) -> Notes:
    """Say where known and new customers differ, or that too few are new to say."""
    known, new = found.known, found.new
    together = known.customers + new.customers
    if new.customers < FEW <= together:
        who = f"only {new.customers} were" if new.customers > 1 else "one was" if new.customers else "nobody was"
        message = (
            f"of the {together:,} customers tested {who} new, all others were learned from too: it is not known how"
            " well customers are told whom the models never met"
        )
        return (note("few_new_customers", message, customers=new.customers),)
    if not found.differs:
        return ()
    assert known.log_loss is not None and new.log_loss is not None and known.gain is not None and new.gain is not None
    worse = new.log_loss.value > known.log_loss.value
    message = (
        f"customers of whom nothing was learned are told {'worse' if worse else 'better'} than those learned from: log"
        f" loss {new.log_loss.value:.3f} and {known.log_loss.value:.3f}"
    )
    if new.gain.value or known.gain.value:
        message += f", {with_sign(new.gain.value, 3)} and {with_sign(known.gain.value, 3)} gained on the baseline"
    facts = {"new": new.log_loss.value, "known": known.log_loss.value}
    return (note("new_customers_differ", message, **facts),)


def unseen_table(
    found: Unseen[Scores],
    *,
    asked: str,
    baseline: str,
    shown: Sequence[tuple[str, Callable[[Scores], str]]],
) -> Table:
    """Lay both out.

    Args:
        asked: what was tested, in words: `Answers`.
        baseline: its name for people; empty where it is the model to use.
        shown: headings, and what they show of scores.
    """
    rows, told = [], []
    for name, each in (("learned from", found.known), ("not learned from", found.new)):
        if not each.customers:
            continue
        scores = each.scores
        cells = [name, count(each.customers), count(each.tested)]
        cells += ["" if scores is None else say(scores) for _, say in shown]
        cells += ["" if each.log_loss is None else scored(each.log_loss, 3)]
        rows.append((*cells, *(["" if each.gain is None else gained(each.gain)] if baseline else [])))
    if not found.known.customers:
        told.append("Nobody who was tested was learned from: all scores are of customers whom the models never met.")
    elif found.new.customers < FEW:
        told.append(f"Under {FEW} customers no score is given.")
    elif baseline and found.new.gain is not None and not found.new.gain.above_zero:
        told.append(f"For customers not learned from it is not shown to be better than {baseline}.")
    if found.new.scores is not None and found.known.customers:
        told.append(f"Chances of those not learned from: {_lowered(found.new.scores.calibration.says)}")
    headings = [Heading("Customers tested", numeric=False), Heading("Customers"), Heading(asked)]
    headings += [*(Heading(label) for label, _ in shown), Heading("Log loss")]
    return Table(
        "How well are customers told whom the models never met?",
        (*headings, *([Heading(f"Gain on {baseline}")] if baseline else [])),
        tuple(rows),
        tuple(told),
    )


def _document(group: Acquaintance[Scores]) -> dict[str, Any]:
    """Give the JSON form of one group."""
    return {
        "tested": group.tested,
        "customers": group.customers,
        "log_loss": None if group.log_loss is None else asdict(group.log_loss),
        "gain": None if group.gain is None else asdict(group.gain),
        "scores": None if group.scores is None else scores_document(group.scores),
    }


def _lowered(text: str) -> str:
    """Go on with a sentence."""
    return text[:1].lower() + text[1:]
