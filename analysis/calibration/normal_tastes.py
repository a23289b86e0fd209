"""Normally distributed tastes: constants and price differ between customers (a mixed logit).

The integral over tastes is a mean over the points of a Sobol sequence (Train, 2009, chapter 9),
the same for all customers and evaluations, so that the simulated likelihood is smooth and the
result the same each time. Tastes are correlated up to `MOST_CORRELATED` of them, independent
beyond that. The mean taste of a customer moves with the firm of the first purchase (Wooldridge, 2005):
without that, liking a firm and having begun with it would pass for the effect of the last purchase.
"""

import numpy as np
from scipy.special import expit
from scipy.stats import norm, qmc

from analysis.calibration.log import FloatArray
from analysis.calibration.taste_arrays import TasteArrays
from analysis.calibration.taste_mixture import Nodes, mixture_gradient

LOG2_NODES = 8  # 256 points; with 1,024 the scores of the real panels move by .005 at most
MOST_CORRELATED = 6
START_SD = 0.7  # assumption: logits, where the search starts
# Assumption: bounds of the logit of the smoothing constant at the start of the search.
START_SMOOTHING = (0.2, 0.9)


class NormalProblem:
    """Normal tastes as a vector of free parameters.

    The vector holds the mean coefficients, the logit of the smoothing constant where loyalty is in
    the state, and the entries of the triangular factor of the tastes' covariance (its diagonal only
    where tastes are independent).

    Parameters
    ----------
    arrays : TasteArrays
        With the term "first".
    log2_nodes : int
        Points of the integral, as a power of two.
    """

    def __init__(self, arrays: TasteArrays, log2_nodes: int = LOG2_NODES) -> None:
        self.arrays = arrays
        self.random = np.array(
            [t for t, term in enumerate(arrays.terms) if _is_random(term)], dtype=np.int64
        )
        n_random = len(self.random)
        sobol = qmc.Sobol(n_random, scramble=False).random_base2(log2_nodes)
        # The first point is 0; half a cell further, every point lies inside the cube.
        self._points: FloatArray = norm.ppf(sobol + 0.5 / 2**log2_nodes)
        diagonal = np.arange(n_random)
        is_full = n_random <= MOST_CORRELATED
        self._factor_entries = np.tril_indices(n_random) if is_full else (diagonal, diagonal)
        self._has_smoothing = arrays.design.has_smoothing
        self._n_before = len(arrays.terms) + int(self._has_smoothing)
        self.n_parameters = self._n_before + len(self._factor_entries[0])
        self.n_free = self.n_parameters

    def start(self, smoothing: float, state: float) -> FloatArray:
        """Return where the search starts.

        Parameters
        ----------
        smoothing, state : float
            Of the model without lasting tastes.
        """
        vector = np.zeros(self.n_parameters)
        shares = self.arrays.design.shares
        vector[: len(shares) - 1] = 0.5 * np.log(shares[1:] / shares[0])
        vector[self.arrays.terms.index(self.arrays.design.traces[0])] = 0.5 * state
        if self._has_smoothing:
            inside = min(max(smoothing, START_SMOOTHING[0]), START_SMOOTHING[1])
            vector[len(self.arrays.terms)] = np.log(inside / (1.0 - inside))
        row, column = self._factor_entries
        vector[self._n_before :] = np.where(row == column, START_SD, 0.0)
        return vector

    @property
    def smoothing_position(self) -> int:
        """Where the logit of the smoothing constant stands in the vector."""
        return len(self.arrays.terms)

    def mean_weights(self, _class_sizes: FloatArray) -> FloatArray:
        """Return how the mean of each term over customers follows from the vector, shape (T, P)."""
        return np.eye(len(self.arrays.terms), self.n_parameters)

    def factor(self, vector: FloatArray) -> FloatArray:
        """Return the triangular factor of the tastes' covariance, in units of the columns' scale."""
        triangle = np.zeros((len(self.random), len(self.random)))
        triangle[self._factor_entries] = vector[self._n_before :]
        return triangle

    def nodes(self, vector: FloatArray) -> Nodes:
        """Return the points of the distribution at a vector, in units of the columns' scale."""
        n_nodes, n_terms = len(self._points), len(self.arrays.terms)
        coefficients = np.tile(vector[:n_terms], (n_nodes, 1))
        coefficients[:, self.random] += self._points @ self.factor(vector).T
        smoothing = 0.0
        if self._has_smoothing:
            smoothing = float(expit(vector[n_terms]))
        prior = np.full((self.arrays.n_firms, n_nodes), -np.log(n_nodes))
        return Nodes(coefficients, prior, smoothing)

    def log_likelihood(self, vector: FloatArray) -> float:
        """Return the simulated log-likelihood."""
        return mixture_gradient(self.arrays, self.nodes(vector)).log_likelihood

    def objective(self, vector: FloatArray) -> tuple[float, FloatArray]:
        """Return the simulated log-likelihood and its derivative by the vector."""
        nodes = self.nodes(vector)
        found = mixture_gradient(self.arrays, nodes)
        n_terms = len(self.arrays.terms)
        gradient = np.empty(self.n_parameters)
        gradient[:n_terms] = found.coefficients.sum(axis=0)
        if self._has_smoothing:
            gradient[n_terms] = found.smoothing * nodes.smoothing * (1.0 - nodes.smoothing)
        by_factor = found.coefficients[:, self.random].T @ self._points
        gradient[self._n_before :] = by_factor[self._factor_entries]
        return found.log_likelihood, gradient


def _is_random(term: str) -> bool:
    return term.startswith("constant ") or term == "price"
