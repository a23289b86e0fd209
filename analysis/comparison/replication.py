"""The runs of a comparison: as many seeds, or draws of uncertain parameters, as are asked for."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np

from analysis.comparison.intervals import paired_difference, wished_count
from analysis.comparison.outcome import Request
from analysis.comparison.summary import RunSummary, summarized_run
from analysis.comparison.uncertainty import drawn_scenarios
from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import BY_NAME
from simulation.draws import replication_seed
from simulation.runner import RunSpec, run_many, run_one
from simulation.scenario.schema import Scenario

PRECISION_START = 5  # replications before a half-width means anything
PRECISION_LIMIT = 1_000  # replications after which a wished precision is given up

Progress = Callable[[str, int, int], None]


def metric_of_run(spec: RunSpec, metric: str) -> float:
    """Run a spec and return one metric of its focal firm."""
    return BY_NAME[metric].value(FirmRecord(run_one(spec), spec.scenario.focal_firm))


def specs_for(
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    replications: range,
    request: Request,
    start: int,
) -> list[RunSpec]:
    """Return one run for each replication and scenario, replications outermost; all of one share a seed.

    Customers are also kept as of the last step before `start`, if there is one.
    """
    before = (start - 1,) if start > 0 else ()
    return [
        RunSpec(name, scenario, replication_seed(request.seed, r), r, before)
        for r in replications
        for name, scenario in zip(names, scenarios, strict=True)
    ]


def replicated(
    request: Request,
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    start: int,
    on_progress: Progress | None,
    pool: ProcessPoolExecutor | None = None,
) -> tuple[list[list[RunSummary]], bool | None]:
    """Return runs by scenario and replication; with a precision, as many as it takes."""
    runs: list[list[RunSummary]] = [[] for _ in scenarios]
    wished = max(request.replications, PRECISION_START if request.precision is not None else 1)
    while True:
        planned = range(len(runs[0]), wished)
        specs = specs_for(names, scenarios, planned, request, start)
        done = run_many(
            specs,
            summarized_run,
            pool=pool,
            on_done=_stage("replications", on_progress),
        )
        for index, summary in enumerate(done):
            runs[index % len(scenarios)].append(summary)
        if request.precision is None:
            return runs, None
        worst = float(np.max(_half_widths(runs, request.metric), initial=0.0))
        if worst <= request.precision:
            return runs, True
        # A missing half-width (the metric is undefined in some run) never becomes narrow.
        if np.isnan(worst) or len(runs[0]) >= PRECISION_LIMIT:
            return runs, False
        wished = wished_count(len(runs[0]), worst, request.precision, PRECISION_LIMIT)


def _half_widths(runs: list[list[RunSummary]], metric: str) -> list[float]:
    base = [run.metrics[metric] for run in runs[0]]
    return [
        paired_difference([run.metrics[metric] for run in own], base).half_width for own in runs[1:]
    ]


def drawn_specs(
    request: Request, names: Sequence[str], scenarios: Sequence[Scenario], start: int
) -> list[RunSpec]:
    """Return the runs of all draws of the uncertain parameters, draw by draw; none if none are asked.

    One replication a draw: every scenario of it meets the same people.
    """
    if request.uncertain <= 0:
        return []
    if request.uncertain_customers is not None:
        scenarios = [_sized(scenario, request.uncertain_customers) for scenario in scenarios]
    return [
        replace(spec, replication=draw)
        for draw, drawn in enumerate(
            drawn_scenarios(list(scenarios), request.uncertain, request.seed)
        )
        for spec in specs_for(names, drawn, range(draw, draw + 1), request, start)
    ]


def uncertain_wins(
    request: Request,
    drawn: Sequence[RunSpec],
    on_progress: Progress | None,
    pool: ProcessPoolExecutor | None = None,
) -> list[int] | None:
    """Return in how many draws of the uncertain parameters each variant beats the base."""
    if not drawn:
        return None
    values = run_many(
        drawn,
        partial(metric_of_run, metric=request.metric),
        pool=pool,
        on_done=_stage("uncertain draws", on_progress),
    )
    table = np.array(values).reshape(request.uncertain, -1)
    gain = table[:, 1:] - table[:, :1]
    better = gain > 0.0 if BY_NAME[request.metric].is_better_high else gain < 0.0
    return [int(n) for n in better.sum(axis=0)]


def _sized(scenario: Scenario, customers: int) -> Scenario:
    market = scenario.market.model_copy(update={"customers": customers})
    return scenario.model_copy(update={"market": market})


def _stage(name: str, on_progress: Progress | None) -> Callable[[int, int], None] | None:
    return None if on_progress is None else partial(on_progress, name)
