"""What a scenario may say about how customers answer: stay bound, review, complain, talk, enroll."""

from simulation.scenario.parameter import POINTS, SHARE, Block, parameter


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
