"""The customers of a market: arrays with the manners of a Mesa `AgentSet`.

`len`, iteration, `get`, `select`, `agg`, `groupby` and `to_frame` work as a Mesa user expects, but
no object is made for a customer unless one is asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import plain
from simulation.elementary import MICRO
from simulation.errors import ArgumentError
from simulation.labels import labelled
from simulation.rules.trust import overall_trust
from simulation.state import (
    FEATURE_EXPECTATION,
    FEATURE_FIELDS,
    NEVER,
    PERSON,
    STAFF_BOND,
    SURPRISE_POINTS,
    TIE,
    VISIT_POINTS,
    State,
)

if TYPE_CHECKING:
    import pandas as pd

DERIVED = ("trust",)


class CustomerView:
    """One customer, read-only: their own fields as attributes, and what they hold toward firms."""

    def __init__(self, customers: "Customers", slot: int) -> None:
        self._customers = customers
        self.slot = slot

    def __getattr__(self, name: str) -> Any:
        """Return a person's field, or an array of shape (J,) for a field held toward firms."""
        if name.startswith("_"):
            raise AttributeError(name)
        value = self._customers.get(name)[self.slot if self._customers.is_whole else 0]
        return value.item() if value.ndim == 0 else value

    def __repr__(self) -> str:
        """Return the slot and what identifies the person in it."""
        return f"CustomerView(slot={self.slot}, generation={self.generation})"


