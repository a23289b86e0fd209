"""From a calibrated log to a scenario of the market.

What the log identifies is taken from it; what it cannot identify is switched off, or is an
assumption that the scenario's header names (`provenance`). Where lasting tastes could be told from
the effect of past purchases, customers come in classes, the market's segments. Elsewhere they differ
by what they bought only: the loyalty model puts all of that into its loyalty, which becomes habit.
"""

import difflib

from analysis.calibration.calibration import Calibration
from analysis.calibration.market_memory import market_calibration
from analysis.calibration.offers_of import FirmOffer, MarketOffers, offers_of
from analysis.calibration.pace import pace_of
from analysis.calibration.segments_of import segments_of
from analysis.calibration.switched_off import SWITCHED_OFF
from analysis.calibration.taste_choice import TasteCalibration
from simulation.errors import LogError, ScenarioError
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.schema import Scenario

CUSTOMERS = 4_000  # assumption: sampling noise of a share below one point
UNIT_COST_SHARE = 0.6  # assumption: the default of `unit_cost`, for a price of 1
SERVICE_COST_SHARE = 0.05  # assumption: the default of `service_cost`, for a price of 1
SIGNIFICANT_DIGITS = 7  # of numbers in the file; utilities are then exact to about 1e-6


def scenario_of(
    calibration: Calibration,
    focal_firm: str | None = None,
    tastes: TasteCalibration | None = None,
) -> Scenario:
    """Return the repertoire market that a calibrated log describes.

    Parameters
    ----------
    calibration : Calibration
        From `calibrate`.
    focal_firm : str, optional
        As the log names it; the firm with the largest share if not given.
    tastes : TasteCalibration, optional
        From `calibrate_tastes`: its classes become segments. Without it all customers have the same
        tastes.

    Raises
    ------
    LogError
        If the log has no such firm, or its coefficients have no counterpart in the market.
    """
    calibration = market_calibration(calibration, tastes)
    offers = offers_of(calibration)
    document = _document(calibration, offers, focal_firm)
    if tastes is not None:
        pace = pace_of(calibration)
        own = segments_of(
            tastes, offers, calibration.firms, pace.purchases_a_week, pace.burn_in_steps
        )
        document |= {"segments": own.segments, "policies": own.policies}
    try:
        return scenario_from_document(document)
    except ScenarioError as error:
        msg = (
            f"{calibration.sources[0].name}: the calibrated values must fit the bounds of a market."
            f" {error} More purchases of each customer, fewer firms (merge rare ones) or prices of"
            " comparable units may help."
        )
        raise LogError(msg) from error


def _document(
    calibration: Calibration, offers: MarketOffers, focal_firm: str | None
) -> dict[str, object]:
    """Return the market that all customers share."""
    pace = pace_of(calibration)
    return {
        "title": f"Calibrated market of {len(offers.firms)} firms",
        "question": "Which strategy pays in the market that a purchase log shows?",
        "provenance": _provenance(calibration, offers),
        "focal_firm": focal_offer(calibration, offers, focal_firm).name,
        "market": {
            "mode": "repertoire",
            "step_days": pace.step_days,
            "customers": CUSTOMERS,
            "steps": pace.steps,
            "burn_in_steps": pace.burn_in_steps,
            "activity_window_steps": pace.activity_window_steps,
        },
        "customers": {
            "taste": "normal",
            **SWITCHED_OFF,
            "need_rate": _rounded(pace.purchases_a_week),
            "habit_weight": _rounded(calibration.loyalty_model.coefficient("loyalty")),
            "habit_carry": _rounded(calibration.smoothing.value),
            "price_sensitivity": _rounded(offers.price_sensitivity),
            "promotion_salience": _rounded(offers.promotion_salience),
        },
        "firms": {offer.name: _firm(offer) for offer in offers.firms},
    }


def focal_offer(
    calibration: Calibration, offers: MarketOffers, focal_firm: str | None
) -> FirmOffer:
    """Return the firm that is asked about: the one named, else the one with the largest share.

    Raises
    ------
    LogError
        If the log has no firm of that name.
    """
    if focal_firm is None:
        shares = [profile.share for profile in calibration.firms]
        return offers.firms[shares.index(max(shares))]
    for offer in offers.firms:
        if focal_firm in (offer.firm, offer.name):
            return offer
    firms = [offer.firm for offer in offers.firms]
    near = difflib.get_close_matches(focal_firm, firms, n=1)
    hint = f" Nearest: {near[0]!r}." if near else ""
    msg = f"The focal firm must be one of the log's, {', '.join(firms)}. Got {focal_firm!r}.{hint}"
    raise LogError(msg)


def money_sentence(calibration: Calibration, offers: MarketOffers) -> str:
    """Return what one unit of money is."""
    if offers.reference_price is None:
        return (
            "The log has no prices that tell a choice: 1 unit of money is the price of one purchase"
            " (assumption)."
        )
    return (
        f"1 unit of money is {offers.reference_price:.4g} {calibration.price_unit}, the mean price"
        " paid; a purchase counts as one unit bought."
    )


def _provenance(calibration: Calibration, offers: MarketOffers) -> dict[str, object]:
    note = (
        f"Calibrated from {calibration.n_purchases:,} purchases of {calibration.n_customers:,}"
        f" customers. {money_sentence(calibration, offers)} Costs, satisfaction, trust, belonging,"
        " word of mouth and the response to a points program are not in the log."
    )
    sources = [f"{source.name}, sha256 {source.sha256}" for source in calibration.sources]
    return {"note": note, "sources": sources}


def _firm(offer: FirmOffer) -> dict[str, float]:
    return {
        "share": _rounded(offer.share),
        "price": _rounded(offer.price),
        "promotion_prob": _rounded(offer.promotion_prob),
        "promotion_depth": _rounded(offer.promotion_depth),
        "unit_cost": _rounded(UNIT_COST_SHARE * offer.mean_price),
        "service_cost": _rounded(SERVICE_COST_SHARE * offer.mean_price),
    }


def _rounded(value: float) -> float:
    """Return a number as it stands in the file, so that the file gives back the same scenario."""
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
