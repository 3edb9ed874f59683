"""What drivers gives back: how much goes with each rating, how sure that is, and how it is shown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval, note, percent
from sojourn.core.words import chance, counted

from .drivers_chart import draw
from .drivers_refusals import EASY, EMPTY_WARN
from .sheets import Sheets

ASSOCIATION = "This says what goes with {outcome}, not what would change it."

_METHODS = MappingProxyType(
    {
        "lmg": "Shapley split of R² (LMG)",
        "johnson": "Johnson's relative weights",
        "logistic": "logistic relative weights (Tonidandel and LeBreton)",
    }
)


@dataclass(frozen=True, slots=True)
class Driver:
    """What goes with one rating.

    Attributes:
        weight: its part of R²; the weights of all drivers add up to R².
        share: the same as a share of R².
        low, high: 95 % percentile interval of the weight; None without draws.
        share_low, share_high: of the share.
        p_rank1: share of draws in which no other driver weighs more.
        r: correlation with the outcome; of the rating among those who met it, where not everybody did.
        beta: standardised coefficient beside all others.
        vif: variance inflation; of a driver with two columns the generalised one, made comparable.
        met: share that met it; None where an empty rating is a hole.
    """

    name: str
    weight: float
    share: float
    low: float | None
    high: float | None
    share_low: float | None
    share_high: float | None
    p_rank1: float | None
    r: float
    beta: float
    vif: float
    met: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well all drivers together explain the outcome, and the test that they explain anything.

    Attributes:
        test: `F` or `likelihood ratio`; None where the number of customers is not known.
        statistic, p: of that test.
        n, n_eff: customers, and as many independent answers as theirs are worth.
    """

    r2: float
    r2_adjusted: float | None
    test: str | None
    statistic: float | None
    p: float | None
    n: int | None
    n_eff: float | None


@dataclass(frozen=True, slots=True)
class Resampling:
    """Draws of whole customers: how many, of how many weights could be worked out, and their seed."""

    number: int
    used: int
    seed: int


