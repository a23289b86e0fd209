"""`LoyaltyMarket`: the market as a Mesa model.

Mesa sees a model with firms as agents and a data collector; the customers are arrays that a
compiled pass moves, many steps at a time if nobody looks in between.
"""

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import mesa
import numba

from simulation.arguments import whole_number
from simulation.customers import Customers
from simulation.errors import ArgumentError, RunError
from simulation.firms import Firm
from simulation.ledger import FIRM_MEASURES, Ledger, empty_ledger
from simulation.management import Management
from simulation.scenario.loader import load_scenario
from simulation.scenario.schema import Scenario
from simulation.state import State, empty_state
from simulation.step.advance import advance, advance_parallel
from simulation.step.entering import populate
from simulation.tables import Tables, build_tables
from simulation.world import World, build_world

THREADS_PAY_FROM = 20_000  # customers; below this a second thread costs more than it brings
STEP_TABLE = "firms"


class LoyaltyMarket(mesa.Model):
    """A market of customers who choose, experience and remember, under one scenario.

    Parameters
    ----------
    scenario : str | Path | Scenario
        A scenario's name or file, or the scenario itself.
    overrides : Mapping[str, object] | None
        Values by dotted path, as with `--set`; only with a name or file.
    rng : int | None
        The seed; the same seed gives the same bytes. None draws one from the operating system.
    threads : int
        Threads inside a step; they change the speed, never a result.

    Attributes
    ----------
    config : Scenario
        What is being run.
    customers : Customers
        Everybody, as arrays with the manners of an `AgentSet`.
    firms : tuple[Firm, ...]
        The firms in the order of their names; Mesa's `agents` holds them too.
    management : Management
        What firms decided about their staff, suppliers, investment and reactions.
    ledger : Ledger
        Counts and sums by step, segment and firm.
    clock : int
        Steps done, burn-in included.

    Raises
    ------
    ScenarioError
        If the scenario, or what overrides make of it, is not valid.
    ArgumentError
        If an argument is of another kind than stated here; nothing is rounded or left out.

    Examples
    --------
    >>> market = LoyaltyMarket("telecom_contract", {"market.customers": 500}, rng=1)
    >>> market.run_model()
    >>> len(market.customers)
    500
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "telecom_contract",
        overrides: Mapping[str, object] | None = None,
        *,
        rng: int | None = None,
        threads: int = 1,
    ) -> None:
        seed = secrets.randbits(48) if rng is None else whole_number("rng", rng, 0)
        super().__init__(rng=seed)
        self.config = _config(scenario, overrides)
        self.seed = seed
        self.threads = whole_number("threads", threads, 1)
        self.clock = 0
        self.tables: Tables = build_tables(self.config)
        self.ledger: Ledger = empty_ledger(
            self.tables.n_steps, len(self.tables.segment_names), self.tables.n_firms
        )
        n_customers = self.config.market.customers
        self.state: State = empty_state(
            n_customers,
            self.tables.n_firms,
            self.config.market.acquaintances,
            self.tables.memory,
        )
        self.world: World = build_world(seed, self.state, self.tables, self.ledger)
        self.management = Management(seed, self.tables, self.world.terms)
        populate(self.world, 0, n_customers)
        self.customers = Customers(self.state, self.tables.firm_names, self.tables.segment_names)
        self.firms = tuple(
            Firm(self, name, index, self.config.firms[name])
            for index, name in enumerate(self.tables.firm_names)
        )
        # Mesa 3.3 counts agents in a table by model that never lets a model go: a sweep would keep
        # every market it has run. All agents are made; newer versions have no such table.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        self._collector = _new_collector()
        self._collected = 0

    @property
    def n_steps(self) -> int:
        """Steps of a whole run, burn-in included."""
        return self.tables.n_steps

    def step(self) -> None:
        """Run one step; the data collector notes it at once, as Mesa's `batch_run` expects."""
        self.advance_to(self.clock + 1)
        self._collect()

    def run_model(self) -> None:
        """Run to the end of the study."""
        self.advance_to(self.n_steps)

    def advance_to(self, stop: int) -> None:
        """Run until `stop` steps are done, burn-in included.

        Between the steps at which firms decide, the compiled pass runs on by itself.

        Raises
        ------
        ArgumentError
            If `stop` is not a whole number.
        RunError
            If the run is over already, or a step fails; scenario, seed and step are named.
        """
        stop = whole_number("stop", stop, 0)
        if stop > self.n_steps:
            msg = (
                f"{self.config.title}: a run has {self.n_steps} steps, burn-in included. "
                f"Got a request for step {stop}; raise market.steps."
            )
            raise RunError(msg)
        while self.clock < stop:
            until = min(stop, self._next_decision())
            self._advance(self.clock, until)
            self.steps += until - self.clock - (self.steps == self.clock + 1)
            self.clock = until
            if until == self._next_decision(until - 1):
                self._decide(until)
        self.running = self.clock < self.n_steps

    def _next_decision(self, after: int | None = None) -> int:
        """Return the first step after `after` (default: now) from which a decision may hold."""
        now = self.clock if after is None else after
        wanted = [firm.next_decision(now) for firm in self.firms]
        return min([self.n_steps, *(step for step in wanted if step is not None)])

    def _decide(self, now: int) -> None:
        """Let firms decide, all of them on what happened before `now`, then act on it."""
        if now >= self.n_steps:
            return
        deciding = [firm for firm in self.firms if firm.is_deciding]
        for firm in deciding:
            firm.decide(now)
        for firm in deciding:
            self.management.put_in_force(firm.index, now)

    def _advance(self, start: int, stop: int) -> None:
        in_parallel = self.threads > 1 and self.config.market.customers >= THREADS_PAY_FROM
        try:
            if in_parallel:
                numba.set_num_threads(min(self.threads, numba.config.NUMBA_NUM_THREADS))
                advance_parallel(self.world, start, stop)
            else:
                advance(self.world, start, stop)
            self.management.charge(self.ledger.firms, start, stop)
        except (ArithmeticError, ValueError, TypeError, MemoryError) as error:
            first = start - self.config.market.burn_in_steps
            msg = f"{self.config.title}, seed {self.seed}, from step {first}: {error}"
            raise RunError(msg) from error

    @property
    def datacollector(self) -> mesa.DataCollector:
        """Mesa's collector, filled from the ledger with every step done so far.

        Model variables are the focal firm's recorded counts and sums; the table `firms` has every
        firm. Both are in plain units; ratios are defined in `analysis.metrics`.
        """
        self._collect()
        return self._collector

    def _collect(self) -> None:
        """Let the collector note every step done since it last did."""
        while self._collected < self.clock:
            self._collected += 1
            self._collector.collect(self)
            for firm in self.firms:
                self._collector.add_table_row(STEP_TABLE, self._step_row(firm))

    def _step_row(self, firm: Firm) -> dict[str, Any]:
        at = self._collected - 1
        row = {m.name: firm.books(m.name)[at] / m.scale for m in FIRM_MEASURES}
        return {"step": _reported_step(self), "firm": firm.name, **row}


