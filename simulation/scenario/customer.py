"""What a scenario may say about customers: the parameters of their behavior.

One class for each behavior, so that the declaration stands beside its equation's name; a segment
may override any of them. Names follow docs/reference/parameters.md; symbols are those of the
equations in docs/explanation/odd.md.
"""

from typing import Literal

from simulation.scenario.parameter import Block, parameter

SHARE = (0.0, 1.0)
POINTS = (0.0, 100.0)
POSITIVE = (0.0, None)


class DimensionWeights(Block):
    """Importance of the five service dimensions; they are normalised to sum to one."""

    R: float = parameter(
        0.32,
        unit="share",
        bounds=SHARE,
        symbol="w_R",
        grade="M",
        source="Zeithaml, Parasuraman & Berry 1990",
    )
    """Reliability: the promised service, dependably."""
    A: float = parameter(
        0.19,
        unit="share",
        bounds=SHARE,
        symbol="w_A",
        grade="M",
        source="Zeithaml, Parasuraman & Berry 1990",
    )
    """Assurance: knowledge and courtesy."""
    T: float = parameter(
        0.11,
        unit="share",
        bounds=SHARE,
        symbol="w_T",
        grade="M",
        source="Zeithaml, Parasuraman & Berry 1990",
    )
    """Tangibles: what can be seen and touched."""
    E: float = parameter(
        0.16,
        unit="share",
        bounds=SHARE,
        symbol="w_E",
        grade="M",
        source="Zeithaml, Parasuraman & Berry 1990",
    )
    """Empathy: individual attention."""
    Re: float = parameter(
        0.22,
        unit="share",
        bounds=SHARE,
        symbol="w_Re",
        grade="M",
        source="Zeithaml, Parasuraman & Berry 1990",
    )
    """Responsiveness: prompt help."""


class TasteParams(Block):
    """Differences between people that no experience changes (EQ15a, section 2.2)."""

    taste: Literal["dirichlet", "normal"] = "dirichlet"
    """Distribution of tastes: `dirichlet` (log-Gamma, repertoire markets) or `normal` (contract markets)."""
    taste_concentration: float = parameter(
        3.0,
        unit="concentration",
        bounds=(0.05, 1000.0),
        plausible=(1.0, 6.0),
        symbol="conc",
        grade="P",
        source="Goodhardt, Ehrenberg & Chatfield 1984",
    )
    """Dirichlet tastes: how alike people are; small values give brand-loyal people."""
    taste_sd: float = parameter(
        1.0, unit="logit", bounds=(0.0, 10.0), plausible=(0.5, 2.0), symbol="σ_θ", grade="P"
    )
    """Normal tastes: standard deviation over people."""
    fit_sd: float = parameter(
        10.0, unit="points", bounds=(0.0, 50.0), plausible=(3.0, 15.0), symbol="σ_i", grade="P"
    )
    """How differently the same firm suits different people: sd of the person-firm match."""
    dimension_weights: DimensionWeights = DimensionWeights()
    dimension_weight_concentration: float = parameter(
        20.0, unit="concentration", bounds=(1.0, 10000.0), plausible=(5.0, 100.0), symbol="κ_w"
    )
    """How alike people weigh the five dimensions (Dirichlet concentration)."""
    involvement_sd: float = parameter(
        0.0, unit="log units", bounds=(0.0, 1.5), plausible=(0.0, 0.6), symbol="sd(inv)"
    )
    """Spread of involvement (lognormal with mean 1, capped at 2), which scales the weight of satisfaction."""


