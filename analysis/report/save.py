"""A comparison becomes a folder: page, pictures, tables, manifest."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.comparison.outcome import Comparison
from analysis.plots.saving import inline_svg, save_png
from analysis.report.document import KIND, manifest_document
from analysis.report.money import money_rows, policy_cost_rows, program_cost_rows
from analysis.report.page import report_html
from analysis.report.pictures import pictures
from analysis.report.pull import pull_rows
from analysis.report.series import MEASURES, series_rows
from analysis.report.tables import (
    flow_rows,
    metric_rows,
    run_rows,
    strategy_rows,
    twin_rows,
)
from simulation.results import timing, write_json
from simulation.storage import MANIFEST, TIMING, all_hashes, replace_folder

if TYPE_CHECKING:
    import pandas as pd

REPORT = "report.html"
PICTURES = "pictures"


def save_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write a comparison into a folder, whole or not at all.

    `report.html`, `pictures/*.png`, the tables named in `manifest.json` with their columns, and
    `timing.json`, the only file that differs between two of the same comparison.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    folder : Path
        Where it is to stand; an earlier result there is replaced, anything edited or else is not.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultError
        If the folder holds something that is no result or was edited, or cannot be written.
    """
    return replace_folder(folder, KIND, partial(_write, comparison))


def tables(comparison: Comparison) -> "dict[str, pd.DataFrame]":
    """Return the tidy tables of a comparison by the name of their file."""
    import pandas as pd

    names = pd.Index([outcome.name for outcome in comparison.outcomes], name="strategy")

    def long(wide: pd.DataFrame) -> pd.DataFrame:
        return (
            wide.set_axis(names)
            .reset_index()
            .melt("strategy", var_name="part", value_name="difference")
        )

    costs = {"program": program_cost_rows(comparison), "stated": policy_cost_rows(comparison)}
    curves = {measure: series_rows(comparison, measure) for measure in MEASURES}
    return {
        "comparison.csv": metric_rows(comparison),
        "strategies.csv": strategy_rows(comparison),
        "runs.csv": run_rows(comparison),
        "series.csv": pd.concat(curves, names=["measure"]).reset_index("measure"),
        "twins.csv": twin_rows(comparison),
        "pull.csv": pull_rows(comparison),
        "flows.csv": flow_rows(comparison),
        "money.csv": long(money_rows(comparison)),
        "costs.csv": pd.concat(
            {cost: long(lines) for cost, lines in costs.items()}, names=["cost"]
        ).reset_index("cost"),
    }


def _write(comparison: Comparison, folder: Path) -> None:
    for name, table in tables(comparison).items():
        table.to_csv(folder / name, index=False, lineterminator="\n", encoding="utf-8")
    (folder / PICTURES).mkdir()
    inline = {}
    for picture in pictures(comparison):
        figure = picture.draw()
        save_png(figure, folder / PICTURES / f"{picture.name}.png")
        inline[picture.name] = inline_svg(figure, picture.name, picture.title, picture.description)
    page = report_html(comparison, inline)
    (folder / REPORT).write_text(page, encoding="utf-8", newline="\n")
    write_json(folder / MANIFEST, manifest_document(comparison, all_hashes(folder)))
    write_json(folder / TIMING, timing(comparison.seconds))
