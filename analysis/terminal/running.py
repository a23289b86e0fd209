"""One run on a terminal: its firms side by side."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Group
from rich.text import Text

from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import BY_NAME, measured
from analysis.report.numbers import decimals_for, plain, quantity
from analysis.terminal.answer import Answer, Desk
from analysis.text_tables import text_table
from simulation.results import KIND
from simulation.runner import RunSpec, available_workers, run_one
from simulation.scenario.loader import load_scenario
from simulation.storage import refuse_target
from simulation.tables import MONTH_DAYS

RUN_METRICS = (
    "market_share", "retention_rate", "mean_satisfaction", "net_promoter_score", "profit",
)  # fmt: skip
"""What `run` shows of each firm; the others are in its JSON."""


def run_view(title: str, firms: Mapping[str, Mapping[str, float]]) -> Group:
    """Return the firms of one run and the unit of each column.

    Parameters
    ----------
    title : str
        What was run.
    firms : Mapping[str, Mapping[str, float]]
        Every metric by its name, by firm.
    """
    metrics = [BY_NAME[name] for name in RUN_METRICS]
    rows = [
        [firm, *(_shown(values[metric.name] * quantity(metric).factor) for metric in metrics)]
        for firm, values in firms.items()
    ]
    units = [f"{metric.label}: {quantity(metric).unit}" for metric in metrics]
    legend = "\n".join(units).replace("per month", f"per month of {MONTH_DAYS:.0f} days")
    return Group(
        text_table(title, ["Firm", *(metric.label for metric in metrics)], rows),
        Text(legend, style="dim"),
    )


def _shown(value: float) -> str:
    return plain(value, min(decimals_for(abs(value) / 100.0), 2))


def run_answer(
    name: str,
    changes: Mapping[str, object],
    snapshots: tuple[int, ...],
    seed: int,
    folder: Path,
    desk: Desk,
) -> Answer:
    """Run one market with some values changed, and write its tables into a folder."""
    scenario = load_scenario(name, changes)
    refuse_target(folder, KIND)
    desk.compile_rules(scenario)
    spec = RunSpec(name, scenario, seed, snapshots=snapshots, threads=available_workers())
    result = run_one(spec)
    result.save(folder)
    found = {firm: measured(FirmRecord(result, firm)) for firm in sorted(scenario.firms)}
    return Answer(
        {"folder": str(folder), "seed": seed, "firms": found},
        (run_view(f"{scenario.title}, seed {seed}", found),),
        wrote=f"{folder}/",
    )
