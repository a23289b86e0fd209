"""Fitting the choice models of a log by maximum likelihood.

The smoothing constant is profiled: for each value the logit has one maximum, and the outer search is
over one number. Its interval holds the values whose profile lies within half the 95 % point of
chi-squared with one degree of freedom of the best one.
"""

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

from analysis.calibration.choice_model import (
    ChoiceModel,
    LoyaltyModel,
    ModelName,
    Smoothing,
    constant_terms,
    fixed_design,
    slope_terms,
    with_column,
)
from analysis.calibration.likelihood import (
    LogitFit,
    choice_probabilities,
    fit_logit,
    information,
    row_scores,
)
from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray, IntArray
from analysis.calibration.loyalty import INIT_RULES, InitRule, LoyaltyPath, loyalty_path
from simulation.errors import LogError

SMOOTHING_BOUNDS = (0.0, 0.995)
# Where the search looks first, so that a second, lower hill is not taken for the top.
SMOOTHING_GRID = (0.0, 0.2, 0.4, 0.6, 0.75, 0.85, 0.93, 0.995)
SMOOTHING_TOLERANCE = 1e-5
INTERVAL_TOLERANCE = 1e-4
LIKELIHOOD_RATIO_LIMIT = float(chi2.ppf(0.95, df=1))


def fit_fixed_model(log: ChoiceLog, name: ModelName, known: BoolArray) -> ChoiceModel:
    """Return a model without the loyalty state (constants, mix or mix_last).

    Parameters
    ----------
    log : ChoiceLog
    name : {"constants", "mix", "mix_last"}
    known : ndarray of bool, shape (n,)
        Purchases that may be used; all but a hold-out.

    Raises
    ------
    LogError
        If the known purchases do not identify the model.
    """
    rows = _likelihood_rows(log, known)
    design = fixed_design(log, name)[rows]
    terms = constant_terms(log) + slope_terms(log, name)
    fit = fit_logit(design, log.choice[rows], terms)
    probabilities = choice_probabilities(fit.parameters, design)
    scores = row_scores(probabilities, design, log.choice[rows])
    return ChoiceModel(
        name=name,
        terms=terms,
        coefficients=fit.parameters,
        covariance=clustered_covariance(fit.information, scores, log.customer[rows]),
        log_likelihood=fit.log_likelihood,
        n_choices=len(rows),
        shares=log.bought[known].mean(axis=0),
    )


def fit_loyalty_model(log: ChoiceLog, known: BoolArray) -> LoyaltyModel:
    """Return the model with the loyalty state, its smoothing constant and its init rule.

    Parameters
    ----------
    log : ChoiceLog
    known : ndarray of bool, shape (n,)
        Purchases that may be used; all but a hold-out.

    Raises
    ------
    LogError
        If the known purchases do not identify the model, or no customer bought three times:
        smoothing shows from the third purchase on.
    """
    if not (known & (log.position >= 2)).any():
        msg = (
            f"{log.sources[0].name}: at least one customer must have bought three times for the"
            f" smoothing of loyalty to show. Got at most two known purchases of each of"
            f" {log.n_customers} customers. Repeat rates can still be measured."
        )
        raise LogError(msg)
    profiles = [LoyaltyProfile(log, known, rule) for rule in INIT_RULES]
    peaks = [profile.best() for profile in profiles]
    heights = [profile(peak) for profile, peak in zip(profiles, peaks, strict=True)]
    winner = int(np.argmax(heights))
    profile, value = profiles[winner], peaks[winner]
    low, high = profile.interval(value)
    fit = profile.fit(value)
    smoothing = Smoothing(
        value=value,
        low=low,
        high=high,
        init_rule=profile.init_rule,
        log_likelihoods=tuple(zip(INIT_RULES, heights, strict=True)),
    )
    return LoyaltyModel(
        name="mix_loyalty",
        terms=(*profile.terms, "smoothing"),
        coefficients=np.append(fit.parameters, value),
        covariance=_joint_covariance(profile, value, fit),
        log_likelihood=fit.log_likelihood,
        n_choices=len(profile.rows),
        shares=profile.shares,
        smoothing=smoothing,
    )


