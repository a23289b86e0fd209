"""A real comparison, small, from runs to page."""

import pytest

from analysis.comparison.compare import compare
from analysis.comparison.outcome import Request
from analysis.report.money import money_rows, policy_cost_rows, program_cost_rows
from analysis.report.pictures import pictures
from analysis.report.save import save_comparison
from analysis.report.tables import comparison_table

SMALL = {"market.customers": 300, "market.steps": 6, "market.burn_in_steps": 6}


@pytest.mark.slow
def test_a_real_comparison_is_saved_whole_and_its_money_adds_up(tmp_path, monkeypatch):
    made = compare(
        Request(
            "telecom_contract",
            ("telecom_contract/reward_loyalty", "telecom_contract/better_recovery"),
            overrides=SMALL,
            replications=2,
            uncertain=2,
            uncertain_customers=100,
        )
    )
    assert len(comparison_table(made)) == 2
    drawn = pictures(made)
    assert len(drawn) == 9
    assert all(picture.draw().axes for picture in drawn)
    # tests/analysis/report/test_page.py writes all of them to files
    monkeypatch.setattr("analysis.report.save.pictures", lambda _: drawn[-1:])
    folder = save_comparison(made, tmp_path / "result")
    assert [path.stem for path in (folder / "pictures").iterdir()] == [drawn[-1].name]
    for metric, rows in (
        ("profit", money_rows(made)),
        ("program_cost", program_cost_rows(made)),
        ("policy_cost", policy_cost_rows(made)),
    ):
        stated = [outcome.differences[metric].mean for outcome in made.outcomes]
        assert rows.sum(axis=1).tolist() == pytest.approx(stated, abs=1e-6), metric
        assert any(value != 0.0 for value in stated), metric
