"""The command that searches for the best policy."""

import typer

from analysis.experiments.scheduler import require_scheduler
from analysis.terminal import options
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.given import RESULTS


def optimize(
    context: typer.Context,
    search: options.SearchFile,
    trials: options.Trials = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    seed: options.SearchSeed = None,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Find the best policy of a search file: limits, uncertain worlds, a rival that answers."""

    def work(desk: Desk) -> Answer:
        if scheduler is not None:  # before the imports, which take seconds
            require_scheduler(scheduler)
        from analysis.terminal.searching import SearchRequest, search_answer

        folder = out or RESULTS / f"search-{search.stem}"
        return search_answer(SearchRequest(search, folder, trials, seed, workers, scheduler), desk)

    context.obj(work, quiet=quiet, as_json=as_json)
