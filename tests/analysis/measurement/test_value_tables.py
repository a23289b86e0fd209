"""Delivered value, path coefficients, leading scores and customers at risk, by hand and by simulation."""

import numpy as np
import pytest

from analysis.measurement.causal_chain import LINKS, chain_variables, path_coefficients
from analysis.measurement.customers_at_risk import customers_at_risk
from analysis.measurement.delivered_value import PARTS, delivered_value, part_values
from analysis.measurement.leading_scores import leading_scores
from analysis.typologies.choice import utilities
from analysis.typologies.moment import moment_of
from simulation.runner import RunSpec, run_one
from tests.analysis.typologies.made import OWN, SPENDING, TRADE, TRADED, moment
from tests.simulation.markets import CONTRACT, changed

WEIGHTS = {"satisfaction_weight": 0.5, "trust_weight": 0.2, "bond_weight": 0.4}


@pytest.fixture(scope="module")
def market():
    image = ("customers.image_weight", 0.6), ("firms.Alpha.belonging.image_x", 0.5)
    scenario = changed(CONTRACT, ("market.customers", 200), *image, ("customers.exit_rate", 0.01))
    return run_one(RunSpec("small", scenario, seed=3, snapshots=(11,)))


def test_delivered_value_is_what_a_hand_computes():
    made = moment(
        behavior=WEIGHTS, price_sensitivity=(2.0, 2.0), satisfaction=(80.0, 0.0),
        will=(0.0, 74.0), trust=(60.0, 50.0), bond=(30.0, 0.0), utility_taste=(0.3, 0.5),
        # 0.5 + 0.2 + 1.2 and 0.1 for the image; the rival: 0.2
        utility_attitude=(2.0, 0.2), utility_price=(-0.4, 0.2), utility_program=(0.1, 0.0),
        utility_convenience=(0.6, 0.0), utility_inexperience=(0.0, -0.5), utility_habit=(9.0, 0.0),
    )  # fmt: skip
    table = delivered_value(made, OWN).set_index("part")
    own = {"product": 0.15, "service": 0.25, "personnel": 0.7, "image": 0.05, "rewards": 0.05,
           "money": -0.2, "time and energy": 0.3, "psychic": 0.0}  # fmt: skip
    assert table["own"].drop("delivered value").to_dict() == pytest.approx(own)
    assert table.loc["service", "rival"] == pytest.approx(0.1)
    assert table.loc["psychic", "difference"] == pytest.approx(0.25)
    assert table.loc["delivered value", "own"] == pytest.approx(1.3)
    assert table.loc["delivered value", "rival"] == pytest.approx(0.25 + 0.1 + 0.1 - 0.25)


def test_the_parts_are_the_utility_without_what_merely_holds(market):
    now = moment_of(market, 23)
    found = sum(part_values(now).values())
    assert found == pytest.approx(utilities(now, without=("habit",)) - now.get("utility_switching"))
    assert [part.name for part in PARTS] == list(part_values(now))
    # what is left of the attitude is the image term that the market adds: at most its weight
    image = part_values(now)["image"]
    assert image.min() > -1e-5
    assert 0.3 < image.max() <= 0.6 + 1e-5


def test_without_a_rival_there_is_no_delivered_value_to_compare():
    alone = delivered_value(moment(available=(1.0, 0.0), behavior=WEIGHTS), OWN)
    assert alone["own"].isna().all()