class NeedParams(Block):
    """How often people buy in the category and how much (NBD; EQ17)."""

    need_rate: float = parameter(
        1.0, unit="purchases", bounds=(0.0, 100.0), symbol="λ", per="week", conversion="linear"
    )
    """Mean purchases in the category (repertoire markets)."""
    need_shape: float = parameter(
        0.8,
        unit="shape",
        bounds=(0.05, 1000.0),
        plausible=(0.5, 2.5),
        symbol="k",
        grade="P",
        source="Ehrenberg NBD",
    )
    """Gamma shape of purchase rates over people; small values give a few heavy buyers."""
    spend_scale: float = parameter(1.0, unit="units", bounds=(0.0, 1000.0), symbol="s")
    """Units bought on one purchase, or held in one reference period of a contract."""
    spend_growth: float = parameter(
        0.25,
        unit="share",
        bounds=(0.0, 5.0),
        plausible=(0.0, 1.0),
        symbol="g_s",
        source="Reichheld & Sasser 1990, contested by Reinartz & Kumar 2000",
    )
    """Spend of a satisfied long-standing customer over a new one, at the limit."""
    spend_growth_months: float = parameter(
        36.0, unit="months", bounds=(1.0, 600.0), plausible=(12.0, 72.0), symbol="τ_s"
    )
    """Time constant of that growth."""
    exit_rate: float = parameter(
        0.006,
        unit="probability",
        bounds=SHARE,
        plausible=(0.0, 0.03),
        symbol="exo",
        per="month",
        conversion="hazard",
    )
    """Leaving the category altogether (moving, death); a newcomer takes the place."""


class ChoiceParams(Block):
    """What counts when a customer chooses between firms (EQ13, EQ15, EQ16)."""

    satisfaction_weight: float = parameter(
        0.5,
        unit="logit per 10 points",
        bounds=(0.0, 10.0),
        plausible=(0.2, 2.0),
        symbol="β_S",
        grade="P",
        source="0.5 repertoire, 0.8 services, 1.2 durables and B2B",
    )
    """Weight of cumulative satisfaction (of the expectation where a firm is untried)."""
    trust_weight: float = parameter(
        0.2,
        unit="logit per 10 points",
        bounds=(0.0, 10.0),
        plausible=(0.0, 0.5),
        symbol="β_T",
        grade="P",
    )
    """Weight of trust."""
    bond_weight: float = parameter(
        0.25,
        unit="logit per 10 points",
        bounds=(0.0, 10.0),
        plausible=(0.0, 0.6),
        symbol="β_B",
        grade="P",
    )
    """Weight of belonging."""
    habit_weight: float = parameter(
        1.0,
        unit="logit",
        bounds=(0.0, 20.0),
        plausible=(0.0, 4.0),
        symbol="β_H",
        grade="P",
        source="Guadagni & Little 1983 found 3.9 without heterogeneity (M)",
    )
    """Weight of habit, which runs from 0 to 1."""
    convenience_weight: float = parameter(
        0.3, unit="logit", bounds=(0.0, 10.0), plausible=(0.0, 1.5), symbol="β_c"
    )
    """Weight of a firm's convenience, which runs from 0 to 1."""
    price_sensitivity: float = parameter(
        3.0,
        unit="logit per 100 % of the reference price",
        bounds=(0.0, 100.0),
        plausible=(1.0, 8.0),
        symbol="β^p",
        grade="V",
        source="mean elasticity -2.62, Bijmolt, van Heerde & Pieters 2005",
    )
    """Mean price sensitivity; it enters utility with a minus."""
    price_sensitivity_cv: float = parameter(
        0.4, unit="share", bounds=(0.0, 2.0), plausible=(0.0, 0.8), symbol="cv", grade="P"
    )
    """Spread of price sensitivity over people (lognormal)."""
    bond_price_relief: float = parameter(
        0.3,
        unit="share",
        bounds=SHARE,
        plausible=(0.0, 0.6),
        symbol="η_B",
        source="source documents S095; 0 for the skeptical run",
    )
    """How far full belonging softens the response to a price disadvantage."""
    promotion_salience: float = parameter(
        0.0, unit="logit", bounds=(-5.0, 10.0), symbol="U^feature"
    )
    """What being on promotion is worth beyond the lower price (feature, display)."""
    inexperience_penalty: float = parameter(
        0.4, unit="logit", bounds=(0.0, 10.0), plausible=(0.0, 1.5), symbol="risk", grade="P"
    )
    """Discount on a firm never tried; what friends say takes up to half of it away."""
    outside_utility: float | None = parameter(
        None, unit="logit", bounds=(-20.0, 20.0), symbol="V_0"
    )
    """Utility of buying nowhere; null takes that option away."""
    consider_max: int | None = parameter(
        None,
        unit="firms",
        bounds=(2, 50),
        symbol="cs_max",
        grade="M",
        source="Hauser & Wernerfelt 1990",
    )
    """Largest number of firms considered at once, the present one among them; null considers all."""
    advertising_weight: float = parameter(
        0.3, unit="logit", bounds=(0.0, 10.0), plausible=(0.0, 1.0), symbol="κ_a"
    )
    """Weight of a firm's advertising when a limited consideration set is formed."""


