"""Search files: an experiment's keys without a design, and what is searched for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.experiments.design import design_points
from analysis.experiments.experiment import VARIANT, Design, Factor, Measurement
from analysis.experiments.factor_reading import FactorReader
from analysis.experiments.form_reading import filled, written_out
from analysis.experiments.rules import Named, metric_problems
from analysis.experiments.scenario_loading import ScenarioLoader
from analysis.experiments.study import MarketStudy
from analysis.metrics.registry import BY_NAME
from analysis.search.form import ObjectiveForm, ReactionForm, SearchForm
from analysis.search.plan import Limit, Objective, Reaction, SearchPlan
from simulation.errors import ScenarioError
from simulation.scenario.loader import scenario_document
from simulation.scenario.problems import Problem, ScenarioProblemsError, listed
from simulation.scenario.reading import read_tree
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Keys, Node, nearest_place, node_at

BUDGET_METRIC = "policy_cost"
STAND_INS = {"title": "", "objectives": [{"metric": "profit"}]}
"""What stands for a key with a mistake, so that the rest of the file is checked in the same breath."""


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


def read_search(path: Path, seed: int | None = None) -> Search:
    """Return the search of a file, resolved and checked.

    Parameters
    ----------
    path : Path
        The file; scenarios that it names by file are looked for beside it.
    seed : int | None
        Instead of the file's.

    Raises
    ------
    ScenarioProblemsError
        With every mistake of the file: place, path, rule, what was got, the nearest known name.
    """
    written, problems = read_tree(path, path.as_posix())
    tree = written_out(written, SearchForm)
    found = filled(tree, SearchForm, STAND_INS)
    problems += found.problems
    form = found.form
    if form is None:
        raise ScenarioProblemsError(problems)
    loader = ScenarioLoader(tree, path.parent, form)
    scenarios = loader.scenarios(_reactions_scenarios(form))
    later = [*loader.problems, *_rules(form, tree)]
    factors: tuple[Factor, ...] = ()
    if form.base in scenarios:
        reader = FactorReader(tree, scenarios)
        factors = reader.factors(form)
        later += reader.problems
        later += metric_problems("objectives", form.objectives, tree, scenarios)
        later += metric_problems("constraints", form.constraints, tree, scenarios)
        later += _rival_problems(form, tree, scenarios)
    problems += filter(found.concerns, later)
    if problems:
        raise ScenarioProblemsError(problems)
    form = form if seed is None else form.model_copy(update={"seed": seed})
    return Search(form.title, form.base, _plan(form, factors), _study(form, scenarios))


def _reactions_scenarios(form: SearchForm) -> dict[str, Keys]:
    return {
        one.variant: ("rival", number, "variant")
        for number, one in enumerate(form.rival)
        if one.variant is not None
    }


def _study(form: SearchForm, scenarios: Mapping[str, Scenario]) -> MarketStudy:
    documents = {name: scenario_document(scenario) for name, scenario in scenarios.items()}
    named: tuple[Named, ...] = (*form.objectives, *form.constraints)
    kept = dict.fromkeys(Measurement(one.metric, one.firm) for one in named)
    if form.budget is not None:
        kept[Measurement(BUDGET_METRIC)] = None
    return MarketStudy(form.base, documents, tuple(kept))


def _plan(form: SearchForm, factors: tuple[Factor, ...]) -> SearchPlan:
    levers = tuple(factor for factor in factors if factor.kind == "lever")
    unknown = tuple(factor for factor in factors if factor.kind == "uncertainty")
    worlds: list[dict[str, Value]] = [{}]
    if unknown:
        design = Design("latin_hypercube", points=form.draws)
        worlds = design_points(design, unknown, form.seed)
    limits = [
        Limit(
            Measurement(one.metric, one.firm).column,
            -float("inf") if one.at_least is None else one.at_least,
            float("inf") if one.at_most is None else one.at_most,
        )
        for one in form.constraints
    ]
    if form.budget is not None:
        limits.insert(0, Limit(BUDGET_METRIC, at_most=form.budget))
    return SearchPlan(
        levers=levers,
        objectives=tuple(_objective(one) for one in form.objectives),
        limits=tuple(limits),
        worlds=tuple(worlds),
        reactions=tuple(map(_reaction, form.rival)),
        robust=form.robust,
        trials=form.trials,
        replications=form.replications,
        fresh_replications=form.fresh_replications,
        seed=form.seed,
        starts=form.warm_start,
    )


def _objective(one: ObjectiveForm) -> Objective:
    metric = BY_NAME.get(one.metric)
    wanted = metric is None or metric.is_better_high
    is_maximized = wanted if one.direction is None else one.direction == "maximize"
    return Objective(Measurement(one.metric, one.firm).column, is_maximized)


def _rules(form: SearchForm, tree: Node) -> list[Problem]:
    """Return what is wrong between the values of a form."""
    found: list[tuple[Keys, str]] = []
    written = node_at(tree, ("levers",))
    if not form.levers and not (written and written.value):
        found.append(
            (("levers",), "is missing: a search needs something that the firm can choose.")
        )
    known = list(form.levers)
    for number, start in enumerate(form.warm_start):
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
        for number, one in enumerate(form.constraints)
        if one.at_least is None and one.at_most is None
    ]
    if VARIANT in known and any(one.variant for one in form.rival):
        found.append((("rival",), "cannot pick a scenario where `variant` is a lever: use `set`."))
    return [Problem(nearest_place(tree, keys), keys, sentence) for keys, sentence in found]


def _rival_problems(
    form: SearchForm, tree: Node, scenarios: Mapping[str, Scenario]
) -> list[Problem]:
    """Return the answers of the rival that are no possible scenario."""
    study, found = _study(form, scenarios), []
    for number, one in enumerate(form.rival):
        if one.variant is not None and one.variant not in scenarios:
            continue  # told already
        try:
            study.scenario_at(_reaction(one).values)
        except (ScenarioError, KeyError) as error:
            keys: Keys = ("rival", number)
            sentence = f"is no possible scenario: {error}"
            found.append(Problem(nearest_place(tree, keys), keys, sentence))
    return found


def _reaction(one: ReactionForm) -> Reaction:
    return Reaction(one.name, {**one.set, **({VARIANT: one.variant} if one.variant else {})})
