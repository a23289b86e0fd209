"""The search for the maximum of a likelihood with lasting tastes, and how sharp that maximum is."""

from typing import TypeAlias

import numpy as np
from scipy.optimize import minimize

from analysis.calibration.latent_classes import ClassProblem
from analysis.calibration.log import FloatArray
from analysis.calibration.normal_tastes import NormalProblem

Problem: TypeAlias = ClassProblem | NormalProblem

GRADIENT_TOLERANCE = 5e-5  # mean gradient per purchase at which the search stops
WALKED_TOLERANCE = 3e-4  # the same in units of the inverse curvature: 1e-7 of likelihood a purchase
CURVATURE_STEP = 1e-4


def climbed(
    problem: Problem, start: FloatArray, iterations: int, inverse: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return the vector at which the objective is highest near a start, and the inverse curvature.

    The inverse curvature of an earlier search shortens the next one: its square root is the unit in
    which that one walks.

    Parameters
    ----------
    problem : ClassProblem or NormalProblem
    start : ndarray, shape (P,)
    iterations : int
        At most.
    inverse : ndarray, shape (P, P), optional
        From an earlier search.
    """
    n = problem.arrays.n_rows
    unit, tolerance = _unit(inverse, len(start))

    def falling(steps: FloatArray) -> tuple[float, FloatArray]:
        height, gradient = problem.objective(start + unit @ steps)
        return -height / n, -(gradient @ unit) / n

    found = minimize(
        falling,
        np.zeros(len(start)),
        jac=True,
        method="BFGS",
        options={"gtol": tolerance, "maxiter": iterations},
    )
    vector: FloatArray = start + unit @ found.x
    walked = unit @ found.hess_inv @ unit.T
    return vector, 0.5 * (walked + walked.T)


def _unit(inverse: FloatArray | None, size: int) -> tuple[FloatArray, float]:
    """Return the unit in which a search walks, and the gradient in that unit at which it stops."""
    plain = np.eye(size), GRADIENT_TOLERANCE
    if inverse is None:
        return plain
    try:
        root: FloatArray = np.linalg.cholesky(inverse).astype(np.float64, copy=False)
    except np.linalg.LinAlgError:
        # Over a flat likelihood rounding makes it indefinite: then it says nothing of the curvature.
        return plain
    return root, WALKED_TOLERANCE


def curvature(problem: Problem, vector: FloatArray) -> FloatArray:
    """Return minus the second derivative of the objective, by differences of the first, shape (P, P)."""
    rows = []
    for index in range(len(vector)):
        step = np.zeros_like(vector)
        step[index] = CURVATURE_STEP
        _, above = problem.objective(vector + step)
        _, below = problem.objective(vector - step)
        rows.append((below - above) / (2.0 * CURVATURE_STEP))
    matrix = np.array(rows)
    return 0.5 * (matrix + matrix.T)
