"""How much of an outcome's variance each factor brings: Sobol indices, and Morris's screening."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.comparison.intervals import CONFIDENCE
from analysis.experiments.design import position_of, salib_problem
from analysis.experiments.experiment import Factor
from analysis.exploration.effects import Effect
from analysis.exploration.estimates import (
    DESIGN_SAMPLING,
    NO_INTERVAL,
    OVER_WALKS,
    Estimate,
    over_replications,
)
from analysis.exploration.packages import optional_package
from analysis.exploration.sample import Sample
from simulation.errors import ResultError

RESAMPLES = 1_000
HALF_WIDTH = float(ndtri(0.5 + CONFIDENCE / 2.0))
"""Of a 95 % interval, in standard errors."""


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


@dataclass(frozen=True)
class Screening:
    """How an outcome answers to steps of a factor, everywhere in the ranges (Morris 1991).

    Attributes
    ----------
    factor : str
        Which factor.
    strength : Estimate
        Mean absolute elementary effect (mu*), per full range of the factor (Campolongo et al. 2007).
    spread : float
        Their standard deviation (sigma): large where the effect depends on other factors or bends.
    """

    factor: str
    strength: Estimate
    spread: float


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
    found = _analyzed(sample, outcome, has_second_order(_positions(sample)), seed)
    shares = [
        VarianceShare(
            factor.path,
            _bootstrapped(found["S1"][k], found["S1_conf"][k]),
            _bootstrapped(found["ST"][k], found["ST_conf"][k]),
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
    if not has_second_order(_positions(sample)):
        return []
    found = _analyzed(sample, outcome, True, seed)
    paths = [factor.path for factor in sample.factors]
    pairs = [
        PairShare((paths[j], paths[k]), _bootstrapped(found["S2"][j, k], found["S2_conf"][j, k]))
        for j, k in combinations(range(len(paths)), 2)
    ]
    return sorted(pairs, key=lambda pair: -pair.share.value)


def morris_screening(sample: Sample, outcome: str, seed: int = 1) -> list[Screening]:
    """Return strength and spread of every factor's elementary effects, the strongest first.

    Intervals are bootstraps over trajectories. Values from a list take equal parts of the unit
    interval that was sampled; their effects too are those of the way from the first to the last,
    which SALib, that knows the interval only, does not say.

    Parameters
    ----------
    sample : Sample
        Runs of a `morris` design, complete and in its order; replications are averaged.
    outcome : str
        Which outcome.
    seed : int
        Seed of the bootstrap.

    Raises
    ------
    ResultError
        If the points are not the trajectories of a Morris design.
    """
    effects = _effects_of_walks(sample, outcome)
    walks = len(effects)
    drawn = np.random.default_rng(seed).integers(walks, size=(RESAMPLES, walks))
    half = HALF_WIDTH * np.abs(effects)[drawn].mean(axis=1).std(axis=0, ddof=1)
    spread = effects.std(axis=0, ddof=1) if walks > 1 else np.full(effects.shape[1], np.nan)
    screened = [
        Screening(
            factor.path,
            _bootstrapped(float(np.abs(effects[:, k]).mean()), float(half[k])),
            float(spread[k]),
        )
        for k, factor in enumerate(sample.factors)
    ]
    return sorted(screened, key=lambda one: -one.strength.value)


def elementary_effects(sample: Sample, outcome: str) -> list[Effect]:
    """Return the mean elementary effect of every factor over its range, the largest first.

    Least squares over trajectories would blame a factor for what others did in the same
    trajectory: there are about as many points as factors. Each step moves one factor alone.

    Parameters
    ----------
    sample : Sample
        Runs of a `morris` design, complete and in its order; replications are averaged.
    outcome : str
        Which outcome.

    Raises
    ------
    ResultError
        If the points are not the trajectories of a Morris design.
    """
    effects = _effects_of_walks(sample, outcome)
    found = [
        Effect((factor.path,), _span(factor), _over_walks(effects[:, k]))
        for k, factor in enumerate(sample.factors)
    ]
    return sorted(found, key=lambda effect: -abs(effect.estimate.value))


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


def _effects_of_walks(sample: Sample, outcome: str) -> NDArray[np.float64]:
    """Return the change of an outcome per whole range of a factor, shape (trajectories, factors)."""
    places, n_factors = _positions(sample), len(sample.factors)
    n_points = n_factors + 1
    if len(places) % n_points or not _are_walks(places.reshape(-1, n_points, n_factors)):
        msg = (
            f"these {len(places)} points are not whole Morris trajectories of {n_factors} factors. "
            "Elementary effects need every run of a sweep with the design morris."
        )
        raise ResultError(msg)
    moves = np.diff(places.reshape(-1, n_points, n_factors), axis=1)
    values = sample.outcome(outcome).mean(axis=1).reshape(-1, n_points)
    moved = np.abs(moves).argmax(axis=2)  # (trajectories, steps): which factor
    slopes = np.diff(values, axis=1) / np.take_along_axis(moves, moved[:, :, None], axis=2)[:, :, 0]
    by_factor = np.take_along_axis(slopes, moved.argsort(axis=1), axis=1)
    reach = np.array([_reach(factor) for factor in sample.factors])
    return np.array(by_factor * reach, dtype=np.float64)


def _are_walks(walks: NDArray[np.float64]) -> bool:
    """Tell whether every step moves one factor, and every factor once."""
    is_moved = ~np.isclose(np.diff(walks, axis=1), 0.0)
    return bool((is_moved.sum(axis=2) == 1).all() and (is_moved.sum(axis=1) == 1).all())


def _positions(sample: Sample) -> NDArray[np.float64]:
    """Return where SALib sampled each value, shape (points, factors)."""
    columns = [
        [position_of(factor, value) for value in sample.points[factor.path].tolist()]
        for factor in sample.factors
    ]
    return np.array(columns, dtype=np.float64).T


def _are_saltelli_blocks(blocks: NDArray[np.float64]) -> bool:
    factors = blocks.shape[2]
    first, last = blocks[:, 0, :], blocks[:, -1, :]
    for k in range(factors):
        mixed = first.copy()
        mixed[:, k] = last[:, k]
        if not np.allclose(blocks[:, 1 + k, :], mixed):
            return False
    return True


def _span(factor: Factor) -> str:
    """Return from which value to which one a factor goes over its whole range."""
    if factor.values is not None:
        return f"{factor.values[0]} → {factor.values[-1]}"
    return f"{factor.low:g} → {factor.high:g}"


def _reach(factor: Factor) -> float:
    """Return how far apart the ends of a factor's range are; values take equal parts of the interval."""
    if factor.values is not None:
        return 1.0 - 1.0 / len(factor.values)
    if factor.is_whole and factor.scale == "linear":
        low, high = math.ceil(factor.low or 0.0), math.floor(factor.high or 0.0)
        return position_of(factor, high) - position_of(factor, low)
    return 1.0


def _over_walks(effects: NDArray[np.float64]) -> Estimate:
    found = over_replications(effects)
    return replace(found, covers=OVER_WALKS) if found.covers != NO_INTERVAL else found


def _bootstrapped(value: float, half_width: float) -> Estimate:
    return Estimate(
        float(value), float(value - half_width), float(value + half_width), DESIGN_SAMPLING
    )
