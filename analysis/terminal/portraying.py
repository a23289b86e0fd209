"""A portrait of a firm's customers on a terminal."""

from pathlib import Path

from analysis.portrait.command import portrayed
from analysis.portrait.saving import KIND, PAGE
from analysis.terminal.answer import Answer
from analysis.text_tables import frame_table
from simulation.storage import refuse_target


def portrait_answer(
    folder: Path, firm: str | None, judgements: Path | None, survey: tuple[int, int], target: Path
) -> Answer:
    """Return the portrait of a firm's customers, to be saved into a folder.

    Parameters
    ----------
    folder : Path
        What `run.py run` wrote.
    firm : str | None
        Whose customers; None for the focal firm's.
    judgements : Path | None
        A file of judgements for the loyalty index.
    survey : tuple[int, int]
        Customers asked, and the seed of their luck.
    target : Path
        Where the page goes.
    """
    refuse_target(target, KIND)
    found = portrayed(folder, firm, judgements, *survey)
    tables = [frame_table(title, frame) for title, frame in found.tables()]
    return Answer(
        found.document(),
        (found.answer, *tables, *found.findings),
        save=lambda: found.save(target),
        wrote=f"{target}/ (open {target / PAGE})",
    )
