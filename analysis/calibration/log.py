"""A purchase log as arrays: who bought from which firm, in which order, at what offers.

Notation used throughout the package: n purchases, C customers, J firms, K attributes of an offer.
Rows are grouped by customer and stand in the order of purchase inside a customer.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
TimeArray: TypeAlias = npt.NDArray[np.datetime64]

ATTRIBUTE_NAMES = ("price", "feature", "display")


@dataclass(frozen=True)
class SourceFile:
    """Where rows came from.

    Attributes
    ----------
    name : str
        File name without its folder, so that provenance is the same on every machine.
    sha256 : str
        Hash of the file's bytes.
    n_rows : int
        Rows read from it, without the header.
    """

    name: str
    sha256: str
    n_rows: int


@dataclass(frozen=True, eq=False)
class ChoiceLog:
    """A checked log of purchases, ready for estimation.

    Attributes
    ----------
    firms : tuple of str, length J
        In the order of their names, so that the order in a file changes nothing.
    customer_ids : tuple of str, length C
    customer : ndarray of int, shape (n,)
        Index into `customer_ids`, never decreasing.
    choice : ndarray of int, shape (n,)
        Index into `firms`.
    attribute_names : tuple of str, length K
        Those of price, feature and display that vary enough to be estimated.
    attributes : ndarray of float, shape (n, J, K)
        The offers of all firms at each purchase.
    price_unit : str
        What one unit of price is; printed beside every amount.
    times : ndarray of datetime64[s], shape (n,), or None
        None where the log has only an order.
    sources : tuple of SourceFile
    warnings : tuple of str
        What the import checks want a reader to know, one sentence each.
    is_shared : ndarray of bool, shape (n, J), or None
        Whether an offer is that of other purchases too; None where that is not known.
    """

    firms: tuple[str, ...]
    customer_ids: tuple[str, ...]
    customer: IntArray
    choice: IntArray
    attribute_names: tuple[str, ...]
    attributes: FloatArray
    price_unit: str
    times: TimeArray | None
    sources: tuple[SourceFile, ...]
    warnings: tuple[str, ...]
    is_shared: BoolArray | None = None

    @property
    def n_purchases(self) -> int:
        """Number of purchases n."""
        return len(self.choice)

    @property
    def n_customers(self) -> int:
        """Number of customers C."""
        return len(self.customer_ids)

    @property
    def n_firms(self) -> int:
        """Number of firms J."""
        return len(self.firms)

    @cached_property
    def purchases_per_customer(self) -> IntArray:
        """Purchases of each customer, shape (C,)."""
        return np.bincount(self.customer, minlength=self.n_customers).astype(np.int64)

    @cached_property
    def first_rows(self) -> IntArray:
        """Row of each customer's first purchase, shape (C,)."""
        return np.concatenate(([0], np.cumsum(self.purchases_per_customer)[:-1])).astype(np.int64)

    @cached_property
    def position(self) -> IntArray:
        """Number of earlier purchases of the same customer, shape (n,); 0 at the first."""
        return np.arange(self.n_purchases) - self.first_rows[self.customer]

    @cached_property
    def is_first(self) -> BoolArray:
        """Whether a row is its customer's first purchase, shape (n,)."""
        is_first: BoolArray = self.position == 0
        return is_first

    @cached_property
    def bought(self) -> FloatArray:
        """One where a firm was bought from, shape (n, J)."""
        return np.eye(self.n_firms)[self.choice]

    @cached_property
    def last_bought(self) -> FloatArray:
        """One at the firm of the customer's previous purchase, shape (n, J); 0 at the first."""
        last = np.zeros((self.n_purchases, self.n_firms))
        last[1:] = self.bought[:-1]
        last[self.is_first] = 0.0
        return last

    @cached_property
    def counts(self) -> FloatArray:
        """Purchases of each customer from each firm, shape (C, J)."""
        table = np.zeros((self.n_customers, self.n_firms))
        np.add.at(table, (self.customer, self.choice), 1.0)
        return table

    def of_customers(self, customers: IntArray) -> "ChoiceLog":
        """Return the log of some customers, given in rising order of their index."""
        is_kept = np.isin(self.customer, customers)
        return replace(
            self,
            customer_ids=tuple(self.customer_ids[customer] for customer in customers.tolist()),
            customer=np.searchsorted(customers, self.customer[is_kept]).astype(np.int64),
            choice=self.choice[is_kept],
            attributes=np.ascontiguousarray(self.attributes[is_kept]),
            times=None if self.times is None else self.times[is_kept],
            is_shared=None if self.is_shared is None else self.is_shared[is_kept],
        )

    @property
    def price_may_be_own(self) -> BoolArray:
        """Whether an offer may be what one customer alone was asked, shape (n, J)."""
        if self.is_shared is None:
            return np.ones((self.n_purchases, self.n_firms), dtype=np.bool_)
        return ~self.is_shared

    def attribute(self, name: str) -> FloatArray | None:
        """Return one attribute of all offers, shape (n, J), or None where the log lacks it."""
        if name not in self.attribute_names:
            return None
        return self.attributes[:, :, self.attribute_names.index(name)]
