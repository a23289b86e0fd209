"""The likelihood of customers whose tastes are not seen: a mixture over nodes.

A customer's purchases are independent given the node; the likelihood of a customer is the mean of
the nodes' likelihoods, weighted by the prior of the nodes for customers with that first firm.
"""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.log import FloatArray
from analysis.calibration.taste_arrays import Block, TasteArrays, node_choices


@dataclass(frozen=True, eq=False)
class Nodes:
    """A distribution of tastes.

    Attributes
    ----------
    coefficients : ndarray, shape (R, T)
    log_prior : ndarray, shape (J, R)
        Log-probability of each node for customers whose first purchase was from each firm.
    smoothing : float
        Of loyalty, common to all nodes; 0 where the state is the last firm alone.
    """

    coefficients: FloatArray
    log_prior: FloatArray
    smoothing: float


@dataclass(frozen=True, eq=False)
class MixtureGradient:
    """A log-likelihood and its derivatives.

    Attributes
    ----------
    log_likelihood : float
    coefficients : ndarray, shape (R, T)
        Derivative by the nodes' coefficients.
    smoothing : float
        Derivative by the smoothing constant.
    members : ndarray, shape (J, R)
        Expected customers of each first firm at each node.
    """

    log_likelihood: float
    coefficients: FloatArray
    smoothing: float
    members: FloatArray


def mixture_gradient(arrays: TasteArrays, nodes: Nodes) -> MixtureGradient:
    """Return the log-likelihood of all customers and its derivatives.

    Parameters
    ----------
    arrays : TasteArrays
    nodes : Nodes
        Coefficients in units of the columns' scale.
    """
    height, by_smoothing = 0.0, 0.0
    gradient = np.zeros_like(nodes.coefficients)
    members = np.zeros_like(nodes.log_prior)
    for block in arrays.blocks_at(nodes.smoothing, len(nodes.coefficients)):
        probabilities, log_chosen = node_choices(block, nodes.coefficients)
        joint = np.add.reduceat(log_chosen, block.starts, axis=1)
        joint += nodes.log_prior[block.first_firm].T
        log_posterior = log_normalized(joint)
        height += float(np.sum(joint[0] - log_posterior[0]))
        posterior = np.exp(log_posterior)
        np.add.at(members, block.first_firm, posterior.T)
        weights = np.repeat(posterior, block.lengths, axis=1)
        residual = -probabilities * weights[:, None]
        residual[:, block.choice, np.arange(len(block.choice))] += weights
        flat = residual.reshape(len(residual), -1)
        gradient += flat @ block.columns.reshape(len(block.columns), -1).T
        if arrays.design.has_smoothing:
            of_loyalty = nodes.coefficients[:, arrays.terms.index("loyalty")]
            by_smoothing += float(of_loyalty @ (flat @ block.slope.ravel()))
    return MixtureGradient(height, gradient, by_smoothing, members)


def log_posteriors(arrays: TasteArrays, nodes: Nodes) -> FloatArray:
    """Return each customer's log-posterior over the nodes, shape (C, R).

    Customers without a repeat purchase in the arrays have the prior of their first firm.
    """
    log = arrays.log
    posterior: FloatArray = nodes.log_prior[log.choice[log.first_rows]]
    for block in arrays.blocks_at(nodes.smoothing, len(nodes.coefficients)):
        _, log_chosen = node_choices(block, nodes.coefficients)
        posterior[block.customers] += np.add.reduceat(log_chosen, block.starts, axis=1).T
    return np.ascontiguousarray(log_normalized(posterior.T).T)


def predicted_probabilities(arrays: TasteArrays, nodes: Nodes) -> FloatArray:
    """Return each firm's probability at each purchase given what came before it, shape (n, J).

    Each customer's weights over the nodes follow from the prior and all earlier purchases. Rows that
    the arrays do not hold (first purchases) have the market shares.
    """
    predicted = np.tile(arrays.design.shares, (arrays.log.n_purchases, 1))
    for block in arrays.blocks_at(nodes.smoothing, len(nodes.coefficients)):
        probabilities, log_chosen = node_choices(block, nodes.coefficients)
        weights = np.exp(log_normalized(_before(block, log_chosen, nodes)))
        predicted[block.rows] = np.einsum("rn,rjn->nj", weights, probabilities)
    return predicted


def log_normalized(values: FloatArray) -> FloatArray:
    """Return values minus the log of the sum of their exponentials over the first axis."""
    highest = values.max(axis=0)
    normalized: FloatArray = values - highest - np.log(np.exp(values - highest).sum(axis=0))
    return normalized


def _before(block: Block, log_chosen: FloatArray, nodes: Nodes) -> FloatArray:
    """Return prior and log-likelihood of each customer's purchases before each row, shape (R, n)."""
    before = np.cumsum(log_chosen, axis=1) - log_chosen
    before -= np.repeat(before[:, block.starts], block.lengths, axis=1)
    known: FloatArray = before + np.repeat(
        nodes.log_prior[block.first_firm].T, block.lengths, axis=1
    )
    return known
