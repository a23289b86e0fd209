"""What the effect of past purchases is worth once lasting tastes are allowed for."""

import numpy as np

from analysis.calibration.calibration import Calibration
from analysis.calibration.effects import MoneyWorth
from analysis.calibration.tastes import TasteModel, state_errors
from analysis.calibration.told_memory import repels


def worth_of_a_purchase(model: TasteModel, calibration: Calibration) -> MoneyWorth | None:
    """Return what one purchase more is worth to the firm at the customer's next purchase.

    The coefficient of the last firm, what one purchase adds to loyalty (1 - smoothing) times its
    coefficient, or the sum of the two, over the price coefficient, each the mean over customers. What
    one purchase still adds later on is not in it.

    Parameters
    ----------
    model : TasteModel
    calibration : Calibration
        Of the same log, for the mean price paid.

    Returns
    -------
    MoneyWorth or None
        None without prices, or where a higher price does not make a firm less attractive.
    """
    prices = [profile.price for profile in calibration.firms if profile.price is not None]
    if "price" not in model.terms or model.mean("price") >= 0.0 or not prices:
        return None
    paid = sum(
        profile.share * price.mean_paid
        for profile, price in zip(calibration.firms, prices, strict=True)
    )
    share = {"last": 1.0, "loyalty": 1.0 - model.nodes.smoothing}
    added = sum(model.mean(trace) * share[trace] for trace in model.design.traces)
    amount = added / -model.mean("price")
    return MoneyWorth(model.form.state, amount, amount / paid)


def seeks_variety(model: TasteModel) -> bool:
    """Return whether past purchases repel some customers by more than chance explains.

    Parameters
    ----------
    model : TasteModel
    """
    effects = np.stack([model.column(trace) for trace in model.design.traces], axis=1)
    return bool(repels(effects, state_errors(model)).any())
