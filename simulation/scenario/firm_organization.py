"""What a scenario may say about the inside of a firm: investment, staff, supplier, reaction.

Customers never meet these numbers. They meet what comes of them: quality, failures, prices. Neutral
values (no spending, wage 1, levers at 0, no hazard, no reaction) change not one bit of a run.
"""

from typing import Literal

from simulation.scenario.parameter import POINTS, SHARE, Block, parameter

ORGANIZATION = ("investment", "staff", "supplier", "reaction")
"""Blocks of a firm that hold for all its customers alike."""
EFFECT = (0.0, 100.0)
SOME_MONTHS = (0.03, 120.0)
DIMENSION_SPEND = "share of revenue"

InvestmentRule = Literal["planned", "worst_dimension", "stop_at_satisfied"]
Watched = Literal["share", "complaints"]
ReactionPolicy = Literal["none", "price", "promo", "quality", "program", "recovery", "imitate"]


class Investment(Block):
    """Spending on service quality by dimension, with a lag and diminishing return (EQ1)."""

    rule: InvestmentRule = "planned"
    """Who decides on the spending: `planned` keeps what is stated, `worst_dimension` moves it to the weakest dimension at every review (plan, do, check, act), `stop_at_satisfied` stops it while enough customers are satisfied."""
    R: float = parameter(0.0, unit=DIMENSION_SPEND, bounds=SHARE, symbol="spend_R")
    """Spent on reliability."""
    A: float = parameter(0.0, unit=DIMENSION_SPEND, bounds=SHARE, symbol="spend_A")
    """Spent on assurance."""
    T: float = parameter(0.0, unit=DIMENSION_SPEND, bounds=SHARE, symbol="spend_T")
    """Spent on tangibles."""
    E: float = parameter(0.0, unit=DIMENSION_SPEND, bounds=SHARE, symbol="spend_E")
    """Spent on empathy."""
    Re: float = parameter(0.0, unit=DIMENSION_SPEND, bounds=SHARE, symbol="spend_Re")
    """Spent on responsiveness."""
    gain_max: float = parameter(
        12.0, unit="points", bounds=POINTS, plausible=(5.0, 25.0), symbol="q_max"
    )
    """Quality that no spending on a dimension exceeds."""
    saturation_spend: float = parameter(
        0.05, unit="share of revenue", bounds=(1.0e-4, 1.0), plausible=(0.01, 0.2), symbol="q_half"
    )
    """Spending on a dimension that brings 63 % of that ceiling."""
    lag_months: float = parameter(
        3.0, unit="months", bounds=(0.0, 60.0), plausible=(0.0, 12.0), symbol="q_lag"
    )
    """Time until customers meet what was spent, rounded to steps."""
    review_months: float = parameter(1.0, unit="months", bounds=SOME_MONTHS, symbol="review")
    """Time between two reviews of a rule other than `planned`, rounded to steps."""
    shift: float = parameter(0.25, unit="share", bounds=SHARE, plausible=(0.1, 1.0), symbol="shift")
    """`worst_dimension`: share of the spending that a review moves to the weakest dimension."""
    satisfied_share: float = parameter(
        0.8, unit="share of customers", bounds=SHARE, plausible=(0.5, 0.95), symbol="x"
    )
    """`stop_at_satisfied`: enough customers are satisfied (4 or 5 of 5) from this share on."""


