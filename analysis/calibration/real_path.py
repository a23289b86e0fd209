"""The market run forward on the path of offers that the log's customers met.

A log's real price path is one path for each customer: panels have no dates, and customers of one
week stand in different stores. So each simulated customer stands for one real one: it has that
customer's first purchase, as many purchases at the same offers, and tastes drawn from what the known
purchases say of that customer. Choices and habits from the second purchase on are the market's own.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray, IntArray
from analysis.calibration.loyalty import updated_loyalty
from analysis.calibration.occasions import MOST_PATHS, Agents, Paths, chosen_firms
from analysis.calibration.tastes import TasteModel
from simulation.draws import replication_seed

MOST_TERMS = 50_000  # offers held at a time: some 100 MB


class RealPath:
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
        self._posteriors: FloatArray = np.exp(model.log_posteriors(log, known))
        coefficients = model.nodes.coefficients
        n_constants = log.n_firms - 1
        self._constants: FloatArray = np.pad(coefficients[:, :n_constants], ((0, 0), (1, 0)))
        slopes = coefficients[:, n_constants : n_constants + len(log.attribute_names)]
        is_price = np.array([name == "price" for name in log.attribute_names], dtype=np.bool_)
        self._is_price: BoolArray = is_price
        self._price_slopes: FloatArray = slopes[:, is_price].sum(axis=1)
        # Nodes that differ in tastes and price response only can walk one path together.
        shared = np.column_stack((slopes[:, ~is_price], model.habits, model.locks))
        self._kinds, kind_of_node = np.unique(shared, axis=0, return_inverse=True)
        self._kind_of_node: IntArray = kind_of_node.reshape(-1)

    def simulated(self, seed: int, replications: int) -> list[ChoiceLog]:
        """Return the log with choices of simulated customers, first purchases as they were.

        Parameters
        ----------
        seed : int
        replications : int
            How many simulated customers stand for each real one; one log for each.
        """
        log = self._log
        nodes = self._drawn_nodes(np.random.default_rng(seed), replications)
        customers = np.tile(np.arange(log.n_customers), replications)
        copies = np.repeat(np.arange(replications), log.n_customers)
        met = customers * len(self._kinds) + self._kind_of_node[nodes]
        choice = np.tile(log.choice, (replications, 1))
        for number, batch in enumerate(self._batches(np.unique(met))):
            own = np.flatnonzero(np.isin(met, batch))
            agents = self._agents(customers[own], nodes[own], np.searchsorted(batch, met[own]))
            found = chosen_firms(
                self._paths(batch), agents, self._carry, replication_seed(seed, number)
            )
            for position, bought in enumerate(found, start=1):
                is_active = log.purchases_per_customer[customers[own]] > position
                acting = own[is_active]
                rows = log.first_rows[customers[acting]] + position
                choice[copies[acting], rows] = bought[is_active]
        return [replace(log, choice=each) for each in choice]

    @property
    def _carry(self) -> float:
        """Share of habit kept at a purchase."""
        return self._model.nodes.smoothing if self._model.design.has_smoothing else 0.0

    def _drawn_nodes(self, generator: np.random.Generator, replications: int) -> IntArray:
        """Return a node for each customer and replication, shape (replications * C,)."""
        ends = np.cumsum(self._posteriors, axis=1)
        drawn: list[IntArray] = []
        for _ in range(replications):
            points = generator.random(len(ends)) * ends[:, -1]
            drawn.append(np.sum(points[:, None] >= ends, axis=1))
        return np.concatenate(drawn)

    def _batches(self, met: IntArray) -> Iterator[IntArray]:
        """Yield paths in lots of similar length that one market can hold, each lot sorted."""
        lengths = self._log.purchases_per_customer[met // len(self._kinds)] - 1
        order = np.argsort(-lengths, kind="stable")
        order = order[lengths[order] > 0]
        start = 0
        while start < len(order):
            longest = int(lengths[order[start]])
            room = MOST_TERMS // (longest * self._log.n_firms)
            end = start + min(max(room, 1), MOST_PATHS)
            yield np.sort(met[order[start:end]])
            start = end

    def _paths(self, batch: IntArray) -> Paths:
        """Return what is met on each path; a path that ended goes on with its last offers."""
        log = self._log
        customers = batch // len(self._kinds)
        kinds = self._kinds[batch % len(self._kinds)]
        lengths = log.purchases_per_customer[customers]
        steps = np.arange(1, lengths.max())[:, None]
        offers = log.attributes[log.first_rows[customers] + np.minimum(steps, lengths - 1)]
        return Paths(
            prices=offers[..., self._is_price].sum(axis=-1),
            pulls=np.einsum("tsjk,sk->tsj", offers[..., ~self._is_price], kinds[:, :-2]),
            habit_weights=kinds[:, -2],
            locks=kinds[:, -1],
        )

    def _agents(self, customers: IntArray, nodes: IntArray, paths: IntArray) -> Agents:
        """Return customers as the market meets them after their real first purchase."""
        log, model = self._log, self._model
        first = log.bought[log.first_rows[customers]]
        tastes = self._constants[nodes]
        if model.design.has_first:
            tastes = tastes + model.column("first")[nodes, None] * first
        return Agents(
            paths, tastes, self._price_slopes[nodes], self._habits(first), first.argmax(axis=1)
        )

    def _habits(self, first: FloatArray) -> FloatArray:
        """Return the habit that a first purchase leaves, by firm."""
        design, smoothing = self._model.design, self._model.nodes.smoothing
        if not design.has_smoothing:
            return first
        if design.init_rule == "market_share":
            return updated_loyalty(np.broadcast_to(design.shares, first.shape), first, smoothing)
        return smoothing * first + (1.0 - smoothing) * (1.0 - first) / (self._log.n_firms - 1)
