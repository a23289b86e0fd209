"""The market as plain Mesa: one Python object a customer, rules as methods, floats and `random`.

Written as a careful Mesa user would: `AgentSet.do`, slots for what a customer holds toward a firm,
messages pushed to listeners only when somebody speaks, and one uniform number a choice.
"""

import math
from bisect import bisect_left
from itertools import accumulate

import mesa

from benchmarks.market import Numbers, benchmark_scenario, twin_numbers
from benchmarks.plain_experience import experience
from benchmarks.plain_payment import pay
from benchmarks.plain_records import Account, Tie
from simulation.scenario.schema import Scenario

NEVER = -1_000_000
TASTE_FLOOR = -12.0
FARTHEST_ACQUAINTANCE = 1000.0
PRAISE_TARGET = 92.0
WARNING_TARGET = 25.0


class Firm(mesa.Agent):
    """A firm: its terms as plain attributes, and its account of the present step."""

    def __init__(self, model: "PlainMarket", index: int) -> None:
        super().__init__(model)
        terms = {name: float(column[index]) for name, column in model.numbers.terms.items()}
        self.index = index
        self.terms = terms
        self.account = model.account_class()
        self.price = terms["price"] * (1.0 - terms["discount"])
        self.has_program = terms["program_earn_rate"] > 0.0
        for name in (
            "unit_cost", "service_cost", "service_saving", "service_saving_months", "failure_prob",
            "failure_severity", "recovery", "quick_share", "complaint_ease", "acquisition_money",
            "program_earn_rate", "program_threshold", "program_endowment", "program_promoted",
            "program_friction", "program_breakage", "program_member_cost", "promise", "convenience",
        ):  # fmt: skip
            setattr(self, name, terms[name])