class PriceMemoryParams(Block):
    """The price a customer has come to expect (EQ15, reference-price term)."""

    reference_price_adaptation: float = parameter(
        0.25, unit="share per purchase", bounds=SHARE, plausible=(0.0, 1.0), symbol="α_r", grade="P"
    )
    """How fast the expected price follows the price paid."""
    reference_price_weight: float = parameter(
        0.5, unit="share", bounds=(0.0, 5.0), plausible=(0.0, 1.0), symbol="r_b", grade="P"
    )
    """Weight of the deviation from the expected price beside the price itself."""
    reference_price_loss: float = parameter(
        1.5,
        unit="ratio",
        bounds=(0.0, 10.0),
        plausible=(1.0, 3.0),
        symbol="ℓ",
        grade="M",
        source="loss aversion literature",
    )
    """How much more a price above expectation counts than one below."""


class SatisfactionParams(Block):
    """How an experience is perceived and remembered (EQ4 to EQ7)."""

    occasion_sd: float = parameter(
        8.0, unit="points", bounds=(0.0, 50.0), plausible=(3.0, 15.0), symbol="σ_q", grade="P"
    )
    """Chance variation of one experience."""
    assimilation: float = parameter(
        0.15,
        unit="share",
        bounds=SHARE,
        plausible=(0.0, 0.4),
        symbol="a_w",
        source="sign: Boulding et al. 1993 (V); size: assumption",
    )
    """How far perception is pulled toward what was expected to happen."""
    should_contrast: float = parameter(
        0.05,
        unit="share",
        bounds=SHARE,
        plausible=(0.0, 0.2),
        symbol="a_s",
        source="sign: Boulding et al. 1993 (V); size: assumption",
    )
    """How far perception falls when less than what should happen happens."""
    disconfirmation_gain: float = parameter(
        0.25,
        unit="points per point",
        bounds=(0.0, 3.0),
        plausible=(0.0, 0.6),
        symbol="g₊",
        source="sign: Anderson & Sullivan 1993 (V); size: assumption",
    )
    """Extra satisfaction for each point above expectation."""
    disconfirmation_loss: float = parameter(
        0.6,
        unit="points per point",
        bounds=(0.0, 3.0),
        plausible=(0.3, 1.5),
        symbol="g₋",
        source="sign: Anderson & Sullivan 1993 (V); size: assumption",
    )
    """Lost satisfaction for each point below expectation."""
    satisfaction_gain_min: float = parameter(
        0.08,
        unit="share per experience",
        bounds=SHARE,
        plausible=(0.02, 0.3),
        symbol="η_min",
        grade="P",
        source="sign: Bolton 1998 (V)",
    )
    """Least weight of the newest experience in cumulative satisfaction."""
    satisfaction_prior_n: float = parameter(
        2.0, unit="experiences", bounds=(1.0, 100.0), plausible=(1.0, 5.0), symbol="n0", grade="P"
    )
    """Weight of the prior expectation, counted in experiences."""
    failure_salience: float = parameter(
        2.5, unit="ratio", bounds=(0.0, 10.0), plausible=(1.0, 4.0), symbol="m_fail", grade="P"
    )
    """How much more a failure weighs in memory than an ordinary experience."""
    failure_attribution: float = parameter(
        0.5,
        unit="share per remembered failure",
        bounds=(0.0, 5.0),
        plausible=(0.0, 1.0),
        symbol="a_f",
        grade="P",
    )
    """How much worse a failure is taken for each earlier one remembered (up to three)."""
    failure_memory_carry: float = parameter(
        0.97,
        unit="share kept",
        bounds=SHARE,
        plausible=(0.9, 0.995),
        symbol="failure_mem",
        per="week",
        conversion="carry",
    )
    """How much of the memory of failures is kept."""


