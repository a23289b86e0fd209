"""Judgements in a file: read with fractions, refused line by line."""

import pytest

from analysis.measurement.ahp import global_weights
from analysis.measurement.judgement_files import load_judgements
from simulation.scenario.problems import ScenarioProblemsError

GOOD = """\
goal: loyalty
criteria: [value, trust]
judgements: [[1/2]]
groups:
  value:
    criteria: [price, speed, care]
    judgements: [[2, 4], [2]]
  trust:
    criteria: [ability]
    judgements: []
"""


def written(folder, text):
    path = folder / "weights.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_fractions_and_numbers_are_read(tmp_path):
    found = global_weights(load_judgements(written(tmp_path, GOOD)))
    assert found == pytest.approx(
        {"price": 4 / 21, "speed": 2 / 21, "care": 1 / 21, "ability": 2 / 3}
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[1/2]]", "[[0]]", "weights.yaml:3: judgements.0.0 must lie between 1/9 and 9"),
        ("[[1/2]]", "[[1/0]]", "weights.yaml:3: judgements.0.0 must lie"),
        ("[[1/2]]", "[[often]]", "Got the text 'often'"),
        ("[[1/2]]", "[5]", "judgements.0 must be a list of judgements. Got 5."),
        ("[[1/2]]", "5", "judgements must be a list. Got 5."),
        ("goal: loyalty", "gaol: loyalty", "weights.yaml:1: gaol is unknown; there are goal"),
        ("groups:", "groupies:", "groups is missing"),
        ("    criteria: [ability]\n", "", "groups.trust.criteria is missing"),
        ("[price, speed, care]", "[[price], speed, care]", "must be a name. Got a list."),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path, old, new, said):
    with pytest.raises(ScenarioProblemsError) as caught:
        load_judgements(written(tmp_path, GOOD.replace(old, new)))
    assert said in str(caught.value)


def test_all_mistakes_are_said_at_once(tmp_path):
    text = GOOD.replace("[[1/2]]", "[[0]]").replace("[[2, 4], [2]]", "[[2, 10], [2]]")
    with pytest.raises(ScenarioProblemsError) as caught:
        load_judgements(written(tmp_path, text))
    assert len(caught.value.problems) == 2
