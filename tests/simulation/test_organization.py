"""The inside of firms: neutral at rest, the same bytes however a run is cut, paid for, recorded."""

from typing import Any

import numpy as np
import pytest

from simulation.elementary import MICRO
from simulation.ledger import FIRM_MEASURES
from simulation.market import THREADS_PAY_FROM, LoyaltyMarket
from simulation.organization import CONDUCT_FIELDS
from simulation.results import FirmTable
from simulation.runner import RunSpec, run_many, worker_pool
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed, history, ran, total
from tests.simulation.test_same_seed import digest_of_run

BETA = 1  # in the order of names
AT_WORK: dict[str, Any] = {
    # a firm in which everything is at work
    "investment": {"R": 0.02, "E": 0.03, "lag_months": 1.0, "rule": "worst_dimension"},
    "staff": {"wage": 1.1, "training": 0.5, "culture": 0.2, "load": 1.1, "coordination": 0.8},
    "supplier": {
        "quality": 75.0, "disruption_rate": 0.1, "dual_sourcing": 0.5, "promptness": 0.5,
        "price_squeeze": 0.3,
    },
    "reaction": {"policy": "price", "budget": 0.2, "share_target": 0.6},
}  # fmt: skip
LEVERS_AT_REST: dict[str, dict[str, float]] = {
    "investment": {"investment.R": 0.0, "investment.Re": 0.0},
    "staff": {"staff.wage": 1.0, "staff.training": 0.0, "staff.load": 1.0},
    "coordination": {"staff.coordination": 1.0},
    "supplier": {"supplier.quality": 80.0, "supplier.disruption_rate": 0.0},
    "terms": {"supplier.promptness": 0.0, "supplier.price_squeeze": 0.0},
}
LEVERS_AT_WORK: dict[str, dict[str, float]] = {
    "investment": {"investment.R": 0.1, "investment.lag_months": 0.0},
    "wage": {"staff.wage": 1.3},
    "load": {"staff.load": 1.5},
    "coordination": {"staff.coordination": 0.2},
    "supplier": {"supplier.quality": 50.0},
    "disruptions": {"supplier.disruption_rate": 0.9},
    "squeeze": {"supplier.price_squeeze": 1.0},
}
START = 5


def with_beta(document: dict[str, Any], **inside: Any) -> dict[str, Any]:
    firms = {**document["firms"], "Beta": {**document["firms"]["Beta"], **inside}}
    return {**document, "firms": firms}


def with_policy(document: dict[str, Any], levers: dict[str, float], start: int) -> dict[str, Any]:
    policy = {"firm": "Beta", "set": levers, "from": start, "cost": {}}
    return {**document, "policies": [policy]}


def conduct(market: LoyaltyMarket, name: str, firm: int = BETA) -> np.ndarray:
    column: np.ndarray = market.management.organization.conduct[name][:, firm]
    return column


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("levers", LEVERS_AT_REST)
def test_levers_set_to_their_rest_change_not_one_bit(mode: str, levers: str) -> None:
    base = ran(changed(BOTH[mode]))
    market = ran(changed(with_policy(BOTH[mode], LEVERS_AT_REST[levers], START)))
    assert market.management.moving == ()
    assert history(market) == history(base)


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("levers", LEVERS_AT_WORK)
def test_worlds_are_identical_until_a_lever_inside_a_firm_moves(mode: str, levers: str) -> None:
    base = LoyaltyMarket(changed(BOTH[mode]), rng=3)
    scenario = changed(with_policy(BOTH[mode], LEVERS_AT_WORK[levers], START))
    market = LoyaltyMarket(scenario, rng=3)
    until = scenario.market.burn_in_steps + START
    base.advance_to(until)
    market.advance_to(until)
    assert history(market) == history(base)
    base.run_model()
    market.run_model()
    assert history(market) != history(base)


def test_a_firm_that_is_looked_at_but_does_nothing_changes_not_one_bit() -> None:
    # it is on the list of those who move, goes through every rule, and ends where it began
    calm = {"policy": "price", "budget": 0.5, "tolerance": 1.0}
    base = ran(changed(REPERTOIRE))
    market = ran(changed(with_beta(REPERTOIRE, reaction=calm)))
    assert market.management.moving == (BETA,)
    assert history(market) == history(base)


def test_a_market_in_which_nobody_decides_is_never_interrupted() -> None:
    market = LoyaltyMarket(changed(with_beta(CONTRACT, staff={"wage": 1.2})), rng=1)
    assert market._next_decision(0) == market.n_steps


