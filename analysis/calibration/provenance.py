"""What a calibrated scenario says of itself: where its numbers come from and what they do not say.

The text is the same on every machine and every day: it holds no date, no folder and no host.
"""

import math

from analysis.calibration.calibration import Calibration
from analysis.calibration.market_memory import market_calibration, memory_remarks
from analysis.calibration.offers_of import FirmOffer, MarketOffers, offers_of
from analysis.calibration.pace import PURCHASES_A_STEP, WEEK_DAYS, Pace, pace_of
from analysis.calibration.profiles import FirmProfile
from analysis.calibration.provenance_text import section, taste_parts
from analysis.calibration.scenario_of import (
    SERVICE_COST_SHARE,
    UNIT_COST_SHARE,
    money_sentence,
)
from analysis.calibration.segments_of import segment_remarks, spreads_set
from analysis.calibration.switched_off import SWITCHED_OFF
from analysis.calibration.taste_choice import TasteCalibration


def calibrated_header(calibration: Calibration, tastes: TasteCalibration | None = None) -> str:
    """Return the provenance of a calibrated scenario, without comment signs."""
    offers = offers_of(market_calibration(calibration, tastes))
    parts = [
        _sources(calibration),
        *([] if tastes is None else taste_parts(tastes)),
        _coefficients(calibration),
        _holdout(calibration),
        _mapping(calibration, offers, tastes),
        _firms(calibration, offers),
        _assumptions(market_calibration(calibration, tastes), offers),
        _not_identified(calibration, offers, tastes),
    ]
    warnings = [*calibration.warnings, *memory_remarks(calibration, tastes), *offers.remarks]
    if tastes is not None:
        warnings += [*tastes.warnings, *segment_remarks(tastes, offers)]
    if warnings:
        parts.append(section("Warnings", warnings))
    return "\n\n".join("\n".join(part) for part in parts)


def _sources(calibration: Calibration) -> list[str]:
    lines = [
        "Calibrated from a purchase log by `run.py calibrate`.",
        "",
        f"Log: {calibration.n_purchases:,} purchases of {calibration.n_customers:,} customers"
        f" at {len(calibration.firms)} firms.",
    ]
    for source in calibration.sources:
        lines += [f"- {source.name}: {source.n_rows:,} rows", f"  sha256 {source.sha256}"]
    return lines


def _coefficients(calibration: Calibration) -> list[str]:
    model = calibration.loyalty_model
    smoothing = calibration.smoothing
    lines = [
        f"Multinomial logit with Guadagni-Little loyalty, maximum likelihood on {model.n_choices:,}"
        " purchases",
        f"(log-likelihood {model.log_likelihood:.1f}); standard errors clustered by customer:",
    ]
    width = max(len(term) for term in model.terms) + 2
    for term in model.terms[:-1]:
        error = _number(model.standard_error(term))
        unit = f"  per {calibration.price_unit}" if term == "price" else ""
        lines.append(f"  {term:<{width}}{model.coefficient(term):>9.4f} ({error}){unit}")
    lines.append(
        f"  {'lambda':<{width}}{smoothing.value:>9.4f} (95 % interval {smoothing.low:.3f} to"
        f" {smoothing.high:.3f}); first purchases: {smoothing.init_rule}"
    )
    effects = calibration.price_effects
    if effects is not None and effects.coefficient_without_coupons is not None:
        lines.append(
            f"  With prices of bought firms cleared of coupons, price is"
            f" {effects.coefficient_without_coupons:.4f}: the other bound."
        )
    return lines


def _holdout(calibration: Calibration) -> list[str]:
    holdout = calibration.holdout
    if holdout is None:
        return ["No hold-out score: see the warnings."]
    lines = [
        f"Hold-out: fitted on {holdout.n_known:,} purchases, scored on the last"
        f" {holdout.n_held_out:,}, one step ahead",
        f"  {'predictor':<20}{'log-likelihood':>16}{'hit rate':>10}",
    ]
    lines += [
        f"  {score.name:<20}{score.log_likelihood_per_purchase:>16.3f}{score.hit_rate:>10.3f}"
        for score in holdout.scores
    ]
    return lines


def _mapping(
    calibration: Calibration, offers: MarketOffers, tastes: TasteCalibration | None
) -> list[str]:
    rows = [
        _memory_row(market_calibration(calibration, tastes), tastes),
        "share is in proportion to exp(constant); with taste_sd 0 everybody has the same tastes, and"
        " what customers differ in is their habits."
        if tastes is None
        else "Segments are types of customers: latent classes, or pieces of the distribution of the"
        " log's customers. share is in proportion to exp(mean constant over types); what a type likes"
        " beyond that is the convenience of each firm to that segment, by policies that hold from the"
        " burn-in on. A policy that sets convenience for a segment replaces it.",
        money_sentence(calibration, offers),
    ]
    if offers.price_sensitivity > 0.0:
        rows.append(
            "price_sensitivity is minus the price coefficient times that price; each firm's mean"
            " price is the log's."
        )
    if offers.promotion_salience > 0.0:
        rows.append(
            "The market has one kind of promotion. A firm's promotion_prob gives it the mean utility"
            " that its features and displays have in the log; promotion_salience is such that"
            " promotions of all firms together are as frequent as features plus displays, or as price"
            " deals if those are more frequent. promotion_depth is what a firm's deals give away (at"
            " most the depth of a deal). In the log they fall on purchases, here on steps, the same"
            " for all customers."
        )
    elif any(offer.promotion_prob > 0.0 for offer in offers.firms):
        rows.append(
            "A promotion is a price deal (15 % or more below the usual price): promotion_prob and"
            " promotion_depth are those of the log's, here by step."
        )
    return section("How it became a market", rows)