class Customer(mesa.Agent):
    """One customer, with everything they remember."""

    tie_class = Tie

    def __init__(self, model: "PlainMarket") -> None:
        super().__init__(model)
        self.ties: list[Tie] = []
        self.listeners: list[Customer] = []
        self.heard: list[Tie] = []
        self.enter()

    def enter(self) -> None:
        """Become a fresh person: own tastes, no history (EQ15a, EQ26)."""
        p, rng, numbers = self.model.p, self.model.random, self.model.numbers
        spread = p.dimension_weight_concentration
        weights = [rng.gammavariate(spread * max(w, 1e-6), 1.0) for w in numbers.weights]
        total = sum(weights)
        sd = math.sqrt(math.log(1.0 + p.price_sensitivity_cv**2))
        self.price_sensitivity = p.price_sensitivity * _lognormal(rng, sd)
        self.need_rate = p.need_rate * rng.gammavariate(p.need_shape, 1.0) / p.need_shape
        self.involvement = min(2.0, _lognormal(rng, p.involvement_sd))
        self.switching_factor = _lognormal(rng, p.switching_sd)
        self.provider = len(self.model.firms)
        self.n_cards = 0
        self.heard = []
        self.ties = [self._new_tie(firm, [w / total for w in weights]) for firm in self.model.firms]

    def _new_tie(self, firm: Firm, weights: list[float]) -> Tie:
        p, rng = self.model.p, self.model.random
        tie = self.tie_class()
        tie.firm = firm
        drawn = rng.gammavariate(p.taste_concentration * firm.terms["share"], 1.0)
        tie.taste = max(math.log(drawn), TASTE_FLOOR) if drawn > 0.0 else TASTE_FLOOR
        delivered = (firm.terms[f"delivered_{d}"] for d in ("R", "A", "T", "E", "Re"))
        tie.quality = sum(w * q for w, q in zip(weights, delivered, strict=True))
        tie.quality += rng.gauss(0.0, p.fit_sd)
        expected = 0.5 * firm.promise + 0.5 * self.model.numbers.market_promise
        expected += rng.gauss(0.0, p.reputation_sd)
        tie.will = tie.satisfaction = min(max(expected, 0.0), 100.0)
        tie.should = min(max(expected + 5.0, 0.0), 100.0)
        tie.ability = tie.integrity = tie.fairness = 50.0
        tie.bond = tie.habit = tie.failures = tie.cost = tie.given = tie.paid = tie.points = 0.0
        tie.reference_price = firm.terms["untreated_price"]
        tie.n_purchases = tie.messages = tie.praise = tie.warnings = 0
        tie.first_step = tie.last_step = NEVER
        tie.member = tie.engaged = False
        return tie

    def step(self) -> None:
        """Live through one step."""
        model = self.model
        if model.clock > 0 and model.random.random() < model.p.exit_rate:
            self.leave_category()
        if self.heard:
            self.hear()
        self.fade()
        for _ in range(self.number_of_purchases()):
            self.shop()
        self.close()

    def leave_category(self) -> None:
        """Leave the market; a newcomer takes the place and hears what was said to it (EQ26)."""
        horizon = self.model.clock - 1 - self.model.numbers.window
        for tie in self.ties:
            account = tie.firm.account
            if tie.last_step > horizon:
                account.exits += 1
            account.points_expired += tie.points
            account.reward_cost -= (1.0 - tie.firm.program_breakage) * tie.points
        heard = [(tie.firm.index, tie.praise, tie.warnings) for tie in self.heard]
        self.enter()
        for index, praise, warnings in heard:
            tie = self.ties[index]
            tie.praise, tie.warnings = praise, warnings
            self.heard.append(tie)

    def hear(self) -> None:
        """Take in what acquaintances said in the last step (EQ21)."""
        p = self.model.p
        for tie in self.heard:
            tie.messages += tie.praise + tie.warnings
            warnings = tie.warnings * p.message_negative_impact
            warnings *= 1.0 - p.message_resistance * tie.habit
            weight = tie.praise + warnings
            if weight > 0.0:
                target = (PRAISE_TARGET * tie.praise + WARNING_TARGET * warnings) / weight
                gain = min(p.message_gain / (1.0 + 0.5 * tie.n_purchases), 0.999999)
                tie.will += (1.0 - (1.0 - gain) ** weight) * (target - tie.will)
            tie.praise = tie.warnings = 0
        self.heard = []

    def fade(self) -> None:
        """Let time pass: memories of failure, belonging and grudges fade (EQ6, EQ10, EQ11)."""
        p = self.model.p
        back = self.model.numbers.fairness_recovery
        for tie in self.ties:
            if tie.n_purchases:
                tie.failures *= p.failure_memory_carry
                tie.bond *= 1.0 - p.bond_decay
                tie.fairness += back * (50.0 - tie.fairness)

    def number_of_purchases(self) -> int:
        """Draw a Poisson number; programs in use lift its mean (EQ17)."""
        p = self.model.p
        rate = self.need_rate
        if self.n_cards:
            pull = sum(tie.habit * self.program_pull(tie) for tie in self.ties if tie.engaged)
            rate *= min(1.5, math.exp(p.program_lift * pull))
        u = self.model.random.random()
        term = cumulative = math.exp(-rate)
        count = 0
        while u > cumulative and count < 1000:
            count += 1
            term *= rate / count
            cumulative += term
        return count

    def program_pull(self, tie: Tie) -> float:
        """Return the pull of a program in use, logits (EQ22b, f)."""
        p, firm = self.model.p, tie.firm
        pull = self.price_sensitivity * firm.program_earn_rate * p.point_value
        if firm.program_threshold > 0.0 and tie.points > 0.0:
            progress = min(tie.points / firm.program_threshold, 1.0)
            pull *= 1.0 + p.goal_gradient * progress**p.goal_gradient_power
        return pull / (1.0 + 0.3 * max(self.n_cards - 1, 0))

    def choose(self) -> Tie:
        """Choose a firm by multinomial logit (EQ15, EQ16)."""
        rng = self.model.random
        odds = list(accumulate([math.exp(self.utility(tie)) for tie in self.ties]))
        return self.ties[min(bisect_left(odds, rng.random() * odds[-1]), len(odds) - 1)]

    def utility(self, tie: Tie) -> float:
        """Return the systematic utility of a firm, logits (EQ15)."""
        p, firm = self.model.p, tie.firm
        tried = tie.n_purchases > 0
        satisfaction = tie.satisfaction if tried else tie.will
        trust = 0.4 * tie.ability + 0.4 * tie.integrity + 0.2 * tie.fairness
        price, reference = firm.price, tie.reference_price
        if price > reference:
            felt = p.reference_price_loss * (price - reference)
        else:
            felt = price - reference
        disadvantage = price - 1.0 + p.reference_price_weight * felt
        if disadvantage > 0.0:
            disadvantage *= 1.0 - p.bond_price_relief * tie.bond / 100.0
        utility = (
            tie.taste
            + p.satisfaction_weight * self.involvement * (satisfaction - 70.0) / 10.0
            + p.trust_weight * (trust - 50.0) / 10.0
            + p.bond_weight * tie.bond / 10.0
            + p.habit_weight * tie.habit
            + p.convenience_weight * firm.convenience
            - self.price_sensitivity * disadvantage
        )
        if tie.engaged:
            utility += self.program_pull(tie)
        if tie.points > 0.0 and firm.index == self.provider:
            utility += self.points_at_stake(tie)
        if not tried:
            certainty = 1.0 - math.exp(-tie.messages / 2.0) if tie.messages else 0.0
            utility -= p.inexperience_penalty * (1.0 - 0.5 * certainty)
        return utility

    def points_at_stake(self, tie: Tie) -> float:
        """Return what leaving the present firm's points behind costs, logits (EQ14).

        Adding it to the present firm chooses as subtracting it from all others does.
        """
        p = self.model.p
        worth = self.price_sensitivity * p.point_value * tie.points
        return self.switching_factor * worth / p.switching_horizon

    def shop(self) -> None:
        """Choose, experience, form a habit, pay."""
        t = self.model.clock
        tie = self.choose()
        account = tie.firm.account
        if tie.last_step < t - self.model.numbers.window:
            account.gained += 1
            account.newcomers += tie.n_purchases == 0
        account.buyers += tie.last_step != t
        self.model.flows[self.provider][tie.firm.index] += 1
        self.provider = tie.firm.index
        experience(self, tie)
        carry = self.model.p.habit_carry
        for other in self.ties:
            other.habit *= carry
        tie.habit += 1.0 - carry
        pay(self, tie)

    def close(self) -> None:
        """Be counted by each firm that has this person as a customer."""
        t = self.model.clock
        horizon = t - self.model.numbers.window
        for tie in self.ties:
            if not tie.n_purchases:
                continue
            account = tie.firm.account
            if tie.last_step == horizon:
                account.lost += 1
            if tie.member:
                account.members += 1
                account.member_cost += tie.firm.program_member_cost
                tie.cost += tie.firm.program_member_cost
                tie.given += tie.firm.program_member_cost
            if tie.last_step > horizon:
                trust = 0.4 * tie.ability + 0.4 * tie.integrity + 0.2 * tie.fairness
                account.customers += 1
                account.satisfaction += tie.satisfaction
                account.trust += trust
                account.bond += tie.bond
                answer = (0.75 * tie.satisfaction + 0.25 * trust - 16.0) / 7.0
                account.promoters += answer >= 8.5
                account.detractors += answer < 6.5