class ExpectationParams(Block):
    """What customers expect to happen and think should happen (EQ9)."""

    expectation_gain: float = parameter(
        0.2,
        unit="share per experience",
        bounds=SHARE,
        plausible=(0.05, 0.5),
        symbol="μ_w",
        source="Boulding et al. 1993; size: assumption",
    )
    """How far the expectation moves to a first experience."""
    expectation_gain_min: float = parameter(
        0.04, unit="share per experience", bounds=SHARE, plausible=(0.01, 0.1), symbol="μ_min"
    )
    """Least movement after many experiences."""
    should_gain: float = parameter(
        0.1, unit="share per experience", bounds=SHARE, plausible=(0.0, 0.3), symbol="μ_s"
    )
    """How fast what should happen rises to the best firm tried."""
    reputation_sd: float = parameter(5.0, unit="points", bounds=(0.0, 50.0), symbol="sd(rep)")
    """Spread over people of the expectation before any experience."""


class TrustParams(Block):
    """Ability, integrity and fairness (EQ10)."""

    ability_gain: float = parameter(
        0.05,
        unit="share per experience",
        bounds=SHARE,
        plausible=(0.01, 0.2),
        symbol="t_ab",
        grade="P",
    )
    """How fast trust in ability follows experienced quality."""
    ability_fail_factor: float = parameter(
        0.5, unit="ratio", bounds=(0.0, 10.0), plausible=(0.5, 2.0), symbol="a_fail", grade="P"
    )
    """Factor on that after a failure; below 1 a failure is discounted as a signal of ability."""
    integrity_gain: float = parameter(
        0.04,
        unit="share per experience",
        bounds=SHARE,
        plausible=(0.0, 0.1),
        symbol="t_int",
        grade="P",
    )
    """How fast trust in integrity recovers while nothing fails."""
    failure_trust_loss: float = parameter(
        7.0, unit="points", bounds=POINTS, plausible=(2.0, 15.0), symbol="t_fail", grade="P"
    )
    """Integrity lost by a failure of severity 30."""
    recovery_trust: float = parameter(
        8.0, unit="points", bounds=POINTS, plausible=(0.0, 20.0), symbol="t_rec", grade="P"
    )
    """Integrity gained by justice beyond expectation (fairness: twice that)."""
    unfair_price_loss: float = parameter(
        0.3,
        unit="points per % gap and month",
        bounds=(0.0, 10.0),
        plausible=(0.0, 1.0),
        symbol="t_disc",
    )
    """Fairness lost while newcomers visibly pay less."""
    price_visibility: float = parameter(0.0, unit="share", bounds=SHARE, symbol="visible")
    """How visible newcomers' prices are to those who stay."""


class BondParams(Block):
    """Belonging to a firm (EQ11)."""

    bond_gain: float = parameter(
        0.02,
        unit="points per point above 65 and experience",
        bounds=SHARE,
        plausible=(0.0, 0.06),
        symbol="b_gain",
        grade="P",
    )
    """How fast belonging grows out of satisfaction above 65."""
    bond_decay: float = parameter(
        0.004,
        unit="share lost",
        bounds=SHARE,
        plausible=(0.0, 0.02),
        symbol="δ_B",
        grade="P",
        per="week",
        conversion="hazard",
    )
    """How fast belonging fades by itself."""


