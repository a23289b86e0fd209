"""A search from its first trial to an answer that was checked on seeds it did not see."""

from dataclasses import dataclass
from pathlib import Path

from analysis.experiments.crew import Crew
from analysis.exploration.runs import PairedRuns, Runs
from analysis.search.front import Finalist, Reactions, candidates, finalists, reactions
from analysis.search.kept_runs import KeptRuns
from analysis.search.plan import SearchPlan
from analysis.search.trials import Progress, Trial, search_key, tried

FRESH_FROM = 1_000_000
"""First replication of the finalists: far beyond any that a search uses."""


@dataclass(frozen=True)
class Optimum:
    """What a search found.

    Attributes
    ----------
    plan : SearchPlan
        What was asked.
    trials : tuple[Trial, ...]
        Every policy that was tried.
    finalists : tuple[Finalist, ...]
        The best of them on fresh seeds, the best by the first objective first.
    reactions : Reactions | None
        Against the rival; None if it does nothing.
    runs : int
        Runs made now, without those of earlier calls.
    """

    plan: SearchPlan
    trials: tuple[Trial, ...]
    finalists: tuple[Finalist, ...]
    reactions: Reactions | None
    runs: int

    @property
    def best(self) -> Finalist:
        """The finalist that is best by the first objective among those that keep to the limits."""
        return self.finalists[0]

    @property
    def front(self) -> tuple[Finalist, ...]:
        """The finalists that no other beats on the fresh seeds."""
        return tuple(finalist for finalist in self.finalists if finalist.is_on_front)


def optimized(
    plan: SearchPlan,
    study: Runs,
    folder: Path,
    study_key: str,
    *,
    crew: Crew | None = None,
    on_progress: Progress | None = None,
) -> Optimum:
    """Return the best policies of a plan; a search that was interrupted in the folder goes on.

    Parameters
    ----------
    plan : SearchPlan
        What is searched for.
    study : Runs
        Runs one market: a `MarketStudy`, or anything that answers like one.
    folder : Path
        Where the journal of trials, and every run, is kept.
    study_key : str
        What the outcomes of a run depend on beside its values and seed: scenarios, outcomes, code.
    crew : Crew | None
        Who runs it; the result is the same for any number of workers.
    on_progress : Progress | None
        Told (stage, done, planned).

    Raises
    ------
    ResultError
        If the folder holds another search.
    RunError
        If a run fails, or Optuna is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    memory = KeptRuns(folder, study_key)
    runs = PairedRuns(study, plan.seed, range(plan.replications), crew, memory)
    trials = tried(plan, runs, folder, search_key(plan, study_key), on_progress)
    last = FRESH_FROM + plan.fresh_replications
    fresh = PairedRuns(study, plan.seed, range(FRESH_FROM, last), crew, memory)
    chosen = candidates(plan, trials)
    if on_progress:
        on_progress("finalists", 0, len(chosen))
    judged = finalists(plan, fresh, chosen)
    against = reactions(plan, fresh, judged) if plan.reactions else None
    if on_progress:
        on_progress("finalists", len(chosen), len(chosen))
    return Optimum(plan, tuple(trials), tuple(judged), against, runs.made + fresh.made)
