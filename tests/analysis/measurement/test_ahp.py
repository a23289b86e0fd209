"""AHP against worked weights, properties of reciprocal matrices, and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measurement.ahp import (
    Hierarchy,
    JudgementError,
    Judgements,
    consistent,
    global_weights,
    judged,
    odd_pair,
    weighed,
)
from analysis.measurement.default_judgements import LOYALTY

PRINTED = {
    "top": ([0.2857, 0.2857, 0.1429, 0.2857], 0.000),
    "A1": ([0.2723, 0.0958, 0.0691, 0.2653, 0.0860, 0.0493, 0.1622], 0.011),
    "A2": ([0.3333, 0.6667], 0.000),
    "A3": ([0.1692, 0.2046, 0.2879, 0.3383], 0.022),
    "A4": ([0.4, 0.4, 0.2], 0.000),
}
GLOBAL = {
    "A11": 0.0778, "A12": 0.0274, "A13": 0.0198, "A14": 0.0758, "A15": 0.0246, "A16": 0.0141,
    "A17": 0.0463, "A21": 0.0952, "A22": 0.1905, "A31": 0.0242, "A32": 0.0292, "A33": 0.0411,
    "A34": 0.0483, "A41": 0.1143, "A42": 0.1143, "A43": 0.0571,
}  # fmt: skip


@pytest.mark.parametrize("name", PRINTED)
def test_the_default_judgements_give_the_printed_weights_and_ratio(name):
    weights, ratio = PRINTED[name]
    found = weighed(LOYALTY.top if name == "top" else LOYALTY.below[name])
    assert list(found.weights.values()) == pytest.approx(weights, abs=5.1e-5)
    assert found.consistency_ratio == pytest.approx(ratio, abs=5e-4)


def test_global_weights_are_the_printed_ones_and_sum_to_one():
    found = global_weights(LOYALTY)
    assert found == pytest.approx(GLOBAL, abs=5.1e-5)
    assert sum(found.values()) == pytest.approx(1.0)


def test_weights_agree_with_the_power_method():
    matrix = LOYALTY.below["A1"].matrix
    vector = np.ones(7)
    for _ in range(200):
        vector = matrix @ vector
        vector = vector / vector.sum()
    found = weighed(LOYALTY.below["A1"])
    assert list(found.weights.values()) == pytest.approx(vector.tolist(), abs=1e-12)
    assert found.lambda_max == pytest.approx(float((matrix @ vector / vector).mean()))


def reciprocal(upper):
    matrix = np.eye(4)
    for (i, k), value in zip(zip(*np.triu_indices(4, 1), strict=True), upper, strict=True):
        matrix[i, k], matrix[k, i] = value, 1.0 / value
    return Judgements("goal", ("a", "b", "c", "d"), matrix)


UPPER = st.lists(st.floats(1 / 9, 9.0), min_size=6, max_size=6)


@given(UPPER)
def test_the_principal_eigenvalue_is_at_least_the_number_of_criteria(upper):
    found = weighed(reciprocal(upper))
    assert found.lambda_max >= 4.0 - 1e-9
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert min(found.weights.values()) > 0.0


@given(UPPER, st.permutations([0, 1, 2, 3]))
def test_criteria_in_another_order_have_the_same_weights(upper, order):
    first = reciprocal(upper)
    names = tuple(first.criteria[k] for k in order)
    other = Judgements("goal", names, first.matrix[np.ix_(order, order)])
    one, two = weighed(first), weighed(other)
    assert two.weights == pytest.approx(one.weights, abs=1e-8)
    assert two.consistency_ratio == pytest.approx(one.consistency_ratio, abs=1e-8)


@given(st.lists(st.floats(0.1, 10.0), min_size=2, max_size=9))
def test_judgements_that_are_ratios_of_weights_have_a_ratio_of_zero_and_those_weights(weights):
    w = np.array(weights)
    names = tuple(f"c{k}" for k in range(len(w)))
    found = weighed(Judgements("goal", names, w[:, None] / w[None, :]))
    assert found.consistency_ratio == pytest.approx(0.0, abs=1e-9)
    assert list(found.weights.values()) == pytest.approx((w / w.sum()).tolist(), abs=1e-9)


def test_contradictory_judgements_are_refused_with_the_pair_that_disagrees_most():
    w = np.array([4.0, 2.0, 1.0, 0.5])
    matrix = w[:, None] / w[None, :]
    matrix[0, 3], matrix[3, 0] = 1 / 8, 8.0  # should be 8
    wrong = Judgements("service", ("speed", "care", "price", "image"), matrix)
    with pytest.raises(JudgementError) as caught:
        consistent(wrong)
    sentence = str(caught.value)
    assert sentence.startswith("service: the judgements contradict one another (CR ")
    # by way of care 2 x 4, by way of price 4 x 2: the others say 8
    assert sentence.endswith(
        "speed against image disagrees most with the rest: judged 0.125, the others imply 8. "
        "Judge it again."
    )
    assert odd_pair(weighed(wrong)) == ("speed", "image", pytest.approx(0.125), pytest.approx(8.0))


def test_of_three_contradictory_judgements_none_is_called_the_wrong_one():
    circle = judged("service", ("speed", "care", "price"), ((2, 1 / 5), (4,)))
    with pytest.raises(JudgementError) as caught:
        consistent(circle)
    # speed against care by way of price: 1/5 x 1/4
    assert str(caught.value).endswith(
        "speed against care does not follow from the other two: judged 2, the others imply 0.05. "
        "Any of the three may be wrong: judge them again."
    )


def test_two_judgements_cannot_disagree():
    with pytest.raises(JudgementError, match="2 criteria cannot disagree"):
        odd_pair(weighed(judged("goal", ("a", "b"), ((3,),))))


def test_slightly_inconsistent_judgements_pass():
    assert consistent(LOYALTY.below["A3"]).consistency_ratio > 0.02


@pytest.mark.parametrize(
    ("criteria", "matrix", "said"),
    [
        (("a", "b"), [[1, 2], [2, 1]], "b against a must be the inverse of a against b"),
        (("a", "b"), [[1, -2], [-0.5, 1]], "above 0"),
        (("a", "b"), [[1, float("nan")], [1, 1]], "above 0"),
        (("a", "a"), [[1, 1], [1, 1]], "stands once"),
        (("a", "b"), [[1]], "2 x 2"),
        (("a",), [[2.0]], "inverse"),
        (tuple("abcdefghij"), np.ones((10, 10)), "group them"),
    ],
)
def test_what_is_no_matrix_of_judgements_is_refused(criteria, matrix, said):
    with pytest.raises(JudgementError, match=said):
        Judgements("goal", criteria, np.array(matrix, dtype=float))


def test_a_triangle_of_the_wrong_shape_is_refused():
    with pytest.raises(JudgementError, match=r"3 criteria need rows of 2, 1 judgements\. Got 2\."):
        judged("goal", ("a", "b", "c"), ((1, 2),))


def test_a_hierarchy_with_a_missing_group_is_refused():
    top = judged("goal", ("a", "b"), ((1,),))
    with pytest.raises(JudgementError, match="Check b"):
        Hierarchy(top, {"a": judged("a", ("x",), ())})


@pytest.mark.parametrize(
    ("criteria", "shape", "said"),
    [
        ((), (0, 0), "criteria can be judged in pairs. Got 0"),
        (
            tuple("abcdefghijklmnop"),
            (16, 16),
            "criteria can be judged in pairs. Got 16; group them",
        ),
        (("price", "price"), (2, 2), "each criterion stands once. Got price, price"),
        (("price", "trust"), (3, 3), "2 criteria need a matrix of 2 x 2 judgements"),
    ],
)
def test_criteria_and_judgements_that_do_not_belong_together_are_refused(criteria, shape, said):
    with pytest.raises(JudgementError, match=f"loyalty: .*{said}"):
        Judgements("loyalty", criteria, np.ones(shape))