class HabitParams(Block):
    """Doing again what was done before (EQ12)."""

    habit_carry: float = parameter(
        0.85,
        unit="share kept per purchase",
        bounds=SHARE,
        plausible=(0.7, 0.95),
        symbol="ρ",
        grade="M",
        source="Guadagni & Little 1983: .875 brand, .812 size",
    )
    """How much of the old habit a new purchase keeps."""


class SwitchingParams(Block):
    """What leaving costs, in logits (EQ14). Zero by default; contract industries set them."""

    switching_procedural: float = parameter(
        0.0,
        unit="logit",
        bounds=(0.0, 1000.0),
        plausible=(0.0, 4.0),
        symbol="sc_proc",
        grade="P",
        source="Burnham, Frels & Mahajan 2003 (types, V)",
    )
    """Trouble of changing firm (search, forms, porting)."""
    switching_learned: float = parameter(
        0.0,
        unit="logit",
        bounds=(0.0, 1000.0),
        plausible=(0.0, 3.0),
        symbol="sc_learn",
        grade="P",
        source="Burnham, Frels & Mahajan 2003 (types, V)",
    )
    """Trouble that grows while one learns to use a firm."""
    switching_learning_months: float = parameter(
        24.0, unit="months", bounds=(0.1, 600.0), plausible=(6.0, 60.0), symbol="τ_sc"
    )
    """Time constant of that growth."""
    switching_sd: float = parameter(
        0.5, unit="log units", bounds=(0.0, 2.0), plausible=(0.0, 1.0), symbol="σ_sc", grade="P"
    )
    """Spread over people (lognormal with mean 1)."""
    switching_relational: float = parameter(
        0.0,
        unit="logit at full belonging",
        bounds=(0.0, 100.0),
        plausible=(0.0, 3.0),
        symbol="sc_rel",
    )
    """Loss of a relation on leaving."""
    switching_horizon: float = parameter(
        24.0, unit="purchases or months", bounds=(1.0, 1000.0), symbol="switch_horizon"
    )
    """Over how many periods a one-off loss on leaving is spread."""


class ReviewParams(Block):
    """When a contract is looked at again (EQ18)."""

    review_base: float = parameter(
        0.04,
        unit="probability",
        bounds=SHARE,
        plausible=(0.005, 0.15),
        symbol="κ0",
        grade="P",
        source="chance of reviewing in a month; converted with the rest of EQ18",
    )
    """Monthly chance to review the contract for no particular reason."""
    review_dissatisfaction: float = parameter(
        0.3, unit="probability", bounds=SHARE, plausible=(0.0, 0.6), symbol="κ_d", grade="P"
    )
    """Added monthly chance at satisfaction 0 (none from 65 on)."""
    review_failure: float = parameter(
        0.1, unit="probability", bounds=SHARE, plausible=(0.0, 0.3), symbol="κ_f", grade="P"
    )
    """Chance that a failure in the last step triggers a review."""
    review_promotion: float = parameter(
        0.05, unit="probability", bounds=SHARE, plausible=(0.0, 0.3), symbol="κ_o"
    )
    """Added monthly chance while a rival has a promotion."""
    review_contract_end: float = parameter(
        0.25, unit="probability", bounds=SHARE, plausible=(0.0, 1.0), symbol="κ_e"
    )
    """Chance to review when a contract term ends."""
    locked_review_share: float = parameter(
        0.1, unit="share", bounds=SHARE, plausible=(0.0, 1.0), symbol="κ_lock"
    )
    """What is left of the review chance while a term without an exit fee runs."""


