"""What the page says of a wished precision: whether it was reached, and every point's difference."""

from analysis.exploration.exploring import Exploration
from analysis.exploration.precise import PreciseDifference
from analysis.report.numbers import rounded
from analysis.report.page_tables import Table
from analysis.sweep_report.words import (
    estimate_text,
    label_of,
    policy_text,
    quantity_of,
    with_unit,
)

SHOWN_POINTS = 20


def precision_sentence(found: Exploration) -> str:
    """Return at how many points the wished precision was reached; empty where none was wished."""
    if not found.precise or found.experiment is None:
        return ""
    wish, n_met = found.experiment.replications, sum(one.is_met for one in found.precise)
    metric, shown = str(wish.metric), quantity_of(str(wish.metric))
    half = with_unit(f"±{rounded((wish.half_width or 0.0) * shown.factor)}", shown.difference_unit)
    asked = f"The difference of {label_of(metric).lower()} to the base was to be known to {half}"
    if n_met == len(found.sample.points):
        return f"{asked}: it is, at all {n_met:,} points."
    return (
        f"{asked}: it is at {n_met:,} of {len(found.sample.points):,} points, and not at the others within "
        f"{wish.at_most} seeds. Raise at_most, or wish for less."
    )


def precision_table(found: Exploration) -> Table | None:
    """Return each point's difference to the base over all its seeds, the least precise first."""
    if not found.precise or found.experiment is None:
        return None
    metric = str(found.experiment.replications.metric)
    shown, points = quantity_of(metric), found.sample.points
    paths = [factor.path for factor in found.sample.factors]
    unit = f" in {shown.difference_unit}" if shown.difference_unit else ""
    widest = sorted(found.precise, key=_width, reverse=True)
    first = "" if len(widest) <= SHOWN_POINTS else f", the {SHOWN_POINTS} least precise"
    return Table(
        f"Difference of {label_of(metric).lower()} to the base{unit}, over all seeds of a point{first}.",
        ["Point", "Seeds", "Difference (95 % interval)", "As precise as wished"],
        [
            [
                policy_text({p: points.loc[[one.point], p].tolist()[0] for p in paths}),
                str(one.seeds),
                estimate_text(one.difference, shown.factor),
                "yes" if one.is_met else "no",
            ]
            for one in widest[:SHOWN_POINTS]
        ],
    )


def _width(one: PreciseDifference) -> float:
    return one.difference.high - one.difference.low
