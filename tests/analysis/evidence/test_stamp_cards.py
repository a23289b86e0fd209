"""Stamp cards made by hand: when people came is known, so waits and finished cards can be counted."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.sf12_goal_gradient import acceleration, slowdown, waits
from analysis.evidence.facts.sf13_endowed_progress import finished
from analysis.evidence.facts.stamp_cards import Stamps, cafe, stamped
from simulation.market import LoyaltyMarket

CARD_OF_EIGHT = {"earn_rate": 0.125, "threshold": 1.0}


def cards(*days: list[int], uses: list[bool] | None = None, length: int = 365) -> Stamps:
    """Return what is seen of people who came on these days."""
    counts = np.zeros((length, len(days)), dtype=np.int64)
    for person, own in enumerate(days):
        for day in own:
            counts[day:, person] += 1
    return Stamps(counts, np.array(uses or [True] * len(days)))


def days_after(gaps: list[int], start: int = 0) -> list[int]:
    return [start, *(start + np.cumsum(gaps)).tolist()]


FASTER = [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_days_of_stamps_are_the_days_on_which_people_came() -> None:
    came = [3, 3, 10, 364]
    assert cards([0], came).days(1).tolist() == came


def test_waits_are_those_on_finished_cards_and_the_first_on_the_next() -> None:
    # Ten stamps, the cup (also the next card's first stamp) after 20 days, its second after 12.
    found = waits(cards(days_after([*FASTER, 20, 12]), days_after(FASTER), days_after(FASTER[:8])))
    assert found[:9].T.tolist() == [FASTER, FASTER]  # the card of nine stamps is not finished
    assert found[9, 0] == 12
    assert np.isnan(found[9, 1])


def test_two_cards_of_a_person_are_two_cards() -> None:
    slower = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    found = waits(cards(days_after([*FASTER, 20, *slower, 2])))
    assert found[:9].T.tolist() == [FASTER, slower]
    assert found[9, 0] == 1
    assert np.isnan(found[9, 1])


def test_who_does_not_use_the_card_has_no_waits() -> None:
    assert waits(cards(days_after(FASTER), uses=[False])).shape == (10, 0)


def test_acceleration_and_slowdown_compare_mean_waits() -> None:
    found = waits(cards(days_after([10, *FASTER[1:8], 4, 20, 5]), days_after([6, *FASTER[1:8], 8])))
    assert acceleration(found) == pytest.approx(1.0 - (4 + 8) / (10 + 6))
    assert slowdown(found) == pytest.approx(5 / 4 - 1.0)  # of the one who went on


def test_a_card_is_finished_with_its_eighth_stamp_within_the_months() -> None:
    in_time, late, unused = ([0, *range(20, 26), last] for last in (270, 271, 100))
    too_late_for_a_card = list(range(28, 40))
    found = finished(
        cards(in_time, late, unused, [5], too_late_for_a_card, uses=[True, True, False, True, True])
    )
    assert found.tolist() == [0.0] * 9 + [0.25]


def test_everybody_who_comes_gets_a_card_where_cards_are_handed_out() -> None:
    setting = Setting(customers=400, seed=3, is_control=False)
    handed_out = {"enroll_base": 20.0}
    unused = {**handed_out, "engagement_base": -20.0, "engagement_progress": 0.0}
    nobody, everybody = (
        cafe(setting, card=CARD_OF_EIGHT, days=28, customers=customers)
        for customers in (unused, handed_out)
    )
    market = LoyaltyMarket(everybody, rng=3)
    market.advance_to(everybody.market.burn_in_steps)
    people = market.customers.get("generation").copy()
    market.run_model()
    stayed = market.customers.get("generation") == people
    bought = market.customers.get("n_purchases")[:, 0]
    found = stamped(everybody, 3)
    assert np.array_equal(found.counts[-1][stayed], bought[stayed])
    assert np.array_equal(found.uses_card, found.counts[-1] > 0)
    assert not stamped(nobody, 3).uses_card.any()
