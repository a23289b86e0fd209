"""Sweeps on a terminal: what was run, what failed, and where to read on."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType

from analysis.experiments.experiment import Experiment, Replications
from analysis.experiments.reading import read_experiment
from analysis.experiments.sweep import SweepResult, refuse_unplannable, sweep_markets
from analysis.experiments.tables import failures_of, load_base, load_sweep, outcomes_of
from analysis.experiments.verify import Verification, verify_markets
from analysis.sweep_report.save import save_sweep_report
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.crews import opened_crew
from analysis.text_tables import frame_table, text_table
from simulation.errors import ResultError, RunError, ScenarioError
from simulation.runner import available_workers

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 10
"""Failures and differences that are spelled out; the others are in the JSON."""


@dataclass(frozen=True)
class SweepRequest:
    """What is asked of a sweep; None takes what the file says, or all cores of this machine."""

    file: Path
    folder: Path
    replications: int | None = None
    seed: int | None = None
    workers: int | None = None
    scheduler: str | None = None


def sweep_answer(request: SweepRequest, desk: Desk) -> Answer:
    """Run what is missing of an experiment."""
    experiment = _asked(read_experiment(request.file), request)
    refuse_unplannable(experiment, request.folder)
    with opened_crew(request.workers, request.scheduler) as crew:
        desk.compile_rules(*experiment.scenarios.values())
        found = sweep_markets(experiment, request.folder, crew, desk.on_progress)
    fact_cost = _measure_facts(request, desk) if experiment.facts else ""
    report, remarks = _reported(found)
    failures = failures_of(request.folder)
    document = {
        **asdict(found),
        "folder": str(found.folder),
        "report": None if report is None else str(report),
        "failures": failures.to_dict("records"),
    }
    views: list[RenderableType] = [_counts(experiment, found), _spread(request.folder)]
    if fact_cost:
        views.append(f"Where published facts hold is in the report ({fact_cost}).")
    if len(failures):
        title = f"{len(failures)} runs failed; start the sweep again to try them again"
        views.append(frame_table(title, failures.head(SHOWN).drop(columns="seed")))
    if found.is_precise is False:
        remarks.append("The wished precision was not reached at every point within at_most seeds.")
    return Answer(
        document,
        tuple(views),
        tuple(remarks),
        wrote=f"{found.folder}/" + (f" (open {report})" if report else ""),
        is_as_claimed=not found.n_failed,
    )


def verification_answer(folder: Path, n_rows: int, seed: int | None, desk: Desk) -> Answer:
    """Run random rows of a sweep again and say whether every bit is the same."""
    desk.compile_rules()
    found = verify_markets(folder, n_rows, seed, desk.on_progress)
    return Answer(
        {**asdict(found), "is_the_same": found.is_the_same},
        _verified(found),
        is_as_claimed=found.is_the_same,
    )


def _asked(experiment: Experiment, request: SweepRequest) -> Experiment:
    """Return the experiment with what the command line says instead."""
    if request.replications is not None:
        fixed = Replications(request.replications, request.replications)
        experiment = replace(experiment, replications=fixed)
    if request.seed is not None:
        experiment = replace(experiment, seed=request.seed)
    return experiment


def _measure_facts(request: SweepRequest, desk: Desk) -> str:
    """Measure the experiment's facts on this machine and return what that took."""
    from analysis.exploration.plausible import measure_facts  # imports every fact: a second

    workers = request.workers or available_workers()
    passed = measure_facts(request.folder, workers=workers, on_progress=desk.on_progress)
    return "" if passed is None else passed.cost


def _reported(found: SweepResult) -> tuple[Path | None, list[str]]:
    """Write the report; the runs are safe in the store, whatever becomes of it."""
    try:
        return save_sweep_report(found.folder), []
    except (ResultError, RunError, ScenarioError) as error:
        return None, [f"no report was written: {error}"]


def _counts(experiment: Experiment, found: SweepResult) -> str:
    kept = f", {found.n_kept} were there already" if found.n_kept else ""
    rate = f" ({found.n_made / found.seconds:.1f} a second)" if found.n_made else ""
    return (
        f"{experiment.title}: {found.n_points} points and the base; {found.n_made} runs made{rate}"
        f"{kept}, {found.n_failed} failed."
    )


def _spread(folder: Path) -> RenderableType:
    """Return how far the points' means reach, outcome by outcome, beside the base."""
    design, base = load_sweep(folder), load_base(folder)
    rows = []
    for outcome in outcomes_of(folder):
        means: pd.Series[float] = design.groupby("point")[outcome].mean()
        numbers = (base[outcome].mean(), means.min(), means.median(), means.max())
        rows.append([outcome, *(f"{number:,.4g}" for number in numbers)])
    columns = ["Outcome", "Base", "Lowest point", "Median point", "Highest point"]
    return text_table("Means over replications", columns, rows)


def _verified(found: Verification) -> tuple[RenderableType, ...]:
    if found.is_the_same:
        said = f"{found.n_checked} of {found.n_rows} rows were run again: the same to the last bit."
        return (said,)
    views: list[RenderableType] = [
        f"{name}: the file is gone, or not the one that was written (its hash differs)."
        for name in found.damaged
    ]
    if found.differences:
        rows = [
            [str(d.point), str(d.replication), d.column, repr(d.kept), repr(d.again)]
            for d in found.differences[:SHOWN]
        ]
        columns = ["Point", "Replication", "Column", "Kept", "Run again"]
        title = f"{len(found.differences)} numbers differ"
        views.append(text_table(title, columns, rows))
    return tuple(views)
