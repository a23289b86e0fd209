"""One call from a purchase log to everything that is known of its choices."""

from dataclasses import dataclass

import numpy as np

from analysis.calibration.baselines import Baseline, fit_baselines
from analysis.calibration.choice_model import ChoiceModel, LoyaltyModel, ModelName, Smoothing
from analysis.calibration.effects import (
    MoneyWorth,
    own_price_elasticities,
    price_coefficient_without_coupons,
    worth_in_money,
)
from analysis.calibration.fitting import fit_fixed_model, fit_loyalty_model
from analysis.calibration.holdout import Holdout, score_holdout
from analysis.calibration.import_checks import check_coupon_prices
from analysis.calibration.log import ChoiceLog, FloatArray, SourceFile
from analysis.calibration.order_check import OrderCheck, require_order
from analysis.calibration.profiles import (
    Cadence,
    FirmProfile,
    firm_profiles,
    measure_cadence,
    measure_persistence,
)
from analysis.calibration.statistics import RepeatStatistics, measure_repeat_buying
from analysis.calibration.told_memory import memory_warnings
from simulation.errors import LogError


@dataclass(frozen=True)
class PriceEffects:
    """What price does, by the loyalty model; None of it without prices.

    Attributes
    ----------
    elasticities : tuple of float, length J
        Own price, one step ahead.
    last : MoneyWorth or None
        Worth of the last firm by the model mix_last; None if price attracts in it.
    loyalty : MoneyWorth or None
        Worth of full loyalty by the model mix_loyalty; None if price attracts in it.
    coefficient_without_coupons : float or None
        The other bound of the price coefficient where prices look net of coupons, else None.
    """

    elasticities: tuple[float, ...]
    last: MoneyWorth | None
    loyalty: MoneyWorth | None
    coefficient_without_coupons: float | None


@dataclass(frozen=True, eq=False)
class Calibration:
    """A calibrated log.

    Attributes
    ----------
    loyalty_model : LoyaltyModel
        The model whose coefficients a scenario takes; the last of `models`.
    models : tuple of ChoiceModel
        constants, mix (where there are offers), mix_last, mix_loyalty; fitted on all purchases.
    baselines : tuple of Baseline
        Fitted on all purchases.
    holdout : Holdout or None
        None where too little could be held out; a warning says why.
    statistics : RepeatStatistics
    order : OrderCheck
    firms : tuple of FirmProfile
    price_effects : PriceEffects or None
    cadence : Cadence or None
    offer_persistence : float or None
        Correlation of what offers are worth at consecutive purchases of a customer; None without offers
        that vary.
    n_purchases, n_customers : int
    price_unit : str
    sources : tuple of SourceFile
    warnings : tuple of str
        Of the import and of the fit, one sentence each.
    market_model : str
        The model from which `loyalty_model` is, where a market could not take the fitted one.
    """

    loyalty_model: LoyaltyModel
    models: tuple[ChoiceModel, ...]
    baselines: tuple[Baseline, ...]
    holdout: Holdout | None
    statistics: RepeatStatistics
    order: OrderCheck
    firms: tuple[FirmProfile, ...]
    price_effects: PriceEffects | None
    cadence: Cadence | None
    offer_persistence: float | None
    n_purchases: int
    n_customers: int
    price_unit: str
    sources: tuple[SourceFile, ...]
    warnings: tuple[str, ...]
    market_model: str = "mix_loyalty"

    @property
    def smoothing(self) -> Smoothing:
        """The smoothing constant of loyalty, with its interval and init rule."""
        return self.loyalty_model.smoothing

    def model(self, name: ModelName) -> ChoiceModel:
        """Return one of the models.

        Raises
        ------
        LogError
            If it was not fitted.
        """
        for model in self.models:
            if model.name == name:
                return model
        names = ", ".join(model.name for model in self.models)
        msg = f"A model of this calibration must be one of {names}. Got {name!r}."
        raise LogError(msg)


def calibrate(log: ChoiceLog) -> Calibration:
    """Return models, baselines, hold-out scores and statistics of a log.

    Parameters
    ----------
    log : ChoiceLog
        From `read_log` or `load_panel`.

    Raises
    ------
    LogError
        If the log looks sorted by firm, nobody bought three times, or the likelihood does not identify
        the model.
    """
    order = require_order(log)
    everything = np.ones(log.n_purchases, dtype=np.bool_)
    names: tuple[ModelName, ...] = ("constants", "mix", "mix_last")
    if not log.attribute_names:
        names = ("constants", "mix_last")
    fixed_models = tuple(fit_fixed_model(log, name, everything) for name in names)
    loyalty_model = fit_loyalty_model(log, everything)
    holdout, holdout_warnings = _holdout_or_reason(log)
    effects, effect_warnings = _price_effects(fixed_models[-1], loyalty_model, log)
    constants = (0.0, *loyalty_model.coefficients[: log.n_firms - 1].tolist())
    return Calibration(
        loyalty_model=loyalty_model,
        models=(*fixed_models, loyalty_model),
        baselines=fit_baselines(log, everything),
        holdout=holdout,
        statistics=measure_repeat_buying(log),
        order=order,
        firms=firm_profiles(log, constants),
        price_effects=effects,
        cadence=measure_cadence(log),
        offer_persistence=measure_persistence(log, _slopes(loyalty_model, log)),
        n_purchases=log.n_purchases,
        n_customers=log.n_customers,
        price_unit=log.price_unit,
        sources=log.sources,
        warnings=(
            *log.warnings,
            *order.warnings,
            *holdout_warnings,
            *effect_warnings,
            *memory_warnings(log.sources[0].name, loyalty_model),
        ),
    )


def _slopes(model: LoyaltyModel, log: ChoiceLog) -> FloatArray:
    return np.array([model.coefficient(name) for name in log.attribute_names])


def _holdout_or_reason(log: ChoiceLog) -> tuple[Holdout | None, list[str]]:
    """Return the hold-out scores, or the sentence that says why there are none."""
    try:
        return score_holdout(log), []
    except LogError as error:
        return None, [f"There is no hold-out score. {error}"]


def _price_effects(
    last_model: ChoiceModel, loyalty_model: LoyaltyModel, log: ChoiceLog
) -> tuple[PriceEffects | None, list[str]]:
    """Return the price effects and sentences on what could not be told."""
    if "price" not in log.attribute_names:
        return None, []
    last, last_warnings = _worth_or_reason(last_model, "last", log)
    loyalty, loyalty_warnings = _worth_or_reason(loyalty_model, "loyalty", log)
    elasticities: FloatArray = own_price_elasticities(loyalty_model, log)
    has_coupons = bool(check_coupon_prices(log))
    effects = PriceEffects(
        elasticities=tuple(elasticities.tolist()),
        last=last,
        loyalty=loyalty,
        coefficient_without_coupons=(
            price_coefficient_without_coupons(loyalty_model, log) if has_coupons else None
        ),
    )
    return effects, last_warnings + loyalty_warnings


def _worth_or_reason(
    model: ChoiceModel, term: str, log: ChoiceLog
) -> tuple[MoneyWorth | None, list[str]]:
    """Return the worth of a state in money, or the sentence that says why there is none."""
    try:
        return worth_in_money(model, term, log), []
    except LogError as error:
        return None, [f"{model.name}: {error}"]
