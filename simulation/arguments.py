"""What a call from Python may pass, so that a wrong type is a sentence and never another run.

Scenario files are checked by `simulation.scenario`; here are only the arguments around them.
"""

from collections.abc import Mapping
from operator import index
from typing import Any

from simulation.errors import ArgumentError

IN_A_LIST = "In mesa.batch_run a mapping stands in a list, or Mesa takes it apart."


def whole_number(name: str, value: object, least: int) -> int:
    """Return a whole number of Python or NumPy as Python's; 1.5 is not cut to 1.

    Raises
    ------
    ArgumentError
        If it is not a whole number, or below `least`.
    """
    try:
        number: int = index(value)  # type: ignore[arg-type]  # what has no index raises
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or number < least:
        msg = f"{name} must be a whole number of at least {least}. Got {value!r}."
        raise ArgumentError(msg)
    return number


def whole_numbers(name: str, values: object) -> tuple[int, ...]:
    """Return several whole numbers, negative ones too, as Python's.

    Raises
    ------
    ArgumentError
        If they are not a list of whole numbers.
    """
    try:
        return tuple(index(value) for value in values)  # type: ignore[attr-defined]
    except TypeError as error:
        msg = f"{name} must be a list of whole numbers, such as (0, 11). Got {values!r}."
        raise ArgumentError(msg) from error


def paths_and_values(overrides: object) -> Mapping[str, object]:
    """Return overrides if they are a mapping of dotted paths to values; None is an empty one.

    Raises
    ------
    ArgumentError
        If they are something else.
    """
    if overrides is None:
        return {}
    if not isinstance(overrides, Mapping):
        msg = (
            "overrides must be a mapping from dotted paths to values, "
            f"such as {{'market.customers': 500}}. Got {overrides!r}. {IN_A_LIST}"
        )
        raise ArgumentError(msg)
    for path in overrides:
        if not isinstance(path, str):
            msg = f"overrides must have dotted paths as keys, such as 'market.customers'. Got {path!r}."
            raise ArgumentError(msg)
    found: Mapping[str, Any] = overrides
    return found
