"""Every customer at one moment: state, cumulative behavior and the terms of the utility."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel
from simulation.customers import Customers
from simulation.elementary import MICRO
from simulation.state import NEVER
from simulation.step.choosing import is_available, leaving_cost, utility_terms
from simulation.step.entering import is_outside
from simulation.step.relation import feel_pulls, is_present
from simulation.world import World

if TYPE_CHECKING:
    import pandas as pd

UTILITY_TERMS = (
    "taste", "attitude", "habit", "convenience", "price", "program", "promotion",
    "inexperience", "switching",
)  # fmt: skip


@kernel
def write_utilities(world, t, pulls, utilities, present, available):
    """Fill `utilities` (N, J, 9), `present` and `available` (N, J) as of step t; `pulls` (J,) is scratch."""
    for i in range(world.people.size):
        person = world.people[i]
        leaving = leaving_cost(world, i, t, world.behavior[person.segment])
        feel_pulls(world, i, t, pulls)
        for j in range(world.firm_keys.size):
            tie = world.ties[i, j]
            terms = utility_terms(world, i, j, t, pulls[j], leaving)
            utilities[i, j, 0] = terms[0]
            utilities[i, j, 1] = terms[1]
            utilities[i, j, 2] = terms[2]
            utilities[i, j, 3] = terms[3]
            utilities[i, j, 4] = terms[4]
            utilities[i, j, 5] = terms[5]
            utilities[i, j, 6] = terms[6]
            utilities[i, j, 7] = terms[7]
            utilities[i, j, 8] = terms[8]
            present[i, j] = tie.first_step != NEVER and is_present(world, person, tie, j, t)
            available[i, j] = is_available(world, i, j, t) and not is_outside(world, i, t)


def utilities_at(
    world: World, t: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return utility terms (N, J, 9) in logits, presence (N, J) and availability (N, J) at step t."""
    n, n_firms = world.ties.shape
    utilities = np.empty((n, n_firms, len(UTILITY_TERMS)), dtype=np.float32)
    present = np.empty((n, n_firms), dtype=np.bool_)
    available = np.empty((n, n_firms), dtype=np.bool_)
    write_utilities(world, t, np.empty(n_firms), utilities, present, available)
    return utilities, present, available


@dataclass(frozen=True)
class Moment:
    """All customers as they were at the end of a step, before anybody asks for a table of them.

    Attributes
    ----------
    step : int
        The study's number of the step; the burn-in has negative ones.
    customers : Customers
        A copy of their state.
    utilities : ndarray of float32, shape (N, J, 9)
        Terms of the utility, logits.
    present, available : ndarray of bool, shape (N, J)
        Whether the customer is with the firm, and may choose it.
    """

    step: int
    customers: Customers
    utilities: NDArray[np.float32]
    present: NDArray[np.bool_]
    available: NDArray[np.bool_]

    def columns(self) -> dict[str, Any]:
        """Return a row per customer and firm, column by column.

        They are every state variable, `present`, `available`, and `utility_<term>` in logits
        (settled 18).
        """
        steps = np.full(self.present.size, self.step, dtype=np.int32)
        columns = {"step": steps, **self.customers.columns()}
        for name in ("points", "paid"):
            columns[name] = columns[name] / MICRO
        columns["present"] = self.present.ravel()
        columns["available"] = self.available.ravel()
        flat = self.utilities.reshape(-1, len(UTILITY_TERMS))
        for k, name in enumerate(UTILITY_TERMS):
            columns[f"utility_{name}"] = flat[:, k]
        return columns


def moment_of(customers: Customers, world: World, t: int, burn_in: int) -> Moment:
    """Return everybody as of the end of step t."""
    return Moment(t - burn_in, customers.kept(), *utilities_at(world, t))


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
