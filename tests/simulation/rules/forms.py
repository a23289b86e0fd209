"""The two forms of a rule: compiled, as the pass runs it, and plain Python, as it is written.

Every case is asserted for both. With `NUMBA_DISABLE_JIT=1` there is no compiled form, and only the
plain one is asserted (a coverage run does that, because coverage cannot see compiled lines).
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest

IS_COMPILED = not numba.config.DISABLE_JIT

Rule = Callable[..., Any]


def compiled(rule: Rule) -> Rule:
    """Return the rule as Numba compiles it."""
    return rule


def plain(rule: Rule) -> Rule:
    """Return the rule as Python runs it; 64-bit keys wrap around there as they do when compiled."""
    function = getattr(rule, "py_func", rule)

    def call(*numbers: Any) -> Any:
        with np.errstate(over="ignore"):
            return function(*numbers)

    return call


FORMS = (compiled, plain) if IS_COMPILED else (plain,)
in_both_forms = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)


def near(expected: Any) -> Any:
    """Return what compares equal within the error that `exp` and `log` may have (1e-10)."""
    return pytest.approx(expected, rel=1e-9, abs=1e-12)
