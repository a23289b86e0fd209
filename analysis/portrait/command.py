"""A result folder becomes a portrait: the one function that a command line calls."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.measurement.default_judgements import LOYALTY
from analysis.measurement.judgement_files import load_judgements
from analysis.measurement.survey import SAMPLE
from analysis.portrait.page_tables import data_tables, terminal_tables
from analysis.portrait.portrait import Portrait, portrait_of
from analysis.portrait.saving import save_portrait
from analysis.portrait.words import answer, findings
from simulation.errors import ResultError
from simulation.results import load
from simulation.storage import MANIFEST

if TYPE_CHECKING:
    import pandas as pd

CUSTOMERS = "customers.parquet"


@dataclass(frozen=True)
class Portrayed:
    """What a command line shows of a portrait, and how it saves it.

    Attributes
    ----------
    portrait : Portrait
        Everything that was found.
    answer : str
        The first sentence.
    findings : list[str]
        What is worth knowing next, and what is approximated or not computed.
    """

    portrait: Portrait
    answer: str
    findings: list[str]

    def tables(self) -> "list[tuple[str, pd.DataFrame]]":
        """Return title and table of what a terminal shows; every cell is text."""
        return terminal_tables(self.portrait)

    def document(self) -> dict[str, Any]:
        """Return the result for machines: names, and a list of records for each table."""
        moment = self.portrait.moment
        return {
            "firm": self.portrait.firm,
            "step": moment.step,
            "seed": self.portrait.result.seed,
            "answer": self.answer,
            "findings": self.findings,
            "not_computed": self.portrait.not_computed,
            **{
                name.removesuffix(".csv"): table.to_dict("records")
                for name, table in data_tables(self.portrait).items()
            },
        }

    def save(self, folder: Path) -> Path:
        """Write page, pictures and tables into a folder, whole or not at all (ResultError)."""
        return save_portrait(self.portrait, folder)


def portrayed(
    folder: Path,
    firm: str | None = None,
    judgements: Path | None = None,
    sample: int = SAMPLE,
    seed: int = 1,
) -> Portrayed:
    """Return the portrait of a firm's customers from a result folder.

    Parameters
    ----------
    folder : Path
        What `run.py run` wrote.
    firm : str | None
        Whose customers; None for the scenario's focal firm.
    judgements : Path | None
        A file of judgements that weight the loyalty index; None for the default ones.
    sample : int
        Customers asked in the survey.
    seed : int
        Luck of the survey.

    Raises
    ------
    ResultError
        If the folder is no result, there is no such firm, or it has no customers.
    ScenarioError, JudgementError
        If the file of judgements is wrong, or its judgements contradict one another.
    """
    _refuse_other_results(folder)
    weighting = LOYALTY if judgements is None else load_judgements(judgements)
    portrait = portrait_of(load(folder), firm, weighting, sample, seed)
    return Portrayed(portrait, answer(portrait), findings(portrait))


def _refuse_other_results(folder: Path) -> None:
    """Refuse a folder that another command wrote: only a run keeps its customers."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {Path(name).name for name in told.get("files", ())}
    except (OSError, ValueError, AttributeError, TypeError):
        return  # no manifest, or none of ours: `load` says so
    if CUSTOMERS not in files:
        msg = (
            f"{folder}: a portrait is of one run, and this is the result of another command, which "
            "keeps no customers. Name a folder that `run.py run` wrote."
        )
        raise ResultError(msg)
