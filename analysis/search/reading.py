"""Search files: an experiment's keys without a design, and what is searched for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from analysis.experiments.design import design_points
from analysis.experiments.experiment import VARIANT, Design, Factor, Measurement
from analysis.experiments.factor_reading import FactorReader
from analysis.experiments.form import ExperimentForm
from analysis.experiments.form_reading import form_of, written_out
from analysis.experiments.rules import outcome_problems
from analysis.experiments.study import MarketStudy
from analysis.metrics.registry import BY_NAME
from analysis.search.form import LimitForm, ObjectiveForm, SearchForm
from analysis.search.plan import Limit, Objective, Reaction, SearchPlan
from simulation.errors import ScenarioError
from simulation.scenario.loader import load_scenario, scenario_document
from simulation.scenario.names import SUFFIXES, scenario_names
from simulation.scenario.paths import nearest
from simulation.scenario.problems import Place, Problem, ScenarioProblemsError, listed
from simulation.scenario.reading import read_tree
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Keys, Node, nearest_place, plain

OWN_KEYS = frozenset(SearchForm.model_fields)
BUDGET_METRIC = "policy_cost"
WORDS = ("objectives", "constraints")
"""Lists in which a bare word stands for a metric."""


@dataclass(frozen=True)
class Search:
    """A search file, resolved: nothing in it depends on another file.

    Attributes
    ----------
    title : str
        In words.
    base : str
        Name of the base scenario.
    plan : SearchPlan
        What is searched for.
    study : MarketStudy
        Runs the markets.
    """

    title: str
    base: str
    plan: SearchPlan
    study: MarketStudy


def read_search(path: Path) -> Search:
    """Return the search of a file, resolved and checked.

    Parameters
    ----------
    path : Path
        The file; scenarios that it names by file are looked for beside it.

    Raises
    ------
    ScenarioProblemsError
        With the mistakes of the file: place, path, rule, what was got.
    """
    tree, problems = read_tree(path, path.as_posix())
    own, rest = _parted(tree)
    search, misfits = _search_form(own)
    if search is None:
        raise ScenarioProblemsError([*problems, *misfits])
    rest = _with_what_is_missing(rest, search)
    form, misfits = form_of(rest)
    if form is None:
        raise ScenarioProblemsError([*problems, *misfits])
    constants = _constants(form)
    scenarios = _scenarios(form, search, path.parent, constants)
    reader = FactorReader(rest, scenarios)
    factors = reader.factors(form)
    problems += [*reader.problems, *outcome_problems(form, rest, scenarios)]
    levers = tuple(factor for factor in factors if factor.kind == "lever")
    problems += _rules(tree, search, levers)
    if problems:
        raise ScenarioProblemsError(problems)
    study = _study(form, scenarios)
    plan = _plan(search, form, factors)
    _refuse_impossible_reactions(tree, study, plan)
    return Search(form.title, form.base, plan, study)


def _parted(tree: Node) -> tuple[Node, Node]:
    """Return the keys of the search, bare words written out, and those of the experiment."""
    entries = tree.value if isinstance(tree.value, dict) else {}
    own = {key: node for key, node in entries.items() if key in OWN_KEYS}
    for key in WORDS:
        if key in own and isinstance(own[key].value, list):
            items = own[key].value
            own[key] = Node([_metric(item) for item in _nodes(items)], own[key].place)
    rest = {key: node for key, node in entries.items() if key not in OWN_KEYS}
    return Node(own, tree.place), Node(rest, tree.place)


def _nodes(items: object) -> list[Node]:
    return [item for item in items if isinstance(item, Node)] if isinstance(items, list) else []


def _metric(node: Node) -> Node:
    return Node({"metric": node}, node.place) if isinstance(node.value, str) else node


def _search_form(own: Node) -> tuple[SearchForm | None, list[Problem]]:
    try:
        return SearchForm.model_validate(plain(own)), []
    except ValidationError as error:
        problems = []
        for detail in error.errors(include_url=False):
            keys = tuple(detail["loc"])
            if detail["type"] == "missing":
                sentence = "is missing: a search needs it (objectives: [profit])."
            elif detail["type"] == "extra_forbidden":
                near = nearest(str(keys[-1]), sorted(OWN_KEYS))
                sentence = f"is not a known key.{f' The nearest is {near}.' if near else ''}"
            else:
                sentence = f"{detail['msg'][0].lower()}{detail['msg'][1:]}. Got {detail['input']}."
            problems.append(Problem(nearest_place(own, keys), keys, sentence))
        return None, problems


def _with_what_is_missing(rest: Node, search: SearchForm) -> Node:
    """Return the experiment's keys with the design and outcomes that a search stands for."""
    place = rest.place
    entries = dict(rest.value) if isinstance(rest.value, dict) else {}
    entries["design"] = Node({"kind": Node("latin_hypercube", place), "points": Node(search.draws, place)}, place)  # fmt: skip
    named = [_named(one, place) for one in search.objectives]
    named += [_named(one, place) for one in search.constraints]
    if search.budget is not None:
        named.append(Node({"metric": Node(BUDGET_METRIC, place)}, place))
    said = entries.get("outcomes")
    before = said.value if said is not None and isinstance(said.value, list) else []
    entries["outcomes"] = Node([*before, *named], said.place if said is not None else place)
    return written_out(Node(entries, place))


