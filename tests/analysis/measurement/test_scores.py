"""Boxes, indices, promoters, stars and gaps by hand."""

import numpy as np
import pytest

from analysis.measurement.loyalty_index import (
    INDICATORS,
    index_table,
    loyalty_index,
    measurable,
    used_weights,
)
from analysis.measurement.reviews import WRITING, mean_stars, star_counts
from analysis.measurement.satisfaction_scores import (
    box_shares,
    index_parts,
    net_promoter_score,
    recommendation,
    rounded_answer,
    satisfaction_index,
    top_box_share,
)
from analysis.measurement.servqual import gaps, perceptions
from analysis.typologies.moment import moment_of
from simulation.compiled import plain
from simulation.rules.satisfaction import perceived_performance
from simulation.rules.survey import likelihood_to_recommend
from simulation.runner import RunSpec, run_one
from tests.analysis.typologies.made import OWN, moment
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed

QUALITY = {f"delivered_{d}": (q, 76.0) for d, q in zip(("R", "A", "T", "E", "Re"), (80, 70, 60, 90, 75), strict=True)}  # fmt: skip
QUALITY |= {"tiers_quality": (3.0, 0.0), "key_service_quality": (5.0, 0.0)}


def test_five_boxes_are_cut_at_35_50_65_and_80():
    stated = np.array([34.9, 35.0, 49.9, 50.0, 65.0, 79.9, 80.0, 100.0])
    assert box_shares(stated).tolist() == [1 / 8, 2 / 8, 1 / 8, 2 / 8, 2 / 8]
    assert top_box_share(stated) == 2 / 8


def test_promoters_answer_nine_or_ten_and_detractors_six_or_less():
    assert net_promoter_score(np.array([10.0, 9.0, 8.0, 7.0, 6.0, 0.0])) == 0.0
    assert net_promoter_score(np.array([9.0, 9.0, 8.0, 6.0])) == 25.0


def test_halves_are_rounded_up_and_answers_stay_on_the_scale():
    assert rounded_answer(np.array([-1.0, 6.5, 8.49, 8.5, 11.0])).tolist() == [0, 7, 8, 9, 10]


@pytest.mark.parametrize(("satisfaction", "trust"), [(10.0, 0.0), (70.0, 55.0), (100.0, 100.0)])
def test_the_recommendation_is_the_rule_of_the_market(satisfaction, trust):
    found = recommendation(np.array([satisfaction]), np.array([trust]))[0]
    assert found == pytest.approx(plain(likelihood_to_recommend)(satisfaction, trust))


def test_the_index_weighs_three_scales_of_ten():
    overall, met, ideal = index_parts(moment(satisfaction=70.0, will=60.0, should=80.0))
    assert (overall[0, 0], met[0, 0], ideal[0, 0]) == (70.0, 60.0, 90.0)
    # 70, 60 and 90 of 100 are the steps 6, 5 and 8 of nine
    expected = 0.4 * 600 / 9 + 0.3 * 500 / 9 + 0.3 * 800 / 9
    assert satisfaction_index((overall[:, 0], met[:, 0], ideal[:, 0])) == pytest.approx(expected)


def test_reviews_of_evenly_spread_customers_look_like_a_j():
    people = moment(20_000, satisfaction=np.random.default_rng(1).uniform(20, 95, 20_000))
    written, everybody = star_counts(people, OWN)
    assert everybody.sum() == 20_000
    shares = written / everybody
    assert shares == pytest.approx(np.array(WRITING), rel=0.25)
    assert written[0] > written[1] > written[2] < written[3] < written[4]
    assert np.array_equal(star_counts(people, OWN)[0], written)
    assert not np.array_equal(star_counts(people, OWN, seed=2)[0], written)


@pytest.mark.parametrize("document", [CONTRACT, REPERTOIRE], ids=["contract", "repertoire"])
def test_stars_that_are_written_lie_where_quoted_public_ratings_lie(document):
    # Meituan-Dianping 4.6, IKEA 4.1, Google 4.7 of 5 (source documents S058), of a few dozen reviews
    result = run_one(RunSpec("stars", changed(document, ("market.customers", 600)), 2))
    now = moment_of(result, 23)
    counts = [star_counts(now, firm) for firm in now.firms]
    written, everybody = (np.sum(of, axis=0) for of in zip(*counts, strict=True))
    assert 4.1 - 0.2 <= mean_stars(written) <= 4.7 + 0.2
    assert mean_stars(written) > mean_stars(everybody) + 0.2


def test_the_mean_of_stars_is_over_reviews():
    assert mean_stars(np.array([1.0, 0.0, 0.0, 0.0, 3.0])) == 4.0
    assert np.isnan(mean_stars(np.zeros(5)))


def test_without_bias_a_dimension_is_perceived_as_delivered_plus_fit():
    people = moment(terms=QUALITY, fit=2.0, should=85.0)
    found = {d: float(g[0, 0]) for d, g in gaps(people).items()}
    assert found == pytest.approx({"R": -3.0, "A": -13.0, "T": -23.0, "E": 7.0, "Re": -8.0})