def test_known_paths_are_found_again():
    rng = np.random.default_rng(8)
    n = 20_000
    fit, failures, habit, experience = rng.standard_normal((4, n))
    satisfaction = 0.6 * fit - 0.3 * failures + np.sqrt(0.55) * rng.standard_normal(n)
    trust = 0.5 * satisfaction - 0.4 * failures + rng.standard_normal(n)
    bond = 0.3 * satisfaction + 0.2 * trust + rng.standard_normal(n)
    loyalty = 0.2 * satisfaction + 0.1 * trust + 0.4 * bond + 0.5 * habit
    made = {"needs met": 7.0 * fit + 3.0, "failures remembered": failures, "habit": habit,
            "experience": experience, "satisfaction": satisfaction, "trust": trust, "belonging": bond, "loyalty": loyalty}  # fmt: skip
    table = path_coefficients(made).set_index(["effect", "cause"])
    # satisfaction has a variance of one by construction, so its paths are those that were set
    assert table.loc[("satisfaction", "needs met"), "coefficient"] == pytest.approx(0.6, abs=0.02)
    assert table.loc[("satisfaction", "failures remembered"), "coefficient"] == pytest.approx(
        -0.3, abs=0.02
    )
    assert table.loc["satisfaction", "explained"].iloc[0] == pytest.approx(0.45, abs=0.02)
    by_hand = 0.4 * bond.std() / loyalty.std()
    assert table.loc[("loyalty", "belonging"), "coefficient"] == pytest.approx(by_hand)
    assert table.loc["loyalty", "explained"].iloc[0] == pytest.approx(1.0)


def test_what_does_not_vary_has_no_path_and_few_customers_no_coefficient():
    made = {name: np.arange(40.0) ** k for k, name in enumerate(
        ("needs met", "satisfaction", "trust", "belonging", "habit", "loyalty"))}  # fmt: skip
    made["failures remembered"] = made["experience"] = np.zeros(40)
    table = path_coefficients(made)
    assert "failures remembered" not in set(table["cause"])
    assert "needs met" not in set(table["cause"])  # to the power of 0: all ones
    few = path_coefficients({name: values[:10] for name, values in made.items()})
    assert few["coefficient"].isna().all()


def test_in_a_market_met_needs_raise_satisfaction_and_satisfaction_trust(market):
    table = path_coefficients(chain_variables(moment_of(market, 23), "Alpha"))
    paths = table.set_index(["cause", "effect"])["coefficient"]
    assert paths["needs met", "satisfaction"] > 0.2
    assert paths["satisfaction", "trust"] > 0.2
    assert {link.effect for link in LINKS} == set(table["effect"])


def test_a_leading_score_is_compared_with_what_the_same_people_did():
    before = moment(6, satisfaction=[10, 20, 30, 40, 50, 60], n_lifetime=2.0, generation=(0.0, 0.0))
    changed_hands = [[0.0, 0.0]] * 5 + [[1.0, 1.0]]
    now = moment(
        6, earlier=before, present=[0, 0, 1, 1, 1, 1], n_lifetime=[2, 3, 4, 5, 6, 99],
        generation=np.array(changed_hands),
    )  # fmt: skip
    row = leading_scores(now, OWN).set_index("score").loc["satisfaction"]
    assert row["kept_low"] == 0.0  # a third of five people is one
    assert row["kept_high"] == 1.0
    assert row["with_purchases"] == pytest.approx(1.0)
    assert row["with_kept"] == pytest.approx(np.corrcoef([1, 2, 3, 4, 5], [0, 0, 1, 1, 1])[0, 1])
    assert leading_scores(before, OWN) is None


def test_scores_that_do_not_vary_tell_nothing():
    now = moment(4, earlier=moment(4))
    assert leading_scores(now, OWN)[["with_kept", "with_purchases"]].isna().all(axis=None)


def test_who_has_most_at_stake_stands_first():
    spell = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 0.0]])
    made = moment(
        3, contract=True, terms=TRADE, behavior={**SPENDING, "spend_growth": 0.0},
        present=[1, 1, 0], spell_start=spell, **{**TRADED, "utility_taste": [2.0, 0.0, 0.0]},
    )  # fmt: skip
    table = customers_at_risk(made, OWN)
    assert table["customer"].tolist() == [1, 0]
    assert table["chance_to_leave"].tolist() == pytest.approx([0.5, 1 / (1 + np.exp(2.0))])
    assert table["tenure_months"].tolist() == [6.0, 36.0]
    assert table["at_stake"].tolist() == pytest.approx(
        (table["margin"] * table["chance_to_leave"]).tolist()
    )
