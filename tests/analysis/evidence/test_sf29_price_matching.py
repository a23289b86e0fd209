"""A price war: what an answer wins back and costs, and why it costs so much."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.sf29_price_matching import (
    FACT,
    SCENARIOS,
    War,
    profit_change,
    recovered,
    wars,
)

BANDS = {band.metric: band for band in FACT.bands}


def war(share: float, profit: float = 100.0) -> War:
    """Return an incumbent with this share under the subsidy (weeks 26 to 38), and none otherwise."""
    weeks = np.zeros(78)
    weeks[26:39] = share
    return War(weeks, profit)


def test_what_is_won_back_is_a_share_of_what_the_subsidy_took() -> None:
    assert recovered(war(0.8), war(0.4), war(0.5)) == pytest.approx(0.25)
    assert np.isnan(recovered(war(0.4), war(0.4), war(0.5)))


def test_profit_is_compared_with_not_answering() -> None:
    assert profit_change(war(0.4, 80.0), war(0.5, 60.0)) == pytest.approx(-25.0)


@pytest.mark.slow
@pytest.mark.parametrize("arm", sorted(SCENARIOS))
def test_profit_misses_because_the_cuts_outlast_the_subsidy(arm: str) -> None:
    found = wars(SCENARIOS[arm], Setting(customers=2_000, seed=1, is_control=False))
    peace, fought, answer, stopping = found.values()
    band = BANDS[f"{arm}_profit_change"]
    assert profit_change(fought, answer) < band.low
    assert band.holds(profit_change(fought, stopping))
    assert np.array_equal(answer.share[:39], stopping.share[:39])
    assert BANDS[f"{arm}_recovered"].holds(recovered(peace, fought, stopping))
    target, gives_way_above = peace.share[:26].mean(), 1.05
    assert fought.share[39:].mean() < 0.95 * target  # without cuts that share does not come back
    assert answer.share[39:].mean() < gives_way_above * target
