"""One snapshot of a market as arrays: what every typology and every measurement reads.

Notation: N customers, J firms in the order of their names, S segments.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.typologies.lasting_traits import FEATURES, drawn_again, participation
from simulation.draws import Purpose
from simulation.errors import ResultError
from simulation.results import RunResult
from simulation.scenario.schema import Scenario
from simulation.tables import MONTH_DAYS, build_tables

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
Codes = NDArray[np.int8]
PERSON = ("customer", "generation")
"""What names a person: the slot, and how many left it before."""
TO_COME = "to_come"
"""Column of a growing market: nobody has come to that slot yet."""


@dataclass(frozen=True)
class Moment:
    """Every customer's state toward every firm at the end of one step.

    Attributes
    ----------
    step : int
        Step of the study; -1 is the end of the burn-in.
    firms : tuple[str, ...]
        Names of the firms, in the order of the columns of every array.
    contract : bool
        Whether customers hold one provider; else they buy from a repertoire.
    step_months : float
        Length of a step, months.
    burn_in_steps : int
        Steps before the study; dates of purchases and contracts count them.
    columns : Mapping[str, ndarray of shape (N, J)]
        What `customers.parquet` holds at that step, by name of the column.
    segment : ndarray of int64, shape (N,)
        Segment of each customer, an index into the rows of `behavior_table` and `terms_table`.
    behavior_table : Mapping[str, ndarray of shape (S,)]
        Customer parameters by segment.
    terms_table : Mapping[str, ndarray of shape (S, J)]
        Firms' terms in that step by segment, and how far their staff are trained.
    earlier : Moment | None
        An earlier snapshot of the same market, for what is a change.
    active : ndarray of bool, shape (J,) | None
        Firms that are in the market; None: those that anybody at all can choose.
    """

    step: int
    firms: tuple[str, ...]
    contract: bool
    step_months: float
    burn_in_steps: int
    columns: Mapping[str, NDArray[Any]]
    segment: NDArray[np.int64]
    behavior_table: Mapping[str, Floats] = field(default_factory=dict)
    terms_table: Mapping[str, Floats] = field(default_factory=dict)
    earlier: "Moment | None" = None
    active: Masks | None = None

    def has(self, column: str) -> bool:
        """Tell whether the snapshot holds a column."""
        return column in self.columns

    def get(self, column: str) -> Floats:
        """Return a column as floats, shape (N, J).

        Raises
        ------
        ResultError
            If the snapshot lacks it.
        """
        if column not in self.columns:
            msg = (
                f"The snapshot of step {self.step} has no column {column!r}; it was written by a "
                "version that does not record it. Run the scenario again, or leave this out."
            )
            raise ResultError(msg)
        values: Floats = np.asarray(self.columns[column], dtype=np.float64)
        return values

    def behavior(self, name: str) -> Floats:
        """Return a customer parameter, shape (N, 1)."""
        values: Floats = np.asarray(self.behavior_table[name], dtype=np.float64)[self.segment]
        return values[:, None]

    def terms(self, name: str) -> Floats:
        """Return a term that firms offer in this step, shape (N, J).

        From the snapshot where the inside of any firm moves it (`snapshot.MOVED_FIELDS`), else what
        the scenario says of that step.
        """
        if self.has(name):
            return self.get(name)
        values: Floats = np.asarray(self.terms_table[name], dtype=np.float64)[self.segment]
        return values

    @cached_property
    def n_customers(self) -> int:
        """Number of customers in the market."""
        return len(self.segment)

    @cached_property
    def present(self) -> Masks:
        """Who counts as a customer of whom, shape (N, J)."""
        return self.get("present") > 0.0

    @cached_property
    def in_market(self) -> Masks:
        """Which firms are in the market, shape (J,)."""
        if self.active is not None:
            return self.active
        return np.asarray((self.get("available") > 0.0).any(axis=0))

    @cached_property
    def tenure_months(self) -> Floats:
        """Age of each relation in months; 0 where there is none, shape (N, J)."""
        now = self.burn_in_steps + self.step
        since = self.get("spell_start") if self.contract else self.get("first_step")
        bought = self.get("n_lifetime") > 0.0
        held = self.present if self.contract else bought
        age: Floats = np.where(held, (now - since) * self.step_months, 0.0)
        return age

    def index(self, firm: str) -> int:
        """Return the column of a firm.

        Raises
        ------
        ResultError
            If the market has no such firm.
        """
        if firm not in self.firms:
            msg = f"There is no firm {firm!r} in this result; there are {', '.join(self.firms)}."
            raise ResultError(msg)
        return self.firms.index(firm)

    def customers_of(self, firm: str) -> NDArray[np.int64]:
        """Return the rows of a firm's present customers, shape (n,) (ResultError if unknown)."""
        return np.flatnonzero(self.present[:, self.index(firm)]).astype(np.int64)

    def selected(self, rows: NDArray[Any]) -> "Moment":
        """Return the same moment with some of its customers only (mask or indices, shape (n,))."""
        return Moment(
            self.step,
            self.firms,
            self.contract,
            self.step_months,
            self.burn_in_steps,
            {name: np.asarray(values)[rows] for name, values in self.columns.items()},
            self.segment[rows],
            self.behavior_table,
            self.terms_table,
            self.earlier.selected(rows) if self.earlier else None,
            self.in_market,
        )