class Staff(Block):
    """Staff that stay or go, learn, and carry the human side of service (EQ2)."""

    wage: float = parameter(1.0, unit="ratio to the going rate", bounds=(0.5, 2.0), symbol="wage")
    """What staff earn."""
    training: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="train")
    """Training program."""
    empowerment: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="empower")
    """What staff may decide themselves."""
    culture: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="culture")
    """Work on culture: recognition, partnership, support from the top."""
    load: float = parameter(
        1.0, unit="ratio to what staff can do", bounds=(1.0, 5.0), symbol="load"
    )
    """Work for the staff there is; above 1 they are overloaded."""
    coordination: float = parameter(
        1.0, unit="0 to 1", bounds=SHARE, symbol="coord", source="source documents S072"
    )
    """How well departments work together; below 1 answers are slow and promised times are missed."""
    coordination_loss: float = parameter(
        0.3, unit="share", bounds=SHARE, plausible=(0.1, 0.6), symbol="l_co"
    )
    """Responsiveness lost where departments do not work together at all."""
    payroll: float = parameter(
        0.25, unit="share of revenue", bounds=SHARE, plausible=(0.1, 0.5), symbol="payroll"
    )
    """Wages at the going rate, part of the stated costs; a higher wage costs more, a lower one less."""
    development_cost: float = parameter(
        0.01, unit="share of revenue", bounds=SHARE, plausible=(0.0, 0.05), symbol="c_dev"
    )
    """Cost of training, of empowerment and of culture at full strength, each."""
    reference: float = parameter(
        65.0, unit="points", bounds=POINTS, plausible=(50.0, 90.0), symbol="L_ref"
    )
    """Loyalty of staff with all levers at rest, and at the start."""
    quality_effect: float = parameter(
        0.39,
        unit="points per point",
        bounds=(0.0, 5.0),
        plausible=(0.1, 0.8),
        symbol="κ_staff",
        grade="V2",
        source="Sears: 5 points of employees' attitude bring 1.3 points of customers'",
    )
    """Human quality gained with each point of staff loyalty."""
    wage_effect: float = parameter(
        0.5, unit="points per percent", bounds=EFFECT, plausible=(0.1, 1.0), symbol="l_w"
    )
    """Staff loyalty gained with each percent of wage."""
    training_effect: float = parameter(
        10.0, unit="points", bounds=EFFECT, plausible=(0.0, 20.0), symbol="l_t"
    )
    """Staff loyalty gained with full training."""
    empowerment_effect: float = parameter(
        8.0, unit="points", bounds=EFFECT, plausible=(0.0, 20.0), symbol="l_e"
    )
    """Staff loyalty gained with full empowerment."""
    culture_effect: float = parameter(
        8.0, unit="points", bounds=EFFECT, plausible=(0.0, 20.0), symbol="l_c"
    )
    """Staff loyalty gained with full culture."""
    load_effect: float = parameter(
        0.3, unit="points per percent", bounds=EFFECT, plausible=(0.0, 1.0), symbol="l_x"
    )
    """Staff loyalty lost with each percent of overload."""
    overload_loss: float = parameter(
        20.0, unit="points per unit of load", bounds=EFFECT, plausible=(0.0, 50.0), symbol="κ_load"
    )
    """Quality lost at once, on every dimension, to overload."""
    adaptation: float = parameter(
        0.10,
        unit="share",
        bounds=SHARE,
        plausible=(0.03, 0.3),
        symbol="φ_L",
        per="month",
        conversion="hazard",
    )
    """How fast staff loyalty goes to where the levers lead it."""
    turnover: float = parameter(
        0.025,
        unit="share of staff",
        bounds=SHARE,
        plausible=(0.005, 0.1),
        symbol="τ0",
        per="month",
        conversion="hazard",
    )
    """Staff who leave, with all levers at rest."""
    skill_learning: float = parameter(
        0.05,
        unit="share",
        bounds=SHARE,
        plausible=(0.01, 0.2),
        symbol="φ_sk",
        per="month",
        conversion="hazard",
    )
    """How fast newcomers among the staff learn the work."""
    recovery_effect: float = parameter(
        0.003, unit="justice per point", bounds=(0.0, 0.1), plausible=(0.0, 0.01), symbol="l_r"
    )
    """Justice of answers to complaints gained with each point of staff loyalty."""


class Supplier(Block):
    """A supplier that delivers well or badly, sometimes fails, and is loyal or not (EQ3)."""

    quality: float = parameter(
        80.0, unit="points", bounds=POINTS, plausible=(50.0, 90.0), symbol="Z"
    )
    """Reliability of the supplier."""
    reference: float = parameter(
        80.0, unit="points", bounds=POINTS, plausible=(50.0, 90.0), symbol="Z_ref"
    )
    """Reliability that the designed quality takes for granted."""
    quality_effect: float = parameter(
        0.15, unit="points per point", bounds=(0.0, 5.0), plausible=(0.0, 0.5), symbol="κ_sup"
    )
    """Service reliability gained with each point of the supplier's."""
    disruption_rate: float = parameter(
        0.0,
        unit="probability",
        bounds=SHARE,
        plausible=(0.0, 0.1),
        symbol="d0",
        per="month",
        conversion="hazard",
    )
    """Chance that supply breaks down, with a supplier of 70 points; 0.02 a month is a start."""
    disruption_months: float = parameter(
        2.0, unit="months", bounds=SOME_MONTHS, plausible=(1.0, 6.0), symbol="D0"
    )
    """Mean length of a disruption with a supplier who feels no loyalty."""
    dual_sourcing: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="dual")
    """How far a second supplier stands ready."""
    dual_relief: float = parameter(
        0.6, unit="share", bounds=SHARE, plausible=(0.2, 0.9), symbol="r_dual"
    )
    """Disruptions that a second supplier prevents."""
    dual_cost: float = parameter(
        0.01, unit="share of revenue", bounds=SHARE, plausible=(0.0, 0.05), symbol="c_dual"
    )
    """Cost of a second supplier."""
    failure_rise: float = parameter(
        0.06, unit="probability", bounds=SHARE, plausible=(0.0, 0.3), symbol="δ_f"
    )
    """Failures added by a disruption."""
    quality_drop: float = parameter(
        10.0, unit="points", bounds=POINTS, plausible=(0.0, 30.0), symbol="δ_q"
    )
    """Reliability lost in a disruption."""
    cost_rise: float = parameter(
        0.08, unit="share of unit cost", bounds=(0.0, 10.0), plausible=(0.0, 0.5), symbol="δ_c"
    )
    """Unit cost added by a disruption."""
    promptness: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="prompt")
    """How promptly the supplier is paid, beyond what is usual."""
    value_share: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="value_share")
    """How much of the common gain the supplier gets, beyond what is usual."""
    order_stability: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="stable")
    """How steady orders are, beyond what is usual."""
    price_squeeze: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="squeeze")
    """How hard the supplier's price is pressed."""
    promptness_effect: float = parameter(
        20.0, unit="points", bounds=EFFECT, plausible=(0.0, 50.0), symbol="y_pay"
    )
    """Supplier loyalty gained with full promptness."""
    value_effect: float = parameter(
        20.0, unit="points", bounds=EFFECT, plausible=(0.0, 50.0), symbol="y_share"
    )
    """Supplier loyalty gained with a full share of the value."""
    stability_effect: float = parameter(
        15.0, unit="points", bounds=EFFECT, plausible=(0.0, 50.0), symbol="y_stab"
    )
    """Supplier loyalty gained with steady orders."""
    squeeze_effect: float = parameter(
        30.0, unit="points", bounds=EFFECT, plausible=(0.0, 50.0), symbol="y_squeeze"
    )
    """Supplier loyalty lost with full pressure on the price."""
    adaptation: float = parameter(
        0.05,
        unit="share",
        bounds=SHARE,
        plausible=(0.01, 0.2),
        symbol="φ_Y",
        per="month",
        conversion="hazard",
    )
    """How fast the supplier's loyalty goes to where the terms lead it."""
    terms_cost: float = parameter(
        0.01, unit="share of revenue", bounds=SHARE, plausible=(0.0, 0.05), symbol="c_terms"
    )
    """Cost of promptness, of value share and of steady orders at full strength, each."""
    lead_days: float = parameter(
        0.0, unit="days", bounds=(0.0, 365.0), symbol="lead", source="source documents S091"
    )
    """Time from an order to delivery, beyond what the designed responsiveness takes for granted."""
    lot_days: float = parameter(
        0.0, unit="days", bounds=(0.0, 365.0), symbol="lot", source="source documents S091"
    )
    """Demand made or bought at once; an order waits half of that for the next lot."""
    waiting_loss: float = parameter(
        2.0, unit="points per week", bounds=EFFECT, plausible=(0.5, 5.0), symbol="κ_wait"
    )
    """Responsiveness lost for each week that customers wait."""
    lot_saving: float = parameter(
        0.05, unit="share of unit cost", bounds=SHARE, plausible=(0.0, 0.15), symbol="s_lot"
    )
    """Unit cost that no lot saves more than; lots of a month save 63 % of it."""
    squeeze_saving: float = parameter(
        0.05, unit="share of unit cost", bounds=SHARE, plausible=(0.0, 0.2), symbol="s_squeeze"
    )
    """Unit cost saved by full pressure on the price."""


