"""The market with the toolbox on as plain Mesa: the core's twin, extended (see `full_market`)."""

import math
from types import SimpleNamespace

from benchmarks.full_bonds import image_of
from benchmarks.full_choice import choose, program_pull
from benchmarks.full_closing import end_year, is_year_end, keep_membership, pass_time
from benchmarks.full_decisions import decide
from benchmarks.full_experience import experience
from benchmarks.full_firm import FullFirm
from benchmarks.full_market import full_scenario
from benchmarks.full_payment import pay
from benchmarks.full_records import FullAccount, FullTie
from benchmarks.plain_mesa import Customer, Firm, PlainMarket
from simulation.scenario.schema import Scenario
from simulation.tables import build_tables

FEATURES = ("first", "second", "third", "fourth")


class FullCustomer(Customer):
    """One customer, with everything they remember."""

    tie_class = FullTie

    def enter(self) -> None:
        """Become a fresh person: also a birthday, a self-image, wishes (EQ8, EQ11)."""
        p, rng, model = self.model.p, self.model.random, self.model
        self.n_switches = 0
        self.participation = rng.betavariate(1.0, 1.0 / p.participation - 1.0)
        self.self_image = (rng.gauss(0.0, p.self_image_sd), rng.gauss(0.0, p.self_image_sd))
        self.born = math.floor(rng.random() * model.steps_a_year)
        self.expected = list(model.feature_expectations)
        self.voiced = [rng.random() < share for share in model.feature_voices]
        super().enter()

    def _new_tie(self, firm: Firm, weights: list[float]) -> FullTie:
        rng = self.model.random
        self.weights = weights
        tie = super()._new_tie(firm, weights)
        delivered = (firm.terms[f"delivered_{d}"] for d in ("R", "A", "T", "E", "Re"))
        tie.fit = tie.quality - sum(w * q for w, q in zip(weights, delivered, strict=True))
        tie.reachable = rng.random() < firm.terms["reach"]
        tie.aware = rng.random() < firm.terms["awareness"]
        tie.breadth = tie.gifts = tie.in_period = tie.level = 0
        tie.coupon = tie.endowed = tie.key = False
        tie.irritation = tie.recall = tie.staff = tie.values = tie.year_spend = tie.offer = 0.0
        tie.image = image_of(firm, self.self_image)
        return tie

    def step(self) -> None:
        """Live through one step."""
        model = self.model
        rng = model.random
        if model.clock > 0 and rng.random() < model.p.exit_rate:
            self.leave_category()
        if self.heard:
            self.notice_messages()
            self.hear()
        self.notice_advertising()
        if model.couponing:
            self.find_coupons()
        for tie in self.ties:
            if tie.n_purchases:
                pass_time(self, tie)
        if model.has_features:
            self.get_used_to_features()
        for _ in range(self.number_of_purchases()):
            self.shop()
        self.close()

    def notice_messages(self) -> None:
        """Get to know firms one hears of; those out of reach are of no interest (EQ13)."""
        p, rng = self.model.p, self.model.random
        heard = []
        for tie in self.heard:
            if not tie.reachable:
                tie.praise = tie.warnings = 0
                continue
            heard.append(tie)
            if not tie.aware:
                n = tie.praise + tie.warnings
                tie.aware = rng.random() < 1.0 - math.exp(-p.message_awareness * n)
        self.heard = heard

    def notice_advertising(self) -> None:
        """Perhaps get to know advertised firms (EQ13)."""
        p, rng = self.model.p, self.model.random
        for tie in self.ties:
            if not tie.aware and tie.reachable and tie.firm.advertising > 0.0:
                rate = p.advertising_awareness * tie.firm.advertising
                tie.aware = rng.random() < 1.0 - math.exp(-rate)

    def find_coupons(self) -> None:
        """Find coupons that one is willing to use in this step (EQ22e)."""
        p, rng = self.model.p, self.model.random
        for index in self.model.couponing:
            tie = self.ties[index]
            tie.coupon = False
            if rng.random() < tie.firm.coupons_reach:
                prone = self.price_sensitivity / p.price_sensitivity - 1.0
                wish = p.coupon_base + p.coupon_proneness * prone
                tie.coupon = rng.random() < 1.0 / (1.0 + math.exp(-wish))

    def get_used_to_features(self) -> None:
        """Come to expect the best met, and what the market has (EQ8)."""
        p = self.model.p
        met = [tie.firm.features for tie in self.ties if tie.n_purchases]
        for k, usual in enumerate(self.model.usual_features):
            expected = self.expected[k]
            if met:
                expected += p.feature_drift * (max(f[k] for f in met) - expected)
            self.expected[k] = expected + p.feature_diffusion * (usual - expected)

    def program_pull(self, tie: FullTie) -> float:
        """Return the pull of a program in use, logits (EQ22b to f)."""
        return program_pull(self, tie)

    def shop(self) -> None:
        """Choose, experience, form a habit, pay."""
        t = self.model.clock
        tie = choose(self)
        if tie is None:
            return
        account = tie.firm.account
        if tie.last_step < t - self.model.numbers.window:
            account.gained += 1
            account.newcomers += tie.n_purchases == 0
        account.buyers += tie.last_step != t
        index = tie.firm.index
        self.model.flows[self.provider][index] += 1
        if index != self.provider:
            self.n_switches += self.provider < len(self.ties)
            self.provider = index
        experience(self, tie)
        carry = self.model.p.habit_carry
        for other in self.ties:
            other.habit *= carry
        tie.habit += 1.0 - carry
        pay(self, tie)

    def close(self) -> None:
        """End the step: years, birthdays, fees; then be counted (EQ11, EQ22, EQ27)."""
        model = self.model
        t, year = model.clock, model.steps_a_year
        horizon = t - model.numbers.window
        is_birthday = is_year_end(t + self.born + 1, year)
        for tie in self.ties:
            if not tie.n_purchases:
                continue
            firm = tie.firm
            if firm.counts_years and is_year_end(t - tie.first_step, year):
                end_year(self, tie)
            if firm.has_program and (is_birthday or firm.program_fee > 0.0):
                keep_membership(self, tie, is_birthday=is_birthday)
            account = firm.account
            if tie.member and tie.level:
                name = f"tier_{tie.level}"
                setattr(account, name, getattr(account, name) + 1)
                account.service_cost += firm.tiers_cost * tie.level
            if tie.key and tie.last_step > horizon:
                account.key_customers += 1
                account.service_cost += firm.key_service_cost
        super().close()


