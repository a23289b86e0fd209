"""Calls from Python: a wrong type is refused in a sentence, never rounded, ignored or left to NumPy."""

import mesa
import numpy as np
import pytest

from simulation.errors import ArgumentError
from simulation.market import LoyaltyMarket
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario

SMALL = {"market.customers": 80, "market.steps": 3, "market.burn_in_steps": 2}


@pytest.mark.parametrize("seed", [1.5, 1.0, float("nan"), "1", -1, True, [1]])
def test_a_seed_that_is_no_whole_number_is_refused_and_not_cut(seed) -> None:
    with pytest.raises(ArgumentError, match="rng must be a whole number of at least 0"):
        LoyaltyMarket("telecom_contract", SMALL, rng=seed)


def test_a_result_never_names_a_seed_that_was_not_run() -> None:
    spec = RunSpec("telecom", load_scenario("telecom_contract", SMALL), seed=1.5)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"Got 1\.5"):
        run_one(spec)


def test_whole_numbers_of_numpy_are_seeds() -> None:
    seed = LoyaltyMarket("telecom_contract", SMALL, rng=np.int64(3)).seed
    assert (seed, type(seed)) == (3, int)


def test_a_loaded_scenario_takes_no_overrides_that_would_be_ignored() -> None:
    loaded = load_scenario("telecom_contract", SMALL)
    with pytest.raises(ArgumentError, match=r"load_scenario\(name, overrides\)"):
        LoyaltyMarket(loaded, {"market.customers": 40}, rng=1)
    assert len(LoyaltyMarket(loaded, {}, rng=1).customers) == 80


@pytest.mark.parametrize("scenario", [5, None, {"title": "a market"}])
def test_what_is_no_scenario_is_named(scenario) -> None:
    with pytest.raises(ArgumentError, match="scenario must be a scenario's name, a path"):
        LoyaltyMarket(scenario, rng=1)


@pytest.mark.parametrize("overrides", [[1], "market.customers=80", 0, {3: 80}])
def test_overrides_are_paths_and_values(overrides) -> None:
    with pytest.raises(ArgumentError, match="overrides must"):
        LoyaltyMarket("telecom_contract", overrides, rng=1)


@pytest.mark.mesa
def test_overrides_that_mesa_took_apart_are_told_so() -> None:
    with pytest.raises(ArgumentError, match=r"In mesa\.batch_run a mapping stands in a list"):
        mesa.batch_run(
            LoyaltyMarket,
            {"scenario": "telecom_contract", "overrides": SMALL},
            display_progress=False,
        )


@pytest.mark.parametrize("threads", ["2", 0, -1, 2.5])
def test_threads_are_counted(threads) -> None:
    with pytest.raises(ArgumentError, match="threads must be a whole number of at least 1"):
        LoyaltyMarket("telecom_contract", SMALL, rng=1, threads=threads)


@pytest.mark.parametrize("stop", [2.5, "2", -1])
def test_a_market_stops_between_steps_only(stop) -> None:
    market = LoyaltyMarket("telecom_contract", SMALL, rng=1)
    with pytest.raises(ArgumentError, match="stop must be a whole number"):
        market.advance_to(stop)
    assert market.clock == 0


@pytest.mark.parametrize(
    "mask",
    [
        5,
        "trust",
        np.arange(80),
        np.ones(3, dtype=bool),
        lambda _: True,
        lambda everybody: everybody.get("trust") > 50.0,
    ],
)
def test_a_selection_says_yes_or_no_to_each_customer(mask) -> None:
    market = LoyaltyMarket("telecom_contract", SMALL, rng=1)
    with pytest.raises(ArgumentError, match=r"for each customer, shape \(80,\)"):
        market.customers.select(mask)


def test_groups_are_made_by_what_a_person_has_once() -> None:
    market = LoyaltyMarket("telecom_contract", SMALL, rng=1)
    with pytest.raises(ArgumentError, match="Got 'trust', held toward each firm"):
        market.customers.groupby("trust")


@pytest.mark.parametrize("snapshots", [5, (1.5,), "1", (None,)])
def test_snapshots_are_whole_numbers_in_a_list(snapshots) -> None:
    spec = RunSpec("telecom", load_scenario("telecom_contract", SMALL), 1, snapshots=snapshots)
    with pytest.raises(ArgumentError, match="snapshots must be a list of whole numbers"):
        run_one(spec)


def test_workers_are_sent_functions_that_they_can_import() -> None:
    spec = RunSpec("telecom", load_scenario("telecom_contract", SMALL), 1)
    with (
        worker_pool(2) as pool,
        pytest.raises(ArgumentError, match="at the top level of a module"),
    ):
        run_many([spec], lambda _: None, pool=pool)
