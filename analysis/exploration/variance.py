"""How much of an outcome's variance each factor brings: Sobol indices."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.intervals import CONFIDENCE
from analysis.experiments.design import salib_problem
from analysis.exploration.estimates import Estimate, over_points
from analysis.exploration.packages import optional_package
from analysis.exploration.places import sampled_places
from analysis.exploration.sample import Sample
from simulation.errors import ResultError

RESAMPLES = 1_000


@dataclass(frozen=True)
class VarianceShare:
    """What a factor brings to the variance of an outcome (Sobol 1993, Saltelli 2002).

    Attributes
    ----------
    factor : str
        Which factor.
    first : Estimate
        Share of the variance that goes when this factor alone is known.
    total : Estimate
        Share that stays when all others are known: with every interaction it is part of.
    """

    factor: str
    first: Estimate
    total: Estimate


@dataclass(frozen=True)
class PairShare:
    """What two factors bring to the variance together, beyond what each brings alone (Sobol 1993).

    Attributes
    ----------
    factors : tuple[str, str]
        Which two.
    share : Estimate
        Second-order index: share of the variance.
    """

    factors: tuple[str, str]
    share: Estimate


def sobol_shares(sample: Sample, outcome: str, seed: int = 1) -> list[VarianceShare]:
    """Return first-order and total Sobol indices, the largest total first.

    Replications of a point are averaged, so that their noise is not taken for a factor; intervals
    are bootstraps over the base points and shrink with a larger design.

    Parameters
    ----------
    sample : Sample
        Runs of a `sobol` design, complete and in its order.
    outcome : str
        Which outcome.
    seed : int
        Seed of the bootstrap.

    Raises
    ------
    ResultError
        If the points are not those of a Sobol design.
    RunError
        If SALib is not installed.
    """
    found = _analyzed(
        sample, outcome, has_second_order(sampled_places(sample.points, sample.factors)), seed
    )
    shares = [
        VarianceShare(
            factor.path,
            over_points(found["S1"][k], found["S1_conf"][k]),
            over_points(found["ST"][k], found["ST_conf"][k]),
        )
        for k, factor in enumerate(sample.factors)
    ]
    return sorted(shares, key=lambda share: -share.total.value)


def sobol_pairs(sample: Sample, outcome: str, seed: int = 1) -> list[PairShare]:
    """Return second-order Sobol indices, the largest first; none of a design without them.

    Parameters
    ----------
    sample : Sample
        Runs of a `sobol` design with `second_order`, complete and in its order.
    outcome : str
        Which outcome.
    seed : int
        Seed of the bootstrap.

    Raises
    ------
    ResultError
        If the points are not those of a Sobol design.
    RunError
        If SALib is not installed.
    """
    if not has_second_order(sampled_places(sample.points, sample.factors)):
        return []
    found = _analyzed(sample, outcome, True, seed)
    paths = [factor.path for factor in sample.factors]
    pairs = [
        PairShare((paths[j], paths[k]), over_points(found["S2"][j, k], found["S2_conf"][j, k]))
        for j, k in combinations(range(len(paths)), 2)
    ]
    return sorted(pairs, key=lambda pair: -pair.share.value)


def has_second_order(places: NDArray[np.float64]) -> bool:
    """Tell whether a Sobol design (points by factors) was made for second-order indices too.

    Each block has a point A, points that take one factor from B, with second order also points of B
    that take one factor from A, and B.

    Raises
    ------
    ResultError
        If it is no Sobol design.
    """
    points, factors = places.shape
    for is_second in (False, True):
        size = 2 * factors + 2 if is_second else factors + 2
        if points % size == 0 and _are_saltelli_blocks(places.reshape(-1, size, factors)):
            return is_second
    msg = (
        f"these {points} points are not a whole Sobol design of {factors} factors. Sobol indices need "
        "every run of a sweep with the design sobol."
    )
    raise ResultError(msg)


def _analyzed(
    sample: Sample, outcome: str, is_second: bool, seed: int
) -> Mapping[str, NDArray[np.float64]]:
    """Return what SALib says of the means over replications."""
    analyze = optional_package("SALib.analyze.sobol", "SALib").analyze
    found: Mapping[str, NDArray[np.float64]] = analyze(
        salib_problem(sample.factors),
        sample.outcome(outcome).mean(axis=1),
        calc_second_order=is_second,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=seed,
    )
    return found


def _are_saltelli_blocks(blocks: NDArray[np.float64]) -> bool:
    factors = blocks.shape[2]
    first, last = blocks[:, 0, :], blocks[:, -1, :]
    for k in range(factors):
        mixed = first.copy()
        mixed[:, k] = last[:, k]
        if not np.allclose(blocks[:, 1 + k, :], mixed):
            return False
    return True
