"""From what is known of each customer's tastes to the few types that a market's segments hold.

Latent classes are types as they are. A continuous distribution is cut into pieces: the tastes that
the log's customers have according to their purchases (posterior over the nodes, moved by the firm of
the first purchase) are grouped by Lloyd's algorithm; each group becomes a type with its mean taste,
and what varies inside it becomes the spread of tastes inside the type.
"""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import ChoiceLog, FloatArray, IntArray
from analysis.calibration.taste_arrays import TraceName
from analysis.calibration.tastes import TasteModel, state_errors

N_TYPES = 8  # assumption: as many segments as a reader can still look through
ROUNDS = 100
# A type of fewer customers than this is left out of the start of the search: no segment is empty.
SMALLEST_SHARE = 1e-4
WIDEST_PRICE_CV = 2.0  # the bound of `price_sensitivity_cv`


@dataclass(frozen=True, eq=False)
class CustomerTypes:
    """A few types of customers, the largest first.

    Attributes
    ----------
    shares : ndarray, shape (S,)
        Of customers; they sum to 1.
    purchases : ndarray, shape (S,)
        Mean purchases of a customer over that of all customers.
    constants : ndarray, shape (S, J)
        What the type likes about each firm, logits; 0 on average over firms.
    slopes, slope_spreads : ndarray, shape (S, K)
        Of the attributes: mean, and standard deviation inside the type.
    traces : tuple of str, length M
        What a purchase leaves behind: "loyalty", "last", or the two in this order.
    states, state_errors : ndarray, shape (S, M)
        Coefficient of each trace, and its standard error.
    spreads : ndarray, shape (S,)
        Standard deviation of tastes for a firm inside the type, logits: what its utility at mean offers
        varies beyond what slopes make of it.
    smoothing : float
        Of loyalty; 0 where the state is the last firm alone.
    """

    shares: FloatArray
    purchases: FloatArray
    constants: FloatArray
    slopes: FloatArray
    slope_spreads: FloatArray
    traces: tuple[TraceName, ...]
    states: FloatArray
    state_errors: FloatArray
    spreads: FloatArray
    smoothing: float

    @property
    def habits(self) -> FloatArray:
        """Coefficient of the trace that a market holds as habit, shape (S,)."""
        return self.states[:, 0]

    @property
    def locks(self) -> FloatArray:
        """Coefficient of the last firm beside loyalty, shape (S,); 0 where loyalty is not beside it."""
        return self.states[:, 1] if len(self.traces) > 1 else np.zeros(len(self.shares))


def customer_types(log: ChoiceLog, model: TasteModel) -> CustomerTypes:
    """Return the types of a log's customers, given all their purchases.

    Parameters
    ----------
    log : ChoiceLog
    model : TasteModel
        Fitted on all purchases.
    """
    points, weights, purchases = _points(log, model)
    if model.form.kind == "classes":
        group = np.arange(len(points), dtype=np.int64)
    else:
        group = _grouped(_comparable(log, points), weights, N_TYPES)
    sums = np.bincount(group, weights)
    means = np.stack([np.bincount(group, weights * column) / sums for column in points.T], axis=1)
    n_firms = log.n_firms
    n_before = n_firms + len(log.attribute_names)
    away = points - means[group]
    slope_variances = np.zeros((len(sums), len(log.attribute_names)))
    np.add.at(slope_variances, group, weights[:, None] * away[:, n_firms:n_before] ** 2)
    slope_variances /= sums[:, None]
    order = np.argsort(-sums, kind="stable")
    by_node = state_errors(model)
    # Classes are types; normal tastes have the same effect of past purchases for all.
    errors = by_node if model.form.kind == "classes" else np.tile(by_node[0], (len(sums), 1))
    return CustomerTypes(
        shares=(sums / sums.sum())[order],
        purchases=(
            np.bincount(group, purchases) / sums * weights.sum() / purchases.sum()
        )[order],
        constants=means[order, :n_firms],
        slopes=means[order, n_firms:n_before],
        slope_spreads=np.sqrt(slope_variances)[order],
        traces=model.design.traces,
        states=means[order, n_before:],
        state_errors=errors[order],
        spreads=_spreads(log, away, weights, group, _held(slope_variances, means[:, n_firms:n_before]))[order],
        smoothing=model.nodes.smoothing,
    )  # fmt: skip


def _held(variances: FloatArray, slopes: FloatArray) -> FloatArray:
    """Return how much of the slopes' variances inside each group a market can hold, shape (S, K)."""
    most = WIDEST_PRICE_CV * np.maximum(-slopes, 0.0)
    held: FloatArray = np.minimum(variances, most**2)
    return held


