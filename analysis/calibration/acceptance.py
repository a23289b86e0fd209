"""Whether simulated customers buy as the log's customers did: five statistics, judged.

A repeat rate alone proves nothing: customers who only remember their last purchase match it and
miss everything that needs longer memory or lasting tastes. The five together tell such models apart.
The tolerances are those of the project's design: two standard errors of the log, three for Dirichlet
S. Nothing is tuned to meet them.
"""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from analysis.calibration.log import BoolArray, ChoiceLog
from analysis.calibration.one_thread import on_one_thread
from analysis.calibration.real_path import RealPath
from analysis.calibration.statistics import RepeatStatistics, Statistic, repeat_values
from analysis.calibration.tastes import TasteModel

Verdict: TypeAlias = Literal["met", "missed", "not judged"]

REPLICATIONS = 40
SEED = 20240131  # any fixed number: the same log always gives the same table
TOLERANCES = {
    "repeat_rate": 2.0,
    "repeat_rate_lag_2": 2.0,
    "dirichlet_s": 3.0,
    "loyal_share": 2.0,
    "top_firm_share": 2.0,
}


@dataclass(frozen=True)
class AcceptanceRow:
    """One statistic of log and simulation.

    Attributes
    ----------
    statistic : str
    observed : Statistic
        Value in the log and its standard error over customers.
    simulated : float
        Mean over replications.
    spread : float
        Standard deviation over replications.
    tolerance : float
        Standard errors.
    """

    statistic: str
    observed: Statistic
    simulated: float
    spread: float
    tolerance: float

    @property
    def distance(self) -> float:
        """How far the simulation lies above the log, in standard errors of the log.

        NaN where the log gives none, because all customers are alike in this (nobody, say, bought
        from one firm only).
        """
        error = self.observed.standard_error
        return (self.simulated - self.observed.value) / error if error > 0.0 else float("nan")

    @property
    def verdict(self) -> Verdict:
        """Whether the distance is within the tolerance, if there is a distance."""
        if math.isnan(self.distance):
            return "not judged"
        return "met" if abs(self.distance) <= self.tolerance else "missed"


@dataclass(frozen=True)
class Acceptance:
    """The judged statistics of one model.

    Attributes
    ----------
    model : str
    rows : tuple of AcceptanceRow
    replications : int
    n_known : int
        Purchases on which the model was fitted.
    """

    model: str
    rows: tuple[AcceptanceRow, ...]
    replications: int
    n_known: int

    @property
    def is_met(self) -> bool:
        """Whether no statistic is missed."""
        return all(row.verdict != "missed" for row in self.rows)


@on_one_thread
def judge(
    log: ChoiceLog, model: TasteModel, known: BoolArray, observed: RepeatStatistics
) -> Acceptance:
    """Return the statistics of simulated customers beside those of the log.

    Parameters
    ----------
    log : ChoiceLog
    model : TasteModel
        Fitted on the known purchases.
    known : ndarray of bool, shape (n,)
    observed : RepeatStatistics
        Of the whole log.
    """
    path = RealPath(log, model, known)
    found = [repeat_values(simulated) for simulated in path.simulated(SEED, REPLICATIONS)]
    of_log: dict[str, Statistic] = {name: getattr(observed, name) for name in TOLERANCES}
    rows = tuple(
        AcceptanceRow(
            statistic=name,
            observed=of_log[name],
            simulated=float(np.mean([values[name] for values in found])),
            spread=float(np.std([values[name] for values in found], ddof=1)),
            tolerance=tolerance,
        )
        for name, tolerance in TOLERANCES.items()
    )
    return Acceptance(model.name, rows, REPLICATIONS, int(known.sum()))
