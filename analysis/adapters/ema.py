"""EMA workbench: an experiment as its model, and its PRIM for scenario discovery.

EMA workbench 3 needs Python 3.12; 2.5 works with 3.11. Only the tests of this project need it.
"""

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import loguniform

from analysis.experiments.experiment import Factor
from analysis.exploration.discovery import Rule, rule_of_box
from analysis.exploration.packages import optional_package
from analysis.exploration.places import ends, is_number, places_of
from analysis.exploration.runs import Runs
from simulation.draws import replication_seed
from simulation.scenario.schema import Value

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = "EMA workbench"
INSTALL = (
    "Install it with: python -m pip install ema_workbench (version 3 needs Python 3.12 or newer, "
    "2.5 is the last one for 3.11)."
)


def ema_model(
    name: str,
    study: Runs,
    factors: Sequence[Factor],
    outcomes: Sequence[str],
    *,
    seed: int = 1,
    replications: int = 1,
) -> Any:
    """Return an EMA workbench `Model`: levers, uncertainties and outcomes of an experiment.

    Every experiment of the workbench runs with the same seeds; an outcome is the mean over them.
    A range with `scale: log` is sampled evenly over orders of magnitude, one of whole numbers
    linearly all the same: the workbench has no logarithmic whole numbers.
    Paths hold dots, which its names cannot: they become two underscores (`firms__Alpha__price`).

    Parameters
    ----------
    name : str
        Of the model: letters and digits.
    study : Runs
        Runs one market (`market_study(experiment)`).
    factors : Sequence[Factor]
        Levers and uncertainties.
    outcomes : Sequence[str]
        Columns of a run.
    seed, replications : int
        Seed of the study, and runs of each experiment.

    Raises
    ------
    RunError
        If EMA workbench is not installed.
    """
    ema = optional_package("ema_workbench", PACKAGE, INSTALL)
    paths = {ema_name(factor.path): factor.path for factor in factors}

    def run(**values: Value) -> dict[str, float]:  # the workbench calls by keyword
        point = {paths[key]: plain_value(value) for key, value in values.items()}
        rows = [study.run(point, replication_seed(seed, r)) for r in range(replications)]
        return {ema_name(o): float(np.mean([row[o] for row in rows])) for o in outcomes}

    model = ema.Model(name, function=run)
    model.levers = [_parameter(ema, f) for f in factors if f.kind == "lever"]
    model.uncertainties = [_parameter(ema, f) for f in factors if f.kind == "uncertainty"]
    model.outcomes = [ema.ScalarOutcome(ema_name(outcome)) for outcome in outcomes]
    return model


def prim_rules(
    points: "pd.DataFrame",
    factors: Sequence[Factor],
    is_case: ArrayLike,
    *,
    threshold: float = 0.8,
    boxes: int = 3,
) -> list[Rule]:
    """Return the boxes that PRIM finds where a case is dense (Friedman & Fisher 1999), in words.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point, one column a factor.
    factors : Sequence[Factor]
        Which factors rules may name; numbers only.
    is_case : array of bool, shape (P,)
        Whether the case happened at each point.
    threshold : float
        Least density of a box: of its peeling, the first step that reaches it.
    boxes : int
        How many boxes at most; each is looked for among the points that earlier ones left.

    Raises
    ------
    RunError
        If EMA workbench is not installed.
    """
    import pandas as pd

    prim = optional_package("ema_workbench.analysis.prim", PACKAGE, INSTALL)
    numbers = [factor for factor in factors if is_number(factor)]
    places = pd.DataFrame(places_of(points, numbers), columns=[f.path for f in numbers])
    cases = np.asarray(is_case, dtype=np.bool_)
    asks_for_threshold = "threshold" in inspect.signature(prim.Prim.__init__).parameters  # 2.5
    limit = {"threshold": threshold} if asks_for_threshold else {}
    found = prim.Prim(places, cases, **limit)
    rules = []
    for _ in range(boxes):
        box = found.find_box()
        step = None if box is None else _dense_enough(box.peeling_trajectory, threshold)
        if step is None:
            break
        box.select(step)
        rules.append(rule_of_box(points, numbers, cases, _opened(box, step, numbers)))
    return rules


def _dense_enough(trajectory: "pd.DataFrame", threshold: float) -> int | None:
    """Return the first step of the peeling, so the one with most coverage, that is dense enough."""
    enough = np.flatnonzero(trajectory["density"].to_numpy() >= threshold)
    return int(enough[0]) if enough.size else None


def _opened(box: Any, step: int, factors: Sequence[Factor]) -> list[tuple[float, float]]:
    """Return the box of a step; ends at which nothing was peeled are open."""
    whole, limits = box.box_lims[0], box.box_lims[step]
    spans = []
    for factor in factors:
        low, high = (float(limits[factor.path].iloc[end]) for end in (0, 1))
        is_low, is_high = (low > float(whole[factor.path].iloc[0]), high < float(whole[factor.path].iloc[1]))  # fmt: skip
        spans.append((low if is_low else -np.inf, high if is_high else np.inf))
    return spans


def ema_name(path: str) -> str:
    """Return a dotted path as a name that EMA workbench can pass on."""
    return path.replace(".", "__")


def plain_value(value: Any) -> Value:
    """Return what the workbench passes as a plain value: numbers of NumPy become Python's."""
    found: Value = value.item() if isinstance(value, np.generic) else value
    return found


def _parameter(ema: Any, factor: Factor) -> Any:
    name = ema_name(factor.path)
    if factor.values is not None:
        return ema.CategoricalParameter(name, list(factor.values))
    low, high = ends(factor)
    if factor.is_whole:
        return ema.IntegerParameter(name, int(np.ceil(low)), int(np.floor(high)))
    if factor.scale == "log":
        return ema.RealParameter.from_dist(name, loguniform(low, high))
    return ema.RealParameter(name, low, high)
