"""What may be compared, from which step on, and what is refused with which sentence."""

import re

import pytest

from analysis.comparison.comparable import load_comparable, policy_start
from analysis.comparison.outcome import Request
from analysis.metrics.registry import BY_NAME
from simulation.errors import ScenarioError
from simulation.scenario.overrides import overrides_of
from tests.analysis.comparison.made import MARKET, policy, scenario_file
from tests.simulation.markets import CONTRACT, changed

FIRMS = CONTRACT["firms"]


def refusal(request: Request) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_comparable(request)
    return str(caught.value)


def request(base: str, *variants: str, metric: str = "profit") -> Request:
    return Request(base, variants, metric=metric)


@pytest.fixture
def base(tmp_path):
    return scenario_file(tmp_path, "base")


def test_base_and_variants_are_loaded_in_the_order_asked_for(tmp_path, base):
    names = [scenario_file(tmp_path, name, policy(cost={}, price=0.9)) for name in ("one", "two")]
    loaded = load_comparable(request(base, *names))
    assert [scenario.title for scenario in loaded] == ["base", "one", "two"]


def test_overrides_hold_for_base_and_variants(tmp_path, base):
    other = scenario_file(tmp_path, "other", policy(cost={}, price=0.9))
    loaded = load_comparable(Request(base, (other,), overrides={"market.customers": 80}))
    assert [scenario.market.customers for scenario in loaded] == [80, 80]


def test_an_unknown_metric_is_refused_with_all_there_are(base):
    message = refusal(request(base, metric="loyalty"))
    assert "no metric 'loyalty'" in message
    assert all(name in message for name in BY_NAME)


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("market", {"market": {**MARKET, "steps": 7}}),
        ("market", {"market": {**MARKET, "customers": 61}}),
        ("segments", {"segments": {"key": {"share": 0.1}}}),
        ("focal_firm", {"focal_firm": "Beta"}),
    ],
)
def test_a_variant_whose_customers_have_no_twins_is_refused(tmp_path, base, what, other):
    stranger = scenario_file(tmp_path, "stranger", **other)
    message = refusal(request(base, stranger))
    assert message.startswith(f"{stranger}: {what} differs from that of {base}")


def test_what_of_the_market_differs_is_told_with_both_values(tmp_path, base):
    other = scenario_file(tmp_path, "other", market={**MARKET, "steps": 7})
    assert " (steps is 7 and not 6), so customers have no twins." in refusal(request(base, other))


def test_a_shipped_strategy_is_sent_to_what_it_extends():
    message = refusal(request("hotel", "hotel/tiers"))
    assert "(steps is 156 and not 52)" in message
    assert message.endswith("It extends hotel/three_years: compare it with that.")


def test_segments_of_a_strategy_alone_are_sent_to_a_baseline_of_their_own(tmp_path, base):
    other = scenario_file(tmp_path, "other", segments={"key": {"share": 0.1}})
    assert f"Put the segments into a file that extends {base}" in refusal(request(base, other))


def test_a_value_for_a_policy_that_only_a_strategy_has_is_refused_with_the_reason(tmp_path, base):
    other = scenario_file(tmp_path, "other", policy(cost={}, price=0.9))
    typed = {"policies.0.set.price": 0.8}
    message = refusal(Request(base, (other,), overrides=typed))
    assert message.startswith(f"--set: policies.0.set.price leads nowhere in {base}, which has no")
    assert "for the baseline and for every strategy" in message
    both = scenario_file(tmp_path, "both", policy(cost={}, price=0.9))
    loaded = load_comparable(Request(other, (both,), overrides=typed))
    assert [scenario.policies[0].set["price"] for scenario in loaded] == [0.8, 0.8]


def test_a_typed_value_is_blamed_on_the_command_line(base):
    typed = overrides_of(["firms.Alfa.price=1"], {})
    message = refusal(Request(base, (base + "x",), overrides=typed))
    assert message.startswith("--set: firms.Alfa.price is not a known path.")


CLUB = policy(2, {}, **{"belonging.community": 0.8})


