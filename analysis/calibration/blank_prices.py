"""What blank prices do to the price response: logs with a known truth, some of their prices blanked.

`python -m analysis.calibration.blank_prices` prints the table that docs/how-to/calibrate-a-log.md
shows.
"""

import sys
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from analysis.calibration.fitting import fit_fixed_model
from analysis.calibration.log import ChoiceLog, FloatArray, SourceFile
from analysis.calibration.offers import filled_prices

Pattern = Literal["anew every week", "regular price and deals", "kept for weeks"]
PATTERNS: tuple[Pattern, ...] = ("anew every week", "regular price and deals", "kept for weeks")
# Made logs are assumptions throughout; what is compared is how well the same log is read.
BLANKS = (0.1, 0.3, 0.5)
CONSTANTS = (0.0, 0.5, -0.3)
PRICE, LAST = -3.0, 1.5  # logits per unit of price, and for having bought last time
LOWEST, HIGHEST, DEAL = 0.7, 1.3, 0.7  # of prices, in units of the regular one
DEAL_CHANCE, CHANGE_CHANCE = 0.2, 0.15


@dataclass(frozen=True)
class LogSize:
    """How much is simulated."""

    customers: int = 500
    weeks: int = 40
    logs: int = 6


def prices_of(pattern: Pattern, weeks: int, generator: np.random.Generator) -> FloatArray:
    """Return weekly prices of three firms, shape (weeks, 3)."""
    shape = (weeks, len(CONSTANTS))
    drawn: FloatArray = generator.uniform(LOWEST, HIGHEST, shape)
    if pattern == "regular price and deals":
        drawn = np.where(generator.random(shape) < DEAL_CHANCE, DEAL, 1.0)
    if pattern == "kept for weeks":
        changes = generator.random(shape) < CHANGE_CHANCE
        for week in range(1, weeks):
            drawn[week] = np.where(changes[week], drawn[week], drawn[week - 1])
    return drawn


def log_at(prices: FloatArray, n_customers: int, generator: np.random.Generator) -> ChoiceLog:
    """Return a log of customers who buy every week and mind the last firm and the price."""
    n_firms = prices.shape[1]
    choice = np.empty((n_customers, len(prices)), dtype=np.int64)
    last = np.zeros((n_customers, n_firms))
    for week, own in enumerate(prices):
        utility = np.array(CONSTANTS) + PRICE * own + LAST * last
        choice[:, week] = np.argmax(utility + generator.gumbel(size=last.shape), axis=1)
        last = np.eye(n_firms)[choice[:, week]]
    return ChoiceLog(
        firms=tuple(f"firm {j}" for j in range(n_firms)),
        customer_ids=tuple(str(customer) for customer in range(n_customers)),
        customer=np.repeat(np.arange(n_customers), len(prices)),
        choice=choice.ravel(),
        attribute_names=("price",),
        attributes=np.tile(prices, (n_customers, 1))[:, :, None],
        price_unit="units",
        times=None,
        sources=(SourceFile("simulated", "", choice.size),),
        warnings=(),
    )


def carried(prices: FloatArray) -> FloatArray:
    """Return prices in which an unknown one is the firm's price before: what is not done."""
    return pd.DataFrame(prices).ffill().bfill().to_numpy()


def averaged(prices: FloatArray) -> FloatArray:
    """Return prices in which an unknown one is the firm's mean: what is done."""
    firm = np.tile(np.arange(prices.shape[1]), len(prices))
    return filled_prices(prices.ravel(), firm).reshape(prices.shape)


def price_response(log: ChoiceLog, prices: FloatArray) -> float:
    """Return the price coefficient of the model mix_last if these had been the prices."""
    seen = replace(log, attributes=np.tile(prices, (log.n_customers, 1))[:, :, None])
    model = fit_fixed_model(seen, "mix_last", np.ones(log.n_purchases, dtype=np.bool_))
    return model.coefficient("price")


def blank_price_frame(size: LogSize) -> pd.DataFrame:
    """Return what is left of the price response, one row a pattern of prices and share of blanks."""
    rows = []
    for pattern in PATTERNS:
        found: dict[float, list[tuple[float, float]]] = {share: [] for share in BLANKS}
        for seed in range(size.logs):
            generator = np.random.default_rng([20261122, seed])
            prices = prices_of(pattern, size.weeks, generator)
            log = log_at(prices, size.customers, generator)
            whole = price_response(log, prices)
            order = generator.random(prices.shape)
            for share in BLANKS:
                known = np.where(order < share, np.nan, prices)
                left = tuple(
                    price_response(log, fill(known)) / whole for fill in (averaged, carried)
                )
                found[share].append((left[0], left[1]))
        rows += [(pattern, share, *np.mean(found[share], axis=0)) for share in BLANKS]
    columns = ["prices", "blank", "response with the mean", "with the price before"]
    return pd.DataFrame(rows, columns=columns)


if __name__ == "__main__":
    sys.stdout.write(blank_price_frame(LogSize()).round(2).to_string(index=False) + "\n")
