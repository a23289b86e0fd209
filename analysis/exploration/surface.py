"""A response surface: a quadratic stand-in for the market, with how far it may be trusted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from analysis.exploration.model_matrix import model_matrix
from analysis.exploration.places import is_number, middle_of, number_at
from analysis.exploration.sample import Sample
from simulation.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd

FOLDS = 10
MAP_STEPS = 21
TRUSTED = 0.8  # cross-validated R2 below which a surface is only an indication (assumption)


@dataclass(frozen=True)
class ResponseSurface:
    """A quadratic polynomial in all factors, fitted by least squares (Box & Wilson 1951).

    Attributes
    ----------
    outcome : str
        What it stands in for: the mean over replications.
    factors : tuple[Factor, ...]
        Of what it is a function.
    squared : tuple[str, ...]
        Numbers that have a square: those that took three values or more.
    coefficients : ndarray, shape (columns,)
        Of the model matrix with interactions and these squares.
    r_squared : float
        Share of the variance between points that it fits.
    r_squared_cross_validated : float
        The same for points that the fit did not see; negative where the mean would do better.
    error : float
        Root mean squared error of those predictions, in units of the outcome.
    """

    outcome: str
    factors: tuple[Factor, ...]
    squared: tuple[str, ...]
    coefficients: NDArray[np.float64]
    r_squared: float
    r_squared_cross_validated: float
    error: float

    @property
    def is_trusted(self) -> bool:
        """Whether it predicts unseen points well enough to stand in for runs."""
        return self.r_squared_cross_validated >= TRUSTED

    def predicted(self, points: "pd.DataFrame") -> NDArray[np.float64]:
        """Return the outcome predicted at points (one row each, one column a factor)."""
        columns = _columns(points, self.factors, self.squared)
        found: NDArray[np.float64] = columns @ self.coefficients
        return found


def response_surface(sample: Sample, outcome: str, seed: int = 1) -> ResponseSurface:
    """Return the quadratic surface of an outcome, cross-validated in ten parts of the points.

    All replications of a point are in the same part, so that no fit sees a point it is judged by.

    Parameters
    ----------
    sample : Sample
        Runs of any design that varies factors together.
    outcome : str
        Which outcome.
    seed : int
        Seed of the split into parts.

    Raises
    ------
    ResultError
        If there are not more different points than a quadratic surface has coefficients, or they
        leave some open.
    """
    return surface_of(sample.points, sample.factors, outcome, sample.outcome(outcome).mean(axis=1), seed)  # fmt: skip


def surface_of(
    points: "pd.DataFrame",
    factors: tuple[Factor, ...],
    outcome: str,
    values: NDArray[np.float64],
    seed: int = 1,
) -> ResponseSurface:
    """Return the surface through values (shape (P,)) at points (one row each).

    Raises
    ------
    ResultError
        As in `response_surface`.
    """
    squared = tuple(f.path for f in factors if is_number(f) and points[f.path].nunique() > 2)
    columns = _columns(points, factors, squared)
    point = points.groupby([f.path for f in factors], sort=False, dropna=False).ngroup().to_numpy()
    n, wanted = int(point.max()) + 1, columns.shape[1]
    if n <= wanted or np.linalg.matrix_rank(columns) < wanted:
        msg = (
            f"{outcome}: a quadratic surface of {len(factors)} factor{'s' * (len(factors) > 1)} has "
            f"{wanted} coefficients, which {n} different points do not determine with any to spare. "
            "Sweep more points (latin_hypercube or sobol)."
        )
        raise ResultError(msg)
    # Points that are the same (steps of a whole number, a row written twice) are left out together.
    parts = (np.random.default_rng(seed).permutation(n) % min(FOLDS, n))[point]
    unseen = np.empty(len(points))
    for part in range(min(FOLDS, n)):
        out = parts == part
        fit = np.linalg.lstsq(columns[~out], values[~out], rcond=None)[0]
        unseen[out] = columns[out] @ fit
    coefficients = np.array(np.linalg.lstsq(columns, values, rcond=None)[0], dtype=np.float64)
    return ResponseSurface(
        outcome,
        factors,
        squared,
        coefficients,
        _explained(values, columns @ coefficients),
        _explained(values, unseen),
        float(np.sqrt(np.mean((values - unseen) ** 2))),
    )


def surface_map(
    surface: ResponseSurface, across: str, up: str, held: "pd.Series[float] | None" = None
) -> "pd.DataFrame":
    """Return the predicted outcome over two numbers: rows `up`, columns `across`.

    Parameters
    ----------
    surface : ResponseSurface
        What predicts.
    across, up : str
        Two factors that are numbers.
    held : pandas.Series | None
        Value of every other factor; its base value if missing.
    """
    import pandas as pd

    by_name = {factor.path: factor for factor in surface.factors}
    places = np.linspace(0.0, 1.0, MAP_STEPS)
    rows = [number_at(by_name[up], float(place)) for place in places]
    columns = [number_at(by_name[across], float(place)) for place in places]
    fixed: dict[str, object] = {name: middle_of(factor) for name, factor in by_name.items()}
    if held is not None:
        fixed |= dict(held)
    grid = pd.DataFrame([{**fixed, up: y, across: x} for y in rows for x in columns])
    values = surface.predicted(grid).reshape(len(rows), len(columns))
    return pd.DataFrame(
        values, index=pd.Index(rows, name=up), columns=pd.Index(columns, name=across)
    )


def heat_map(sample: Sample, outcome: str, across: str, up: str) -> "pd.DataFrame":
    """Return the mean outcome by two factors that have levels (a grid): rows `up`, columns `across`.

    Raises
    ------
    ResultError
        If there is no such outcome, or a run is missing.
    """
    means = sample.points.assign(value=sample.outcome(outcome).mean(axis=1))
    return means.pivot_table(index=up, columns=across, values="value", aggfunc="mean")


def _columns(
    points: "pd.DataFrame", factors: tuple[Factor, ...], squared: tuple[str, ...]
) -> NDArray[np.float64]:
    return model_matrix(points, factors, interactions=True, squared=squared).values


def _explained(values: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
    whole = float(np.sum((values - values.mean()) ** 2))
    rest = float(np.sum((values - predicted) ** 2))
    return 1.0 - rest / whole if whole > 0.0 else float("nan")
