"""Rules between the values of an experiment file, one function each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from analysis.experiments.experiment import Measurement
from analysis.experiments.factor_reading import CUSTOMERS
from analysis.experiments.form import ExperimentForm
from analysis.experiments.form_reading import FACTOR_GROUPS
from analysis.metrics.registry import BY_NAME
from simulation.scenario.paths import nearest
from simulation.scenario.problems import Problem, listed
from simulation.scenario.schema import Scenario
from simulation.scenario.tree import Keys, Node, nearest_place

NEEDED = {
    "latin_hypercube": "points",
    "sobol": "points",
    "morris": "trajectories",
    "list": "rows",
}
"""What each design cannot do without."""
USED = {
    "grid": {"levels"},
    "one_at_a_time": {"levels"},
    "latin_hypercube": {"points", "crossed", "levels"},
    "sobol": {"points", "second_order"},
    "morris": {"trajectories", "levels"},
    "list": {"rows"},
}
EXAMPLE = {"points": "points: 100", "trajectories": "trajectories: 10", "rows": "rows: [...]"}
PROFIT = "profit"


def design_problems(form: ExperimentForm, tree: Node) -> list[Problem]:
    """Return what is wrong between the values of the design and of the replications."""
    checks = (_design_keys, _design_numbers, _design_moves, _design_rows, _replications)
    return [_placed(tree, keys, sentence) for check in checks for keys, sentence in check(form)]


class Named(Protocol):
    """A metric of a firm, as a file names it."""

    @property
    def metric(self) -> str:
        """Name of the metric."""

    @property
    def firm(self) -> str | None:
        """The firm; None for the focal one."""


def metric_problems(
    group: str, named: Sequence[Named], tree: Node, scenarios: Mapping[str, Scenario]
) -> list[Problem]:
    """Return what is wrong with the metrics of a list: unknown ones and firms, costs unstated.

    Parameters
    ----------
    group : str
        The key of the list in the file (`outcomes`).
    named : Sequence[Named]
        What stands in it.
    tree : Node
        The file, for places.
    scenarios : Mapping[str, Scenario]
        The base and the variants.
    """
    checks = (_metrics(named), _firms(named, scenarios), _costs(named, scenarios))
    found = [((group, *keys), sentence) for check in checks for keys, sentence in check]
    return [_placed(tree, keys, sentence) for keys, sentence in found]


def fact_problems(form: ExperimentForm, tree: Node, base: Scenario) -> list[Problem]:
    """Return what is wrong with the facts of a form: unknown ones, or none that could fail."""
    if not form.facts:
        return _seeds_without_facts(form, tree)
    from analysis.evidence.facts.drawn import spans
    from analysis.evidence.registry import FACTS

    found: list[tuple[Keys, str]] = []
    for index, name in enumerate(form.facts):
        if name not in FACTS:
            near = nearest(name, list(FACTS))
            advice = f"The nearest is {near}." if near else f"There are {listed(FACTS)}."
            found.append((("facts", index), f"is not a known fact. Got {name!r}. {advice}"))
    movable = [f"{CUSTOMERS}.{name}" for name in spans(base)]
    if not any(path in {*movable, CUSTOMERS} for path in form.uncertainties):
        sentence = (
            "depend on uncertain values of customers, and none is among the uncertainties. Vary "
            f"one of {CUSTOMERS}.*, such as {movable[0]}, or take the facts out."
        )
        found.append((("facts",), sentence))
    return [_placed(tree, keys, sentence) for keys, sentence in found]


def _seeds_without_facts(form: ExperimentForm, tree: Node) -> list[Problem]:
    if form.fact_seeds is None:
        return []
    return [
        _placed(tree, ("fact_seeds",), "says nothing without facts. Name some, or take it out.")
    ]


Found = Iterator[tuple[Keys, str]]


def _placed(tree: Node, keys: Keys, sentence: str) -> Problem:
    return Problem(nearest_place(tree, keys), keys, sentence)


def _design_keys(form: ExperimentForm) -> Found:
    kind = form.design.kind
    needed = NEEDED.get(kind)
    if needed is not None and not getattr(form.design, needed):
        yield ("design", needed), f"is missing: {kind} needs it ({EXAMPLE[needed]})."
    for key in form.design.model_fields_set - {"kind"} - USED[kind]:
        used = listed(sorted(USED[kind]))
        yield ("design", key), f"says nothing to {kind}, which reads {used}. Take it out."


def _design_numbers(form: ExperimentForm) -> Found:
    design = form.design
    if design.kind == "sobol" and design.points and design.points & (design.points - 1):
        below = 1 << (design.points.bit_length() - 1)
        near = f"{below} or {2 * below}"
        yield ("design", "points"), f"must be a power of two. Got {design.points}; take {near}."
    if design.crossed and not (form.levers and form.uncertainties):
        sentence = "crosses levers with uncertainties, and one of the two is missing. Take it out."
        yield ("design", "crossed"), sentence
    if design.kind == "latin_hypercube" and design.levels and not design.crossed:
        yield (
            ("design", "levels"),
            "says nothing to latin_hypercube unless it is crossed. Take it out.",
        )
    if design.kind == "morris" and design.levels and design.levels % 2:
        yield ("design", "levels"), f"must be even. Got {design.levels}; take {design.levels + 1}."


def _design_moves(form: ExperimentForm) -> Found:
    """Refuse a factor of one value where every factor must take a step."""
    if form.design.kind != "morris":
        return
    for group in FACTOR_GROUPS:
        for path, factor in getattr(form, group).items():
            if factor.values is not None and len(set(factor.values)) == 1:
                sentence = (
                    "is one value alone, and morris moves every factor. Hold it under constants."
                )
                yield (group, path, "values"), sentence


def _design_rows(form: ExperimentForm) -> Found:
    known = [*form.levers, *form.uncertainties]
    for index, row in enumerate(form.design.rows):
        for path in row:
            if path not in known:
                near = nearest(path, known)
                advice = f" The nearest is {near}." if near else f" Known here: {listed(known)}."
                sentence = f"is not one of the levers or uncertainties of this file.{advice}"
                yield ("design", "rows", index, path), sentence


def _replications(form: ExperimentForm) -> Found:
    written = form.replications
    says_both = {"at_least", "at_most"} <= written.model_fields_set
    if says_both and (written.at_least or 0) > written.at_most:
        sentence = f"must be at most at_most, {written.at_most}. Got {written.at_least}."
        yield ("replications", "at_least"), sentence
    columns = [Measurement(o.metric, o.firm).column for o in form.outcomes]
    if written.precision is not None and written.precision.metric not in columns:
        sentence = (
            f"must be one of the outcomes ({listed(columns)}). Got {written.precision.metric!r}."
        )
        yield ("replications", "precision", "metric"), sentence


def _metrics(named: Sequence[Named]) -> Found:
    columns: list[str] = []
    for index, outcome in enumerate(named):
        if outcome.metric not in BY_NAME:
            near = nearest(outcome.metric, list(BY_NAME))
            advice = f"The nearest is {near}." if near else f"Choose of {listed(BY_NAME)}."
            sentence = f"is not a known metric. Got {outcome.metric!r}. {advice}"
            yield (index, "metric"), sentence
        column = Measurement(outcome.metric, outcome.firm).column
        if column in columns:
            yield (index,), f"is named twice: {column}. Name it once."
        columns.append(column)


def _firms(named: Sequence[Named], scenarios: Mapping[str, Scenario]) -> Found:
    for index, outcome in enumerate(named):
        for name, scenario in scenarios.items():
            if outcome.firm is not None and outcome.firm not in scenario.firms:
                near = nearest(outcome.firm, list(scenario.firms))
                advice = f" The nearest is {near}." if near else ""
                firms = listed(scenario.firms)
                sentence = (
                    f"must be one of the firms of {name} ({firms}). Got {outcome.firm!r}.{advice}"
                )
                yield (index, "firm"), sentence


def _costs(named: Sequence[Named], scenarios: Mapping[str, Scenario]) -> Found:
    """Refuse a policy without a stated cost where profit is an outcome, as in a comparison."""
    if PROFIT not in [outcome.metric for outcome in named]:
        return
    for name, scenario in scenarios.items():
        for number, policy in enumerate(scenario.policies):
            if policy.cost is None:
                sentence = (
                    f"asks for profit, and policies.{number} of {name} ({policy.firm}: "
                    f"{', '.join(policy.set)}) states no cost. Add `cost:` to it (`cost: {{}}` if it "
                    "gives away nothing but what the lever itself does), or leave profit out."
                )
                yield (), sentence
