"""Is the best policy the best in every world? Ranks across uncertainties and replications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.intervals import share_interval
from analysis.exploration.estimates import Estimate, over_replications
from analysis.exploration.sample import Sample
from simulation.errors import ResultError
from simulation.scenario.schema import Value

if TYPE_CHECKING:
    import pandas as pd

OVER_WORLDS = "Wilson interval over the worlds of the sweep (uncertainties and draws)"


@dataclass(frozen=True)
class PolicyRank:
    """How one policy does against the others.

    Attributes
    ----------
    levers : Mapping[str, Value]
        The policy: value of every lever.
    best : Estimate
        Share of worlds in which it is the best.
    mean_rank : float
        Mean over worlds of its rank, 1 is best.
    worst_rank : int
        Its rank in the world that suits it least.
    mean : float
        Mean outcome over worlds.
    regret : float
        Largest distance to the best policy of a world, in units of the outcome.
    """

    levers: Mapping[str, Value]
    best: Estimate
    mean_rank: float
    worst_rank: int
    mean: float
    regret: float


@dataclass(frozen=True)
class RankStability:
    """Whether the order of policies holds across worlds.

    Attributes
    ----------
    outcome : str
        What policies are ranked by.
    policies : tuple[PolicyRank, ...]
        The one with the best mean first.
    agreement : float
        Kendall's W, corrected for ties: 1 where every world gives the same order, 0 where none agrees
        with another.
    worlds : int
        Sets of uncertain values times replications.
    alike : tuple[int, ...]
        One number a policy, in their order: those of the same number do the same in every world.
    """

    outcome: str
    policies: tuple[PolicyRank, ...]
    agreement: float
    worlds: int
    alike: tuple[int, ...]

    def as_good_as(self, levers: Mapping[str, Value]) -> tuple[Mapping[str, Value], ...]:
        """Return the other policies that do exactly the same in every world."""
        own = next(n for n, p in zip(self.alike, self.policies, strict=True) if p.levers == levers)
        return tuple(
            policy.levers
            for number, policy in zip(self.alike, self.policies, strict=True)
            if number == own and policy.levers != levers
        )


def rank_stability(sample: Sample, outcome: str, *, is_better_high: bool = True) -> RankStability:
    """Return how policies rank in each world: one set of uncertain values and one replication.

    Policies are compared inside a world only, where they meet the same customers with the same luck.

    Parameters
    ----------
    sample : Sample
        Runs in which every policy (set of lever values) met every set of uncertain values.
    outcome : str
        What to rank by.
    is_better_high : bool
        Whether more of it is better.

    Raises
    ------
    ResultError
        If there is one policy only, or policies met different worlds.
    """
    from scipy.stats import rankdata  # a second to import

    policies, values = policies_by_world(sample, outcome)
    gains = values if is_better_high else -values
    n_worlds = gains.shape[1]
    ranks = rankdata(-gains, axis=0, method="average")
    best = ranks == ranks.min(axis=0)
    lost = gains.max(axis=0) - gains
    order = np.argsort(-gains.mean(axis=1), kind="stable")
    return RankStability(
        outcome,
        tuple(
            PolicyRank(
                policies[k],
                _share(int(best[k].sum()), n_worlds),
                float(ranks[k].mean()),
                int(np.ceil(ranks[k].max())),
                float(values[k].mean()),
                float(lost[k].max()),
            )
            for k in order.tolist()
        ),
        _kendall(ranks),
        n_worlds,
        tuple(np.unique(values, axis=0, return_inverse=True)[1].reshape(-1)[order].tolist()),
    )


def policies_by_world(
    sample: Sample, outcome: str
) -> tuple[list[Mapping[str, Value]], NDArray[np.float64]]:
    """Return the policies, and the outcome of each in every world, shape (policies, worlds).

    Raises
    ------
    ResultError
        As in `rank_stability`.
    """
    names = [factor.path for factor in sample.levers]
    points, values = sample.points, sample.outcome(outcome)
    if not names:
        msg = "the sweep varies no lever, so there are no policies to rank. Add `levers:`."
        raise ResultError(msg)
    number, policies = _numbered(points, names)
    world, worlds = _numbered(points, [factor.path for factor in sample.uncertainties])
    met = set(zip(number.tolist(), world.tolist(), strict=True))  # a list may name a point twice
    if len(policies) < 2 or len(met) != len(policies) * len(worlds):
        msg = (
            f"{len(points)} points do not let {len(policies)} policies meet the same {len(worlds)} worlds. "
            "Rank policies of a sweep whose design crosses levers with uncertainties (grid, list, or "
            "latin_hypercube with crossed: true)."
        )
        raise ResultError(msg)
    table = np.empty((len(policies), len(worlds), values.shape[1]))
    table[number, world] = values
    return policies, table.reshape(len(policies), -1)


def policy_gains(
    sample: Sample, outcome: str, base_runs: NDArray[np.float64] | None
) -> list[tuple[Mapping[str, Value], Estimate]]:
    """Return every policy but the base's, with its paired difference to the base policy.

    Compared in the same worlds with the same seeds: mean over worlds, interval over replications.

    Parameters
    ----------
    sample : Sample
        Runs in which every policy met every set of uncertain values.
    outcome : str
        What is compared.
    base_runs : ndarray of shape (replications,) | None
        The base scenario's in the replications that all points share (`sample.shared`), for a sweep
        without uncertainties in which no point is the base policy.

    Raises
    ------
    ResultError
        As in `rank_stability`, or if there is nothing to compare with.
    """
    policies, values = policies_by_world(sample, outcome)
    n_replications = sample.outcome(outcome).shape[1]
    table = values.reshape(len(policies), -1, n_replications)
    base = {factor.path: factor.base for factor in sample.levers}
    if base in policies:
        reference = table[policies.index(base)]
    elif base_runs is not None and not sample.uncertainties:
        reference = base_runs[None, :]
    else:
        msg = (
            "the base policy did not meet the worlds of the sweep, so nothing says what a policy gains. "
            "Let every lever take its base value as well."
        )
        raise ResultError(msg)
    gains = (table - reference).mean(axis=1)
    return [
        (policy, over_replications(gains[k])) for k, policy in enumerate(policies) if policy != base
    ]


def _numbered(
    points: "pd.DataFrame", names: Sequence[str]
) -> tuple[NDArray[np.int64], list[Mapping[str, Value]]]:
    """Return which distinct combination of columns each row has, and the combinations."""
    found: dict[tuple[Any, ...], int] = {}
    rows = list(points[list(names)].itertuples(index=False, name=None))
    numbers = [found.setdefault(row, len(found)) for row in rows]
    return np.array(numbers, dtype=np.int64), [
        dict(zip(names, row, strict=True)) for row in found
    ]  # fmt: skip


def _share(hits: int, n: int) -> Estimate:
    low, high = share_interval(hits, n)
    return Estimate(hits / n, low, high, OVER_WORLDS)


def _kendall(ranks: NDArray[np.float64]) -> float:
    """Return Kendall's coefficient of concordance with its correction for ties (Kendall 1948)."""
    n_policies, n_worlds = ranks.shape
    spread = float(np.sum((ranks.sum(axis=1) - n_worlds * (n_policies + 1) / 2.0) ** 2))
    counts = (ranks[:, None, :] == ranks[None, :, :]).sum(axis=1)  # policies of the same rank
    ties = float(np.sum(counts.astype(np.float64) ** 2 - 1.0))  # t (t² - 1), a t-th from each
    most = n_worlds**2 * (n_policies**3 - n_policies) - n_worlds * ties
    return 12.0 * spread / most if most > 0.0 else 1.0  # all tied everywhere: no order differs
