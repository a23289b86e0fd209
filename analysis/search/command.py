"""What `run.py optimize FILE` does: read, search, write."""

from dataclasses import replace
from pathlib import Path

from analysis.experiments.crew import Crew
from analysis.experiments.folder import LOCK_FILES, first_here, refuse_strange_files
from analysis.search.kept_runs import RUNS
from analysis.search.optimizing import Optimum, optimized
from analysis.search.reading import Search, read_search
from analysis.search.saving import FILES, save_optimum
from analysis.search.trials import JOURNAL, Progress
from simulation.errors import ResultError
from simulation.storage import MANIFEST

KNOWN = frozenset({*FILES, *LOCK_FILES, JOURNAL, RUNS, MANIFEST})


def optimize_to_folder(
    file: Path,
    folder: Path,
    *,
    trials: int | None = None,
    crew: Crew | None = None,
    on_progress: Progress | None = None,
) -> tuple[Search, Optimum]:
    """Search for the best policy of a file and write what was found.

    Parameters
    ----------
    file : Path
        A search file.
    folder : Path
        Where results go; a search that was interrupted there goes on, and more trials are added to
        those that are there.
    trials : int | None
        Instead of the file's number.
    crew : Crew | None
        Who runs the markets; None runs them in this process. The result is the same.
    on_progress : Progress | None
        Told (stage, done, planned).

    Raises
    ------
    ScenarioProblemsError
        If the file is not valid.
    ResultError
        If the folder holds another search or other files, another search is at work there, or it
        cannot be written.
    RunError
        If a run fails, or Optuna is not installed.
    """
    search = read_search(file)
    if trials is not None:
        search = with_trials(search, trials)
    return search, searched_to_folder(search, folder, crew=crew, on_progress=on_progress)


def with_trials(search: Search, trials: int) -> Search:
    """Return a search with another number of policies to try."""
    return replace(search, plan=replace(search.plan, trials=trials))


def searched_to_folder(
    search: Search,
    folder: Path,
    *,
    crew: Crew | None = None,
    on_progress: Progress | None = None,
) -> Optimum:
    """Return what a search found, written into a folder; parameters as `optimize_to_folder`."""
    refuse_search_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    plan, study = search.plan, search.study
    study_key = " ".join((study.key, study.version, *study.outcomes))
    with first_here(folder) as is_alone:
        if not is_alone:
            msg = f"{folder}: another search is at work here. Wait for it, or choose another --out."
            raise ResultError(msg)
        found = optimized(plan, study, folder, study_key, crew=crew, on_progress=on_progress)
        save_optimum(found, search, folder)
    return found


def refuse_search_folder(folder: Path) -> None:
    """Refuse a folder that holds what no search wrote, before any run is made.

    Raises
    ------
    ResultError
        If it is a file, or holds other files, or one that somebody edited.
    """
    torn = (*(f".{name}." for name in (*FILES, MANIFEST)), f"{JOURNAL}.")
    refuse_strange_files(folder, "search", KNOWN, torn)
