"""What is refused because nothing reads it is read by nothing, and all that is read by nothing is."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from simulation.errors import ScenarioError
from simulation.market import LoyaltyMarket
from simulation.scenario.describe import describe
from simulation.scenario.inert import inert_behavior
from simulation.scenario.loader import load_scenario, scenario_from_document
from simulation.scenario.overrides import overrides_of
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.schema import Scenario
from simulation.scenario.waking import RESTS, WAKERS, Waker, unread_behavior
from simulation.scenario.writing import write_scenario
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, history, ran
from tests.simulation.test_every_parameter_counts import MARKETS, another_value

EQUIPPED = {
    # every mechanism is at work in them, but for the one that a test puts to sleep
    "a year of programs": (("market.customers", 100),),
    "relations": (("market.customers", 100), ("customers.rating_rate", 0.2)),
    "locked contracts": (("market.customers", 100),),
}
WAKING = tuple(dict.fromkeys(waker for wakers in WAKERS.values() for waker in wakers))
ELSEWHERE = {
    "cross_buying", "breadth_spend",  # refused by `check_breadth_is_open`
    "outside_utility", "consider_max",  # the other values tried are no limits here
    "reference_price_adaptation", "reference_price_weight", "reference_price_loss",
    "bond_price_relief",  # read by every choice; prices happen to be alike and to stay
}  # fmt: skip


def put(block: Any, path: str, value: Any) -> Any:
    """Return a block with one value changed, past the checks."""
    first, _, rest = path.partition(".")
    inner = put(getattr(block, first), rest, value) if rest else value
    return block.model_copy(update={first: inner})


def asleep(scenario: Scenario, waker: Waker) -> Scenario:
    """Return a scenario in which one thing is at rest, past the checks."""
    people, market, firms = scenario.customers, scenario.market, dict(scenario.firms)
    for name in waker.people:
        people = put(people, name, None if name == "consider_max" else 0.0)
    for name in waker.market:
        market = put(market, name, 0)
    spared = sorted(firms)[: waker.firms - 1]
    for name in firms.keys() - set(spared):
        for lever in waker.levers:
            firms[name] = put(firms[name], lever, RESTS.get(lever, 0.0))
    policies = [
        policy.model_copy(
            update={"set": {p: v for p, v in policy.set.items() if p not in waker.levers}}
        )
        for policy in scenario.policies
        if policy.firm not in spared
    ]
    made = {"customers": people, "market": market, "firms": firms, "policies": tuple(policies)}
    return scenario.model_copy(update=made)


def far(path: str, now: Any) -> float:
    low, high = BEHAVIOR[path].bounds
    return float(high if now != high else low)


def all_changed(scenario: Scenario, paths: set[str]) -> Scenario:
    people = scenario.customers
    for path in paths:
        now: Any = people
        for key in path.split("."):
            now = getattr(now, key)
        people = put(people, path, far(path, now))
    return scenario.model_copy(update={"customers": people})


def records(market: LoyaltyMarket) -> Iterator[tuple[str, np.ndarray]]:
    """Yield all that a run leaves behind, but for how much leaving costs whom it costs nothing."""
    state, ledger = market.state, market.ledger
    for name in ("firms", "flows", "tenure"):
        yield name, np.ascontiguousarray(getattr(ledger, name)).view(np.uint8)
    for field in state.people.dtype.names:
        if field != "switching_factor":
            yield f"people {field}", state.people[field]
    for field in state.ties.dtype.names:
        yield f"ties {field}", state.ties[field]
    for name in ("outbox", "spoke", "year_spend", "staff_bond"):
        yield name, getattr(state, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", EQUIPPED)
@pytest.mark.parametrize("waker", WAKING, ids=lambda waker: waker.where[len("a market where ") :])
def test_what_a_sleeping_mechanism_alone_reads_moves_no_bit(waker: Waker, name: str) -> None:
    scenario = asleep(changed(MARKETS[name], *EQUIPPED[name]), waker)
    unread = set(unread_behavior(scenario)) - set(inert_behavior(scenario))
    mine = {path for path, wakers in WAKERS.items() if waker in wakers}
    assert mine <= unread | set(inert_behavior(scenario))
    base, other = ran(scenario), ran(all_changed(scenario, unread))
    for (what, before), (_, after) in zip(records(base), records(other), strict=True):
        np.testing.assert_array_equal(before, after, err_msg=what)


def test_wakers_name_parameters_that_there_are() -> None:
    assert set(WAKERS) <= set(BEHAVIOR)
    for waker in WAKING:
        assert set(waker.levers) <= set(LEVERS)
        assert set(waker.people) <= set(BEHAVIOR)


@pytest.mark.slow
@pytest.mark.parametrize("document", [CONTRACT, REPERTOIRE], ids=["contract", "repertoire"])
def test_every_parameter_that_moves_nothing_in_a_bare_market_is_refused_there(
    document: dict[str, Any],
) -> None:
    bare = changed({**document, "firms": {name: {"share": 0.3} for name in ("Alpha", "Beta")}})
    idle = set(inert_behavior(bare)) | set(unread_behavior(bare))
    before = history(ran(bare))
    silent = []
    for path, declaration in BEHAVIOR.items():
        if path in idle or not isinstance(declaration.default, int | float | None):
            continue
        now: Any = bare.customers
        for key in path.split("."):
            now = getattr(now, key)
        value = another_value(declaration, now)
        moved = bare.model_copy(update={"customers": put(bare.customers, path, value)})
        if history(ran(moved)) == before:
            silent.append(path)
    assert set(silent) == ELSEWHERE


def test_a_value_that_a_variant_inherits_is_no_mistake_and_its_own_is(write, sound):
    firms = "firms: {Alpha: {tiers: {first: 5}}}"
    write("base.yaml", f"extends: {sound}\n{firms}\ncustomers: {{status_weight: 0.4}}\n")
    plain = "extends: base.yaml\nfirms: {Alpha: {tiers: {first: 0}}}\n"
    inherited = load_scenario(write("without_tiers.yaml", plain))
    assert inherited.customers.status_weight == 0.4
    own = write("own.yaml", plain + "customers: {status_weight: 0.5}\n")
    with pytest.raises(ScenarioError, match=r"^own.yaml:3: customers.status_weight moves nothing"):
        load_scenario(own)
    assert "status_weight:" not in describe(inherited)
    write_scenario(inherited, "written.yaml", "")
    assert load_scenario("written.yaml").customers.status_weight == 0.15  # nothing reads it


def test_what_is_typed_is_refused_unless_the_lever_is_typed_too():
    typed = ["customers.status_weight=0.4"]
    with pytest.raises(ScenarioError, match=r"^--set: customers.status_weight moves nothing"):
        load_scenario("telecom_contract", overrides_of(typed, {}))
    equipped = [*typed, "firms.Alpha.program.earn_rate=0.05", "firms.Alpha.tiers.first=5"]
    assert load_scenario("telecom_contract", overrides_of(equipped, {}))


@pytest.mark.parametrize(
    ("wakened", "path"),
    [
        ({"policies": [{"firm": "Beta", "set": {"contacts.email": 1.0}, "from": 3}]}, "contact_bond"),
        ({"segments": {"some": {"share": 0.2, "set": {"rating_rate": 0.1}}}}, "rating_extremity"),
        ({"firms": {"Alpha": {"share": 0.5, "reaction": {"policy": "program", "budget": 0.1}},
                    "Beta": {"share": 0.5}}}, "point_value"),
        ({"firms": {"Alpha": {"share": 0.5, "awareness": 0.5}, "Beta": {"share": 0.5}}},
         "message_awareness"),
    ],
    ids=["a policy", "a segment", "a reaction", "awareness below 1"],
)  # fmt: skip
def test_one_segment_policy_or_answer_to_rivals_is_enough_to_wake_it(wakened, path):
    assert path in unread_behavior(scenario_from_document(CONTRACT))
    assert path not in unread_behavior(scenario_from_document({**CONTRACT, **wakened}))


def test_0_says_that_a_sleeping_mechanism_is_off_and_stays_so_for_variants(write, sound):
    off = "customers: {status_weight: 0, coupon_base: 0}\n"
    with pytest.raises(ScenarioError, match=r"customers\.coupon_base moves nothing") as caught:
        load_scenario(write("logit.yaml", f"extends: {sound}\n{off}"))
    assert "status_weight" not in str(caught.value)  # 0 is no end of a tendency in logits
    base = load_scenario(write("off.yaml", f"extends: {sound}\ncustomers: {{status_weight: 0}}\n"))
    write_scenario(base, "written.yaml", "")
    tiers = "firms: {Alpha: {tiers: {first: 5}}}\n"
    variant = load_scenario(write("tiers.yaml", f"extends: written.yaml\n{tiers}"))
    assert variant.customers.status_weight == 0.0
