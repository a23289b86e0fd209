"""What `run.py optimize FILE` does: read, search, write."""

from dataclasses import replace
from pathlib import Path

from analysis.experiments.crew import Crew
from analysis.search.optimizing import Optimum, optimized
from analysis.search.reading import Search, read_search
from analysis.search.saving import save_optimum
from analysis.search.trials import Progress, search_key


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
        If the folder holds another search, or cannot be written.
    RunError
        If a run fails, or Optuna is not installed.
    """
    search = read_search(file)
    plan = search.plan if trials is None else replace(search.plan, trials=trials)
    key = search_key(plan, f"{search.study.key} {search.study.version}")
    found = optimized(plan, search.study, folder, key, crew=crew, on_progress=on_progress)
    save_optimum(found, search, folder)
    return search, found