def _spreads(
    log: ChoiceLog,
    away: FloatArray,
    weights: FloatArray,
    group: IntArray,
    held: FloatArray,
) -> FloatArray:
    """Return how much tastes for a firm vary inside each group beside its slopes, shape (S,).

    Those who respond more to price often like dear firms more. A market draws tastes and price
    sensitivity apart, so that tastes take what is left of the variance of utility at mean offers.
    """
    n_firms = log.n_firms
    offers = log.attributes.mean(axis=0)
    offers = offers - offers.mean(axis=0)
    utility = away[:, :n_firms] + away[:, n_firms : n_firms + offers.shape[1]] @ offers.T
    sums = np.bincount(group, weights)
    inside = np.bincount(group, weights * np.mean(utility**2, axis=1)) / sums
    inside = inside - held @ np.mean(offers**2, axis=0)
    # Utilities of a type are relative to their mean over firms, which takes a part of the variance.
    spreads: FloatArray = np.sqrt(np.maximum(inside, 0.0) * n_firms / (n_firms - 1))
    return spreads


def _points(log: ChoiceLog, model: TasteModel) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return tastes (M, J + K + traces), expected customers (M,) and their purchases (M,).

    A point is a node, or a node for customers of one first firm where that moves tastes.
    """
    everything = np.ones(log.n_purchases, dtype=np.bool_)
    chances = np.exp(model.log_posteriors(log, everything))
    first = log.choice[log.first_rows]
    coefficients = model.nodes.coefficients
    n_constants = log.n_firms - 1
    n_attributes = len(log.attribute_names)
    constants = np.concatenate((np.zeros((len(coefficients), 1)), coefficients[:, :n_constants]), 1)
    slopes = coefficients[:, n_constants : n_constants + n_attributes]
    states = np.stack([model.column(trace) for trace in model.design.traces], axis=1)
    points, weights, purchases = [], [], []
    for firms in (
        [[j] for j in range(log.n_firms)] if model.design.has_first else [range(log.n_firms)]
    ):
        own = np.isin(first, firms)
        liking = constants.copy()
        if model.design.has_first:
            liking[:, firms[0]] += model.column("first")
        liking -= liking.mean(axis=1, keepdims=True)
        points.append(np.concatenate((liking, slopes, states), axis=1))
        weights.append(chances[own].sum(axis=0))
        purchases.append(log.purchases_per_customer[own] @ chances[own])
    return np.concatenate(points), np.concatenate(weights), np.concatenate(purchases)  # fmt: skip


def _comparable(log: ChoiceLog, points: FloatArray) -> FloatArray:
    """Return tastes in logits: slopes times the standard deviation of their attribute."""
    scaled = points.copy()
    spread = log.attributes.std(axis=(0, 1))
    scaled[:, log.n_firms : log.n_firms + len(spread)] *= spread
    return scaled


def _grouped(points: FloatArray, weights: FloatArray, most: int) -> IntArray:
    """Return the group of each point, by Lloyd's algorithm with weights.

    The search starts from the heaviest point and goes on to the one that is farthest from those
    taken, times its weight, so that the same log always gives the same groups.
    """
    is_seen = weights > SMALLEST_SHARE * weights.sum() / len(weights)
    centers = points[[int(np.argmax(weights))]]
    while len(centers) < most:
        distance = _squares(points, centers).min(axis=1) * weights * is_seen
        if distance.max() <= 0.0:
            break
        centers = np.concatenate((centers, points[[int(np.argmax(distance))]]))
    group = np.zeros(len(points), dtype=np.int64)
    for _ in range(ROUNDS):
        nearest = _squares(points, centers).argmin(axis=1)
        sums = np.bincount(nearest, weights, minlength=len(centers))
        centers = centers[sums > 0.0]
        nearest = _squares(points, centers).argmin(axis=1)
        if np.array_equal(nearest, group):
            break
        group = nearest.astype(np.int64)
        sums = np.bincount(group, weights, minlength=len(centers))
        totals = [np.bincount(group, weights * column, len(centers)) for column in points.T]
        centers = np.stack(totals, axis=1) / np.maximum(sums, 1e-300)[:, None]
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _squares(points: FloatArray, centers: FloatArray) -> FloatArray:
    """Return squared distances, shape (M, S)."""
    squares: FloatArray = np.sum((points[:, None] - centers[None]) ** 2, axis=2)
    return squares
