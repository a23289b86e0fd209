"""The project's own studies, and the strategies that they compare, on a terminal."""

from dataclasses import dataclass, replace
from pathlib import Path

from analysis.studies.presets import (
    PRESETS,
    missing_strategies,
    strategy_variants,
    write_strategies,
)
from analysis.studies.registry import study_of
from analysis.studies.study import KIND, PICTURE, description, run_into
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.given import RESULTS
from analysis.text_tables import frame_table, text_table
from simulation.errors import ResultError
from simulation.runner import available_workers
from simulation.scenario.loader import load_scenario
from simulation.storage import refuse_target


@dataclass(frozen=True)
class StudyRequest:
    """Which study, how large, and where it goes; None takes what the study says itself."""

    letter: str
    is_quick: bool = False
    workers: int | None = None
    seed: int | None = None
    folder: Path | None = None


def strategies_answer(name: str, budget: float, folder: Path) -> Answer:
    """Write the strategies of a market, each with the same budget, as files for a comparison."""
    base = load_scenario(name)
    strategy_variants(base, budget)  # what is wrong with the budget is told before a folder is made
    try:
        paths = write_strategies(name, budget, folder)
    except OSError as error:
        msg = f"{folder}: the files could not be written ({error.strerror or error}). Choose another --out."
        raise ResultError(msg) from error
    titles = {preset.name: preset.title for preset in PRESETS}
    missing = missing_strategies(base, budget)
    rows = [[str(path), titles[path.stem]] for path in paths]
    remarks = [
        f"{title}: this market has no lever for it ({what})." for title, what in missing.items()
    ]
    return Answer(
        {
            "folder": str(folder),
            "files": {titles[path.stem]: str(path) for path in paths},
            "missing": missing,
        },
        (text_table(f"Strategies of {name}", ["File", "Strategy"], rows),),
        tuple(remarks),
        wrote=f"{folder}/ (compare them: run.py compare {name} {folder}/strategy_*.yaml)",
    )


def study_answer(request: StudyRequest, desk: Desk) -> Answer:
    """Run one of the project's studies into a folder."""
    study = study_of(request.letter.upper())
    folder = request.folder or RESULTS / f"study-{study.name}"
    size = study.quick if request.is_quick else study.size
    plan = replace(size, workers=request.workers or available_workers())
    if request.seed is not None:
        plan = replace(plan, seeds=tuple(range(request.seed, request.seed + len(plan.seeds))))
    refuse_target(folder, KIND)
    desk.compile_rules()
    table = run_into(study, plan, folder)
    return Answer(
        {
            **description(study, plan, table),
            "folder": str(folder),
            "table": table.to_dict("records"),
        },
        (
            f"{study.title}. {study.question}",
            frame_table(study.name, table),
            *study.sentences(table),
        ),
        wrote=f"{folder}/ (the picture is {folder / PICTURE})",
    )
