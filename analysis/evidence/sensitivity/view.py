"""What a terminal shows of a sensitivity analysis."""

from rich.console import Group
from rich.text import Text

from analysis.evidence.sensitivity.measuring import Sensitivity
from analysis.evidence.sensitivity.words import (
    judged_text,
    summary_sentence,
    weakest_drivers_text,
    weakest_text,
)
from analysis.text_tables import text_table

COLUMNS = ("fact", "direction", "bands", "weakest band", "by which parameter")
LEGEND = (
    "Direction: draws with every claimed metric on the same side of the control (and of a zero at "
    "which its band ends) as at the defaults. "
    "Bands: draws in every claimed band. Robust from 90 % of draws, fragile from 50 %, broken below. "
    "Parameter: those that the metric of the weakest band follows by more than chance, with its "
    "rank correlation."
)


def sensitivity_view(found: Sensitivity) -> Group:
    """Return the verdict on each fact, the summary and a legend."""
    rows = [
        (
            fact.fact.id,
            judged_text(fact.same_direction),
            judged_text(fact.holding),
            weakest_text(fact).replace("_", " "),
            weakest_drivers_text(fact).replace("_", " "),
        )
        for fact in found.facts
    ]
    return Group(
        text_table("Which facts survive other parameters", COLUMNS, rows),
        Text(f"\n{summary_sentence(found)}", style="bold"),
        Text(LEGEND, style="dim"),
    )
