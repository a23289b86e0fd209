"""What customers tell each other (EQ21), and becoming aware of a firm (EQ13)."""

from simulation.compiled import rule
from simulation.elementary import exp, log

POSITIVE_TARGET = 92.0  # assumption (EQ21): the quality a recommendation suggests
NEGATIVE_TARGET = 25.0  # assumption (EQ21): the quality a warning suggests


@rule
def positive_message_probability(satisfaction, bond, rate):
    """Return the chance to recommend after an experience; advocates speak twice as often (EQ21).

    A customer recommends from satisfaction 80 on; an advocate also has belonging of 50 or more.
    """
    chance = min(1.0, rate * (2.0 if bond >= 50.0 else 1.0))
    return chance if satisfaction >= 80.0 else 0.0


@rule
def negative_message_probability(satisfaction, is_unresolved, rate):
    """Return the chance to warn after an experience: below 55, more so if unresolved (EQ21)."""
    chance = min(1.0, rate * (1.5 if is_unresolved else 1.0))
    return chance if satisfaction < 55.0 else 0.0


@rule
def heard_expectation(
    expectation, n_positive, n_negative, n_experiences, habit, gain, negative_impact, resistance
):
    """Return the expectation after hearing of a firm, points (EQ21 as settled 41).

    E + [1 - (1 - w)**k] (mean target - E) with w = gain / (1 + n/2); warnings count
    `negative_impact` times and are resisted by those in the habit of buying there.
    """
    warnings = n_negative * negative_impact * (1.0 - resistance * habit)
    weight = n_positive + warnings
    if weight <= 0.0:
        return expectation
    target = (POSITIVE_TARGET * n_positive + NEGATIVE_TARGET * warnings) / weight
    w = min(gain / (1.0 + 0.5 * n_experiences), 0.999999)
    moved = 1.0 - exp(weight * log(1.0 - w))
    return expectation + moved * (target - expectation)


@rule
def awareness_probability(advertising, n_messages, advertising_rate, message_rate):
    """Return the chance that an unknown firm becomes known in a step (EQ13 as settled 45)."""
    return 1.0 - exp(-advertising_rate * advertising - message_rate * n_messages)