class ComplaintParams(Block):
    """Voice or silence after a failure, and how recovery is judged (EQ19, EQ20)."""

    complaint_base: float = parameter(
        -1.2,
        unit="logit",
        bounds=(-10.0, 10.0),
        plausible=(-4.0, 1.0),
        symbol="c0",
        grade="P",
        source="about -3 reproduces one complaint in 27 unhappy customers (TARP, V2)",
    )
    """Base tendency to complain."""
    complaint_severity: float = parameter(
        0.6,
        unit="logit per 15 points",
        bounds=(0.0, 10.0),
        plausible=(0.0, 2.0),
        symbol="c_sev",
        grade="P",
    )
    """More voice after worse failures."""
    complaint_bond: float = parameter(
        1.0,
        unit="logit per 25 points",
        bounds=(0.0, 10.0),
        plausible=(0.0, 2.0),
        symbol="c_B",
        grade="P",
        source="Hirschman 1970",
    )
    """More voice from those who belong."""
    complaint_trust: float = parameter(
        0.3,
        unit="logit per 10 points",
        bounds=(0.0, 10.0),
        plausible=(0.0, 1.0),
        symbol="c_T",
        grade="P",
    )
    """More voice from those who trust."""
    complaint_satisfaction: float = parameter(
        0.3, unit="logit per 10 points", bounds=(0.0, 10.0), symbol="c_S", grade="P"
    )
    """More voice from those who were satisfied."""
    complaint_ease_weight: float = parameter(
        1.0, unit="logit", bounds=(0.0, 10.0), plausible=(0.0, 3.0), symbol="c_ease"
    )
    """Effect of easy complaint channels on voice."""
    justice_expected: float = parameter(
        0.5, unit="justice", bounds=SHARE, plausible=(0.3, 0.7), symbol="j0", grade="P"
    )
    """Justice expected of a first recovery."""
    justice_expected_rise: float = parameter(
        0.25,
        unit="justice per remembered failure",
        bounds=SHARE,
        plausible=(0.0, 0.5),
        symbol="j1",
        grade="P",
        source="calibrated to Maxham & Netemeyer 2002",
    )
    """How much more is expected after earlier failures (up to two)."""
    recovery_gain: float = parameter(
        24.0,
        unit="points per unit of justice",
        bounds=POINTS,
        plausible=(10.0, 40.0),
        symbol="r_gain",
        grade="P",
        source="calibrated to de Matos et al. 2007",
    )
    """Satisfaction gained by justice beyond expectation."""
    quick_bonus: float = parameter(
        0.15, unit="justice", bounds=SHARE, plausible=(0.0, 0.3), symbol="bonus_fast"
    )
    """Justice added by a quick answer; a slow one takes half of it away."""


class WordOfMouthParams(Block):
    """What customers tell each other (EQ13, EQ21)."""

    message_positive: float = parameter(
        0.02,
        unit="probability per experience",
        bounds=SHARE,
        plausible=(0.005, 0.1),
        symbol="ω₊",
        grade="V",
        source="Anderson 1998; East, Hammond & Lomax 2008",
    )
    """Chance that a customer satisfied at 80 or more says so (advocates: twice that)."""
    message_negative: float = parameter(
        0.08,
        unit="probability per experience",
        bounds=SHARE,
        plausible=(0.01, 0.3),
        symbol="ω₋",
        grade="V",
        source="Anderson 1998; East, Hammond & Lomax 2008",
    )
    """Chance that one below 55 says so (failed and unresolved: half as much again)."""
    message_gain: float = parameter(
        0.12, unit="share per message", bounds=SHARE, plausible=(0.02, 0.3), symbol="ω_g"
    )
    """How far a message moves the expectation of somebody without experience."""
    message_negative_impact: float = parameter(
        1.0,
        unit="ratio",
        bounds=(0.0, 10.0),
        plausible=(1.0, 3.0),
        symbol="neg_impact",
        grade="V",
        source="East, Hammond & Lomax 2008",
    )
    """Impact of a negative message against a positive one."""
    message_resistance: float = parameter(
        0.7,
        unit="share",
        bounds=SHARE,
        plausible=(0.0, 0.9),
        symbol="resist",
        grade="V",
        source="East et al.",
    )
    """How far full habit shields a customer from negative messages."""
    message_awareness: float = parameter(
        0.15, unit="rate per message", bounds=(0.0, 5.0), plausible=(0.0, 0.5), symbol="a_wom"
    )
    """How readily a message makes an unknown firm known."""
    advertising_awareness: float = parameter(
        0.1,
        unit="rate per unit of advertising",
        bounds=(0.0, 5.0),
        symbol="a_ad",
        per="week",
        conversion="linear",
    )
    """How readily advertising makes an unknown firm known."""