class FullMarket(PlainMarket):
    """The market of `scenario` (everything on, by default) with one Mesa agent a customer."""

    account_class = FullAccount
    firm_class = FullFirm
    customer_class = FullCustomer

    def __init__(
        self, scenario: Scenario | None = None, *, n_customers: int = 1000, rng: int | None = None
    ) -> None:
        self.scenario = scenario = scenario or full_scenario(n_customers)
        self.tables = build_tables(scenario)
        tables = self.tables
        self.rules = [scenario.firms[name].investment.rule for name in tables.firm_names]
        self.reactions = [scenario.firms[name].reaction.policy for name in tables.firm_names]
        self.steps_a_year = 365.0 / scenario.market.step_days
        behavior = tables.behavior[-1]
        self.feature_expectations = [float(behavior[f"feature_expectation_{k}"]) for k in FEATURES]
        self.feature_voices = [float(behavior[f"feature_voiced_{k}"]) for k in FEATURES]
        self.feature_weights = [float(behavior[f"feature_weight_{k}"]) for k in FEATURES]
        utility = float(behavior["outside_utility"])  # NaN without such an option
        self.outside = 0.0 if math.isnan(utility) else math.exp(utility)
        self.irritation = kept_irritation(float(behavior["irritation_carry"]))
        super().__init__(scenario, rng=rng)

    def plan(self, index: int) -> list[dict[str, float]]:
        """Return a firm's terms by step, as the scenario and its policies state them."""
        stated = self.scenario.firms[self.tables.firm_names[index]]
        steps = []
        for row in self.tables.terms[:, 0, index]:
            terms = {name: float(row[name]) for name in row.dtype.names}
            terms["failure_prob"] = stated.failure_prob  # troubles are mixed in by the firm
            terms["failure_severity"] = stated.failure_severity
            terms["list_price"] = terms["price"]
            terms["yearly_learning"] = stated.complaint_learning
            terms["features"] = tuple(terms[f"features_{k}"] for k in FEATURES)
            months = terms["deadline_months"] / self.numbers.step_months
            terms["period_steps"] = max(round(months), 1)
            steps.append(terms)
        return steps

    def levers(self, index: int) -> list[SimpleNamespace]:
        """Return the levers inside a firm by step."""
        names = self.tables.levers.dtype.names
        rows = self.tables.levers[:, index]
        return [SimpleNamespace(**{name: float(row[name]) for name in names}) for row in rows]

    def step(self) -> None:
        """Run one step: firms decide and set their terms, then everybody lives."""
        if self.clock > 0:
            decide(self)
        for firm in self.firms:
            firm.begin(self.clock)
            chance = firm.promotion_prob
            firm.is_promoted = chance > 0.0 and self.random.random() < chance
        self.couponing = [firm.index for firm in self.firms if firm.coupons_reach > 0.0]
        features = [firm.features for firm in self.firms]
        self.usual_features = [
            sum(of_all) / len(features) for of_all in zip(*features, strict=True)
        ]
        self.has_features = any(self.usual_features) or any(self.feature_expectations)
        super().step()
        for firm in self.firms:
            firm.end()


def kept_irritation(carry: float) -> tuple[float, float, float]:
    """Return what a step keeps of irritation, and of contacts that come evenly over it (EQ23).

    The share kept of what there was; that of new contacts averaged over the step; and that of new
    contacts at its end.
    """
    rate = -math.log(carry)
    at_the_end = (1.0 - carry) / rate
    return carry, (1.0 - at_the_end) / rate, at_the_end
