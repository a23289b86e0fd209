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

BLOCK = 256  # customers whose draws and choices are computed together; a multiple of SIDE_BY_SIDE
SIDE_BY_SIDE = 8  # numbers that a processor of today computes at once, at the most


class Scratch(NamedTuple):
    """What a thread writes down about one block of customers; B is `BLOCK`.

    Attributes
    ----------
    keys : ndarray of uint64, shape (B,)
        Key of each customer's draws in this step.
    pulls : ndarray, shape (B, J)
        Pull of each firm's program on who has a card, logits.
    wishes, lifts, rates : ndarray, shape (B,)
        Pull of all programs weighted by habit, what it does to needs, and purchases expected.
    needs : ndarray of int64, shape (B,)
        Purchases in this step.
    buyers : ndarray of int64, shape (B,)
        Who of the block buys on this occasion, one after another; from here on a row is a buyer.
    utilities, luck, delays : ndarray, shape (B * J,)
        The race of each choice, firm by firm; a firm that does not run has an infinite delay.
    latest : ndarray, shape (B,)
        When buying nothing arrives, infinite where everybody buys.
    chosen : ndarray of int64, shape (B,)
        Firm that arrived first, or NOBODY.
    visitors, visited : ndarray of uint64, shape (B,)
        Keys of the buyer and of the firm chosen.
    mishaps, moods : ndarray, shape (B,)
        What the experience hangs on (`luck_of`).
    claims : ndarray, shape (J,)
        How each firm claims a place among those that one customer considers.
    praise, warnings : ndarray of int64, shape (J,)
        What one customer heard of each firm.
    """

    keys: NDArray[np.uint64]
    pulls: NDArray[np.float64]
    wishes: NDArray[np.float64]
    lifts: NDArray[np.float64]
    rates: NDArray[np.float64]
    needs: NDArray[np.int64]
    buyers: NDArray[np.int64]
    utilities: NDArray[np.float64]
    luck: NDArray[np.float64]
    delays: NDArray[np.float64]
    latest: NDArray[np.float64]
    chosen: NDArray[np.int64]
    visitors: NDArray[np.uint64]
    visited: NDArray[np.uint64]
    mishaps: NDArray[np.float64]
    moods: NDArray[np.float64]
    claims: NDArray[np.float64]
    praise: NDArray[np.int64]
    warnings: NDArray[np.int64]


def empty_scratch(n_firms: int, *threads: int) -> Scratch:
    """Return scratch for one thread, or for each of several."""
    block, runners = (*threads, BLOCK), (*threads, BLOCK * n_firms)
    return Scratch(
        keys=np.zeros(block, np.uint64),
        pulls=np.zeros((*block, n_firms)),
        wishes=np.zeros(block),
        lifts=np.zeros(block),
        rates=np.zeros(block),
        needs=np.zeros(block, np.int64),
        buyers=np.zeros(block, np.int64),
        utilities=np.zeros(runners),
        luck=np.full(runners, 0.5),  # a logarithm is taken of each
        delays=np.full(runners, np.inf),
        latest=np.zeros(block),
        chosen=np.zeros(block, np.int64),
        visitors=np.zeros(block, np.uint64),
        visited=np.zeros(block, np.uint64),
        mishaps=np.zeros(block),
        moods=np.zeros(block),
        claims=np.zeros((*threads, n_firms)),
        praise=np.zeros((*threads, n_firms), np.int64),
        warnings=np.zeros((*threads, n_firms), np.int64),
    )


@phase
def scratch_of(scratch: Scratch, thread: int) -> Scratch:
    """Return the scratch of one of several threads."""
    return Scratch(
        scratch.keys[thread], scratch.pulls[thread], scratch.wishes[thread], scratch.lifts[thread],
        scratch.rates[thread], scratch.needs[thread], scratch.buyers[thread],
        scratch.utilities[thread], scratch.luck[thread], scratch.delays[thread],
        scratch.latest[thread], scratch.chosen[thread], scratch.visitors[thread],
        scratch.visited[thread], scratch.mishaps[thread], scratch.moods[thread],
        scratch.claims[thread], scratch.praise[thread], scratch.warnings[thread],
    )  # fmt: skip


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
def in_full(n: int) -> int:
    """Return n rounded up so that a loop that computes several numbers at once leaves none over.

    What is computed for the rows beyond n is left from earlier ones, and nobody reads it.
    """
    return -(-n // SIDE_BY_SIDE) * SIDE_BY_SIDE


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
