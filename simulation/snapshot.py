"""Every customer at one moment: state, cumulative behavior and the terms of the utility."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel
from simulation.customers import Customers
from simulation.elementary import MICRO
from simulation.records import DIMENSIONS
from simulation.state import NEVER, Field
from simulation.step.choosing import (
    call_to_mind,
    is_available,
    is_considered,
    leaving_cost,
    utility_terms,
)
from simulation.step.entering import is_outside
from simulation.step.relation import feel_pulls, is_present, pull_of
from simulation.world import World

if TYPE_CHECKING:
    import pandas as pd

UTILITY_TERMS = (
    "taste", "attitude", "habit", "convenience", "price", "program", "promotion",
    "inexperience", "switching",
)  # fmt: skip
MOVED_FIELDS = (
    *(
        Field(f"delivered_{d}", "f4", f"quality delivered on dimension {d}, where moved", "points")
        for d in DIMENSIONS
    ),
    Field("failure_prob", "f4", "chance that an experience fails, where moved", "probability"),
    Field("recovery", "f4", "mean justice of answers to complaints, where moved", "0 to 1"),
    Field("quick_share", "f4", "complaints answered quickly, where moved", "share"),
    Field("price", "f4", "list price of a unit, where moved", "money"),
    Field("discount", "f4", "discount for everybody, where moved", "share"),
    Field("unit_cost", "f4", "variable cost of a unit, where moved", "money"),
)
"""Terms that the inside of a firm moves, as they were in the step of a snapshot.

Where no firm has anything inside that moves, the scenario alone tells them, and they are not kept.
"""


class Views(NamedTuple):
    """What every customer would go by at a choice, N customers and J firms.

    Attributes
    ----------
    utilities : ndarray of float32, shape (N, J, 9)
        Terms of the utility, logits.
    leaving : ndarray of float32, shape (N,)
        What leaving the present firm costs, logits.
    present, available, considered : ndarray of bool, shape (N, J)
        Whether the customer is with the firm, may choose it, and thinks of it at all.
    """

    utilities: NDArray[np.float32]
    leaving: NDArray[np.float32]
    present: NDArray[np.bool_]
    available: NDArray[np.bool_]
    considered: NDArray[np.bool_]


@kernel
def write_views(world, t, pulls, claims, views):
    """Fill `views` as of step t; `pulls` and `claims`, (J,), are scratch."""
    for i in range(world.people.size):
        person = world.people[i]
        leaving = leaving_cost(world, i, t, world.behavior[person.segment])
        views.leaving[i] = leaving
        feel_pulls(world, i, t, pulls)
        limit = world.behavior[person.segment].consider_max
        takes_all = np.isnan(limit)
        call_to_mind(world, i, t, claims)
        for j in range(world.firm_keys.size):
            tie = world.ties[i, j]
            parts = utility_terms(world, i, j, t, pull_of(person, pulls, j), leaving)
            views.utilities[i, j, 0] = parts[0]
            views.utilities[i, j, 1] = parts[1]
            views.utilities[i, j, 2] = parts[2]
            views.utilities[i, j, 3] = parts[3]
            views.utilities[i, j, 4] = parts[4]
            views.utilities[i, j, 5] = parts[5]
            views.utilities[i, j, 6] = parts[6]
            views.utilities[i, j, 7] = parts[7]
            views.utilities[i, j, 8] = parts[8]
            views.present[i, j] = tie.first_step != NEVER and is_present(world, person, tie, j, t)
            terms = world.terms[t, person.segment, j]
            available = is_available(tie, terms) and not is_outside(world, i, t)
            views.available[i, j] = available
            views.considered[i, j] = available and (takes_all or is_considered(claims, j, limit))


def views_at(world: World, t: int) -> Views:
    """Return what every customer goes by at the end of step t."""
    n, n_firms = world.ties.shape
    views = Views(
        utilities=np.empty((n, n_firms, len(UTILITY_TERMS)), dtype=np.float32),
        leaving=np.empty(n, dtype=np.float32),
        present=np.empty((n, n_firms), dtype=np.bool_),
        available=np.empty((n, n_firms), dtype=np.bool_),
        considered=np.empty((n, n_firms), dtype=np.bool_),
    )
    write_views(world, t, np.empty(n_firms), np.empty(n_firms), views)
    return views


@dataclass(frozen=True)
class Moment:
    """All customers as they were at the end of a step, before anybody asks for a table of them.

    Attributes
    ----------
    step : int
        The study's number of the step; the burn-in has negative ones.
    customers : Customers
        A copy of their state.
    views : Views
        What they would go by if they chose now.
    moved : Mapping[str, ndarray of shape (S, J)]
        `MOVED_FIELDS` as they were in that step; empty where the scenario alone tells them.
    """

    step: int
    customers: Customers
    views: Views
    moved: Mapping[str, NDArray[np.float64]]

    def columns(self) -> dict[str, Any]:
        """Return a row per customer and firm, column by column.

        They are every state variable, `present`, `available`, `considered`, `leaving_cost` and
        `utility_<term>` in logits (settled 18); `MOVED_FIELDS` where firms have moved them.
        """
        n_firms = self.views.present.shape[1]
        steps = np.full(self.views.present.size, self.step, dtype=np.int32)
        columns = {"step": steps, **self.customers.columns()}
        for name in ("points", "paid"):
            columns[name] = columns[name] / MICRO
        columns["present"] = self.views.present.ravel()
        columns["available"] = self.views.available.ravel()
        columns["considered"] = self.views.considered.ravel()
        columns["leaving_cost"] = np.repeat(self.views.leaving, n_firms)
        flat = self.views.utilities.reshape(-1, len(UTILITY_TERMS))
        for k, name in enumerate(UTILITY_TERMS):
            columns[f"utility_{name}"] = flat[:, k]
        segments = self.customers.get("segment")
        for name, term in self.moved.items():
            columns[name] = term[segments].astype(np.float32).ravel()
        return columns


def moment_of(
    customers: Customers, world: World, t: int, burn_in: int, is_moving: bool = False
) -> Moment:
    """Return everybody as of the end of step t.

    `is_moving` says that the inside of some firm moves, so that what it moved has to be kept.
    """
    terms = np.asarray(world.terms[t])
    kept = MOVED_FIELDS if is_moving else ()
    moved = {field.name: terms[field.name].copy() for field in kept}
    return Moment(t - burn_in, customers.kept(), views_at(world, t), moved)


def snapshot_frame(moments: Sequence[Moment]) -> "pd.DataFrame":
    """Return the moments of one run, one after another, as one frame."""
    import pandas as pd

    parts = [moment.columns() for moment in moments]
    return pd.DataFrame({name: _joined([own[name] for own in parts]) for name in parts[0]})


def _joined(parts: Sequence[Any]) -> Any:
    """Return the pieces of a column as one; those of a categorical one share their categories."""
    import pandas as pd

    if not isinstance(parts[0], pd.Categorical):
        return np.concatenate(parts)
    codes = np.concatenate([part.codes for part in parts])
    return pd.Categorical.from_codes(codes, dtype=parts[0].dtype)