def _named(one: ObjectiveForm | LimitForm, place: Place) -> Node:
    pairs = {"metric": one.metric} | ({} if one.firm is None else {"firm": one.firm})
    return Node({key: Node(value, place) for key, value in pairs.items()}, place)


def _constants(form: ExperimentForm) -> dict[str, Value]:
    sizes = {"market.steps": form.steps, "market.customers": form.customers}
    return {**form.constants, **{path: size for path, size in sizes.items() if size is not None}}


def _scenarios(
    form: ExperimentForm, search: SearchForm, folder: Path, constants: Mapping[str, Value]
) -> dict[str, Scenario]:
    """Return the base, the variants and the rival's scenarios, constants set."""
    variants = form.levers.get(VARIANT)
    names = [form.base, *(str(value) for value in (variants and variants.values) or ())]
    names += [one.variant for one in search.rival if one.variant is not None]
    shipped = set(scenario_names())
    return {
        name: load_scenario(
            folder / name if name.endswith(SUFFIXES) and name not in shipped else name, constants
        )
        for name in dict.fromkeys(names)
    }


def _study(form: ExperimentForm, scenarios: Mapping[str, Scenario]) -> MarketStudy:
    documents = {name: scenario_document(scenario) for name, scenario in scenarios.items()}
    kept = dict.fromkeys(Measurement(o.metric, o.firm) for o in form.outcomes)
    return MarketStudy(form.base, documents, tuple(kept))


def _plan(search: SearchForm, form: ExperimentForm, factors: tuple[Factor, ...]) -> SearchPlan:
    levers = tuple(factor for factor in factors if factor.kind == "lever")
    unknown = tuple(factor for factor in factors if factor.kind == "uncertainty")
    worlds: list[dict[str, Value]] = [{}]
    if unknown:
        design = Design("latin_hypercube", points=search.draws)
        worlds = design_points(design, unknown, form.seed)
    limits = [
        Limit(
            Measurement(one.metric, one.firm).column,
            -float("inf") if one.at_least is None else one.at_least,
            float("inf") if one.at_most is None else one.at_most,
        )
        for one in search.constraints
    ]
    if search.budget is not None:
        limits.insert(0, Limit(BUDGET_METRIC, at_most=search.budget))
    return SearchPlan(
        levers=levers,
        objectives=tuple(_objective(one) for one in search.objectives),
        limits=tuple(limits),
        worlds=tuple(worlds),
        reactions=tuple(
            Reaction(one.name, {**one.set, **({VARIANT: one.variant} if one.variant else {})})
            for one in search.rival
        ),
        robust=search.robust,
        trials=search.trials,
        replications=search.replications,
        fresh_replications=search.fresh_replications,
        seed=form.seed,
        starts=search.warm_start,
    )


def _objective(one: ObjectiveForm) -> Objective:
    metric = BY_NAME.get(one.metric)
    wanted = metric is None or metric.is_better_high
    is_maximized = wanted if one.direction is None else one.direction == "maximize"
    return Objective(Measurement(one.metric, one.firm).column, is_maximized)


def _rules(tree: Node, search: SearchForm, levers: tuple[Factor, ...]) -> list[Problem]:
    found: list[tuple[Keys, str]] = []
    if not levers:
        found.append(
            (("levers",), "is missing: a search needs something that the firm can choose.")
        )
    known = [lever.path for lever in levers]
    for number, start in enumerate(search.warm_start):
        found += [
            (
                ("warm_start", number, path),
                f"is not one of the levers of this file: {listed(known)}.",
            )
            for path in start
            if path not in known
        ]
    found += [
        (("constraints", number), "needs at_least, at_most or both.")
        for number, one in enumerate(search.constraints)
        if one.at_least is None and one.at_most is None
    ]
    if VARIANT in known and any(one.variant for one in search.rival):
        found.append((("rival",), "cannot pick a scenario where `variant` is a lever: use `set`."))
    return [Problem(nearest_place(tree, keys), keys, sentence) for keys, sentence in found]


def _refuse_impossible_reactions(tree: Node, study: MarketStudy, plan: SearchPlan) -> None:
    for number, reaction in enumerate(plan.reactions):
        try:
            study.scenario_at(reaction.values)
        except (ScenarioError, KeyError) as error:
            keys: Keys = ("rival", number)
            problem = Problem(nearest_place(tree, keys), keys, f"is no possible scenario: {error}")
            raise ScenarioProblemsError([problem]) from error
