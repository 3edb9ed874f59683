"""The numbers planted in the concert world, and what follows from them exactly.

Everything here is invented. Tuples over segments follow `SEGMENTS`; tuples over devices follow `DEVICES`.
"""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

SEGMENTS = ("casual", "fan", "devoted")
DEVICES = ("desktop", "mobile")
AGES = ("16-24", "25-34", "35-49", "50+")
CITIES = ("Lille", "Lyon", "Nantes", "Paris", "Toulouse")
STEPS = ("site", "shop", "checkout", "account", "paid", "gate", "inside")
"""The steps of an attempt, each with one event: see `STEP_EVENTS`. The first is where every attempt is counted from."""

STEP_EVENTS = {
    "site": "page.viewed[site=artist]",
    "shop": "page.viewed[site=shop]",
    "checkout": "payment.started",
    "account": None,
    "paid": "order.completed",
    "gate": "gate.reached",
    "inside": "ticket.scanned[result=ok]",
}
"""The event that shows a step. Getting past the account question leaves one only for those who open an account."""

Floats = npt.NDArray[np.float64]
ThreeShares = tuple[float, float, float]
TwoShares = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ConcertModel:
    """Shares are probabilities; waits are minutes; `logit_` numbers are log-odds; `csat_` and `nps_` are points."""

    segment_share: ThreeShares = (0.50, 0.35, 0.15)
    mobile_share: ThreeShares = (0.62, 0.55, 0.48)
    account_share: ThreeShares = (0.10, 0.25, 0.45)
    consent_share: ThreeShares = (0.45, 0.60, 0.75)
    guest_arm: float = 0.20
    holdout_arm: float = 0.20

    ad_share: float = 0.55
    ad_to_site: TwoShares = (0.95, 0.90)
    site_to_shop: ThreeShares = (0.38, 0.55, 0.75)
    shop_to_checkout: ThreeShares = (0.42, 0.55, 0.72)
    mobile_checkout_factor: float = 0.92
    past_account_known: float = 0.98
    past_account_guest: float = 0.96
    past_account_forced: TwoShares = (0.84, 0.58)
    payment_refused: TwoShares = (0.06, 0.13)
    payment_retry: float = 0.70
    payment_tries: int = 3
    by_app: tuple[TwoShares, TwoShares, TwoShares] = ((0.30, 0.55), (0.40, 0.68), (0.45, 0.75))
    app_works: float = 0.93
    attends: ThreeShares = (0.92, 0.95, 0.98)
    code_refused_email: float = 0.06
    code_refused_app: float = 0.015
    refused_helped: float = 0.93

    wait_median: ThreeShares = (7.0, 12.0, 22.0)
    wait_spread: float = 0.50
    crowd_spread: float = 0.30
    drinks_mean: ThreeShares = (0.9, 1.3, 1.9)
    drinks_per_wait: float = -0.015
    views_photos: ThreeShares = (0.15, 0.40, 0.75)

    logit_return: ThreeShares = (-1.3, -0.2, 0.9)
    logit_return_wait_10min: ThreeShares = (-0.25, -0.45, -0.65)
    logit_return_code_refused: float = -1.2
    logit_return_suggestion: float = 0.5
    wait_origin: float = 15.0
    return_if_absent: ThreeShares = (0.06, 0.12, 0.25)
    tries_again: ThreeShares = (0.12, 0.20, 0.35)

    csat_entry: float = 5.0
    csat_entry_per_minute: float = -0.05
    csat_entry_refused: float = -1.2
    csat_entry_expectation: ThreeShares = (0.0, -0.1, -0.35)
    csat_payment: float = 4.7
    csat_payment_account: float = -0.9
    csat_payment_refusal: float = -0.5
    csat_noise: float = 0.6
    nps_origin: float = 7.6
    nps_per_entry: float = 1.1
    nps_per_payment: float = 0.45
    nps_segment: ThreeShares = (0.0, 0.4, 0.9)
    nps_noise: float = 0.9
    importance_payment: float = 4.5
    importance_entry: float = 3.4
    logit_answer: float = -2.2
    logit_answer_extreme: float = 0.40
    logit_answer_happy: float = 0.35
    logit_answer_segment: ThreeShares = (0.0, 0.25, 0.6)
    exit_reason_asked: float = 0.10

    def to_dict(self) -> dict[str, object]:
        """Give every number by its name, JSON-ready."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    def returns(
        self, segment: npt.NDArray[np.int8], wait: Floats | float, refused: Floats | float, sent: Floats | float
    ) -> Floats:
        """Give the probability of another attempt within 180 days of an evening spent at the concert."""
        at = np.asarray(self.logit_return)[segment]
        at = at + np.asarray(self.logit_return_wait_10min)[segment] * (wait - self.wait_origin) / 10
        return sigmoid(at + self.logit_return_code_refused * refused + self.logit_return_suggestion * sent)

    def step_rates(self) -> Floats:
        """Give P(step | step before) of a first attempt, by segment, device and step from `shop` on.

        Returns:
            (3, 2, 6) shares. Account holders and guests are mixed as they are among first attempts at that step.
        """
        rates = np.empty((len(SEGMENTS), len(DEVICES), len(STEPS) - 1))
        for segment in range(len(SEGMENTS)):
            known = self.account_share[segment]
            for device in range(len(DEVICES)):
                stranger = self.guest_arm * self.past_account_guest
                stranger += (1 - self.guest_arm) * self.past_account_forced[device]
                refused = self.payment_refused[device]
                again = refused * self.payment_retry
                app = self.by_app[segment][device] * self.app_works
                code_refused = app * self.code_refused_app + (1 - app) * self.code_refused_email
                rates[segment, device] = (
                    self.site_to_shop[segment],
                    self.shop_to_checkout[segment] * (self.mobile_checkout_factor if device else 1.0),
                    known * self.past_account_known + (1 - known) * stranger,
                    (1 - refused) * sum(again**turn for turn in range(self.payment_tries)),
                    self.attends[segment],
                    1 - code_refused * (1 - self.refused_helped),
                )
        return rates

    def first_attempts(self) -> Floats:
        """Give the share of first attempts on the artist's site that reach each step, by segment and device.

        Returns:
            (3, 2, 7) shares that sum to 1 over segment and device at the first step.
        """
        mobile = np.asarray(self.mobile_share)
        start = np.asarray(self.segment_share)[:, None] * np.stack((1 - mobile, mobile), axis=1)
        lost_ads = 1 - self.ad_share * (1 - np.asarray(self.ad_to_site))
        start = start * lost_ads[None, :]
        start /= start.sum()
        return np.concatenate((start[:, :, None], start[:, :, None] * np.cumprod(self.step_rates(), axis=2)), axis=2)


def sigmoid(logit: Floats) -> Floats:
    """Turn log-odds into a probability."""
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)


def _plain(value: object) -> object:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
