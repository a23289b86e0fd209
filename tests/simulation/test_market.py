"""The Mesa face: a model with firms as agents, a data collector, and `batch_run`."""

import mesa
import numpy as np
import pytest

from simulation.errors import RunError, ScenarioError
from simulation.firms import Firm
from simulation.ledger import FIRM_MEASURES
from simulation.market import LoyaltyMarket
from tests.simulation.markets import CONTRACT, changed, ran, total

pytestmark = pytest.mark.mesa
SMALL = {"market.customers": 80, "market.steps": 5, "market.burn_in_steps": 3}


def test_a_market_is_a_mesa_model_whose_agents_are_its_firms() -> None:
    market = LoyaltyMarket("telecom_contract", SMALL, rng=1)
    assert isinstance(market, mesa.Model)
    assert [firm.name for firm in market.agents] == ["Alpha", "Beta", "Delta", "Gamma"]
    assert all(isinstance(firm, Firm) for firm in market.agents_by_type[Firm])


def test_steps_are_counted_as_mesa_counts_them() -> None:
    market = LoyaltyMarket("telecom_contract", SMALL, rng=1)
    market.step()
    market.step()
    assert (market.steps, market.clock, market.running) == (2, 2, True)
    market.run_model()
    assert (market.steps, market.clock, market.running) == (8, 8, False)
    with pytest.raises(RunError, match="a run has 8 steps"):
        market.step()


def test_the_data_collector_holds_what_the_ledger_holds() -> None:
    market = LoyaltyMarket("telecom_contract", SMALL, rng=1)
    market.step()
    assert len(market.datacollector.get_model_vars_dataframe()) == 1
    market.run_model()
    frame = market.datacollector.get_model_vars_dataframe()
    table = market.datacollector.get_table_dataframe("firms")
    assert frame["step"].tolist() == list(range(-3, 5))
    assert len(table) == 8 * 4
    alpha = market.tables.firm_names.index("Alpha")
    for measure in FIRM_MEASURES:
        recorded = total(market, measure.name)[:, alpha] / measure.scale
        assert frame[measure.name].to_numpy() == pytest.approx(recorded)
    last = table[(table["step"] == 4) & (table["firm"] == "Beta")]
    assert last["customers"].item() == total(market, "customers")[-1, 1]


def seeds_for_batch_run() -> dict[str, object]:
    """Return how this Mesa's `batch_run` takes seeds: 3.5 renamed iterations to rng."""
    import inspect

    takes_rng = "rng" in inspect.signature(mesa.batch_run).parameters
    return {"rng": [1, 2]} if takes_rng else {}


def test_mesa_batch_run_runs_markets() -> None:
    seeds = seeds_for_batch_run()
    parameters: dict[str, object] = {"scenario": "telecom_contract", "overrides": [SMALL]}
    if not seeds:
        parameters["rng"] = [1, 2]
    rows = mesa.batch_run(
        LoyaltyMarket, parameters=parameters, number_processes=1, max_steps=100,
        data_collection_period=-1, display_progress=False, **seeds,
    )  # fmt: skip
    assert len(rows) == 2
    by_hand = []
    for seed in (1, 2):
        market = LoyaltyMarket("telecom_contract", SMALL, rng=seed)
        market.run_model()
        by_hand.append(total(market, "customers")[-1, 0])
    assert sorted(row["customers"] for row in rows) == sorted(by_hand)


def test_customers_behave_like_an_agent_set() -> None:
    market = ran(changed(CONTRACT))
    everybody = market.customers
    assert len(everybody) == 400
    assert everybody.get("satisfaction").shape == (400, 3)
    assert everybody.get("price_sensitivity").shape == (400,)
    held = everybody.select(lambda people: people.get("provider") == 0)
    assert len(held) == total(market, "customers")[-1, 0]
    assert held.agg("n_switches", np.sum) == everybody.get("n_switches")[held.slots].sum()
    groups = everybody.groupby("provider")
    assert sum(len(group) for group in groups.values()) == 400
    first = next(iter(held))
    assert first.provider == 0
    assert first.satisfaction.shape == (3,)
    frame = held.to_frame()
    assert len(frame) == 3 * len(held)
    assert frame["trust"].to_numpy() == pytest.approx(
        0.4 * frame["ability"] + 0.4 * frame["integrity"] + 0.2 * frame["fairness"], abs=1e-4
    )


def test_customers_cannot_be_written_to_and_unknown_fields_are_named() -> None:
    market = ran(changed(CONTRACT, ("market.steps", 1)))
    with pytest.raises(ValueError, match="read-only"):
        market.customers.get("bond")[0, 0] = 99.0
    with pytest.raises(AttributeError, match="no field 'satisfacton'; there are"):
        market.customers.get("satisfacton")
    with pytest.raises(AttributeError, match="no field"):
        _ = next(iter(market.customers)).mood


def test_a_firm_that_learns_from_complaints_fails_less_and_less() -> None:
    firm = {"failure_prob": 0.2, "complaint_ease": 1.0}
    pairs = [(f"firms.Beta.{name}", value) for name, value in firm.items()]
    plain = ran(changed(CONTRACT, *pairs))
    learning = ran(changed(CONTRACT, *pairs, ("firms.Beta.complaint_learning", 0.3)))
    beta = plain.tables.firm_names.index("Beta")
    probability = learning.world.terms["failure_prob"][:, 0, beta]
    assert (np.diff(probability) <= 0.0).all()
    assert probability[0] == 0.2
    assert probability[-1] < 0.17
    assert (plain.world.terms["failure_prob"][:, 0, beta] == 0.2).all()


def test_learning_is_by_rate_so_that_large_and_small_markets_learn_alike() -> None:
    pairs = (("firms.Beta.failure_prob", 0.2), ("firms.Beta.complaint_learning", 0.3))
    ends = []
    for n in (1_000, 8_000):
        market = ran(changed(CONTRACT, *pairs, ("market.customers", n)))
        ends.append(float(market.world.terms["failure_prob"][-1, 0, 1]))
    assert ends[0] == pytest.approx(ends[1], rel=0.05)


def test_a_bad_scenario_is_refused_before_anything_runs() -> None:
    with pytest.raises(ScenarioError, match=r"market\.customers"):
        LoyaltyMarket("telecom_contract", {"market.customers": 0})
