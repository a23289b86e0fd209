"""Rules about timed policies, one function each, and about levers that need one another."""

from collections.abc import Iterator
from itertools import combinations
from math import inf

from simulation.scenario.case import (
    EVERYONE_ELSE,
    NAMES_OF_FIRMS,
    NAMES_OF_SEGMENTS,
    Case,
    Check,
    setting_problems,
)
from simulation.scenario.inert import (
    NEEDED_IF_CHANGED,
    NEEDED_LEVERS,
    NEEDED_TOO,
    inert_levers,
)
from simulation.scenario.paths import LEVERS, nearest
from simulation.scenario.problems import Problem, listed, number_text
from simulation.scenario.schema import Policy
from simulation.scenario.tree import Keys

DRAWN_AT_ENTRY: dict[str, str] = {
    "share": "tastes are drawn from it when a customer enters the market",
    "reach": "who can buy from the firm is drawn when a customer enters the market",
    "awareness": "who knows the firm is drawn when a customer enters the market",
}
"""Firm parameters that no policy may change, and why: only newcomers would ever notice."""

LAUNCHING = ("program", "imitate")
"""Reactions that may launch a program where there was none."""

ALL_NEEDED = (*NEEDED_LEVERS.items(), *NEEDED_TOO.items(), *NEEDED_IF_CHANGED.items())

INSTEAD: dict[str, str] = {
    "share": "Use convenience or advertising.",
    "reach": "Use active to let the firm enter or leave.",
    "awareness": "Use advertising, which makes a firm known.",
}


def check_policy_firm(case: Case) -> Iterator[Problem]:
    """Refuse a policy of a firm that is not there."""
    firms = list(case.scenario.firms)
    for index, policy in enumerate(case.scenario.policies):
        if policy.firm not in firms:
            near = nearest(policy.firm, firms)
            advice = f" The nearest is {near}." if near else ""
            sentence = f"must be one of the firms ({listed(firms)}). Got {policy.firm!r}.{advice}"
            yield case.problem(("policies", index, "firm"), sentence, NAMES_OF_FIRMS)


def check_policy_segment(case: Case) -> Iterator[Problem]:
    """Refuse a policy for a segment that is not there or holds nobody."""
    segments = case.scenario.segments
    known = [*segments, EVERYONE_ELSE]
    for index, policy in enumerate(case.scenario.policies):
        keys: Keys = ("policies", index, "segment")
        if policy.segment is None:
            continue
        if policy.segment not in known:
            near = nearest(policy.segment, known)
            advice = f" The nearest is {near}." if near else ""
            sentence = f"must be one of the segments ({listed(known)}). Got {policy.segment!r}."
            yield case.problem(keys, sentence + advice, NAMES_OF_SEGMENTS)
        elif policy.segment == EVERYONE_ELSE:
            rests = [("segments", name, "share") for name in segments]
            if sum(segment.share for segment in segments.values()) >= 1.0:
                sentence = (
                    f"is {EVERYONE_ELSE}, and the segments leave nobody over (shares sum to 1)."
                )
                yield case.problem(keys, sentence, *rests)


def check_policy_settings(case: Case) -> Iterator[Problem]:
    """Refuse levers that are unknown or out of bounds."""
    for index, policy in enumerate(case.scenario.policies):
        firm = case.scenario.firms.get(policy.firm)
        any_firm = firm or next(iter(case.scenario.firms.values()))
        yield from setting_problems(case, any_firm, ("policies", index, "set"))


def check_policy_can_be_felt(case: Case) -> Iterator[Problem]:
    """Refuse a timed change of what is drawn once for each customer."""
    for index, policy in enumerate(case.scenario.policies):
        for lever in policy.set:
            if lever in DRAWN_AT_ENTRY:
                sentence = (
                    f"cannot change over time: {DRAWN_AT_ENTRY[lever]}, so that a change would reach "
                    f"newcomers only. {INSTEAD[lever]}"
                )
                yield case.problem(("policies", index, "set", lever), sentence)


