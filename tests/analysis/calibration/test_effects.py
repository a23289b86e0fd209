import numpy as np
import pytest

from analysis.calibration.effects import own_price_elasticities, worth_in_money
from analysis.calibration.fitting import fit_fixed_model, fit_loyalty_model
from simulation.errors import LogError
from tests.analysis.calibration.builders import Truth, all_of, log_of, simulated_log


def test_elasticities_agree_with_raising_a_price_by_a_hundredth_of_a_percent():
    log = simulated_log(Truth(), n_customers=40, n_own=10)
    model = fit_loyalty_model(log, all_of(log))
    rows = ~log.is_first
    firms = [log.firms[code] for code in log.choice]
    histories = {
        c: firms[s : s + 10] for c, s in zip(log.customer_ids, log.first_rows, strict=True)
    }
    for firm in range(3):
        price = log.attribute("price").copy()
        price[:, firm] *= 1.0001
        dearer = log_of(histories, {"price": price, "feature": log.attribute("feature")})
        share = model.probabilities(log)[rows, firm].mean()
        change = model.probabilities(dearer)[rows, firm].mean() / share - 1.0
        assert own_price_elasticities(model, log)[firm] == pytest.approx(change / 1e-4, rel=1e-3)


def test_the_worth_of_the_last_firm_makes_a_customer_indifferent():
    log = simulated_log(Truth(), n_customers=40, n_own=10)
    model = fit_fixed_model(log, "mix_last", all_of(log))
    worth = worth_in_money(model, "last", log)
    assert worth.amount * model.coefficient("price") + model.coefficient("last") == pytest.approx(0)
    rows = np.flatnonzero(~log.is_first)
    paid = log.attribute("price")[rows, log.choice[rows]].mean()
    assert worth.share_of_price == pytest.approx(worth.amount / paid)


def test_prices_that_attract_give_no_worth_in_money():
    log = simulated_log(Truth(price=1.0), n_customers=40, n_own=10)
    model = fit_fixed_model(log, "mix_last", all_of(log))
    with pytest.raises(LogError, match="needs a negative price coefficient"):
        worth_in_money(model, "last", log)
