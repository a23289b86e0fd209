"""What firms do about lost share, and what entry and exit do to a market (EQ24)."""

from typing import Any

import numpy as np
import pytest

from simulation.market import LoyaltyMarket
from simulation.reactions import Efforts, View, react, recent_shares, usual_share
from simulation.records import LEVERS, TERMS
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed, ran, total

OWN, RIVAL, GONE = 0, 1, 2


def lever(**reaction: float) -> np.void:
    row = np.zeros(1, dtype=LEVERS).view(np.recarray)
    values = {
        "tolerance": 0.05, "strength": 0.5, "relaxation": 0.05, "budget": 0.3, "match_prob": 0.5,
        "imitation": 0.5, "recovery_cost": 1.0, **reaction,
    }  # fmt: skip
    for name, value in values.items():
        row[f"reaction_{name}"] = value
    return row[0]


def view(shares: tuple[float, ...] = (0.28, 0.72, 0.0), **rival: float) -> View:
    """Return what a firm of 28 % sees: one rival, and one who left the market with a coupon."""
    terms = np.zeros((2, 1, 3), dtype=TERMS).view(np.recarray)
    terms["active"], terms["reach"], terms["price"], terms["recovery"] = 1.0, 1.0, 1.0, 0.5
    for d in ("R", "A", "T", "E", "Re"):
        terms[f"delivered_{d}"] = 70.0
    for name, value in rival.items():
        terms[name][:, :, RIVAL] = value
    terms["active"][:, :, GONE], terms["discount"][:, :, GONE] = 0.0, 0.9
    promoted = np.zeros((2, 1, 3), dtype=np.uint8)
    return View(OWN, 5, terms, promoted, np.array(shares), 0.01)


def acted(policy: str, seen: View, luck: float = 0.0, **reaction: float) -> Efforts:
    efforts = Efforts()
    react(policy, efforts, lever(**reaction), seen, target=0.4, luck=luck)
    return efforts


def test_a_price_cutter_that_lost_three_tenths_gives_an_eighth() -> None:
    # (.40 - .28) / .40 = .3; .5 (.3 - .05) = .125
    assert acted("price", view()).by_action["price"] == pytest.approx(0.125)
    assert acted("price", view(), budget=0.1).total == pytest.approx(0.1)
    assert acted("price", view(shares=(0.4, 0.6, 0.0))).total == 0.0


def test_a_coupon_is_matched_with_a_chance_and_ends_with_the_rivals() -> None:
    assert acted("promo", view(discount=0.2), luck=0.6).total == 0.0
    efforts = acted("promo", view(discount=0.2), luck=0.4)
    assert efforts.by_action["promo"] == pytest.approx(0.2)
    react("promo", efforts, lever(), view(discount=0.12), target=0.4, luck=0.9)
    assert efforts.by_action["promo"] == pytest.approx(0.12)
    react("promo", efforts, lever(), view(), target=0.4, luck=0.9)
    assert efforts.total == 0.0


def test_the_deepest_coupon_is_that_of_a_rival_in_the_market() -> None:
    assert view().deepest_coupon() == 0.0  # the one with 90 % off has left
    assert view(newcomer_discount=0.3).deepest_coupon() == pytest.approx(0.3)
    seen = view(promotion_depth=0.25)
    assert seen.deepest_coupon() == 0.0
    seen.promoted[0, 0, RIVAL] = 1
    assert seen.deepest_coupon() == pytest.approx(0.25)


def test_coupons_in_the_hands_of_some_are_seen_and_offers_to_former_customers_are_not() -> None:
    assert view(coupons_reach=0.1, coupons_depth=0.4).deepest_coupon() == pytest.approx(0.4)
    assert view(coupons_depth=0.4).deepest_coupon() == 0.0  # printed and given to nobody
    assert view(winback_discount=0.4).deepest_coupon() == 0.0


@pytest.mark.parametrize("policy", ["price", "promo", "quality", "program", "imitate"])
def test_a_budget_that_is_cut_cuts_the_effort(policy: str) -> None:
    seen = view(discount=0.3, delivered_R=90.0, program_earn_rate=0.2)
    efforts = acted(policy, seen, imitation=1.0, match_prob=1.0)
    assert efforts.total > 0.1
    react(policy, efforts, lever(budget=0.1), seen, target=0.4, luck=0.9)
    assert efforts.total == pytest.approx(0.1)
    react(policy, efforts, lever(budget=0.0), seen, target=0.4, luck=0.9)
    assert efforts.total == 0.0
    assert not efforts.spending.any()


def test_quality_money_goes_where_rivals_are_furthest_ahead() -> None:
    efforts = acted("quality", view(delivered_E=78.0, delivered_R=75.0))
    assert efforts.spending.tolist() == pytest.approx([0.0, 0.0, 0.0, 0.125, 0.0])
    react("quality", efforts, lever(), view(shares=(0.44, 0.56, 0.0)), target=0.4, luck=0.0)
    assert efforts.spending[3] == pytest.approx(0.125 * 0.95)
    assert efforts.total == pytest.approx(efforts.spending.sum())


