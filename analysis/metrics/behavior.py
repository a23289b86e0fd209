"""What is bought where: share, penetration, frequency, share of requirements, switching."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.metrics.record import FirmRecord
from simulation.results import RunResult

if TYPE_CHECKING:
    import pandas as pd

NOBODY_LABEL = "nobody"


def market_share(record: FirmRecord) -> float:
    """Return the firm's share of all purchases in the study."""
    return _ratio(record.total("purchases"), record.market_total("purchases"))


def share_series(record: FirmRecord) -> NDArray[np.float64]:
    """Return the firm's share of purchases in each step, shape (T,); missing where none are made."""
    with np.errstate(invalid="ignore"):
        return record.series("purchases") / record.market_series("purchases")


def penetration(record: FirmRecord) -> float:
    """Return the share of customers who bought from the firm in the study.

    Of those in the market at its end: who left the category is not counted, nor what they bought.
    """
    bought = record.purchases[record.firm]
    return _ratio(float((bought > 0).sum()), float(len(bought)))


def purchase_frequency(record: FirmRecord) -> float:
    """Return purchases per buyer of the firm in the study, of those in the market at its end."""
    bought = record.purchases[record.firm]
    return _ratio(float(bought.sum()), float((bought > 0).sum()))


def share_of_category_requirements(record: FirmRecord) -> float:
    """Return the firm's share of all category purchases of its own buyers in the study.

    Ehrenberg: sum of purchases from the firm / sum of its buyers' purchases from anybody; buyers
    are those in the market at the end.
    """
    table = record.purchases
    buyers = table[table[record.firm] > 0]
    return _ratio(float(buyers[record.firm].sum()), float(buyers.to_numpy().sum()))


def favorite_share(result: RunResult) -> float:
    """Return the mean share of a buyer's purchases that goes to their favorite firm.

    Buyers are those in the market at the end of the study.
    """
    bought = FirmRecord(result, result.scenario.focal_firm).purchases.to_numpy(dtype=np.float64)
    totals = bought.sum(axis=1)
    active = totals > 0.0
    shares = bought[active].max(axis=1) / totals[active]
    return _ratio(float(shares.sum()), float(active.sum()))


def firms_used(result: RunResult) -> float:
    """Return how many firms a buyer used in the study, on average, of those in the market at its end."""
    bought = FirmRecord(result, result.scenario.focal_firm).purchases.to_numpy()
    active = bought.sum(axis=1) > 0
    return _ratio(float((bought > 0).sum()), float(active.sum()))


def switching_matrix(result: RunResult) -> "pd.DataFrame":
    """Return the chance to go to each firm (columns) after each firm (rows), over the study.

    Rows sum to one. In contract markets the moves of a step are the contracts signed, renewed or
    left; those who did not review are not in it.
    """
    moves = result.market[result.market["step"] >= 0]
    names = [*sorted(result.scenario.firms), NOBODY_LABEL]
    filled = moves.assign(
        origin=moves["origin"].astype(object).fillna(NOBODY_LABEL),
        destination=moves["destination"].astype(object).fillna(NOBODY_LABEL),
    )
    counts = filled.pivot_table(
        index="origin", columns="destination", values="moves", aggfunc="sum", fill_value=0
    ).reindex(index=names, columns=names, fill_value=0)
    return counts.div(counts.sum(axis=1).replace(0, np.nan), axis=0)


def repeat_rate(result: RunResult) -> float:
    """Return the share of choices in the study that stayed with the firm of the choice before.

    Choices after a firm and for a firm, all firms together: purchases in repertoire markets,
    contracts signed, renewed or left in contract markets. Missing if there were none.
    """
    moves = result.market[result.market["step"] >= 0].dropna(subset=["origin", "destination"])
    stayed = moves["origin"].astype(str) == moves["destination"].astype(str)
    return _ratio(float(moves.loc[stayed, "moves"].sum()), float(moves["moves"].sum()))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else float("nan")
