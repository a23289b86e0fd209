"""Simulated customers on a log's own path, written out in NumPy: what the compiled market is held to."""

from dataclasses import replace

import numpy as np

from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray, IntArray
from analysis.calibration.loyalty import updated_loyalty
from analysis.calibration.taste_arrays import first_bought
from analysis.calibration.tastes import TasteModel


class PlainPath:
    """The offers and first purchases of a log, ready for simulated customers.

    Parameters
    ----------
    log : ChoiceLog
    model : TasteModel
    known : ndarray of bool, shape (n,)
        Purchases from which each customer's tastes are inferred.
    """

    def __init__(self, log: ChoiceLog, model: TasteModel, known: BoolArray) -> None:
        self._log = log
        self._model = model
        self._chances = np.exp(model.log_posteriors(log, known))
        columns = [
            np.broadcast_to(np.eye(log.n_firms)[:, 1:], (log.n_purchases, log.n_firms, log.n_firms - 1)),
            log.attributes,
        ]  # fmt: skip
        if model.design.has_first:
            columns.append(first_bought(log)[:, :, None])
        self._fixed: FloatArray = np.concatenate(columns, axis=2)

    def simulated(self, generator: np.random.Generator) -> ChoiceLog:
        """Return the log with choices of simulated customers, first purchases as they were."""
        log = self._log
        tastes = self._drawn_tastes(generator)
        first = log.bought[log.first_rows]
        choice = log.choice.copy()
        last, state = first.copy(), first.copy()
        lengths = log.purchases_per_customer
        n_fixed = self._fixed.shape[2]
        has_both = self._model.design.state == "both"
        for position in range(1, int(lengths.max())):
            state = self._state(state, last, position)
            active = np.flatnonzero(lengths > position)
            rows = log.first_rows[active] + position
            own = tastes[active]
            utility = np.einsum("cjt,ct->cj", self._fixed[rows], own[:, :n_fixed])
            utility += own[:, [n_fixed]] * state[active]
            if has_both:
                utility += own[:, [n_fixed + 1]] * last[active]
            bought = np.argmax(utility + generator.gumbel(size=utility.shape), axis=1)
            choice[rows] = bought
            last[active] = np.eye(log.n_firms)[bought]
        return replace(log, choice=choice)

    def _drawn_tastes(self, generator: np.random.Generator) -> FloatArray:
        """Return the coefficients of a type drawn for each customer, shape (C, T)."""
        ends = np.cumsum(self._chances, axis=1)
        points = generator.random(len(ends)) * ends[:, -1]
        types: IntArray = np.sum(points[:, None] >= ends, axis=1)
        return self._model.nodes.coefficients[types]

    def _state(self, state: FloatArray, last: FloatArray, position: int) -> FloatArray:
        """Return the last firm, or loyalty as each carries it into a purchase, shape (C, J)."""
        design, smoothing = self._model.design, self._model.nodes.smoothing
        if design.state == "last":
            return last
        if position > 1:
            return updated_loyalty(state, last, smoothing)
        if design.init_rule == "market_share":
            return updated_loyalty(np.broadcast_to(design.shares, last.shape), last, smoothing)
        n_firms = self._log.n_firms
        return smoothing * last + (1.0 - smoothing) * (1.0 - last) / (n_firms - 1)
