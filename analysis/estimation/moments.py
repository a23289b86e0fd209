"""The same moments in a simulated market: what its focal firm would have on file.

Customers answer without noise and all of them; a survey with a bias of its own has to be corrected
before it is compared.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import FloatArray, IntArray
from analysis.estimation.history import Moment
from simulation.errors import LogError
from simulation.ledger import MILLI
from simulation.market import LoyaltyMarket
from simulation.runner import RunSpec
from simulation.scenario.schema import Scenario
from simulation.tables import MONTH_DAYS

TOP_BOX = 80.0  # satisfaction from here on ticks the best of five boxes (settled 47)
LOW_BOXES = 65.0  # satisfaction below this ticks one of the lowest three
MONTHS_LATER = 3.0


@dataclass(frozen=True, eq=False)
class Observation:
    """Moments of one simulated market, in the order asked for.

    Attributes
    ----------
    values : ndarray, shape (m,)
    numbers : ndarray, shape (m,)
        Customer-months, answers or failures behind each.
    spread : float
        Standard deviation of satisfaction over customers, points.
    """

    values: FloatArray
    numbers: FloatArray
    spread: float


@dataclass(frozen=True, eq=False)
class _Record:
    """What is counted: `series` by step of the study (T,), `at_risk` and `left` by month of tenure."""

    series: dict[str, FloatArray]
    at_risk: FloatArray
    left: FloatArray
    step_months: float


BOOKS = (
    "customers", "lost", "failures", "complaints", "satisfaction", "promoters", "detractors",
)  # fmt: skip
GROUPS = ("failed", "satisfied", "dissatisfied")
"""Customers of one step who are looked up again three months later."""

SUMS = {
    "churn": ("lost", "before"),
    "market_share": ("customers", "everybody"),
    "satisfaction": ("satisfaction", "customers"),
    "top_box": ("satisfied", "customers"),
    "promoters": ("promoters", "customers"),
    "detractors": ("detractors", "customers"),
    "complaints": ("complaints", "before"),
    "complaints_per_failure": ("complaints", "failures"),
    "churn_after_failure": ("failed_gone", "failed"),
    "churn_of_satisfied": ("satisfied_gone", "satisfied"),
    "churn_of_dissatisfied": ("dissatisfied_gone", "dissatisfied"),
    "satisfaction_after_failure": ("failed_satisfaction", "failed"),
}
"""Numerator and denominator of each measure of a period."""

LATER = ("churn_after_failure", "churn_of_satisfied", "churn_of_dissatisfied")
PER_MONTH = ("churn", "complaints")  # flows: the denominator counts steps, which may be shorter


def require_moments(asked: Sequence[Moment], scenario: Scenario) -> None:
    """Refuse moments that the scenario cannot have.

    Raises
    ------
    LogError
        If the market has no contracts, or a moment lies outside the study.
    """
    market = scenario.market
    if market.mode != "contract":
        msg = (
            f"{scenario.title}: the scenario must be a contract market, for there is no churn and no"
            f" tenure in others. Got {market.mode}. Choose another --scenario."
        )
        raise LogError(msg)
    for moment in asked:
        limit, unit = market.steps, "steps of the study"
        if moment.measure == "churn_by_tenure":
            limit, unit = 120, "months of tenure"
        elif moment.measure in LATER:
            limit, unit = market.steps - _lag(scenario), "steps with three months after them"
        if moment.end > limit:
            advice = "Cut the history there."
            if moment.measure != "churn_by_tenure":
                advice = "Set --steps to the length of the history, or cut the history."
            msg = (
                f"{moment.place or scenario.title}: {moment.label} must lie within {limit} {unit}."
                f" {advice}"
            )
            raise LogError(msg)


def observed(spec: RunSpec, asked: Sequence[Moment]) -> Observation:
    """Run a market and return its moments; a ratio of nothing is missing (NaN)."""
    record = _recorded(spec)
    pairs = [_pair(record, moment) for moment in asked]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.array(
            [_per_month(record, m, a, b) for m, (a, b) in zip(asked, pairs, strict=True)]
        )
    numbers = np.array([_number(record, m, b) for m, (_, b) in zip(asked, pairs, strict=True)])
    totals = {
        name: float(record.series[name].sum()) for name in ("customers", "satisfaction", "squares")
    }
    customers = max(totals["customers"], 1.0)
    variance = totals["squares"] / customers - (totals["satisfaction"] / customers) ** 2
    return Observation(values, numbers, math.sqrt(max(variance, 0.0)))


def _pair(record: _Record, moment: Moment) -> tuple[float, float]:
    """Return numerator and denominator of a moment."""
    if moment.measure == "churn_by_tenure":
        span = slice(moment.start, moment.end)
        return float(record.left[span].sum()), float(record.at_risk[span].sum())
    span = slice(moment.start, moment.end)
    above, below = (float(record.series[name][span].sum()) for name in SUMS[moment.measure])
    return above, below


def _per_month(record: _Record, moment: Moment, above: float, below: float) -> float:
    ratio = float(np.divide(above, below))
    if moment.measure in {"churn", "churn_by_tenure"}:
        return float(1.0 - (1.0 - ratio) ** (1.0 / record.step_months))
    return ratio / record.step_months if moment.measure in PER_MONTH else ratio


def _number(record: _Record, moment: Moment, below: float) -> float:
    is_flow = moment.measure == "churn_by_tenure" or moment.measure in PER_MONTH
    return below * record.step_months if is_flow else below


def _lag(scenario: Scenario) -> int:
    return math.ceil(MONTHS_LATER * MONTH_DAYS / scenario.market.step_days)


def _recorded(spec: RunSpec) -> _Record:
    """Run the market step by step through the study and count what the books do not hold."""
    market = LoyaltyMarket(spec.scenario, rng=spec.seed, threads=spec.threads)
    focal = market.tables.firm_names.index(spec.scenario.focal_firm)
    burn_in, steps = spec.scenario.market.burn_in_steps, spec.scenario.market.steps
    market.advance_to(burn_in)
    watch = _Watch(market, focal, steps, _lag(spec.scenario))
    for t in range(steps):
        market.advance_to(burn_in + t + 1)
        watch.note(t)
    books = market.ledger.firms[:, :, focal]
    series = {name: books[name].sum(axis=1)[burn_in:].astype(np.float64) for name in BOOKS}
    series["satisfaction"] /= MILLI
    own = books["customers"].sum(axis=1).astype(np.float64)
    series["before"] = np.concatenate((np.zeros(1), own))[burn_in : burn_in + steps]
    everybody = market.ledger.firms["customers"].sum(axis=(1, 2))
    series["everybody"] = everybody[burn_in:].astype(np.float64)
    return _Record(
        series={**series, **watch.series},
        at_risk=market.ledger.tenure["at_risk"][focal].astype(np.float64),
        left=market.ledger.tenure["left"][focal].astype(np.float64),
        step_months=spec.scenario.market.step_days / MONTH_DAYS,
    )


class _Watch:
    """Notes groups of the focal firm's customers in each step, and who of them is gone later."""

    def __init__(self, market: LoyaltyMarket, focal: int, steps: int, lag: int) -> None:
        self._people, self._ties = market.state.people, market.state.ties
        self._focal, self._lag = focal, lag
        self._slots: list[dict[str, tuple[IntArray, IntArray]]] = []
        names = (*GROUPS, *(f"{group}_gone" for group in GROUPS), "failed_satisfaction", "squares")
        self.series: dict[str, FloatArray] = {name: np.zeros(steps) for name in names}

    def note(self, t: int) -> None:
        """Count the groups after step t of the study, and look up those of three months before."""
        mine = self._people["provider"] == self._focal
        satisfaction = self._ties["satisfaction"][:, self._focal].astype(np.float64)
        masks = {
            "failed": mine & (self._people["failed_last"] == 1),
            "satisfied": mine & (satisfaction >= TOP_BOX),
            "dissatisfied": mine & (satisfaction < LOW_BOXES),
        }
        slots = {group: np.flatnonzero(mask) for group, mask in masks.items()}
        generation = self._people["generation"].astype(np.int64)
        self._slots.append({group: (own, generation[own]) for group, own in slots.items()})
        for group, own in slots.items():
            self.series[group][t] = len(own)
        self.series["failed_satisfaction"][t] = satisfaction[slots["failed"]].sum()
        self.series["squares"][t] = np.sum(satisfaction[mine] ** 2)
        if t < self._lag:
            return
        for group, (own, before) in self._slots[t - self._lag].items():
            # Who left the category is not counted as lost to another firm.
            gone = (generation[own] == before) & (self._people["provider"][own] != self._focal)
            self.series[f"{group}_gone"][t - self._lag] = gone.sum()
