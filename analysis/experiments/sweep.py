"""A sweep: the runs of a plan that are missing in its store, in parallel, until none is."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.experiments.crew import Crew
from analysis.experiments.design import design_size
from analysis.experiments.dispatch import Dispatcher
from analysis.experiments.document import experiment_document, experiment_text
from analysis.experiments.experiment import Experiment
from analysis.experiments.folder import first_here, refuse_store_folder, refuse_too_large
from analysis.experiments.plan import Plan, market_plan
from analysis.experiments.precision import more_wanted
from analysis.experiments.rows import INDEX
from analysis.experiments.store import Store
from analysis.experiments.study import MarketStudy, Study, market_study
from analysis.experiments.tables import counted_rows
from simulation.errors import ScenarioError

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str, int, int], None]
STAGE = "Runs"
MOST_POINTS = 5_000_000
"""Of a design: a point and its key take .6 to 1.5 kB of memory (measured at 400,000 and 100,000)."""
TRIED = 8
"""Points of which at least one must be a possible scenario, or nothing is begun."""


@dataclass(frozen=True)
class SweepResult:
    """What a sweep did.

    Attributes
    ----------
    folder : Path
        The store.
    n_points : int
        Points of the design, without the base.
    n_made, n_kept, n_failed : int
        Runs made now by this call (not by another sweep on the folder), runs that were there already,
        runs that failed.
    is_precise : bool | None
        Whether the wished precision is reached at every point; None if none was wished.
    seconds : float
        How long it took.
    """

    folder: Path
    n_points: int
    n_made: int
    n_kept: int
    n_failed: int
    is_precise: bool | None
    seconds: float


def sweep_markets(
    experiment: Experiment, folder: Path, crew: Crew, on_progress: Progress | None = None
) -> SweepResult:
    """Run what is missing of an experiment.

    Parameters
    ----------
    experiment : Experiment
        What is planned.
    folder : Path
        The store: new, or of this experiment, which is then completed.
    crew : Crew
        Who runs it (`local_crew`, `cluster_crew`).
    on_progress : Progress | None
        Told (stage, runs done, runs planned).

    Raises
    ------
    ScenarioError
        If no point is a possible scenario, or a library is missing that the design needs.
    ResultError
        If the store cannot take the runs: another experiment, other code, a full disk.
    RunError
        If a worker has other code or a cluster goes away; a failing run is kept and counted.
    """
    refuse_unplannable(experiment, folder)
    study = market_study(experiment)
    plan = market_plan(experiment, study.key)
    _refuse_impossible(study, plan)
    document = {"experiment": experiment_document(experiment), "text": experiment_text(experiment)}
    return sweep(study, plan, folder, crew, document=document, on_progress=on_progress)


def refuse_unplannable(experiment: Experiment, folder: Path) -> None:
    """Refuse a folder that cannot take a design's rows, before any point of it is made."""
    refuse_store_folder(folder)
    n_points = design_size(experiment.design, experiment.factors)
    if n_points > MOST_POINTS:
        msg = (
            f"{experiment.title}: the design has {n_points:,} points, and a sweep takes at most "
            f"{MOST_POINTS:,}, because it holds them in memory. Choose fewer points, or several sweeps."
        )
        raise ScenarioError(msg)
    n_runs = (n_points + 1) * experiment.replications.at_least
    n_columns = len(INDEX) + 1 + len(experiment.factors) + len(experiment.outcomes)
    refuse_too_large(folder, n_runs, n_columns)


def sweep(
    study: Study,
    plan: Plan,
    folder: Path,
    crew: Crew,
    *,
    document: Mapping[str, Any] | None = None,
    on_progress: Progress | None = None,
) -> SweepResult:
    """Run what is missing of a plan, whatever it is that is run.

    Parameters
    ----------
    study : Study
        Turns a point and a seed into outcomes.
    plan : Plan
        Points and replications.
    folder : Path
        The store.
    crew : Crew
        Who runs it.
    document : Mapping[str, Any] | None
        `experiment` and `text` of an experiment with markets.
    on_progress : Progress | None
        Told (stage, runs done, runs planned).

    Raises
    ------
    ResultError, RunError
        As `sweep_markets`.
    """
    began = time.perf_counter()
    version = study.version
    described = None if document is None else document["experiment"]
    with closing(Store(folder, plan, study.outcomes, version, described)) as store:
        if document is not None:
            store.keep_text(document["text"])
        n_made, n_before = 0, store.ledger.n_runs()
        wanted = dict.fromkeys(plan.points_of, plan.replications.at_least)
        is_met = True
        with first_here(folder) as is_first:
            while True:
                n_made += _run_missing(study, plan, store, crew, wanted, is_first, on_progress)
                if plan.replications.metric is None:
                    break
                more, is_met = more_wanted(plan, wanted, _metric_rows(store))
                if more == wanted:
                    break
                wanted = more
        store.put_together()
        return SweepResult(
            folder=folder,
            n_points=len(plan.points),
            n_made=n_made,
            n_kept=n_before,
            n_failed=len(store.ledger.failures()),
            is_precise=None if plan.replications.metric is None else is_met,
            seconds=time.perf_counter() - began,
        )


def _run_missing(
    study: Study,
    plan: Plan,
    store: Store,
    crew: Crew,
    wanted: Mapping[str, int],
    is_first: bool,
    on_progress: Progress | None,
) -> int:
    """Run and keep every run that is wanted and not there yet; return how many succeeded."""
    n_made, planned = 0, sum(wanted.values())
    dispatcher = Dispatcher(study, study.version, crew, store.is_missing, planned)
    for finished in dispatcher.results(plan.units(wanted, is_backward=not is_first)):
        n_made += store.keep(finished)
        if on_progress is not None:
            on_progress(STAGE, min(store.ledger.n_runs(), planned), planned)
    return n_made


def _metric_rows(store: Store) -> "pd.DataFrame":
    columns = ["point", "replication", str(store.plan.replications.metric)]
    rows = counted_rows(store.folder, store.ledger).select(columns)
    frame: pd.DataFrame = rows.to_pandas()
    return frame


def _refuse_impossible(study: MarketStudy, plan: Plan) -> None:
    """Refuse a plan in which no point is a possible scenario; single ones fail when they run."""
    apart = max(len(plan.points) // TRIED, 1)
    problem: ScenarioError | None = None
    for values in plan.points[::apart]:
        try:
            study.scenario_at(values)
        except ScenarioError as error:
            problem = problem or error
        else:
            return
    if problem is not None:
        msg = f"{plan.title}: the points of this design are no possible scenarios. The first: {problem}"
        raise ScenarioError(msg) from problem
