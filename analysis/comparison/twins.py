"""Twin accounting: each customer under the policy beside the same customer without it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.intervals import Difference, paired_difference
from analysis.comparison.pull import CONSTRUCTS
from analysis.comparison.summary import CustomerOutcomes, RunSummary

CELLS = ("saved", "stayed_anyway", "lost_by_policy", "left_anyway")
CELL_LABELS = {
    "saved": "saved by the policy",
    "stayed_anyway": "would have stayed anyway",
    "lost_by_policy": "lost because of it",
    "left_anyway": "left all the same",
}
TOGETHER = "together"
"""Key of the sum of all constructs."""


@dataclass(frozen=True)
class TwinAccount:
    """The focal firm's customers at the policy's start, summed over replications (settled 16).

    Attributes
    ----------
    cohort : int
        Customers of the focal firm when the policy started, in both worlds, exits from the category
        taken out.
    exits : int
        Those who left the category since: the same people in both worlds.
    elsewhere : int
        Who was its customer at that time in the base only, because the variant differs in the
        burn-in already. They were never there to be kept or lost, and stand in no cell.
    customers : dict[str, int]
        Number in each of the four cells; they add up to `cohort`.
    given : dict[str, float]
        What the policy gave to each cell beyond the base: concessions, rewards and costs that a
        customer causes, money.
    profit : dict[str, float]
        Change of the margin that each cell brought, money.
    """

    cohort: int
    exits: int
    elsewhere: int
    customers: dict[str, int]
    given: dict[str, float]
    profit: dict[str, float]


@dataclass(frozen=True)
class PullAccount:
    """How much harder a strategy makes it to win the focal firm's customers away.

    Changes are those of customers of the policy's start who are with the firm at the end in both
    worlds: the same people, so that nothing comes from who they are or from having left.

    Attributes
    ----------
    base : dict[str, float]
        Mean pull of each construct and together on who stays without the policy, logits.
    change : dict[str, Difference]
        Paired difference over replications, logits.
    """

    base: dict[str, float]
    change: dict[str, Difference]

    @property
    def is_told(self) -> bool:
        """Whether somebody stayed in both worlds of every replication."""
        return bool(np.isfinite(self.change[TOGETHER].mean))


def twin_account(base: list[RunSummary], variant: list[RunSummary]) -> TwinAccount:
    """Return the four cells over paired replications.

    Parameters
    ----------
    base, variant : list[RunSummary]
        Runs of the same seeds in the same order.
    """
    customers = dict.fromkeys(CELLS, 0)
    given = dict.fromkeys(CELLS, 0.0)
    profit = dict.fromkeys(CELLS, 0.0)
    exits = elsewhere = 0
    for one, other in zip(base, variant, strict=True):
        without, under = one.outcomes, other.outcomes
        elsewhere += int((without.cohort & ~under.cohort).sum())
        both = without.cohort & under.cohort
        exits += int((both & without.exited).sum())
        present = both & ~without.exited
        masks = {
            "saved": present & ~without.stayed & under.stayed,
            "stayed_anyway": present & without.stayed & under.stayed,
            "lost_by_policy": present & without.stayed & ~under.stayed,
            "left_anyway": present & ~without.stayed & ~under.stayed,
        }
        for cell, mask in masks.items():
            customers[cell] += int(mask.sum())
            given[cell] += float((under.given - without.given)[mask].sum())
            profit[cell] += float((under.profit - without.profit)[mask].sum())
    return TwinAccount(sum(customers.values()), exits, elsewhere, customers, given, profit)


def flows_between(
    base: list[RunSummary], variant: list[RunSummary], n_firms: int
) -> NDArray[np.int64]:
    """Return who of all customers ended where in the base (rows) and under the policy (columns).

    Shape (J + 1, J + 1) summed over replications; the last index is no firm. Off the diagonal are
    the customers whom the policy moved.
    """
    table = np.zeros((n_firms + 1, n_firms + 1), dtype=np.int64)
    for one, other in zip(base, variant, strict=True):
        rows = np.where(one.outcomes.main_firm < 0, n_firms, one.outcomes.main_firm)
        columns = np.where(other.outcomes.main_firm < 0, n_firms, other.outcomes.main_firm)
        np.add.at(table, (rows, columns), 1)
    return table


def pull_account(base: list[RunSummary], variant: list[RunSummary]) -> PullAccount:
    """Return what holds those who stay without the policy, and what it changes for who stays in both.

    Parameters
    ----------
    base, variant : list[RunSummary]
        Runs of the same seeds in the same order.
    """
    level, before, after = [], [], []
    for one, other in zip(base, variant, strict=True):
        without, under = one.outcomes, other.outcomes
        stays = without.cohort & without.stayed
        in_both = stays & under.cohort & under.stayed
        level.append(_mean_pull(without, stays))
        before.append(_mean_pull(without, in_both))
        after.append(_mean_pull(under, in_both))
    pairs = zip(np.transpose(after), np.transpose(before), strict=True)
    changes = [paired_difference(ours, theirs) for ours, theirs in pairs]
    names = (*CONSTRUCTS, TOGETHER)
    return PullAccount(
        base=dict(zip(names, np.mean(level, axis=0).tolist(), strict=True)),
        change=dict(zip(names, changes, strict=True)),
    )


def _mean_pull(outcomes: CustomerOutcomes, who: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the mean pull on some of those who stayed, each construct and together; missing for nobody."""
    if not who.any():
        return np.full(len(CONSTRUCTS) + 1, np.nan)
    parts = outcomes.pulls[who[outcomes.stayed]].mean(axis=0, dtype=np.float64)
    return np.append(parts, parts.sum())
