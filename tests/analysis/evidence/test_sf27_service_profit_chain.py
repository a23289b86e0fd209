"""The service-profit chain: five points of staff loyalty, and each link after it."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.sf27_service_profit_chain import FACT, by_quarter, store

SETTING = Setting(customers=500, seed=4, is_control=False)


def test_quarters_are_means_of_thirteen_weeks() -> None:
    weekly = np.repeat([1.0, 2.0], 13) + np.tile(np.arange(13.0) - 6.0, 2)
    assert by_quarter(weekly) == pytest.approx([1.0, 2.0])


def test_the_staff_are_five_points_more_loyal_from_the_first_week_on() -> None:
    usual, raised = (store(SETTING, is_raised=is_raised) for is_raised in (False, True))
    gained = raised.series("staff_loyalty") - usual.series("staff_loyalty")
    assert gained == pytest.approx(np.full(104, 5.0))


def test_each_link_follows_the_one_before() -> None:
    chain = FACT.measure(SETTING).series["chain"]
    quality, satisfaction = np.array(chain["quality"]), np.array(chain["satisfaction"])
    assert quality[0] == pytest.approx(1.3, abs=0.05)  # Sears: 5 points bring 1.3
    assert (np.diff(quality) > 0.0).all()  # fewer leave, so that skill grows
    assert (satisfaction < quality).all()
    assert satisfaction[0] < 0.5 * satisfaction[-1]
