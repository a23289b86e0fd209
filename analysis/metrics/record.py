"""What a firm's run left behind, in the form that metrics read."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.organization import CONDUCT_FIELDS
from simulation.results import RunResult
from simulation.tables import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd

INSIDE = tuple(name for name, _, _ in CONDUCT_FIELDS)
"""Columns that hold for a firm and all its segments alike: no sums, and nothing a market has."""
PER_CUSTOMERS = 1_000.0  # money is stated per 1,000 customers of the market


@dataclass(frozen=True)
class FirmRecord:
    """One firm in one run, segments added up unless one is named.

    Attributes
    ----------
    result : RunResult
        The run.
    firm : str
        The firm.
    segment : str | None
        Only this segment; None adds all segments up.
    """

    result: RunResult
    firm: str
    segment: str | None = None

    @cached_property
    def _by_step(self) -> "pd.DataFrame":
        frame = self.result.firms
        wanted = frame[frame["firm"] == self.firm]
        if self.segment is not None:
            wanted = wanted[wanted["segment"] == self.segment]
        by_step = wanted.drop(columns=["segment", "firm"]).groupby("step")
        summed: pd.DataFrame = by_step.sum()
        inside = [name for name in INSIDE if name in summed.columns]
        summed[inside] = by_step[inside].first()
        return summed

    @cached_property
    def _market_by_step(self) -> "pd.DataFrame":
        frame = self.result.firms
        if self.segment is not None:
            frame = frame[frame["segment"] == self.segment]
        frame = frame.drop(columns=["segment", "firm", *INSIDE], errors="ignore")
        return frame.groupby("step").sum()

    @cached_property
    def behavior(self) -> "pd.DataFrame":
        """The last snapshot: one row per customer and firm, `n_purchases` counted in the study."""
        return self._snapshot(int(self.result.customers["step"].max()))

    @cached_property
    def behavior_before(self) -> "pd.DataFrame":
        """The snapshot when the study began, in the same form; empty if there was no burn-in."""
        return self._snapshot(-1)

    def _snapshot(self, step: int) -> "pd.DataFrame":
        frame = self.result.customers
        wanted = frame["step"] == step
        if self.segment is not None:
            wanted &= frame["segment"] == self.segment
        rows: pd.DataFrame = frame[wanted]
        return rows

    @cached_property
    def purchases(self) -> "pd.DataFrame":
        """Purchases in the study by customer (rows) and firm (columns, by name)."""
        table = self.behavior.pivot(index="customer", columns="firm", values="n_purchases")
        table.columns = table.columns.astype(str)
        return table.reindex(columns=sorted(self.result.scenario.firms))  # nobody: no column yet

    def series(self, measure: str) -> NDArray[np.float64]:
        """Return a recorded measure in each step of the study, shape (T,), plain units.

        Counts and sums are added up over segments; what is recorded of a firm's inside (the
        loyalty of its staff, the price in force) holds for all of them.
        """
        column = self._by_step[measure]
        return column[column.index >= 0].to_numpy(dtype=np.float64)

    def market_series(self, measure: str) -> NDArray[np.float64]:
        """Return the same measure added up over all firms, shape (T,)."""
        column = self._market_by_step[measure]
        return column[column.index >= 0].to_numpy(dtype=np.float64)

    def total(self, measure: str) -> float:
        """Return a recorded flow added up over the study, plain units."""
        return float(self.series(measure).sum())

    def market_total(self, measure: str) -> float:
        """Return a flow added up over the study and all firms."""
        return float(self.market_series(measure).sum())

    def customers_before(self) -> NDArray[np.float64]:
        """Return present customers at the start of each step of the study, shape (T,)."""
        column = self._by_step["customers"]
        before = column.shift(1, fill_value=0)
        return before[before.index >= 0].to_numpy(dtype=np.float64)

    def base_before(self) -> float:
        """Return the customers present when the study began (after its first step if no burn-in)."""
        column = self._by_step["base_customers"]
        return float(column[column.index == max(-1, int(column.index.min()))].iloc[0])

    @property
    def step_days(self) -> int:
        """Length of a step, days."""
        return self.result.scenario.market.step_days

    @property
    def months(self) -> float:
        """Length of the study, months of 30 days."""
        return self.result.scenario.market.steps * self.step_days / MONTH_DAYS

    def per_thousand(self, money: float) -> float:
        """Return money per 1,000 customers of the market, so that its size does not matter."""
        return money * PER_CUSTOMERS / self.result.scenario.market.customers
