"""The runs of a sweep as analyses read them: one row a run, factors and outcomes as columns."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.experiment import Factor
from simulation.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd

RUN_COLUMNS = ("point", "replication")


@dataclass(frozen=True)
class Sample:
    """Runs and what was varied in them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each point and replication: `point`, `replication`, a column for each factor by
        its path and one for each outcome by its name. Runs of one replication share their draws.
    factors : tuple[Factor, ...]
        What was varied.
    """

    table: "pd.DataFrame"
    factors: tuple[Factor, ...]

    def __post_init__(self) -> None:
        """Refuse a table without the columns that every analysis reads."""
        wanted = [*RUN_COLUMNS, *(factor.path for factor in self.factors)]
        missing = [name for name in wanted if name not in self.table.columns]
        if missing:
            msg = f"the runs have no column {missing[0]!r}; they have {', '.join(map(str, self.table.columns))}."
            raise ResultError(msg)

    @property
    def levers(self) -> tuple[Factor, ...]:
        """What the firm decides."""
        return tuple(factor for factor in self.factors if factor.kind == "lever")

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """What nobody knows."""
        return tuple(factor for factor in self.factors if factor.kind == "uncertainty")

    @cached_property
    def points(self) -> "pd.DataFrame":
        """The value of every factor by point, in the order of points."""
        first = self.table.drop_duplicates("point").sort_values("point").set_index("point")
        return first[[factor.path for factor in self.factors]]

    @cached_property
    def shared(self) -> tuple[int, ...]:
        """The replications that ran at every point: those that can be paired."""
        ran = self.table.assign(ran=True).pivot(index="point", columns="replication", values="ran")
        return tuple(int(number) for number in ran.columns[ran.notna().all(axis=0)])

    @property
    def replications(self) -> int:
        """How many replications every point has."""
        return len(self.shared)

    @property
    def most_replications(self) -> int:
        """How many the point with most of them has: more, where a precision was wished or runs lack."""
        return int(self.table.groupby("point")["replication"].nunique().max())

    def outcome(self, name: str) -> NDArray[np.float64]:
        """Return an outcome by point and replication, shape (P, R).

        Replications that did not run at every point are left out: the others are paired.

        Raises
        ------
        ResultError
            If there is no such outcome, no replication ran everywhere, or a value is undefined.
        """
        if name not in self.table.columns:
            known = [str(c) for c in self.table.columns if c not in self._not_outcomes]
            msg = f"the runs have no outcome {name!r}. There are: {', '.join(known)}."
            raise ResultError(msg)
        if not self.shared:
            counts = self.table.groupby("point").size()
            at = counts.index[counts < self.table["replication"].nunique()][0]
            msg = (
                f"no replication has run at every point (point {at} lacks some). Finish the sweep."
            )
            raise ResultError(msg)
        wide = self.table.pivot(index="point", columns="replication", values=name)
        paired = wide[list(self.shared)].reindex(self.points.index)
        values = paired.to_numpy(dtype=np.float64)
        if not np.isfinite(values).all():
            at = self.points.index[np.argwhere(~np.isfinite(values))[0][0]]
            msg = (
                f"{name} is undefined at point {at} (a firm without customers?). Leave such points out "
                "with `restricted`, or choose another outcome."
            )
            raise ResultError(msg)
        return values

    def restricted(self, points: "pd.Index | list[int]") -> "Sample":
        """Return the runs of some points only."""
        return Sample(self.table[self.table["point"].isin(points)], self.factors)

    @property
    def _not_outcomes(self) -> set[str]:
        return {*RUN_COLUMNS, "seed", *(factor.path for factor in self.factors)}
