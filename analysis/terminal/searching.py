"""A search for the best policy on a terminal: the finalists, how sure, and the rival's answers."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType

from analysis.experiments.experiment import VARIANT
from analysis.exploration.packages import optional_package
from analysis.search.command import refuse_search_folder, searched_to_folder, with_trials
from analysis.search.front import Reactions
from analysis.search.optimizing import Optimum
from analysis.search.reading import read_search
from analysis.search.saving import BEST, optimum_document
from analysis.search_report.save import save_search_report
from analysis.search_report.words import standing
from analysis.sweep_report.words import (
    estimate_text,
    label_of,
    policy_text,
    quantity_of,
    short_names,
    value_text,
)
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.crews import opened_crew
from analysis.text_tables import text_table


@dataclass(frozen=True)
class SearchRequest:
    """What is asked of a search; None takes what the file says, or all cores of this machine."""

    file: Path
    folder: Path
    trials: int | None = None
    seed: int | None = None
    workers: int | None = None
    scheduler: str | None = None


def search_answer(request: SearchRequest, desk: Desk) -> Answer:
    """Search for the best policy of a file; what was tried already is not tried again."""
    search = read_search(request.file, request.seed)
    if request.trials is not None:
        search = with_trials(search, request.trials)
    optional_package("optuna", "Optuna")
    refuse_search_folder(request.folder)
    with opened_crew(request.workers, request.scheduler) as crew:
        markets = [search.study.scenario_at({VARIANT: name}) for name in search.study.documents]
        desk.compile_rules(*markets)
        found = searched_to_folder(search, request.folder, crew=crew, on_progress=desk.on_progress)
    report = save_search_report(found, search, request.folder)
    views: list[RenderableType] = [_best_sentence(search.title, found), _finalists(found)]
    if found.reactions is not None:
        views += [_against(found, found.reactions), _regret_sentence(found.reactions)]
    return Answer(
        {
            **optimum_document(found, search),
            "folder": str(request.folder),
            "report": str(report),
            "n_made": found.runs,
        },
        tuple(views),
        _remarks(found),
        wrote=f"{request.folder}/ (open {report}; the best policy as a scenario: {request.folder / BEST})",
    )


def _best_sentence(title: str, found: Optimum) -> str:
    counted = f"{len(found.trials)} policies tried, {found.runs} runs made now"
    objectives = found.plan.objectives
    best = policy_text(found.best.trial.policy)
    if len(objectives) == 1:
        return f"{title}: best is {best} ({counted})."
    name = label_of(objectives[0].outcome).lower()
    n = len(found.front)
    on_front = f"{n} {'policy' if n == 1 else 'policies'} that no other beats in everything"
    return f"{title}: {on_front}; best by {name} is {best} ({counted})."


def _finalists(found: Optimum) -> RenderableType:
    """Return the finalists: levers, and the paired difference to the base of each objective."""
    plan = found.plan
    paths = [lever.path for lever in plan.levers]
    names = short_names(paths)
    shown = [name for name in plan.outcomes if name in {o.outcome for o in plan.objectives}]
    rows = []
    for finalist in found.finalists:
        levers = [value_text(finalist.trial.policy[path]) for path in paths]
        gains = [estimate_text(finalist.gains[name], quantity_of(name).factor) for name in shown]
        rows.append([str(finalist.trial.number), *levers, *gains, standing(finalist, found)])
    units = "; ".join(
        f"{label_of(name)}: {unit}" for name in shown if (unit := quantity_of(name).difference_unit)
    )
    columns = ["Trial", *(names[path] for path in paths), *map(label_of, shown), "Standing"]
    title = (
        f"Differences to the base policy on {plan.fresh_replications} fresh seeds, 95 % interval of "
        f"simulation noise. {units}"
    )
    return text_table(title, columns, rows)


def _against(found: Optimum, against: Reactions) -> RenderableType:
    outcome = found.plan.objectives[0].outcome
    shown = quantity_of(outcome)
    rows = [
        [
            policy_text(policy),
            *(estimate_text(cell, shown.factor, is_signed=False) for cell in against.payoffs[k]),
            value_text(float(against.regret.worst[k] * shown.factor)),
        ]
        for k, policy in enumerate(against.policies)
    ]
    title = f"{label_of(outcome)} where the rival answers ({shown.unit})"
    return text_table(title, ["Policy", *against.names, "Largest regret"], rows)


def _regret_sentence(against: Reactions) -> str:
    least = policy_text(against.policies[against.regret.least])
    cautious = policy_text(against.policies[against.regret.cautious])
    return f"Least regret: {least}. Best at its worst: {cautious}."


def _remarks(found: Optimum) -> tuple[str, ...]:
    if found.best.is_feasible:
        return ()
    return (
        "no policy that was tried keeps to every limit on the fresh seeds; shown is the one that "
        "breaks them least. Loosen a limit, widen the levers, or add --trials.",
    )
