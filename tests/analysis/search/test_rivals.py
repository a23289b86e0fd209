"""What a rival may answer: every reaction of the model by its name, and one's own."""

from typing import get_args

import pytest

from analysis.experiments.experiment import VARIANT
from analysis.experiments.study import MarketStudy
from analysis.search.form import ReactionForm
from analysis.search.rivals import BUDGET, answer_of, largest_rival
from simulation.scenario.firm_organization import ReactionPolicy
from simulation.scenario.loader import load_scenario, scenario_document

BASE = "telecom_contract"
SCENARIO = load_scenario(
    BASE, {"market.customers": 60, "market.steps": 2, "market.burn_in_steps": 2}
)


def reacting(answer, scenario=SCENARIO):
    """Return the firms of the scenario that an answer makes."""
    study = MarketStudy(BASE, {BASE: scenario_document(scenario)}, ())
    return study.scenario_at(answer.values).firms


@pytest.mark.parametrize("word", get_args(ReactionPolicy))
def test_every_reaction_of_the_model_is_an_answer_by_its_name(word):
    answer = answer_of(ReactionForm(reaction=word), {BASE: SCENARIO}, BASE)
    firms = reacting(answer)
    assert answer.name == word
    assert largest_rival(SCENARIO) == "Beta"
    assert firms["Beta"].reaction.policy == word
    assert firms["Beta"].reaction.budget == (0.0 if word == "none" else BUDGET)
    assert {name: firm for name, firm in firms.items() if name != "Beta"} == {
        name: firm for name, firm in SCENARIO.firms.items() if name != "Beta"
    }


def test_firm_budget_and_own_values_are_those_of_the_file():
    form = ReactionForm(
        name="fights", reaction="price", firm="Gamma", budget=0.4,
        set={"firms.Gamma.reaction.strength": 5.0, "firms.Delta.price": 0.7},
    )  # fmt: skip
    answer = answer_of(form, {BASE: SCENARIO}, BASE)
    firms = reacting(answer)
    assert answer.name == "fights"
    own = firms["Gamma"].reaction
    assert (own.policy, own.budget, own.strength) == ("price", 0.4, 5.0)
    assert firms["Delta"].price == 0.7
    assert firms["Beta"] == SCENARIO.firms["Beta"]


def test_a_rival_that_reacts_already_may_do_something_else_or_nothing():
    told = {
        "firms.Beta.reaction.policy": "price",
        "firms.Beta.reaction.budget": 0.3,
        "firms.Beta.reaction.strength": 2.0,
        "firms.Beta.reaction.min_margin": 0.1,
    }
    scenario = load_scenario(BASE, told)
    promo = reacting(answer_of(ReactionForm(reaction="promo"), {BASE: scenario}, BASE), scenario)
    none = reacting(answer_of(ReactionForm(reaction="none"), {BASE: scenario}, BASE), scenario)
    assert (promo["Beta"].reaction.policy, promo["Beta"].reaction.budget) == ("promo", 0.3)
    assert none["Beta"].reaction == SCENARIO.firms["Beta"].reaction


def test_a_whole_scenario_is_an_answer():
    form = ReactionForm(name="other market", variant="telecom_contract/raise_trust")
    answer = answer_of(form, {BASE: SCENARIO, form.variant: SCENARIO}, BASE)
    assert answer.values == {VARIANT: "telecom_contract/raise_trust"}
