"""Scenario discovery: in which worlds does something happen, said in rules (Bryant & Lempert 2010)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.intervals import share_interval
from analysis.experiments.experiment import Factor
from analysis.exploration.estimates import Estimate
from analysis.exploration.packages import optional_package
from analysis.exploration.places import is_number, levels_of, number_at, places_of
from simulation.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd

DEPTH = 3
LEAST_SHARE = 0.05  # of the points, in one box: smaller ones are stories about single points
SHARE_SAMPLING = "Wilson interval over the points of the design"


@dataclass(frozen=True)
class Limit:
    """One condition of a rule.

    Attributes
    ----------
    factor : str
        Which factor.
    low, high : float
        Between which values a number lies; infinite where it is open.
    among : tuple[object, ...]
        Which values a category has; empty for a number.
    """

    factor: str
    low: float = -np.inf
    high: float = np.inf
    among: tuple[object, ...] = ()

    @property
    def text(self) -> str:
        """The condition in words."""
        if self.among:
            return f"{self.factor} is {' or '.join(str(value) for value in self.among)}"
        if not np.isfinite(self.low):
            return f"{self.factor} is at most {self.high:.4g}"
        if not np.isfinite(self.high):
            return f"{self.factor} is above {self.low:.4g}"
        return f"{self.factor} is between {self.low:.4g} and {self.high:.4g}"


@dataclass(frozen=True)
class Rule:
    """A box in the space of factors in which a case is frequent.

    Attributes
    ----------
    limits : tuple[Limit, ...]
        All of them hold inside; none is the whole space.
    coverage : float
        Share of all cases that lie inside.
    density : Estimate
        Share of the points inside that are cases.
    points : int
        Points inside.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: Estimate
    points: int

    @property
    def text(self) -> str:
        """The rule in words."""
        return " and ".join(limit.text for limit in self.limits) or "everywhere"


@dataclass(frozen=True)
class Discovery:
    """Where a case happens.

    Attributes
    ----------
    rules : tuple[Rule, ...]
        The densest first; together they cover `coverage` of the cases.
    share : float
        Share of all points that are cases.
    coverage, density : float
        Of all rules together.
    """

    rules: tuple[Rule, ...]
    share: float
    coverage: float
    density: float


def discovered(
    points: "pd.DataFrame", factors: Sequence[Factor], is_case: ArrayLike, depth: int = DEPTH
) -> Discovery:
    """Return rules for where a case happens, by a classification tree (CART: Breiman et al. 1984).

    Rules are the leaves in which cases are more frequent than half, or, where cases are rare,
    more than twice as frequent as everywhere.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point, one column a factor.
    factors : Sequence[Factor]
        Which factors rules may name.
    is_case : array of bool, shape (P,)
        Whether the case happened at each point.
    depth : int
        How many conditions a rule may have at most.

    Raises
    ------
    ResultError
        If the case happened everywhere or nowhere, or no rule tells where.
    RunError
        If scikit-learn is not installed.
    """
    cases = _cases(is_case, len(points))
    tree_module = optional_package("sklearn.tree", "scikit-learn")
    places = places_of(points, factors)
    tree = tree_module.DecisionTreeClassifier(
        max_depth=depth,
        min_samples_leaf=max(2, int(np.ceil(LEAST_SHARE * len(cases)))),
        class_weight="balanced",  # or a rare case is never worth a split
        random_state=0,
    ).fit(places, cases)
    share = float(cases.mean())
    enough = min(0.5, 2.0 * share)
    on_path = tree.decision_path(places).toarray().astype(np.bool_)
    leaves = {int(node) for node in np.unique(tree.apply(places))}
    dense = {node for node in leaves if cases[on_path[:, node]].mean() >= enough}
    boxes = _boxes(tree.tree_, len(factors))
    rules = [
        _rule(_limits(boxes[node], factors, points), on_path[:, node], cases)
        for node in _joined(tree.tree_, dense)
    ]
    if not any(rule.limits for rule in rules):
        msg = f"no values of the factors tell where it happens, with {len(cases)} points. Sweep more points."
        raise ResultError(msg)
    inside = on_path[:, sorted(dense)].any(axis=1)
    return Discovery(
        tuple(sorted(rules, key=lambda rule: (-rule.density.value, -rule.coverage))),
        share,
        float(cases[inside].sum() / cases.sum()),
        float(cases[inside].mean()) if inside.any() else float("nan"),
    )


