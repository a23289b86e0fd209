"""What a scenario may say about what experiences leave behind (EQ4 to EQ12)."""

from simulation.scenario.parameter import POINTS, SHARE, Block, parameter


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
