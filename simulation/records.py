"""The records that hold a scenario's numbers, and the declared parameter behind each of their fields.

Field names are dotted paths with the dots as underscores.
"""

import numpy as np

from simulation.derived_terms import DERIVED_BEHAVIOR, DERIVED_COLUMNS, SWITCHES
from simulation.scenario.customer import CustomerParams
from simulation.scenario.firm import FirmParams, PolicyCost
from simulation.scenario.firm_organization import ORGANIZATION
from simulation.scenario.parameter import declarations

DIMENSIONS = ("R", "A", "T", "E", "Re")


def column_of(path: str) -> str:
    """Return the field that holds the parameter of a dotted path."""
    return path.replace(".", "_")


CUSTOMER_DECLARATIONS = {d.path: d for d in declarations(CustomerParams)}
FIRM_DECLARATIONS = {
    d.path: d for d in declarations(FirmParams) if d.path.partition(".")[0] not in ORGANIZATION
}
ORGANIZATION_DECLARATIONS = {
    d.path: d for d in declarations(FirmParams) if d.path not in FIRM_DECLARATIONS
}
COST_DECLARATIONS = {d.path: d for d in declarations(PolicyCost)}
BEHAVIOR = np.dtype(
    [(column_of(path), "f8") for path in CUSTOMER_DECLARATIONS]
    + [(name, "f8") for name in DERIVED_BEHAVIOR]
)
CORE_GROUPS = ("quality", "program")
FIRM_COLUMNS = tuple(
    # what every market reads stays close together in memory
    column_of(path)
    for path in sorted(FIRM_DECLARATIONS, key=lambda p: "." in p and not p.startswith(CORE_GROUPS))
)
LEVERS = np.dtype([(column_of(path), "f8") for path in ORGANIZATION_DECLARATIONS])
COST_COLUMNS = tuple("policy_" + column_of(path) for path in COST_DECLARATIONS)
TERMS = np.dtype(
    [("untreated_price", "f8"), ("acquisition_money", "f8"), ("annual_margin", "f8")]
    + [("standing_cost", "f8"), ("staff_turnover", "f8"), ("program_open", "f8")]
    + [(f"delivered_{d}", "f8") for d in DIMENSIONS]
    + [(name, "f8") for name in COST_COLUMNS + FIRM_COLUMNS + DERIVED_COLUMNS]
)
SETTINGS = np.dtype(
    [
        ("contract", "i8"),
        ("dirichlet", "i8"),
        ("window", "i8"),
        ("study_start", "i8"),
        ("step_months", "f8"),
        ("step_years", "f8"),
        ("fairness_recovery", "f8"),
        ("market_promise", "f8"),
        ("network", "i8"),
        ("study_steps", "i8"),
        ("late_share", "f8"),
        ("n_features", "i8"),
    ]
    + [(name, "i8") for name in SWITCHES]
)
