"""A year of a grocery retailer's real household data, told as one stream of events per household.

The tables say what was bought, sent and redeemed; this module says what that means as a journey. The whole mapping,
with its reasons, stands in docs/reference/sample-retail.md.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .retail_redemptions import TIES, tie_to_baskets
from .retail_tables import (
    Baskets,
    Ints,
    Lines,
    Products,
    data_folder,
    day_of_date,
    instants,
    ints,
    local_midnights,
    read,
    read_baskets,
    read_products,
)

ABSENCE_DAYS = 28  # four weeks without a purchase: 2.4 % of the pauses between purchases are that long
SETTLING_DAYS = 91  # a store or department is new only to a household already known for a quarter
SMALL_LINES, BIG_LINES = 2, 12  # the quartiles of purchase lines a basket

# What happens at one instant is recorded in this order: come back, shop, find something new, hand over a coupon.
EVENTS = (
    "campaign.received",
    "absence.ended",
    "store.visited",
    "fuel.bought",
    "store.tried",
    "department.tried",
    "coupon.redeemed",
)
CHANNELS = ("direct_marketing", "store", "fuel_station")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEMOGRAPHICS = ("age", "income", "household_size", "household_type", "kids", "home", "marital_status")
# Departments that are no choice of goods: fees, gift cards, till coupons, fuel (an event of its own), supplies.
NOT_A_RANGE = frozenset({
    "AUTOMOTIVE", "CNTRL/STORE SUP", "COUPON", "FUEL", "GM MERCH EXP", "MISCELLANEOUS", "POSTAL CENTER",
    "PROD-WHS SALES",
})  # fmt: skip

Column: TypeAlias = "pa.Array[Any]"
_Piece: TypeAlias = "dict[str, npt.NDArray[Any] | Column]"

_TEXT = pa.dictionary(pa.int32(), pa.string())
_INSTANT = pa.timestamp("us", tz="UTC")
_FIELDS: tuple[tuple[str, pa.DataType], ...] = (
    ("id", pa.string()),
    ("customer", pa.string()),
    ("time", _INSTANT),
    ("event", _TEXT),
    ("channel", _TEXT),
    ("value", pa.float64()),
    ("basket", pa.string()),
    ("store", _TEXT),
    ("basket_size", _TEXT),
    ("lines", pa.int64()),
    ("quantity", pa.int64()),
    ("departments", pa.int64()),
    ("department", _TEXT),
    ("retail_discount", pa.float64()),
    ("coupon_discount", pa.float64()),
    ("coupon_match_discount", pa.float64()),
    ("private_label_share", pa.float64()),
    ("days_away", pa.float64()),
    ("local_hour", pa.int64()),
    ("local_weekday", _TEXT),
    ("campaign", _TEXT),
    ("campaign_type", _TEXT),
    ("campaign_ends", _INSTANT),
    ("coupon", pa.string()),
    ("tied_by", _TEXT),
    *((name, _TEXT) for name in DEMOGRAPHICS),
)
SCHEMA = pa.schema(_FIELDS)


def retail_events(folder: Path | None = None) -> pa.Table:
    """Tell the retail data as events, sorted by time, then household, then the order of `EVENTS`.

    Args:
        folder: where the eight Parquet files lie; by default in the installed package.

    Returns:
        A table of `SCHEMA`: one row an event, money in dollars, times in UTC. Always the same rows in the same order.

    Raises:
        ConfigurationError: the package of the extra `samples` is not installed.
        StoreError: its data are missing.

    Source: the tables of the package completejourney, 84.51°.
    """
    folder = folder or data_folder()
    products = read_products(folder)
    baskets, lines = read_baskets(folder, products)
    campaigns = _Campaigns(folder)
    pieces = [
        _received(folder, campaigns),
        _returns(baskets),
        _visits(baskets, products, fuel=False),
        _visits(baskets, products, fuel=True),
        _stores_tried(baskets),
        _departments_tried(baskets, lines, products),
        _redemptions(folder, campaigns, baskets, lines, products),
    ]
    household = np.concatenate([piece.pop("household") for piece in pieces])
    time = np.concatenate([piece["time"] for piece in pieces])
    rank = np.repeat(np.arange(len(pieces)), [len(piece["time"]) for piece in pieces])
    order = np.lexsort((np.arange(len(rank)), rank, household, time))
    described = _demographics(folder, household)
    whole = {**described, "customer": _numbers(household), "event": _coded(rank.astype(np.int32), EVENTS)}
    columns: list[pa.ChunkedArray[Any]] = []
    for field in SCHEMA:
        parts = [whole[field.name]] if field.name in whole else [_column(piece, field) for piece in pieces]
        columns.append(pa.chunked_array(parts).unify_dictionaries().take(order))
    return pa.Table.from_arrays(columns, schema=SCHEMA).combine_chunks()


class _Campaigns:
    """The 27 campaigns, found by their number."""

    def __init__(self, folder: Path) -> None:
        table = read(folder, "campaign_descriptions", "campaign_id", "campaign_type", "start_date", "end_date")
        table = table.sort_by("campaign_id")
        midnights = local_midnights()
        self._number = ints(table, "campaign_id")
        self._kind = np.array([str(kind).removeprefix("Type ") for kind in table["campaign_type"].to_pylist()])
        self._starts = midnights[day_of_date(instants(table, "start_date"))]
        # The last day counts to its end.
        self._ends = midnights[day_of_date(instants(table, "end_date")) + 1] - 1

    def starts(self, campaign: Ints) -> Ints:
        return np.asarray(self._starts[np.searchsorted(self._number, campaign)])

    def columns(self, campaign: Ints) -> _Piece:
        """Give the properties that every event of a campaign carries."""
        at = np.searchsorted(self._number, campaign)
        return {
            "campaign": _dictionary(campaign),
            "campaign_type": pa.array(self._kind[at]).dictionary_encode(),
            "campaign_ends": self._ends[at],
        }


def _received(folder: Path, campaigns: _Campaigns) -> _Piece:
    table = read(folder, "campaigns", "campaign_id", "household_id")
    campaign, household = ints(table, "campaign_id"), ints(table, "household_id")
    order = np.lexsort((campaign, household))
    campaign, household = campaign[order], household[order]
    return {
        "id": _ids("received", campaign, household),
        "household": household,
        "time": campaigns.starts(campaign),
        "channel": _same("direct_marketing", len(campaign)),
        **campaigns.columns(campaign),
    }


def _visits(all_baskets: Baskets, products: Products, *, fuel: bool) -> _Piece:
    chosen = np.flatnonzero(all_baskets.fuel_only == fuel)
    lines = all_baskets.lines[chosen]
    size = 1 + (lines > BIG_LINES).astype(np.int32) - (lines <= SMALL_LINES)
    nothing = np.full(len(chosen), -1, dtype=np.int32)
    # The first day of the numbering, 1 November 2016, was a Tuesday.
    weekday = ((all_baskets.day[chosen] + 1) % 7).astype(np.int32)
    quantity = _nullable(all_baskets.quantity[chosen], np.full(len(chosen), not fuel))
    return {
        "id": _ids("basket", all_baskets.basket[chosen]),
        "household": all_baskets.household[chosen],
        "time": all_baskets.time[chosen],
        "channel": _same("fuel_station" if fuel else "store", len(chosen)),
        "value": all_baskets.value[chosen],
        "basket": _numbers(all_baskets.basket[chosen]),
        "store": _dictionary(all_baskets.store[chosen]),
        "basket_size": _coded(nothing if fuel else size.astype(np.int32), ("quick", "top-up", "big shop")),
        "lines": lines,
        "quantity": quantity,
        "departments": all_baskets.departments[chosen],
        "department": _coded(all_baskets.top_department[chosen], products.names),
        "retail_discount": all_baskets.retail_discount[chosen],
        "coupon_discount": all_baskets.coupon_discount[chosen],
        "coupon_match_discount": all_baskets.coupon_match_discount[chosen],
        "private_label_share": pa.array(all_baskets.private_label_share[chosen], from_pandas=True),
        "days_away": pa.array(np.round(all_baskets.gap_days[chosen], 2), from_pandas=True),
        "local_hour": all_baskets.local_hour[chosen],
        "local_weekday": _coded(weekday, WEEKDAYS),
    }


def _returns(baskets: Baskets) -> _Piece:
    chosen = np.flatnonzero(baskets.gap_days >= ABSENCE_DAYS)
    return {**_at(baskets, "return", chosen), "days_away": np.round(baskets.gap_days[chosen], 2)}


def _stores_tried(baskets: Baskets) -> _Piece:
    # Baskets are in time order, so the first place of a pair is its first visit.
    pairs = np.stack((baskets.household, baskets.store), axis=1)
    inside = np.flatnonzero(~baskets.fuel_only)
    _, first = np.unique(pairs[inside], axis=0, return_index=True)
    chosen = np.sort(inside[first])
    chosen = chosen[baskets.known_days[chosen] >= SETTLING_DAYS]
    return {**_at(baskets, "store", chosen), "store": _dictionary(baskets.store[chosen])}


def _departments_tried(baskets: Baskets, lines: Lines, products: Products) -> _Piece:
    counted = np.array([name not in NOT_A_RANGE for name in products.names])
    kept = np.flatnonzero((lines.department >= 0) & counted[lines.department])
    width = len(products.names)
    pair = baskets.household[lines.basket[kept]] * width + lines.department[kept]
    order = np.lexsort((lines.basket[kept], pair))
    pair, basket = pair[order], lines.basket[kept][order]
    new = np.r_[True, pair[1:] != pair[:-1]]
    pair, basket = pair[new], basket[new]
    late = baskets.known_days[basket] >= SETTLING_DAYS
    pair, basket = pair[late], basket[late]
    department = (pair % width).astype(np.int32)
    return {
        **_at(baskets, "department", basket),
        "id": _ids("department", baskets.household[basket], department.astype(np.int64)),
        "department": _coded(department, products.names),
    }


def _redemptions(folder: Path, campaigns: _Campaigns, baskets: Baskets, lines: Lines, products: Products) -> _Piece:
    table = read(folder, "coupon_redemptions", "household_id", "coupon_upc", "campaign_id", "redemption_date")
    household, coupon, campaign = ints(table, "household_id"), ints(table, "coupon_upc"), ints(table, "campaign_id")
    order = np.lexsort((coupon, campaign, household))
    household, coupon, campaign = household[order], coupon[order], campaign[order]
    day = day_of_date(instants(table, "redemption_date"))[order]
    offers = read(folder, "coupons", "coupon_upc", "product_id", "campaign_id")
    basket, tie, department = tie_to_baskets(household, coupon, campaign, day, offers, baskets, lines, products)
    return {
        "id": _ids("redeemed", campaign, household, coupon, day),
        "household": household,
        "time": baskets.time[basket],
        "channel": _same("store", len(basket)),
        "basket": _numbers(baskets.basket[basket]),
        "store": _dictionary(baskets.store[basket]),
        "department": _coded(department, products.names),
        "coupon": _numbers(coupon),
        "tied_by": _coded(tie, TIES),
        **campaigns.columns(campaign),
    }


def _demographics(folder: Path, household: Ints) -> Mapping[str, Column]:
    renamed = {"household_comp": "household_type", "kids_count": "kids", "home_ownership": "home"}
    table = read(folder, "demographics", "household_id", "age", "income", "household_size", "household_comp",
                 "kids_count", "home_ownership", "marital_status").sort_by("household_id")  # fmt: skip
    known = ints(table, "household_id")
    at = np.minimum(np.searchsorted(known, household), len(known) - 1)
    index = _nullable(at, known[at] == household)
    return {
        renamed.get(name, name): table[name].combine_chunks().dictionary_encode().cast(_TEXT).take(index)
        for name in table.column_names
        if name != "household_id"
    }


def _at(baskets: Baskets, kind: str, chosen: npt.NDArray[np.intp] | Ints) -> _Piece:
    """Begin a piece of things observed in a basket that are no contact by themselves: no channel, no value."""
    return {
        "id": _ids(kind, baskets.basket[chosen]),
        "household": baskets.household[chosen],
        "time": baskets.time[chosen],
        "basket": _numbers(baskets.basket[chosen]),
    }


def _column(piece: _Piece, field: "pa.Field[Any]") -> Column:
    given = piece.get(field.name)
    if given is None:
        empty = pa.nulls(len(piece["time"]), pa.string() if field.type == _TEXT else field.type)
        return empty.dictionary_encode().cast(_TEXT) if field.type == _TEXT else empty
    return (given if isinstance(given, pa.Array) else pa.array(given)).cast(field.type)


def _coded(codes: npt.NDArray[np.int32], names: tuple[str, ...]) -> Column:
    return pa.DictionaryArray.from_arrays(_nullable(codes, codes >= 0), pa.array(names))


def _nullable(values: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> Column:
    whole: Column = pa.array(values)
    nulled: Column = pc.if_else(pa.array(known), whole, pa.scalar(None, whole.type))
    return nulled


def _same(name: str, n: int) -> Column:
    return _coded(np.zeros(n, dtype=np.int32), (name,))


def _numbers(values: Ints) -> Column:
    return pa.array(values).cast(pa.string())


def _dictionary(values: Ints) -> Column:
    return _numbers(values).dictionary_encode()


def _ids(kind: str, *parts: Ints) -> Column:
    words: list[Column] = [pa.repeat(kind, len(parts[0])), *map(_numbers, parts)]
    joined: Column = pc.binary_join_element_wise(*words, pa.repeat("-", len(parts[0])))
    return joined
