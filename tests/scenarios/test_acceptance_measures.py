"""The measures of the acceptance table, against numbers worked out by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from analysis.acceptance import (
    TABLE,
    highest_renewal,
    lowest_renewal,
    members_share,
    repeat_purchase,
    yearly_attrition,
    yearly_changes,
    yearly_repurchase,
    yearly_repurchase_everywhere,
    yearly_retention,
)
from analysis.comparison.intervals import Difference
from analysis.metrics.behavior import repeat_rate
from analysis.studies.industries import Judged, baselines, without_range
from analysis.studies.page import known_table
from simulation.errors import ResultError
from simulation.results import RunResult
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "explanation" / "industries.md"


def result(step_days: int, burn_in: int, steps: int, **tables: pd.DataFrame) -> RunResult:
    """Stand for a run of firms A (the focal one) and B by the tables that a measure reads."""
    market = SimpleNamespace(
        step_days=step_days, burn_in_steps=burn_in, steps=steps, customers=4, mode="contract"
    )
    scenario: Any = SimpleNamespace(firms={"B": None, "A": None}, focal_firm="A", market=market)
    return RunResult("made by hand", scenario, 1, tables, 0.0)


def two_years() -> Any:
    """Four customers, weekly steps, two years of burn-in; the study is a year."""
    before = {
        # last purchase from A and B: within the year before (52 to 103), earlier, never (-1)
        "last_step": [60, -1, 103, 52, 51, 70, 52, -1],
        "generation": [0, 0, 0, 0, 0, 0, 0, 0],
        "n_purchases": [9] * 8,
        "member": [0] * 8,
    }
    after = {
        "last_step": [0] * 8,
        # the fourth customer left the category: somebody else bought in the study
        "generation": [0, 0, 0, 0, 0, 0, 1, 1],
        "n_purchases": [2, 0, 0, 1, 1, 3, 5, 0],
        "member": [1, 0, 0, 0, 0, 0, 2, 0],
    }
    frames = [
        pd.DataFrame(
            {"step": step, "customer": [0, 0, 1, 1, 2, 2, 3, 3], "firm": ["A", "B"] * 4, **columns}
        ).assign(segment="everyone else")
        for step, columns in ((-1, before), (51, after))
    ]
    return result(7, 104, 52, customers=pd.concat(frames, ignore_index=True))


def test_yearly_repurchase_counts_buyers_of_the_year_before_and_takes_exits_as_lost():
    # A was bought from by customers 1, 2 and 4: 1 came again, 2 did not, 4 left the category.
    assert yearly_repurchase(two_years()) == pytest.approx(1 / 3)
    # B by customers 2 and 3, who both came again.
    assert yearly_repurchase_everywhere(two_years()) == pytest.approx(3 / 5)


def test_yearly_repurchase_is_refused_without_the_snapshot_of_a_year():
    short = result(7, 104, 52, customers=two_years().customers.replace({"step": {51: 50}}))
    with pytest.raises(ResultError, match=r"snapshot at step 51.*snapshots at \[-1, 50\]"):
        yearly_repurchase(short)


def test_members_share_and_repeat_purchase_by_hand():
    # A sold 2 + 0 + 1 + 5 in the study, 2 and 5 of them to members; two of three buyers twice.
    assert members_share(two_years()) == pytest.approx(7 / 8)
    assert repeat_purchase(two_years()) == pytest.approx(2 / 3)


def test_yearly_rates_of_contract_markets_compound_the_loss_of_all_firms():
    rows = [(-1, "A", 60, 0, 0), (-1, "B", 40, 0, 0), (0, "A", 60, 2, 1), (0, "B", 40, 0, 1)]
    firms = pd.DataFrame(rows, columns=["step", "firm", "customers", "lost", "exits"]).assign(
        segment="everyone else"
    )
    found = result(30, 1, 1, firms=firms)
    assert yearly_changes(found) == pytest.approx(1 - 0.98 ** (365 / 30))
    assert yearly_attrition(found) == pytest.approx(1 - 0.96 ** (365 / 30))
    assert yearly_retention(found) == pytest.approx(0.96 ** (365 / 30))


def test_renewal_is_staying_among_those_who_chose():
    moves = pd.DataFrame(
        [(-1, "A", "B", 99), (0, "A", "A", 6), (0, "A", "B", 4), (0, "B", "B", 1), (0, "B", "A", 4),
         (0, None, "A", 50)],
        columns=["step", "origin", "destination", "moves"],
    )  # fmt: skip
    found = result(30, 1, 1, market=moves)
    assert repeat_rate(found) == pytest.approx(7 / 15)
    assert lowest_renewal(found) == pytest.approx(0.2)
    assert highest_renewal(found) == pytest.approx(0.6)


def test_every_industry_has_a_known_range_but_those_that_say_they_have_none():
    assert without_range() == ["tourism_ota"]
    assert {known.scenario.partition("/")[0] for known in TABLE} <= set(baselines())
    assert all(known.low < known.high and known.source for known in TABLE)


def test_the_table_tells_what_must_be_met_from_what_is_reported():
    gate = next(known for known in TABLE if known.grade == "V")
    report = next(known for known in TABLE if known.grade == "M")
    rows = [
        Judged(gate, Difference(gate.low, 0.0, 3)),
        Judged(gate, Difference(gate.high + 0.001, 0.0, 3)),
        Judged(report, Difference(report.low - 0.001, 0.0, 3)),
    ]
    verdicts = [line.split("|")[-2].strip() for line in known_table(rows).splitlines()[2:]]
    assert verdicts == ["met", "**missed**", "outside", "not judged"]


def test_the_page_of_industries_shows_every_row_of_the_table():
    page = PAGE.read_text(encoding="utf-8")
    for known in TABLE:
        row = f"| `{known.scenario}` | {known.metric}: {known.definition} | {known.low:g} to {known.high:g} |"
        assert row in page, "run `python -m analysis.studies`"
    assert all(f"(`{name}`; " in page for name in baselines())