class PlainMarket(mesa.Model):
    """The market of `scenario` (the benchmark's by default) with one Mesa agent a customer."""

    account_class = Account
    firm_class = Firm
    customer_class = Customer

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        n_customers: int = 1000,
        rng: int | None = None,
    ) -> None:
        super().__init__(rng=rng)
        self.numbers: Numbers = twin_numbers(scenario or benchmark_scenario(n_customers))
        self.p = self.numbers.namespace()
        self.clock = 0
        self.messages: list[tuple[Customer, int, bool]] = []
        self.firms = [self.firm_class(self, index) for index in range(self.numbers.n_firms)]
        self.accounts: list[list[Account]] = []
        self.flows: list[list[int]] = []
        self.all_flows: list[list[list[int]]] = []
        self.customers = self.customer_class.create_agents(self, self.numbers.n_customers)
        self._draw_acquaintances()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "purchases": lambda m: [firm.account.purchases for firm in m.firms],
                "satisfaction": lambda m: [firm.account.satisfaction for firm in m.firms],
            }
        )

    def _draw_acquaintances(self) -> None:
        """Give everybody K others to hear, near ones likelier; speakers keep who listens."""
        everybody = list(self.customers)
        k_all = self.numbers.n_acquaintances
        for i, customer in enumerate(everybody):
            for k in range(k_all):
                near = (k + self.random.random()) / k_all
                distance = int(FARTHEST_ACQUAINTANCE**near)
                other = i + (distance if self.random.random() < 0.5 else -distance)
                if 0 <= other < len(everybody):
                    everybody[other].listeners.append(customer)

    def run(self, n_steps: int) -> None:
        """Run so many steps."""
        for _ in range(n_steps):
            self.step()

    def step(self) -> None:
        """Run one step: deliver messages, let everybody live, keep the accounts."""
        messages, self.messages = self.messages, []
        for listener, index, is_praise in messages:
            tie = listener.ties[index]
            if not (tie.praise or tie.warnings):
                listener.heard.append(tie)
            if is_praise:
                tie.praise += 1
            else:
                tie.warnings += 1
        n_firms = len(self.firms)
        self.flows = [[0] * n_firms for _ in range(n_firms + 1)]
        for firm in self.firms:
            firm.account = self.account_class()
        self.customers.do("step")
        self.accounts.append([firm.account for firm in self.firms])
        self.all_flows.append(self.flows)
        self.datacollector.collect(self)
        self.clock += 1


def _lognormal(rng, sd: float) -> float:
    return math.exp(rng.gauss(0.0, sd) - 0.5 * sd * sd)
