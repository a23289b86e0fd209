"""A file that varies a scenario, read: its form, scenarios and factors, or all its mistakes at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from analysis.experiments.experiment import Factor
from analysis.experiments.factor_reading import FactorReader
from analysis.experiments.form import VariedForm
from analysis.experiments.form_reading import FACTOR_GROUPS, filled, written_out
from analysis.experiments.scenario_loading import ScenarioLoader
from simulation.scenario.problems import Problem, ScenarioProblemsError, listed
from simulation.scenario.reading import read_tree
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.tree import Keys, Node, nearest_place

Form = TypeVar("Form", bound=VariedForm)


@dataclass(frozen=True)
class FileKind(Generic[Form]):
    """What tells one kind of file from another: its form and its own rules.

    Attributes
    ----------
    form : type[Form]
        Its format.
    stand_ins : Mapping[str, object]
        What stands for a key with a mistake, so that the rest of the file is checked in the same
        breath.
    rules : Callable
        What is wrong between the values of the file.
    market_rules : Callable
        What is wrong between the file and its scenarios, the base among them.
    rows : Callable
        Points that the file writes out, None where it writes none.
    named_scenarios : Callable
        Scenarios that it names besides its base and its variants, and where.
    """

    form: type[Form]
    stand_ins: Mapping[str, object]
    rules: Callable[[Form, Node], list[Problem]]
    market_rules: Callable[[Form, Node, Mapping[str, Scenario]], list[Problem]]
    rows: Callable[[Form], Sequence[Mapping[str, Value]] | None] = lambda _: None
    named_scenarios: Callable[[Form], Mapping[str, Keys]] = lambda _: {}


@dataclass(frozen=True)
class VariedFile(Generic[Form]):
    """A file without a mistake.

    Attributes
    ----------
    form : Form
        What it says.
    scenarios : Mapping[str, Scenario]
        All that it names, constants set, the base first.
    factors : tuple[Factor, ...]
        What varies, levers first.
    """

    form: Form
    scenarios: Mapping[str, Scenario]
    factors: tuple[Factor, ...]


def read_varied(path: Path, kind: FileKind[Form]) -> VariedFile[Form]:
    """Return a file, resolved against its scenarios and checked.

    Parameters
    ----------
    path : Path
        The file; scenarios that it names by file are looked for beside it.
    kind : FileKind
        What kind of file it is.

    Raises
    ------
    ScenarioProblemsError
        With every mistake of the file: place, path, rule, what was got, the nearest known name.
    """
    required = [name for name, field in kind.form.model_fields.items() if field.is_required()]
    written, problems = read_tree(path, path.as_posix(), f"it needs {listed(required)}")
    tree = written_out(written, kind.form)
    found = filled(tree, kind.form, kind.stand_ins)
    problems += found.problems
    form = found.form
    if form is None:
        raise ScenarioProblemsError(problems)
    loader = ScenarioLoader(tree, path.parent, form)
    scenarios = loader.scenarios(kind.named_scenarios(form))
    later = [*loader.problems, *_said_twice(form, tree), *kind.rules(form, tree)]
    factors: tuple[Factor, ...] = ()
    if form.base in scenarios:
        reader = FactorReader(tree, scenarios, kind.rows(form))
        factors = reader.factors(form)
        later += [*reader.problems, *kind.market_rules(form, tree, scenarios)]
    problems += filter(found.concerns, later)
    if problems:
        raise ScenarioProblemsError(problems)
    return VariedFile(form, scenarios, factors)


def _said_twice(form: VariedForm, tree: Node) -> list[Problem]:
    """Return the sizes that a file says in a word of its own and by their path as well."""
    return [
        Problem(
            nearest_place(tree, (group, path)),
            (group, path),
            f"says what `{word}: {value}` says too. Keep one of them.",
        )
        for word, value in (("customers", form.customers), ("steps", form.steps))
        for group in ("constants", *FACTOR_GROUPS)
        for path in (f"market.{word}",)
        if value is not None and path in getattr(form, group)
    ]