def test_firms_at_work_leave_the_same_bytes_however_a_run_is_cut() -> None:
    scenario = changed(with_beta(CONTRACT, **AT_WORK))
    whole = ran(scenario)
    cut = LoyaltyMarket(scenario, rng=7)
    for stop in (1, 2, 11, 12, 13, 20, 36):
        cut.advance_to(stop)
    assert history(cut) == history(whole)
    assert (
        cut.management.organization.conduct.tobytes()
        == whole.management.organization.conduct.tobytes()
    )


def test_firms_at_work_leave_the_same_bytes_with_one_thread_or_two() -> None:
    size = {"customers": THREADS_PAY_FROM + 37, "burn_in_steps": 3, "steps": 5}
    document = with_beta(CONTRACT, **AT_WORK)
    scenario = changed({**document, "market": {**document["market"], **size}})
    one, two = ran(scenario, threads=1), ran(scenario, threads=2)
    assert one.management.organization.conduct["reaction_effort"][-1, BETA] > 0.0
    assert history(one) == history(two)


@pytest.mark.slow
def test_firms_at_work_leave_the_same_bytes_with_one_worker_or_two() -> None:
    scenario = changed(with_beta(REPERTOIRE, **AT_WORK))
    specs = [RunSpec("at work", scenario, seed) for seed in range(4)]
    alone = run_many(specs, digest_of_run)
    with worker_pool(2) as pool:
        assert run_many(specs[::-1], digest_of_run, pool=pool)[::-1] == alone


@pytest.mark.parametrize("policy", ["price", "promo", "quality", "program", "recovery", "imitate"])
@pytest.mark.parametrize("name", ["Aardvark", "Zebra"])
def test_an_inert_extra_firm_changes_nobodys_history_even_if_firms_react(
    policy: str, name: str
) -> None:
    inside = {**AT_WORK, "reaction": {"policy": policy, "budget": 0.3, "share_target": 0.6}}
    document = with_beta(REPERTOIRE, **inside)
    inert = {"share": 0.5, "reach": 0.0, "quality": {"R": 99.0}, "price": 0.2, "discount": 0.5}
    base = ran(changed(document))
    extra = ran(changed(document, (f"firms.{name}", inert)))
    place = extra.tables.firm_names.index(name)
    firms = np.delete(np.asarray(extra.ledger.firms), place, axis=2)
    assert np.ascontiguousarray(firms).tobytes() == np.asarray(base.ledger.firms).tobytes()


def test_the_order_of_firms_in_the_file_changes_nothing_even_if_all_react() -> None:
    firms = {name: {**own, **AT_WORK} for name, own in CONTRACT["firms"].items()}
    turned = dict(reversed(firms.items()))
    one, other = (ran(changed({**CONTRACT, "firms": f})) for f in (firms, turned))
    assert history(one) == history(other)


def test_a_wage_raises_the_loyalty_of_staff_step_by_step_as_a_hand_computes() -> None:
    market = LoyaltyMarket(changed(with_beta(CONTRACT, staff={"wage": 1.2})), rng=1)
    # L* = 65 + .5 x 20 = 75; 65, then 65 + .1 x 10 = 66, 66.9, 67.71
    assert conduct(market, "staff_loyalty")[:4] == pytest.approx([65.0, 66.0, 66.9, 67.71])
    assert conduct(market, "staff_turnover")[1] == pytest.approx(0.025 * np.exp(-0.05))
    # skill: two thirds, less those who left, and a twentieth of the missing third learned
    turnover = 0.025 * np.exp(-0.05)
    skill = 2.0 / 3.0 * (1.0 - turnover) + 0.05 / 3.0
    assert conduct(market, "staff_skill")[1] == pytest.approx(skill)
    # empathy: (76 + .39 x 1) x (.85 + .15 skill) / .95
    empathy = (76.0 + 0.39) * (0.85 + 0.15 * skill) / 0.95
    assert market.world.terms["delivered_E"][1, 0, BETA] == pytest.approx(empathy)
    assert market.world.terms["delivered_T"][1, 0, BETA] == 76.0
    assert market.world.terms["recovery"][1, 0, BETA] == pytest.approx(0.503)
    assert market.world.terms["staff_turnover"][1, 0, BETA] == pytest.approx(turnover)