def snapshot_steps(result: RunResult) -> list[int]:
    """Return the steps at which a run kept its customers, in order."""
    return sorted(int(step) for step in result.customers["step"].unique())


def moment_of(result: RunResult, step: int, earlier: Moment | None = None) -> Moment:
    """Return one snapshot of a run.

    Parameters
    ----------
    result : RunResult
        The run.
    step : int
        A step at which customers were kept.
    earlier : Moment | None
        An earlier snapshot of the same run.

    Raises
    ------
    ResultError
        If customers were not kept at that step.
    """
    kept = snapshot_steps(result)
    if step not in kept:
        msg = (
            f"Customers were kept at the steps {', '.join(map(str, kept))}, not at {step}; "
            f"run the scenario again with `--snapshot {step}`."
        )
        raise ResultError(msg)
    frame = result.customers[result.customers["step"] == step]
    moment = moment_from(frame, result.scenario, step, earlier)
    traits = _lasting_traits(moment, result.seed)
    late = result.scenario.market.late_share
    if late > 0.0:
        to_come = _to_come(moment, result.seed, late, result.scenario.market.steps)
        traits[TO_COME] = np.broadcast_to(to_come[:, None], moment.present.shape)
    return replace(moment, columns={**moment.columns, **traits})


def _to_come(moment: Moment, seed: int, late_share: float, steps: int) -> Masks:
    """Return whose slot nobody has come to yet in a growing market, shape (N,) (S084).

    The market draws once when the first person of a slot comes: `late_share` of them in the study.
    """
    slots, generations = (moment.get(name)[:, 0].astype(np.int64) for name in PERSON)
    u = drawn_again(seed, slots, np.zeros_like(slots), Purpose.LATE_ENTRY, 0)
    comes = np.floor(u / late_share * steps)
    to_come: Masks = (generations == 0) & (u < late_share) & (comes > moment.step)
    return to_come


def _lasting_traits(moment: Moment, seed: int) -> dict[str, NDArray[Any]]:
    """Return what is drawn again from the seed: `participation`, and `asks_<feature>` if any is there.

    Each has shape (N, J): how far people take part where the firm has a community (0 elsewhere),
    and whether they ask for a feature.
    """
    people = [moment.get(name)[:, 0].astype(np.int64) for name in PERSON]
    shape = moment.present.shape
    u = drawn_again(seed, people[0], people[1], Purpose.PARTICIPATION, 0)
    part = participation(u, moment.behavior("participation")[:, 0])[:, None]
    traits = {"participation": np.where(moment.terms("belonging_community") > 0.0, part, 0.0)}
    for k, name in enumerate(FEATURES if moment.has("expects_first") else ()):
        share = moment.behavior(f"feature_voiced_{name}")
        drawn = drawn_again(seed, people[0], people[1], Purpose.VOICED, k)[:, None]
        traits[f"asks_{name}"] = np.broadcast_to(drawn < share, shape)
    return traits


def moment_from(
    frame: "pd.DataFrame", scenario: Scenario, step: int, earlier: Moment | None = None
) -> Moment:
    """Return the rows of one step, one for each customer and firm, as a moment."""
    tables = build_tables(scenario)
    n_firms = tables.n_firms
    rows = frame if _is_ordered(frame, tables.firm_names) else _ordered(frame)
    columns = {
        str(name): rows[name].to_numpy().reshape(-1, n_firms)
        for name in rows.columns
        if name not in ("step", "firm", "segment")
    }
    segment = rows["segment"].map({name: s for s, name in enumerate(tables.segment_names)})
    row = min(scenario.market.burn_in_steps + step, tables.n_steps - 1)
    terms = tables.terms[row]
    return Moment(
        step=step,
        firms=tables.firm_names,
        contract=scenario.market.mode == "contract",
        step_months=scenario.market.step_days / MONTH_DAYS,
        burn_in_steps=scenario.market.burn_in_steps,
        columns=columns,
        segment=np.asarray(segment, dtype=np.int64).reshape(-1, n_firms)[:, 0],
        behavior_table={name: tables.behavior[name] for name in tables.behavior.dtype.names or ()},
        terms_table={
            **{name: terms[name] for name in terms.dtype.names or ()},
            "staff_training": np.broadcast_to(tables.levers["staff_training"][row], terms.shape),
        },
        earlier=earlier,
    )


def _is_ordered(frame: "pd.DataFrame", firms: tuple[str, ...]) -> bool:
    """Tell whether rows run customer by customer, firms in order: the file does, a sample may not."""
    import pandas as pd

    codes = np.asarray(pd.Categorical(frame["firm"], categories=pd.Index(firms)).codes)
    customers = frame["customer"].to_numpy().reshape(-1, len(firms))
    by_firm = bool((codes.reshape(-1, len(firms)) == np.arange(len(firms))).all())
    return by_firm and bool((customers == customers[:, :1]).all())


def _ordered(frame: "pd.DataFrame") -> "pd.DataFrame":
    named = frame.assign(firm=frame["firm"].astype(str))
    return named.sort_values(["customer", "firm"], kind="stable")
