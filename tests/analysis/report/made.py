"""Comparisons made by hand, so that every number in a report can be computed on paper."""

from dataclasses import replace

import numpy as np

from analysis.comparison.intervals import Difference
from analysis.comparison.outcome import Comparison, Request, VariantOutcome
from analysis.comparison.pull import CONSTRUCTS
from analysis.comparison.summary import MONEY_PARTS, CustomerOutcomes, RunSummary
from analysis.comparison.twins import TOGETHER, PullAccount, TwinAccount
from analysis.metrics.registry import METRICS
from analysis.report.reading import FELT_THROUGH
from simulation.scenario.loader import load_scenario

STEPS = 4
CUSTOMERS = 500
T_OF_TWO_DEGREES = 4.302652729911275  # Student's table, 97.5 %, 2 degrees of freedom
BASE = "telecom_contract"
FIRMS = ("Alpha", "Beta", "Delta", "Gamma")
LEVEL = {"profit": 1000.0, "revenue": 3000.0, "cohort_survival": 0.8, "churn_rate": 0.02}
UNFELT = {f"customers.{name}": 0.0 for name in FELT_THROUGH["contract"]}
"""Overrides with which no choice of customers follows from satisfaction."""
NOBODY = CustomerOutcomes(
    cohort=np.zeros(1, dtype=np.bool_),
    exited=np.zeros(1, dtype=np.bool_),
    stayed=np.zeros(1, dtype=np.bool_),
    main_firm=np.zeros(1, dtype=np.int16),
    profit=np.zeros(1),
    given=np.zeros(1),
    pulls=np.zeros((0, len(CONSTRUCTS)), dtype=np.float32),
)
SCENARIO = load_scenario(
    BASE, {"market.steps": STEPS, "market.customers": CUSTOMERS, "market.burn_in_steps": 0}
)


