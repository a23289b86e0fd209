"""Questionnaire, interview, focus group and reviews hear different people say different things."""

import numpy as np
import pytest

from analysis.measurement.asking import (
    GROUP_SIZE,
    GROUPS,
    INTERVIEWS,
    agreed,
    asking_table,
    discussed,
    interviewed,
    ways_of_asking,
)
from tests.analysis.typologies.made import OWN, moment


def crowd(low, high, n=3_000):
    return moment(n, satisfaction=np.random.default_rng(5).uniform(low, high, n))


def test_the_strongest_opinion_pulls_the_group_half_way():
    # 20 is 40 away from 60, 90 only 30: all go half way to 20
    assert agreed(np.array([20.0, 60.0, 90.0])).tolist() == [20.0, 40.0, 55.0]
    assert agreed(np.array([70.0, 70.0])).tolist() == [70.0, 70.0]


def test_interviews_hear_everybody_who_is_asked_and_are_polite():
    people = moment(3_000, satisfaction=60.0)
    said = interviewed(people, OWN, 3_000)
    assert len(said) == 3_000
    # everybody stands at 60: three points of politeness remain, within four standard errors
    assert said.mean() == pytest.approx(63.0, abs=4 * said.std() / np.sqrt(3_000))
    assert len(interviewed(people, OWN)) == INTERVIEWS
    assert len(interviewed(moment(5), OWN)) == 5


def test_groups_agree_more_than_the_same_people_alone():
    people = crowd(20.0, 100.0)
    alone = interviewed(people, OWN, GROUPS * GROUP_SIZE)
    groups = discussed(people, OWN)
    assert [len(group) for group in groups] == [GROUP_SIZE] * GROUPS
    spread = np.mean([group.std() for group in groups])
    together = np.mean([alone[np.arange(len(alone)) % GROUPS == g].std() for g in range(GROUPS)])
    assert spread == pytest.approx(together / 2.0)


def test_each_way_has_its_own_bias_and_the_truth_stands_beside_it():
    people = crowd(55.0, 95.0)
    heard = {one.way: one for one in ways_of_asking(people, OWN)}
    truth = people.get("satisfaction")[:, 0].mean()
    assert [one.truth for one in heard.values()] == pytest.approx([truth] * 4)
    # the happy answer more, write more, and are polite to a face
    assert heard["questionnaire"].mean > truth
    assert heard["online reviews"].mean > truth
    assert heard["questionnaire"].n_heard < heard["questionnaire"].n_asked == 1_000
    assert heard["interviews"].standard_error > 2 * heard["questionnaire"].standard_error
    assert heard["focus groups"].n_heard == GROUPS * GROUP_SIZE
    table = asking_table(people, OWN)
    assert table["bias"].tolist() == pytest.approx((table["mean"] - truth).tolist())
    assert table.equals(asking_table(people, OWN))
