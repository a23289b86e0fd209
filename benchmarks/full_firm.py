"""A firm of the full plain-Mesa market: its terms by step, and what goes on inside it.

Investment (EQ1), staff (EQ2), supplier (EQ3), learning from complaints (EQ20), reactions (EQ24).
"""

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

from benchmarks.plain_mesa import Firm

if TYPE_CHECKING:
    from benchmarks.full_mesa import FullMarket

DIMENSIONS = ("R", "A", "T", "E", "Re")
HUMAN = {"R": 0.3, "A": 1.0, "T": 0.0, "E": 1.0, "Re": 1.0}
SUPPLIED = {"R": 1.0, "A": 0.0, "T": 0.7, "E": 0.0, "Re": 0.3}
CHANNELS = {  # effect, intrusion, cost in hundredths of money
    "text": (0.3, 0.3, 0.05),
    "email": (0.2, 0.2, 0.01),
    "chat": (0.4, 0.1, 0.02),
    "phone": (1.0, 0.8, 1.0),
    "app": (0.6, 0.1, 0.1),
    "manager": (2.0, 0.3, 5.0),
}
MONTH_DAYS, YEAR_DAYS = 30.0, 365.0


class FullFirm(Firm):
    """A firm whose terms may differ by step."""

    def __init__(self, model: "FullMarket", index: int) -> None:
        super().__init__(model, index)
        self.plan = model.plan(index)
        self.levers = model.levers(index)
        self.__dict__.update(self.plan[0])
        self.policy = model.reactions[index]
        self.rule = model.rules[index]
        self.mix: dict[str, float] | None = None  # shares of the spending after a review
        self.failures_left = 1.0  # what learning has left of the failures
        self.loyalty = self.levers[0].staff_reference
        self.turnover = self.levers[0].staff_turnover
        self.skill_gap = 0.0
        self.supplier_loyalty = 50.0
        self.disrupted = False
        self.effort = 0.0
        self.recovery_rise = 0.0
        self.spent: list[dict[str, float]] = []
        self.reacting = dict.fromkeys(DIMENSIONS, 0.0)
        self.conduct: list[dict[str, float]] = []
        self.status = [0.0] * 4
        self.breach = (0.0, 0.0)
        self.delivered = (0.0,) * 5

    def begin(self, t: int) -> None:
        """Put the terms of step t in force."""
        self.__dict__.update(self.plan[t])
        lever = self.levers[t]
        if t > 0:
            self._employ(lever)
            self._supply(lever)
        self._mix_troubles()
        self._serve(t, lever)
        self._offer(lever)
        self._count_breach(t)
        self._contact()
        self._rank()

    def _employ(self, lever: SimpleNamespace) -> None:
        """Let staff come, go and learn (EQ2)."""
        target = (
            lever.staff_reference
            + 100.0 * lever.staff_wage_effect * (lever.staff_wage - 1.0)
            + lever.staff_training_effect * lever.staff_training
            + lever.staff_empowerment_effect * lever.staff_empowerment
            + lever.staff_culture_effect * lever.staff_culture
            - 100.0 * lever.staff_load_effect * max(lever.staff_load - 1.0, 0.0)
        )
        self.loyalty += lever.staff_adaptation * (clip(target) - self.loyalty)
        usual = lever.staff_turnover
        above = self.loyalty - lever.staff_reference
        turnover = min(1.0, usual * math.exp(-above / 20.0))
        learning = lever.staff_skill_learning
        skill = learning / (learning + usual) if learning + usual > 0.0 else 1.0
        self.skill_gap *= 1.0 - turnover - learning
        self.skill_gap -= skill * (turnover - usual)
        self.turnover = turnover

    def _supply(self, lever: SimpleNamespace) -> None:
        """Let the supplier's loyalty move, and supply break down or be repaired (EQ3)."""
        target = (
            50.0
            + lever.supplier_promptness_effect * lever.supplier_promptness
            + lever.supplier_value_effect * lever.supplier_value_share
            + lever.supplier_stability_effect * lever.supplier_order_stability
            - lever.supplier_squeeze_effect * lever.supplier_price_squeeze
        )
        self.supplier_loyalty += lever.supplier_adaptation * (clip(target) - self.supplier_loyalty)
        if lever.supplier_disruption_rate <= 0.0:
            return
        hazard = lever.supplier_disruption_rate * math.exp(-(lever.supplier_quality - 70.0) / 15.0)
        hazard *= 1.0 - lever.supplier_dual_relief * lever.supplier_dual_sourcing
        months = lever.supplier_disruption_months * (1.0 - 0.5 * self.supplier_loyalty / 100.0)
        repair = min(1.0, self.model.numbers.step_months / months)
        rng = self.model.random
        still = self.disrupted and rng.random() >= repair
        self.disrupted = still or rng.random() < hazard

    def _mix_troubles(self) -> None:
        """Join the kinds of trouble to the general failure (EQ4)."""
        kinds = [(self.failure_prob, self.failure_severity)]
        for kind in ("delivery", "product", "disappointment"):
            chance = getattr(self, f"troubles_{kind}")
            kinds.append((chance, getattr(self, f"troubles_{kind}_severity")))
        chances = sum(chance for chance, _ in kinds)
        if chances > 0.0:
            self.failure_severity = sum(chance * sev for chance, sev in kinds) / chances
        self.failure_prob = 1.0 - math.prod(1.0 - chance for chance, _ in kinds)

    def planned_spending(self, lever: SimpleNamespace) -> dict[str, float]:
        """Return the spending on each dimension by plan, or as reviews have moved it (EQ1)."""
        stated = {d: getattr(lever, f"investment_{d}") for d in DIMENSIONS}
        if self.mix is None:
            return stated
        total = sum(stated.values())
        return {d: total * share for d, share in self.mix.items()}

    def _serve(self, t: int, lever: SimpleNamespace) -> None:
        """Work out the quality delivered on each dimension (EQ1)."""
        spend = self.planned_spending(lever)
        for d in DIMENSIONS:
            spend[d] += self.reacting[d]
        self.spent.append(spend)
        lag = round(lever.investment_lag_months / self.model.numbers.step_months)
        then = self.spent[t - lag] if t >= lag else dict.fromkeys(DIMENSIONS, 0.0)
        usual = lever.staff_skill_learning / (lever.staff_skill_learning + lever.staff_turnover)
        overload = lever.staff_overload_loss * max(lever.staff_load - 1.0, 0.0)
        waited = lever.supplier_waiting_loss * (
            lever.supplier_lead_days + 0.5 * lever.supplier_lot_days
        ) / 7.0  # fmt: skip
        delivered = []
        for d in DIMENSIONS:
            gained = lever.investment_gain_max * (
                1.0 - math.exp(-then[d] / lever.investment_saturation_spend)
            )
            gap = self.gap_delivery + overload
            gap -= lever.staff_quality_effect * HUMAN[d] * (self.loyalty - lever.staff_reference)
            gap -= lever.supplier_quality_effect * SUPPLIED[d] * (
                lever.supplier_quality - lever.supplier_reference
            )  # fmt: skip
            if d == "R" and self.disrupted:
                gap += lever.supplier_quality_drop
            if d == "Re":
                gap += waited
            designed = getattr(self, f"quality_{d}") + gained
            quality = clip(designed - self.gap_understanding - self.gap_standards - gap)
            skill = 1.0 + HUMAN[d] * 0.15 * self.skill_gap / (0.85 + 0.15 * usual)
            delivered.append(clip(quality * skill))
        delivered[4] *= 1.0 - lever.staff_coordination_loss * (1.0 - lever.staff_coordination)
        self.delivered = tuple(delivered)

    def _offer(self, lever: SimpleNamespace) -> None:
        """Work out failures, answers, costs and prices (EQ2, EQ3, EQ20, EQ24)."""
        self.failure_prob *= self.failures_left
        if self.disrupted:
            self.failure_prob = min(1.0, self.failure_prob + lever.supplier_failure_rise)
            self.unit_cost *= 1.0 + lever.supplier_cost_rise
        above = self.loyalty - lever.staff_reference
        self.recovery += lever.staff_recovery_effect * above + self.recovery_rise
        self.recovery = min(max(self.recovery, 0.0), 1.0)
        self.quick_share *= lever.staff_coordination
        self.unit_cost *= 1.0 - lever.supplier_squeeze_saving * lever.supplier_price_squeeze
        in_lots = 1.0 - math.exp(-lever.supplier_lot_days / MONTH_DAYS)
        self.unit_cost *= 1.0 - lever.supplier_lot_saving * in_lots
        if self.policy == "price":
            floor = self.unit_cost * (1.0 + lever.reaction_min_margin) / (1.0 - self.discount)
            self.list_price = max(
                self.list_price * (1.0 - self.effort), min(self.list_price, floor)
            )
        if self.policy == "program":
            self.program_earn_rate = min(1.0, self.program_earn_rate + self.effort)
        self.price = self.list_price * (1.0 - self.discount)
        self.has_program = self.program_earn_rate > 0.0 or self.program_cash_back > 0.0
        self.has_tiers = self.tiers_first > 0.0
        self.counts_years = self.has_tiers or self.key_service_spend > 0.0
        self.staff_turnover = self.turnover
        self._note(lever)

    def _note(self, lever: SimpleNamespace) -> None:
        """Add up what the levers cost, and write down what goes on inside (7.17)."""
        development = lever.staff_training + lever.staff_empowerment + lever.staff_culture
        fairness = (
            lever.supplier_promptness + lever.supplier_value_share + lever.supplier_order_stability
        )
        self.lever_spend = (
            sum(self.spent[-1].values())
            + lever.staff_payroll * (lever.staff_wage - 1.0)
            + lever.staff_development_cost * development
            + lever.supplier_dual_cost * lever.supplier_dual_sourcing
            + lever.supplier_terms_cost * fairness
        )
        weights = self.model.numbers.weights
        overall = sum(w * q for w, q in zip(weights, self.delivered, strict=True))
        self.conduct.append({
            "staff_loyalty": self.loyalty,
            "staff_turnover": self.staff_turnover,
            "supplier_loyalty": self.supplier_loyalty,
            "supplier_disrupted": float(self.disrupted),
            "quality_delivered": overall,
            "price_in_force": self.price,
            "reaction_effort": self.effort,
            "lever_spend": self.lever_spend,
        })  # fmt: skip

    def _count_breach(self, t: int) -> None:
        """See how far a breach of privacy or of terms has grown (EQ10)."""
        before, now = self.breach, (self.breach_privacy, self.breach_terms)
        risen = sum(max(b - a, 0.0) for a, b in zip(before, now, strict=True))
        self.breach_risen = risen if t > 0 else 0.0
        self.breach = now

    def _contact(self) -> None:
        """Add up the contacts of a step over the channels (EQ23)."""
        sent = [(getattr(self, f"contacts_{name}"), *of_one) for name, of_one in CHANNELS.items()]
        self.contact_effect = sum(n * effect for n, effect, _, _ in sent)
        self.contact_intrusion = sum(n * intrusion for n, _, intrusion, _ in sent)
        self.contact_cost = 0.01 * sum(n * cost for n, _, _, cost in sent)

    def _rank(self) -> None:
        """Work out the worth of status: the rarer the level, the more (EQ22d)."""
        weight, self.status = self.model.p.status_weight, [0.0] * 4
        if not (self.has_tiers and self.model.accounts):
            return
        last = self.model.accounts[-1][self.index]
        above = 0
        for level, name in ((3, "tier_3"), (2, "tier_2"), (1, "tier_1")):
            above += getattr(last, name)
            share = above / last.members if last.members else 0.0
            self.status[level] = weight * level * math.sqrt(max(1.0 - share, 0.0))

    def end(self) -> None:
        """Book what does not depend on single customers."""
        account, n = self.account, self.model.numbers.n_customers
        account.fixed_cost += self.fixed_cost * n
        account.policy_cost += self.lever_spend * account.revenue
        if self.recovery_rise > 0.0:
            price = self.levers[0].reaction_recovery_cost
            account.policy_cost += self.recovery_rise * price * account.complaints


def clip(points: float) -> float:
    """Hold points between 0 and 100."""
    return min(max(points, 0.0), 100.0)
