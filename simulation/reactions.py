"""How a firm answers lost share: plain Python, at its own looks only (EQ24).

A firm sees shares of purchases and what rivals offer, never a customer; what it sees are rates, so
that a small market reacts like a large one (settled 11).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.draws import Purpose, draw_key, hashed, step_key, uniform_of
from simulation.records import DIMENSIONS
from simulation.rules.reaction import bettered_recovery, share_gap, updated_effort
from simulation.tables import Tables

ACTIONS = ("price", "promo", "quality", "program", "recovery")


@dataclass
class Efforts:
    """What a firm does about its share now, each as a share of revenue.

    Attributes
    ----------
    by_action : dict[str, float]
        Effort by action: the price cut, the coupon, the spending on quality, the earn rate added,
        the cost of better answers.
    spending : ndarray of shape (5,)
        The spending on quality by dimension; its sum is the effort of `quality`.
    """

    by_action: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ACTIONS, 0.0))
    spending: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(DIMENSIONS)))

    @property
    def total(self) -> float:
        """All efforts together, share of revenue."""
        return sum(self.by_action.values())

    def relax(self, relaxation: float) -> None:
        """Give up a share of every effort."""
        for action in ACTIONS:
            self.by_action[action] *= 1.0 - relaxation
        self.spending *= 1.0 - relaxation

    def hold_to(self, budget: float) -> None:
        """Cut all efforts alike where together they are beyond a budget, share of revenue."""
        total = self.total
        if total > budget:
            self.relax(1.0 - budget / total)

    def set(self, action: str, effort: float, worst: int) -> None:
        """Set the effort of one action; more quality goes to the worst dimension."""
        added = effort - self.by_action[action]
        self.by_action[action] = effort
        if action != "quality":
            return
        if added >= 0.0:
            self.spending[worst] += added
        else:
            self.spending *= effort / (effort - added)


@dataclass(frozen=True)
class View:
    """What a firm sees at a look: steps `since` to `now` - 1.

    Attributes
    ----------
    firm : int
        Who looks.
    now : int
        The step from which a decision holds.
    terms : record array of shape (K, S, J)
        What firms offered in those steps.
    promoted : ndarray of shape (K, S, J)
        Who was on promotion, and for which segment.
    shares : ndarray of shape (J,)
        Shares of purchases in those steps.
    complaints_per_revenue : float
        Own complaints per unit of own revenue.
    complaint_gap : float | None
        How much own complaints per customer have risen; None where the firm looks at its share.
    """

    firm: int
    now: int
    terms: NDArray[np.void]
    promoted: NDArray[np.uint8]
    shares: NDArray[np.float64]
    complaints_per_revenue: float
    complaint_gap: float | None = None

    @property
    def last(self) -> NDArray[np.void]:
        """What firms offered `everyone else` last, shape (J,)."""
        row: NDArray[np.void] = self.terms[-1, -1]
        return row

    @property
    def rivals(self) -> NDArray[np.bool_]:
        """Who is a rival: in the market, and within somebody's reach (settled 7); shape (J,)."""
        seen: NDArray[np.bool_] = (self.last["active"] > 0.5) & (self.last["reach"] > 0.0)
        seen[self.firm] = False
        return seen

    def deepest_coupon(self) -> float:
        """Return the deepest discount that a rival gave in public, share of price.

        An offer to former customers alone is not seen.
        """
        names = ("discount", "newcomer_discount")
        promoted = self.terms["promotion_depth"] * self.promoted
        coupons = self.terms["coupons_depth"] * (self.terms["coupons_reach"] > 0.0)
        given = (*(self.terms[name] for name in names), promoted, coupons)
        deepest = np.max(given, axis=0)[:, :, self.rivals]
        return float(deepest.max(initial=0.0))

    def lead_in_quality(self, other: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how far others' mean quality is ahead by dimension, points, shape (5,)."""
        if not other.any():
            return np.zeros(len(DIMENSIONS))
        delivered = np.array([self.last[f"delivered_{d}"] for d in DIMENSIONS])
        lead: NDArray[np.float64] = delivered[:, other].mean(axis=1) - delivered[:, self.firm]
        return lead

    def leader(self) -> int | None:
        """Return the rival with the largest share, if it is larger than one's own."""
        shares = np.where(self.rivals, self.shares, -1.0)
        best = int(np.argmax(shares))
        return best if shares[best] > self.shares[self.firm] else None


def recent_shares(purchases: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return shares of purchases over some steps, (K, J) in, (J,) out; 0 where nobody bought."""
    sums = purchases.sum(axis=0)
    shares: NDArray[np.float64] = sums / max(int(sums.sum()), 1)
    return shares


def usual_share(purchases: NDArray[np.int64], firm: int) -> float:
    """Return a firm's mean share over steps of the burn-in in which anybody bought (settled 47)."""
    bought = purchases.sum(axis=1)
    held = bought > 0
    return float((purchases[held, firm] / bought[held]).mean()) if held.any() else 0.0


def chance(seed: int, tables: Tables, firm: int, step: int, purpose: Purpose) -> float:
    """Return the uniform draw of (seed, purpose, firm, step)."""
    in_step = np.uint64(step_key(np.uint64(hashed("firms", seed)), step))
    drawn = np.uint64(draw_key(in_step, int(purpose), tables.firm_keys[firm], 0))
    return float(uniform_of(drawn))


def react(
    policy: str, efforts: Efforts, lever: NDArray[np.void], view: View, target: float, luck: float
) -> None:
    """Change a firm's efforts after a look at its share, or at its complaints (EQ24).

    Parameters
    ----------
    policy : str
        What the firm does; not `none`.
    efforts : Efforts
        Its efforts, changed in place.
    lever : record
        `LEVERS` of the firm at this step.
    view : View
        What it sees.
    target : float
        The share it holds to be its own, above 0.
    luck : float
        Uniform draw of this look, for `promo` and `imitate`.
    """
    gap = view.complaint_gap
    if gap is None:
        gap = float(share_gap(target, view.shares[view.firm]))
    tolerance, budget = float(lever["reaction_tolerance"]), float(lever["reaction_budget"])
    has_lost = gap > tolerance
    efforts.hold_to(budget)
    worst = int(np.argmax(view.lead_in_quality(view.rivals)))
    if policy == "promo":  # a coupon ends with those it answers
        deepest = min(view.deepest_coupon(), budget)
        efforts.set("promo", min(efforts.by_action["promo"], deepest), worst)
    if policy in ("promo", "imitate") and not has_lost:
        if gap < -tolerance:
            efforts.relax(float(lever["reaction_relaxation"]))
    elif policy == "promo":
        if luck < lever["reaction_match_prob"]:
            efforts.set("promo", deepest, worst)
    elif policy == "imitate":
        if luck < lever["reaction_imitation"]:
            _imitate(efforts, lever, view, float(lever["reaction_strength"]) * (gap - tolerance))
    else:
        effort = updated_effort(
            efforts.by_action[policy], gap, tolerance, float(lever["reaction_strength"]),
            float(lever["reaction_relaxation"]), budget,
        )  # fmt: skip
        efforts.set(policy, float(effort), worst)


def _imitate(efforts: Efforts, lever: NDArray[np.void], view: View, push: float) -> None:
    """Copy the lever on which the share leader is furthest ahead, as far as the budget goes.

    Price and program are compared in shares of revenue, answers in justice, quality in hundreds of
    points (assumption); quality is approached by `push` at a time, because it takes long to copy.
    """
    leader = view.leader()
    if leader is None:
        return
    own, best = view.last[view.firm], view.last[leader]
    ahead = np.arange(view.last.size) == leader
    lead = view.lead_in_quality(ahead)
    mine = float(own["price"] * (1.0 - own["discount"]))
    theirs = float(best["price"] * (1.0 - best["discount"]))
    better = max(float(best["recovery"] - own["recovery"]), 0.0)
    leads = {
        "price": max(1.0 - theirs / mine, 0.0) if mine > 0.0 else 0.0,
        "quality": max(float(lead.mean()), 0.0) / 100.0,
        "program": max(float(best["program_earn_rate"] - own["program_earn_rate"]), 0.0),
        "recovery": better,
    }
    action = max(leads, key=lambda name: leads[name])
    if leads[action] <= 0.0:
        return
    steps = {
        "price": leads["price"] * (1.0 - efforts.by_action["price"]),
        "quality": push,
        "program": leads["program"],
        "recovery": better * float(lever["reaction_recovery_cost"]) * view.complaints_per_revenue,
    }
    left = max(float(lever["reaction_budget"]) - efforts.total, 0.0)
    effort = efforts.by_action[action] + min(steps[action], left)
    efforts.set(action, effort, int(np.argmax(lead)))


def write_efforts(
    efforts: Efforts, moves: NDArray[np.void], lever: NDArray[np.void], view: View, recovery: float
) -> None:
    """Write a firm's efforts into its decisions from this look on; `moves` of shape (T,).

    `recovery` is the justice of its answers without any effort.
    """
    ahead = moves[view.now :]
    cost = float(lever["reaction_recovery_cost"])
    rise = bettered_recovery(
        recovery, efforts.by_action["recovery"], view.complaints_per_revenue, cost
    )
    ahead["effort"] = efforts.total
    ahead["price_cut"] = efforts.by_action["price"]
    ahead["discount"] = efforts.by_action["promo"]
    ahead["earn_rate"] = efforts.by_action["program"]
    ahead["recovery"] = rise
    ahead["recovery_cost"] = rise * cost
    for dimension, spend in zip(DIMENSIONS, efforts.spending, strict=True):
        ahead[f"spend_{dimension}"] = spend
