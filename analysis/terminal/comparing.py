"""A comparison on a terminal: the answer, the ranked strategies, and what the columns mean."""

from pathlib import Path

from rich.console import Group
from rich.table import Table
from rich.text import Text

from analysis.comparison.comparable import load_comparable
from analysis.comparison.compare import compare
from analysis.comparison.outcome import Comparison, Request
from analysis.report.answer import answer_sentence
from analysis.report.document import KIND, comparison_document
from analysis.report.findings import unmoved_sentence
from analysis.report.numbers import MONEY_UNIT, quantity
from analysis.report.reading import base_name, compares_markets, shown_metrics, study_length
from analysis.report.save import save_comparison
from analysis.report.tables import NO_COST, column_of, comparison_table
from analysis.terminal.answer import Answer, Desk
from analysis.text_tables import frame_table
from simulation.storage import refuse_target

INTERVAL = "95 % interval"
DRAWS = "Better in draws"


def comparison_view(comparison: Comparison) -> Group:
    """Return what the terminal shows of a comparison; the report has the other columns."""
    unmoved = unmoved_sentence(comparison)
    return Group(
        Text(answer_sentence(comparison)),
        *([Text(unmoved)] if unmoved else []),
        _table(comparison),
        Text(comparison_legend(comparison), style="dim"),
    )


def _table(comparison: Comparison) -> Table:
    frame = comparison_table(comparison).drop(columns="Verdict")
    ranked, *others = [
        f"{column_of(comparison, m.name)}: {INTERVAL}" for m in shown_metrics(comparison)
    ]
    frame = frame.drop(columns=others).rename(columns={ranked: INTERVAL})
    if DRAWS in frame.columns:
        frame[DRAWS] = frame[DRAWS].str.partition(" (")[0]
    runs = comparison.replications
    seeds = "1 replication" if runs == 1 else f"{runs} replications"
    return frame_table(f"{base_name(comparison)}: differences to it over {seeds}", frame)


def comparison_legend(comparison: Comparison) -> str:
    """Return what the columns of the terminal's table mean, with their units."""
    length = study_length(comparison.base)
    units = "; ".join(
        f"{column_of(comparison, metric.name)}: {quantity(metric).difference_unit}"
        for metric in shown_metrics(comparison)
    )
    said = [
        f"{units}; all over {length}. A reference price is the usual price of one purchase, or of "
        "one month of a contract.",
        f"Costs: {MONEY_UNIT}, as the scenarios state them, beyond those of the baseline; a strategy "
        "pays on average as long as it costs less than its break-even cost.",
    ]
    if compares_markets(comparison):
        said.append(
            f"{NO_COST}: nothing that {comparison.base.focal_firm} does, decides on or pays for."
        )
    if comparison.base.market.mode == "contract":
        said.append(
            "Customers kept never left; who left and came back is counted as saved among the twins."
        )
    if comparison.request.uncertain:
        said.append("Better in draws: of the uncertain parameters.")
    return " ".join(said)


def comparison_answer(request: Request, folder: Path, desk: Desk) -> Answer:
    """Run a comparison, to be saved into a folder."""
    refuse_target(folder, KIND)
    desk.compile_rules(*load_comparable(request))
    comparison = compare(request, desk.on_progress)
    return Answer(
        comparison_document(comparison),
        (comparison_view(comparison),),
        save=lambda: save_comparison(comparison, folder),
        wrote=f"{folder}/ (open {folder / 'report.html'})",
    )
