"""What events and visits are called while journeys are held against an expectation: labels, symbols, codes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Codes, JourneyBatch

from .matching import LEFT_OUT, UNPLANNED, Matcher
from .matching_conditions import nfc

_BITS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Labels of events and symbols of visits.

    A label is an event name with one meaning; the symbol is the meaning. A code is what a visit was: three for each
    label of its first event (done, failed, both), and further ones for visits of steps that want all of their points.

    Attributes:
        plain: no rule has a condition, so that labels are the event codes.
        table: (symbols + 2, names) int32, the label of a symbol (from -2 on) and an event; empty when plain.
        kind: (L,) int32 symbol of a label. event: (L,) int32 its event code.
        name: (L,) int32, what it is called in breaks; names: those names.
        group, failed, point, bit: by symbol, as `kernels.replay` wants them.
        serves_at, serves: the steps of each symbol.
        words: of 64 bits that the points of a step need; 0 when no step wants several of its points.
    """

    expectation: Expectation
    matcher: Matcher
    plain: bool
    table: NDArray[np.int32]
    kind: NDArray[np.int32]
    event: NDArray[np.int32]
    name: NDArray[np.int32]
    names: tuple[str, ...]
    group: NDArray[np.int32]
    failed: NDArray[np.uint8]
    point: NDArray[np.int32]
    bit: NDArray[np.int32]
    serves_at: NDArray[np.int32]
    serves: NDArray[np.int32]
    words: int

    def labels(self, batch: JourneyBatch) -> Codes:
        """Give the label of each event."""
        if self.plain:
            return batch.event
        return self.table[self.matcher.symbols(batch) - LEFT_OUT, batch.event].view(np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """What the codes of visits stand for, as `kernels.align` wants it.

    Attributes:
        base: (codes,) int64, the label and state a code comes from.
        wanting: for the codes from 3 L on: places of the points missing, and of those that failed.
    """

    serves_at: NDArray[np.int32]
    serves: NDArray[np.int32]
    failed: NDArray[np.uint8]
    price: NDArray[np.int32]
    lacking: NDArray[np.int32]
    broken: NDArray[np.int32]
    recovered: NDArray[np.int32]
    event: NDArray[np.int32]
    base: NDArray[np.int64]
    wanting: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()


def words(expectation: Expectation, matcher: Matcher, events: tuple[str, ...]) -> Words:
    """Name what may be met."""
    points = [point for step in expectation.steps for point in step.points]
    rules = [rule for point in points for rule in (*point.rules, *point.failures)]
    plain = not any(rule.where for rule in (*rules, *(expectation.watch or ())))
    meanings = matcher.meanings
    codes = max(len(events), 1)
    if plain:
        kind, event, table = _by_name(matcher, codes), np.arange(codes, dtype=np.int32), np.zeros((0, 0), np.int32)
    else:
        kind, event, table = _by_rule(expectation, matcher, events)
    groups = {steps: number for number, steps in enumerate(dict.fromkeys(meaning.steps for meaning in meanings))}
    first = [expectation.steps[meaning.steps[0]] for meaning in meanings]
    at = np.cumsum([0, *(len(step.points) for step in expectation.steps)])
    switching = [expectation.visits and step.one_of for step in first]
    several = [not step.one_of and len(step.points) > 1 for step in first]
    most = max((len(step.points) for step, all_of in zip(first, several, strict=True) if all_of), default=0)
    name, names = _names(expectation, matcher, kind, event, events)
    return Words(
        expectation=expectation,
        matcher=matcher,
        plain=plain,
        table=table,
        kind=kind,
        event=event,
        name=name,
        names=names,
        group=np.array([groups[meaning.steps] for meaning in meanings], np.int32),
        failed=np.array([meaning.failed for meaning in meanings], np.uint8),
        point=np.array(
            [at[each.steps[0]] + each.point if yes else -1 for each, yes in zip(meanings, switching, strict=True)],
            np.int32,
        ),
        bit=np.array(
            [2 * each.point + each.failed if yes else -1 for each, yes in zip(meanings, several, strict=True)], np.int32
        ),
        serves_at=np.cumsum([0, *(len(meaning.steps) for meaning in meanings)]).astype(np.int32),
        serves=np.array([step for meaning in meanings for step in meaning.steps], np.int32),
        words=-(-2 * most // _BITS),
    )


def codebook(known: Words, codes: NDArray[np.uint32], bits: NDArray[np.uint64]) -> tuple[Codebook, NDArray[np.uint32]]:
    """Say what codes mean; visits of steps that want all of their points get codes of their own.

    Returns:
        the book, and the codes as it knows them: those of a run of unplanned events, and of the end, are its last two.
    """
    labels = len(known.kind)
    kind = np.repeat(known.kind, 3)
    state = np.tile(np.arange(3, dtype=np.int32), labels)
    base = np.arange(3 * labels)
    wanting: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    steps = known.expectation.steps
    failed, recovered = (state == 1).astype(np.uint8), (state == 2).astype(np.int32)
    price = (state > 0).astype(np.int32)
    lacking, broken = np.zeros(3 * labels, np.int32), np.zeros(3 * labels, np.int32)
    if known.words:
        several = np.zeros(3 * labels + 2, np.bool_)
        several[: 3 * labels] = (kind >= 0) & (known.bit[np.maximum(kind, 0)] >= 0)
        rows = np.flatnonzero(several[codes])
        found, place = _unique(codes[rows], bits[rows], 3 * labels)
        codes = codes.copy()
        codes[codes >= 3 * labels] += np.uint32(len(found))
        codes[rows] = (3 * labels + place).astype(np.uint32)
        extra = np.zeros((len(found), 4), np.int32)
        for number, (code, *held) in enumerate(found.tolist()):
            step = steps[known.serves[known.serves_at[kind[code]]]]
            mask = sum(word << (_BITS * place) for place, word in enumerate(held))
            done = {i for i in range(len(step.points)) if mask >> (2 * i) & 1}
            wrong = {i for i in range(len(step.points)) if mask >> (2 * i + 1) & 1}
            gone = tuple(i for i, each in enumerate(step.points) if each.required and i not in done | wrong)
            bad = tuple(sorted(wrong - done))
            if not done:
                gone, bad = (), ()
            good = int(bool(done & wrong))
            wanting.append((gone, bad))
            cost = min(len(gone) + len(bad) + good, 1 + (not step.optional)) if done else 1
            extra[number] = cost, len(gone), len(bad), good
        base = np.concatenate([base, found[:, 0].astype(np.int64)])
        failed = np.concatenate([failed, failed[base[3 * labels :]]])
        price, lacking, broken, recovered = (
            np.concatenate([old, new]) for old, new in zip((price, lacking, broken, recovered), extra.T, strict=True)
        )
        kind = kind[base]
    sizes = np.where(kind >= 0, np.diff(known.serves_at)[np.maximum(kind, 0)], 0) if len(known.serves) else 0 * kind
    serves_at = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    at = np.repeat(np.where(kind >= 0, known.serves_at[np.maximum(kind, 0)], 0) - serves_at[:-1], sizes)
    serves = known.serves[at + np.arange(serves_at[-1])]
    event = known.event[base // 3]
    book = Codebook(serves_at, serves, failed, price, lacking, broken, recovered, event, base, tuple(wanting))
    return book, codes


def _unique(
    codes: NDArray[np.uint32], bits: NDArray[np.uint64], limit: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Find the distinct rows of a code below a limit and its bits, and say which each is."""
    low = np.uint64(limit.bit_length())
    if bits.shape[1] == 1 and not (bits >> (np.uint64(_BITS) - low)).any():
        # Sorting one column is many times quicker than sorting rows.
        found, place = np.unique((bits[:, 0] << low) + codes, return_inverse=True)
        return np.column_stack([found & ((np.uint64(1) << low) - np.uint64(1)), found >> low]), place
    rows, place = np.unique(np.column_stack([codes.astype(np.uint64), bits]), axis=0, return_inverse=True)
    return rows, place.reshape(-1)


def _by_name(matcher: Matcher, codes: int) -> NDArray[np.int32]:
    """Ask what each name means, where nothing but the name matters."""
    nothing = np.zeros(codes, np.int64)
    event = np.arange(codes, dtype=np.uint32)
    batch = JourneyBatch(np.array([0, codes]), nothing[:1], np.zeros(1, np.uint8), nothing, event, event)
    return matcher.symbols(batch)


def _by_rule(
    expectation: Expectation, matcher: Matcher, events: tuple[str, ...]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """List the names that each meaning may have: kinds and events of labels, and the table to look them up."""
    codes: dict[str, list[int]] = {}
    for code, name in enumerate(events):
        codes.setdefault(nfc(name), []).append(code)
    width = max(len(events), 1)
    kind = [UNPLANNED] * width + [LEFT_OUT]
    event = [*range(width), 0]
    table = np.zeros((len(matcher.meanings) + 2, width), np.int32)
    table[0] = width
    table[1] = np.arange(width)
    for symbol, meaning in enumerate(matcher.meanings):
        points = [point for step in meaning.steps for point in expectation.steps[step].points]
        rules = [rule for point in points for rule in (point.failures if meaning.failed else point.rules)]
        for code in sorted({code for rule in rules for each in rule.events for code in codes.get(nfc(each), ())}):
            table[symbol + 2, code] = len(kind)
            kind.append(symbol)
            event.append(code)
    return np.array(kind, np.int32), np.array(event, np.int32), table


def _names(
    expectation: Expectation,
    matcher: Matcher,
    kind: NDArray[np.int32],
    event: NDArray[np.int32],
    events: tuple[str, ...],
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Name breaks by events, or where successive events of a step are one visit by the step."""
    if not expectation.visits:
        return event, events
    found: dict[tuple[bool, str], int] = {}
    name, called = [], (*events, "")
    for symbol, code in zip(kind.tolist(), event.tolist(), strict=True):
        planned = symbol >= 0
        said = expectation.steps[matcher.meanings[symbol].steps[0]].id if planned else called[code]
        name.append(found.setdefault((planned, said), len(found)))
    return np.array(name, np.int32), tuple(said for _, said in found)