@pytest.mark.parametrize(
    ("rival", "action", "effort"),
    [
        ({"price": 0.8}, "price", 0.2),
        ({"price": 0.5}, "price", 0.3),  # as far as the budget goes
        ({"program_earn_rate": 0.1}, "program", 0.1),
        ({"recovery": 0.9}, "recovery", 0.4 * 0.01),
        ({f"delivered_{d}": 80.0 for d in ("R", "A", "T", "E", "Re")}, "quality", 0.125),
    ],
)
def test_an_imitator_copies_what_the_leader_does_best(
    rival: dict[str, float], action: str, effort: float
) -> None:
    efforts = acted("imitate", view(**rival))
    assert efforts.by_action[action] == pytest.approx(effort)
    assert efforts.total == pytest.approx(effort)
    assert acted("imitate", view(**rival), luck=0.6).total == 0.0


def test_there_is_nothing_to_imitate_for_the_leader_or_where_nobody_is_ahead() -> None:
    assert acted("imitate", view(shares=(0.36, 0.3, 0.34), price=0.5)).total == 0.0
    assert acted("imitate", view()).total == 0.0


def test_shares_are_of_purchases_and_the_usual_one_is_a_mean_of_steps() -> None:
    purchases = np.array([[1, 3], [0, 0], [30, 10]])
    assert recent_shares(purchases).tolist() == pytest.approx([31 / 44, 13 / 44])
    assert usual_share(purchases, 0) == pytest.approx(0.5)  # (.25 + .75) / 2
    assert usual_share(np.zeros((3, 2), dtype=np.int64), 0) == 0.0


def with_entrant(document: dict[str, Any], **beta: Any) -> dict[str, Any]:
    """Return a market that Gamma enters in step 4, with a subsidy."""
    firms = {**document["firms"], "Beta": {**document["firms"]["Beta"], **beta}}
    firms["Gamma"] = {"share": 0.25, "active": 0}
    entry = {"firm": "Gamma", "set": {"active": 1, "discount": 0.3}, "from": 4, "cost": {}}
    return {**document, "firms": firms, "policies": [entry]}


@pytest.mark.parametrize("mode", BOTH)
def test_the_first_price_cut_is_what_a_hand_computes_from_the_books(mode: str) -> None:
    reaction = {"policy": "price", "budget": 0.4, "tolerance": 0.02}
    document = with_entrant(BOTH[mode], reaction=reaction)
    market = ran(changed(document, ("market.customers", 1_000)))
    burn_in = market.config.market.burn_in_steps
    purchases = total(market, "purchases")
    interval = 1 if mode == "contract" else 4  # a month, in steps
    shares = purchases / purchases.sum(axis=1, keepdims=True)
    target = shares[:burn_in, 1].mean()
    price = market.world.terms["price"][:, 0, 1]
    looks = range(burn_in + interval, market.n_steps, interval)
    effort, hand = 0.0, np.ones(market.n_steps)
    for now in looks:
        seen = purchases[now - interval : now]
        gap = 1.0 - seen[:, 1].sum() / seen.sum() / target
        if gap > 0.02:
            effort = min(effort + 0.5 * (gap - 0.02), 0.4)
        elif gap < -0.02:
            effort *= 0.95
        hand[now:] = max(1.0 - effort, 0.63)
    assert price == pytest.approx(hand)
    assert price[burn_in] == 1.0
    assert price.min() < 0.97


def test_large_and_small_markets_react_alike() -> None:
    reaction = {"policy": "price", "budget": 0.4}
    ends = []
    for n in (2_000, 8_000):
        document = with_entrant(REPERTOIRE, reaction=reaction)
        market = ran(changed(document, ("market.customers", n)))
        ends.append(market.management.organization.conduct["price_in_force"][-1, 1])
    assert ends[0] < 0.95
    assert ends[0] == pytest.approx(ends[1], abs=0.05)


def test_a_firm_that_is_out_of_the_market_does_not_react() -> None:
    leaving = {"firm": "Beta", "set": {"active": 0}, "from": 6, "cost": {}}
    firms = {**CONTRACT["firms"]}
    firms["Beta"] = {**firms["Beta"], "reaction": {"policy": "price", "budget": 0.4}}
    market = ran(changed({**CONTRACT, "firms": firms, "policies": [leaving]}))
    effort = market.management.organization.conduct["reaction_effort"][:, 1]
    gone = market.config.market.burn_in_steps + 6
    assert (effort[gone:] == effort[gone]).all()


