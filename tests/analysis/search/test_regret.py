"""Regret and dominance of tables written by hand."""

import pytest

from analysis.search.pareto import non_dominated
from analysis.search.regret import regret_of


def test_minimax_regret_of_a_table_by_hand():
    # Savage's rule picks the middle policy, which is best nowhere; caution picks the last.
    found = regret_of([[10.0, 0.0, 2.0], [7.0, 5.0, 3.0], [4.0, 4.0, 4.0]])
    assert found.regret.tolist() == [[0.0, 5.0, 2.0], [3.0, 0.0, 1.0], [6.0, 1.0, 0.0]]
    assert found.worst.tolist() == [5.0, 3.0, 6.0]
    assert found.least == 1
    assert found.cautious == 2
    assert found.answers.tolist() == [1, 2, 0]


def test_regret_is_what_the_best_policy_of_a_reaction_has_none_of():
    found = regret_of([[1.0, 8.0], [3.0, 2.0]])
    assert found.regret.min(axis=0).tolist() == [0.0, 0.0]
    assert found.least == 0


@pytest.mark.parametrize(
    ("rows", "front"),
    [
        ([[1, 3], [2, 2], [3, 1], [1, 1], [2, 1]], [True, True, True, False, False]),
        ([[1, 1], [1, 1], [0, 5]], [True, True, True]),
        ([[1], [3], [3], [2]], [False, True, True, False]),
        ([[1, 2], [1, 3]], [False, True]),
    ],
)
def test_the_front_holds_what_nobody_beats(rows, front):
    assert non_dominated(rows).tolist() == front
