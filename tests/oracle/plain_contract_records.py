"""What the plain contract market writes down: a firm's books, a customer's tie to a firm."""

MEASURES = (
    "customers", "base_customers", "gained", "newcomers", "lost", "exits", "buyers", "purchases",
    "units", "revenue", "concessions", "variable_cost", "service_cost", "acquisition_cost",
    "reward_cost", "member_cost", "policy_cost", "fixed_cost", "points_earned", "points_redeemed",
    "points_expired", "members", "enrolled", "reviews", "failures", "experiences", "complaints",
    "praise", "warnings", "satisfaction", "trust", "bond", "promoters", "detractors",
)  # fmt: skip
OLDEST = 120  # months: the last row of the life table is this age or more


class Books:
    """What one firm records in one step."""

    __slots__ = MEASURES

    def __init__(self) -> None:
        for name in MEASURES:
            setattr(self, name, 0)


class LifeTable:
    """Contracts of one firm by their age in months, over the study."""

    def __init__(self) -> None:
        self.at_risk = [0] * (OLDEST + 1)
        self.left = [0] * (OLDEST + 1)
        self.exited = [0] * (OLDEST + 1)


class Tie:
    """What one person holds toward one firm."""

    __slots__ = (
        "ability", "bond", "bought", "engaged", "experiences", "failures", "fairness", "first_step", "fit",
        "habit", "heeded", "integrity", "irritation", "is_cohort", "is_key", "member", "messages", "paid_months", "points",
        "reference_price", "satisfaction", "should", "taste", "will", "year_spend",
    )  # fmt: skip

    def __init__(self, taste: float, fit: float, expected: float, price: float) -> None:
        self.taste, self.fit = taste, fit
        self.will = self.satisfaction = min(max(expected, 0.0), 100.0)
        self.should = min(max(expected + 5.0, 0.0), 100.0)
        self.ability = self.integrity = self.fairness = 50.0
        self.bond = self.habit = self.failures = self.points = 0.0
        self.reference_price = price
        self.experiences = self.paid_months = self.messages = self.first_step = 0
        self.irritation = self.heeded = self.year_spend = 0.0
        self.member = self.engaged = self.is_cohort = self.is_key = self.bought = False

    def trust(self) -> float:
        """Return T = 0.4 TA + 0.4 TI + 0.2 TF."""
        return 0.4 * self.ability + 0.4 * self.integrity + 0.2 * self.fairness
