"""The multinomial logit of the calibration against the conditional logit of statsmodels."""

import numpy as np
import pytest

from analysis.calibration import load_panel
from analysis.calibration.fitting import fit_fixed_model
from analysis.calibration.likelihood import fit_logit


@pytest.fixture(scope="module")
def crackers():
    return load_panel("cracker")


@pytest.fixture(scope="module")
def independent(crackers):
    """Return the fit of another package: purchases as strata, constants as columns."""
    models = pytest.importorskip("statsmodels.discrete.conditional_models")
    rows = np.flatnonzero(~crackers.is_first)
    offers = crackers.attributes[rows]
    n_rows, n_firms, _ = offers.shape
    constants = np.broadcast_to(np.eye(n_firms)[:, 1:], (n_rows, n_firms, n_firms - 1))
    columns = np.concatenate((constants, offers), axis=2).reshape(n_rows * n_firms, -1)
    chosen = crackers.bought[rows].ravel()
    purchase = np.repeat(np.arange(n_rows), n_firms)
    model = models.ConditionalLogit(chosen, columns, groups=purchase)
    return model.fit(method="newton", disp=False)


def test_coefficients_on_real_purchases_are_those_of_another_package(crackers, independent):
    fitted = fit_fixed_model(crackers, "mix", np.ones(crackers.n_purchases, dtype=bool))
    assert fitted.coefficients == pytest.approx(independent.params, abs=5e-5)
    assert fitted.log_likelihood == pytest.approx(independent.llf, abs=1e-3)


def test_plain_standard_errors_are_those_of_another_package(crackers, independent):
    rows = np.flatnonzero(~crackers.is_first)
    names = [f"term {k}" for k in range(len(independent.params))]
    fit = fit_logit(crackers.attributes[rows], crackers.choice[rows], names)
    errors = np.sqrt(np.diag(np.linalg.inv(fit.information)))
    assert errors == pytest.approx(independent.bse, abs=5e-5)