def test_a_week_and_a_month_lead_staff_to_the_same_place() -> None:
    weekly = {**CONTRACT, "market": {**CONTRACT["market"], "step_days": 6}}
    monthly = {**CONTRACT, "market": {**CONTRACT["market"], "step_days": 30}}
    ends = []
    for document, step in ((weekly, 30), (monthly, 6)):
        market = LoyaltyMarket(changed(with_beta(document, staff={"wage": 1.2})), rng=1)
        ends.append(conduct(market, "staff_loyalty")[step])
    assert ends[0] == pytest.approx(ends[1])


def test_investment_shows_after_its_lag_and_saturates() -> None:
    spend = {"R": 0.05, "T": 0.1, "lag_months": 3.0}
    market = LoyaltyMarket(changed(with_beta(CONTRACT, investment=spend)), rng=1)
    terms = market.world.terms
    assert terms["delivered_R"][:3, 0, BETA].tolist() == [76.0] * 3
    assert terms["delivered_R"][3, 0, BETA] == pytest.approx(76.0 + 12.0 * (1.0 - np.exp(-1.0)))
    assert terms["delivered_T"][3, 0, BETA] == pytest.approx(76.0 + 12.0 * (1.0 - np.exp(-2.0)))
    assert terms["delivered_A"][:, 0, BETA].tolist() == [76.0] * market.n_steps


def test_what_was_spent_is_felt_as_much_later_as_it_was_spent() -> None:
    policy = {"firm": "Beta", "set": {"investment.A": 0.05}, "from": -6, "until": -2, "cost": {}}
    document = with_beta(CONTRACT, investment={"lag_months": 3.0})
    market = LoyaltyMarket(changed({**document, "policies": [policy]}), rng=1)
    felt = market.world.terms["delivered_A"][:, 0, BETA] > 76.0
    spent = conduct(market, "lever_spend") > 0.0
    assert np.flatnonzero(spent).tolist() == [6, 7, 8, 9]  # steps -6 to -3 of 12 of burn-in
    assert np.flatnonzero(felt).tolist() == [9, 10, 11, 12]


def test_what_a_firm_promises_is_what_it_delivers_at_the_start() -> None:
    slow = LoyaltyMarket(changed(with_beta(CONTRACT, staff={"coordination": 0.0})), rng=1)
    # responsiveness .7 x 76, importance .22
    assert slow.world.terms["promise"][0, 0, BETA] == pytest.approx(76.0 - 0.22 * 0.3 * 76.0)
    assert slow.world.terms["quick_share"][0, 0, BETA] == 0.0


def test_a_disruption_brings_failures_worse_reliability_and_higher_cost() -> None:
    supplier = {"disruption_rate": 0.5, "disruption_months": 3.0}
    market = LoyaltyMarket(changed(with_beta(CONTRACT, supplier=supplier)), rng=1)
    disrupted = conduct(market, "supplier_disrupted") > 0.0
    assert 3 < disrupted.sum() < market.n_steps - 3
    terms = market.world.terms[:, 0, BETA]
    assert set(terms["failure_prob"][disrupted]) == {0.09}
    assert set(terms["failure_prob"][~disrupted]) == {0.03}
    assert terms["delivered_R"][disrupted].tolist() == pytest.approx([66.0] * disrupted.sum())
    assert terms["unit_cost"][disrupted].tolist() == pytest.approx([0.648] * disrupted.sum())
    assert set(terms["unit_cost"][~disrupted]) == {0.6}


def test_a_second_supplier_only_takes_disruptions_away() -> None:
    # the same draws: single sourcing is disrupted whenever dual sourcing is
    always = ("market.steps", 2_000), ("market.customers", 1)
    shares = []
    for dual in (0.0, 1.0):
        supplier = {"quality": 70.0, "disruption_rate": 0.05, "dual_sourcing": dual,
                    "disruption_months": 1.0}  # fmt: skip
        market = LoyaltyMarket(changed(with_beta(CONTRACT, supplier=supplier), *always), rng=2)
        shares.append(conduct(market, "supplier_disrupted"))
    assert (shares[0] >= shares[1]).all()
    # with a mean of one month or less each lasts one step
    assert shares[0].mean() == pytest.approx(0.05, abs=0.015)
    assert shares[1].mean() == pytest.approx(0.02, abs=0.01)


