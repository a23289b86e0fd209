"""Forced failures: everybody has one, everybody complains, and nothing else is touched."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from analysis.evidence.fact import Setting
from analysis.evidence.facts.failures import EXCELLENT, POOR, Answer, Followed, change, followed

SETTING = Setting(customers=2_000, seed=6, is_control=False)
CONCENTRATION = 6.0  # EQ20: of the Beta distribution of justice
QUICK_BONUS = 0.15
RECOVERY_GAIN = 24.0  # points of satisfaction per unit of justice


@pytest.fixture(scope="module", name="untreated")
def fixture_untreated() -> Followed:
    return followed(SETTING, (None,))


def mean_justice(answer: Answer) -> float:
    mean = answer.justice
    shift = QUICK_BONUS if answer.quick_share == 1.0 else -QUICK_BONUS / 2.0
    drawn = beta(CONCENTRATION * mean, CONCENTRATION * (1.0 - mean))
    # E[clip(X + shift, 0, 1)] is the integral of P(X + shift > y) over 0 to 1
    return float(quad(lambda y: drawn.sf(y - shift), 0.0, 1.0)[0])


def test_a_failure_of_no_severity_touches_only_those_who_had_one_anyway(
    untreated: Followed,
) -> None:
    none = followed(SETTING, (POOR,), severity=0.0)
    differs = none.satisfaction != untreated.satisfaction
    assert differs.mean() == pytest.approx(0.03, abs=0.015)  # the market's own failures


def test_answers_differ_by_their_justice_because_everybody_complains(untreated: Followed) -> None:
    excellent, poor = followed(SETTING, (EXCELLENT,)), followed(SETTING, (POOR,))
    people = untreated.met_all
    lead = change(excellent, poor, people).satisfaction
    expected = RECOVERY_GAIN * (mean_justice(EXCELLENT) - mean_justice(POOR))
    assert lead == pytest.approx(expected, abs=0.6)


def test_a_month_without_failure_comes_between_two() -> None:
    apart = followed(SETTING, (POOR, None, POOR))
    once = followed(SETTING, (POOR, None, None))
    assert np.array_equal(apart.met_all, once.met_all)  # the last failure comes after its month
    assert apart.satisfaction[apart.met_all].mean() < once.satisfaction[once.met_all].mean() - 10.0


def test_a_failure_lasts_one_month() -> None:
    once, twice = followed(SETTING, (POOR, None)), followed(SETTING, (POOR, POOR))
    assert np.array_equal(once.met_all, twice.met_all)
    assert change(twice, once, once.met_all).satisfaction < -10.0


def test_changes_are_means_over_the_people_asked_about() -> None:
    def people(satisfaction: list[float], kept: list[bool]) -> Followed:
        everybody = np.ones(3, dtype=np.bool_)
        return Followed(np.array(satisfaction), everybody, np.array(kept))

    treated = people([70.0, 60.0, 0.0], [True, False, False])
    untreated = people([72.0, 70.0, 99.0], [True, True, True])
    found = change(treated, untreated, np.array([True, True, False]))
    assert found.satisfaction == pytest.approx((-2.0 - 10.0) / 2)
    assert found.retention == pytest.approx(-0.5)
