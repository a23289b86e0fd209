"""Everything that is said about a firm's customers, computed once from a result."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.measurement.ahp import Hierarchy
from analysis.measurement.behavior_indicators import behavior_table
from analysis.measurement.default_judgements import LOYALTY
from analysis.measurement.loyalty_index import index_table, index_weights
from analysis.measurement.manager_view import Seen, loyalty_card, manager_view
from analysis.measurement.survey import SAMPLE, Survey
from analysis.metrics.record import FirmRecord
from analysis.portrait.value import Value, value_of
from analysis.typologies.lock_in import LockIn, lock_in, lock_in_table
from analysis.typologies.moment import Moment, moment_of, snapshot_steps
from analysis.typologies.occupancy import kept, occupancy, transitions
from analysis.typologies.registry import computable
from analysis.typologies.stress import stress_table
from analysis.typologies.typology import Typology, approximations, obstacle
from simulation.results import RunResult

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Sorted:
    """One typology of a firm's customers.

    Attributes
    ----------
    typology : Typology
        Which.
    occupancy : DataFrame
        A row a state; `kept` says what share of those who stood there at the earlier snapshot are
        customers now, where there is one.
    transitions : DataFrame | None
        Counts from the earlier snapshot (rows) to this one (columns).
    no_transitions : str | None
        Why there are none.
    approximations : list[str]
        What is approximated for want of a column.
    """

    typology: Typology
    occupancy: "pd.DataFrame"
    transitions: "pd.DataFrame | None"
    no_transitions: str | None
    approximations: list[str]


@dataclass(frozen=True)
class Portrait:
    """A firm's customers at the last snapshot of a run.

    Attributes
    ----------
    result : RunResult
        The run.
    firm : str
        Whose customers.
    moment : Moment
        The last snapshot; its `earlier` is the one before.
    typologies : tuple[Sorted, ...]
        Those that can be computed.
    not_computed : dict[str, str]
        The others by title, with the reason.
    meter : LockIn
        What retention is made of.
    lock_in, stress, behavior, index, card : DataFrame
        Tables of the same names.
    survey : Survey
        What the manager's numbers come from.
    seen : list[Seen]
        What a manager sees beside the truth.
    value : Value
        What customers bring, what they get, and what leads to what.
    """

    result: RunResult
    firm: str
    moment: Moment
    typologies: tuple[Sorted, ...]
    not_computed: dict[str, str]
    meter: LockIn
    lock_in: "pd.DataFrame"
    stress: "pd.DataFrame"
    behavior: "pd.DataFrame"
    index: "pd.DataFrame"
    card: "pd.DataFrame"
    survey: Survey
    seen: list[Seen]
    value: Value


def portrait_of(
    result: RunResult,
    firm: str | None = None,
    judgements: Hierarchy = LOYALTY,
    sample: int = SAMPLE,
    seed: int = 1,
) -> Portrait:
    """Return the portrait of a firm's customers at the last snapshot of a run.

    Parameters
    ----------
    result : RunResult
        A run that kept its customers at one step at least.
    firm : str | None
        Whose customers; None for the scenario's focal firm.
    judgements : Hierarchy
        What the loyalty index is weighted by.
    sample : int
        Customers asked in the survey.
    seed : int
        Luck of the survey.

    Raises
    ------
    ResultError
        If there is no such firm, or it has no customers.
    JudgementError
        If the judgements contradict one another.
    """
    name = result.scenario.focal_firm if firm is None else firm
    moment = _last_moments(result)
    moment.index(name)
    weights = index_weights(judgements)
    record = FirmRecord(result, name)
    can, not_computed = computable(moment)
    meter = lock_in(moment, name)
    survey, seen = manager_view(record, moment, weights, seed, sample)
    return Portrait(
        result=result,
        firm=name,
        moment=moment,
        typologies=tuple(_sorted(typology, moment, name) for typology in can),
        not_computed=not_computed,
        meter=meter,
        lock_in=lock_in_table(meter, moment),
        stress=stress_table(moment, name),
        behavior=behavior_table(record, moment),
        index=index_table(moment, name, weights),
        card=loyalty_card(moment, name, survey),
        survey=survey,
        seen=seen,
        value=value_of(record, moment),
    )


def _last_moments(result: RunResult) -> Moment:
    """Return the last snapshot, knowing the one before, which knows the one before that."""
    moment: Moment | None = None
    for step in snapshot_steps(result)[-3:]:
        moment = moment_of(result, step, moment)
    if moment is None:  # a run always keeps its last step
        return moment_of(result, result.scenario.market.steps - 1)
    return moment


def _sorted(typology: Typology, moment: Moment, firm: str) -> Sorted:
    table = occupancy(typology, moment, firm)
    earlier = moment.earlier
    reason = "there is one snapshot only" if earlier is None else obstacle(typology, earlier)
    moved = None
    if earlier is not None and reason is None:
        moved = transitions(typology, earlier, moment, firm)
        table["kept"] = kept(typology, earlier, moment, firm).to_numpy()
    return Sorted(typology, table, moved, reason, approximations(typology, moment))
