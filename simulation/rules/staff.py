"""Staff that stay or go, learn, and carry the human side of service (EQ2).

Service-profit chain (Heskett et al. 1994): what staff are given makes them loyal, and loyal staff
make customers satisfied. Equal to no effect at all where all levers rest (settled 33).
"""

from simulation.compiled import rule
from simulation.elementary import clip, exp

TURNOVER_SCALE = 20.0  # EQ2: points of loyalty that divide turnover by e
SKILL_FLOOR = 0.85  # EQ2: human quality without any skill, as a share of that with full skill
SKILL_GAIN = 0.15  # EQ2: what full skill adds


@rule
def staff_target(
    reference, wage, wage_effect, training, empowerment, culture, load, load_effect,
):  # fmt: skip
    """Return the staff loyalty to which the levers lead, L*, points (EQ2 as settled 33).

    clip(L_ref + l_w 100 (wage - 1) + training + empowerment + culture - l_x 100 (load - 1)+).

    Parameters
    ----------
    reference : float
        L_ref, points: the level with wage 1, load 1 and no programs.
    wage, load : float
        Ratios to the going rate and to what staff can do.
    wage_effect, load_effect : float
        Points per percent.
    training, empowerment, culture : float
        What these programs bring, points: strength times effect.
    """
    overload = max(0.0, load - 1.0)
    programs = training + empowerment + culture
    moved = wage_effect * 100.0 * (wage - 1.0) + programs - load_effect * 100.0 * overload
    return clip(reference + moved, 0.0, 100.0)


@rule
def approached(level, target, speed):
    """Return a level one step nearer its target, level + speed (target - level) (EQ2, EQ3)."""
    return level + speed * (target - level)


@rule
def staff_turnover(base, loyalty, reference):
    """Return the share of staff who leave in a step, tau0 exp(-(L - L_ref) / 20), at most 1 (EQ2)."""
    return min(1.0, base * exp((reference - loyalty) / TURNOVER_SCALE))


@rule
def usual_skill(base_turnover, learning):
    """Return the skill that staff have in the long run with the usual turnover, 0 to 1 (EQ2).

    Where learning and leaving balance: phi / (phi + tau0).
    """
    total = base_turnover + learning
    return learning / total if total > 0.0 else 1.0


@rule
def updated_skill_gap(gap, turnover, base_turnover, learning):
    """Return skill less its usual level after one step (EQ2, rewritten as a deviation).

    skill' = skill (1 - turnover) + phi (1 - skill), written for skill - usual skill, so that the
    usual turnover leaves a gap of 0 at exactly 0.
    """
    usual = usual_skill(base_turnover, learning)
    kept = clip(1.0 - turnover - learning, 0.0, 1.0)
    return clip(gap * kept - usual * (turnover - base_turnover), -usual, 1.0 - usual)


@rule
def skill_factor(gap, usual, human_part):
    """Return what skill makes of a dimension's quality, relative to usual skill (EQ2, settled 33).

    1 + h_d ((0.85 + 0.15 skill) / (0.85 + 0.15 usual) - 1), with h_d the human part of it.
    """
    return 1.0 + human_part * SKILL_GAIN * gap / (SKILL_FLOOR + SKILL_GAIN * usual)


@rule
def staff_quality(loyalty, reference, effect, human_part):
    """Return the quality that staff loyalty adds to a dimension, kappa h_d (L - L_ref), points (EQ1)."""
    return effect * human_part * (loyalty - reference)


@rule
def overload_loss(load, loss):
    """Return the quality lost to overload, kappa_load (load - 1)+, points (EQ1)."""
    return loss * max(0.0, load - 1.0)


@rule
def coordinated(coordination, loss):
    """Return the share of responsiveness that coordination leaves, 1 - l (1 - coordination) (S072)."""
    return 1.0 - loss * (1.0 - coordination)
