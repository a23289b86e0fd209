"""Search files: an experiment's keys without a design, and what is searched for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.experiments.design import design_points
from analysis.experiments.experiment import VARIANT, Design, Factor, Measurement
from analysis.experiments.form import FactorForm
from analysis.experiments.rules import Named, metric_problems
from analysis.experiments.study import MarketStudy
from analysis.experiments.varied_reading import FileKind, read_varied
from analysis.metrics.registry import BY_NAME
from analysis.search.form import ObjectiveForm, ReactionForm, SearchForm
from analysis.search.plan import Limit, Objective, SearchPlan, base_policy_of
from analysis.search.rivals import answer_of, largest_rival, name_of
from simulation.errors import ScenarioError
from simulation.scenario.loader import scenario_document
from simulation.scenario.paths import nearest
from simulation.scenario.problems import Problem, listed, number_text
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Keys, Node, nearest_place, node_at

BUDGET_METRIC = "policy_cost"
Found = Iterator[tuple[Keys, str]]


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
    found = read_varied(path, SEARCH)
    form = found.form if seed is None else found.form.model_copy(update={"seed": seed})
    plan = _plan(form, found.factors, found.scenarios)
    return Search(form.title, form.base, plan, _study(form, found.scenarios))


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


def _plan(
    form: SearchForm, factors: tuple[Factor, ...], scenarios: Mapping[str, Scenario]
) -> SearchPlan:
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
        reactions=tuple(answer_of(one, scenarios, form.base) for one in form.rival),
        robust=form.robust,
        trials=form.trials,
        replications=form.replications,
        fresh_replications=form.fresh_replications,
        seed=form.seed,
        starts=tuple({**base_policy_of(levers), **start} for start in form.warm_start),
    )


def _objective(one: ObjectiveForm) -> Objective:
    metric = BY_NAME.get(one.metric)
    wanted = metric is None or metric.is_better_high
    is_maximized = wanted if one.direction is None else one.direction == "maximize"
    return Objective(Measurement(one.metric, one.firm).column, is_maximized)


def _rules(form: SearchForm, tree: Node) -> list[Problem]:
    """Return what is wrong between the values of a form."""
    found = [*_lever_problems(form, tree), *_limit_problems(form), *_answer_problems(form)]
    return [Problem(nearest_place(tree, keys), keys, sentence) for keys, sentence in found]


def _lever_problems(form: SearchForm, tree: Node) -> Found:
    written = node_at(tree, ("levers",))
    if not form.levers and not (written and written.value):
        yield ("levers",), "is missing: a search needs something that the firm can choose."
    known = list(form.levers)
    for number, start in enumerate(form.warm_start):
        for path in start:
            if path not in known:
                sentence = f"is not one of the levers of this file: {listed(known)}."
                yield ("warm_start", number, path), sentence
            elif (taken := _taken(form.levers[path])) and not _takes(
                form.levers[path], start[path]
            ):
                sentence = f"is no value of its lever, which takes {taken}. Got {start[path]}."
                yield ("warm_start", number, path), sentence
    if VARIANT in known and any(one.variant for one in form.rival):
        yield ("rival",), "cannot pick a scenario where `variant` is a lever: use `set`."


def _taken(lever: FactorForm) -> str:
    """Return in words what a lever takes; nothing where its range is looked up elsewhere."""
    if lever.values is not None:
        return listed([str(value) for value in lever.values])
    if lever.low is None or lever.high is None:
        return ""
    return f"{number_text(lever.low)} to {number_text(lever.high)}"


def _takes(lever: FactorForm, value: Value) -> bool:
    if lever.values is not None:
        return value in lever.values
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (lever.low or 0.0) <= float(str(value)) <= (lever.high or 0.0)


def _limit_problems(form: SearchForm) -> Found:
    for number, one in enumerate(form.constraints):
        if one.at_least is None and one.at_most is None:
            yield ("constraints", number), "needs at_least, at_most or both."
        elif one.at_least is not None and one.at_most is not None and one.at_least > one.at_most:
            sentence = f"must be at most at_most, {number_text(one.at_most)}. Got {number_text(one.at_least)}."
            yield ("constraints", number, "at_least"), sentence


def _answer_problems(form: SearchForm) -> Found:
    names: list[str | None] = []
    for number, one in enumerate(form.rival):
        keys: Keys = ("rival", number)
        if name_of(one) is None:
            yield keys, "needs a name, or a reaction, whose word is its name then."
        elif name_of(one) in names:
            yield keys, f"is called {name_of(one)}, as one before it. Give each a name of its own."
        names.append(name_of(one))
        for key in ("firm", "budget"):
            if one.reaction in {None, "none"} and getattr(one, key) is not None:
                sentence = "says nothing without a reaction. Take it out, or name the reaction."
                yield (*keys, key), sentence


def _market_rules(
    form: SearchForm, tree: Node, scenarios: Mapping[str, Scenario]
) -> list[Problem]:  # fmt: skip
    return [
        *metric_problems("objectives", form.objectives, tree, scenarios),
        *metric_problems("constraints", form.constraints, tree, scenarios),
        *_rival_problems(form, tree, scenarios),
    ]


def _rival_problems(
    form: SearchForm, tree: Node, scenarios: Mapping[str, Scenario]
) -> list[Problem]:
    """Return the answers of the rival that are no possible scenario."""
    study, found = _study(form, scenarios), []
    for number, one in enumerate(form.rival):
        if one.variant is not None and one.variant not in scenarios:
            continue  # told already
        keys: Keys = ("rival", number)
        stranger = _stranger(one, scenarios[one.variant or form.base])
        if stranger is not None:
            keys, sentence = (*keys, "firm"), stranger
            found.append(Problem(nearest_place(tree, keys), keys, sentence))
            continue
        try:
            study.scenario_at(answer_of(one, scenarios, form.base).values)
        except (ScenarioError, KeyError) as error:
            sentence = f"is no possible scenario: {error}"
            found.append(Problem(nearest_place(tree, keys), keys, sentence))
    return found


def _stranger(one: ReactionForm, scenario: Scenario) -> str | None:
    """Return what is wrong with the firm that shall react, None if it is a rival."""
    rivals = [name for name in scenario.firms if name != scenario.focal_firm]
    if one.reaction is None or (one.firm in rivals):
        return None
    if one.firm is None and largest_rival(scenario) is not None:
        return None
    near = nearest(one.firm or "", rivals)
    advice = f" The nearest is {near}." if near else ""
    got = "no rival in this market" if one.firm is None else repr(one.firm)
    return f"must be a rival of {scenario.focal_firm} ({listed(rivals)}). Got {got}.{advice}"


SEARCH = FileKind(
    SearchForm,
    {"title": "", "objectives": [{"metric": "profit"}]},
    rules=_rules,
    market_rules=_market_rules,
    named_scenarios=_reactions_scenarios,
)
