"""Firms: few, and deciding in plain Python between the compiled steps."""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from simulation.draws import Purpose
from simulation.elementary import MICRO
from simulation.reactions import (
    Efforts,
    View,
    chance,
    react,
    recent_shares,
    usual_share,
    write_efforts,
)
from simulation.records import DIMENSIONS
from simulation.rules.complaint import learned_failure_prob
from simulation.rules.investment import importance_gap, shifted_share
from simulation.rules.reaction import complaint_gap
from simulation.scenario.firm import FirmParams
from simulation.tables import MONTH_DAYS, YEAR_DAYS

if TYPE_CHECKING:
    from simulation.market import LoyaltyMarket

USUAL_MONTHS = 12.0  # before the study, whose complaints a firm takes for usual (assumption)
SATISFIED = 65.0  # points from which people tick 4 of 5 (model notes 2.7: cuts 35, 50, 65, 80)


class Firm(mesa.Agent):
    """One firm of a market.

    Attributes
    ----------
    name : str
        Name in the scenario.
    index : int
        Place in the order of names: its column in every array.
    params : FirmParams
        What the scenario says about it.
    efforts : Efforts
        What it does about lost share.
    """

    def __init__(self, model: "LoyaltyMarket", name: str, index: int, params: FirmParams) -> None:
        super().__init__(model)
        self.name = name
        self.index = index
        self.params = params
        self.efforts = Efforts()
        self._mix: NDArray[np.float64] | None = None
        self._intervals = self._decision_intervals()

    @property
    def is_deciding(self) -> bool:
        """Whether the firm ever changes its own terms while the market runs."""
        return bool(self._intervals)

    @property
    def terms(self) -> NDArray[np.void]:
        """The firm's terms by step and segment, shape (T, S): what customers meet."""
        table: NDArray[np.void] = np.asarray(self.model.world.terms)[:, :, self.index]
        return table

    @property
    def levers(self) -> NDArray[np.void]:
        """The firm's levers of investment, staff, supplier and reaction by step, shape (T,)."""
        table: NDArray[np.void] = np.asarray(self.model.tables.levers)[:, self.index]
        return table

    def books(self, measure: str) -> NDArray[np.int64]:
        """Return a recorded measure of this firm, shape (T,), fixed point as in `ledger`."""
        book = np.asarray(self.model.ledger.firms)[measure]
        total: NDArray[np.int64] = book[:, :, self.index].sum(axis=1)
        return total

    def next_decision(self, after: int) -> int | None:
        """Return the first step after `after` from which a decision of this firm may hold."""
        nexts = [(after // interval + 1) * interval for interval in self._intervals.values()]
        return min(nexts, default=None)

    def decide(self, now: int) -> None:
        """Take the decisions that are due, to hold from step `now` on."""
        due = [kind for kind, interval in self._intervals.items() if now % interval == 0]
        if "learn" in due:
            self._learn(max(now - self._intervals["learn"], 0), now)
        if "invest" in due:
            self._review_investment(now)
        if "react" in due:
            self._react(max(now - self._intervals["react"], 0), now)

    def _decision_intervals(self) -> dict[str, int]:
        """Return how many steps lie between decisions of each kind; kinds never taken are absent."""
        found = {}
        if np.any(self.model.tables.terms["complaint_learning"][:, :, self.index] > 0.0):
            found["learn"] = self._steps(1.0)
        if self.params.investment.rule != "planned":
            found["invest"] = self._steps(self.params.investment.review_months)
        if self.params.reaction.policy != "none":
            found["react"] = self._steps(self.params.reaction.interval_months)
        return found

    def _steps(self, months: float) -> int:
        days: int = self.model.config.market.step_days
        return max(1, round(months * MONTH_DAYS / days))

    def _learn(self, since: int, now: int) -> None:
        """Learn from the complaints of steps `since` to `now` - 1 (EQ20 as settled 27).

        Complaints count per 1,000 customers and year, so that a small market learns like a large
        one; from step `now` on failures are rarer by what was learned.
        """
        days = (now - since) * self.model.config.market.step_days
        per_thousand_and_year = self._complaints(since, now)
        if per_thousand_and_year is None:
            return
        steps_a_year = YEAR_DAYS / self.model.config.market.step_days
        plan = self.model.management.plan(self.index)
        for s in range(plan.shape[1]):
            row = plan[now, s]
            before = float(row["failure_prob"])
            yearly = 1.0 - (1.0 - float(row["complaint_learning"])) ** steps_a_year
            after = learned_failure_prob(
                before,
                float(row["failure_floor"]),
                yearly,
                per_thousand_and_year,
                float(days),
            )
            if before > 0.0:
                plan["failure_prob"][now:, s] *= after / before

    def _complaints(self, since: int, now: int) -> float | None:
        """Return complaints per 1,000 customers and year; None without customers."""
        days = (now - since) * self.model.config.market.step_days
        customers = self.books("customers")[since:now].mean()
        complaints = self.books("complaints")[since:now].sum()
        if customers <= 0.0:
            return None
        return float(complaints / customers * 1_000.0 * YEAR_DAYS / days)

    def _review_investment(self, now: int) -> None:
        """Go by the firm's rule for its spending on quality (S022, S055)."""
        moves = self.model.management.moves(self.index)[now:]
        if self.params.investment.rule == "stop_at_satisfied":
            enough = self._satisfied_share(now) >= self.levers["investment_satisfied_share"][now]
            moves["paused"] = 1.0 if enough else 0.0
            return
        stated = np.array([float(self.levers[f"investment_{d}"][now]) for d in DIMENSIONS])
        if stated.sum() <= 0.0:
            return
        mix = stated / stated.sum() if self._mix is None else self._mix
        weights = self.model.management.organization.weights
        served = self.terms[now - 1, -1]
        gaps = [
            importance_gap(float(weight), float(served[f"delivered_{d}"]))
            for weight, d in zip(weights, DIMENSIONS, strict=True)
        ]
        worst, shift = int(np.argmax(gaps)), float(self.levers["investment_shift"][now])
        self._mix = np.array(
            [shifted_share(float(part), d == worst, shift) for d, part in enumerate(mix)]
        )
        moves["mixed"] = 1.0
        for dimension, part in zip(DIMENSIONS, self._mix, strict=True):
            moves[f"mix_{dimension}"] = part

    def _satisfied_share(self, now: int) -> float:
        """Return the share of present customers who would tick 4 or 5 of 5; 0 without customers."""
        customers, market = self.model.customers, self.model.config.market
        if market.mode == "contract":
            present = customers.get("provider") == self.index
        else:
            last = customers.get("last_step")[:, self.index]
            present = last > now - 1 - market.activity_window_steps
        satisfaction = customers.get("satisfaction")[:, self.index][present]
        return float((satisfaction >= SATISFIED).mean()) if satisfaction.size else 0.0

    def _react(self, since: int, now: int) -> None:
        """Look at the share of steps `since` to `now` - 1 and answer what was lost (EQ24)."""
        model, lever = self.model, self.levers[now]
        burn_in = model.config.market.burn_in_steps
        if since < burn_in or self.terms["active"][now - 1, -1] < 0.5:
            return
        purchases = np.asarray(model.ledger.firms)["purchases"].sum(axis=1)
        target = float(lever["reaction_share_target"])
        if np.isnan(target):
            there = self.terms["active"][:burn_in, -1] > 0.5
            target = usual_share(purchases[:burn_in][there], self.index)
        shares = recent_shares(purchases[since:now])
        if target <= 0.0 or shares.sum() <= 0.0:
            return
        revenue = float(self.books("revenue")[since:now].sum()) / MICRO
        complaints = float(self.books("complaints")[since:now].sum())
        view = View(
            firm=self.index,
            now=now,
            terms=np.asarray(model.world.terms)[since:now],
            promoted=model.world.promoted[since:now],
            shares=shares,
            complaints_per_revenue=complaints / revenue if revenue > 0.0 else 0.0,
            complaint_gap=self._complaint_gap(since, now),
        )
        policy = self.params.reaction.policy
        purpose = Purpose.COUPON_ANSWER if policy == "promo" else Purpose.IMITATION
        luck = chance(model.seed, model.tables, self.index, now, purpose)
        react(policy, self.efforts, lever, view, target, luck)
        management = model.management
        usual = float(management.plan(self.index)["recovery"][now, -1])
        write_efforts(self.efforts, management.moves(self.index), lever, view, usual)

    def _complaint_gap(self, since: int, now: int) -> float | None:
        """Return how much complaints have risen since the burn-in; None if the firm looks at its share."""
        if self.params.reaction.watch == "share":
            return None
        burn_in = self.model.config.market.burn_in_steps
        usual = self._complaints(max(0, burn_in - self._steps(USUAL_MONTHS)), burn_in)
        recent = self._complaints(since, now)
        return float(complaint_gap(usual or 0.0, recent or 0.0))