class ProgramResponseParams(Block):
    """How customers respond to a loyalty program (EQ17, EQ22)."""

    point_value: float = parameter(
        0.5, unit="ratio to cash", bounds=(0.0, 2.0), plausible=(0.2, 1.0), symbol="ψ", grade="P"
    )
    """What a point is worth to a customer against the same money in cash."""
    goal_gradient: float = parameter(
        2.5,
        unit="ratio",
        bounds=(0.0, 20.0),
        plausible=(0.0, 6.0),
        symbol="G",
        grade="P",
        source="calibrated to Kivetz, Urminsky & Zheng 2006 (V)",
    )
    """Extra pull of a reward about to be reached."""
    goal_gradient_power: float = parameter(
        1.5,
        unit="exponent",
        bounds=(0.1, 10.0),
        plausible=(0.5, 3.0),
        symbol="k_goal",
        grade="P",
        source="calibrated to Kivetz, Urminsky & Zheng 2006 (V)",
    )
    """How late that pull sets in."""
    program_lift: float = parameter(
        0.3,
        unit="log rate per logit",
        bounds=(0.0, 10.0),
        plausible=(0.0, 1.5),
        symbol="ε_lp",
        grade="P",
        source="0.8 café, 0.3 grocery",
    )
    """How much more often members buy in the category because of the program."""
    enroll_base: float = parameter(-2.0, unit="logit", bounds=(-20.0, 20.0), symbol="e0")
    """Base tendency to enroll at a purchase."""
    enroll_frequency: float = parameter(
        0.06,
        unit="logit per purchase a year",
        bounds=(-5.0, 5.0),
        plausible=(0.0, 0.2),
        symbol="e1",
    )
    """Frequent buyers of the firm enroll more readily (self-selection)."""
    enroll_promotion: float = parameter(1.0, unit="logit", bounds=(-10.0, 10.0), symbol="e2")
    """Effect of promoting enrollment."""
    enroll_friction: float = parameter(1.0, unit="logit", bounds=(0.0, 10.0), symbol="e3")
    """Effect of forms and waiting."""
    enroll_other_cards: float = parameter(
        0.2, unit="logit per card", bounds=(-5.0, 5.0), symbol="e4"
    )
    """Each rival card already held makes another one less likely."""
    engagement_base: float = parameter(
        20.0,
        unit="logit",
        bounds=(-20.0, 20.0),
        symbol="g0",
        source="20 = every member uses the program; stamp cards -1.45, Nunes & Drèze 2006 (V2)",
    )
    """Tendency of a member to use the program at all."""
    engagement_progress: float = parameter(
        3.9, unit="logit", bounds=(0.0, 20.0), symbol="g1", grade="V2", source="Nunes & Drèze 2006"
    )
    """Effect of progress given as a present."""


class CustomerParams(
    TasteParams, NeedParams, ChoiceParams, PriceMemoryParams, SatisfactionParams, ExpectationParams,
    TrustParams, BondParams, HabitParams, SwitchingParams, ReviewParams, ComplaintParams,
    WordOfMouthParams, ProgramResponseParams,
):  # fmt: skip
    """Everything a scenario may say about customers."""


BEHAVIORS: tuple[type[Block], ...] = (
    TasteParams, NeedParams, ChoiceParams, PriceMemoryParams, SatisfactionParams, ExpectationParams,
    TrustParams, BondParams, HabitParams, SwitchingParams, ReviewParams, ComplaintParams,
    WordOfMouthParams, ProgramResponseParams,
)  # fmt: skip