def joiners(**settings: float) -> dict[str, dict[str, object]]:
    return {"joiners": {"share": 0.2, "set": settings}}


def test_a_variant_may_say_of_a_segment_what_only_its_policy_wakes(tmp_path):
    plain = scenario_file(tmp_path, "plain", segments=joiners(spend_scale=2.0))
    own = joiners(spend_scale=2.0, participation=0.5)
    club = scenario_file(tmp_path, "club", CLUB, segments=own)
    loaded = load_comparable(request(plain, club))
    assert loaded[1].segments["joiners"].set["participation"] == 0.5
    assert policy_start(loaded) == 2


def test_what_the_base_reads_of_a_segment_makes_its_twins(tmp_path):
    plain = scenario_file(tmp_path, "plain", segments=joiners(spend_scale=2.0))
    own = joiners(spend_scale=3.0, participation=0.5)
    club = scenario_file(tmp_path, "club", CLUB, segments=own)
    assert "segments differs" in refusal(request(plain, club))
    # A base that has the club reads it, and then the two are different people.
    busy = scenario_file(tmp_path, "busy", CLUB, segments=joiners(participation=0.1))
    dear = policy(4, {}, price=1.1)
    other = scenario_file(tmp_path, "other", CLUB, dear, segments=joiners(participation=0.5))
    assert "segments differs" in refusal(request(busy, other))


def test_a_variant_with_another_firm_is_refused_with_the_way_to_say_it(tmp_path, base):
    firms = {**FIRMS, "Aardvark": {"share": 0.2}}
    stranger = scenario_file(tmp_path, "stranger", firms=firms)
    message = refusal(request(base, stranger))
    assert "Aardvark, Alpha, Beta, Gamma" in message
    assert "active: 0" in message


def test_a_policy_without_a_stated_cost_has_no_comparable_profit(tmp_path, base):
    free = scenario_file(tmp_path, "free", policy(price=0.9))
    message = refusal(request(base, free))
    assert re.search(r"free\.yaml: policies\.0 \(Alpha: price\) states no cost", message)
    assert "Add `cost:`" in message


def test_a_base_with_a_policy_without_a_stated_cost_is_refused_too(tmp_path):
    free = scenario_file(tmp_path, "free", policy(price=0.9))
    stated = scenario_file(tmp_path, "stated", policy(cost={}, price=0.9))
    assert refusal(request(free, stated)).startswith(f"{free}: policies.0")


def test_a_policy_without_a_stated_cost_may_be_ranked_by_another_metric(tmp_path, base):
    free = scenario_file(tmp_path, "free", policy(price=0.9))
    assert len(load_comparable(request(base, free, metric="retention_rate"))) == 2


def with_policies(*policies):
    return changed({**CONTRACT, "policies": list(policies)})


PLAIN = with_policies()
LATE, SOON = policy(8, price=0.9), policy(3, discount=0.1)


@pytest.mark.parametrize(
    ("scenarios", "start"),
    [
        ([PLAIN], 0),
        ([PLAIN, PLAIN], 0),
        ([PLAIN, with_policies(LATE)], 8),
        ([PLAIN, with_policies(LATE), with_policies(SOON)], 3),
        ([PLAIN, with_policies(policy(-6, price=0.9))], 0),
        ([with_policies(SOON), with_policies(SOON, LATE)], 8),
        ([with_policies(LATE), PLAIN], 8),
        # A policy of the base that the variant does not have makes them differ from there on.
        ([with_policies(SOON), with_policies(LATE)], 3),
        ([PLAIN, changed(CONTRACT, ("firms.Alpha.price", 0.9))], 0),
        ([PLAIN, changed(CONTRACT, ("customers.habit_weight", 0.1))], 0),
        # What the base never reads, a variant reads from its policy on.
        ([PLAIN, changed({**CONTRACT, "policies": [LATE]}, ("customers.status_weight", 0.9))], 8),
        ([PLAIN, changed({**CONTRACT, "policies": [LATE]}, ("customers.habit_weight", 0.1))], 0),
    ],
)
def test_the_policy_starts_at_the_first_step_that_differs(scenarios, start):
    assert policy_start(scenarios) == start
