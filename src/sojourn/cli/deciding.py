"""Where customers are won or lost, and what they lack: a map held against what customers live and say."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .failures import Misuse
from .kinds import FILE, NAMES, Duration
from .measuring.options import HIDE_BELOW, THIN_BELOW, known_questions
from .options import CASE_OPTIONS, analysis, flattened, question
from .progress import passes

if TYPE_CHECKING:
    from sojourn import maps
    from sojourn.core.analysis import Journeys
    from sojourn.core.answers import Question


class Competitor(click.ParamType[Any]):
    """A competitor's score, as STEP=SCORE."""

    name = "competitor"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Take it apart."""
        if isinstance(value, tuple):
            return value
        step, _, score = str(value).rpartition("=")
        number = share_of(score)
        if not step or number is None:
            raise Misuse(
                f"--competitor: {value!r} is no score of a step", hint="write STEP=SCORE, such as pay=0.8", ctx=ctx
            )
        return step, number


class Meant(click.ParamType[Any]):
    """The split that was meant for an experiment, as EXPERIMENT:ARM=SHARE,ARM=SHARE."""

    name = "split"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, dict[str, float]]:
        """Take it apart."""
        if isinstance(value, tuple):
            return value
        name, _, rest = str(value).rpartition(":")
        parts = [part.rpartition("=") for part in rest.split(",")]
        shares = {arm.strip(): share_of(share) for arm, _, share in parts}
        if not name or "" in shares or len(shares) < len(parts) or None in shares.values():
            raise Misuse(
                f"--meant: {value!r} is no split of an experiment",
                hint="write EXPERIMENT:ARM=SHARE,ARM=SHARE, such as mirror:control=0.5,treatment=0.5", ctx=ctx,
            )  # fmt: skip
        return name, {arm: share for arm, share in shares.items() if share is not None}


def share_of(text: str) -> float | None:
    """Read a number or a percentage; None for what is neither."""
    percent = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        return None
    return number / 100 if percent else number


_MAP = "A journey map whose steps are tied to events."
_QUESTIONS = "What is known of the questions: CSV with question, wording, scale, good; by default the workspace's."


@analysis(
    "Find the steps at which customers are won or lost",
    examples=[
        "sojourn moments --map concert.yaml",
        "sojourn moments --map concert.yaml --good loyal --window 180d --group segment --group age",
        "sojourn moments --map concert.yaml --chart moments.svg --json",
        "sojourn moments --map concert.yaml --criticality --chart critical.svg",
    ],
)
@question("--map", "document", type=FILE, metavar="FILE", required=True, help=_MAP)
@question("--questions", type=FILE, metavar="FILE", help=_QUESTIONS)
@question(
    "--good",
    metavar="OUTCOME",
    help="The good outcome: an outcome of the map, or an event; by default the map's first good one tied to events.",
)
@question(
    "--window", type=Duration(), default="90d", metavar="TIME", help="How long after a contact the outcome counts."
)
@question(
    "--group",
    "groups",
    type=NAMES,
    multiple=True,
    metavar="PROPERTY",
    help="A fact of customers to be held equal, such as segment; again for several, none for nothing. "
    "Never name what the contact itself changes. By default segment, where events have it.",
)
@question("--weight", metavar="PROPERTY", help="A property of answers that says how much each counts.")
@question(
    "--meant",
    type=Meant(),
    multiple=True,
    metavar="EXPERIMENT:ARM=SHARE,…",
    help="The split that an experiment was meant to have, to be checked; again for several.",
)
@question(
    "--criticality",
    is_flag=True,
    show_default=False,
    help="Instead: how critical each step is, with importance, reach and stake beside each other.",
)
@question("--draws", type=click.IntRange(min=0), default=2000, metavar="N", help="Draws of customers, for criticality.")
@question("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Of the draws.")
@HIDE_BELOW
@THIN_BELOW
def moments(
    journeys: "Journeys",
    *,
    document: Path,
    questions: Path | None,
    good: str | None,
    window: Any,
    groups: tuple[tuple[str, ...], ...],
    weight: str | None,
    meant: tuple[tuple[str, dict[str, float]], ...],
    criticality: bool,
    draws: int,
    seed: int,
    hidden_below: int,
    thin_below: int,
) -> Asked:
    """Five signals judge each step: how much more often customers return who rated it well (other facts held equal),
    how strongly they feel, how much the outcome turns on it, where more leave than elsewhere, and whether it is the
    first or the last contact. What the map's experts marked stands beside, and stays. Signals say where to look: what
    goes before a return is not thereby its cause.
    """
    from sojourn import insight

    named = flattened(groups)
    held = None if not named else () if named == ("none",) else named
    read, kept = _read(document, journeys)
    found = insight.moments(
        read, kept, registry=_registry(questions), good=good, window=str(window), groups=held, weight=weight,
        meant=dict(meant), draws=draws, seed=seed, hidden_below=hidden_below, thin_below=thin_below,
        progress=passes("drawn"),
    )  # fmt: skip
    return Asked(found.criticality() if criticality else found)


@analysis(
    "Say where customers get less than is wanted",
    examples=[
        "sojourn gaps --map concert.yaml",
        "sojourn gaps --map concert.yaml --against concert-2027.yaml --staff staff.csv",
        "sojourn gaps --map concert.yaml --competitor entry=0.85 --competitor bar=70%",
        "sojourn gaps --map concert.yaml --priorities --json",
    ],
)
@question("--map", "document", type=FILE, metavar="FILE", required=True, help=_MAP)
@question("--questions", type=FILE, metavar="FILE", help=_QUESTIONS)
@question("--against", type=FILE, metavar="FILE", help="A planned or target map, whose feelings are wanted.")
@question("--staff", type=FILE, metavar="FILE", help="What staff answered to the same questions: CSV or Parquet.")
@question(
    "--competitor",
    "competitors",
    type=Competitor(),
    multiple=True,
    metavar="STEP=SCORE",
    help="A competitor's score, in the unit of the step's own: a share such as 0.8 or 80%; again for several steps.",
)
@question(
    "--group",
    "segment",
    metavar="PROPERTY",
    default="segment",
    help="Who belongs together; none for no comparison. The usual one is passed over where events do not have it.",
)
@question("--weight", metavar="PROPERTY", help="A property of answers that says how much each counts.")
@question(
    "--priorities",
    is_flag=True,
    show_default=False,
    help="Instead: steps in the order in which to work on them, a list for each segment.",
)
@HIDE_BELOW
@THIN_BELOW
def gaps(
    journeys: "Journeys",
    *,
    document: Path,
    questions: Path | None,
    against: Path | None,
    staff: Path | None,
    competitors: tuple[tuple[str, float], ...],
    segment: str,
    weight: str | None,
    priorities: bool,
    hidden_below: int,
    thin_below: int,
) -> Asked:
    """What is wanted minus what is got, with its interval: to the target, importance to rating, to the feelings of
    another map, not as planned, staff to customers, best segment to the others, a competitor to us. A gap is short or
    met when its whole interval says so; else it is not decided, which is not the same as none.
    """
    from sojourn import insight, maps, measure

    read, kept = _read(document, journeys)
    registry = _registry(questions)
    named = None if segment == "none" else segment
    if priorities:
        return Asked(
            insight.needs(
                read, kept, registry=registry, segment=named, weight=weight, competitors=dict(competitors),
                hidden_below=hidden_below, thin_below=thin_below,
            )
        )  # fmt: skip
    return Asked(
        insight.gaps(
            read, kept, registry=registry, segment=named, weight=weight, competitors=dict(competitors),
            against=None if against is None else maps.read_map(against),
            staff=None if staff is None else measure.read_answers(staff, questions=registry),
            hidden_below=hidden_below, thin_below=thin_below,
        )
    )  # fmt: skip


def _read(document: Path, journeys: "Journeys") -> "tuple[maps.JourneyMap, Journeys]":
    """Read the map; a case rule among the options goes before the map's, also where it says one journey a customer."""
    from dataclasses import replace

    from sojourn import maps

    read = maps.read_map(document)
    given = click.get_current_context().params
    return (replace(read, case=None) if any(given[name] for name in CASE_OPTIONS) else read), journeys


def _registry(questions: Path | None) -> "dict[str, Question]":
    """Give what is known of questions: the workspace's register, and the file that is named."""
    given = click.get_current_context().params
    return known_questions(given, {"questions": questions, "answers": None})