def test_the_weighted_perception_is_the_one_of_the_market():
    behavior = {"assimilation": 0.3, "should_contrast": 0.2}
    people = moment(
        terms=QUALITY, behavior=behavior, will=60.0, should=85.0, weight_R=0.4, weight_A=0.0
    )
    quality = 0.4 * 80 + 0.2 * (60 + 90 + 75)
    expected = plain(perceived_performance)(quality, 60.0, 85.0, 0.3, 0.2)
    seen = perceptions(people)
    weighted = 0.4 * seen["R"] + 0.2 * (seen["T"] + seen["E"] + seen["Re"])
    assert weighted[0, 0] == pytest.approx(expected)


def test_who_stands_high_is_served_with_more_empathy_and_sooner():
    tier_two_and_key = perceptions(moment(terms=QUALITY, standing=2 | 4))
    found = {d: float(seen[0, 0]) for d, seen in tier_two_and_key.items()}
    # 2 x 3 points for the tier and 5 for a key customer, of the promised 100 at most
    assert found == pytest.approx({"R": 80.0, "A": 70.0, "T": 60.0, "E": 100.0, "Re": 86.0})


def test_a_key_customer_is_answered_better():
    people = index_moment(terms={**TERMS, **LEVERS}, failures=1.0, standing=4)
    a22 = next(indicator for indicator in INDICATORS if indicator.code == "A22")
    # .7 and .1 and .2 (1.5 x .9 - .5) against .4 + .1: 30 x .47 on top of 60
    assert a22.value(people)[0, 0] == pytest.approx(60.0 + 30.0 * 0.47)


def test_recorded_quality_goes_before_the_scenarios():
    assert perceptions(moment(terms=QUALITY, delivered_R=50.0))["R"][0, 0] == 50.0


TERMS = {**QUALITY, "promise": (70.0, 70.0)}
LEVERS = {
    "personalization_menu": (0.5, 0.0), "personalization_co_design": (0.2, 0.0),
    "staff_training": (0.6, 0.0), "recovery": (0.7, 0.5), "quick_share": (0.9, 0.5),
    "key_service_recovery": (0.1, 0.1),
}  # fmt: skip
EQUAL = {indicator.code: 1 / 16 for indicator in INDICATORS}


def index_moment(**stated):
    return moment(
        **{
            "terms": TERMS,
            "utility_price": (-1.0, 0.0),
            "leaving_cost": 2.0,
            "ability": 70.0,
            "integrity": 60.0,
            "fairness": 50.0,
            "satisfaction": 60.0,
            **stated,
        }
    )


def test_each_indicator_has_the_value_of_its_formula():
    people = index_moment(terms={**TERMS, **LEVERS}, staff_bond=40.0, fit=-8.0, failures=1.0)
    found = {i.code: float(i.value(people)[0, 0]) for i in INDICATORS}
    assert found == pytest.approx(
        {
            "A11": 50.0 + 50.0 * np.tanh((-1.0 - 1.0) / 2.0),
            "A12": 67.0, "A13": 62.0, "A14": 90.0, "A17": 82.0,
            # a quarter of the misfit goes by the menu, a fifth of what is left of the way to +1
            "A15": 50.0 + 2.5 * (-6.0 + 0.2 * 7.0),
            "A16": 0.6 * 82.0, "A21": 40.0,
            # .7 and .2 (1.5 x .9 - .5) against .4 + .1: 30 x .37 on top of 60
            "A22": 60.0 + 30.0 * (0.7 + 0.2 * 0.85 - 0.5),
            "A31": 100.0 * (1 - np.exp(-0.4)), "A32": 100.0 * (1 - np.exp(-0.5)),
            "A33": 100.0 * (1 - np.exp(-0.5)), "A34": 100.0 * (1 - np.exp(-0.6)),
            "A41": 70.0, "A42": 60.0, "A43": 50.0,
        }
    )  # fmt: skip


def test_absent_indicators_are_named_and_the_rest_is_scaled_to_one():
    people = index_moment()
    assert {i.code for i in INDICATORS} - {i.code for i in measurable(people)} == {
        "A15", "A16", "A21", "A22",
    }  # fmt: skip
    used = used_weights(people, EQUAL)
    assert used == pytest.approx(dict.fromkeys(used, 1 / 12))
    table = index_table(people, OWN, EQUAL).set_index("indicator")
    assert table["weight_used"].sum() == pytest.approx(1.0)
    assert table.loc["A21", "mechanism"].startswith("absent: ")
    assert np.isnan(table.loc["A21", "mean"])
    mean = table["mean"].mul(table["weight_used"]).sum()
    assert loyalty_index(people, EQUAL)[0, 0] == pytest.approx(mean)


def test_the_index_stays_on_its_scale():
    best = index_moment(satisfaction=100.0, ability=100.0, integrity=100.0, fairness=100.0,
                        utility_switching=(0.0, -50.0), utility_price=(9.0, 0.0))  # fmt: skip
    worst = index_moment(satisfaction=0.0, ability=0.0, integrity=0.0, fairness=0.0,
                         utility_switching=(0.0, 0.0), utility_price=(-9.0, 0.0))  # fmt: skip
    assert 0.0 <= loyalty_index(worst, EQUAL)[0, 0] < loyalty_index(best, EQUAL)[0, 0] <= 100.0