def _config(scenario: str | Path | Scenario, overrides: Mapping[str, object] | None) -> Scenario:
    """Return what is run; a scenario that is loaded already takes no overrides any more."""
    if not isinstance(scenario, Scenario):
        return load_scenario(scenario, overrides)
    if overrides:
        msg = (
            "overrides must be left out where the scenario is loaded already: give them to "
            f"load_scenario(name, overrides). Got {overrides!r}."
        )
        raise ArgumentError(msg)
    return scenario


def _new_collector() -> mesa.DataCollector:
    """Return a collector of the focal firm's measures and of a table of all firms."""
    reporters: dict[str, Callable[[LoyaltyMarket], float]] = {
        measure.name: partial(_reported, name=measure.name) for measure in FIRM_MEASURES
    }
    return mesa.DataCollector(
        model_reporters={"step": _reported_step, **reporters},
        tables={STEP_TABLE: ["step", "firm", *reporters]},
    )


def _reported_step(model: LoyaltyMarket) -> int:
    """Return the study's number of the step being collected; the burn-in has negative ones."""
    return model._collected - 1 - model.config.market.burn_in_steps  # same module


def _reported(model: LoyaltyMarket, name: str) -> float:
    """Return a measure of the focal firm in the step being collected, in plain units."""
    scale = next(measure.scale for measure in FIRM_MEASURES if measure.name == name)
    focal = model.firms[model.tables.firm_names.index(model.config.focal_firm)]
    return float(focal.books(name)[model._collected - 1]) / scale  # same module