@dataclass(frozen=True, slots=True)
class Drivers(Result):
    """What goes with an outcome.

    Attributes:
        drivers: in the order given; `ranked` gives them by weight.
        method: `lmg`, `johnson` or `logistic`.
        f: the F statistic; None with logistic weights, whose test is of the likelihood.
        p: of the test that nothing goes with the outcome, on `n_eff` answers.
        n: customers; None where only correlations were given.
        answers: rows that were weighed.
        dropped: rows left out because something was empty.
        skipped: draws whose columns could not be told apart, or told yes from no without exception.
        usable: p < 0.05 and 15 customers a driver; None where the number of customers is not known.
        coefficients: the fit in the units of the data.
        warnings: codes; `notes` say them in sentences.
    """

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    outcome: str
    method: str
    drivers: tuple[Driver, ...]
    r2: float
    r2_adjusted: float | None
    test: str | None
    statistic: float | None
    p: float | None
    n: int | None
    answers: int | None
    n_eff: float | None
    dropped: int
    bootstrap: int
    skipped: int
    seed: int
    usable: bool | None
    coefficients: Mapping[str, float]
    warnings: tuple[str, ...]
    wordings: Mapping[str, str]
    abouts: Mapping[str, str]
    period: tuple[int, int] | None = None
    segment: str | None = None

    @classmethod
    def of(
        cls,
        *,
        outcome: str,
        method: str,
        drivers: tuple[Driver, ...],
        fit: Fit,
        answers: int | None,
        dropped: int,
        draws: Resampling,
        coefficients: Mapping[str, float],
        sheets: Sheets | None,
    ) -> "Drivers":
        """Put a result together with what must be said of it."""
        known = {} if sheets is None else dict(sheets.questions)
        warned = [*_warnings(drivers, fit.n, answers, dropped), *_draws(draws)]
        usable = None if fit.p is None or fit.n is None else fit.p < 0.05 and fit.n >= EASY * len(drivers)
        found = sheets.notes if sheets is not None else ()
        return cls(
            basis=None if sheets is None else sheets.basis,
            notes=(*found, *warned),
            outcome=outcome,
            method=method,
            drivers=drivers,
            r2=fit.r2,
            r2_adjusted=fit.r2_adjusted,
            test=fit.test,
            statistic=fit.statistic,
            p=fit.p,
            n=fit.n,
            answers=answers,
            n_eff=fit.n_eff,
            dropped=dropped,
            bootstrap=draws.number,
            skipped=draws.number - draws.used,
            seed=draws.seed,
            usable=usable,
            coefficients=coefficients,
            warnings=tuple(str(each["code"]) for each in warned),
            period=None if sheets is None else sheets.period,
            wordings=MappingProxyType({name: each.wording for name, each in known.items() if each.wording}),
            abouts=MappingProxyType({name: each.about for name, each in known.items() if each.about}),
        )

    @property
    def f(self) -> float | None:
        """Give the F statistic."""
        return self.statistic if self.test == "F" else None

    @property
    def ranked(self) -> tuple[Driver, ...]:
        """Give the drivers by weight, the heaviest first; equal ones in the order given."""
        return tuple(sorted(self.drivers, key=lambda each: -each.weight))

    def __getitem__(self, name: str) -> Driver:
        """Give a driver by its name."""
        return next(each for each in self.drivers if each.name == name)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "drivers",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "outcome": self.outcome,
            "method": self.method,
            "n": self.n,
            "answers": self.answers,
            "n_eff": self.n_eff,
            "dropped": self.dropped,
            "r2": self.r2,
            "r2_adjusted": self.r2_adjusted,
            "test": self.test,
            "f": self.f,
            "statistic": self.statistic,
            "p": self.p,
            "usable": self.usable,
            "bootstrap": self.bootstrap,
            "skipped": self.skipped,
            "seed": self.seed,
            "period": None if self.period is None else list(self.period),
            "segment": self.segment,
            "warnings": list(self.warnings),
            "coefficients": dict(self.coefficients),
            "drivers": [each.to_dict() for each in self.drivers],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a driver, in the order given."""
        return [each.to_dict() for each in self.drivers]

    def tables(self) -> tuple[Table, ...]:
        """Give the drivers by weight, and what the whole explains."""
        drawn = self.bootstrap > self.skipped
        met = any(each.met is not None for each in self.drivers)
        headings = (
            Heading("Driver", numeric=False),
            Heading("Share of what is explained (95 %)" if drawn else "Share of what is explained"),
            Heading("Part of R²"),
            *((Heading("Weighs most in"),) if drawn else ()),
            Heading("r"),
            Heading("beta"),
            Heading("VIF"),
            *((Heading("Met by"),) if met else ()),
        )
        rows = tuple(
            (
                each.name,
                interval(each.share, each.share_low, each.share_high),
                f"{each.weight:.3f}",
                *((percent(each.p_rank1),) if drawn else ()),
                f"{each.r:+.2f}",
                f"{each.beta:+.2f}",
                f"{each.vif:.1f}",
                *(("everybody" if each.met is None else percent(each.met),) if met else ()),
            )
            for each in self.ranked
        )
        return (Table(f"What goes with {self.outcome}", headings, rows, (*self._sentences(), *self._notes())),)

    def chart(self, *, width: int = 420) -> Chart:
        """Draw a dot with its interval for each driver, the heaviest first; grey where the whole is not usable.

        Args:
            width: of the part with the dots, in pixels; under 360 names stand above their dots.
        """
        explained = f"{100 * self.r2:.0f} % of the differences in {self.outcome} go with these together"
        return draw(
            [{**each.to_dict(), "name": each.name} for each in self.ranked],
            width=width,
            decided=self.usable is not False,
            title=f"What goes with {self.outcome}",
            subtitle=[
                explained + (f"; {counted(self.n, 'customer')}" if self.n is not None else ""),
                *(["Grey: not decided; the test of the whole, or too few customers, forbids a ranking"]
                  if self.usable is False else []),
                "It goes with them; that changing one would change it is not said",
            ],
        )  # fmt: skip

    def _sentences(self) -> tuple[str, ...]:
        """Say what stands below the table."""
        said = [f"{100 * self.r2:.1f} % of the differences in {self.outcome} go with these together (R²)."]
        if self.p is not None and self.n is not None and self.n_eff is not None:
            p = f"p = {chance(self.p)}" if self.p >= 0.001 else f"p {chance(self.p)}"
            worth = "" if abs(self.n_eff - self.n) < 0.5 else f", worth {self.n_eff:,.0f} independent answers"
            said.append(f"{counted(self.n, 'customer')}{worth}; {self.test} test of the whole: {p}.")
        if self.dropped and self.answers is not None:
            said.append(
                f"{counted(self.dropped, 'row')} of {count(self.answers + self.dropped)} left out: something was empty."
            )
        said.append(f"Weights: {_METHODS[self.method]}.")
        if self.bootstrap:
            said.append(
                f"Intervals: {count(self.bootstrap - self.skipped)} draws of whole customers, seed {self.seed}. "
                "Weights are never negative, so an interval above 0 proves nothing; the test does."
            )
        if self.usable is False:
            said.append("Not usable for ranking: the test of the whole must have p < 0.05, with 15 customers a driver.")
        said.append(ASSOCIATION.format(outcome=self.outcome))
        return tuple(said)

    def _notes(self) -> tuple[str, ...]:
        """Give the sentences of the notes."""
        return tuple(str(entry["message"]) for entry in self.notes)


def _warnings(drivers: tuple[Driver, ...], n: int | None, answers: int | None, dropped: int) -> list[Mapping[str, Any]]:
    """Find what a reader must be warned of."""
    found = [
        note(
            f"drivers.suppressor:{each.name}",
            f"{each.name}: r is {each.r:+.2f} alone and beta {each.beta:+.2f} beside the others; the others stand in "
            "for part of it, so do not read the sign",
            driver=each.name,
        )
        for each in drivers
        if each.beta * each.r < 0
    ]
    near = [each.name for each in drivers if each.vif > 10]
    if near:
        found.append(
            note(
                "drivers.near_collinear",
                f"{', '.join(near)}: mostly told by the other drivers already (VIF over 10); read them together",
                names=near,
            )
        )
    if n is not None and n < EASY * len(drivers):
        found.append(
            note(
                "drivers.few_per_driver",
                f"{n} customers for {counted(len(drivers), 'driver')}: under {EASY} each the order is unsteady",
                n=n,
                easy=EASY * len(drivers),
            )
        )
    if answers is not None and dropped > EMPTY_WARN * (answers + dropped):
        found.append(
            note(
                "drivers.dropped",
                f"{counted(dropped, 'row')} of {answers + dropped:,} left out because something was empty: those who "
                "answered everything may differ from the others",
                dropped=dropped,
            )
        )
    return found


def _draws(draws: Resampling) -> list[Mapping[str, Any]]:
    """Say which draws could not be used."""
    lost = draws.number - draws.used
    if not lost:
        return []
    return [
        note(
            "drivers.draws_skipped",
            f"{counted(lost, 'draw')} of {draws.number:,} left out: their drivers could not be told apart",
            skipped=lost,
        )
    ]