class Reaction(Block):
    """What the firm does when it loses share to rivals, or hears more complaints (EQ24)."""

    watch: Watched = "share"
    """What it looks at: its `share` of purchases, or its `complaints` per 1,000 customers, which miss whoever leaves in silence."""
    policy: ReactionPolicy = "none"
    """What it does: cut the `price`, match rivals' coupons (`promo`), invest in `quality`, raise the `program`, better its `recovery`, or `imitate` the share leader."""
    budget: float = parameter(0.0, unit="share of revenue", bounds=SHARE, symbol="budget")
    """What the reaction may cost at most, money given away included."""
    interval_months: float = parameter(1.0, unit="months", bounds=SOME_MONTHS, symbol="react_every")
    """Time between two looks at the share, rounded to steps."""
    share_target: float | None = parameter(
        None, unit="share of purchases", bounds=(1.0e-6, 1.0), symbol="target"
    )
    """Share it holds to be its own; null is its mean share over the burn-in. Complaints are held against those of the burn-in."""
    tolerance: float = parameter(
        0.05, unit="share of the target", bounds=SHARE, plausible=(0.0, 0.2), symbol="tol_r"
    )
    """Loss or gain against the target that it takes calmly."""
    strength: float = parameter(
        0.5,
        unit="share of revenue per share of the target",
        bounds=(0.0, 10.0),
        plausible=(0.1, 2.0),
        symbol="k_p",
        grade="P",
    )
    """What each look adds to the effort, for each unit of loss beyond the tolerance."""
    relaxation: float = parameter(
        0.05, unit="share", bounds=SHARE, plausible=(0.0, 0.5), symbol="relax", grade="P"
    )
    """Effort given up at each look while it is above its target."""
    min_margin: float = parameter(
        0.05, unit="share of unit cost", bounds=(0.0, 10.0), plausible=(0.0, 0.3), symbol="m_min"
    )
    """No reaction takes the price below unit cost and this margin."""
    match_prob: float = parameter(
        0.5, unit="probability per look", bounds=SHARE, plausible=(0.1, 1.0), symbol="match"
    )
    """`promo`: chance that it answers rivals' coupons at a look."""
    imitation: float = parameter(
        0.1, unit="probability per look", bounds=SHARE, plausible=(0.0, 0.5), symbol="imit"
    )
    """`imitate`: chance that it copies the share leader at a look."""
    recovery_cost: float = parameter(
        1.0, unit="money per complaint", bounds=(0.0, 1000.0), plausible=(0.2, 3.0), symbol="c_rec"
    )
    """`recovery`: cost of an answer that is better by a whole unit of justice."""
