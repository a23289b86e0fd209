"""A log's repeat purchases as arrays on which many taste types are evaluated at once.

A *node* is one type of customer: one vector of coefficients. Latent classes are a few nodes whose
coefficients are estimated; a normal distribution of tastes is some hundred nodes spread over it.
Utility of firm j at purchase n for node r is `sum_t coefficients[r, t] * columns[t, j, n]`, so that
all utilities are one matrix product. Columns are kept in blocks of whole customers, small enough for
the processor's cache at any size of the log.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray, IntArray
from analysis.calibration.loyalty import InitRule, loyalty_path

StateName: TypeAlias = Literal["last", "loyalty", "both"]
TraceName: TypeAlias = Literal["loyalty", "last"]

TRACES: dict[StateName, tuple[TraceName, ...]] = {
    "last": ("last",),
    "loyalty": ("loyalty",),
    "both": ("loyalty", "last"),
}
"""What a purchase leaves behind in each state, each a term with a coefficient of its own.

A market holds the first trace as habit, and a second one as what leaving the last firm costs (a lock).
"""

BLOCK_NUMBERS = 200_000  # utilities held at once: a few megabytes


@dataclass(frozen=True)
class TasteDesign:
    """Which terms a model of tastes has beside constants and attributes.

    Attributes
    ----------
    state : {"last", "loyalty", "both"}
        What a purchase leaves behind: the last firm, smoothed loyalty, or the two side by side.
    init_rule : {"market_share", "first_brand"}
        How loyalty starts; of no effect on "last".
    shares : ndarray, shape (J,)
        Market shares of the purchases that the model may know.
    has_first : bool
        Whether a constant for the firm of the customer's first purchase is a term.
    """

    state: StateName
    init_rule: InitRule
    shares: FloatArray
    has_first: bool

    @property
    def traces(self) -> tuple[TraceName, ...]:
        """The terms of the state."""
        return TRACES[self.state]

    @property
    def has_smoothing(self) -> bool:
        """Whether loyalty, and with it a smoothing constant, is in the state."""
        return "loyalty" in self.traces


@dataclass(frozen=True, eq=False)
class Block:
    """The repeat purchases of some customers.

    Attributes
    ----------
    rows : ndarray of int, shape (n,)
        In the log.
    columns : ndarray, shape (T, J, n)
        Terms in units of their scale; the traces of the state are the last ones.
    slope : ndarray, shape (J, n)
        Derivative of loyalty by the smoothing constant.
    choice : ndarray of int, shape (n,)
    customers : ndarray of int, shape (H,)
        Index into the log's customers.
    starts, lengths : ndarray of int, shape (H,)
        Of each customer's rows in the block.
    first_firm : ndarray of int, shape (H,)
    """

    rows: IntArray
    columns: FloatArray
    slope: FloatArray
    choice: IntArray
    customers: IntArray
    starts: IntArray
    lengths: IntArray
    first_firm: IntArray


class TasteArrays:
    """Blocks of a log's repeat purchases.

    Parameters
    ----------
    log : ChoiceLog
    known : ndarray of bool, shape (n,)
        Purchases to hold; first ones never are, because they only initialize.
    design : TasteDesign

    Attributes
    ----------
    terms : tuple of str, length T
    scale : ndarray, shape (T,)
        Standard deviation of an attribute, 1 for the other terms.
    n_rows : int
    n_firms : int
    """

    def __init__(self, log: ChoiceLog, known: BoolArray, design: TasteDesign) -> None:
        self.log = log
        self.design = design
        self.rows: IntArray = np.flatnonzero(known & ~log.is_first)
        self.n_rows = len(self.rows)
        self.n_firms = log.n_firms
        self.terms = taste_terms(log, design)
        spread = np.ones(len(log.attribute_names))
        if self.n_rows:
            spread = log.attributes[self.rows].std(axis=(0, 1))
        n_after = len(self.terms) - (log.n_firms - 1) - len(spread)
        self.scale: FloatArray = np.concatenate(
            (np.ones(log.n_firms - 1), np.where(spread > 0, spread, 1.0), np.ones(n_after))
        )
        self._columns = self._fixed_columns() / self.scale[:, None, None]
        self._slope = np.zeros((log.n_firms, self.n_rows))
        self._smoothing: float | None = None
        self._blocks: dict[int, list[Block]] = {}

    def blocks_at(self, smoothing: float, n_nodes: int) -> list[Block]:
        """Return the blocks at a smoothing constant, sized for a number of nodes."""
        if self.design.has_smoothing and smoothing != self._smoothing:
            log, design = self.log, self.design
            path = loyalty_path(log, smoothing, design.init_rule, design.shares)
            self._columns[self.terms.index("loyalty")] = path.level[self.rows].T
            self._slope[:] = path.slope[self.rows].T
            self._smoothing = smoothing
            self._blocks = {}
        if n_nodes not in self._blocks:
            self._blocks = {n_nodes: list(self._cut(n_nodes))}
        return self._blocks[n_nodes]

    def _fixed_columns(self) -> FloatArray:
        """Return all columns unscaled, shape (T, J, n); loyalty, which moves, as 0."""
        log, n = self.log, self.n_rows
        parts = [
            np.repeat(np.eye(log.n_firms)[1:, :, None], n, axis=2),
            log.attributes[self.rows].transpose(2, 1, 0),
        ]
        if self.design.has_first:
            parts.append(first_bought(log)[self.rows].T[None])
        last = log.last_bought[self.rows].T[None]
        parts += [last if trace == "last" else np.zeros_like(last) for trace in self.design.traces]
        return np.ascontiguousarray(np.concatenate(parts))

    def _cut(self, n_nodes: int) -> Iterator[Block]:
        """Yield blocks of whole customers, one customer at least."""
        most = max(BLOCK_NUMBERS // (n_nodes * self.n_firms), 1)
        customers, starts = np.unique(self.log.customer[self.rows], return_index=True)
        ends = np.append(starts[1:], self.n_rows)
        first = 0
        while first < len(customers):
            last = max(int(np.searchsorted(ends, starts[first] + most, side="right")), first + 1)
            chunk = slice(int(starts[first]), int(ends[last - 1]))
            own = customers[first:last]
            yield Block(
                rows=self.rows[chunk],
                columns=np.ascontiguousarray(self._columns[:, :, chunk]),
                slope=np.ascontiguousarray(self._slope[:, chunk]),
                choice=self.log.choice[self.rows[chunk]],
                customers=own.astype(np.int64),
                starts=(starts[first:last] - starts[first]).astype(np.int64),
                lengths=(ends[first:last] - starts[first:last]).astype(np.int64),
                first_firm=self.log.choice[self.log.first_rows[own]],
            )
            first = last


def taste_terms(log: ChoiceLog, design: TasteDesign) -> tuple[str, ...]:
    """Return the names of the terms: constants, attributes, the first firm, the traces."""
    constants = tuple(f"constant {firm}" for firm in log.firms[1:])
    first = ("first",) if design.has_first else ()
    return (*constants, *log.attribute_names, *first, *design.traces)


def first_bought(log: ChoiceLog) -> FloatArray:
    """Return one at the firm of the customer's first purchase, shape (n, J)."""
    first: FloatArray = log.bought[log.first_rows][log.customer]
    return first


def node_choices(block: Block, coefficients: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return what each node makes of each purchase.

    Parameters
    ----------
    block : Block
    coefficients : ndarray, shape (R, T)
        In units of the columns' scale.

    Returns
    -------
    probabilities : ndarray, shape (R, J, n)
    log_chosen : ndarray, shape (R, n)
        Log-probability of the firm bought.
    """
    n_terms, n_firms, n = block.columns.shape
    utility = (coefficients @ block.columns.reshape(n_terms, -1)).reshape(-1, n_firms, n)
    utility -= utility.max(axis=1, keepdims=True)
    log_chosen = utility[:, block.choice, np.arange(n)]
    np.exp(utility, out=utility)
    total = utility.sum(axis=1)
    utility /= total[:, None]
    return utility, log_chosen - np.log(total)
