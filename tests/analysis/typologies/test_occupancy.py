"""Occupancy, transitions and pictures of small markets counted by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.plots.saving import save_png
from analysis.typologies.drawing import lock_in_figure, stress_figure, typology_figure
from analysis.typologies.moment import moment_of, snapshot_steps
from analysis.typologies.occupancy import (
    LEFT,
    NOT_COUNTED,
    falling_steps,
    kept,
    occupancy,
    transition_shares,
    transitions,
)
from analysis.typologies.registry import BY_NAME, TYPOLOGIES, computable
from analysis.typologies.stress import stress_table
from analysis.typologies.typology import approximations, obstacle
from simulation.runner import RunSpec, run_one
from tests.analysis.typologies.made import OWN, STEP, moment
from tests.simulation.markets import REPERTOIRE, changed

BANDS = BY_NAME["probability_bands"]
TASTES = np.array([-3.0, 0.0, 0.0, 2.0, 2.0])


def before_and_after():
    first = moment(5, utility_taste=TASTES, step=STEP - 6)
    later = moment(
        5,
        utility_taste=np.array([-3.0, 2.0, 0.0, 2.0, -3.0]),
        generation=np.array([[0, 0], [0, 0], [0, 0], [0, 0], [1, 1]]),
        present=np.array([1.0, 1.0, 0.0, 1.0, 1.0]),
        earlier=first,
    )
    return first, later


def test_each_state_has_its_people_and_their_mean_chance():
    table = occupancy(BANDS, moment(5, utility_taste=TASTES), OWN).set_index("state")
    assert table["customers"].to_dict() == {"low": 1, "medium": 2, "high": 2}
    assert table["share"].tolist() == pytest.approx([0.2, 0.4, 0.4])
    assert table["purchase_probability"].tolist() == pytest.approx(
        [1 / (1 + np.exp(3)), 0.5, 1 / (1 + np.exp(-2))]
    )
    assert table["purchase_probability_sd"].tolist() == pytest.approx([0.0, 0.0, 0.0])


def test_everybody_goes_from_one_state_to_one_state_and_a_newcomer_comes_from_outside():
    first, later = before_and_after()
    table = transitions(BANDS, first, later, OWN)
    moved = {(o, d): int(n) for (o, d), n in table.stack().items() if n}
    assert moved == {
        ("low", "low"): 1,
        ("medium", "high"): 1,
        ("medium", NOT_COUNTED): 1,
        ("high", "high"): 1,
        ("high", LEFT): 1,
        (NOT_COUNTED, "low"): 1,
    }
    shares = transition_shares(table)
    assert shares.sum(axis=1).tolist() == pytest.approx([1.0, 1.0, 1.0, 1.0])


def test_kept_counts_the_same_person_only():
    first, later = before_and_after()
    assert kept(BANDS, first, later, OWN).to_dict() == {"low": 1.0, "medium": 0.5, "high": 0.5}


def test_a_rung_whose_chance_falls_is_found_if_enough_stand_there():
    table = occupancy(BANDS, moment(60, utility_taste=np.repeat([-3.0, 0.0, 2.0], 20)), OWN)
    assert falling_steps(table) == []
    table.loc[2, "purchase_probability"] = 0.4
    (step,) = falling_steps(table)
    assert (step.lower, step.upper) == ("medium", "high")
    table.loc[2, "customers"] = 19
    assert falling_steps(table) == []


def test_what_cannot_be_computed_says_why():
    can, cannot = computable(moment(2, paid=0.0))
    assert "the study, and it has not begun" in cannot["The profitability pyramid"]
    assert "equally involved" in cannot["Brands bought and involvement"]
    assert "--snapshot" in cannot["The life cycle of a relationship"]
    assert "nobody expects one" in cannot["Ward zones"]
    assert len(can) + len(cannot) == len(TYPOLOGIES) + 1  # Ward zones sort features


def test_a_missing_column_is_named_in_the_reason():
    people = moment()
    lacking = {k: v for k, v in people.columns.items() if k not in ("bond", "messages")}
    fields = {name: getattr(people, name) for name in people.__dataclass_fields__}
    broken = type(people)(**{**fields, "columns": lacking})
    assert obstacle(BY_NAME["ladder_chen"], broken) == (
        "the snapshot lacks the columns messages, bond"
    )
    assert obstacle(BANDS, broken) is None


def test_an_approximation_is_said_until_its_column_is_there():
    chen = BY_NAME["ladder_chen"]
    assert "last_transaction" in approximations(chen, moment())[0]
    assert approximations(chen, moment(last_transaction=80.0)) == []


@pytest.mark.parametrize("typology", TYPOLOGIES, ids=lambda t: t.name)
def test_every_threshold_says_where_it_comes_from(typology):
    assert typology.thresholds
    for threshold in typology.thresholds:
        assert any(
            word in threshold.source for word in ("assumption", "source documents", "settled")
        )
    rows, columns = typology.grid
    assert typology.shape != "matrix" or len(rows) * len(columns) == len(typology.states)


@pytest.mark.parametrize("name", ["dick_basu", "ladder_five", "pyramid"])
def test_each_kind_of_picture_is_drawn_with_its_states(name, tmp_path):
    typology = BY_NAME[name]
    first, later = before_and_after()
    table = occupancy(typology, later, OWN)
    moved = transition_shares(transitions(typology, first, later, OWN))
    for number, flow in enumerate((moved, None)):
        figure = typology_figure(typology, table, flow)
        written = " ".join(text.get_text() for text in figure.findobj(include_text))
        for state in typology.state_names:
            assert state in written
        assert len(figure.axes) == (3 if number == 0 else 2)
    save_png(figure, tmp_path / "last.png")
    assert (tmp_path / "last.png").stat().st_size > 5_000


def include_text(artist):
    return hasattr(artist, "get_text")


def test_the_meter_is_drawn_end_to_end():
    figure = lock_in_figure(["a", "b"], [0.5, -0.1], 0.4)
    ends = [(p.get_x(), p.get_x() + p.get_width()) for p in figure.axes[0].patches]
    assert ends == [pytest.approx((0.0, 0.5)), pytest.approx((0.5, 0.4)), pytest.approx((0.0, 0.4))]


def test_the_stress_test_is_drawn_with_a_bar_for_each_destination():
    people = moment(4, utility_habit=1.0)
    figure = stress_figure(stress_table(people, OWN), ["to Rival", "to nowhere"])
    widths = [patch.get_width() for patch in figure.axes[0].patches]
    assert max(widths) == pytest.approx(1000.0 * (1 / (1 + np.exp(-1.0)) - 0.5))


def test_who_has_not_come_to_a_growing_category_is_nobodys_prospect():
    scenario = changed(REPERTOIRE, ("market.late_share", 0.6), ("customers.exit_rate", 0.0))
    result = run_one(RunSpec("growing", scenario, seed=3, snapshots=(11,)))
    steps = snapshot_steps(result)
    assert steps == [-1, 11, 23]
    moments = [moment_of(result, step) for step in steps]
    griffin = BY_NAME["ladder_griffin"]
    counted = [int(occupancy(griffin, found, "Alpha")["customers"].sum()) for found in moments]
    # a person begins a relation with the market when they come: 0 for who was there from the first
    begun = result.customers.query("step == 23").groupby("customer")["spell_start"].first()
    assert counted == [int((begun <= 12 + step).sum()) for step in steps]
    assert counted[0] < counted[1] < counted[2] == 300
    table = transitions(griffin, moments[0], moments[2], "Alpha")
    assert int(table.loc[NOT_COUNTED].sum()) == counted[2] - counted[0]


def test_ten_destinations_of_the_stress_test_are_told_apart_without_color():
    names = [f"to {letter}" for letter in "ABCDEFGHIJ"]
    table = pd.DataFrame({"what falls": ["habit"], **{name: [1.0] for name in names}})
    (axes,) = stress_figure(table, names).axes
    assert len({container[0].get_hatch() for container in axes.containers}) == len(names)
