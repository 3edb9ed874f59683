"""What the reader of moments of truth must know."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from sojourn import analyse
from sojourn.core.results import note, percent
from sojourn.core.words import counted, joined

from . import surveys
from .experiments import Split, touched_by
from .moments_parts import StepMoment
from .moments_read import Read

ASSOCIATION = (
    "a stake says that customers who rated a step well returned more often; satisfied people stay and answer more "
    "anyway, so it is no measure of what a better step would change"
)
SIGNALS = "signals say where to look; none of them names the cause of loss"


def notes_of(
    read: Read,
    steps: Sequence[StepMoment],
    outcome: str | None,
    held: tuple[str, ...],
    arms: Sequence[analyse.Arm],
    meant: Split,
) -> Iterator[Mapping[str, object]]:
    """Say what the reader must know."""
    yield from read.passage.notes
    if outcome is None:
        yield note("moments.no_outcome", "no good outcome of the map is tied to events: there is no stake, no leverage")
    stakes = [each for each in steps if each.rated is not None and each.rated.stake is not None]
    if stakes:
        yield note("moments.association", ASSOCIATION)
        told = sorted({name for each in stakes for name in (each.rated.stake.equal if each.rated and each.rated.stake
                                                            else ())})  # fmt: skip
        if told:
            yield note("stake.held_equal", f"held equal: {joined(told)}; whatever else differs is not", held=told)
        else:
            yield note("stake.plain", "nothing is held equal: customers who differ anyway may make the difference")
    elif read.answers is None or not len(read.answers):
        yield note("moments.no_answers", "no answers of customers: satisfaction, feeling and stake cannot be judged")
    yield note("moments.signals", SIGNALS)
    yield from surveys.several(read.passage.basis)
    yield from surveys.early(read.map, read.answers, read.known)
    for each in steps:
        yield from _of_step(each)
    answers = read.answers
    questions = {each.step: each.question for each in steps if each.satisfaction is not None and each.question}
    own = {} if answers is None else {step: answers.asked_by.get(name) for step, name in questions.items()}
    names = {each.step: each.name for each in steps}
    told_by_step = bool(own) and all(share is not None for share in own.values())
    for doubt in surveys.doubtful(answers, read.known):
        if doubt["code"] != "answered_share" or not told_by_step:
            yield doubt
    if told_by_step:
        for step, (sent, back) in ((step, share) for step, share in own.items() if share is not None):
            yield note(
                "moments.response",
                f"“{names[step]}”: {back:,} of {sent:,} who were sent its survey answered ({percent(back / sent)}); "
                "intervals say nothing of the others",
                step=step, asked=sent, responded=back,
            )  # fmt: skip
    elif answers is not None and answers.asked:
        rate = (answers.responded or 0) / answers.asked
        yield note(
            "moments.response",
            f"{counted(answers.responded or 0, 'customer')} of {answers.asked:,} who were sent a survey answered "
            f"({percent(rate)}); intervals say nothing of the others",
            asked=answers.asked, responded=answers.responded,
        )  # fmt: skip
    elif answers is not None and len(answers):
        yield note("moments.response_unknown", "how many customers were sent a survey is not known")
    touching = {each.experiment for step in steps for each in step.experiments} - set(meant)
    if touching:
        called, one = joined(f"“{name}”" for name in sorted(touching)), len(touching) == 1
        split = f"nobody has said how {called} {'was' if one else 'were'} meant to be split, so the sizes of "
        yield note("experiment.split_unknown", f"{split}{'its' if one else 'their'} arms are not checked")
    yield from _assigned(arms, read)
    unlived = read.map.state in ("planned", "target")
    cards = ["hypothesis" if unlived else feel.evidence for step in read.map.steps for feel in step.feels]
    if cards:
        levels = (("research", "researched"), ("partial", "partly researched"), ("hypothesis", "supposed"))
        counts = ", ".join(f"{cards.count(level)} {word}" for level, word in levels if cards.count(level))
        yield note("moments.evidence", f"feelings on the map: {counts}")


def _assigned(arms: Sequence[analyse.Arm], read: Read) -> Iterator[Mapping[str, object]]:
    """Say of experiments that touch a step who was assigned twice, and which have nothing to be held against."""
    for name in touched_by(read.map, dict.fromkeys(each.experiment for each in arms)):
        own = [each for each in arms if each.experiment == name]
        if len(own) == 1:
            yield note(
                "experiment.one_arm",
                f"everyone in “{name}” was assigned to “{own[0].arm}”: there is no other arm to hold it against",
                experiment=name,
            )
        also = sum(each.also for each in own)
        if also:
            many = f"fewer than {read.limits.hidden} customers" if also < read.limits.hidden else None
            yield note(
                "experiment.assigned_twice",
                f"{many or counted(also, 'customer')} of “{name}” were assigned to more than one arm and count in the "
                "first"
                if also != 1 or many
                else f"1 customer of “{name}” was assigned to more than one arm and counts in the first",
                experiment=name, customers=None if many else also,
            )  # fmt: skip


def _of_step(each: StepMoment) -> Iterator[Mapping[str, object]]:
    """Say what the reader must know of one step."""
    if each.unsupported:
        yield note(
            "moment.unsupported",
            f"“{each.name}”: an expert marked it, and no signal held; the mark stays",
            step=each.step,
        )
    if each.state == "no_direction":
        yield note(
            "question.direction_missing",
            f"“{each.name}”: {each.question} is not registered, so whether high or low answers are good is not known",
            step=each.step, question=each.question,
        )  # fmt: skip
    rated = each.rated
    if rated is None:
        return
    if rated.stake is None:
        yield note(
            "stake.too_few",
            f"“{each.name}”: too few answers to compare good ratings with bad ones",
            step=each.step,
        )  # fmt: skip
    else:
        for code in rated.stake.warnings:
            yield note(code, f"“{each.name}”: {_WARNED[code]}", step=each.step)
    if rated.open:
        yield note(
            "stake.open",
            f"“{each.name}”: {counted(rated.open, 'rating')} left out, since the window after the contact is still "
            "open",
            step=each.step, ratings=rated.open,
        )  # fmt: skip


_WARNED = MappingProxyType(
    {
        "stake.separated": "what is held equal tells good and bad ratings apart completely, so nothing was held equal",
        "stake.reversed": "customers who rated it badly returned more often; it counts as no stake",
    }
)
