"""SERVQUAL sees what firms deliver, not what their scenario designed (2.7.4)."""

import math
from typing import Any

import numpy as np
import pytest

from analysis.measurement.servqual import gaps, perceptions
from analysis.typologies.moment import Moment, moment_of
from simulation.runner import RunSpec, run_one
from tests.simulation.markets import CONTRACT, changed


def seen(*pairs: tuple[str, Any]) -> Moment:
    return moment_of(run_one(RunSpec("made", changed(CONTRACT, *pairs), seed=3)), 23)


def test_what_is_invested_in_empathy_is_seen_there_and_nowhere_else() -> None:
    # a tenth of revenue at a scale of a twentieth: 12 (1 - e**-2) points more empathy
    perceived = perceptions(seen(("firms.Alpha.investment", {"E": 0.1})))
    apart = perceived["E"] - perceived["Re"]
    inside = perceived["E"] < 100.0
    assert inside[:, 0].mean() > 0.5
    assert apart[inside[:, 0], 0] == pytest.approx(12.0 * (1.0 - math.exp(-2.0)), abs=1e-4)
    assert perceived["R"] == pytest.approx(perceived["Re"])
    assert np.abs(apart[:, 1:]).max() < 1e-4


def test_better_service_narrows_its_gap() -> None:
    plain = seen()
    assert not plain.has("delivered_E")  # the scenario alone tells it
    better = seen(("firms.Alpha.investment", {"E": 0.1}))
    before, after = (gaps(now)["E"][now.present[:, 0], 0].mean() for now in (plain, better))
    assert after > before + 3.0


def test_what_firms_move_is_taken_from_the_step_and_not_from_the_scenario() -> None:
    staffed = changed(CONTRACT, ("firms.Alpha.staff", {"wage": 1.3, "training": 1.0}))
    result = run_one(RunSpec("made", staffed, seed=3))
    last = result.firms[(result.firms["step"] == 23) & (result.firms["firm"] == "Alpha")]
    loyalty = float(last["staff_loyalty"].iloc[0])
    assert loyalty > 66.0
    now = moment_of(result, 23)
    designed = now.terms_table["recovery"][0]
    # .003 more justice for each point above the reference of 65 (EQ2)
    assert now.terms("recovery")[:, 0] == pytest.approx(designed[0] + 0.003 * (loyalty - 65.0))
    assert now.terms("recovery")[:, 1] == pytest.approx(designed[1])


def test_a_squeezed_supplier_shows_in_the_unit_cost_of_the_step() -> None:
    now = seen(("firms.Alpha.supplier", {"price_squeeze": 0.5, "squeeze_saving": 0.2}))
    designed = now.terms_table["unit_cost"][0]
    assert now.terms("unit_cost")[:, 0] == pytest.approx(0.9 * designed[0])  # half of a fifth
    assert now.terms("unit_cost")[:, 1] == pytest.approx(designed[1])