def _memory_row(market: Calibration, tastes: TasteCalibration | None) -> str:
    model = market.loyalty_model
    lock = ""
    if tastes is not None and (tastes.types.locks > 0.0).any():
        lock = (
            " structural_lock is the coefficient of the last firm beside loyalty: what buying elsewhere"
            " costs, by policies that hold from the burn-in on. A policy that sets structural_lock for a"
            " segment replaces it."
        )
    if model.coefficient("loyalty") <= 0.0:
        return f"habit_weight is 0: past purchases attract nobody here.{lock}"
    if model.smoothing.value == 0.0:
        memory = "habit_weight is the coefficient of the last firm, habit_carry is 0."
    else:
        memory = "habit_weight is the loyalty coefficient, habit_carry is lambda."
    return (
        f"{memory}{lock} Habits start at 0 and form in the burn-in; the fitted model starts from each"
        " customer's first purchase."
    )


def _firms(calibration: Calibration, offers: MarketOffers) -> list[str]:
    lines = [
        "Firms in the log:",
        f"  {'firm':<20}{'share':>7}{'penetration':>13}{'regular price':>15}{'mean paid':>11}",
    ]
    table = zip(
        calibration.firms, offers.firms, calibration.statistics.penetration.tolist(), strict=True
    )
    lines += [_firm_line(profile, offer, penetration) for profile, offer, penetration in table]
    renamed = [offer for offer in offers.firms if offer.firm != offer.name]
    lines += [f"  {offer.name!r} is {offer.firm!r} in the log" for offer in renamed]
    repeat = calibration.statistics.repeat_rate
    lines.append(
        f"  repeat rate {repeat.value:.3f} ({_number(repeat.standard_error)}); in random order"
        f" {calibration.statistics.shuffled.mean:.3f}"
    )
    return lines


def _firm_line(profile: FirmProfile, offer: FirmOffer, penetration: float) -> str:
    price = profile.price
    paid = f"{price.regular:>15.4g}{price.mean_paid:>11.4g}" if price else f"{'-':>15}{'-':>11}"
    return f"  {offer.name:<20}{profile.share:>7.3f}{penetration:>13.3f}{paid}"


def _assumptions(calibration: Calibration, offers: MarketOffers) -> list[str]:
    pace = pace_of(calibration)
    rows = [
        f"unit_cost is {UNIT_COST_SHARE:.0%} and service_cost {SERVICE_COST_SHARE:.0%} of a firm's"
        " mean price; acquisition cost is the default. Replace them by your own: profit rests on them.",
        "need_shape (how unlike purchase rates are) is the default.",
        "The response to a points program (point_value, goal gradient, enrollment) is the default.",
        "activity_window_steps and the lengths of burn-in and study are choices.",
    ]
    rows[1:1] = _pace_rows(calibration, pace)
    if offers.reference_price is None:
        rows.insert(1, "Every price is 1.")
    return section("Assumptions, not findings", rows)


def _pace_rows(calibration: Calibration, pace: Pace) -> list[str]:
    alike = calibration.offer_persistence
    if alike is None:
        return (
            ["need_rate: the log has no dates, and one purchase a week is assumed."]
            if pace.is_assumed
            else []
        )
    lever = "need_rate: the log has no dates" if pace.is_assumed else "step_days is a choice"
    a_step = pace.purchases_a_week * pace.step_days / WEEK_DAYS
    return [
        f"{lever}. Promotions of the market change every step, and with {a_step:.2g} purchases a step"
        " they are as alike at consecutive purchases as offers are in the log (correlation"
        f" {alike:.2f}), as far as steps of 1 to {WEEK_DAYS} days and purchases at most"
        f" {1 / PURCHASES_A_STEP[0]:g} of them apart allow."
    ]


def _not_identified(
    calibration: Calibration, offers: MarketOffers, tastes: TasteCalibration | None
) -> list[str]:
    rows = [
        "Satisfaction, trust, belonging, complaints and word of mouth are not in the log. Their"
        " weights are 0: they are computed from defaults, and nothing follows from them. A policy"
        " that works through them has no effect here.",
        "Lasting taste and habit are not told apart: all loyalty is taken for habit, which a policy"
        " can move. Read gains from lock-in as upper bounds. Over histories longer than the log's,"
        " shares and repeat rate drift from those below, mostly to more loyalty."
        if tastes is None
        else "Lasting taste and habit are told apart as far as the form of the tastes goes; what it"
        " does not hold is taken for habit. Read gains from lock-in as upper bounds.",
        "What a loyalty program does is not identified without one that was rolled out at random.",
        "Drop-out is not told from a long gap: nobody leaves the category.",
    ]
    if offers.price_sensitivity == 0.0:
        rows.append("The response to price: a price cut or points would be given away for nothing.")
    else:
        rows.append(
            "Customers' differences in price sensitivity, and whether prices followed demand."
            if tastes is None
            else "Whether prices followed demand. Customers' differences in price sensitivity are told as"
            " far as the form of the tastes goes."
        )
    if calibration.cadence is None:
        rows.append("How often people buy: the log has no dates.")
    set_by_segments = () if tastes is None else tuple(spreads_set(tastes, offers))
    off = [name for name in SWITCHED_OFF if name not in set_by_segments]
    rows.append(f"At 0 for that reason: {', '.join(off)}.")
    return section("What the log does not identify", rows)


def _number(value: float) -> str:
    return "not estimated" if math.isnan(value) else f"{value:.4f}"
