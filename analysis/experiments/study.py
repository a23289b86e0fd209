"""What is run at a point: a market with some values changed, or any function of a point."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from analysis.experiments.experiment import VARIANT, Experiment, Measurement
from analysis.metrics import registry
from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import BY_NAME
from analysis.typologies import choice, moment
from simulation.compiled import CODE_VERSION
from simulation.errors import ScenarioError
from simulation.firms import Firm
from simulation.runner import RunSpec, run_one
from simulation.scenario.case import Case
from simulation.scenario.checks import all_problems
from simulation.scenario.loader import scenario_document
from simulation.scenario.overrides import overridden
from simulation.scenario.problems import DOCUMENT, ScenarioProblemsError
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Node, plain, planted
from simulation.scenario.validation import validated


def _let_go_of_markets() -> None:
    """Empty the table in which Mesa 3.3 counts agents by model, and so keeps every model alive.

    A megabyte a run of a thousand customers otherwise: thousands of runs would fill the memory.
    Only the numbering of agents that are made later reads it, one market after another.
    """
    getattr(Firm, "_ids", {}).clear()


def _source_hash(paths: Iterable[Path]) -> str:
    """Return a short hash of some modules, as they are when this one is imported."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


METRICS_VERSION = _source_hash(
    [*Path(registry.__file__).parent.glob("*.py"), Path(choice.__file__), Path(moment.__file__)]
)
"""Version of the definitions of the metrics."""


class Study(Protocol):
    """Something that turns a point and a seed into outcomes; it is sent to other processes."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes, in the order of the columns."""

    @property
    def version(self) -> str:
        """Version of the code that computes them, asked for in each process anew."""

    @property
    def key(self) -> str:
        """What the outcomes depend on besides point, seed and version."""

    def run(self, values: Mapping[str, Value], seed: int) -> Mapping[str, float]:
        """Return every outcome at a point: a pure function of its arguments."""


@dataclass(frozen=True)
class MarketStudy:
    """Markets that differ from a base scenario by the values of a point.

    Attributes
    ----------
    base : str
        Which of the documents is meant where a point names no variant.
    documents : Mapping[str, dict]
        The base and the variants in full, as plain values.
    measurements : tuple[Measurement, ...]
        What is kept of a run.
    """

    base: str
    documents: Mapping[str, dict[str, Any]]
    measurements: tuple[Measurement, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        return tuple(measurement.column for measurement in self.measurements)

    @property
    def version(self) -> str:
        """Version of the simulation and of the metrics, as this process has loaded them."""
        return f"{CODE_VERSION}-{METRICS_VERSION}"

    @cached_property
    def key(self) -> str:
        """Hash of the scenarios."""
        text = json.dumps([self.base, self.documents], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    @cached_property
    def _trees(self) -> Mapping[str, Node]:
        return {name: planted(document, DOCUMENT) for name, document in self.documents.items()}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what every process makes for itself."""
        return {name: value for name, value in vars(self).items() if name != "_trees"}

    def scenario_at(self, values: Mapping[str, Value]) -> Scenario:
        """Return the scenario of a point.

        Raises
        ------
        ScenarioError
            If the values together are no possible scenario.
        """
        changes = dict(values)
        name = str(changes.pop(VARIANT, self.base))
        tree, problems = overridden(self._trees[name], changes)
        with suppress(ValidationError):
            scenario = Scenario.model_validate(plain(tree))
            if not problems and not all_problems(Case(scenario, tree)):
                return scenario
        try:  # looking for every mistake takes three times as long: only where there is one
            return validated(tree, problems)
        except ScenarioProblemsError as error:
            said = "; ".join(f"{problem.path} {problem.sentence}" for problem in error.problems)
            msg = f"{name}: {said}"
            raise ScenarioError(msg) from error

    def run(self, values: Mapping[str, Value], seed: int) -> Mapping[str, float]:
        """Return the outcomes of one market.

        Raises
        ------
        LoyaltyError
            If the values are no possible scenario, or the run fails.
        """
        scenario = self.scenario_at(values)
        try:
            result = run_one(RunSpec(str(values.get(VARIANT, self.base)), scenario, seed))
        finally:
            _let_go_of_markets()
        records = {
            firm: FirmRecord(result, firm)
            for firm in {m.firm or scenario.focal_firm for m in self.measurements}
        }
        return {
            m.column: float(BY_NAME[m.metric].value(records[m.firm or scenario.focal_firm]))
            for m in self.measurements
        }


def market_study(experiment: Experiment) -> MarketStudy:
    """Return the study that runs an experiment's markets."""
    documents = {name: scenario_document(s) for name, s in experiment.scenarios.items()}
    return MarketStudy(experiment.base, documents, experiment.outcomes)
