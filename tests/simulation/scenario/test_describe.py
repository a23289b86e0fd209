"""A description holds every value, with unit, grade and the conversion to a step."""

import pytest

from simulation.scenario.describe import describe
from simulation.scenario.loader import load_scenario
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.waking import unread_behavior


def line_of(text, key):
    (line,) = [line for line in text.splitlines() if line.strip("# ").startswith(f"{key}:")]
    return " ".join(line.split())


def test_a_changed_value_stands_beside_its_default_and_the_grade_of_that(sound):
    assert line_of(describe(load_scenario(sound)), "satisfaction_weight") == (
        "satisfaction_weight: 0.4 # β_S · logit per 10 points · set here (default 0.5: grade P, "
        "0.5 repertoire, 0.8 services, 1.2 durables and B2B)"
    )


def test_a_default_stands_with_unit_and_grade(sound):
    assert line_of(describe(load_scenario(sound)), "taste_concentration") == (
        "taste_concentration: 3.0 # conc · concentration · grade P, "
        "Goodhardt, Ehrenberg & Chatfield 1984"
    )


@pytest.mark.parametrize(
    ("days", "key", "conversion"),
    [
        (7, "exit_rate", "0.001403 per step of 7 days"),  # 1 - .994**(7/30)
        (1, "exit_rate", "0.0002006 per step of a day"),  # 1 - .994**(1/30)
        (30, "failure_memory_carry", "0.8776 per step of 30 days"),  # .97**(30/7)
        (30, "advertising_awareness", "0.4286 per step of 30 days"),  # .1 * 30/7
    ],
)
def test_a_rate_is_given_as_stated_and_per_step(sound, days, key, conversion):
    advertised = {"firms.Alpha.awareness": 0.9, "firms.Alpha.advertising": 1.0}
    text = describe(load_scenario(sound, {"market.step_days": days, **advertised}))
    assert f"= {conversion} · " in line_of(text, key)


def test_every_parameter_that_moves_something_is_told_once_at_least(sound):
    text = describe(load_scenario(sound))
    inert = {"taste_sd", "contract_months", "exit_fee", "locked_review_share"}
    inert |= {path for path in BEHAVIOR if path.startswith("review_")}
    inert |= {"involvement_forgiveness", "responsibility_trust"}
    inert |= set(unread_behavior(load_scenario(sound)))
    for path in {**BEHAVIOR, **LEVERS}:
        if path in inert and "." in path:
            continue  # others of that name are told
        is_told = f"{path.rpartition('.')[2]}: " in text
        assert is_told is (path not in inert), path


def test_what_nothing_here_reads_is_named_with_what_would_wake_it(sound):
    text = describe(load_scenario(sound))
    asleep = text.partition("# Parameters of customers that nothing reads here:\n")[2]
    assert (
        "#   in a market where no firm ever has tiers.* above 0:\n"
        "#     status_weight, promotion_bond, demotion_trust\n"
    ) in asleep
    assert "point_value" not in asleep  # Alpha has a program
    assert "review_base" not in asleep  # no lever wakes it in a repertoire market


def test_what_all_firms_leave_alone_stands_once_in_a_comment(sound):
    text = describe(load_scenario(sound))
    assert text.count("failure_severity: 30.0") == 1
    assert line_of(text, "failure_severity") == (
        "# failure_severity: 30.0 # sev · points · grade D, assumption"
    )
    assert text.count("earn_rate: ") == 2
