"""What a firm's run left behind, in the form that metrics read."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.results import INSIDE, RunResult
from simulation.tables import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd

PER_CUSTOMERS = 1_000.0  # money is stated per 1,000 customers of the market


@dataclass(frozen=True)
class _Books:
    """Some rows of the firms' ledger, added up step by step, a column when it is asked for.

    A metric reads a few of some seventy columns; adding up all of them took as long as a tenth of
    the run of a small market.
    """

    result: RunResult
    is_wanted: NDArray[np.bool_]

    @cached_property
    def _places(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        steps = self.result.firm_column("step")[self.is_wanted]
        unique, first, place = np.unique(steps, return_index=True, return_inverse=True)
        return unique, first, place

    @property
    def steps(self) -> NDArray[np.int64]:
        """The steps that there are, in order, the burn-in below 0."""
        return self._places[0]

    def by_step(self, measure: str) -> NDArray[np.float64]:
        """Return a measure in each of these steps: a sum, or what holds for the firm as a whole."""
        steps, first, place = self._places
        values = self.result.firm_column(measure)[self.is_wanted].astype(np.float64)
        if measure in INSIDE:
            return values[first]
        summed: NDArray[np.float64] = np.bincount(place, values, steps.size).astype(np.float64)
        return summed


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
    def _own(self) -> _Books:
        return _Books(
            self.result, self._is_counted & (self.result.firm_column("firm") == self.firm)
        )

    @cached_property
    def _market(self) -> _Books:
        return _Books(self.result, self._is_counted)

    @property
    def _is_counted(self) -> NDArray[np.bool_]:
        """Rows of the ledger of the segment, or all."""
        if self.segment is None:
            return np.ones(len(self.result.firm_column("step")), dtype=np.bool_)
        is_in: NDArray[np.bool_] = self.result.firm_column("segment") == self.segment
        return is_in

    @cached_property
    def behavior(self) -> "pd.DataFrame":
        """The last snapshot: one row per customer and firm, `n_purchases` counted in the study.

        Who left the category before is not in it; whoever came instead is.
        """
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
        return self._own.by_step(measure)[self._own.steps >= 0]

    def market_series(self, measure: str) -> NDArray[np.float64]:
        """Return the same measure added up over all firms, shape (T,)."""
        if measure in INSIDE:
            raise KeyError(measure)
        return self._market.by_step(measure)[self._market.steps >= 0]

    def total(self, measure: str) -> float:
        """Return a recorded flow added up over the study, plain units."""
        return float(self.series(measure).sum())

    def market_total(self, measure: str) -> float:
        """Return a flow added up over the study and all firms."""
        return float(self.market_series(measure).sum())

    def customers_before(self) -> NDArray[np.float64]:
        """Return present customers at the start of each step of the study, shape (T,)."""
        present = self._own.by_step("customers")
        before = np.concatenate(([0.0], present[:-1]))
        return before[self._own.steps >= 0]

    def base_before(self) -> float:
        """Return the customers present when the study began (after its first step if no burn-in)."""
        steps = self._own.steps
        return float(self._own.by_step("base_customers")[steps == max(-1, int(steps[0]))][0])

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
