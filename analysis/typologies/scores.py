"""Scores that several typologies cut: attitude, recent share of purchases, advocacy."""

import numpy as np

from analysis.typologies.moment import Floats, Masks, Moment

ATTITUDE_WEIGHTS = (0.4, 0.3, 0.3)
"""Of satisfaction, trust and belonging (counted twice, at most 100): model 2.6.3, assumption."""
ADVOCATE_SATISFACTION = 80.0
ADVOCATE_BOND = 50.0
"""Points; an advocate is satisfied and belongs (settled 41)."""
ATTITUDE_COLUMNS = ("satisfaction", "trust", "bond")
SHARE_COLUMNS = ("habit",)


def attitude(moment: Moment) -> Floats:
    """Return .4 S + .3 T + .3 min(100, 2 B), points, shape (N, J) (model 2.6.3)."""
    of_satisfaction, of_trust, of_bond = ATTITUDE_WEIGHTS
    bond = np.minimum(100.0, 2.0 * moment.get("bond"))
    score: Floats = (
        of_satisfaction * moment.get("satisfaction")
        + of_trust * moment.get("trust")
        + of_bond * bond
    )
    return score


def recent_share(moment: Moment) -> Floats:
    """Return each firm's share of a customer's recent purchases, 0 to 1, shape (N, J).

    Habit (EQ12, Guadagni & Little 1983) is the exponentially weighted share of past purchases, so
    habit over its sum is a share of wallet that forgets, and one definition serves every snapshot
    and both kinds of market. 0 where nothing was bought yet.
    """
    habit = moment.get("habit")
    total = habit.sum(axis=1, keepdims=True)
    share: Floats = np.divide(habit, total, out=np.zeros_like(habit), where=total > 0.0)
    return share


def advocates(moment: Moment) -> Masks:
    """Return who would speak for the firm, S >= 80 and B >= 50, shape (N, J) (settled 41)."""
    return (moment.get("satisfaction") >= ADVOCATE_SATISFACTION) & (
        moment.get("bond") >= ADVOCATE_BOND
    )
