"""What steps of one factor do, everywhere in the ranges: Morris's screening."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.comparison.intervals import CONFIDENCE
from analysis.experiments.design import position_of
from analysis.experiments.experiment import Factor
from analysis.exploration.effects import Effect
from analysis.exploration.estimates import (
    NO_INTERVAL,
    OVER_WALKS,
    Estimate,
    over_points,
    over_replications,
)
from analysis.exploration.places import sampled_places
from analysis.exploration.sample import Sample
from simulation.errors import ResultError

RESAMPLES = 1_000
HALF_WIDTH = float(ndtri(0.5 + CONFIDENCE / 2.0))
"""Of a 95 % interval, in standard errors."""


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
            over_points(float(np.abs(effects[:, k]).mean()), float(half[k])),
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


def _effects_of_walks(sample: Sample, outcome: str) -> NDArray[np.float64]:
    """Return the change of an outcome per whole range of a factor, shape (trajectories, factors)."""
    places, n_factors = sampled_places(sample.points, sample.factors), len(sample.factors)
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
