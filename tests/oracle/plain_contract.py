"""A market of contracts written from docs/explanation/odd.md: objects, floats and `random`.

For tests only: it shares no equation, no draw and no converted number with the compiled market, so
that each is a check on the other. It knows what the telecom study uses.
"""

import math
import pickle
import random
from types import SimpleNamespace

from tests.oracle.plain_contract_choice import choose, reviews
from tests.oracle.plain_contract_experience import experience
from tests.oracle.plain_contract_money import close, pay, try_to_enroll
from tests.oracle.plain_contract_numbers import ContractNumbers
from tests.oracle.plain_contract_records import OLDEST, Books, LifeTable, Tie
from tests.oracle.plain_contract_service import contact

FARTHEST_ACQUAINTANCE = 1000.0
PRAISE, WARNING = 92.0, 25.0  # EQ21: the quality that a message suggests


class Customer:
    """One slot and the person in it."""

    def __init__(self, market: "PlainContractMarket", slot: int) -> None:
        self.market, self.slot = market, slot
        self.enter()

    def enter(self) -> None:
        """Become somebody new, without a contract (ODD 7.1)."""
        numbers, rng = self.market.numbers, self.market.random
        self.segment = rng.choices(range(len(numbers.shares)), numbers.shares)[0]
        p = self.p = numbers.customers[self.segment]
        drawn = [rng.gammavariate(p.dimension_weight_concentration * w, 1.0) for w in p.weights]
        self.weights = [w / sum(drawn) for w in drawn]
        spread = math.sqrt(math.log(1.0 + p.price_sensitivity_cv**2))
        self.price_sensitivity = p.price_sensitivity * self._lognormal(spread)
        self.involvement = min(self._lognormal(p.involvement_sd), 2.0)
        self.switching_factor = self._lognormal(p.switching_sd)
        self.ties = []
        for terms, reputation in zip(
            self.market.terms[self.segment], numbers.reputations, strict=True
        ):
            taste = math.log(terms.share) + rng.gauss(0.0, p.taste_sd)
            expected = 0.5 * reputation + 0.5 * numbers.mean_reputation
            expected += rng.gauss(0.0, p.reputation_sd)
            self.ties.append(Tie(taste, rng.gauss(0.0, p.fit_sd), expected, terms.price))
        self.provider: int | None = None
        self.n_switches = self.spell_start = self.term_end = self.own_until = 0
        self.own = 0.0
        self.failed_last = False

    def _lognormal(self, sd: float) -> float:
        return math.exp(self.market.random.gauss(0.0, sd) - 0.5 * sd * sd)

    def tenure(self) -> float:
        """Return the age of the present contract in months."""
        return (self.market.clock - self.spell_start) * self.market.numbers.months

    def terms(self, j: int) -> SimpleNamespace:
        """Return today's terms of a firm for this person's segment."""
        return self.market.terms[self.segment][j]

    def own_discount(self, j: int) -> float:
        """Return what a firm takes off for this person (EQ26)."""
        if j == self.provider:
            return self.own if self.market.clock < self.own_until else 0.0
        terms = self.market.terms[self.segment][j]
        return terms.winback_discount if self.ties[j].bought else terms.newcomer_discount

    def live(self) -> None:
        """Live through one step (ODD 3)."""
        market = self.market
        age = None if self.provider is None else min(int(self.tenure()), OLDEST)
        start = self.provider
        if start is not None and market.is_study:
            market.life[start].at_risk[age] += 1
        if market.clock > 0 and market.random.random() < self.p.exit_rate:
            if start is not None and market.is_study:
                market.life[start].exited[age] += 1
            self.leave_category()
            start = None
        self.hear()
        self.fade()
        if reviews(self):
            choose(self)
            if start is not None and start != self.provider and market.is_study:
                market.life[start].left[age] += 1
        j = self.provider
        self.failed_last = False
        months = market.numbers.months
        is_due = months == 1.0 or market.random.random() < months
        if is_due:
            self.meet(j)
        pay(self, j, is_due=is_due)
        close(self)

    def meet(self, j: int) -> None:
        """Have the month's experience, form a habit, perhaps enroll."""
        experience(self, j)
        for tie in self.ties:
            tie.habit *= self.p.habit_carry
        self.ties[j].habit += 1.0 - self.p.habit_carry
        if self.terms(j).program_earn_rate > 0.0 and not self.ties[j].member:
            try_to_enroll(self, j)

    def leave_category(self) -> None:
        """Leave the market; points expire and somebody else takes the slot (EQ26)."""
        if self.provider is not None:
            self.market.books[self.provider].exits += 1
        for j, tie in enumerate(self.ties):
            books, terms = self.market.books[j], self.market.terms[self.segment][j]
            books.points_expired += tie.points
            books.reward_cost -= (1.0 - terms.program_breakage) * tie.points
        self.enter()

    def hear(self) -> None:
        """Hear what acquaintances said in the last step (EQ21)."""
        p = self.p
        for j, (praise, warnings) in self.market.heard.get(self.slot, {}).items():
            tie = self.ties[j]
            tie.messages += praise + warnings
            resisted = warnings * p.message_negative_impact
            resisted *= 1.0 - p.message_resistance * tie.habit
            weight = praise + resisted
            gain = p.message_gain / (1.0 + tie.experiences / 2.0)
            if weight > 0.0:
                target = (PRAISE * praise + WARNING * resisted) / weight
                tie.will += (1.0 - (1.0 - gain) ** weight) * (target - tie.will)

    def fade(self) -> None:
        """Forget failures, belonging and grudges toward firms bought from before (EQ6, EQ10, EQ11)."""
        p = self.p
        for j, tie in enumerate(self.ties):
            if tie.bought:
                tie.failures *= p.failures_kept
                tie.bond *= p.bond_kept
                tie.fairness = 50.0 + p.fairness_kept * (tie.fairness - 50.0)
                if self.terms(j).contact_effect > 0.0:
                    contact(self, j)


