"""Study B: the misconception trap, to stop improving once most customers say they are satisfied."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.facts.holding import holding
from analysis.evidence.facts.survey import answered, boxes
from analysis.markdown import code
from analysis.markdown import table as markdown
from analysis.metrics.record import FirmRecord
from analysis.metrics.registry import measured
from analysis.studies.drawing import Panel, dots_by_market
from analysis.studies.study import Plan, Study
from analysis.studies.wording import percent, signed_percent
from simulation.market import LoyaltyMarket
from simulation.runner import RunSpec, run_many, run_one, worker_pool
from simulation.scenario.loader import load_scenario
from simulation.scenario.schema import Policy, Scenario
from simulation.tables import MONTH_DAYS, YEAR_DAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MARKETS = ("credit_card", "telecom_prepaid", "telecom_contract")
"""From nothing that binds to a term with a fee for leaving."""
MONTHS = 36
FROM_QUALITY = 70.0  # points: somewhat worse than the rivals' 76 (assumption)
STEP_POINTS = 2.0  # points of quality added by each round of improvement (assumption)
ROUND_MONTHS = 3
ROUNDS = 8
COST_PER_POINT = 0.00375  # money per customer and month; eight points cost 0.03 as in the scenarios
ENOUGH = (
    0.75  # share of answers in boxes 4 and 5 at which management sees no need for more (assumption)
)
SATISFIED_BOX, DELIGHTED_BOX = 4, 5
DIMENSIONS = ("R", "A", "T", "E", "Re")
POLICIES = ("no improvement", "stop at satisfied", "push on")
PANELS = (
    Panel("satisfied", "Say they are satisfied", "% in boxes 4 and 5", is_level=True),
    Panel("delighted", "Say completely satisfied", "% in box 5", is_level=True),
    Panel("leave", "Leave for a rival", "% of customers a year", is_level=True),
)


def improving(market: str, rounds: int, customers: int) -> Scenario:
    """Return a market whose focal firm starts behind and goes through so many rounds."""
    firm = load_scenario(market).focal_firm
    start = {f"firms.{firm}.quality.{d}": FROM_QUALITY for d in DIMENSIONS}
    size = {"market.customers": customers, "market.steps": MONTHS}
    base = load_scenario(market, {**size, **start})
    added = [
        Policy.model_validate(
            {
                "firm": firm,
                "set": {f"quality.{d}": FROM_QUALITY + STEP_POINTS * (k + 1) for d in DIMENSIONS},
                "from": ROUND_MONTHS * k,
                "cost": {"per_customer_month": STEP_POINTS * COST_PER_POINT},
            }
        )
        for k in range(rounds)
    ]
    return base.model_copy(update={"policies": (*base.policies, *added)})


def rounds_until_satisfied(spec: RunSpec) -> int:
    """Return after how many rounds the survey of the firm that pushes on says that it is enough.

    All rounds if it never does. The firms that stop and that push on are twins until then.
    """
    market = LoyaltyMarket(spec.scenario, rng=spec.seed)
    burn_in = spec.scenario.market.burn_in_steps
    for done in range(1, ROUNDS + 1):
        market.advance_to(burn_in + ROUND_MONTHS * done)
        now = holding(market)
        own = now.provider == market.tables.firm_names.index(spec.scenario.focal_firm)
        if answer_shares(now.satisfaction[own], 1_000 * spec.seed + done)[0] >= ENOUGH:
            return done
    return ROUNDS


def answer_shares(satisfaction: NDArray[np.float64], seed: int) -> tuple[float, float]:
    """Return the share of customers who answer 4 or 5, and who answer 5, with a survey's noise."""
    box = boxes(answered(satisfaction, seed))
    return float((box >= SATISFIED_BOX).mean()), float((box >= DELIGHTED_BOX).mean())


def seen_and_true(spec: RunSpec) -> dict[str, float]:
    """Return what management sees (answers, complaints) and what happens (who stays, profit)."""
    record = FirmRecord(run_one(spec), spec.scenario.focal_firm)
    rows = record.behavior[(record.behavior["firm"] == record.firm) & record.behavior["present"]]
    satisfied, delighted = answer_shares(
        rows["satisfaction"].to_numpy(dtype=np.float64), 1_000 * spec.seed
    )
    found = measured(record)
    years = float(record.customers_before().sum()) * MONTH_DAYS / YEAR_DAYS
    return {
        "satisfied": satisfied,
        "delighted": delighted,
        "complaints": 1_000.0 * record.total("complaints") / years,
        "unvoiced": 1.0 - record.total("complaints") / record.total("failures"),
        "leave": record.total("lost") / years,
        "survival": found["cohort_survival"],
        "profit": found["profit"],
    }


