"""Whether a log tells how long past purchases are remembered.

Towards the end of its range the smoothing constant stands for a memory in which every purchase counts
for ever. Loyalty is then a count of purchases, which lasting tastes explain as well as habit does, and
its coefficient grows without meaning: one purchase moves loyalty by a two-hundredth.
"""

import math

from analysis.calibration.choice_model import LoyaltyModel
from analysis.calibration.fitting import SMOOTHING_BOUNDS
from analysis.calibration.log import BoolArray, FloatArray

MOST_HABIT = 20.0  # the bound of a market's `habit_weight`, logits
END = 1e-4  # closer to the end of the range than this is at the end
SURE = 1.96  # standard errors below zero from which past purchases are said to repel
ADVICE = "More purchases of each customer, or fewer firms (merge rare ones), would tell more."


def is_memory_told(smoothing: float, coefficient: float) -> bool:
    """Tell whether a market can have this memory.

    Parameters
    ----------
    smoothing : float
        Smoothing constant of loyalty.
    coefficient : float
        Of loyalty, logits; the largest where customers differ.
    """
    return smoothing < SMOOTHING_BOUNDS[1] - END and coefficient <= MOST_HABIT


def repels(effects: FloatArray, errors: FloatArray) -> BoolArray:
    """Tell which effects of past purchases are below zero for certain.

    An error that is not known is no reason to believe in variety seeking.

    Parameters
    ----------
    effects, errors : ndarray, of one shape
        Logits, and their standard errors.
    """
    below: BoolArray = effects < -SURE * errors
    return below


def memory_warnings(file: str, model: LoyaltyModel) -> list[str]:
    """Return what a reader of the model where everybody is alike must know of its memory."""
    smoothing = model.smoothing
    if smoothing.value >= SMOOTHING_BOUNDS[1] - END:
        return [
            f"{file}: how long purchases are remembered cannot be told: lambda stands at the end of its"
            f" range ({smoothing.value:g}), without a standard error, as if no purchase were ever"
            f" forgotten. Do not read the loyalty coefficient of mix_loyalty,"
            f" {model.coefficient('loyalty'):.3g}, as habit: it holds lasting tastes as well. {ADVICE}"
        ]
    if smoothing.low <= SMOOTHING_BOUNDS[0] and smoothing.high >= SMOOTHING_BOUNDS[1]:
        return [
            f"{file}: how long purchases are remembered cannot be told: the 95 % interval of lambda is"
            f" its whole range ({smoothing.low:g} to {smoothing.high:g}). {ADVICE}"
        ]
    if smoothing.value > SMOOTHING_BOUNDS[0] and math.isnan(model.standard_error("smoothing")):
        return [
            f"{file}: lambda, {smoothing.value:.3g}, has no standard error: the log hardly tells how"
            f" long purchases are remembered. {ADVICE}"
        ]
    return []
