"""Commands about experiments: run their designs, and verify what was run."""

import typer

from analysis.experiments.scheduler import require_scheduler
from analysis.terminal import options
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.given import RESULTS


def sweep(
    context: typer.Context,
    experiment: options.ExperimentFile,
    replications: options.MoreReplications = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    seed: options.ExperimentSeed = None,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Run the design of an experiment file, in parallel; what is there already is not run again."""

    def work(desk: Desk) -> Answer:
        if scheduler is not None:  # before the imports, which take seconds
            require_scheduler(scheduler)
        from analysis.terminal.sweeping import SweepRequest, sweep_answer

        folder = out or RESULTS / f"sweep-{experiment.stem}"
        request = SweepRequest(experiment, folder, replications, seed, workers, scheduler)
        return sweep_answer(request, desk)

    context.obj(work, quiet=quiet, as_json=as_json)


def verify(
    context: typer.Context,
    folder: options.SweepFolder,
    rows: options.Rows = 10,
    seed: options.ChoiceSeed = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Run random rows of a sweep again and compare every bit."""
    from analysis.terminal.sweeping import verification_answer

    context.obj(
        lambda desk: verification_answer(folder, rows, seed, desk), quiet=quiet, as_json=as_json
    )