def misconception(plan: Plan) -> "pd.DataFrame":
    """Return what three ways to manage quality bring in markets that bind more and more.

    Returns
    -------
    DataFrame
        One row for each market and policy, means over seeds: `market`, `policy`, `quality` (points
        in the end), `satisfied`, `delighted` (answers in boxes 4 and 5, and in 5, share),
        `complaints` (per 1,000 customers and year), `unvoiced` (failures without a complaint,
        share), `leave` (for a rival, per customer and year), `survival` (customers of the start
        still there after three years, share), `profit` (money per 1,000 customers of the market).
    """
    import pandas as pd

    rows = []
    with worker_pool(plan.workers) as pool:
        for name in MARKETS:
            push = improving(name, ROUNDS, plan.customers)
            pilots = [RunSpec(name, push, seed) for seed in plan.seeds]
            stops = run_many(pilots, rounds_until_satisfied, pool=pool)
            for policy, rounds in zip(
                POLICIES, ([0] * len(stops), stops, [ROUNDS] * len(stops)), strict=True
            ):
                specs = [
                    RunSpec(name, improving(name, n, plan.customers), seed)
                    for n, seed in zip(rounds, plan.seeds, strict=True)
                ]
                runs = run_many(specs, seen_and_true, pool=pool)
                means = {key: float(np.mean([run[key] for run in runs])) for key in runs[0]}
                quality = FROM_QUALITY + STEP_POINTS * float(np.mean(rounds))
                rows.append({"market": name, "policy": policy, "quality": quality, **means})
    return pd.DataFrame(rows)


def sentences(table: "pd.DataFrame") -> tuple[str, ...]:
    """Return what stopping looks like to management, and what it costs in each market."""
    found = []
    for name, own in table.groupby("market", sort=False):
        _, stop, push = own.to_dict("records")
        found.append(
            f"{str(name).replace('_', ' ')}: who stops sees {percent(stop['satisfied'])} satisfied and "
            f"{stop['complaints']:.0f} complaints a year per 1,000 customers ({percent(stop['unvoiced'])} of failures "
            f"are never told), and loses {percent(stop['leave'], 1)} of customers a year to rivals; who pushes "
            f"on {percent(push['leave'], 1)}. Profit over three years differs by "
            f"{signed_percent(push['profit'] / stop['profit'] - 1)}."
        )
    by_policy = table.groupby("policy", sort=False)["complaints"].mean()
    found.append(
        f"Complaints are no measure of it: the firm that never improves has {by_policy[POLICIES[0]]:.0f} a "
        f"year per 1,000 customers, the one that pushes on {by_policy[POLICIES[2]]:.0f}, because those who "
        "think well of a firm speak up and the others go silently (EQ19)."
        if by_policy[POLICIES[0]] < by_policy[POLICIES[2]]
        else f"The firm that never improves has {by_policy[POLICIES[0]]:.0f} complaints a year per 1,000 "
        f"customers, the one that pushes on {by_policy[POLICIES[2]]:.0f}."
    )
    return tuple(found)


def tabulated(table: "pd.DataFrame") -> str:
    """Return what management sees and what happens, one row for each market and policy."""
    columns = (
        "market",
        "policy",
        "quality",
        "boxes 4 and 5",
        "box 5",
        "complaints",
        "leave a year",
        "profit",
    )
    rows = [
        (code(row["market"]), row["policy"], f"{row['quality']:.0f}", percent(row['satisfied']),
         percent(row['delighted']), f"{row['complaints']:.0f}", percent(row['leave'], 1), f"{row['profit']:,.0f}")
        for row in table.to_dict("records")
    ]  # fmt: skip
    return markdown(columns, rows)


def draw(table: "pd.DataFrame") -> "Figure":
    """Return what management sees beside who leaves, by market and policy."""
    return dots_by_market(table, POLICIES, PANELS)


STUDY = Study(
    id="B",
    name="misconception",
    title="The misconception trap",
    question="What does a management lose that stops improving once customers say they are satisfied and few complain?",
    experiment="The focal firm starts six points of quality behind and adds two a quarter. One stops when three quarters "
    "of the answers are 4 or 5 (a survey with noise), one goes on to 86 points, one never begins; each point costs the "
    "same. Three years, three markets that bind their customers more and more.",
    size=Plan(customers=4_000, seeds=(1, 2, 3)),
    quick=Plan(customers=300, seeds=(1,)),
    run=misconception,
    sentences=sentences,
    tabulated=tabulated,
    draw=draw,
)