def test_a_supplier_with_good_terms_stays_loyal_and_repairs_sooner() -> None:
    months = {}
    for name, terms in {"kind": {"value_share": 1.0, "promptness": 1.0},
                        "hard": {"price_squeeze": 1.0}}.items():  # fmt: skip
        supplier = {"disruption_rate": 0.1, "disruption_months": 6.0, **terms}
        document = with_beta(CONTRACT, supplier=supplier)
        market = LoyaltyMarket(
            changed(document, ("market.steps", 2_000), ("market.customers", 1)), rng=2
        )
        months[name] = conduct(market, "supplier_disrupted").sum()
        # 50 + 20 + 20 and 50 - 30
        target = {"kind": 90.0, "hard": 20.0}[name]
        assert conduct(market, "supplier_loyalty")[-1] == pytest.approx(target)
    assert months["kind"] < 0.8 * months["hard"]


def test_levers_cost_their_share_of_revenue_to_the_last_cent() -> None:
    market = ran(changed(with_beta(CONTRACT, staff={"wage": 1.2, "training": 1.0})))
    revenue = market.ledger.firms["revenue"][:, :, BETA].astype(float)
    share = 0.2 * 0.25 + 0.01  # wages above the going rate, and a training program
    assert conduct(market, "lever_spend") == pytest.approx(share)
    booked = market.ledger.firms["policy_cost"][:, :, BETA]
    assert np.abs(booked - share * revenue).max() <= 0.5 + 1e-6
    assert booked.sum() / MICRO > 1.0
    assert total(market, "policy_cost")[:, 0].sum() == 0


def test_what_levers_cost_is_added_to_what_a_policy_states() -> None:
    stated = {"firm": "Beta", "set": {"recovery": 0.6}, "from": 0, "cost": {"per_month": 0.01}}
    document = {**with_beta(CONTRACT, staff={"training": 1.0}), "policies": [stated]}
    market = ran(changed(document))
    revenue = market.ledger.firms["revenue"][:, 0, BETA].astype(float)
    policy = np.where(np.arange(market.n_steps) < 12, 0.0, 0.01 * 400 * MICRO)
    booked = market.ledger.firms["policy_cost"][:, 0, BETA]
    assert np.abs(booked - 0.01 * revenue - policy).max() <= 0.5 + 1e-6


def test_pressing_a_supplier_saves_money_and_a_second_one_costs_some() -> None:
    pressed = LoyaltyMarket(changed(with_beta(CONTRACT, supplier={"price_squeeze": 1.0})), rng=1)
    assert pressed.world.terms["unit_cost"][0, 0, BETA] == pytest.approx(0.57)
    dual = LoyaltyMarket(changed(with_beta(CONTRACT, supplier={"dual_sourcing": 1.0})), rng=1)
    assert conduct(dual, "lever_spend").tolist() == [0.01] * dual.n_steps


def test_plan_do_check_act_moves_the_same_money_to_the_weak_dimension() -> None:
    document = with_beta(
        CONTRACT, investment={"R": 0.04, "rule": "worst_dimension", "lag_months": 0.0},
        quality={"E": 40.0},
    )  # fmt: skip
    market = ran(changed(document))
    moves = market.management.organization.moves[:, BETA]
    mix = np.array([moves[f"mix_{d}"] for d in ("R", "A", "T", "E", "Re")])
    assert mix[3, 1] == pytest.approx(0.25)  # a quarter at the first review
    assert mix[:, 5].sum() == pytest.approx(1.0)
    assert mix[3, 5] > 0.7
    assert conduct(market, "lever_spend") == pytest.approx(0.04)
    assert market.world.terms["delivered_E"][-1, 0, BETA] > 42.0


def test_a_firm_that_stops_at_satisfied_spends_nothing_while_enough_are() -> None:
    spend = {"R": 0.04, "rule": "stop_at_satisfied", "satisfied_share": 0.5}
    content = ran(changed(with_beta(CONTRACT, investment=spend)))
    never = ran(changed(with_beta(CONTRACT, investment={**spend, "satisfied_share": 1.0})))
    assert conduct(content, "lever_spend")[0] == pytest.approx(0.04)
    assert conduct(content, "lever_spend")[6:].max() == 0.0  # 76 points satisfy most
    assert conduct(never, "lever_spend").min() == pytest.approx(0.04)