def run(
    metrics: dict[str, float],
    policy_cost: float = 0.0,
    rewards: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> RunSummary:
    """Return one run; a metric that is not named is 0.

    Profit is revenue, from which redeemed rewards are missing, less the change of the reserve, the
    cost of members and the policy's cost: 4 for each of its customers, the rest once.
    """
    redeemed, reserve, members = rewards
    values = (
        {metric.name: 0.0 for metric in METRICS} | LEVEL | {"policy_cost": policy_cost} | metrics
    )
    money = dict.fromkeys(MONEY_PARTS, 0.0)
    money |= {"policy_cost": policy_cost, "reward_cost": reserve, "member_cost": members}
    money["revenue"] = values["profit"] + policy_cost + reserve + members
    served = min(policy_cost, 4.0)
    return RunSummary(
        metrics=values,
        shares={firm: np.full(STEPS, 0.25) for firm in FIRMS},
        satisfaction=np.full(STEPS, 70.0) + values["profit"] / 1000.0,
        survival=np.linspace(0.95, values["cohort_survival"], STEPS),
        money=money,
        program_cost={"points_redeemed": redeemed, "reward_cost": reserve, "member_cost": members},
        policy_cost={
            "standing": policy_cost - served,
            "per_customer_month": served,
            "per_purchase": 0.0,
            "per_recovery": 0.0,
        },
        outcomes=NOBODY,
    )


def strategy(
    title: str,
    changes: tuple[float, ...],
    metric: str = "profit",
    policy_cost: float = 0.0,
    wins: tuple[int, tuple[float, float]] | None = None,
    rewards: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> VariantOutcome:
    """Return a strategy that changes a metric by so much in each replication."""
    runs = [run({metric: LEVEL[metric] + change}, policy_cost, rewards) for change in changes]
    mean, half_width = by_hand(changes)
    differences = {m.name: Difference(0.0, 0.0, len(changes)) for m in METRICS}
    differences["policy_cost"] = Difference(policy_cost, 0.0, len(changes))
    differences[metric] = Difference(mean, half_width, len(changes))
    flows = np.diag([400, 300, 150, 145, 5]).astype(np.int64)
    flows[1, 0] = 12
    flows[0, 3] = 3
    return VariantOutcome(
        name=f"{BASE}/{title.lower().replace(' ', '_')}",
        title=title,
        scenario=SCENARIO.model_copy(update={"title": title}),
        differences=differences,
        account=TwinAccount(
            cohort=600,
            exits=30,
            elsewhere=0,
            customers={"saved": 12, "stayed_anyway": 540, "lost_by_policy": 3, "left_anyway": 45},
            given={"saved": 6.0, "stayed_anyway": 90.0, "lost_by_policy": 0.0, "left_anyway": 4.0},
            profit={
                "saved": 30.0,
                "stayed_anyway": -60.0,
                "lost_by_policy": -9.0,
                "left_anyway": 0.0,
            },
        ),
        flows=flows,
        pull=pull_of(satisfaction=0.25, habit=-0.05, replications=len(changes)),
        break_even_cost=mean + policy_cost,
        wins=None if wins is None else wins[0],
        win_interval=None if wins is None else wins[1],
        runs=runs,
    )


def pull_of(satisfaction: float, habit: float, replications: int) -> PullAccount:
    """Return what a strategy changes of two constructs; 0.4 and 1.5 of them hold the baseline's."""
    base = dict.fromkeys((*CONSTRUCTS, TOGETHER), 0.0)
    change = {name: Difference(0.0, 0.0, replications) for name in base}
    base |= {"satisfaction": 0.4, "habit": 1.5, TOGETHER: 1.9}
    moved = {"satisfaction": satisfaction, "habit": habit, TOGETHER: satisfaction + habit}
    half_width = 0.1 if replications > 1 else float("inf")
    change |= {name: Difference(mean, half_width, replications) for name, mean in moved.items()}
    return PullAccount(base, change)


def by_hand(changes: tuple[float, ...]) -> tuple[float, float]:
    """Return mean and half-width of a 95 % t-interval from three changes, by the textbook."""
    mean = sum(changes) / len(changes)
    if len(changes) < 2:
        return mean, float("inf")
    assert len(changes) == 3
    variance = sum((change - mean) ** 2 for change in changes) / 2
    return mean, T_OF_TWO_DEGREES * (variance / 3) ** 0.5


def comparison(*outcomes: VariantOutcome, metric: str = "profit", uncertain: int = 0) -> Comparison:
    """Return a comparison of strategies in the order given."""
    replications = len(outcomes[0].runs)
    return Comparison(
        request=Request(
            base=BASE,
            variants=tuple(outcome.name for outcome in outcomes),
            overrides={"market.customers": CUSTOMERS},
            metric=metric,
            replications=replications,
            uncertain=uncertain,
            seed=7,
        ),
        base_title="Telecom postpaid",
        base=SCENARIO,
        base_runs=[run({}) for _ in range(replications)],
        outcomes=list(outcomes),
        replications=replications,
        reached_precision=None,
        uncertain={"satisfaction_weight": (0.5, 1.4)} if uncertain else {},
        start_step=0,
        seconds=3.0,
    )


def two_strategies() -> Comparison:
    """Return a winner with a cost of 20, and a strategy that loses."""
    return comparison(
        strategy("Better service", (39.0, 40.0, 41.0), policy_cost=20.0, wins=(30, (0.79, 0.98))),
        strategy("Price cut", (-80.0, -90.0, -100.0), wins=(1, (0.01, 0.16))),
        uncertain=32,
    )


def unfelt(made: Comparison) -> Comparison:
    """Return the same comparison in a market where nobody acts on satisfaction, trust or belonging."""
    quiet = load_scenario(BASE, UNFELT)
    outcomes = [replace(outcome, scenario=quiet) for outcome in made.outcomes]
    return replace(made, base=quiet, outcomes=outcomes)


def slower(made: Comparison) -> Comparison:
    """Return the same comparison after a longer wait and with more workers."""
    return replace(made, seconds=99.0, request=replace(made.request, workers=4))
