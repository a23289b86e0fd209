"""How a sweep was made, as a paper would say it: every number is read from its files."""

import importlib.metadata
from collections.abc import Mapping

from analysis.exploration.exploring import Exploration
from analysis.sweep_report.words import label_of
from simulation.compiled import CODE_VERSION
from simulation.results import versions
from simulation.scenario.loader import scenario_hash
from simulation.scenario.schema import Scenario

ODD = "docs/explanation/odd.md"
"""The model description by the ODD protocol (Grimm et al. 2020), in the project's documentation."""
METHODS = {
    "grid": "in a full factorial design",
    "one_at_a_time": "one at a time, the others at their base values",
    "latin_hypercube": "in a Latin hypercube (McKay, Beckman & Conover 1979)",
    "sobol": "in a Sobol design (Saltelli 2002)",
    "morris": "along Morris trajectories (Morris 1991)",
    "list": "over a list of points",
}
CROSSED = " of the uncertain parameters, crossed with every combination of the levers"
USED = {"sobol": "SALib", "morris": "SALib"}


def methods_text(found: Exploration) -> str:
    """Return the methods paragraph: model, design, replications, analysis, software."""
    sentences = [_model(found), _design(found), _seeds(found), *_analysis(found)]
    sentences.append(software_text(software(found)))
    return " ".join(sentence for sentence in sentences if sentence)


def software(found: Exploration) -> dict[str, str]:
    """Return the versions of what made the runs and the analysis."""
    used = dict(versions())
    wanted = {USED.get(found.design.kind, ""), "scikit-learn"} - {""}
    for name in sorted(wanted):
        try:
            used[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return used


def _model(found: Exploration) -> str:
    if found.experiment is None:
        return "The study is a function of its factors; no market was simulated."
    experiment = found.experiment
    return market_text(experiment.base, experiment.scenarios[experiment.base])


def market_text(name: str, scenario: Scenario) -> str:
    """Return which market was simulated, and where its model is described."""
    market = scenario.market
    return (
        f"We simulated the market {name} (scenario hash "
        f"{scenario_hash(scenario)[:12]}) of {market.customers:,} customers and {len(scenario.firms)} "
        f"firms for {market.steps} steps of {market.step_days} days after {market.burn_in_steps} steps "
        f"of burn-in; the model is described by the ODD protocol in {ODD}."
    )


def _design(found: Exploration) -> str:
    sample = found.sample
    levers, unknown = len(sample.levers), len(sample.uncertainties)
    varied = [
        _count(n, word) for n, word in ((levers, "lever"), (unknown, "uncertain parameter")) if n
    ]
    return (
        f"{' and '.join(varied)} {'was' if levers + unknown == 1 else 'were'} varied "
        f"{METHODS[found.design.kind]}{CROSSED if found.design.crossed else ''} ({len(sample.points):,} points, design seed {found.seed})."
    )


def _seeds(found: Exploration) -> str:
    failed = f" {found.failures} runs failed and were left out." if found.failures else ""
    shared, most = found.sample.replications, found.sample.most_replications
    own = f"the same {_count(most, 'seed')}, derived from seed {found.seed}"
    if shared < most:
        own = (
            f"up to {_count(most, 'seed')}, derived from seed {found.seed}, and points were compared over "
            f"the {shared} that all share"
        )
    return (
        f"Every point was run with {own}, so that points meet the same customers with the same luck and "
        f"every difference is paired ({len(found.sample.table):,} runs).{failed}"
    )


def _analysis(found: Exploration) -> list[str]:
    said = []
    if found.effects and found.design.kind not in ("one_at_a_time", "morris"):
        said.append(
            "Effects are least-squares estimates of a model that is linear in every factor; intervals "
            "are 95 % t-intervals over replications (simulation noise only)."
            if found.sample.replications > 1
            else "Effects are least-squares estimates of a model that is linear in every factor; "
            "intervals are 95 % t-intervals of the scatter around it."
        )
    if found.shares:
        said.append("Sobol indices have 95 % bootstrap intervals over the points of the design.")
    if found.screening:
        said.append(
            "Elementary effects follow Morris (1991) and Campolongo et al. (2007); effects are their means "
            "with 95 % t-intervals over trajectories."
        )
    if found.surfaces:
        quality = ", ".join(
            f"{label_of(name)} {surface.r_squared_cross_validated:.2f}"
            for name, surface in found.surfaces.items()
        )
        said.append(
            f"Quadratic response surfaces were cross-validated in ten parts (R² {quality})."
        )
    if found.passed is not None:
        said.append(
            f"Advice was given once more from the points at which published facts "
            f"({', '.join(found.passed.facts)}) hold."
        )
    if found.discovery is not None:
        said.append(
            "Scenario discovery used a classification tree (Breiman et al. 1984) with at most three "
            "conditions a rule."
        )
    return said


def software_text(used: Mapping[str, str]) -> str:
    """Return which version of the laboratory and of what it rests on was at work, one sentence."""
    said = ", ".join(f"{name} {version}" for name, version in used.items())
    return f"Software: loyalty laboratory, code version {CODE_VERSION}; {said}."


def _count(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