def check_policy_within_run(case: Case) -> Iterator[Problem]:
    """Refuse a policy that begins or ends outside the run."""
    market = case.scenario.market
    first, last = -market.burn_in_steps, market.steps
    rests_on = (("market", "steps"), ("market", "burn_in_steps"))
    for index, policy in enumerate(case.scenario.policies):
        start: Keys = ("policies", index, "from")
        if not first <= policy.start < last:
            sentence = (
                f"must be between {first} and {last - 1}: the run has {market.steps} steps "
                f"({case.there(start, ('market', 'steps'))}), counted after {market.burn_in_steps} "
                f"of burn-in. Got {policy.start}."
            )
            yield case.problem(start, sentence, *rests_on)
        end: Keys = ("policies", index, "until")
        if policy.until is not None and policy.until > last:
            sentence = (
                f"must be at most {last}, the number of steps "
                f"({case.there(end, ('market', 'steps'))}); leave it out for a policy that never "
                f"ends. Got {policy.until}."
            )
            yield case.problem(end, sentence, *rests_on)


def check_policy_order(case: Case) -> Iterator[Problem]:
    """Refuse a policy that ends before it begins."""
    for index, policy in enumerate(case.scenario.policies):
        if policy.until is not None and policy.until <= policy.start:
            keys: Keys = ("policies", index, "until")
            start: Keys = ("policies", index, "from")
            sentence = (
                f"must be later than from, {policy.start} ({case.there(keys, start)}): it is the "
                f"first step without the policy. Got {policy.until}."
            )
            yield case.problem(keys, sentence, start)


def check_policy_ramp(case: Case) -> Iterator[Problem]:
    """Refuse a ramp longer than its policy, and a firm that enters by and by."""
    for index, policy in enumerate(case.scenario.policies):
        keys: Keys = ("policies", index, "ramp_steps")
        if policy.ramp_steps and "active" in policy.set:
            lever: Keys = ("policies", index, "set", "active")
            sentence = (
                f"must be 0 where active is set ({case.there(keys, lever)}): a firm is in the market "
                f"or not. Give the other levers a policy of their own. Got {policy.ramp_steps}."
            )
            yield case.problem(keys, sentence, lever)
        end: Keys = ("policies", index, "until")
        start: Keys = ("policies", index, "from")
        if policy.until is not None and 0 < policy.until - policy.start < policy.ramp_steps:
            sentence = (
                f"must be at most {policy.until - policy.start}, the steps between from and until "
                f"({case.there(keys, end)}). Got {policy.ramp_steps}."
            )
            yield case.problem(keys, sentence, start, end)


def check_policy_active_is_a_switch(case: Case) -> Iterator[Problem]:
    """Refuse a policy that lets a firm in by half: 1 enters, 0 leaves."""
    for index, policy in enumerate(case.scenario.policies):
        if 0.0 < policy.set.get("active", 0.0) < 1.0:
            keys: Keys = ("policies", index, "set", "active")
            yield case.problem(keys, f"must be 0 or 1. Got {case.got(*keys)}.")


def check_policies_do_not_collide(case: Case) -> Iterator[Problem]:
    """Refuse two policies for one lever from the same step: the later wins, and none is later."""
    policies = enumerate(case.scenario.policies)
    for (first, one), (second, two) in combinations(policies, 2):
        if (one.firm, one.segment, one.start) != (two.firm, two.segment, two.start):
            continue
        for lever in two.set:
            if lever in one.set:
                keys: Keys = ("policies", second, "set", lever)
                other: Keys = ("policies", first, "set", lever)
                sentence = (
                    f"is set from the same step by policies.{first} ({case.there(keys, other)}) for "
                    f"the same firm and customers. Keep one of them. "
                    f"Got {case.got(*other)} and {case.got(*keys)}."
                )
                starts: tuple[Keys, ...] = (
                    ("policies", first, "from"),
                    ("policies", second, "from"),
                )
                yield case.problem(keys, sentence, other, *starts)


def check_needed_levers(case: Case) -> Iterator[Problem]:
    """Refuse a lever that works through another one which is 0 throughout for its customers."""
    inert = inert_levers(case.scenario)
    for firm, params in case.scenario.firms.items():
        for lever, needed in ALL_NEEDED:
            launched = needed == "program.earn_rate" and params.reaction.policy in LAUNCHING
            if lever in inert or launched:
                continue
            rest = LEVERS[lever].default if lever in NEEDED_IF_CHANGED else 0.0
            for value, keys in values_of(case, firm, lever):
                if value != rest and not _ever_meets(case, firm, needed, keys):
                    yield _needed_problem(case, firm, needed, keys)