@pytest.mark.parametrize("mode", BOTH)
def test_nobody_buys_from_a_firm_before_it_enters_and_many_do_after(mode: str) -> None:
    market = ran(changed(with_entrant(BOTH[mode])))
    entry = market.config.market.burn_in_steps + 4
    purchases = total(market, "purchases")
    assert purchases[:entry, 2].sum() == 0
    assert purchases[entry:, 2].sum() > 0.05 * purchases[entry:].sum()
    before = purchases[entry - 4 : entry].sum(axis=0)
    after = purchases[-4:].sum(axis=0)
    assert (after[:2] / after.sum() < before[:2] / before.sum()).all()  # from all, not from one


@pytest.mark.parametrize("mode", BOTH)
def test_nobody_stays_with_a_firm_that_leaves(mode: str) -> None:
    exit_ = {"firm": "Beta", "set": {"active": 0}, "from": 6, "cost": {}}
    market = ran(changed({**BOTH[mode], "policies": [exit_]}))
    gone = market.config.market.burn_in_steps + 6
    purchases = total(market, "purchases")
    assert purchases[gone - 1, 1] > 0
    assert purchases[gone:, 1].sum() == 0
    assert total(market, "customers")[-1, 1] == 0
    assert total(market, "lost")[:, 1].sum() > 0
    if mode == "contract":  # its people go to the others at once
        assert purchases[gone].sum() == purchases[gone - 1].sum()


def test_an_entrant_whom_nobody_knows_is_found_by_advertising_and_hearsay_only() -> None:
    known = {}
    for name, entrant in {
        "silent": {"awareness": 0.0},
        "heard": {"awareness": 0.2},
        "advertised": {"awareness": 0.0, "advertising": 3.0},
    }.items():
        document = with_entrant(REPERTOIRE)
        document["firms"]["Gamma"] |= entrant
        market = LoyaltyMarket(changed(document), rng=7)
        market.advance_to(market.config.market.burn_in_steps + 4)
        early = market.customers.get("aware")[:, 2].mean()
        market.run_model()
        known[name] = early, market.customers.get("aware")[:, 2].mean()
        if name == "silent":
            assert total(market, "purchases")[:, 2].sum() == 0
    assert known["silent"] == (0.0, 0.0)
    assert known["heard"][1] > known["heard"][0] > 0.0
    assert known["advertised"][1] > 0.5


def test_who_leaves_in_silence_is_seen_in_the_share_and_not_in_the_complaints() -> None:
    def effort(watch: str, complaint_base: float) -> float:
        document = {
            **CONTRACT,
            "customers": {**CONTRACT["customers"], "complaint_base": complaint_base},
            "policies": [{"firm": "Beta", "set": {"discount": 0.4}, "from": 0, "cost": {}}],
        }
        reaction = {"policy": "quality", "budget": 0.1, "tolerance": 0.02, "watch": watch}
        market = ran(changed(document, ("firms.Alpha.reaction", reaction)))
        return float(market.management.organization.conduct["reaction_effort"][-1, 0])

    nobody_complains = -10.0
    assert effort("share", nobody_complains) > 0.0
    assert effort("complaints", nobody_complains) == 0.0


def test_a_firm_that_looks_at_its_complaints_answers_when_they_rise() -> None:
    document = {
        **CONTRACT,
        "policies": [{"firm": "Alpha", "set": {"failure_prob": 0.4}, "from": 4, "cost": {}}],
    }
    reaction = {"policy": "quality", "budget": 0.1, "tolerance": 0.5, "watch": "complaints"}
    many = (
        ("market.customers", 1_500), ("firms.Alpha.failure_prob", 0.1),
        ("firms.Alpha.reaction", {**reaction, "interval_months": 2.0}),
    )  # fmt: skip
    effort = ran(changed(document, *many)).management.organization.conduct["reaction_effort"][:, 0]
    assert (effort[: 12 + 4] == 0.0).all()
    assert effort[-1] > 0.0


def test_a_firm_that_entered_late_in_the_burn_in_defends_the_share_it_had_since() -> None:
    enters = {"firm": "Alpha", "set": {"active": 1.0}, "from": -3}
    cut = {"firm": "Beta", "set": {"discount": 0.5}, "from": 0}
    document = changed(
        REPERTOIRE, ("firms.Alpha.active", 0.0), ("policies", [enters, cut]),
        ("firms.Alpha.reaction", {"policy": "price", "budget": 0.2}),
    )  # fmt: skip
    market = ran(document)
    bought = total(market, "purchases")
    since, cut_off = recent_shares(bought[9:12])[0], recent_shares(bought[12:16])[0]
    assert usual_share(bought[:12], 0) < cut_off < 0.8 * since
    effort = market.management.organization.conduct["reaction_effort"][16, 0]
    # strength .5, tolerance .05; a mean of shares is not quite the share of sums
    assert effort == pytest.approx(0.5 * ((since - cut_off) / since - 0.05), abs=0.02)
