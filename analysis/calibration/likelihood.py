"""The multinomial logit (McFadden, 1974): likelihood, derivatives and their maximum.

Utility of firm j at purchase n is `constant_j + sum_k slope_k * design[n, j, k]`; the constant of
the first firm is 0. Parameters stand in one vector: J - 1 constants, then K slopes. Constants are
handled apart from the design, because their columns would be an identity matrix per row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from analysis.calibration.log import FloatArray, IntArray
from simulation.errors import LogError

# Mean gradient per purchase at which the search stops; Newton's last step leaves far less.
GRADIENT_TOLERANCE = 1e-8
MAXIMUM_ITERATIONS = 200
# Where the maximum lies at infinity, the search stops with information near the tolerance above;
# a firm bought once in 10,000 purchases still has a hundred times this much.
MINIMUM_INFORMATION = 1e-6
# Assumption: of the parameters, one of this many logits per standard deviation is the runaway.
RUN_OFF = 6.0


@dataclass(frozen=True, eq=False)
class LogitFit:
    """A maximum of the likelihood.

    Attributes
    ----------
    parameters : ndarray, shape (J - 1 + K,)
    log_likelihood : float
    information : ndarray, shape (J - 1 + K, J - 1 + K)
        Minus the second derivative.
    """

    parameters: FloatArray
    log_likelihood: float
    information: FloatArray


def choice_probabilities(parameters: FloatArray, design: FloatArray) -> FloatArray:
    """Return the probability of each firm at each purchase, shape (n, J).

    Parameters
    ----------
    parameters : ndarray, shape (J - 1 + K,)
    design : ndarray, shape (n, J, K)
    """
    probabilities, _, _ = _evaluated(parameters, design.T)
    return np.ascontiguousarray(probabilities.T)


def log_likelihood(parameters: FloatArray, design: FloatArray, choice: IntArray) -> float:
    """Return the log-likelihood of the choices.

    Parameters
    ----------
    parameters : ndarray, shape (J - 1 + K,)
    design : ndarray, shape (n, J, K)
    choice : ndarray of int, shape (n,)
    """
    _, utility, logsum = _evaluated(parameters, design.T)
    return float(np.sum(utility[choice, np.arange(len(choice))] - logsum))


def row_scores(probabilities: FloatArray, design: FloatArray, choice: IntArray) -> FloatArray:
    """Return each purchase's gradient of the log-likelihood, shape (n, J - 1 + K).

    Parameters
    ----------
    probabilities : ndarray, shape (n, J)
    design : ndarray, shape (n, J, K)
    choice : ndarray of int, shape (n,)
    """
    residual = -probabilities
    residual[np.arange(len(choice)), choice] += 1.0
    slopes = np.einsum("nj,njk->nk", residual, design)
    return np.concatenate((residual[:, 1:], slopes), axis=1)


def information(probabilities: FloatArray, design: FloatArray) -> FloatArray:
    """Return minus the second derivative of the log-likelihood (free of the choices).

    Parameters
    ----------
    probabilities : ndarray, shape (n, J)
    design : ndarray, shape (n, J, K)
    """
    return _information(probabilities.T, design.T)


def fit_logit(
    design: FloatArray,
    choice: IntArray,
    names: Sequence[str],
    start: FloatArray | None = None,
) -> LogitFit:
    """Return the maximum-likelihood fit.

    Parameters
    ----------
    design : ndarray, shape (n, J, K)
    choice : ndarray of int, shape (n,)
    names : sequence of str, length J - 1 + K
        For the message, should a parameter not be identified.
    start : ndarray, optional
        Where the search starts; zeros if not given. The likelihood has one maximum.

    Raises
    ------
    LogError
        If the data do not identify a parameter (its maximum lies at infinity, or several
        parameters do the same).
    """
    n_constants = design.shape[1] - 1
    # Slopes are searched in units of one standard deviation, so that the price unit does not matter.
    spread = design.std(axis=(0, 1))
    scale = np.concatenate((np.ones(n_constants), np.where(spread > 0, spread, 1.0)))
    columns = np.ascontiguousarray((design / scale[n_constants:]).T)
    objective = _MeanNegativeLogLikelihood(columns, choice)
    found = minimize(
        objective.value,
        np.zeros(len(scale)) if start is None else start * scale,
        jac=objective.gradient,
        hess=objective.hessian,
        method="trust-exact",
        options={"gtol": GRADIENT_TOLERANCE, "maxiter": MAXIMUM_ITERATIONS},
    )
    position = np.asarray(found.x, dtype=float)
    _require_identified(position, objective.hessian(position), names, len(choice))
    return LogitFit(
        parameters=position / scale,
        log_likelihood=-objective.value(position) * len(choice),
        information=objective.hessian(position) * len(choice) * np.outer(scale, scale),
    )


def _require_identified(
    position: FloatArray, hessian: FloatArray, names: Sequence[str], n_choices: int
) -> None:
    """Refuse a maximum that is flat in some direction, naming the parameter most concerned."""
    values, vectors = np.linalg.eigh(hessian)
    if values[0] >= MINIMUM_INFORMATION:
        return
    has_run_off = np.abs(position).max() > RUN_OFF
    concerned = np.abs(position if has_run_off else vectors[:, 0])
    msg = (
        f"The log's {n_choices} repeat purchases must identify every coefficient. Got none for"
        f" {names[int(np.argmax(concerned))]!r}: it predicts choices perfectly, is bought too"
        " rarely, or moves with another column. Leave that column or firm out, or merge it."
    )
    raise LogError(msg)


# Below, arrays stand as (K, J, n): a sum over a few firms is then a sum of long columns, which NumPy
# does several times faster than many short ones.


def _evaluated(
    parameters: FloatArray, columns: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return probabilities (J, n), systematic utilities (J, n) and their log-sums (n,)."""
    n_constants = columns.shape[1] - 1
    utility = np.zeros(columns.shape[1:])
    utility[1:] = parameters[:n_constants, None]
    for slope, column in zip(parameters[n_constants:], columns, strict=True):
        utility += slope * column
    highest = utility.max(axis=0)
    probabilities = np.exp(utility - highest)
    total = probabilities.sum(axis=0)
    probabilities /= total
    return probabilities, utility, highest + np.log(total)


