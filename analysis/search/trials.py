"""The trials of a search: Optuna proposes a policy, common seeds judge it, a journal remembers.

Every trial has a sampler of its own, seeded by how many came before it. So a search that was
interrupted goes on exactly as if it had not been.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.experiments.experiment import Factor
from analysis.exploration.packages import optional_package
from analysis.exploration.runs import PairedRuns
from analysis.search.kept_runs import RUNS
from analysis.search.plan import SearchPlan
from simulation.errors import LoyaltyError, ResultError
from simulation.scenario.schema import Value

if TYPE_CHECKING:
    import optuna

JOURNAL = "study.journal"
KEY, OUTCOMES, EXCESS = "key", "outcomes", "excess"
STARTUP_SHARE = 4  # one trial in so many is drawn evenly before the search narrows (assumption)
LEAST_STARTUP = 8

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Trial:
    """A policy that was tried.

    Attributes
    ----------
    number : int
        Its place among the finished trials.
    policy : Mapping[str, Value]
        Value of every lever.
    outcomes : Mapping[str, float]
        Every outcome that the search reads, over worlds and replications.
    excess : float
        By how much it breaks the limit that it breaks most, as a share of that limit; 0 or less: it
        keeps to all.
    """

    number: int
    policy: Mapping[str, Value]
    outcomes: Mapping[str, float]
    excess: float

    @property
    def is_feasible(self) -> bool:
        """Whether it keeps to every limit."""
        return self.excess <= 0.0


def suggested(trial: "optuna.Trial", levers: tuple[Factor, ...]) -> dict[str, Value]:
    """Return a policy: what Optuna's trial suggests for every lever."""
    return {lever.path: _suggested(trial, lever) for lever in levers}


def tried(
    plan: SearchPlan,
    runs: PairedRuns,
    folder: Path,
    key: str,
    on_progress: Progress | None = None,
) -> list[Trial]:
    """Return the finished trials of a search, those of an interrupted one first.

    Parameters
    ----------
    plan : SearchPlan
        What is searched for.
    runs : PairedRuns
        Makes the runs.
    folder : Path
        Where the journal is, or will be.
    key : str
        What the outcomes depend on: a journal with another key is refused.
    on_progress : Progress | None
        Told (stage, trials done, trials planned).

    Raises
    ------
    ResultError
        If the journal is that of another search, or damaged.
    RunError
        If a run fails, or Optuna is not installed; finished trials are kept.
    """
    optuna = optional_package("optuna", "Optuna")
    with _replaying(optuna, folder / JOURNAL):
        study = _opened(optuna, plan, folder / JOURNAL, key)
        found = _finished(study, plan)
    while len(found) < plan.trials:
        study.sampler = _sampler(optuna, plan, len(found))
        _queue_start(optuna, study, plan, len(found))
        trial = study.ask()
        policy = suggested(trial, plan.levers)
        outcomes, excesses = judged(plan, runs, policy)
        trial.set_user_attr(OUTCOMES, outcomes)
        for limit, excess in zip(plan.limits, excesses, strict=True):
            trial.set_constraint(limit.outcome, excess)
        trial.set_user_attr(EXCESS, max(excesses, default=0.0))
        study.tell(trial, [outcomes[objective.outcome] for objective in plan.objectives])
        found.append(Trial(len(found), policy, outcomes, max(excesses, default=0.0)))
        if on_progress:
            on_progress("trials", len(found), plan.trials)
    return found


def judged(
    plan: SearchPlan, runs: PairedRuns, policy: Mapping[str, Value]
) -> tuple[dict[str, float], list[float]]:
    """Return the outcomes of a policy over worlds and replications, and its excess over each limit."""
    tables = {
        name: runs.table([policy], plan.worlds, name)[0] for name in plan.outcomes
    }  # fmt: skip
    signs = {objective.outcome: objective.sign for objective in plan.objectives}
    outcomes = {
        name: float(plan.summed_up(values, signs.get(name, 1.0)).mean())
        for name, values in tables.items()
    }
    excesses = [
        limit.excess(
            float(plan.summed_up(tables[limit.outcome], 1.0).mean()),
            float(plan.summed_up(tables[limit.outcome], -1.0).mean()),
        )
        for limit in plan.limits
    ]
    return outcomes, excesses


def _suggested(trial: "optuna.Trial", lever: Factor) -> Value:
    if lever.values is not None:
        found: Value = trial.suggest_categorical(lever.path, list(lever.values))
        return found
    low, high = lever.low or 0.0, lever.high or 0.0
    is_log = lever.scale == "log"
    if lever.is_whole:
        return trial.suggest_int(lever.path, int(np.ceil(low)), int(np.floor(high)), log=is_log)
    return trial.suggest_float(lever.path, low, high, log=is_log)