class LoyaltyProfile:
    """The highest log-likelihood at each smoothing constant, under one init rule.

    Parameters
    ----------
    log : ChoiceLog
    known : ndarray of bool, shape (n,)
    init_rule : {"market_share", "first_brand"}
    """

    def __init__(self, log: ChoiceLog, known: BoolArray, init_rule: InitRule) -> None:
        self.log = log
        self.init_rule = init_rule
        self.rows = _likelihood_rows(log, known)
        self.shares: FloatArray = log.bought[known].mean(axis=0)
        self.terms = constant_terms(log) + slope_terms(log, "mix_loyalty")
        self._attributes = log.attributes[self.rows]
        self._choice = log.choice[self.rows]
        self._nearby: FloatArray | None = None

    def __call__(self, smoothing: float) -> float:
        """Return the profile log-likelihood."""
        return self.fit(smoothing).log_likelihood

    def path(self, smoothing: float) -> LoyaltyPath:
        """Return loyalty at the likelihood's purchases."""
        path = loyalty_path(self.log, smoothing, self.init_rule, self.shares)
        return LoyaltyPath(path.level[self.rows], path.slope[self.rows], path.curvature[self.rows])

    def fit(self, smoothing: float) -> LogitFit:
        """Return the logit fitted at one smoothing constant, starting from the last fit."""
        design = with_column(self._attributes, self.path(smoothing).level)
        fit = fit_logit(design, self._choice, self.terms, self._nearby)
        self._nearby = fit.parameters
        return fit

    def best(self) -> float:
        """Return the smoothing constant of the highest profile."""
        heights = [self(smoothing) for smoothing in SMOOTHING_GRID]
        top = int(np.argmax(heights))
        low = SMOOTHING_GRID[max(top - 1, 0)]
        high = SMOOTHING_GRID[min(top + 1, len(SMOOTHING_GRID) - 1)]
        found = minimize_scalar(
            lambda smoothing: -self(float(smoothing)),
            bounds=(low, high),
            method="bounded",
            options={"xatol": SMOOTHING_TOLERANCE},
        )
        # The bounded search never tries the ends of the range themselves.
        return SMOOTHING_GRID[top] if heights[top] > -float(found.fun) else float(found.x)

    def interval(self, best: float) -> tuple[float, float]:
        """Return the 95 % likelihood-ratio interval, cut off at the bounds of the search."""
        highest = self(best)

        def excess(smoothing: float) -> float:
            return 2.0 * (highest - self(smoothing)) - LIKELIHOOD_RATIO_LIMIT

        ends = []
        for bound in SMOOTHING_BOUNDS:
            if bound == best or excess(bound) <= 0:
                ends.append(bound)
            else:
                root = brentq(excess, min(bound, best), max(bound, best), xtol=INTERVAL_TOLERANCE)
                ends.append(float(root))
        return ends[0], ends[1]


def joint_information(profile: LoyaltyProfile, smoothing: float, fit: LogitFit) -> FloatArray:
    """Return minus the second derivative by all parameters, the smoothing constant last."""
    path = profile.path(smoothing)
    design, residual, loyalty_coefficient = _joint_parts(profile, path, fit)
    probabilities = profile.log.bought[profile.rows] - residual
    matrix = information(probabilities, design)
    matrix[-1, -1] -= loyalty_coefficient * np.sum(residual * path.curvature)
    matrix[-1, -2] -= np.sum(residual * path.slope)
    matrix[-2, -1] = matrix[-1, -2]
    return matrix


def joint_scores(profile: LoyaltyProfile, smoothing: float, fit: LogitFit) -> FloatArray:
    """Return each purchase's gradient by all parameters, the smoothing constant last."""
    design, residual, _ = _joint_parts(profile, profile.path(smoothing), fit)
    probabilities = profile.log.bought[profile.rows] - residual
    return row_scores(probabilities, design, profile.log.choice[profile.rows])


def clustered_covariance(bread: FloatArray, scores: FloatArray, cluster: IntArray) -> FloatArray:
    """Return the sandwich covariance of estimates whose errors go together inside clusters.

    With the usual factor C / (C - 1) for C clusters (Liang & Zeger, 1986).

    Parameters
    ----------
    bread : ndarray, shape (P, P)
        Information.
    scores : ndarray, shape (n, P)
    cluster : ndarray of int, shape (n,)
        Customer of each row.
    """
    sums = np.zeros((int(cluster.max()) + 1, scores.shape[1]))
    np.add.at(sums, cluster, scores)
    n_clusters = len(np.unique(cluster))
    inverse = np.linalg.inv(bread)
    covariance: FloatArray = inverse @ (sums.T @ sums) @ inverse
    return covariance * (n_clusters / max(n_clusters - 1, 1))


def _likelihood_rows(log: ChoiceLog, known: BoolArray) -> IntArray:
    """Return the known purchases that are not a customer's first."""
    rows = np.flatnonzero(known & ~log.is_first)
    bought = np.bincount(log.choice[rows], minlength=log.n_firms)
    if bought.min() == 0:
        msg = (
            f"{log.sources[0].name}: every firm must be bought at least once after a customer's"
            f" first purchase. Got no such purchase of {log.firms[int(np.argmin(bought))]!r} among"
            f" {len(rows)}. Merge it with another firm."
        )
        raise LogError(msg)
    return rows


def _joint_parts(
    profile: LoyaltyProfile, path: LoyaltyPath, fit: LogitFit
) -> tuple[FloatArray, FloatArray, float]:
    """Return the derivative of utility by slopes and smoothing, residuals, loyalty coefficient."""
    loyalty_coefficient = float(fit.parameters[-1])
    design = with_column(profile.log.attributes[profile.rows], path.level)
    probabilities = choice_probabilities(fit.parameters, design)
    residual = profile.log.bought[profile.rows] - probabilities
    return with_column(design, loyalty_coefficient * path.slope), residual, loyalty_coefficient


def _joint_covariance(profile: LoyaltyProfile, smoothing: float, fit: LogitFit) -> FloatArray:
    """Return the clustered covariance of all parameters.

    Where the smoothing constant lies at an end of its range or is not identified, its row is NaN
    and the others are conditional on it.
    """
    customer = profile.log.customer[profile.rows]
    bread = joint_information(profile, smoothing, fit)
    scores = joint_scores(profile, smoothing, fit)
    is_inside = SMOOTHING_BOUNDS[0] < smoothing < SMOOTHING_BOUNDS[1]
    if is_inside and np.linalg.eigvalsh(bread)[0] > 0:
        return clustered_covariance(bread, scores, customer)
    covariance = np.full(bread.shape, np.nan)
    covariance[:-1, :-1] = clustered_covariance(fit.information, scores[:, :-1], customer)
    return covariance
