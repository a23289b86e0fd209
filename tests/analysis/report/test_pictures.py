"""Which pictures a comparison has."""

from dataclasses import replace

import pytest

from analysis.report.pictures import drawn, pictures
from analysis.report.reading import FELT_THROUGH
from simulation.scenario.loader import load_scenario, scenario_document, scenario_from_document
from tests.analysis.report.made import CUSTOMERS, STEPS, comparison, strategy

SIZE = {"market.steps": STEPS, "market.customers": CUSTOMERS, "market.burn_in_steps": 0}


def unfelt(name, **felt):
    """Return a shipped market in which nothing follows from satisfaction but what is named."""
    document = scenario_document(load_scenario(name, SIZE))
    mode = document["market"]["mode"]
    document["customers"] |= dict.fromkeys(FELT_THROUGH[mode], 0.0) | felt
    document["segments"] = {}
    document["policies"] = []
    return scenario_from_document(document)


def made(base, variant=None):
    """Return a comparison of two markets, by hand but for their settings."""
    outcome = replace(strategy("Price cut", (1.0, 2.0, 3.0)), scenario=variant or base)
    return replace(comparison(outcome), base=base)


def names(found):
    return [picture.name for picture in pictures(found)]


@pytest.mark.parametrize("market", ["telecom_contract", "grocery"])
def test_where_nothing_follows_from_satisfaction_its_level_is_not_drawn(market):
    assert "satisfaction" not in names(made(unfelt(market)))
    assert {"share", "survival"} <= set(names(made(unfelt(market))))


@pytest.mark.parametrize("lever", FELT_THROUGH["contract"])
def test_one_consequence_of_satisfaction_is_enough_to_draw_it(lever):
    assert "satisfaction" in names(made(unfelt("telecom_contract", **{lever: 0.1})))


def test_a_consequence_in_one_segment_or_in_one_strategy_is_enough():
    nowhere = unfelt("grocery")
    document = scenario_document(nowhere)
    document["segments"] = {"new": {"share": 0.5, "set": {"satisfaction_weight": 0.3}}}
    somewhere = scenario_from_document(document)
    assert "satisfaction" in names(made(somewhere))
    assert "satisfaction" in names(made(nowhere, somewhere))


@pytest.mark.parametrize("measure", ["share", "survival"])
def test_shares_are_drawn_within_0_and_100_percent(measure):
    found = comparison(strategy("Gift", (0.1, 0.0, -0.1), metric="cohort_survival"))
    for index, run in enumerate(found.base_runs):
        run.shares["Alpha"][:] = (0.02, 0.98, 0.5)[index]
    level, change = drawn(found, measure).axes
    assert 0.0 <= level.get_ylim()[0] < level.get_ylim()[1] <= 100.0
    assert -100.0 <= change.get_ylim()[0] < change.get_ylim()[1] <= 100.0


@pytest.mark.parametrize(("name", "panel"), [("ranking", 0), ("twins", 2), ("money", 0)])
def test_an_axis_of_money_says_over_which_time_it_is_summed(name, panel):
    axes = drawn(comparison(strategy("Price cut", (1.0, 2.0, 3.0))), name).axes[panel]
    label = axes.get_xlabel().replace("\n", " ")
    assert label == "reference prices per 1,000 customers of the market over 4 months"
