"""Factors as a file writes them become factors with ranges, checked against the base scenario."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from analysis.comparison.uncertainty import graded_range, read_by_none, uncertain_parameters
from analysis.experiments.experiment import VARIANT, Factor, FactorKind
from analysis.experiments.form import FactorForm, VariedForm
from analysis.experiments.form_reading import FACTOR_GROUPS, GRADED
from simulation.scenario.firm import FirmParams
from simulation.scenario.loader import scenario_document
from simulation.scenario.overrides import overridden
from simulation.scenario.parameter import declarations
from simulation.scenario.paths import Spot, keys_of, known_paths, nearest, spot_at
from simulation.scenario.problems import (
    DOCUMENT,
    Problem,
    ScenarioProblemsError,
    listed,
    number_text,
)
from simulation.scenario.schema import Scenario, Value
from simulation.scenario.sentences import expected
from simulation.scenario.tree import Keys, Node, nearest_place, node_at, planted
from simulation.scenario.validation import validated

CUSTOMERS, FIRMS = "customers", "firms"
FIRM_NAMES: Keys = (FIRMS, "[key]")
KINDS: dict[str, FactorKind] = {"levers": "lever", "uncertainties": "uncertainty"}


class _Said(TypedDict):
    base: Value
    has_base: bool


VARIED_IN = re.compile(
    r"^(customers|market|firms\.[^.]+|policies\.\d+\.set|segments\.[^.]+\.set)\."
)
"""Where a value stands, before its own path: `firms.Beta.` of `firms.Beta.tiers.first`."""


@dataclass
class FactorReader:
    """One pass over the factors of a file.

    Attributes
    ----------
    tree : Node
        The written-out file.
    scenarios : Mapping[str, Scenario]
        The base and the variants; the base comes first.
    rows : Sequence[Mapping[str, Value]] | None
        Points that a list writes out, for factors that say no values themselves; None where there
        is no list.
    problems : list[Problem]
        What was found wrong.
    varied : frozenset[str]
        What the file varies, without the names of firms and the numbers of policies.
    """

    tree: Node
    scenarios: Mapping[str, Scenario]
    rows: Sequence[Mapping[str, Value]] | None = None
    problems: list[Problem] = field(default_factory=list)
    varied: frozenset[str] = frozenset()

    def factors(self, form: VariedForm) -> tuple[Factor, ...]:
        """Return the factors of a form in the order of the file, levers first."""
        found: dict[str, Factor] = {}
        paths = [path for group in FACTOR_GROUPS for path in getattr(form, group)]
        self.varied = frozenset(VARIED_IN.sub("", path) for path in paths)
        for group in FACTOR_GROUPS:
            for path, written in getattr(form, group).items():
                keys: Keys = (group, path)
                for factor in self._read(keys, written):
                    if factor.path in found:
                        self._refuse(keys, f"varies {factor.path} a second time. Keep one of them.")
                    elif factor.path in form.constants:
                        sentence = "stands under constants too. A value is either held or varied."
                        self._refuse(keys, sentence)
                    else:
                        found[factor.path] = factor
                        self._check_rows(factor)
        if not found and not self.problems:
            self._refuse((), "An experiment varies something: give levers, uncertainties or both.")
        return tuple(found.values())

    def _check_rows(self, factor: Factor) -> None:
        """Note the rows of a list in which a factor leaves what it was said to take."""
        for index, row in enumerate(self.rows or ()):
            if factor.path not in row:
                continue
            keys: Keys = ("design", "rows", index, factor.path)
            value = row[factor.path]
            if factor.values is not None:
                if value not in factor.values:
                    taken = listed([str(one) for one in factor.values])
                    self._refuse(keys, f"must be a value of its factor ({taken}). Got {value}.")
            elif not _is_inside(factor, value):
                ends = " and ".join(number_text(end or 0.0) for end in (factor.low, factor.high))
                self._refuse(keys, f"must lie in the range of its factor, {ends}. Got {value}.")

    def _read(self, keys: Keys, written: FactorForm) -> Iterator[Factor]:
        path, kind = str(keys[1]), KINDS[str(keys[0])]
        if path == VARIANT:
            yield from self._variants(keys, written)
            return
        if path == CUSTOMERS and written.graded:
            for inner, (low, high) in self._ranges().items():
                graded = f"{CUSTOMERS}.{inner}"
                yield Factor(graded, kind, low, high, base=self._base_value(graded))
            return
        spot = self._spot(keys)
        if spot is None or not self._is_one_way(keys, written):
            return
        if written.values is None and (written.graded or written.low is not None):
            yield from self._range(keys, written, spot)
        else:
            yield self._listed(keys, written)

    def _variants(self, keys: Keys, written: FactorForm) -> Iterator[Factor]:
        """Yield the factor whose values are scenarios."""
        if written.values is None:
            self._refuse(keys, "needs the names of scenarios: variant: [NAME, ...].")
        else:
            base = next(iter(self.scenarios))
            yield Factor(VARIANT, KINDS[str(keys[0])], values=written.values, base=base)

    def _listed(self, keys: Keys, written: FactorForm) -> Factor:
        """Return a factor whose values are written, in its own entry or in the rows of a list."""
        path = str(keys[1])
        if written.values is not None:
            given = {(*keys, "values", i): value for i, value in enumerate(written.values)}
        else:
            rows = enumerate(self.rows or ())
            given = {("design", "rows", i, path): row[path] for i, row in rows if path in row}
        for place, value in given.items():
            self._check(path, value, place)
        said = self._said(path)
        left_out = any(path not in row for row in self.rows or ()) and said["has_base"]
        base = (said["base"],) if left_out else ()  # those rows keep it, so it is a value as well
        values = tuple(dict.fromkeys((*base, *given.values())))
        return Factor(path, KINDS[str(keys[0])], values=values, **said)

    def _range(self, keys: Keys, written: FactorForm, spot: Spot) -> Iterator[Factor]:
        """Yield a factor that is a range, if it is one that can be used."""
        span = self._span(keys, written, spot)
        if span is not None:
            yield Factor(
                str(keys[1]),
                KINDS[str(keys[0])],
                *span,
                scale=written.scale,
                levels=written.levels,
                is_whole=spot.annotation is int,
                **self._said(str(keys[1])),
            )

    def _span(self, keys: Keys, written: FactorForm, spot: Spot) -> tuple[float, float] | None:
        """Return the range of a factor, or None where it has none that can be used."""
        if spot.annotation not in (int, float, Value):
            self._refuse(keys, f"takes {expected(spot)}: list what it shall take, values: [...].")
            return None
        before = len(self.problems)
        if written.graded:
            low, high = self._graded(keys) or (0.0, 0.0)
        else:
            low, high = written.low or 0.0, written.high or 0.0
            for end, value in (("low", low), ("high", high)):
                given = int(value) if spot.annotation is int and value == int(value) else value
                self._check(str(keys[1]), given, (*keys, end))
            if low >= high:
                got = f"{number_text(low)} and {number_text(high)}"
                self._refuse((*keys, "low"), f"must be less than high. Got {got}.")
        if written.scale == "log" and low <= 0.0:
            sentence = f"is log, so low must be above 0. Got {number_text(low)}; take linear."
            self._refuse((*keys, "scale"), sentence)
        return (low, high) if len(self.problems) == before else None

    def _ranges(self) -> dict[str, tuple[float, float]]:
        """Return the graded ranges of what any scenario of the experiment reads at any point."""
        unread = read_by_none(self.scenarios.values(), self.varied)
        found = uncertain_parameters(self._base)
        return {path: span for path, span in found.items() if path not in unread}

    def _graded(self, keys: Keys) -> tuple[float, float] | None:
        path = str(keys[1])
        ranges = self._ranges()
        group, _, inner = path.partition(".")
        if group == CUSTOMERS and inner in ranges:
            return ranges[inner]
        if group == FIRMS and (span := self._graded_of_a_firm(path)) is not None:
            return span
        if group != CUSTOMERS:
            sentence = (
                f"has no graded range: of {CUSTOMERS}.* and {FIRMS}.* those have one for which a "
                "plausible range is declared, unless they stand at 0. Give low and high."
            )
        else:
            near = nearest(inner, list(ranges))
            advice = f" The nearest that has one is {CUSTOMERS}.{near}." if near else ""
            sentence = (
                "has no graded range in this market: it moves nothing here, stands at 0, or no "
                f"plausible range is declared. Give low and high.{advice}"
            )
        self._refuse((*keys, GRADED), sentence)
        return None

    def _graded_of_a_firm(self, path: str) -> tuple[float, float] | None:
        """Return the range of a parameter of a firm, None where none is declared or it is off."""
        inner = path.split(".", 2)[2]  # firms.NAME.PATH: that it leads somewhere was checked before
        declared = {found.path: found for found in declarations(FirmParams)}
        value = self._base_value(path)
        if inner not in declared or declared[inner].plausible is None or not value:
            return None
        return graded_range(declared[inner], float(str(value)))

    def _is_one_way(self, keys: Keys, written: FactorForm) -> bool:
        """Tell whether a factor says in exactly one way what it takes."""
        has_range = written.low is not None or written.high is not None
        ways = (has_range, written.values is not None, written.graded)
        if sum(ways) > 1:
            self._refuse(keys, "takes low and high, or values, or graded: one of them.")
        elif has_range and (written.low is None or written.high is None):
            self._refuse(keys, "needs both low and high.")
        elif not any(ways) and self.rows is None:
            self._refuse(keys, "needs low and high, or values: [...], or the word graded.")
        else:
            return True
        return False

    def _spot(self, keys: Keys) -> Spot | None:
        """Return what may stand at a factor's path, or None (and a problem) if it leads nowhere."""
        path = str(keys[1])
        trees = [planted(scenario_document(s), DOCUMENT) for s in self.scenarios.values()]
        ways = [way for tree in trees if (way := keys_of(path, tree)) is not None]
        spot = spot_at(ways[0]) if ways else None
        if spot is None:
            near = nearest(path, known_paths(trees[0]))
            advice = f"The nearest known path is {near}." if near else "run.py describe lists them."
            self._refuse(keys, f"is not a known path of {next(iter(self.scenarios))}. {advice}")
            return None
        if spot.block is not None or spot.is_mapping or spot.is_list:
            inside = [p for p in known_paths(trees[0]) if p.startswith(f"{path}.")]
            single = [p for p in inside if not any(q.startswith(f"{p}.") for q in inside)]
            example = f", such as {single[0]}" if single else ""
            self._refuse(keys, f"is a group. Name a single value{example}.")
            return None
        return spot

    def _check(self, path: str, value: Value, keys: Keys) -> None:
        """Note what the scenario format says about one value; what rests on others is left to runs."""
        # No path adds a firm, but another scenario may have others.
        settled = {FIRM_NAMES} if len(self.scenarios) == 1 else set()
        for scenario in self.scenarios.values():
            tree = planted(scenario_document(scenario), DOCUMENT)
            way = keys_of(path, tree)
            if way is None:
                continue
            try:
                validated(*overridden(tree, {path: value}))
            except ScenarioProblemsError as error:
                own = [
                    p for p in error.problems if p.keys == way and settled.issuperset(p.rests_on)
                ]
                for problem in own:
                    self._refuse(keys, problem.sentence)
            return

    @property
    def _base(self) -> Scenario:
        return next(iter(self.scenarios.values()))

    def _base_value(self, path: str) -> Value:
        tree = planted(scenario_document(self._base), DOCUMENT)
        way = keys_of(path, tree)
        found = node_at(tree, way) if way else None
        value = found.value if found else None
        return None if isinstance(value, dict | list) else value

    def _said(self, path: str) -> _Said:
        """Return the base value of a path, and whether the base scenario says one."""
        tree = planted(scenario_document(self._base), DOCUMENT)
        way = keys_of(path, tree)
        has_base = way is not None and node_at(tree, way) is not None
        return {"base": self._base_value(path), "has_base": has_base}

    def _refuse(self, keys: Keys, sentence: str) -> None:
        self.problems.append(Problem(nearest_place(self.tree, keys), keys, sentence))


def _is_inside(factor: Factor, value: Value) -> bool:
    """Tell whether a value lies in the range of a factor, both ends included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return factor.low is not None and factor.high is not None and factor.low <= value <= factor.high
