"""What a scenario of contracts says, step by step, worked out by hand from the documents.

Nothing is read from `simulation.tables`: rates become rates per step here once more, as
docs/reference/parameters.md tells it (column *per*), and timed policies take hold as
docs/how-to/write-a-scenario.md tells it, so that a mistake in the conversion is seen too.
"""

from types import SimpleNamespace
from typing import Any

from simulation.scenario.schema import Scenario
from tests.oracle.plain_contract_service import Staff, sum_of_contacts

DIMENSIONS = ("R", "A", "T", "E", "Re")
WEEKS = 30.0 / 7.0  # in a month, which has 30 days
MONTHS_A_YEAR = 365.0 / 30.0
EVERYONE_ELSE = "everyone else"
FAIRNESS_RECOVERY = 0.02  # EQ10: share of the way back to neutral in 30 days


class ContractNumbers:
    """The numbers of a scenario of contracts, a step of 30 days or less.

    Attributes
    ----------
    customers : list[SimpleNamespace]
        Customer parameters per step, one of each segment; the last is everyone else.
    shares : list[float]
        Share of each segment.
    terms : list[list[list[SimpleNamespace]]]
        What firms offer, by step (burn-in included), segment and firm; firms by name.
    """

    def __init__(self, scenario: Scenario) -> None:
        market = scenario.market
        assert market.mode == "contract", "the twin knows contracts only"
        self.step_days = market.step_days
        self.months = market.step_days / 30.0
        self._known: dict[Any, SimpleNamespace] = {}
        self.n_customers = market.customers
        self.n_acquaintances = market.acquaintances
        self.burn_in = market.burn_in_steps
        self.n_steps = market.burn_in_steps + market.steps
        self.segments = (*sorted(scenario.segments), EVERYONE_ELSE)
        named = [scenario.segments[name].share for name in self.segments[:-1]]
        self.shares = [*named, 1.0 - sum(named)]
        self.customers = [customer_numbers(scenario, name, self.months) for name in self.segments]
        self.firms = sorted(scenario.firms)
        self.reputations = [
            reputation(scenario.firms[name], self.customers[-1].weights) for name in self.firms
        ]
        self.mean_reputation = sum(self.reputations) / len(self.reputations)
        self.terms = [
            [
                [self._terms(scenario, name, segment, step) for name in self.firms]
                for segment in range(len(self.segments))
            ]
            for step in range(self.n_steps)
        ]
        self.counts_spend = any(terms.key_service_spend > 0.0 for terms in self._known.values())
        for j in range(len(self.firms)):
            self._employ(j)

    def _employ(self, j: int) -> None:
        """Let a firm's staff live through the run, where its levers are ever not at rest."""
        of_firm = [step[-1][j] for step in self.terms]
        if not any(at_work(terms) for terms in of_firm):
            return
        staff = Staff(of_firm[0])
        for step, now in enumerate(of_firm):
            if step > 0:  # everything starts at rest
                staff.live(now)
            for segment in self.terms[step]:
                segment[j] = staff.serve(segment[j])

    def _terms(self, scenario: Scenario, name: str, segment: int, step: int) -> SimpleNamespace:
        """Return one firm's terms for one segment in one step: one object while nothing changes."""
        treatments = []
        for policy in scenario.policies:
            age = step - self.burn_in - policy.start
            is_over = policy.until is not None and step - self.burn_in >= policy.until
            reaches = policy.segment in {None, self.segments[segment]}
            if policy.firm == name and reaches and age >= 0 and not is_over:
                strength = min(1.0, (age + 1.0) / (policy.ramp_steps + 1.0))
                treatments.append((policy, strength, age == 0))
        key = (name, segment, *((id(policy), *rest) for policy, *rest in treatments))
        if key not in self._known:
            spend = self.customers[segment].spend_scale
            self._known[key] = treated(scenario.firms[name], spend, treatments, self.months)
        return self._known[key]


