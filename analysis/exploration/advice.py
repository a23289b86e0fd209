"""What to do, from the runs of a sweep alone: the best policy, how stable, and what reverses it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from analysis.exploration.flip_search import flip_points
from analysis.exploration.flips import FlipPoint, flips_in_line, flips_of_levels
from analysis.exploration.places import is_base_world, is_number, middle_of, place_of
from analysis.exploration.ranking import RankStability, policies_by_world, rank_stability
from analysis.exploration.sample import Sample
from analysis.exploration.surface import ResponseSurface
from simulation.errors import ResultError
from simulation.scenario.schema import Value

if TYPE_CHECKING:
    import pandas as pd

MOST_POLICIES = 12
"""So many policies are compared one by one; of more, the base policy and the best (assumption)."""
FROM_RUNS, FROM_SURFACE = "runs", "surface"


@dataclass(frozen=True)
class Advice:
    """The best policy of a sweep.

    Attributes
    ----------
    outcome : str
        What it is best by.
    source : str
        `runs`: every policy met the same worlds; `surface`: predicted by a fitted surface, to be
        checked by runs.
    policies : tuple[Mapping[str, Value], ...]
        The policies that were compared; flip points count them in this order.
    best : int
        The advised one at the base values of all uncertainties; where no run had them, the best on
        average over the worlds.
    stability : RankStability | None
        Over worlds; None where policies met different ones.
    flips : tuple[FlipPoint, ...]
        Which uncertainty reverses the advice, the smallest move first.
    is_average : bool
        Whether `best` is the best on average over the worlds, not at the base values.
    are_flips_predicted : bool
        Whether `flips` are those of a fitted surface, not of runs.
    beside : Mapping[str, Value]
        Uncertainties that no run had at their base value together with the others, and the value
        nearest to it at which they stood while another one was moved; empty where flips are predicted.
    """

    outcome: str
    source: str
    policies: tuple[Mapping[str, Value], ...]
    best: int
    stability: RankStability | None
    flips: tuple[FlipPoint, ...]
    is_average: bool = False
    are_flips_predicted: bool = False
    beside: Mapping[str, Value] = field(default_factory=dict)


def advice_of(
    sample: Sample, outcome: str, surface: ResponseSurface | None, is_better_high: bool
) -> Advice:
    """Return the best policy by an outcome.

    From the runs where every policy met the same worlds; else from the surface, if it predicts
    unseen points well enough.

    Parameters
    ----------
    sample : Sample
        Runs of a sweep with levers.
    outcome : str
        What to advise by.
    surface : ResponseSurface | None
        Fitted to all factors.
    is_better_high : bool
        Whether more of the outcome is better.

    Raises
    ------
    ResultError
        If neither can say.
    """
    sign = 1.0 if is_better_high else -1.0
    try:
        stability = rank_stability(sample, outcome, is_better_high=is_better_high)
    except ResultError as error:
        if surface is None or not surface.is_trusted:
            quality = "" if surface is None else (
                f" The fitted surface does not stand in for runs either (cross-validated R2 "
                f"{surface.r_squared_cross_validated:.2f})."
            )  # fmt: skip
            msg = f"{error}{quality}"
            raise ResultError(msg) from error
        return _advice_of_surface(sample, outcome, surface, sign)
    return _advice_of_runs(sample, outcome, stability, surface, sign)


def _advice_of_runs(
    sample: Sample,
    outcome: str,
    stability: RankStability,
    surface: ResponseSurface | None,
    sign: float,
) -> Advice:
    policies, _ = policies_by_world(sample, outcome)
    values = sign * sample.outcome(outcome)
    worlds = sample.points[[f.path for f in sample.uncertainties]]
    home = _nearest_world(worlds, sample.uncertainties)
    flips: list[FlipPoint] = []
    best, is_average = policies.index(stability.policies[0].levers), False
    are_predicted = False
    if sample.uncertainties:
        tables = {
            number: values[_rows(sample, policies, worlds.loc[[at]])]
            for number, at in enumerate(worlds.drop_duplicates().index)
        }
        distinct = worlds.drop_duplicates().reset_index(drop=True)
        at_home = _at(distinct, home) if is_base_world(home, sample.uncertainties) else None
        is_average = at_home is None
        if at_home is not None:
            best = int(np.argmax(tables[at_home].mean(axis=1)))
        for factor in sample.uncertainties:
            line = _line(distinct, factor, home)
            if is_number(factor) and len(line) > 1:
                own = [float(str(distinct.loc[k, factor.path])) for k in line]
                flips += flips_in_line(factor, own, [tables[k] for k in line], best)
            elif len(line) > 1:
                own_levels: list[Value] = distinct.loc[line, factor.path].tolist()
                by_level = dict(zip(own_levels, (tables[k] for k in line), strict=True))
                flips += flips_of_levels(factor, home[factor.path], by_level, best)
        if not flips and surface is not None and surface.is_trusted:
            predicted = _predictions(surface, policies, sign)
            flips, are_predicted = flip_points(predicted, sample.uncertainties), True
    # What turns near the base values says nothing of a policy that is not the best there.
    flips = [flip for flip in flips if flip.advised == best]
    are_predicted = are_predicted and bool(flips)
    return Advice(
        outcome,
        FROM_RUNS,
        tuple(policies),
        best,
        stability,
        _sorted(flips),
        is_average,
        are_predicted,
        {} if are_predicted or not flips else _not_at_base(home, sample.uncertainties),
    )


def _advice_of_surface(
    sample: Sample, outcome: str, surface: ResponseSurface, sign: float
) -> Advice:  # fmt: skip
    levers = [factor.path for factor in sample.levers]
    base = {factor.path: middle_of(factor) for factor in sample.levers}
    seen: list[Mapping[str, Value]] = [
        {str(path): value for path, value in row.items()}
        for row in sample.points[levers].drop_duplicates().to_dict("records")
    ]
    policies = [base, *(policy for policy in seen if policy != base)]
    home = {factor.path: middle_of(factor) for factor in sample.uncertainties}

    predicted = _predictions(surface, policies, sign)
    best = int(np.argmax(predicted(home)[:, 0]))
    if len(policies) > MOST_POLICIES:
        policies = [base, policies[best]] if best else [base, policies[1]]
        best = min(best, 1)
        predicted = _predictions(surface, policies, sign)
    flips = flip_points(predicted, sample.uncertainties)
    return Advice(
        outcome,
        FROM_SURFACE,
        tuple(policies),
        best,
        None,
        _sorted(flips),
        are_flips_predicted=True,
    )


def _predictions(
    surface: ResponseSurface, policies: Sequence[Mapping[str, Value]], sign: float
) -> Callable[[Mapping[str, Value]], NDArray[np.float64]]:
    """Return what tells, of a world, what the surface says of every policy there, shape (P, 1)."""
    import pandas as pd

    def predicted(world: Mapping[str, Value]) -> NDArray[np.float64]:
        points = pd.DataFrame([{**world, **policy} for policy in policies])
        return np.array(sign * surface.predicted(points)[:, None])

    return predicted


def losses_to(
    sample: Sample, outcome: str, base: Mapping[str, Value], sign: float
) -> "tuple[pd.DataFrame, NDArray[np.bool_]] | None":
    """Return the points of all other policies, and whether each does worse than the base policy.

    Compared in the same world with the same seeds; None where the base policy did not meet all
    worlds.
    """
    try:
        policies, _ = policies_by_world(sample, outcome)
    except ResultError:
        return None
    if base not in policies:
        return None
    points, values = sample.points, sign * sample.outcome(outcome).mean(axis=1)
    worlds = [factor.path for factor in sample.uncertainties]
    is_base = (points[list(base)] == list(base.values())).all(axis=1)
    if worlds:
        at_base = dict(
            zip(map(tuple, points.loc[is_base, worlds].to_numpy()), values[is_base], strict=True)
        )
        rivals = np.array([at_base[tuple(world)] for world in points[worlds].to_numpy()])
    else:
        rivals = np.full(len(points), float(values[is_base][0]))
    others = ~is_base.to_numpy()
    return points[others], np.array((values < rivals)[others], dtype=np.bool_)


def _sorted(flips: Sequence[FlipPoint]) -> tuple[FlipPoint, ...]:
    return tuple(sorted(flips, key=lambda flip: flip.moved))


def _nearest_world(worlds: "pd.DataFrame", factors: Sequence[Factor]) -> dict[str, Value]:
    """Return, for each uncertainty, the value that was run and is nearest to its base value."""
    home = {}
    for factor in factors:
        own = worlds[factor.path].unique().tolist()
        if not is_number(factor) and middle_of(factor) not in own:
            home[factor.path] = own[0]  # no category is nearer than another
            continue
        target = place_of(factor, middle_of(factor))
        away = [abs(place_of(factor, value) - target) for value in own]
        home[factor.path] = own[int(np.argmin(away))]
    return home


def _not_at_base(home: Mapping[str, Value], factors: Sequence[Factor]) -> dict[str, Value]:
    """Return the values of a world that are not the base values, only nearest to them."""
    return {f.path: home[f.path] for f in factors if not is_base_world(home, [f])}


def _line(worlds: "pd.DataFrame", factor: Factor, home: Mapping[str, Value]) -> list[int]:
    """Return the numbers of the worlds in which only this factor leaves the nearest base values."""
    others = [path for path in home if path != factor.path]
    keep = np.ones(len(worlds), dtype=np.bool_)
    for path in others:
        keep &= (worlds[path] == home[path]).to_numpy()
    return [int(k) for k in np.flatnonzero(keep)]


def _rows(
    sample: Sample, policies: Sequence[Mapping[str, Value]], world: "pd.DataFrame"
) -> list[int]:
    """Return the rows of points at which each policy met a world, in the order of the policies."""
    points = sample.points
    keep = (points[world.columns] == world.iloc[0]).all(axis=1)
    rows = []
    for policy in policies:
        own = keep.copy()
        for path, value in policy.items():
            own &= points[path] == value
        rows.append(int(np.flatnonzero(own.to_numpy())[0]))
    return rows


def _at(worlds: "pd.DataFrame", home: Mapping[str, Value]) -> int | None:
    """Return the number of the world with these values; None where none has them all."""
    keep = np.ones(len(worlds), dtype=np.bool_)
    for path, value in home.items():
        keep &= (worlds[path] == value).to_numpy()
    return int(np.argmax(keep)) if keep.any() else None
