"""What a firm's customers bring, what they get, and what leads to what: one part of a portrait."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.measurement.causal_chain import chain_variables, path_coefficients
from analysis.measurement.customers_at_risk import customers_at_risk
from analysis.measurement.delivered_value import delivered_value
from analysis.measurement.leading_scores import leading_scores
from analysis.metrics.costs import cost_of_winning
from analysis.metrics.record import FirmRecord
from analysis.metrics.tenure_profit import profit_by_tenure
from analysis.typologies import ward_zones
from analysis.typologies.moment import Moment

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Value:
    """The tables of value of a firm at one moment.

    Attributes
    ----------
    by_tenure : DataFrame
        Components of profit by years a customer.
    winning : DataFrame
        What customers won have cost so far, by quarters of the study.
    delivered : DataFrame
        Delivered value, part by part, beside the best rival's.
    chain : DataFrame
        Path coefficients.
    leading : DataFrame | None
        Scores of the earlier snapshot against what followed; None without one.
    at_risk : DataFrame
        Single customers, those with most at stake first.
    zones : DataFrame | None
        Ward's zones of the features; None where there are none.
    zone_effects : Series | None
        What features in each zone add to satisfaction.
    zone_moves : DataFrame | None
        Where pairs of customer and feature went since the earlier snapshot.
    """

    by_tenure: "pd.DataFrame"
    winning: "pd.DataFrame"
    delivered: "pd.DataFrame"
    chain: "pd.DataFrame"
    leading: "pd.DataFrame | None"
    at_risk: "pd.DataFrame"
    zones: "pd.DataFrame | None"
    zone_effects: "pd.Series[float] | None"
    zone_moves: "pd.DataFrame | None"


def value_of(record: FirmRecord, moment: Moment) -> Value:
    """Return the tables of value of a firm's customers at a moment of its run."""
    firm = record.firm
    found = None if ward_zones.obstacle(moment) else ward_zones.zoned(moment, firm)
    return Value(
        by_tenure=profit_by_tenure(moment, firm),
        winning=cost_of_winning(record),
        delivered=delivered_value(moment, firm),
        chain=path_coefficients(chain_variables(moment, firm)),
        leading=leading_scores(moment, firm),
        at_risk=customers_at_risk(moment, firm),
        zones=None if found is None else ward_zones.zone_table(found),
        zone_effects=None if found is None else ward_zones.effect_by_zone(found),
        zone_moves=ward_zones.zone_transitions(moment, firm),
    )