@pytest.mark.parametrize("mode", BOTH)
def test_the_satisfied_are_counted_among_present_customers(mode: str) -> None:
    spend = {"R": 0.01, "rule": "stop_at_satisfied"}
    market = ran(changed(with_beta(BOTH[mode], investment=spend)))
    firm = market.firms[BETA]
    present = total(market, "customers")[-1, BETA]
    satisfied = firm._satisfied_share(market.n_steps) * present
    assert satisfied == pytest.approx(round(satisfied), abs=1e-6)
    assert 0 < satisfied <= present


def test_the_inside_of_firms_is_recorded_with_every_segment_alike() -> None:
    segments = {"few": {"share": 0.3, "set": {}}}
    market = ran(changed({**with_beta(CONTRACT, staff={"wage": 1.2}), "segments": segments}))
    frame = FirmTable(
        market.ledger, market.management.organization.conduct, market.tables.firm_names,
        market.tables.segment_names, 12,
    )()  # fmt: skip
    names = [name for name, _, _ in CONDUCT_FIELDS]
    assert list(frame.columns) == [
        "step",
        "segment",
        "firm",
        *(m.name for m in FIRM_MEASURES),
        *names,
    ]
    beta = frame[frame["firm"] == "Beta"].pivot(
        index="step", columns="segment", values="staff_loyalty"
    )
    assert (beta["few"] == beta["everyone else"]).all()
    assert beta["few"].to_numpy() == pytest.approx(conduct(market, "staff_loyalty"))
    alpha = frame[frame["firm"] == "Alpha"]
    assert set(alpha["staff_loyalty"]) == {65.0}
    assert set(alpha["price_in_force"]) == {1.0}


def test_a_firm_learns_from_complaints_beneath_what_its_supplier_adds() -> None:
    supplier = {"disruption_rate": 0.5, "disruption_months": 1.0}
    firm = {"failure_prob": 0.2, "complaint_ease": 1.0, "complaint_learning": 0.3}
    market = ran(changed(with_beta(CONTRACT, supplier=supplier, **firm)))
    plan = market.management.plan(BETA)["failure_prob"][:, 0]
    disrupted = conduct(market, "supplier_disrupted")
    assert (np.diff(plan) <= 0.0).all()
    assert plan[-1] < 0.19
    assert market.world.terms["failure_prob"][:, 0, BETA] == pytest.approx(plan + 0.06 * disrupted)


def test_no_reaction_and_no_staff_takes_a_number_out_of_its_bounds() -> None:
    wild = {
        "staff": {"wage": 2.0, "training": 1.0, "empowerment": 1.0, "culture": 1.0},
        "investment": dict.fromkeys(("R", "A", "T", "E", "Re"), 1.0),
        "supplier": {"quality": 0.0, "disruption_rate": 1.0},
        "reaction": {"policy": "price", "budget": 1.0, "share_target": 1.0, "strength": 10.0},
        "failure_prob": 1.0, "recovery": 1.0,
    }  # fmt: skip
    market = ran(changed(with_beta(REPERTOIRE, **wild)))
    terms = market.world.terms[:, :, BETA]
    for d in ("R", "A", "T", "E", "Re"):
        assert terms[f"delivered_{d}"].min() >= 0.0
        assert terms[f"delivered_{d}"].max() <= 100.0
    assert terms["failure_prob"].max() == 1.0
    assert terms["recovery"].max() <= 1.0
    assert terms["price"].min() == pytest.approx(
        0.6 * 1.08 * 1.05
    )  # what a unit costs in a disruption
    assert np.isfinite(conduct(market, "staff_skill")).all()
    assert (
        0.0 <= conduct(market, "staff_skill").min() <= conduct(market, "staff_skill").max() <= 1.0
    )


def test_waiting_costs_responsiveness_and_lots_save_cost() -> None:
    supplier = {"lead_days": 14.0, "lot_days": 28.0, "waiting_loss": 2.0, "lot_saving": 0.05}
    market, plain = (
        ran(changed(with_beta(CONTRACT, **own))) for own in ({"supplier": supplier}, {})
    )
    made, base = (m.world.terms[:, 0, BETA] for m in (market, plain))
    assert made["delivered_Re"] == pytest.approx(base["delivered_Re"] - 8.0)
    for d in ("R", "A", "T", "E"):
        assert made[f"delivered_{d}"] == pytest.approx(base[f"delivered_{d}"])
    saved = 0.05 * (1.0 - np.exp(-28.0 / 30.0))
    assert made["unit_cost"] == pytest.approx(base["unit_cost"] * (1.0 - saved))
