"""Journeys lived along the chain of the worked map of tickets, as a CSV of events."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

EVENTS = {
    "site": "site.visited", "buy": "order.paid", "choose": "ticket.chosen", "app": "app.opened", "qr": "code.sent",
    "show": "ticket.scanned", "after": "message.opened", "loyal": "order.repeated",
}  # fmt: skip
CHAIN = {
    "site": {"buy": 0.3, "lost": 0.7}, "buy": {"choose": 0.82, "lost": 0.18},
    "choose": {"app": 0.55, "qr": 0.43, "lost": 0.02}, "app": {"qr": 0.8, "choose": 0.15, "lost": 0.05},
    "qr": {"show": 0.97, "lost": 0.03}, "show": {"after": 0.6, "done": 0.4}, "after": {"loyal": 0.25, "done": 0.75},
}  # fmt: skip
START = datetime(2021, 1, 1, tzinfo=UTC)


def write(path: Path, *, customers: int, seed: int = 0, checkout: float = 0.82, experiment: bool = False) -> None:
    """Write the events of some customers, a minute apart, customers ten minutes apart.

    Args:
        checkout: the share that goes on from the checkout; with an experiment only of those treated.
        experiment: assign every second customer to a guest checkout as they come to the site.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    lines = ["customer,time,event,experiment,arm"]
    for number in range(customers):
        treated = not experiment or number % 2 == 0
        at, state = START + timedelta(minutes=10 * number), "site"
        while state in EVENTS:
            lines.append(f"c{number},{at.isoformat()},{EVENTS[state]},,")
            at += timedelta(minutes=1)
            if state == "buy" and experiment:
                arm = "treated" if treated else "control"
                lines.append(f"c{number},{at.isoformat()},experiment.assigned,guest_checkout,{arm}")
                at += timedelta(minutes=1)
            row = dict(CHAIN.get(state, {}))
            if state == "buy" and treated:
                row = {"choose": checkout, "lost": 1 - checkout}
            if not row:
                break
            state = str(random.choice(list(row), p=list(row.values())))
    # Long after everybody else, so that no journey is still open.
    lines.append(f"end,{(START + timedelta(days=900)).isoformat()},other,,")
    path.write_text("\n".join(lines) + "\n", "utf-8")
