"""What the pass is handed: the state, the tables and the books of one run, in one bundle."""

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import phase
from simulation.draws import Purpose, draw_key, hashed, step_key, uniform_of
from simulation.ledger import Ledger
from simulation.state import State
from simulation.tables import Tables


class Scratch(NamedTuple):
    """What a thread writes down while one customer thinks.

    `utilities`, `luck` and `delays` (infinite for a firm that does not run) hold the race of a
    choice, shape (J rounded up to what is computed side by side,); `pulls` holds the pull of each
    firm's program, `praise` and `warnings` what was heard of it, shape (J,).
    """

    utilities: NDArray[np.float64]
    luck: NDArray[np.float64]
    delays: NDArray[np.float64]
    pulls: NDArray[np.float64]
    praise: NDArray[np.int64]
    warnings: NDArray[np.int64]


class Books(NamedTuple):
    """Where one step (or one chunk of it) is written down, and scratch for its customers."""

    firms: NDArray[np.void]
    flows: NDArray[np.int64]
    tenure: NDArray[np.void]
    scratch: Scratch


class World(NamedTuple):
    """Everything the pass reads and writes; shapes as in `State`, `Tables` and `Ledger`.

    `toolbox` has one dimension where a scenario uses anything of `derived_terms.SWITCHES`, and two
    where it does not: the compiler knows the number of dimensions, so that it compiles a pass
    without all that for the markets that leave it off.
    """

    seed_key: np.uint64
    people: NDArray[np.void]
    ties: NDArray[np.void]
    outbox: NDArray[np.uint8]
    spoke: NDArray[np.uint8]
    offsets: NDArray[np.int16]
    year_spend: NDArray[np.uint32]
    staff_bond: NDArray[np.uint16]
    feature_expectation: NDArray[np.uint16]
    visits: NDArray[np.void]
    toolbox: NDArray[np.uint8]
    terms: NDArray[np.void]
    behavior: NDArray[np.void]
    segment_ends: NDArray[np.float64]
    firm_keys: NDArray[np.uint64]
    settings: NDArray[np.void]
    promoted: NDArray[np.uint8]
    firms: NDArray[np.void]
    flows: NDArray[np.int64]
    tenure: NDArray[np.void]


@phase
def is_equipped(world: World) -> bool:
    """Tell whether the scenario uses anything of the toolbox; a constant when compiled."""
    return bool(world.toolbox.ndim == 1)


def build_world(seed: int, state: State, tables: Tables, ledger: Ledger) -> World:
    """Return the bundle of one run; `terms` is copied, because firms may rewrite their future.

    Raises
    ------
    ValueError
        If two arrays share memory: the pass is compiled for arrays that do not (`pass_kernel`).
    """
    world = World(
        seed_key=np.uint64(hashed("run", seed)),
        people=state.people,
        ties=state.ties,
        outbox=state.outbox,
        spoke=state.spoke,
        offsets=state.offsets,
        year_spend=state.year_spend,
        staff_bond=state.staff_bond,
        feature_expectation=state.feature_expectation,
        visits=state.visits,
        toolbox=np.zeros(1 if tables.is_equipped else (1, 1), dtype=np.uint8),
        terms=tables.terms.copy(),
        behavior=tables.behavior,
        segment_ends=tables.segment_ends,
        firm_keys=tables.firm_keys,
        settings=tables.settings,
        promoted=promotion_calendar(seed, tables),
        firms=ledger.firms,
        flows=ledger.flows,
        tenure=ledger.tenure,
    )
    _check_apart({name: part for name, part in world._asdict().items() if name != "seed_key"})
    return world


def _check_apart(arrays: dict[str, NDArray[Any]]) -> None:
    for (name, array), (other, rest) in combinations(arrays.items(), 2):
        if np.may_share_memory(array, rest):
            msg = (
                f"{name} and {other} share memory, and the pass is compiled for arrays that do not"
            )
            raise ValueError(msg)


def promotion_calendar(seed: int, tables: Tables) -> NDArray[np.uint8]:
    """Return which firm is on promotion in which step for which segment, shape (T, S, J).

    A draw of (seed, firm, step): no other firm and no customer can change it. Segments that are
    offered promotions equally often meet the same ones.
    """
    chance = np.asarray(tables.terms["promotion_prob"])
    calendar = np.zeros(chance.shape, dtype=np.uint8)
    key = np.uint64(hashed("firms", seed))
    for t, j in zip(*np.nonzero(chance.max(axis=1)), strict=True):
        in_step = np.uint64(step_key(key, int(t)))
        drawn = np.uint64(draw_key(in_step, int(Purpose.PROMOTION), tables.firm_keys[j], 0))
        calendar[t, :, j] = uniform_of(drawn) < chance[t, :, j]
    return calendar
