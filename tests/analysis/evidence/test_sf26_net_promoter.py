"""The score and the tenths by hand, and firms that are told apart by what was done to them."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.sf26_net_promoter import (
    ASKED,
    FIRMS,
    grouped,
    net_promoter_score,
    shaken,
)


def test_nine_and_ten_promote_six_and_less_detract() -> None:
    assert net_promoter_score(np.array([10.0, 9.0, 8.0, 7.0, 6.0])) == pytest.approx(20.0)
    assert net_promoter_score(np.array([0.0, 6.0])) == pytest.approx(-100.0)


def test_tenths_go_by_the_key_and_hold_the_values() -> None:
    key = np.arange(20.0)[::-1]
    values = np.arange(20.0)
    assert grouped(key, values) == pytest.approx([18.5 - 2.0 * k for k in range(10)])


def test_qualities_change_at_the_start_and_the_rest_when_customers_are_asked() -> None:
    scenario = shaken(Setting(500, 1, is_control=False), 7)
    starts = {policy.start: set(policy.set) for policy in scenario.policies if policy.firm == "A"}
    assert starts == {
        0: {"quality.R", "quality.A", "quality.T", "quality.E", "quality.Re"},
        ASKED: {"price", "convenience"},
    }
    assert len(scenario.policies) == 2 * FIRMS


def test_markets_differ_and_the_control_is_shaken_alike() -> None:
    setting, control = Setting(500, 1, is_control=False), Setting(500, 1, is_control=True)
    assert shaken(setting, 1).policies != shaken(setting, 2).policies
    assert shaken(setting, 1).policies == shaken(control, 1).policies
