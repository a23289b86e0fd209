"""What a strategy changes, in words."""

import shlex
from dataclasses import replace

from analysis.report.wording import changes_from_base, command_line, drawn_parameters
from simulation.scenario.loader import load_scenario
from tests.analysis.report.made import BASE, SCENARIO, comparison, strategy, two_strategies

SAME_MARKET = {"market.steps": 4, "market.customers": 500, "market.burn_in_steps": 0}


def changes(**updates):
    variant = load_scenario(f"{BASE}/raise_trust", SAME_MARKET)
    policy = variant.policies[0].model_copy(update=updates)
    made = comparison(strategy("Raise trust", (1.0, 2.0, 3.0)))
    return changes_from_base(made, variant.model_copy(update={"policies": (policy,)}))


def test_a_policy_is_told_by_firm_time_people_lever_and_cost():
    (change,) = changes()
    assert (
        change.headline
        == "Alpha, from the start of the study, building up over 3 months, for everybody"
    )
    assert change.levers == (
        "Chance that an experience goes wrong (failure_prob, probability per experience): 0.03 → 0.015",
    )
    assert "0.05 money per customer of the market" in change.cost
    assert "0.015 money per customer served per month" in change.cost
    assert "evidence D" in change.cost


def test_a_policy_that_ends_and_a_segment_are_told():
    (change,) = changes(start=2, until=3, ramp_steps=0, segment="key accounts")
    assert change.headline == "Alpha, from month 2 until month 3, for key accounts"


def test_a_policy_that_gives_away_only_what_it_gives_away_says_so():
    variant = load_scenario(f"{BASE}/price_cut", SAME_MARKET)
    (change,) = changes_from_base(two_strategies(), variant)
    assert change.cost.startswith("Stated cost: nothing but what the lever itself gives away")


def test_a_value_that_differs_without_a_policy_is_told_by_its_path():
    firm = SCENARIO.firms["Alpha"].model_copy(update={"price": 0.9})
    variant = SCENARIO.model_copy(update={"firms": {**SCENARIO.firms, "Alpha": firm}})
    assert [change.headline for change in changes_from_base(two_strategies(), variant)] == [
        "firms.Alpha.price: 1 → 0.9"
    ]


def test_the_drawn_parameters_carry_range_unit_and_grade():
    (one,) = drawn_parameters(two_strategies())
    assert (one.path, one.value, one.low, one.high) == ("satisfaction_weight", "0.8", "0.5", "1.4")
    assert (one.unit, one.grade) == ("logit per 10 points", "P")


def test_the_command_survives_a_shell_and_leaves_the_workers_out():
    request = replace(
        two_strategies().request,
        base="my market.yaml",
        precision=2.5,
        workers=8,
        overrides={"a.b": True},
    )
    words = shlex.split(command_line(request))
    assert words[:4] == ["python", "run.py", "compare", "my market.yaml"]
    assert words[words.index("--set") :][:2] == ["--set", "a.b=true"]
    assert words[words.index("--precision") :][:2] == ["--precision", "2.5"]
    assert "--workers" not in words