def rule_of_box(
    points: "pd.DataFrame",
    factors: Sequence[Factor],
    is_case: ArrayLike,
    box: Sequence[tuple[float, float]],
) -> Rule:
    """Return the rule of a box of places (low and high of every factor, 0 to 1)."""
    cases = _cases(is_case, len(points))
    places = places_of(points, factors)
    low, high = np.array(box, dtype=np.float64).T
    inside = ((places >= low) & (places <= high)).all(axis=1)
    return _rule(_limits(np.column_stack([low, high]), factors, points), inside, cases)


def _cases(is_case: ArrayLike, n: int) -> NDArray[np.bool_]:
    cases = np.asarray(is_case, dtype=np.bool_)
    if cases.shape != (n,):
        msg = f"scenario discovery needs one case, true or false, for each of {n} points. Got {cases.size}."
        raise ResultError(msg)
    if cases.all() or not cases.any():
        happened = "everywhere" if cases.all() else "nowhere"
        msg = (
            f"scenario discovery needs points with the case and points without it; of {n} points it "
            f"happened {happened}. Ask for another case (a lower or higher limit)."
        )
        raise ResultError(msg)
    return cases


def _boxes(tree: Any, factors: int) -> dict[int, NDArray[np.float64]]:
    """Return the box of every node of a fitted tree: low and high place of each factor."""
    whole = np.tile([-np.inf, np.inf], (factors, 1))
    boxes = {0: whole}
    for node in range(tree.node_count):  # a child's number is above its parent's
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left < 0:
            continue
        factor, threshold = int(tree.feature[node]), float(tree.threshold[node])
        boxes[left], boxes[right] = boxes[node].copy(), boxes[node].copy()
        boxes[left][factor, 1] = threshold
        boxes[right][factor, 0] = threshold
    return boxes


def _joined(tree: Any, chosen: set[int]) -> list[int]:
    """Return chosen nodes, two that share a parent replaced by it."""
    joined = set(chosen)
    for node in reversed(range(tree.node_count)):  # children before their parents
        below = {int(tree.children_left[node]), int(tree.children_right[node])}
        if below <= joined:
            joined = (joined - below) | {node}
    return sorted(joined)


def _limits(
    box: NDArray[np.float64], factors: Sequence[Factor], points: "pd.DataFrame"
) -> tuple[Limit, ...]:
    """Return the conditions of a box; of a category it names the values that some point has."""
    limits = []
    for factor, (low, high) in zip(factors, box.tolist(), strict=True):
        if low <= 0.0 and high >= 1.0:
            continue
        if is_number(factor):
            limits.append(
                Limit(
                    factor.path,
                    number_at(factor, low) if low > 0.0 else -np.inf,
                    number_at(factor, high) if high < 1.0 else np.inf,
                )
            )
        else:
            n, met = len(levels_of(factor)), set(points[factor.path])
            inside = [v for k, v in enumerate(levels_of(factor)) if low < (k + 0.5) / n <= high]
            among = tuple(v for v in inside if v in met)
            if among != tuple(v for v in levels_of(factor) if v in met):
                limits.append(Limit(factor.path, among=among or tuple(inside)))
    return tuple(limits)


def _rule(
    limits: tuple[Limit, ...], inside: NDArray[np.bool_], cases: NDArray[np.bool_]
) -> Rule:  # fmt: skip
    n, hits = int(inside.sum()), int(cases[inside].sum())
    low, high = share_interval(hits, n) if n else (0.0, 1.0)
    density = Estimate(hits / n if n else float("nan"), low, high, SHARE_SAMPLING)
    return Rule(limits, hits / int(cases.sum()), density, n)
