"""Who talks: with everybody who may speak speaking, messages are the occasions themselves."""

from analysis.evidence.facts.sf25_word_of_mouth import talk
from simulation.market import LoyaltyMarket
from tests.simulation.markets import CONTRACT, changed


def test_when_all_who_may_speak_do_messages_are_occasions() -> None:
    scenario = changed(
        CONTRACT,
        ("customers.message_positive", 1.0),
        ("customers.message_negative", 1.0),
    )
    found = talk(LoyaltyMarket(scenario, rng=3))
    assert found["praise"] == found["happy"] > 0.0
    assert found["warnings"] == found["unhappy"] > 0.0


def test_messages_of_the_burn_in_do_not_count() -> None:
    short = changed(CONTRACT, ("market.steps", 1), ("market.burn_in_steps", 35))
    found = talk(LoyaltyMarket(short, rng=3))
    assert found["happy"] + found["unhappy"] <= 400.0
    assert found["praise"] + found["warnings"] < 60.0