def _sampler(optuna: Any, plan: SearchPlan, number: int) -> Any:
    startup = max(LEAST_STARTUP, plan.trials // STARTUP_SHARE)
    return optuna.samplers.TPESampler(
        seed=_seed(plan.seed, number), n_startup_trials=startup, constant_liar=False
    )


def _seed(seed: int, number: int) -> int:
    return int(np.random.SeedSequence([seed, number]).generate_state(1)[0])


def _opened(optuna: Any, plan: SearchPlan, path: Path, key: str) -> Any:
    """Return the study of a journal, made anew if there is none; trials under way are given up."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    _cut_torn_line(path)
    _break_locks(path)
    backend = optuna.storages.journal.JournalFileBackend(str(path))
    study = optuna.create_study(
        storage=optuna.storages.JournalStorage(backend),
        study_name="search",
        directions=["maximize" if o.is_maximized else "minimize" for o in plan.objectives],
        load_if_exists=True,
    )
    if not study.trials:
        study.set_user_attr(KEY, key)
    if study.user_attrs.get(KEY) != key:
        done = (optuna.trial.TrialState.COMPLETE,)
        if not study.get_trials(deepcopy=False, states=done):  # failed before it had found anything
            path.unlink()
            return _opened(optuna, plan, path, key)
        msg = (
            f"{path}: these trials are of another search (other levers, objectives, limits, worlds, seed "
            "or code). Choose another folder, or delete this one to begin anew."
        )
        raise ResultError(msg)
    for trial in study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.RUNNING,)):
        study.tell(trial.number, state=optuna.trial.TrialState.FAIL)
    return study


@contextmanager
def _replaying(optuna: Any, path: Path) -> Iterator[None]:
    """Say of a damaged journal that it is one: Optuna repeats its lines and relies on each of them."""
    nonsense = (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError)
    try:
        yield
    except LoyaltyError:
        raise
    except (*nonsense, optuna.exceptions.OptunaError) as error:
        msg = (
            f"{path}: the journal of the trials is damaged ({type(error).__name__}: {error}). Move it "
            f"away and start the search again: runs that are kept in {RUNS} are not made again."
        )
        raise ResultError(msg) from error


def _cut_torn_line(path: Path) -> None:
    """Take away what a killed search left of its last line: Optuna would write on behind it."""
    if not path.exists():
        return
    written = path.read_bytes()
    whole = written[: written.rfind(b"\n") + 1]
    if not whole:
        path.unlink()
    elif whole != written:
        path.write_bytes(whole)


def _break_locks(path: Path) -> None:
    """Take away the locks of a killed search, for which Optuna would wait forever.

    Nobody else holds one: a folder has one search at a time (`store.first_here`).
    """
    for lock in path.parent.glob(f"{path.name}.lock*"):
        lock.unlink(missing_ok=True)


def _queue_start(optuna: Any, study: Any, plan: SearchPlan, number: int) -> None:
    """Let the first trials be the base policy and the given starts: levers they lack are drawn."""
    starts = [plan.base_policy, *plan.starts]
    if number >= len(starts) or study.get_trials(states=(optuna.trial.TrialState.WAITING,)):
        return
    allowed = {
        path: value for path, value in starts[number].items() if _is_allowed(plan, path, value)
    }
    if allowed:
        study.enqueue_trial(allowed)


def _is_allowed(plan: SearchPlan, path: str, value: Value) -> bool:
    lever = next((lever for lever in plan.levers if lever.path == path), None)
    if lever is None:
        return False
    if lever.values is not None:
        return value in lever.values
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and (lever.low or 0.0) <= float(str(value)) <= (lever.high or 0.0)


def _finished(study: Any, plan: SearchPlan) -> list[Trial]:
    trials = study.get_trials(deepcopy=False)
    done = [trial for trial in trials if trial.values and OUTCOMES in trial.user_attrs]
    return [
        Trial(
            number,
            {lever.path: trial.params[lever.path] for lever in plan.levers},
            trial.user_attrs[OUTCOMES],
            float(trial.user_attrs[EXCESS]),
        )
        for number, trial in enumerate(done)
    ]


def search_key(plan: SearchPlan, study_key: str) -> str:
    """Return what trials depend on, as a short text: the plan but its number of trials, and the study."""
    import hashlib

    parts = [
        plan.levers, plan.objectives, plan.limits, [dict(world) for world in plan.worlds], plan.robust,
        plan.replications, plan.seed, [dict(start) for start in plan.starts],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps([*map(repr, parts), study_key]).encode()).hexdigest()[:24]
