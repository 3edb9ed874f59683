"""Tie coupon redemptions, which have a day only, to the basket in which they happened."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sojourn.core.errors import StoreError

from .retail_tables import Baskets, Ints, Lines, Products, ints

# What ties a redemption to its basket, weakest first.
TIES = ("day", "discount", "product", "discounted line")


def tie_to_baskets(
    household: Ints, coupon: Ints, campaign: Ints, day: Ints, offers: pa.Table,
    baskets: Baskets, lines: Lines, products: Products,
) -> tuple[Ints, npt.NDArray[np.int32], npt.NDArray[np.int32]]:  # fmt: skip
    """Find the basket in which each coupon was redeemed.

    Of the household's baskets of that day, the one with the best evidence wins: a line that the coupon is good for and
    that has a coupon discount; a line that the coupon is good for; some coupon discount; nothing but the day. Of equals
    the one from a shop before one of fuel only, then the larger coupon discount, larger sales, and the earlier one.

    Args:
        household, coupon, campaign, day: the redemptions; days are numbered as in `Baskets.day`.
        offers: which coupon of which campaign is good for which product.
        baskets, lines, products: what was bought.

    Returns:
        Places in `baskets`, codes of `TIES`, and the commonest department (-1: none known) of the goods that tied it
        or, where none did, of the goods the coupon is good for.

    Raises:
        StoreError: a redemption on a day without any basket of that household.
    """
    good_for = _goods(offers)
    line_order = np.argsort(lines.basket, kind="stable")
    line_start = np.searchsorted(lines.basket[line_order], np.arange(len(baskets.basket) + 1))
    by_day = np.lexsort((baskets.time, baskets.day, baskets.household))
    key = baskets.household[by_day] * _DAYS + baskets.day[by_day]
    first, last = (np.searchsorted(key, household * _DAYS + day, side) for side in _SIDES)
    if (first == last).any():
        at = int(np.flatnonzero(first == last)[0])
        raise StoreError(
            f"household {household[at]} redeemed coupon {coupon[at]} on a day without a basket; each should have one",
            code="sample-damaged",
        )
    chosen = np.empty(len(household), dtype=np.int64)
    tie, department = np.empty(len(household), dtype=np.int32), np.empty(len(household), dtype=np.int32)
    for row, offer in enumerate(zip(coupon.tolist(), campaign.tolist(), strict=True)):
        goods = good_for[offer]
        best: tuple[int, bool, float, float] | None = None
        for basket in by_day[first[row] : last[row]].tolist():
            bought = line_order[line_start[basket] : line_start[basket + 1]]
            match = bought[np.isin(lines.product[bought], goods)]
            cheaper = match[lines.coupon_discount[match] > 0]
            discount = float(baskets.coupon_discount[basket])
            kind = 3 if len(cheaper) else 2 if len(match) else int(discount > 0)
            claim = (kind, not baskets.fuel_only[basket], discount, float(baskets.value[basket]))
            if best is None or claim > best:
                best, chosen[row], tie[row] = claim, basket, kind
                tied = lines.product[cheaper if len(cheaper) else match]
                department[row] = _commonest(products, tied if len(tied) else goods)
    return chosen, tie, department


_DAYS = 1_000  # more days than the data have
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


def _goods(offers: pa.Table) -> dict[tuple[int, int], Ints]:
    """List the products of each (coupon, campaign)."""
    coupon, campaign, product = (ints(offers, name) for name in ("coupon_upc", "campaign_id", "product_id"))
    order = np.lexsort((product, campaign, coupon))
    coupon, campaign, product = coupon[order], campaign[order], product[order]
    starts = np.flatnonzero(np.r_[True, (np.diff(coupon) != 0) | (np.diff(campaign) != 0)])
    offers_of = zip(coupon[starts].tolist(), campaign[starts].tolist(), strict=True)
    return dict(zip(offers_of, np.split(product, starts[1:]), strict=True))


def _commonest(products: Products, goods: Ints) -> int:
    codes, _, _ = products.describe(goods)
    known = codes[codes >= 0]
    return int(np.bincount(known).argmax()) if len(known) else -1
