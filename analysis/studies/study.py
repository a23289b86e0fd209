"""What a study is, and how one is run into a folder of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import measured
from analysis.plots.saving import save_png
from simulation.compiled import CODE_VERSION
from simulation.results import versions, write_json
from simulation.runner import RunSpec, run_one
from simulation.storage import MANIFEST, all_hashes, refuse_target, replace_folder, write_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

KIND = "study"
FORMAT = f"{KIND} 1"
TABLE = "table.csv"
PICTURE = "picture.png"


@dataclass(frozen=True)
class Plan:
    """How large a study is run.

    Attributes
    ----------
    customers : int
        Size of each market.
    seeds : tuple[int, ...]
        Seeds of the draws; everything that is compared shares them.
    workers : int
        Processes.
    """

    customers: int
    seeds: tuple[int, ...]
    workers: int = 1


@dataclass(frozen=True)
class Study:
    """A question over one or several industries, with the experiment that answers it.

    Attributes
    ----------
    id, name : str
        Its letter, and what its folder is called.
    title, question : str
        For a reader.
    experiment : str
        What is run and measured, in words.
    size, quick : Plan
        The form of the documentation, and the small one of the tests.
    run : Callable[[Plan], DataFrame]
        Runs it and returns one row for each cell of the experiment, means over seeds.
    sentences : Callable[[DataFrame], tuple[str, ...]]
        What the table says, computed from it.
    tabulated : Callable[[DataFrame], str]
        The table as the documentation prints it.
    draw : Callable[[DataFrame], Figure]
        The picture of the table.
    """

    id: str
    name: str
    title: str
    question: str
    experiment: str
    size: Plan
    quick: Plan
    run: Callable[[Plan], "pd.DataFrame"]
    sentences: Callable[["pd.DataFrame"], tuple[str, ...]]
    tabulated: Callable[["pd.DataFrame"], str]
    draw: Callable[["pd.DataFrame"], "Figure"]


def run_into(study: Study, plan: Plan, folder: Path) -> "pd.DataFrame":
    """Run a study and leave table, picture and what identifies the runs in a folder.

    Parameters
    ----------
    study : Study
        What to run.
    plan : Plan
        Its size.
    folder : Path
        Where `table.csv`, `picture.png` and `manifest.json` go, whole or not at all.

    Returns
    -------
    DataFrame
        The table.

    Raises
    ------
    ResultError
        If the folder holds something else.
    BatchError
        If a run fails.
    """
    refuse_target(folder, KIND)  # before the runs, so that none is lost
    table = study.run(plan)

    def write(target: Path) -> None:
        write_text(target / TABLE, table.to_csv(index=False, lineterminator="\n"))
        save_png(study.draw(table), target / PICTURE)
        described = {**description(study, plan, table), "files": all_hashes(target)}
        write_json(target / MANIFEST, described)

    replace_folder(folder, KIND, write)
    return table


def description(study: Study, plan: Plan, table: "pd.DataFrame") -> dict[str, Any]:
    """Return a study's question, size, versions and findings as plain values."""
    return {
        "format": FORMAT,
        "study": study.id,
        "title": study.title,
        "question": study.question,
        "experiment": study.experiment,
        "customers": plan.customers,
        "seeds": list(plan.seeds),
        "code_version": CODE_VERSION,
        "versions": versions(),
        "findings": list(study.sentences(table)),
    }


def metrics_of(spec: RunSpec) -> dict[str, float]:
    """Return every metric of the focal firm of a run, and what its strategy cost.

    `spent` is the added program cost, stated cost and money not charged, per 1,000 customers of the
    market over the study; `served` is the cost of service for each purchase, `bought` purchases per
    1,000 customers.
    """
    record = FirmRecord(run_one(spec), spec.scenario.focal_firm)
    found = measured(record)
    conceded = record.per_thousand(record.total("concessions"))
    found["spent"] = found["program_cost"] + found["policy_cost"] + conceded
    found["bought"] = record.per_thousand(record.total("purchases"))
    found["served"] = record.total("service_cost") / max(record.total("purchases"), 1.0)
    return found
