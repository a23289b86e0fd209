"""Draws of uncertain parameters: within ranges, by grade, and the same for twins."""

import math

import pytest

from analysis.comparison.uncertainty import common_ranges, drawn_scenarios, uncertain_parameters
from simulation.scenario.customer import CustomerParams
from simulation.scenario.loader import (
    load_scenario,
    scenario_document,
    scenario_from_document,
)
from simulation.scenario.parameter import declarations
from tests.simulation.markets import CONTRACT, changed

N_DRAWS = 8
BASE = changed(CONTRACT, ("segments.key", {"share": 0.1, "set": {"price_sensitivity": 1.0}}))
VARIANT = changed(
    {**CONTRACT, "policies": [{"firm": "Alpha", "set": {"price": 0.9}, "cost": {}}]},
    ("segments.key", {"share": 0.1, "set": {"price_sensitivity": 1.0}}),
)
DECLARED = {declaration.path: declaration for declaration in declarations(CustomerParams)}


def test_ranges_by_hand():
    ranges = uncertain_parameters(BASE)
    # satisfaction_weight .8, plausible .2 to 2, grade P: half of it on either side
    assert ranges["satisfaction_weight"] == pytest.approx((0.8 - 0.3, 0.8 + 0.6))
    # switching_relational 1, plausible 0 to 3, grade D: all of it
    assert ranges["switching_relational"] == pytest.approx((0.0, 3.0))


def test_a_range_lies_within_bounds_and_holds_the_scenarios_value():
    for path, (low, high) in uncertain_parameters(BASE).items():
        value = getattr(BASE.customers, path)
        at_least, at_most = DECLARED[path].bounds
        assert low <= value <= high, path
        assert low < high, path
        assert (-math.inf if at_least is None else at_least) <= low, path
        assert high <= (math.inf if at_most is None else at_most), path


def test_a_value_outside_the_plausible_range_is_drawn_on_one_side_only():
    scenario = changed(CONTRACT, ("customers.satisfaction_weight", 4.0))
    # plausible .2 to 2, grade P
    assert uncertain_parameters(scenario)["satisfaction_weight"] == pytest.approx((2.1, 4.0))


def test_the_better_the_evidence_the_narrower_the_draw():
    covered = {grade: set() for grade in ("V", "V2", "P", "M", "S", "D")}
    for path, (low, high) in uncertain_parameters(BASE).items():
        declaration = DECLARED[path]
        if declaration.default != getattr(BASE.customers, path):
            continue
        wide_low, wide_high = declaration.plausible
        covered[declaration.grade].add(round((high - low) / (wide_high - wide_low), 6))
    shares = {grade: max(found) for grade, found in covered.items() if found}
    assert shares["P"] < shares["M"] < shares["D"] == 1.0
    order = [grade for grade in ("V", "V2", "P", "M", "D") if grade in shares]
    assert [shares[grade] for grade in order] == sorted(shares[grade] for grade in order)


def test_a_parameter_that_is_switched_off_stays_off():
    scenario = changed(
        CONTRACT, ("customers.habit_weight", 0.0), ("customers.switching_procedural", 0.0)
    )
    ranges = uncertain_parameters(scenario)
    assert not {"habit_weight", "switching_procedural", "involvement_sd"} & set(ranges)
    for (drawn,) in drawn_scenarios([scenario], N_DRAWS, seed=1):
        assert drawn.customers.habit_weight == drawn.customers.switching_procedural == 0.0


def test_what_none_of_them_reads_is_not_drawn_and_what_one_of_them_reads_is():
    tiers = {"program": {"earn_rate": 0.05}, "tiers": {"first": 3.0}}
    equipped = changed(CONTRACT, ("firms.Alpha", {"share": 0.42, **tiers}))
    plain = changed(CONTRACT)
    assert not {"status_weight", "point_value"} & set(common_ranges([plain, VARIANT]))
    ranges = common_ranges([plain, equipped])
    assert ranges["status_weight"] == pytest.approx((0.0375, 0.4125))  # 3/4 of 0 to .5 around .15
    for base, variant in drawn_scenarios([plain, equipped], N_DRAWS, seed=1):
        assert base.customers == variant.customers
        assert base.customers.status_weight != 0.15
    for (drawn,) in drawn_scenarios([plain], N_DRAWS, seed=1):
        assert drawn.customers.status_weight == 0.15


def test_base_and_variant_get_the_same_people():
    for base, variant in drawn_scenarios([BASE, VARIANT], N_DRAWS, seed=1):
        assert base.customers == variant.customers
        assert base.segments == variant.segments == BASE.segments
        assert (base.firms, base.policies) == (BASE.firms, BASE.policies)
        assert (variant.firms, variant.policies) == (VARIANT.firms, VARIANT.policies)


def test_every_draw_lies_within_the_printed_ranges_and_nothing_else_moves():
    ranges = common_ranges([BASE])
    fixed = BASE.customers.model_dump().keys() - ranges.keys()
    for (drawn,) in drawn_scenarios([BASE], N_DRAWS, seed=1):
        for path, (low, high) in ranges.items():
            assert low <= getattr(drawn.customers, path) <= high, path
        assert all(getattr(drawn.customers, n) == getattr(BASE.customers, n) for n in fixed)


def test_draws_are_a_latin_hypercube():
    # Of n draws of a parameter exactly one lies in each n-th of its range.
    drawn = drawn_scenarios([BASE], N_DRAWS, seed=3)
    for path, (low, high) in common_ranges([BASE]).items():
        places = [(getattr(one.customers, path) - low) / (high - low) for (one,) in drawn]
        assert sorted(int(place * N_DRAWS) for place in places) == list(range(N_DRAWS)), path


def test_the_seed_decides_the_draws():
    first, again, other = (drawn_scenarios([BASE], N_DRAWS, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_variant_keeps_the_parameters_of_customers_that_it_changes():
    variant = changed(CONTRACT, ("customers.review_base", 0.3))
    for base, own in drawn_scenarios([changed(CONTRACT), variant], N_DRAWS, seed=1):
        assert own.customers.review_base == 0.3
        assert base.customers.review_base != 0.3
        assert own.customers.habit_weight == base.customers.habit_weight


@pytest.mark.parametrize("name", ["telecom_contract", "grocery", "ridehail_entry"])
def test_drawn_parameters_are_still_a_valid_scenario(name):
    scenario = load_scenario(name)
    for (drawn,) in drawn_scenarios([scenario], 4, seed=1):
        assert scenario_from_document(scenario_document(drawn)) == drawn
