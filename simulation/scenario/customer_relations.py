"""What a scenario may say about how customers answer programs, people, features and contact.

None of this moves anything before a firm does something (EQ8, EQ10, EQ11, EQ17, EQ22, EQ23, EQ27),
but for the bond with staff, the promise gap, breadth and reviews, which are 0 by default.
"""

from simulation.scenario.parameter import POINTS, SHARE, Block, parameter


class StatusParams(Block):
    """How status is felt (EQ22d)."""

    status_weight: float = parameter(
        0.15,
        unit="logit per level",
        bounds=(0.0, 10.0),
        plausible=(0.0, 0.5),
        symbol="β_st",
        grade="M",
        source="Drèze & Nunes 2009",
    )
    """Worth of a level that nobody else has."""
    promotion_bond: float = parameter(
        1.0, unit="points per level", bounds=POINTS, plausible=(0.0, 5.0), symbol="b_up"
    )
    """Belonging gained by rising a level; falling costs half as much again."""
    demotion_trust: float = parameter(
        6.0, unit="points per level", bounds=POINTS, plausible=(0.0, 15.0), symbol="t_dem"
    )
    """Trust in fairness lost by falling a level."""


class RewardParams(Block):
    """How rewards beside points are felt (EQ11, EQ22e)."""

    coupon_base: float = parameter(0.0, unit="logit", bounds=(-20.0, 20.0), symbol="d0")
    """Tendency of the average customer to use a coupon."""
    coupon_proneness: float = parameter(
        2.0, unit="logit", bounds=(0.0, 20.0), plausible=(0.0, 4.0), symbol="d1"
    )
    """How much likelier one twice as price-sensitive uses it."""
    birthday_bond: float = parameter(
        1.0, unit="points per .1 of money", bounds=POINTS, plausible=(0.0, 4.0), symbol="b_bday"
    )
    """Belonging gained by a first birthday gift; each later one moves less."""
    redemption_bond: float = parameter(
        0.0,
        unit="points per purchase paid with points",
        bounds=POINTS,
        plausible=(0.0, 4.0),
        symbol="b_red",
        source="sign: Taylor & Neslin 2005 (V)",
    )
    """Belonging gained by redeeming points worth a whole purchase."""


class RelationParams(Block):
    """Bonds with staff and with values (EQ11)."""

    bond_gain_staff: float = parameter(
        0.0,
        unit="points per point above 65 and experience",
        bounds=SHARE,
        plausible=(0.0, 0.1),
        symbol="b_gain_s",
        source="S019, S100; 0.03 where people serve",
    )
    """How fast a bond with staff grows out of Empathy experienced above 65."""
    bond_transfer: float = parameter(
        0.02, unit="share", bounds=SHARE, plausible=(0.0, 0.1), symbol="tr", source="S019",
        per="week", conversion="hazard",
    )  # fmt: skip
    """How fast a stronger bond with staff becomes one with the firm, in a full culture."""
    bond_values_rate: float = parameter(
        0.01, unit="share", bounds=SHARE, plausible=(0.0, 0.05), symbol="φ_v", source="S019",
        per="week", conversion="hazard",
    )  # fmt: skip
    """How fast a bond with values grows where image and conduct suit."""
    responsibility_trust: float = parameter(
        0.0, unit="ratio", bounds=(0.0, 10.0), plausible=(0.0, 1.0), symbol="t_csr", source="S078"
    )
    """How much faster trust in integrity grows toward a firm of full responsibility."""
    participation: float = parameter(
        0.25, unit="share", bounds=(0.0, 0.95), plausible=(0.05, 0.5), symbol="part",
        source="assumption: Beta(1, 3)",
    )  # fmt: skip
    """Mean inclination to take part in a community; people differ (Beta with first parameter 1)."""
    image_weight: float = parameter(
        0.0, unit="logit", bounds=(0.0, 10.0), plausible=(0.0, 1.0), symbol="β_im"
    )
    """Weight of a brand's image that suits the self-image."""
    self_image_sd: float = parameter(
        1.0, unit="standard deviations", bounds=(0.0, 5.0), plausible=(0.5, 2.0), symbol="self"
    )
    """Spread of self-images over people on each axis."""


class FeatureExpectation(Block):
    """How far each feature is expected by those who enter the market."""

    first: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="e_1")
    """Expectation of the first feature."""
    second: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="e_2")
    """Expectation of the second feature."""
    third: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="e_3")
    """Expectation of the third feature."""
    fourth: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="e_4")
    """Expectation of the fourth feature."""


class FeatureVoiced(Block):
    """How many customers ask for each feature."""

    first: float = parameter(0.0, unit="share of customers", bounds=SHARE, symbol="o_1")
    """Who asks for the first feature."""
    second: float = parameter(0.0, unit="share of customers", bounds=SHARE, symbol="o_2")
    """Who asks for the second feature."""
    third: float = parameter(0.0, unit="share of customers", bounds=SHARE, symbol="o_3")
    """Who asks for the third feature."""
    fourth: float = parameter(0.0, unit="share of customers", bounds=SHARE, symbol="o_4")
    """Who asks for the fourth feature."""


