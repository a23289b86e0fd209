"""What firms of the full plain-Mesa market decide between steps (EQ1, EQ20, EQ24)."""

from typing import TYPE_CHECKING

from benchmarks.full_firm import DIMENSIONS, YEAR_DAYS

if TYPE_CHECKING:
    from benchmarks.full_firm import FullFirm
    from benchmarks.full_mesa import FullMarket


def decide(model: "FullMarket") -> None:
    """Let firms look back after the last step; decisions hold from the next one on."""
    now, months = model.clock, model.numbers.step_months
    pending = []
    for firm in model.firms:
        every = max(round(1.0 / months), 1)
        if firm.complaint_learning > 0.0 and now % every == 0:
            learn(firm, every)
        every = max(round(firm.levers[0].investment_review_months / months), 1)
        if firm.rule == "worst_dimension" and now % every == 0:
            review(firm)
        every = max(round(firm.levers[0].reaction_interval_months / months), 1)
        if firm.policy != "none" and now % every == 0:
            pending.append((firm, look(firm, every)))
    for firm, decision in pending:  # all see the same past
        firm.effort, firm.recovery_rise, firm.reacting = decision


def learn(firm: "FullFirm", n_steps: int) -> None:
    """Lower the failure probability by what complaints have taught (EQ20)."""
    model = firm.model
    past = [accounts[firm.index] for accounts in model.accounts[-n_steps:]]
    customer_steps = sum(account.customers for account in past)
    if not customer_steps:
        return
    days = 30.0 * model.numbers.step_months * n_steps
    yearly = sum(account.complaints for account in past) / customer_steps
    yearly *= 1000.0 * YEAR_DAYS / (30.0 * model.numbers.step_months)
    power = days / YEAR_DAYS * yearly / (yearly + 50.0)
    plan = firm.plan[model.clock - 1]
    stated = plan["failure_prob"]
    left = firm.failures_left * (1.0 - firm.yearly_learning) ** power
    floor = min(plan["failure_floor"], stated)
    firm.failures_left = max(left, floor / stated)


def review(firm: "FullFirm") -> None:
    """Move a part of the spending to the dimension that matters most and lacks most (EQ1)."""
    lever, weights = firm.levers[0], firm.model.numbers.weights
    stated = {d: getattr(lever, f"investment_{d}") for d in DIMENSIONS}
    total = sum(stated.values())
    mix = firm.mix or {d: spend / total for d, spend in stated.items()}
    gaps = [w * (100.0 - q) for w, q in zip(weights, firm.delivered, strict=True)]
    worst = DIMENSIONS[gaps.index(max(gaps))]
    shift = lever.investment_shift
    firm.mix = {d: share + shift * ((d == worst) - share) for d, share in mix.items()}


def look(firm: "FullFirm", n_steps: int) -> tuple[float, float, dict[str, float]]:
    """Return effort, rise of justice and added spending after a look at the share (EQ24)."""
    model, lever = firm.model, firm.levers[0]
    past = model.accounts[-n_steps:]
    own = sum(accounts[firm.index].purchases for accounts in past)
    everything = sum(account.purchases for accounts in past for account in accounts)
    target, tolerance = lever.reaction_share_target, lever.reaction_tolerance
    gap = (target - own / max(everything, 1)) / target
    before = effort = firm.effort
    if gap > tolerance:
        effort += lever.reaction_strength * (gap - tolerance)
    elif gap < -tolerance:
        effort *= 1.0 - lever.reaction_relaxation
    effort = min(effort, lever.reaction_budget)
    rise, reacting = 0.0, dict(firm.reacting)
    if firm.policy == "recovery" and effort > 0.0:
        stated = firm.plan[model.clock]["recovery"]
        revenue = sum(accounts[firm.index].revenue for accounts in past)
        complaints = sum(accounts[firm.index].complaints for accounts in past)
        price = lever.reaction_recovery_cost * complaints / revenue if revenue else 0.0
        rise = min(effort / price, 1.0 - stated) if price > 0.0 else 1.0 - stated
    if firm.policy == "quality":
        if effort >= before:
            reacting[weakest(firm)] += effort - before
        else:
            reacting = {d: spend * effort / before for d, spend in reacting.items()}
    return effort, rise, reacting


def weakest(firm: "FullFirm") -> str:
    """Return the dimension on which rivals are furthest ahead on average."""
    rivals = [other for other in firm.model.firms if other is not firm]
    leads = [
        sum(rival.delivered[k] for rival in rivals) / len(rivals) - firm.delivered[k]
        for k in range(len(DIMENSIONS))
    ]
    return DIMENSIONS[leads.index(max(leads))]