def treated(
    stated: Any, spend: float, treatments: list[tuple[Any, float, bool]], months: float
) -> SimpleNamespace:
    """Return a firm's terms under policies, each with its strength and whether it just began."""
    before = SimpleNamespace(**flat(stated.model_dump()))
    paid = SimpleNamespace(
        once=0.0, per_month=0.0, per_customer_month=0.0, per_purchase=0.0, per_recovery=0.0
    )
    terms = SimpleNamespace(**vars(before), paid=paid)
    for policy, strength, is_new in treatments:
        for path, value in policy.set.items():
            lever = path.replace(".", "_")
            old = getattr(terms, lever)
            setattr(terms, lever, old + strength * (value - old))
        for what, amount in policy.cost.model_dump().items():
            if what != "once" or is_new:
                in_step = amount * (months if what.endswith("month") else 1.0)
                setattr(paid, what, getattr(paid, what) + in_step)
    for lever in ("fixed_cost", "program_member_cost", "key_service_cost"):  # money a month
        setattr(terms, lever, getattr(terms, lever) * months)
    for lever in ("staff_adaptation", "staff_turnover", "staff_skill_learning"):  # shares a month
        setattr(terms, lever, 1.0 - (1.0 - getattr(terms, lever)) ** months)
    annual = MONTHS_A_YEAR * ((before.price - before.unit_cost) * spend - before.service_cost)
    terms.acquisition_money = terms.acquisition_cost * max(annual, 0.0)
    terms.paid_by_all = paid.once + paid.per_month
    terms.price_for_all = terms.price * (1.0 - terms.discount)
    terms.price_without_policies = before.price * (1.0 - before.discount)
    terms.quality = terms.designed = designed(terms)
    terms.share_spent = 0.0
    sum_of_contacts(terms)
    return terms


def at_work(terms: SimpleNamespace) -> bool:
    """Tell whether a lever of the staff is not at rest."""
    programs = terms.staff_training + terms.staff_empowerment + terms.staff_culture
    ratios = (terms.staff_wage, terms.staff_load, terms.staff_coordination)
    return programs > 0.0 or ratios != (1.0, 1.0, 1.0)


def flat(values: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Return nested values by one name each: `quality.R` becomes `quality_R`."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{key}_")
        else:
            found[before + key] = value
    return found


def customer_numbers(scenario: Scenario, segment: str, months: float) -> SimpleNamespace:
    """Return the customer parameters of a segment, those that have a period per step."""
    values = flat(scenario.customers.model_dump())
    if segment != EVERYONE_ELSE:
        for path, value in scenario.segments[segment].set.items():
            values[path.replace(".", "_")] = value
    p = SimpleNamespace(**values)
    p.exit_rate = 1.0 - (1.0 - p.exit_rate) ** months
    p.bond_kept = (1.0 - p.bond_decay) ** (WEEKS * months)  # a share lost in a week
    p.failures_kept = p.failure_memory_carry ** (WEEKS * months)  # a share kept in a week
    p.fairness_kept = (1.0 - FAIRNESS_RECOVERY) ** months
    stated = [values[f"dimension_weights_{d}"] for d in DIMENSIONS]
    p.weights = [w / sum(stated) for w in stated]
    return p


def designed(terms: SimpleNamespace) -> list[float]:
    """Return the quality that a firm delivers on each dimension with its staff at rest (EQ1)."""
    gaps = terms.gap_understanding + terms.gap_standards + terms.gap_delivery
    return [min(max(getattr(terms, f"quality_{d}") - gaps, 0.0), 100.0) for d in DIMENSIONS]


def reputation(firm: Any, weights: list[float]) -> float:
    """Return what a firm promises: by default what it delivers at the start, without any policy."""
    if firm.promise is not None:
        return float(firm.promise)
    terms = SimpleNamespace(**flat(firm.model_dump()))
    terms.designed = designed(terms)
    served = Staff(terms).serve(terms).quality
    return sum(w * q for w, q in zip(weights, served, strict=True))
