"""The market in vectorised NumPy, tuned: float32, SFC64, blocks that fit the cache, compaction.

Only those who buy are carried on: first the first purchase of everybody is made, then the second of
those who buy twice, each in blocks of customers whose temporaries stay in the cache. Arrays have a row a firm, shape (J, N), so
that each operation runs along contiguous memory whatever the number of firms.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.market import MEASURES, Numbers, benchmark_scenario, twin_numbers
from benchmarks.vectorised_experience import experience
from benchmarks.vectorised_payment import pay
from benchmarks.vectorised_population import draw_listeners, draw_people
from simulation.scenario.schema import Scenario

Floats = NDArray[np.float32]
Places = NDArray[np.intp]
BLOCK = 32_768  # customers; of 4,096 to 1,000,000 about the best: temporaries stay in the cache


class VectorisedMarket:
    """The market of `scenario`, a step at a time.

    Attributes
    ----------
    accounts : ndarray of shape (T, number of measures, J)
        `MEASURES` by step and firm, in plain units.
    flows : ndarray of shape (T, J + 1, J)
        Moves from the firm last bought from (the last row: from none) to the firm chosen.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        n_customers: int = 1000,
        rng: int | None = None,
    ) -> None:
        scenario = scenario or benchmark_scenario(n_customers)
        self.numbers: Numbers = twin_numbers(scenario)
        self.p = self.numbers.namespace()
        self.rng = np.random.Generator(np.random.SFC64(rng))
        self.clock = 0
        n, j = self.numbers.n_customers, self.numbers.n_firms
        self.n_customers, self.n_firms = n, j
        self.terms = {
            name: column.astype(np.float32) for name, column in self.numbers.terms.items()
        }
        self.price = self.terms["price"] * (1 - self.terms["discount"])
        self.programs = np.flatnonzero(self.terms["program_earn_rate"] > 0)
        self._allocate(n, j)
        for first in range(0, n, BLOCK):
            draw_people(self, np.arange(first, min(first + BLOCK, n)))
        self.listeners, self.listeners_from = draw_listeners(
            self.rng, n, self.numbers.n_acquaintances
        )
        self.senders: list[Places] = []
        self.accounts = np.zeros((scenario.market.steps, len(MEASURES), j))
        self.flows = np.zeros((scenario.market.steps, j + 1, j), dtype=np.int64)

    def _allocate(self, n: int, j: int) -> None:
        def floats() -> Floats:
            return np.zeros((j, n), dtype=np.float32)

        self.price_sensitivity, self.need_rate = np.zeros((2, n), np.float32)
        self.involvement, self.switching_factor = np.zeros((2, n), np.float32)
        self.provider = np.full(n, j, dtype=np.int8)
        self.n_cards = np.zeros(n, dtype=np.int8)
        self.taste, self.quality = floats(), floats()
        self.will, self.should, self.satisfaction = floats(), floats(), floats()
        self.ability, self.integrity, self.fairness = floats(), floats(), floats()
        self.bond, self.habit, self.failures = floats(), floats(), floats()
        self.reference_price, self.points = floats(), floats()
        self.paid, self.cost, self.given = floats(), floats(), floats()
        self.n_purchases, self.first_step, self.last_step = np.zeros((3, j, n), np.int32)
        self.messages = np.zeros((j, n), dtype=np.int16)
        self.member = np.zeros((j, n), dtype=np.int8)  # 1 has the card, 2 uses it
        self.praise, self.warnings = np.zeros((2, j, n), np.int16)

    def run(self, n_steps: int) -> None:
        """Run so many steps."""
        for _ in range(n_steps):
            self.step()

    def step(self) -> None:
        """Run one step for everybody."""
        self._deliver()
        self.book = dict(zip(MEASURES, self.accounts[self.clock], strict=True))
        blocks = [
            slice(first, min(first + BLOCK, self.n_customers))
            for first in range(0, self.n_customers, BLOCK)
        ]
        for block in blocks:
            if self.clock > 0:
                self._leave_category(block)
            self._hear(block)
            self._fade(block)
        self._shop()
        for block in blocks:
            self._close(block)
        self.clock += 1

    def _leave_category(self, block: slice) -> None:
        """Let some leave the market; newcomers take their places (EQ26)."""
        draws = self.rng.random(block.stop - block.start, dtype=np.float32)
        leavers = block.start + np.flatnonzero(draws < self.p.exit_rate)
        if leavers.size == 0:
            return
        present = self.last_step[:, leavers] > self.clock - 1 - self.numbers.window
        dropped = self.points[:, leavers].sum(axis=1)
        self.book["exits"] += present.sum(axis=1)
        self.book["points_expired"] += dropped
        self.book["reward_cost"] -= (1 - self.terms["program_breakage"]) * dropped
        draw_people(self, leavers)

    def _deliver(self) -> None:
        """Hand the messages of the last step to those who listen to their senders (EQ21)."""
        for kind, counts in ((0, self.praise), (1, self.warnings)):
            for sent in self.senders[kind::2]:
                firm, sender = np.divmod(sent, self.n_customers)
                first = self.listeners_from[sender]
                many = self.listeners_from[sender + 1] - first
                ends = np.cumsum(many)
                places = np.arange(many.sum()) + np.repeat(first - (ends - many), many)
                ties = np.repeat(firm * self.n_customers, many) + self.listeners[places]
                np.add.at(counts.reshape(-1), ties, 1)
        self.senders = []

    def _hear(self, block: slice) -> None:
        """Take in what acquaintances said in the last step (EQ21)."""
        p = self.p
        praise, warnings = self.praise[:, block], self.warnings[:, block]
        firm, at = np.nonzero(praise | warnings)
        if firm.size == 0:
            return
        n_praise, n_warnings = praise[firm, at], warnings[firm, at]
        praise[firm, at] = 0
        warnings[firm, at] = 0
        ties = firm * self.n_customers + block.start + at
        self.messages.reshape(-1)[ties] += n_praise + n_warnings
        habit = self.habit.reshape(-1)[ties]
        effect = n_warnings * p.message_negative_impact * (1 - p.message_resistance * habit)
        weight = n_praise + effect
        target = (92 * n_praise + 25 * effect) / np.maximum(weight, 1e-12)
        heard_of = self.n_purchases.reshape(-1)[ties]
        gain = np.minimum(p.message_gain / (1 + 0.5 * heard_of), 0.999999)
        will = self.will.reshape(-1)
        will[ties] += (1 - (1 - gain) ** weight) * (target - will[ties])

    def _fade(self, block: slice) -> None:
        """Let time pass; where nothing was experienced this changes nothing."""
        self.failures[:, block] *= self.p.failure_memory_carry
        self.bond[:, block] *= 1 - self.p.bond_decay
        fairness = self.fairness[:, block]
        back = self.numbers.fairness_recovery
        fairness *= 1 - back
        fairness += 50 * back

    def _shop(self) -> None:
        """Make the first purchase of everybody who buys, then the second, and so on (EQ17)."""
        rate = self.need_rate
        holders = np.flatnonzero(self.n_cards)
        if holders.size:
            pull = np.zeros(holders.size, np.float32)
            for j in self.programs:
                pull += self.habit[j, holders] * self._program_pull(j, holders)
            rate = rate.copy()
            rate[holders] *= np.minimum(1.5, np.exp(self.p.program_lift * pull))
        u = self.rng.random(rate.size, dtype=np.float32)
        term = np.exp(-rate)
        people = np.flatnonzero(u > term)
        u, rate, term = u[people], rate[people], term[people]
        cumulative, k = term, 1
        while people.size and k < 1000:
            for first in range(0, people.size, BLOCK):
                self._purchase(people[first : first + BLOCK])
            term = term * rate / k
            cumulative = cumulative + term
            again = np.flatnonzero(u > cumulative)
            people, u, rate = people[again], u[again], rate[again]
            term, cumulative, k = term[again], cumulative[again], k + 1

    def _program_pull(self, j: int, people: Places) -> Floats:
        """Return the pull of firm j's program, logits; 0 unless it is used (EQ22b, f)."""
        p = self.p
        cards = np.maximum(self.n_cards[people] - np.float32(1), 0)
        pull = self.price_sensitivity[people] * (self.terms["program_earn_rate"][j] * p.point_value)
        threshold = self.terms["program_threshold"][j]
        if threshold > 0:
            progress = np.minimum(self.points[j, people] / threshold, 1)
            pull *= 1 + p.goal_gradient * progress**p.goal_gradient_power
        pull /= 1 + 0.3 * cards
        pull *= self.member[j, people] == 2
        return pull

    def _purchase(self, people: Places) -> None:
        """Let these people choose, experience, form habits and pay, once."""
        t, n = self.clock, people.size
        tried = self.n_purchases.take(people, axis=1) > 0
        will = self.will.take(people, axis=1)
        habit = self.habit.take(people, axis=1)
        odds = np.exp(self._utility(people, tried, will, habit))
        odds = np.cumsum(odds, axis=0)
        chosen = (odds[:-1] < self.rng.random(n, dtype=np.float32) * odds[-1]).sum(axis=0)
        ties = chosen * self.n_customers + people
        last = self.last_step.reshape(-1)[ties]
        count = self.n_purchases.reshape(-1)[ties]
        gained = last < t - self.numbers.window
        self.note("gained", chosen[gained])
        self.note("newcomers", chosen[count == 0])
        self.note("buyers", chosen[last != t])
        moves = self.provider[people].astype(np.intp) * self.n_firms + chosen
        size = (self.n_firms + 1) * self.n_firms
        self.flows[t] += np.bincount(moves, minlength=size).reshape(-1, self.n_firms)
        self.provider[people] = chosen
        experience(self, chosen, ties, count, tried, will)
        habit *= self.p.habit_carry
        habit[chosen, np.arange(n)] += 1 - self.p.habit_carry
        self.habit[:, people] = habit
        pay(self, people, chosen, ties, count)

    def note(self, name: str, firms: Places, weights: Floats | None = None) -> None:
        """Add a count, or a sum, to the firms' accounts of this step."""
        self.book[name] += np.bincount(firms, weights, minlength=self.n_firms)

    def _utility(
        self, people: Places, tried: NDArray[np.bool_], will: Floats, habit: Floats
    ) -> Floats:
        """Return systematic utilities, logits, shape (J, number of people) (EQ15)."""
        p = self.p
        level = np.where(tried, self.satisfaction.take(people, axis=1), will)
        level -= 70
        level *= self.involvement[people] * (p.satisfaction_weight / 10)
        level += self.taste.take(people, axis=1)
        trust = self.ability.take(people, axis=1)
        trust += self.integrity.take(people, axis=1)
        trust *= 0.4
        trust += 0.2 * self.fairness.take(people, axis=1)
        trust -= 50
        trust *= p.trust_weight / 10
        level += trust
        bond = self.bond.take(people, axis=1)
        level += (p.bond_weight / 10) * bond
        level += p.habit_weight * habit
        level += (p.convenience_weight * self.terms["convenience"])[:, None]
        price = self.price[:, None]
        felt = price - self.reference_price.take(people, axis=1)
        felt *= np.where(felt > 0, p.reference_price_weight * p.reference_price_loss,
                         p.reference_price_weight).astype(np.float32)  # fmt: skip
        felt += price - 1
        bond *= -p.bond_price_relief / 100
        bond += 1
        felt *= np.where(felt > 0, bond, 1)
        felt *= self.price_sensitivity[people]
        level -= felt
        for j in self.programs:
            users = np.flatnonzero(self.member[j, people] == 2)
            level[j, users] += self._program_pull(j, people[users])
            level[j] += self._points_at_stake(j, people)
        firm, at = np.nonzero(~tried)
        certainty = 1 - np.exp(-0.5 * self.messages[firm, people[at]])
        level[firm, at] -= p.inexperience_penalty * (1 - 0.5 * certainty)
        return level

    def _points_at_stake(self, j: int, people: Places) -> Floats:
        """Return what leaving firm j's points behind costs, logits; 0 unless they are there (EQ14).

        Adding it to the present firm chooses as subtracting it from all others does.
        """
        worth = self.points[j, people] * self.price_sensitivity[people]
        worth *= self.switching_factor[people] * (self.p.point_value / self.p.switching_horizon)
        worth *= self.provider[people] == j
        return worth

    def _close(self, block: slice) -> None:
        """Count everybody with each firm that has them as a customer."""
        horizon = self.clock - self.numbers.window
        last = self.last_step[:, block]
        present = (last > horizon).astype(np.float32)
        satisfaction = self.satisfaction[:, block]
        trust = self.ability[:, block] + self.integrity[:, block]
        trust *= 0.4
        trust += 0.2 * self.fairness[:, block]
        answer = 0.75 * satisfaction + 0.25 * trust
        book = self.book
        book["customers"] += present.sum(axis=1)
        book["lost"] += (last == horizon).sum(axis=1)
        book["satisfaction"] += np.einsum("jn,jn->j", present, satisfaction)
        book["trust"] += np.einsum("jn,jn->j", present, trust)
        book["bond"] += np.einsum("jn,jn->j", present, self.bond[:, block])
        book["promoters"] += np.einsum("jn,jn->j", present, answer >= 8.5 * 7 + 16)
        book["detractors"] += np.einsum("jn,jn->j", present, answer < 6.5 * 7 + 16)
        for j in self.programs:
            members = self.member[j, block] > 0
            fee = self.terms["program_member_cost"][j]
            count = np.count_nonzero(members)
            book["members"][j] += count
            book["member_cost"][j] += count * fee
            self.cost[j, block] += members * fee
            self.given[j, block] += members * fee