class Customers:
    """A set of customers of one market.

    Parameters
    ----------
    state : State
        The market's state; it is read, never written.
    firm_names, segment_names : tuple[str, ...]
        Names behind the indices.
    slots : ndarray of int64 | None
        Which customers; None for all of them.
    """

    def __init__(
        self,
        state: State,
        firm_names: tuple[str, ...],
        segment_names: tuple[str, ...],
        slots: NDArray[np.int64] | None = None,
    ) -> None:
        self._state = state
        self._slots = slots
        self.firm_names = firm_names
        self.segment_names = segment_names

    @property
    def is_whole(self) -> bool:
        """Whether this is everybody in the market."""
        return self._slots is None

    @property
    def slots(self) -> NDArray[np.int64]:
        """Slot numbers of these customers, shape (n,)."""
        return np.arange(len(self._state.people)) if self._slots is None else self._slots

    def __len__(self) -> int:
        """Return the number of customers."""
        return len(self._state.people) if self._slots is None else len(self._slots)

    def __iter__(self) -> Iterator[CustomerView]:
        """Yield a read-only view of each customer."""
        for slot in self.slots:
            yield (
                CustomerView(self, int(slot))
                if self.is_whole
                else CustomerView(
                    Customers(self._state, self.firm_names, self.segment_names, np.array([slot])),
                    int(slot),
                )
            )

    def get(self, name: str) -> NDArray[Any]:
        """Return a field as a read-only array: (n,) for a person's, (n, J) for one toward firms.

        Raises
        ------
        AttributeError
            If there is no such field; the message lists what there is.
        """
        if name == "trust":
            values: NDArray[Any] = plain(overall_trust)(
                self._field("ability"), self._field("integrity"), self._field("fairness")
            )
        else:
            values = self._field(name)
        values = values.view()
        values.flags.writeable = False
        return values

    def kept(self) -> "Customers":
        """Return these customers as they are now: a copy, which the market does not move on."""
        state = State(*(getattr(self._state, field.name).copy() for field in fields(State)))
        return Customers(state, self.firm_names, self.segment_names, self._slots)

    def select(
        self, where: NDArray[np.bool_] | Callable[["Customers"], NDArray[np.bool_]]
    ) -> "Customers":
        """Return the customers for which a mask of shape (n,), or a function giving one, is true.

        Raises
        ------
        ArgumentError
            If the mask is not one true or false for each of these customers.
        """
        mask = np.asarray(where(self) if callable(where) else where)
        if mask.dtype != np.bool_ or mask.shape != (len(self),):
            msg = (
                f"select must be given one true or false for each customer, shape ({len(self)},). "
                f"Got {mask.dtype} of shape {mask.shape}; fields toward firms have a column for "
                "each firm: choose one ([:, 0]), or say .any(axis=1) or .all(axis=1)."
            )
            raise ArgumentError(msg)
        return Customers(self._state, self.firm_names, self.segment_names, self.slots[mask])

    def agg(self, name: str, function: Callable[[NDArray[Any]], Any]) -> Any:
        """Return `function` of the values of a field."""
        return function(self.get(name))

    def groupby(self, name: str) -> dict[Any, "Customers"]:
        """Return the customers grouped by a person's field; segments go by their names.

        Raises
        ------
        ArgumentError
            If it is a field toward firms, of which a person has several values.
        """
        values = self.get(name)
        if values.ndim != 1:
            msg = (
                f"groupby must be given a person's own field. Got {name!r}, held toward each firm."
            )
            raise ArgumentError(msg)
        groups = {value.item(): self.select(values == value) for value in np.unique(values)}
        if name == "segment":
            return {self.segment_names[index]: group for index, group in groups.items()}
        return groups

    def to_frame(self) -> "pd.DataFrame":
        """Return one row per customer and firm with every field, as in customers.parquet."""
        import pandas as pd

        return pd.DataFrame(self.columns())

    def columns(self) -> dict[str, Any]:
        """Return the columns of `to_frame`, each of shape (n J,): a frame is then made only once."""
        n, n_firms = len(self), len(self.firm_names)
        columns: dict[str, Any] = {
            "customer": np.repeat(self.slots, n_firms),
            "firm": labelled(np.tile(np.arange(n_firms), n), self.firm_names),
        }
        for name in PERSON.names or ():
            columns[name] = np.repeat(self.get(name), n_firms)
        columns["segment"] = labelled(columns["segment"], self.segment_names)
        for name in (*(TIE.names or ()), *DERIVED):
            columns[name] = self.get(name).flatten()  # a copy: the market goes on
        return {**columns, **self._kept_columns()}

    def _kept_columns(self) -> dict[str, Any]:
        """Return what only some markets remember, in plain units: a year's spend, the last visit."""
        state, slots = self._state, self.slots
        n_firms = len(self.firm_names)
        columns: dict[str, Any] = {}
        if len(state.year_spend) == len(state.people):
            spent = (state.year_spend[slots] / MICRO).astype(np.float32)
            columns["year_spend"] = spent.reshape(-1)
        if len(state.staff_bond) == len(state.people):
            columns["staff_bond"] = (state.staff_bond[slots] / np.float32(STAFF_BOND)).reshape(-1)
        if len(state.feature_expectation) == len(state.people):
            for k, field in enumerate(FEATURE_FIELDS):
                expected = state.feature_expectation[slots, k] / np.float32(FEATURE_EXPECTATION)
                columns[field.name] = np.repeat(expected, n_firms)
        if len(state.visits) == len(state.people):
            columns |= self._last_visits()
        return columns

    def _last_visits(self) -> dict[str, Any]:
        """Return the last visit to each firm and the last warning about it, each of shape (n J,)."""
        visits = np.asarray(self._state.visits)[self.slots]
        visited = self.get("n_experiences") > 0
        told = visits["satisfaction"] / np.float32(VISIT_POINTS)
        surprise = visits["surprise"] / np.float32(SURPRISE_POINTS)
        warned = visits["warned"].astype(np.int32)
        columns = {
            "last_transaction": np.where(visited, told, np.float32(np.nan)),
            "last_disconfirmation": np.where(visited, surprise, np.float32(np.nan)),
            "last_warning_step": np.where(warned > 0, warned - 1, np.int32(NEVER)),
        }
        return {name: values.reshape(-1) for name, values in columns.items()}

    def _field(self, name: str) -> NDArray[Any]:
        for records in (self._state.people, self._state.ties):
            if name in (records.dtype.names or ()):
                values: NDArray[Any] = np.asarray(records)[name]  # the faster way to a field
                return values if self._slots is None else values[self._slots]
        known = ", ".join((*(PERSON.names or ()), *(TIE.names or ()), *DERIVED))
        msg = f"customers have no field {name!r}; there are {known}"
        raise AttributeError(msg)
