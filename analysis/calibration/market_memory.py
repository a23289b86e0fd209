"""What a market takes over of a fitted memory: all of it, the last purchase alone, or nothing.

| the log says | the market has |
|---|---|
| loyalty attracts, and lambda lies inside its range | the loyalty coefficient and lambda |
| lambda stands at its end, or loyalty is beyond what a market can hold | the model of the last purchase |
| past purchases attract nobody | no habit; constants and prices of the model without memory |

Where lasting tastes are known, their mean over the types of customers takes the model's place; a form
whose memory cannot be told was not chosen then (`taste_choice`).
"""

from dataclasses import replace

import numpy as np

from analysis.calibration.calibration import Calibration
from analysis.calibration.choice_model import ChoiceModel, ModelName
from analysis.calibration.log import FloatArray
from analysis.calibration.taste_choice import TasteCalibration
from analysis.calibration.told_memory import ADVICE, MOST_HABIT, is_memory_told, repels

LAST: ModelName = "mix_last"
NO_MEMORY: tuple[ModelName, ...] = ("mix", "constants")


def market_calibration(calibration: Calibration, tastes: TasteCalibration | None) -> Calibration:
    """Return the calibration with what a market can take in place of the loyalty model.

    What all customers share (prices, promotions, share priors) is read from it as from any other, and
    `market_model` says which model that is.
    """
    if tastes is not None:
        return _of_types(calibration, tastes)
    loyal, taken = calibration.loyalty_model, _taken_model(calibration)
    if taken is loyal:
        return calibration
    n_slopes = len(loyal.terms) - 2  # all but loyalty and its smoothing constant
    weight = taken.coefficient("last") if taken.name == LAST else 0.0
    coefficients = np.array([*taken.coefficients[:n_slopes], weight, 0.0])
    return _with_model(calibration, coefficients, taken.name)


def memory_remarks(calibration: Calibration, tastes: TasteCalibration | None) -> list[str]:
    """Return what the market does not take over of the memory, one sentence each."""
    if tastes is not None:
        return []  # `calibrate_tastes` and `segment_remarks` say it
    loyal, taken = calibration.loyalty_model, _taken_model(calibration)
    coefficient = loyal.coefficient("loyalty")
    if taken is loyal:
        return []
    remarks = []
    if not is_memory_told(loyal.smoothing.value, coefficient):
        reason = (
            f"the loyalty coefficient, {coefficient:.3g}, is beyond what a market can hold"
            f" ({MOST_HABIT:g} logits)"
            if is_memory_told(loyal.smoothing.value, 0.0)
            else f"lambda cannot be told ({loyal.smoothing.value:g} is the end of its range)"
        )
        remarks.append(
            f"Because {reason}, the market's memory is read from the last purchase alone (mix_last). {ADVICE}"
        )
    if taken.name != LAST:
        remarks.append(_no_habit(calibration, taken.name))
    return remarks


def _no_habit(calibration: Calibration, taken: ModelName) -> str:
    """Say that past purchases attract nobody, and how sure that is."""
    loyal = calibration.loyalty_model
    is_told = is_memory_told(loyal.smoothing.value, loyal.coefficient("loyalty"))
    model, term = (loyal, "loyalty") if is_told else (calibration.model(LAST), "last")
    value, error = model.coefficient(term), model.standard_error(term)
    why = (
        "past purchases repel: these customers seek variety, or the order of their purchases is lost"
        if repels(np.array(value), np.array(error)).item()
        else "past purchases attract nobody"
    )
    return (
        f"The coefficient of {term} in {model.name}, {value:.3g} (standard error {error:.2g}), is not"
        f" above zero: {why}. The market has no habit (habit_weight 0), and its shares and prices are"
        f" those of the model without memory ({taken})."
    )


def _taken_model(calibration: Calibration) -> ChoiceModel:
    """Return the model whose coefficients a market without lasting tastes takes."""
    loyal = calibration.loyalty_model
    if not is_memory_told(loyal.smoothing.value, loyal.coefficient("loyalty")):
        last = calibration.model(LAST)
        if last.coefficient("last") > 0.0:
            return last
    elif loyal.coefficient("loyalty") > 0.0:
        return loyal
    return next(own for own in reversed(calibration.models) if own.name in NO_MEMORY)


def _of_types(calibration: Calibration, tastes: TasteCalibration) -> Calibration:
    """Return the calibration with the mean of the types in place of the loyalty model."""
    types = tastes.types
    constants = types.shares @ types.constants
    constants -= constants[0]
    # A market has habit or none; `segment_remarks` says which types seek variety.
    habit = float(types.shares @ np.clip(types.habits, 0.0, MOST_HABIT))
    coefficients = [*constants[1:], *(types.shares @ types.slopes), habit, types.smoothing]
    return _with_model(calibration, np.array(coefficients), tastes.chosen.name)


def _with_model(calibration: Calibration, coefficients: FloatArray, name: str) -> Calibration:
    """Return the calibration with other constants, slopes, loyalty and smoothing, from a named model."""
    model = calibration.loyalty_model
    constants = (0.0, *coefficients[: len(calibration.firms) - 1].tolist())
    return replace(
        calibration,
        loyalty_model=replace(
            model,
            coefficients=coefficients,
            smoothing=replace(model.smoothing, value=float(coefficients[-1])),
        ),
        firms=tuple(
            replace(firm, constant=constant)
            for firm, constant in zip(calibration.firms, constants, strict=True)
        ),
        market_model=name,
    )
