"""What a scenario may say about how customers differ, need and choose (EQ13 to EQ17)."""

from typing import Literal

from simulation.scenario.parameter import SHARE, Block, parameter


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
    involvement_forgiveness: float = parameter(
        0.0, unit="power", bounds=(0.0, 3.0), plausible=(0.0, 1.0), symbol="f_inv", source="S028"
    )
    """How much less a failure is held against a firm where the relation matters: times involvement to minus this power."""


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
