"""What a comparison keeps of one run."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.pull import pulls
from analysis.metrics.attitude import satisfaction_series
from analysis.metrics.behavior import share_series
from analysis.metrics.costs import policy_cost_lines, program_cost_lines
from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import measured
from analysis.metrics.retention import survival_curve
from analysis.typologies.moment import moment_from
from simulation.results import RunResult
from simulation.runner import RunSpec, run_one

if TYPE_CHECKING:
    import pandas as pd

NO_FIRM = -1


@dataclass(frozen=True)
class CustomerOutcomes:
    """The focal firm's customers from the policy's start to the end, one entry a slot, shape (N,).

    Attributes
    ----------
    cohort : ndarray of bool
        Was a customer of the focal firm when the policy started.
    exited : ndarray of bool
        Left the category since; the slot holds somebody else.
    stayed : ndarray of bool
        Is a customer of the focal firm at the end.
    main_firm : ndarray of int16
        Firm held, or bought from most in the study (see `most_bought`); -1 none. Firms in the order
        of their names.
    profit, given : ndarray of float64
        Margin brought and value given away since the policy started, money.
    pulls : ndarray of float32, shape (n, constructs)
        What holds those who stayed, slot by slot, at the end (`pull.CONSTRUCTS`), logits.
    """

    cohort: NDArray[np.bool_]
    exited: NDArray[np.bool_]
    stayed: NDArray[np.bool_]
    main_firm: NDArray[np.int16]
    profit: NDArray[np.float64]
    given: NDArray[np.float64]
    pulls: NDArray[np.float32]


@dataclass(frozen=True)
class RunSummary:
    """One run of a comparison.

    Attributes
    ----------
    metrics : dict[str, float]
        Every metric of the focal firm.
    shares : dict[str, ndarray of shape (T,)]
        Share of purchases of every firm by step.
    satisfaction, survival : ndarray of shape (T,)
        Mean satisfaction, and survivors of the customers at the start, of the focal firm.
    money, program_cost, policy_cost : dict[str, float]
        Parts of the focal firm's profit, of its program cost and of its stated policy cost, per
        1,000 customers of the market over the study.
    outcomes : CustomerOutcomes
        What became of each customer.
    """

    metrics: dict[str, float]
    shares: dict[str, NDArray[np.float64]]
    satisfaction: NDArray[np.float64]
    survival: NDArray[np.float64]
    money: dict[str, float]
    program_cost: dict[str, float]
    policy_cost: dict[str, float]
    outcomes: CustomerOutcomes


MONEY_PARTS = (
    "revenue", "variable_cost", "service_cost", "acquisition_cost", "reward_cost", "member_cost",
    "policy_cost", "fixed_cost",
)  # fmt: skip


def summarized_run(spec: RunSpec) -> RunSummary:
    """Run a spec whose first snapshot is the last step before the policy, and keep what is needed."""
    return summary_of(run_one(spec))


def summary_of(result: RunResult) -> RunSummary:
    """Return what a comparison keeps of a run."""
    focal = FirmRecord(result, result.scenario.focal_firm)
    return RunSummary(
        metrics=measured(focal),
        shares={
            firm: share_series(FirmRecord(result, firm)) for firm in sorted(result.scenario.firms)
        },
        satisfaction=satisfaction_series(focal),
        survival=survival_curve(focal),
        money={part: focal.per_thousand(focal.total(part)) for part in MONEY_PARTS},
        program_cost=program_cost_lines(focal),
        policy_cost=policy_cost_lines(focal),
        outcomes=customer_outcomes(result),
    )


def customer_outcomes(result: RunResult) -> CustomerOutcomes:
    """Return what became of each customer between the last two snapshots (shapes (N,))."""
    frame = result.customers
    kept = sorted(frame["step"].unique())
    start, end = kept[max(len(kept) - 2, 0)], kept[-1]  # one alone in a study of a single step
    names = sorted(result.scenario.firms)
    focal = names.index(result.scenario.focal_firm)
    before, after = (_columns(frame[frame["step"] == step], len(names)) for step in (start, end))
    same_person = before["generation"][:, 0] == after["generation"][:, 0]
    bought = after["n_purchases"]
    main = most_bought(bought, after["provider"][:, 0])
    stayed = after["present"][:, focal].astype(np.bool_) & same_person
    at_end = moment_from(frame[frame["step"] == end], result.scenario, end)
    is_contract = result.scenario.market.mode == "contract"
    return CustomerOutcomes(
        cohort=before["present"][:, focal].astype(np.bool_),
        exited=~same_person,
        stayed=stayed,
        main_firm=(after["provider"][:, 0] if is_contract else main).astype(np.int16),
        profit=_gain(before, after, focal, same_person, "paid")
        - _gain(before, after, focal, same_person, "cost"),
        given=_gain(before, after, focal, same_person, "given"),
        pulls=pulls(at_end, focal)[stayed],
    )


def most_bought(bought: NDArray[np.float64], last: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the firm that each customer bought from most in the study, or `NO_FIRM`, shape (N,).

    Of firms bought from equally often it is the one bought from last; where that is none of them,
    the first by name.
    """
    most = bought.max(axis=1)
    latest = np.maximum(last, 0).astype(np.intp)
    is_latest = (last >= 0) & (bought[np.arange(len(bought)), latest] == most)
    main = np.where(is_latest, latest, bought.argmax(axis=1))
    return np.where(most > 0, main, NO_FIRM)


def _columns(frame: "pd.DataFrame", n_firms: int) -> dict[str, NDArray[np.float64]]:
    wanted = ("generation", "n_purchases", "present", "provider", "paid", "cost", "given")
    return {name: frame[name].to_numpy().reshape(-1, n_firms) for name in wanted}


def _gain(
    before: dict[str, NDArray[np.float64]],
    after: dict[str, NDArray[np.float64]],
    focal: int,
    same_person: NDArray[np.bool_],
    name: str,
) -> NDArray[np.float64]:
    difference = after[name][:, focal].astype(np.float64) - before[name][:, focal]
    return np.where(same_person, difference, 0.0)
