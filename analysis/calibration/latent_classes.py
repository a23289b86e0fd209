"""Latent classes: a few types of customers, each with constants, price and state of its own.

Feature, display and the smoothing constant are common to all classes. Which class a customer
belongs to is not seen; its probability depends on the firm of the first purchase, because people who
first bought from a firm mostly like it (the initial conditions problem; Heckman, 1981).

Two weak priors keep the maximum finite. Each class has made one purchase besides those of the log,
spread by market share, at equal offers; and of each first firm there is one more customer, spread
evenly over the classes.
"""

import numpy as np
from scipy.special import expit

from analysis.calibration.log import FloatArray, IntArray
from analysis.calibration.taste_arrays import TasteArrays
from analysis.calibration.taste_mixture import Nodes, log_normalized, mixture_gradient

PRIOR_PURCHASES = 1.0  # assumption, as in the switching matrix of the baselines
PRIOR_CUSTOMERS = 1.0  # assumption
START_SPREAD = 1.5  # assumption: logits between classes where the search starts


class ClassProblem:
    """Latent classes as a vector of free parameters.

    The vector holds the coefficients (one a class where classes differ), the logit of the smoothing
    constant where loyalty is in the state, and a membership logit for each first firm and class.

    Parameters
    ----------
    arrays : TasteArrays
        Without the term "first": membership takes its place.
    n_classes : int
    """

    def __init__(self, arrays: TasteArrays, n_classes: int) -> None:
        self.arrays = arrays
        self.n_classes = n_classes
        self._position = _positions(arrays, n_classes)
        self._n_coefficients = int(self._position.max()) + 1
        self._has_smoothing = arrays.design.has_smoothing
        self._n_before = self._n_coefficients + int(self._has_smoothing)
        self.n_parameters = self._n_before + n_classes * arrays.n_firms
        # Adding a number to all membership logits of one first firm changes nothing.
        self.n_free = self.n_parameters - arrays.n_firms

    def start(self, generator: np.random.Generator, smoothing: float, state: float) -> FloatArray:
        """Return a random start: classes around the market's shares.

        Parameters
        ----------
        generator : Generator
        smoothing, state : float
            Of the model without classes.
        """
        vector = np.zeros(self.n_parameters)
        shares = self.arrays.design.shares
        n_constants = self.arrays.n_firms - 1
        around = 0.5 * np.log(shares[1:] / shares[0])
        for own in self._position:
            vector[own[:n_constants]] = around + generator.normal(0.0, START_SPREAD, n_constants)
        vector[self._position[:, self.arrays.terms.index(self.arrays.design.traces[0])]] = state
        if self._has_smoothing:
            vector[self._n_coefficients] = _logit(smoothing)
        return vector

    @property
    def smoothing_position(self) -> int:
        """Where the logit of the smoothing constant stands in the vector."""
        return self._n_coefficients

    def mean_weights(self, class_sizes: FloatArray) -> FloatArray:
        """Return how the mean of each term over customers follows from the vector, shape (T, P)."""
        n_terms = len(self.arrays.terms)
        weights = np.zeros((n_terms, self.n_parameters))
        for own, size in zip(self._position, class_sizes, strict=True):
            np.add.at(weights, (np.arange(n_terms), own), size)
        return weights

    def nodes(self, vector: FloatArray) -> Nodes:
        """Return the classes at a vector, in units of the columns' scale."""
        smoothing = 0.0
        if self._has_smoothing:
            smoothing = float(expit(vector[self._n_coefficients]))
        logits = vector[self._n_before :].reshape(self.arrays.n_firms, self.n_classes)
        return Nodes(vector[self._position], log_normalized(logits.T).T, smoothing)

    def log_likelihood(self, vector: FloatArray) -> float:
        """Return the log-likelihood without the priors."""
        return mixture_gradient(self.arrays, self.nodes(vector)).log_likelihood

    def objective(self, vector: FloatArray) -> tuple[float, FloatArray]:
        """Return log-likelihood plus log-priors, and the derivative by the vector."""
        nodes = self.nodes(vector)
        found = mixture_gradient(self.arrays, nodes)
        shares = self.arrays.design.shares
        log_shares = self._class_shares(nodes)
        membership = np.exp(nodes.log_prior)
        height = found.log_likelihood + PRIOR_PURCHASES * float(np.sum(log_shares @ shares))
        height += PRIOR_CUSTOMERS * float(nodes.log_prior.mean(axis=1).sum())

        by_coefficient = found.coefficients.copy()
        pull = PRIOR_PURCHASES * (shares[1:] - np.exp(log_shares[:, 1:]))
        by_coefficient[:, : self.arrays.n_firms - 1] += pull
        gradient = np.zeros(self.n_parameters)
        np.add.at(gradient, self._position.ravel(), by_coefficient.ravel())
        if self._has_smoothing:
            slope = nodes.smoothing * (1.0 - nodes.smoothing)
            gradient[self._n_coefficients] = found.smoothing * slope
        customers = found.members.sum(axis=1, keepdims=True)
        by_membership = found.members - customers * membership
        by_membership += PRIOR_CUSTOMERS * (1.0 / self.n_classes - membership)
        gradient[self._n_before :] = by_membership.ravel()
        return height, gradient

    def _class_shares(self, nodes: Nodes) -> FloatArray:
        """Return each class's log-shares at equal offers without a state, shape (R, J)."""
        constants = nodes.coefficients[:, : self.arrays.n_firms - 1]
        utility = np.concatenate((np.zeros((len(constants), 1)), constants), axis=1)
        return np.ascontiguousarray(log_normalized(utility.T).T)


def _positions(arrays: TasteArrays, n_classes: int) -> IntArray:
    """Return where each class's coefficient of each term stands in the vector, shape (R, T)."""
    columns = []
    following = 0
    for term in arrays.terms:
        is_own = term.startswith("constant ") or term in ("price", *arrays.design.traces)
        own = np.arange(n_classes) if is_own else np.zeros(n_classes, dtype=np.int64)
        columns.append(following + own)
        following += n_classes if is_own else 1
    return np.stack(columns, axis=1).astype(np.int64)


def _logit(share: float) -> float:
    inside = min(max(share, 0.05), 0.95)
    return float(np.log(inside / (1.0 - inside)))