class PlainContractMarket:
    """The market of a scenario's numbers; `branch` lets a variant go on from where it is."""

    def __init__(self, numbers: ContractNumbers, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  chances of a market
        self.numbers = numbers
        self.clock, self.terms = 0, numbers.terms[0]
        self.heard: dict[int, dict[int, list[int]]] = {}
        self.said: list[tuple[int, int, int]] = []
        self.learned = [1.0 for _ in self.numbers.firms]
        self.life = [LifeTable() for _ in self.numbers.firms]
        self.accounts: list[list[Books]] = []
        self.all_flows: list[list[list[int]]] = []
        self.customers = [Customer(self, slot) for slot in range(numbers.n_customers)]
        self.listeners = self._listeners()

    @property
    def is_study(self) -> bool:
        """Whether the burn-in is over."""
        return self.clock >= self.numbers.burn_in

    def _listeners(self) -> list[list[int]]:
        """Return who hears each customer: everybody hears K others, near ones likelier (EQ21)."""
        n, k = self.numbers.n_customers, self.numbers.n_acquaintances
        hearing: list[list[int]] = [[] for _ in range(n)]
        for listener in range(n):
            for stratum in range(k):
                far = int(FARTHEST_ACQUAINTANCE ** ((stratum + self.random.random()) / k))
                speaker = listener + self.random.choice((far, -far))
                if 0 <= speaker < n:
                    hearing[speaker].append(listener)
        return hearing

    def branch(self, numbers: ContractNumbers, seed: int) -> "PlainContractMarket":
        """Return a copy that goes on under the policies of another scenario, by other chances."""
        twin: PlainContractMarket = pickle.loads(pickle.dumps(self))  # noqa: S301  made in the line
        twin.numbers = numbers
        twin.random = random.Random(seed)  # noqa: S311  chances of a market
        return twin

    def run(self, until: int) -> None:
        """Run to the end of so many steps, counted from the start of the burn-in."""
        while self.clock < until:
            self.step()

    def step(self) -> None:
        """Let firms learn, deliver what was said, let everybody live, keep the books."""
        n_firms = len(self.numbers.firms)
        self.terms = self.numbers.terms[self.clock]
        if self.clock > 0:
            self.learn()
        self.books = [Books() for _ in range(n_firms)]
        self.flows = [[0] * n_firms for _ in range(n_firms + 1)]
        self.heard = {}
        for listener, j, kind in self.said:
            self.heard.setdefault(listener, {}).setdefault(j, [0, 0])[kind] += 1
        self.said = []
        if self.clock == self.numbers.burn_in:
            for customer in self.customers:
                if customer.provider is not None:
                    customer.ties[customer.provider].is_cohort = True
        for customer in self.customers:
            customer.live()
        for terms, books in zip(self.terms[-1], self.books, strict=True):
            books.policy_cost += terms.share_spent * books.revenue
        self.accounts.append(self.books)
        self.all_flows.append(self.flows)
        self.clock += 1

    def tell(self, customer: Customer, j: int, kind: int) -> None:
        """Let the acquaintances of a customer hear of a firm in the next step."""
        self.said += [(listener, j, kind) for listener in self.listeners[customer.slot]]

    def learn(self) -> None:
        """Let firms learn from the complaints of the last 30 days, from now on (EQ20)."""
        steps = round(1.0 / self.numbers.months)
        if self.clock % steps > 0:
            return
        years = steps * self.numbers.step_days / 365.0
        for j, terms in enumerate(self.terms[-1]):
            complaints = sum(books[j].complaints for books in self.accounts[-steps:])
            customers = sum(books[j].customers for books in self.accounts[-steps:]) / steps
            if terms.complaint_learning > 0.0 and customers > 0.0:
                c = 1000.0 * complaints / customers / years
                share = years * c / (c + 50.0)
                self.learned[j] *= (1.0 - terms.complaint_learning) ** share

    def failure_prob(self, j: int, terms: SimpleNamespace) -> float:
        """Return the chance of a failure after all learning (EQ20)."""
        floor = min(terms.failure_floor, terms.failure_prob)
        return max(floor, terms.failure_prob * self.learned[j])