def _information(probabilities: FloatArray, columns: FloatArray) -> FloatArray:
    """Return minus the second derivative, from probabilities (J, n) and columns (K, J, n)."""
    n_constants, n_slopes = len(probabilities) - 1, len(columns)
    matrix = np.empty((n_constants + n_slopes, n_constants + n_slopes))
    free = probabilities[1:]
    matrix[:n_constants, :n_constants] = np.diag(free.sum(axis=1)) - free @ free.T
    centered = columns - np.sum(probabilities * columns, axis=1, keepdims=True)
    weighted = probabilities * centered
    matrix[n_constants:, :n_constants] = weighted[:, 1:].sum(axis=2)
    matrix[:n_constants, n_constants:] = matrix[n_constants:, :n_constants].T
    flat = (n_slopes, probabilities.size)
    matrix[n_constants:, n_constants:] = weighted.reshape(flat) @ centered.reshape(flat).T
    return matrix


class _MeanNegativeLogLikelihood:
    """What is minimized; an evaluation is kept, as the search asks for three parts of it."""

    def __init__(self, columns: FloatArray, choice: IntArray) -> None:
        self._columns = columns
        self._chosen = (choice, np.arange(len(choice)))
        self._known_at: FloatArray | None = None
        self._probabilities = np.empty(0)
        self._value = 0.0

    def value(self, parameters: FloatArray) -> float:
        self._evaluate_at(parameters)
        return self._value

    def gradient(self, parameters: FloatArray) -> FloatArray:
        self._evaluate_at(parameters)
        residual = self._probabilities.copy()
        residual[self._chosen] -= 1.0
        slopes = np.einsum("jn,kjn->k", residual, self._columns)
        gradient: FloatArray = np.concatenate((residual[1:].sum(axis=1), slopes))
        return gradient / len(self._chosen[0])

    def hessian(self, parameters: FloatArray) -> FloatArray:
        self._evaluate_at(parameters)
        return _information(self._probabilities, self._columns) / len(self._chosen[0])

    def _evaluate_at(self, parameters: FloatArray) -> None:
        if self._known_at is not None and np.array_equal(self._known_at, parameters):
            return
        self._known_at = parameters.copy()
        self._probabilities, utility, logsum = _evaluated(parameters, self._columns)
        self._value = float(np.mean(logsum - utility[self._chosen]))
