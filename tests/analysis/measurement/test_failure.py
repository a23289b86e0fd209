"""P(stay | failure) against the rules that a failed experience runs through."""

import math

import numpy as np
import pytest

from analysis.measurement.failure import attitude_after_failure, stay_after_failure
from simulation.compiled import plain
from simulation.rules.satisfaction import (
    attribution,
    failure_gain,
    perceived_performance,
    satisfaction_gain,
    transaction_satisfaction,
    updated_satisfaction,
)
from simulation.rules.trust import broken_integrity, overall_trust, updated_ability
from tests.analysis.typologies.made import OWN, moment

BEHAVIOR = {
    "assimilation": 0.2, "should_contrast": 0.1, "disconfirmation_gain": 0.2,
    "disconfirmation_loss": 0.5, "satisfaction_gain_min": 0.05, "satisfaction_prior_n": 3.0,
    "failure_salience": 2.0, "failure_attribution": 0.4, "failure_trust_loss": 4.0,
    "ability_gain": 0.1, "ability_fail_factor": 0.5,
}  # fmt: skip
STATE = {
    "will": 75.0, "should": 82.0, "satisfaction": 72.0, "failures": 1.5, "n_experiences": 9.0,
    "integrity": 68.0, "ability": 74.0, "fairness": 52.0,
}  # fmt: skip
TRUST = plain(overall_trust)(74.0, 68.0, 52.0)


def by_the_rules(severity):
    quality = 75.0 - severity
    perceived = plain(perceived_performance)(quality, 75.0, 82.0, 0.2, 0.1)
    blame = plain(attribution)(1.5, 0.4)
    transaction = plain(transaction_satisfaction)(perceived, 75.0, 0.2, 0.5, blame)
    gain = plain(failure_gain)(plain(satisfaction_gain)(9.0, 3.0, 0.05), 2.0)
    satisfaction = plain(updated_satisfaction)(72.0, transaction, gain)
    integrity = plain(broken_integrity)(68.0, severity, 4.0, blame)
    ability = plain(updated_ability)(74.0, quality, 0.05)
    return satisfaction, plain(overall_trust)(ability, integrity, 52.0)


@pytest.mark.parametrize("severity", [10.0, 30.0, 75.0])
def test_a_failure_moves_satisfaction_and_trust_as_the_rules_do(severity):
    people = moment(
        behavior=BEHAVIOR, terms={"failure_severity": (severity, 30.0)}, trust=TRUST, **STATE
    )
    satisfaction, trust = attitude_after_failure(people, OWN)
    assert (satisfaction[0], trust[0]) == pytest.approx(by_the_rules(severity))


def test_the_chance_to_stay_falls_by_what_attitude_loses():
    people = moment(
        behavior=BEHAVIOR, terms={"failure_severity": (30.0, 30.0)}, trust=TRUST, involvement=1.5,
        utility_taste=(1.0, 0.0), **STATE,
    )  # fmt: skip
    satisfaction, trust = by_the_rules(30.0)
    change = 0.1 * (0.5 * 1.5 * (satisfaction - 72.0) + 0.2 * (trust - TRUST))
    assert change < 0.0
    expected = 1.0 / (1.0 + math.exp(-(1.0 + change)))
    assert stay_after_failure(people, OWN)[0] == pytest.approx(expected)


def test_who_is_no_customer_has_no_chance_to_stay():
    people = moment(present=(0.0, 1.0), terms={"failure_severity": (30.0, 30.0)})
    assert np.isnan(stay_after_failure(people, OWN)[0])


def test_those_to_whom_the_firm_matters_forgive():
    def lost_trust(involvement):
        # 4 points of integrity at mean severity, half as many at twice the importance, .4 of it trust
        people = moment(
            behavior={**BEHAVIOR, "involvement_forgiveness": 1.0, "failure_attribution": 0.0},
            terms={"failure_severity": (30.0, 30.0)}, trust=TRUST, involvement=involvement, **STATE,
        )  # fmt: skip
        return attitude_after_failure(people, OWN)[1][0]

    assert lost_trust(2.0) - lost_trust(1.0) == pytest.approx(0.4 * 4.0 / 2.0)
