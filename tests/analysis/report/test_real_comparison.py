"""A real comparison, small, from runs to page."""

import pytest

from analysis.comparison.compare import compare
from analysis.comparison.outcome import Request
from analysis.report.save import save_comparison
from analysis.report.tables import comparison_table, money_rows

SMALL = {"market.customers": 300, "market.steps": 6, "market.burn_in_steps": 6}


@pytest.mark.slow
def test_a_real_comparison_is_saved_whole_and_its_money_adds_up(tmp_path):
    made = compare(
        Request(
            "telecom_contract",
            ("telecom_contract/price_cut", "telecom_contract/raise_trust"),
            overrides=SMALL,
            replications=2,
            uncertain=2,
            uncertain_customers=100,
        )
    )
    folder = save_comparison(made, tmp_path / "result")
    assert len(comparison_table(made)) == 2
    assert len(list((folder / "pictures").iterdir())) == 7
    profits = [outcome.differences["profit"].mean for outcome in made.outcomes]
    sums = money_rows(made).sum(axis=1).tolist()
    assert [round(value, 6) for value in sums] == [round(value, 6) for value in profits]
