"""A portrait becomes a folder: page, pictures, tables, manifest."""

from functools import partial
from pathlib import Path

from analysis.plots.saving import save_png
from analysis.portrait.page import pictures, portrait_html
from analysis.portrait.page_tables import data_tables
from analysis.portrait.portrait import Portrait
from simulation.compiled import CODE_VERSION
from simulation.results import write_json
from simulation.scenario.loader import scenario_hash
from simulation.storage import MANIFEST, all_hashes, replace_folder

PAGE = "portrait.html"
PICTURES = "pictures"
KIND = "portrait"
FORMAT = f"{KIND} 1"


def save_portrait(portrait: Portrait, folder: Path) -> Path:
    """Write a portrait into a folder, whole or not at all.

    `portrait.html`, `pictures/*.png`, the tables as CSV and `manifest.json`; two portraits of the
    same result are the same bytes.

    Parameters
    ----------
    portrait : Portrait
        What was found.
    folder : Path
        Where it is to stand; an earlier result there is replaced, anything edited or else is not.

    Raises
    ------
    ResultError
        If the folder holds something that is no result or was edited, or cannot be written.
    """
    return replace_folder(folder, KIND, partial(_write, portrait))


def _write(portrait: Portrait, folder: Path) -> None:
    for name, table in data_tables(portrait).items():
        table.to_csv(folder / name, index=False, lineterminator="\n", encoding="utf-8")
    drawn = pictures(portrait)
    (folder / PICTURES).mkdir()
    for picture in drawn:
        save_png(picture.figure, folder / PICTURES / f"{picture.name}.png")
    page = portrait_html(portrait, drawn)
    (folder / PAGE).write_text(page, encoding="utf-8", newline="\n")
    described = {
        "format": FORMAT,
        "firm": portrait.firm,
        "scenario_hash": scenario_hash(portrait.result.scenario),
        "seed": portrait.result.seed,
        "step": portrait.moment.step,
        "code_version": CODE_VERSION,
        "files": all_hashes(folder),
    }
    write_json(folder / MANIFEST, described)