def _needed_problem(case: Case, firm: str, needed: str, keys: Keys) -> Problem:
    base: Keys = ("firms", firm, *needed.split("."))
    segment = _segment_of(case, keys)
    whom = "" if segment is None else f" for segment {segment}"
    there = f" ({case.there(keys, base)})" if case.written(*base) is not None else ""
    sentence = (
        f"moves nothing while {needed} of {firm} is 0 throughout{whom}{there}. "
        f"Set {needed} above 0 or take this out. Got {case.got(*keys)}."
    )
    return case.problem(keys, sentence, base, ("policies",))


def _ever_meets(case: Case, firm: str, needed: str, keys: Keys) -> bool:
    """Tell whether `needed` is ever above 0 for customers whom the value at `keys` reaches."""
    segment = _segment_of(case, keys)
    return any(
        value > 0.0 and (None in (segment, other) or segment == other)
        for value, where in values_of(case, firm, needed)
        for other in (_segment_of(case, where),)
    )


def _segment_of(case: Case, keys: Keys) -> str | None:
    """Return the segment that the value at `keys` is for; None: everybody."""
    if keys[0] != "policies":
        return None
    return case.scenario.policies[int(keys[1])].segment


def check_breakage_and_expiry(case: Case) -> Iterator[Problem]:
    """Refuse breakage where points expire: they are taken back then, and would count twice."""
    for firm in case.scenario.firms:
        for step, segment in moments(case, firm):
            breakage, where = in_force(case, firm, "program.breakage", step, segment)
            expiry, other = in_force(case, firm, "program.expiry_months", step, segment)
            if breakage > 0.0 and expiry > 0.0:
                sentence = (
                    f"must be 0 (share) while points expire after {number_text(expiry)} months "
                    f"({case.there(where, other)}): expired points are taken back when they expire. "
                    f"Got {number_text(breakage)}."
                )
                yield case.problem(where, sentence, other)
                break


def values_of(case: Case, firm: str, lever: str) -> list[tuple[float, Keys]]:
    """Return every value that a lever of a firm ever takes, and where it is written; null is 0."""
    found: list[tuple[float, Keys]] = [_base_value(case, firm, lever)]
    for index, policy in enumerate(case.scenario.policies):
        if policy.firm == firm and lever in policy.set:
            found.append((policy.set[lever], ("policies", index, "set", lever)))
    return found


def _base_value(case: Case, firm: str, lever: str) -> tuple[float, Keys]:
    steps = lever.split(".")
    value: object = case.scenario.firms[firm]
    for step in steps:
        value = getattr(value, step)
    return (value if isinstance(value, float) else 0.0), ("firms", firm, *steps)


def moments(case: Case, firm: str) -> list[tuple[float, str | None]]:
    """Return the steps and segments in which a firm's levers may differ from before."""
    own = [policy for policy in case.scenario.policies if policy.firm == firm]
    steps = {-inf} | {float(policy.start) for policy in own}
    steps |= {float(policy.until) for policy in own if policy.until is not None}
    segments = dict.fromkeys([None, *(policy.segment for policy in own)])
    return [(step, segment) for step in sorted(steps) for segment in segments]


def in_force(
    case: Case, firm: str, lever: str, step: float, segment: str | None
) -> tuple[float, Keys]:
    """Return a lever's value for a segment at a step (ramps at their end), and who says so."""
    value, keys = _base_value(case, firm, lever)
    for index, policy in enumerate(case.scenario.policies):
        if policy.firm == firm and lever in policy.set and _holds(policy, step, segment):
            value, keys = policy.set[lever], ("policies", index, "set", lever)
    return value, keys


def _holds(policy: Policy, step: float, segment: str | None) -> bool:
    begun = policy.start <= step < (inf if policy.until is None else policy.until)
    return begun and policy.segment in (None, segment)


POLICY_CHECKS: tuple[Check, ...] = (
    check_policy_firm,
    check_policy_segment,
    check_policy_settings,
    check_policy_can_be_felt,
    check_policy_within_run,
    check_policy_order,
    check_policy_ramp,
    check_policy_active_is_a_switch,
    check_policies_do_not_collide,
    check_needed_levers,
    check_breakage_and_expiry,
)