class FeatureWeight(Block):
    """How much each feature matters."""

    first: float = parameter(
        1.0, unit="ratio", bounds=(0.0, 10.0), plausible=(0.0, 3.0), symbol="s_1"
    )
    """Weight of the first feature."""
    second: float = parameter(
        1.0, unit="ratio", bounds=(0.0, 10.0), plausible=(0.0, 3.0), symbol="s_2"
    )
    """Weight of the second feature."""
    third: float = parameter(
        1.0, unit="ratio", bounds=(0.0, 10.0), plausible=(0.0, 3.0), symbol="s_3"
    )
    """Weight of the third feature."""
    fourth: float = parameter(
        1.0, unit="ratio", bounds=(0.0, 10.0), plausible=(0.0, 3.0), symbol="s_4"
    )
    """Weight of the fourth feature."""


class FeatureParams(Block):
    """Features in Ward's four zones (EQ8; Kano 1984)."""

    feature_expectation: FeatureExpectation = FeatureExpectation()
    feature_voiced: FeatureVoiced = FeatureVoiced()
    feature_weight: FeatureWeight = FeatureWeight()
    feature_delight: float = parameter(
        4.0, unit="points", bounds=POINTS, plausible=(0.0, 10.0), symbol="δ"
    )
    """Satisfaction with an experience that brings a feature nobody expects."""
    feature_basic_loss: float = parameter(
        10.0, unit="points", bounds=POINTS, plausible=(0.0, 20.0), symbol="λ_loss"
    )
    """Satisfaction lost when a feature that everybody expects is missing."""
    feature_drift: float = parameter(
        0.03, unit="share", bounds=SHARE, plausible=(0.0, 0.1), symbol="μ_e", per="week",
        conversion="hazard",
    )  # fmt: skip
    """How fast a feature comes to be expected by those who met it."""
    feature_diffusion: float = parameter(
        0.01, unit="share", bounds=SHARE, plausible=(0.0, 0.1), symbol="μ_e^ref", per="week",
        conversion="hazard",
    )  # fmt: skip
    """How fast it comes to be expected because the market has it."""
    surprise_bond: float = parameter(
        1.5, unit="points", bounds=POINTS, plausible=(0.0, 5.0), symbol="b_surprise"
    )
    """Belonging gained by a feature that was neither expected nor asked for."""


class ContactParams(Block):
    """How contact is taken (EQ23)."""

    contact_bond: float = parameter(
        0.1,
        unit="points per contact of full effect",
        bounds=POINTS,
        plausible=(0.0, 1.0),
        symbol="b_c",
    )
    """Belonging gained by a contact."""
    contact_recall: float = parameter(
        0.1, unit="logit per contact of full effect a month", bounds=(0.0, 10.0),
        plausible=(0.0, 0.5), symbol="U^promo",
    )  # fmt: skip
    """How far contact brings the firm to mind."""
    contact_tolerance: float = parameter(
        3.0,
        unit="index",
        bounds=(0.1, 100.0),
        plausible=(1.0, 10.0),
        symbol="irr_max",
        source="S070",
    )
    """Irritation at which contact does nothing; beyond it backfires."""
    irritation_carry: float = parameter(
        0.8, unit="share kept", bounds=(0.0, 0.999), plausible=(0.5, 0.95), symbol="c_irr", per="week",
        conversion="carry",
    )  # fmt: skip
    """How much irritation is kept."""


class BreadthParams(Block):
    """How many products a customer uses (EQ14, EQ17)."""

    breadth_max: float = parameter(1.0, unit="products", bounds=(1.0, 10.0), symbol="Xmax")
    """Most products that one firm can sell to a customer; 1 leaves cross-buying out."""
    cross_buying: float = parameter(
        0.01, unit="probability", bounds=SHARE, plausible=(0.0, 0.05), symbol="x0",
        source="assumption; monthly, compounded with the rest of EQ17",
    )  # fmt: skip
    """Monthly chance that a content customer takes up one more product, at the limit."""
    breadth_spend: float = parameter(
        0.25, unit="share of the first", bounds=(0.0, 5.0), plausible=(0.0, 1.0), symbol="s_X"
    )
    """What each further product adds to a purchase."""


class RatingParams(Block):
    """The public rating: who gives stars (EQ21)."""

    rating_rate: float = parameter(
        0.0, unit="probability per experience", bounds=SHARE, plausible=(0.0, 0.2), symbol="r_pub"
    )
    """Chance that one who feels as strongly as can be gives a public rating."""
    rating_extremity: float = parameter(
        0.8, unit="share", bounds=SHARE, plausible=(0.0, 1.0), symbol="r_J",
        source="J-shape: Hu, Pavlou & Zhang 2006 (M)",
    )  # fmt: skip
    """How far only strong feelings speak; at 0 everybody is as likely to rate."""


class PromiseParams(Block):
    """Promises kept and broken (EQ9b, EQ10, EQ27)."""

    promise_trust_loss: float = parameter(
        0.0, unit="points per 10 points of gap", bounds=POINTS, plausible=(0.0, 5.0), symbol="t_prom",
        source="assumption; 2 where promises are watched",
    )  # fmt: skip
    """Integrity lost at an experience while satisfaction is below what was promised."""
    promise_tolerance: float = parameter(
        5.0, unit="points", bounds=POINTS, plausible=(0.0, 15.0), symbol="tol_prom"
    )
    """Gap that is forgiven."""
    breach_trust: float = parameter(
        15.0, unit="points", bounds=POINTS, plausible=(5.0, 40.0), symbol="t_event"
    )
    """Trust in fairness lost by a grave breach."""
    key_envy: float = parameter(
        1.0, unit="points per month", bounds=POINTS, plausible=(0.0, 5.0), symbol="t_env"
    )
    """Trust in fairness that the others lose while key customers are visibly better served."""
