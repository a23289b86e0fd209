"""Who answers a survey, what they say, and how far that is from the truth."""

import numpy as np
import pytest

from analysis.measurement.keyed_draws import Question, normals, person_keys, uniforms
from analysis.measurement.survey import response_probability, surveyed
from simulation.errors import ResultError
from tests.analysis.typologies.made import OWN, moment


def crowd(n=4000, seed=3, **stated):
    luck = np.random.default_rng(seed)
    people = {"satisfaction": luck.uniform(20.0, 100.0, n), **stated}
    return moment(n, **people)


def test_draws_look_uniform_and_normal_and_questions_are_independent():
    keys = person_keys(1, np.arange(40_000), np.zeros(40_000, dtype=np.int64))
    u = uniforms(keys, Question.ASKED, OWN, 3)
    assert u.min() > 0.0
    assert u.max() < 1.0
    deciles = np.histogram(u, bins=10, range=(0, 1))[0]
    assert np.abs(deciles - 4000).max() < 300  # five standard deviations
    z = normals(keys, Question.STARS, OWN, 3)
    assert abs(z.mean()) < 0.025
    assert abs(z.std() - 1.0) < 0.025
    other = uniforms(keys, Question.ASKED, "Rival", 3)
    assert abs(np.corrcoef(u, other)[0, 1]) < 0.025
    assert abs(np.corrcoef(z[:-1], z[1:])[0, 1]) < 0.025


def test_a_persons_luck_depends_on_nobody_else():
    every = person_keys(1, np.arange(50), np.zeros(50, dtype=np.int64))
    some = person_keys(1, np.array([7, 30]), np.zeros(2, dtype=np.int64))
    assert np.array_equal(every[[7, 30]], some)
    newcomer = person_keys(1, np.array([7]), np.array([1]))
    assert newcomer[0] != every[7]
    assert person_keys(2, np.array([7]), np.array([0]))[0] != every[7]


def test_the_chance_to_answer_is_least_at_sixty_and_even_on_both_sides():
    chance = response_probability(np.array([60.0, 40.0, 80.0, 90.0, 97.5]))
    # e^1.5 = 4.48169, e^0.7 = 2.01375, e^0.3 = 1.34986: one over one more than each; the page says 18 and 43 %
    assert chance == pytest.approx([0.18243, 0.33181, 0.33181, 0.42556, 0.5], abs=1e-5)


def test_the_same_seed_asks_the_same_people_and_another_seed_others():
    people = crowd()
    one, again = surveyed(people, OWN, 500, seed=4), surveyed(people, OWN, 500, seed=4)
    assert np.array_equal(one.rows, again.rows)
    truth = people.get("satisfaction")[one.rows, 0]
    assert np.array_equal(
        one.answers(truth, Question.SATISFACTION), again.answers(truth, Question.SATISFACTION)
    )
    other = surveyed(people, OWN, 500, seed=5)
    assert not np.array_equal(one.rows, other.rows)


def test_the_response_rate_is_the_mean_chance_and_extremes_answer_more():
    people = crowd()
    survey = surveyed(people, OWN, 4000)
    satisfaction = people.get("satisfaction")[:, 0]
    assert survey.n_asked == 4000
    assert survey.response_rate == pytest.approx(
        response_probability(satisfaction).mean(), abs=0.03
    )
    distance = np.abs(satisfaction - 60.0)
    assert distance[survey.rows].mean() > distance.mean() + 2.0


def test_answers_scatter_by_noise_and_leniency_together():
    people = crowd(satisfaction=np.full(4000, 50.0))
    survey = surveyed(people, OWN, 4000)
    truth = np.full(len(survey.rows), 50.0)
    one = survey.answers(truth, Question.SATISFACTION)
    two = survey.answers(truth, Question.INTENTION)
    assert one.std() == pytest.approx(np.hypot(5.0, 4.0), rel=0.1)
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(16.0 / 41.0, abs=0.12)  # leniency is shared
    assert (survey.answers(truth + 90.0, Question.IDEAL) == 100.0).all()


def test_only_the_firms_customers_are_asked():
    people = crowd(200, present=np.array([1.0, 0.0] * 100))
    assert set(surveyed(people, OWN, 200).rows) <= set(range(0, 200, 2))


def test_a_survey_that_nobody_answers_is_refused():
    with pytest.raises(ResultError, match="nobody of 0 customers asked at step 12 answered"):
        surveyed(moment(present=(0.0, 1.0)), OWN)
