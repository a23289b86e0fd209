"""Choice models of a log: which terms they have, how they are fitted, what they predict.

| model | terms |
|---|---|
| constants | a constant for each firm |
| mix | + price, feature, display (those that the log has) |
| mix_last | + 1 at the firm of the customer's last purchase |
| mix_loyalty | + the loyalty of Guadagni & Little with its smoothing constant |

Errors are clustered by customer: purchases of one household are no independent observations.
"""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from analysis.calibration.likelihood import choice_probabilities
from analysis.calibration.log import ChoiceLog, FloatArray
from analysis.calibration.loyalty import InitRule, loyalty_path
from simulation.errors import LogError

ModelName: TypeAlias = Literal["constants", "mix", "mix_last", "mix_loyalty"]


@dataclass(frozen=True)
class Smoothing:
    """The smoothing constant of loyalty.

    Attributes
    ----------
    value : float
        Maximum-likelihood estimate.
    low, high : float
        95 % likelihood-ratio interval.
    init_rule : {"market_share", "first_brand"}
        The rule with the higher likelihood.
    log_likelihoods : tuple of (str, float)
        Of each rule, at its own best smoothing.
    """

    value: float
    low: float
    high: float
    init_rule: InitRule
    log_likelihoods: tuple[tuple[InitRule, float], ...]


@dataclass(frozen=True, eq=False)
class ChoiceModel:
    """A fitted model.

    Attributes
    ----------
    name : {"constants", "mix", "mix_last", "mix_loyalty"}
    terms : tuple of str, length P
        Constants as "constant FIRM" (all but the reference), then attributes, then "last", or
        "loyalty" and "smoothing".
    coefficients : ndarray, shape (P,)
    covariance : ndarray, shape (P, P)
        Clustered by customer.
    log_likelihood : float
    n_choices : int
        Purchases in the likelihood (first ones only initialize).
    shares : ndarray, shape (J,)
        Market shares of the purchases that the model was fitted on.
    """

    name: ModelName
    terms: tuple[str, ...]
    coefficients: FloatArray
    covariance: FloatArray
    log_likelihood: float
    n_choices: int
    shares: FloatArray

    @property
    def standard_errors(self) -> FloatArray:
        """Standard errors clustered by customer, shape (P,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def logit_parameters(self) -> FloatArray:
        """Constants and slopes, without the smoothing constant."""
        return self.coefficients

    def coefficient(self, term: str) -> float:
        """Return one coefficient.

        Raises
        ------
        LogError
            If the model has no such term.
        """
        return float(self.coefficients[self._index(term)])

    def standard_error(self, term: str) -> float:
        """Return the clustered standard error of one coefficient.

        Raises
        ------
        LogError
            If the model has no such term.
        """
        return float(self.standard_errors[self._index(term)])

    def pseudo_r2(self) -> float:
        """Return McFadden's rho squared against equal shares of all firms."""
        return 1.0 + self.log_likelihood / (self.n_choices * math.log(len(self.shares)))

    def probabilities(self, log: ChoiceLog) -> FloatArray:
        """Return each firm's probability at each purchase given what came before, shape (n, J)."""
        return choice_probabilities(self.logit_parameters, self.design(log))

    def design(self, log: ChoiceLog) -> FloatArray:
        """Return the terms that have slopes, shape (n, J, K)."""
        return fixed_design(log, self.name)

    def _index(self, term: str) -> int:
        if term not in self.terms:
            msg = f"The model {self.name} has the terms {', '.join(self.terms)}. Got {term!r}."
            raise LogError(msg)
        return self.terms.index(term)


@dataclass(frozen=True, eq=False)
class LoyaltyModel(ChoiceModel):
    """The fitted model mix_loyalty.

    Attributes
    ----------
    smoothing : Smoothing
    """

    smoothing: Smoothing

    @property
    def logit_parameters(self) -> FloatArray:
        """Constants and slopes, without the smoothing constant."""
        return self.coefficients[:-1]

    def design(self, log: ChoiceLog) -> FloatArray:
        """Return the attributes and loyalty, shape (n, J, K)."""
        path = loyalty_path(log, self.smoothing.value, self.smoothing.init_rule, self.shares)
        return with_column(log.attributes, path.level)


def fixed_design(log: ChoiceLog, name: ModelName) -> FloatArray:
    """Return the slope terms of a model without loyalty, shape (n, J, K)."""
    if name == "constants":
        return log.attributes[:, :, :0]
    return with_column(log.attributes, log.last_bought) if name == "mix_last" else log.attributes


def with_column(attributes: FloatArray, column: FloatArray) -> FloatArray:
    """Return the attributes (n, J, K) with one more (n, J) as the last."""
    return np.concatenate((attributes, column[:, :, None]), axis=2)


def slope_terms(log: ChoiceLog, name: ModelName) -> tuple[str, ...]:
    """Return the names of the slope terms of a model."""
    if name == "constants":
        return ()
    state = {"mix": (), "mix_last": ("last",), "mix_loyalty": ("loyalty",)}
    return (*log.attribute_names, *state[name])


def constant_terms(log: ChoiceLog) -> tuple[str, ...]:
    """Return the names of the constants; the first firm is the reference and has none."""
    return tuple(f"constant {firm}" for firm in log.firms[1:])
