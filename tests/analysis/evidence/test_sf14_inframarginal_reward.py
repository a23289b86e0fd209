"""What a program brought about: hand-made twins, and one that gives nothing."""

import numpy as np
import pytest

from analysis.evidence.facts.program_twins import Shopping, program_effect


def shopping(share: list[float], joined: list[bool], units: float, points: float) -> Shopping:
    n = len(share)
    return Shopping(
        stayed=np.ones(n, dtype=np.bool_),
        invited=np.zeros(n, dtype=np.bool_),
        joined=np.array(joined),
        share=np.array(share),
        units=units,
        points=points,
    )


NOBODY = [False] * 4
WITHOUT = shopping([0.5, 0.2, 0.1, np.nan], NOBODY, units=100.0, points=0.0)


def test_purchases_beyond_those_of_the_twin_are_what_the_reward_brought_about() -> None:
    # 5 % on 80 rewarded units are 4 points; 8 units more are sold than without: 72 of 80 anyway.
    program = shopping([0.6, 0.3, 0.1, 0.4], [True, True, False, False], units=108.0, points=4.0)
    found = program_effect(WITHOUT, program, 0.05, program.joined)
    assert found.inframarginal == pytest.approx(72 / 80)
    assert found.causal == pytest.approx((0.1 + 0.1) / 2)


def test_who_bought_nothing_in_one_of_the_worlds_is_left_out() -> None:
    program = shopping([0.6, 0.3, 0.1, 0.9], [True, True, False, False], units=108.0, points=4.0)
    everybody = np.ones(4, dtype=np.bool_)
    found = program_effect(WITHOUT, program, 0.05, everybody)
    assert found.causal == pytest.approx((0.1 + 0.1 + 0.0) / 3)


def test_without_rewards_there_is_no_share_of_them() -> None:
    found = program_effect(WITHOUT, WITHOUT, 0.0, WITHOUT.stayed)
    assert np.isnan(found.inframarginal)
    assert found.causal == 0.0
