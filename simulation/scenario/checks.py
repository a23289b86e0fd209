"""Rules between the values of a scenario, one function each; all of them always run.

What a single value may be is declared with the value (`parameter`); what is judged here needs two
or more. Rules about timed policies stand in `policy_checks`.
"""

from collections.abc import Iterator

from simulation.scenario.case import EVERYONE_ELSE, NAMES_OF_FIRMS, Case, Check, setting_problems
from simulation.scenario.customer_choice import DimensionWeights
from simulation.scenario.firm_checks import FIRM_CHECKS
from simulation.scenario.inert import REASONS, inert_behavior, inert_levers
from simulation.scenario.paths import nearest
from simulation.scenario.policy_checks import POLICY_CHECKS
from simulation.scenario.problems import Problem, listed, number_text
from simulation.scenario.relation_checks import RELATION_CHECKS
from simulation.scenario.tree import Keys
from simulation.scenario.waking import Waker, says_off, unread_behavior

LONGEST_CONTRACT_STEP = 30
"""Days: one experience per reference period is drawn, never two (settled 29)."""
ROUNDING = 1e-9
"""Shares written with a few decimals may miss 1 by this much."""


def all_problems(case: Case) -> list[Problem]:
    """Return what every rule has to say about a scenario."""
    return [problem for check in CHECKS for problem in check(case)]


def check_focal_firm(case: Case) -> Iterator[Problem]:
    """Refuse a focal firm that is none of the firms."""
    focal, firms = case.scenario.focal_firm, list(case.scenario.firms)
    if focal not in firms:
        near = nearest(focal, firms)
        advice = f" The nearest is {near}." if near else ""
        sentence = f"must be one of the firms ({listed(firms)}). Got {focal!r}.{advice}"
        yield case.problem(("focal_firm",), sentence, NAMES_OF_FIRMS)


def check_single_firm(case: Case) -> Iterator[Problem]:
    """Refuse one firm alone unless people can do without it or hold its contract (settled 20)."""
    scenario = case.scenario
    if len(scenario.firms) > 1 or scenario.market.mode == "contract":
        return
    segments = scenario.segments.values()
    if scenario.customers.outside_utility is not None or any(
        segment.set.get("outside_utility") is not None for segment in segments
    ):
        return
    sentence = (
        "holds one firm only, and in a repertoire market nobody could choose anything else. "
        "Add a firm, set customers.outside_utility (0 is a start), or use market.mode: contract."
    )
    yield case.problem(("firms",), sentence, ("market", "mode"), ("customers", "outside_utility"))


def check_contract_step(case: Case) -> Iterator[Problem]:
    """Refuse a step of a contract market that is longer than its reference period."""
    market = case.scenario.market
    if market.mode == "contract" and market.step_days > LONGEST_CONTRACT_STEP:
        keys: Keys = ("market", "step_days")
        sentence = (
            f"must be at most {LONGEST_CONTRACT_STEP} (days) in a contract market "
            f"({case.there(keys, ('market', 'mode'))}): customers have one experience a month. "
            f"Got {case.got(*keys)}."
        )
        yield case.problem(keys, sentence, ("market", "mode"))


def check_segment_shares(case: Case) -> Iterator[Problem]:
    """Refuse segments that are more than the whole."""
    shares = {name: segment.share for name, segment in case.scenario.segments.items()}
    total = sum(shares.values())
    if total > 1.0 + ROUNDING:
        summands = " + ".join(number_text(share) for share in shares.values())
        sentence = (
            "must have shares that sum to at most 1 (share of customers). "
            f"Got {summands} = {total:.12g}."
        )
        rests_on = (("segments", name, "share") for name in shares)
        yield case.problem(("segments",), sentence, *rests_on)


def check_segment_names(case: Case) -> Iterator[Problem]:
    """Refuse a segment with the name of what the segments leave over."""
    if EVERYONE_ELSE in case.scenario.segments:
        sentence = "is the name of what the segments leave over. Choose another name."
        yield case.problem(("segments", EVERYONE_ELSE), sentence)


def check_segment_settings(case: Case) -> Iterator[Problem]:
    """Refuse settings of a segment that are unknown, out of bounds or common to everybody."""
    for name, segment in case.scenario.segments.items():
        keys: Keys = ("segments", name, "set")
        if "taste" in segment.set:
            sentence = (
                "cannot differ by segment: one distribution of tastes holds for the whole market. "
                "Set customers.taste; taste_sd and taste_concentration may differ."
            )
            yield case.problem((*keys, "taste"), sentence)
        for problem in setting_problems(case, case.scenario.customers, keys):
            if problem.keys[-1] != "taste":
                yield problem


def check_dimension_weights(case: Case) -> Iterator[Problem]:
    """Refuse weights that are all 0: who cares for no dimension of service is never satisfied."""
    scenario = case.scenario
    common = {f"dimension_weights.{d}": w for d, w in scenario.customers.dimension_weights}
    dimensions = listed(list(DimensionWeights.model_fields))
    sentence = f"are all 0: at least one of {dimensions} must count."
    if sum(common.values()) <= 0.0:
        yield case.problem(("customers", "dimension_weights"), sentence)
    for name, segment in scenario.segments.items():
        own = {path: value for path, value in segment.set.items() if path in common}
        weights = [value for value in {**common, **own}.values() if isinstance(value, int | float)]
        if own and sum(weights) <= 0.0:
            keys: Keys = ("segments", name, "set")
            yield case.problem(keys, f"leaves dimension_weights that {sentence}")


def check_somebody_can_be_chosen(case: Case) -> Iterator[Problem]:
    """Refuse a market in which no firm is there, within reach and known at the first step."""
    firms = case.scenario.firms
    start = -case.scenario.market.burn_in_steps
    entrants = {
        policy.firm
        for policy in case.scenario.policies
        if policy.start <= start and policy.set.get("active") == 1.0
    }
    if any(
        (firm.active > 0.0 or name in entrants) and firm.reach > 0.0 and firm.awareness > 0.0
        for name, firm in firms.items()
    ):
        return
    sentence = (
        "must hold at least one firm that customers can choose at the first step: "
        "active 1, reach and awareness above 0."
    )
    rests_on = (
        (*("firms", name), key) for name in firms for key in ("active", "reach", "awareness")
    )
    yield case.problem(("firms",), sentence, *rests_on)


def check_focal_firm_is_there(case: Case) -> Iterator[Problem]:
    """Refuse a focal firm that nobody can ever buy from."""
    scenario = case.scenario
    firm = scenario.firms.get(scenario.focal_firm)
    if firm is None:
        return
    keys: Keys = ("firms", scenario.focal_firm)
    if firm.reach <= 0.0:
        sentence = "must be above 0 for the focal firm, else nobody can buy from it. Got 0."
        yield case.problem((*keys, "reach"), sentence, ("focal_firm",))
    enters = any(p.firm == scenario.focal_firm and p.set.get("active") for p in scenario.policies)
    if firm.active <= 0.0 and not enters:
        sentence = "must be 1 for the focal firm, or a policy must let it enter. Got 0."
        yield case.problem((*keys, "active"), sentence, ("focal_firm",), ("policies",))


def check_active_is_a_switch(case: Case) -> Iterator[Problem]:
    """Refuse a firm that is half in the market."""
    for name, firm in case.scenario.firms.items():
        if firm.active not in (0.0, 1.0):
            keys: Keys = ("firms", name, "active")
            yield case.problem(keys, f"must be 0 or 1. Got {case.got(*keys)}.")


def check_behavior_moves_something(case: Case) -> Iterator[Problem]:
    """Refuse a customer parameter that moves nothing in this market (invariant 5)."""
    scenario = case.scenario
    inert = inert_behavior(scenario)
    for path, where in inert.items():
        places: list[Keys] = [("customers", path)]
        places += [("segments", name, "set", path) for name in scenario.segments]
        default = type(scenario.customers).model_fields[path].default
        for keys in places:
            yield from _moves_nothing(case, keys, default, where)


def check_behavior_is_read(case: Case) -> Iterator[Problem]:
    """Refuse what a file or an option says about a mechanism that the market does not have.

    Values given from Python may be draws, which are the same for markets that have it; what a file
    inherits was written for a market that may have it, and 0 says that the mechanism is off.
    """
    inert = inert_behavior(case.scenario)
    for path, waker in unread_behavior(case.scenario).items():
        if path in inert:
            continue
        places: list[Keys] = [("customers", *path.split("."))]
        places += [("segments", name, "set", path) for name in case.scenario.segments]
        for keys in places:
            if _is_said_here(case, keys, path):
                sentence = (
                    f"moves nothing in {waker.where}. {waker.advice}, or take this out. "
                    f"Got {case.got(*keys)}."
                )
                yield case.problem(keys, sentence, *_rests_of(waker))


def _is_said_here(case: Case, keys: Keys, path: str) -> bool:
    """Tell whether a value was typed, or written in the file itself and more than `off`."""
    node = case.written(*keys)
    if node is None:
        return False
    is_own = node.place.line is not None and node.place.file == case.tree.place.file
    return node.place.is_typed or (is_own and not says_off(path, node.value))


def _rests_of(waker: Waker) -> list[Keys]:
    """Return the values on which it rests that something is asleep."""
    rests: list[Keys] = [("market", name) for name in waker.market]
    rests += [("customers", *name.split(".")) for name in waker.people]
    rests += [("segments",)] if waker.people else []
    return rests + ([("firms",), ("policies",)] if waker.levers else [])


def check_levers_move_something(case: Case) -> Iterator[Problem]:
    """Refuse a firm parameter that moves nothing in this market (invariant 5)."""
    scenario = case.scenario
    for path, where in inert_levers(scenario).items():
        for name, firm in scenario.firms.items():
            default = type(firm).model_fields[path].default
            yield from _moves_nothing(case, ("firms", name, path), default, where)
        for index, policy in enumerate(scenario.policies):
            if path in policy.set:
                yield _inert_problem(case, ("policies", index, "set", path), where)


def _moves_nothing(case: Case, keys: Keys, default: object, where: str) -> Iterator[Problem]:
    """Yield a problem for a parameter that an author wrote, or that a document holds changed."""
    value = case.value_at(keys)
    if case.written(*keys) is not None or (value is not None and value != default):
        yield _inert_problem(case, keys, where)


def _inert_problem(case: Case, keys: Keys, where: str) -> Problem:
    reason: Keys = REASONS[where]
    there = ""
    if case.written(*reason) is not None:
        there = f" ({case.there(keys, reason)})"
    sentence = f"moves nothing in {where}{there}. Take it out. Got {case.got(*keys)}."
    return case.problem(keys, sentence, reason)


CHECKS: tuple[Check, ...] = (
    check_focal_firm,
    check_single_firm,
    check_contract_step,
    check_segment_shares,
    check_segment_names,
    check_segment_settings,
    check_dimension_weights,
    check_somebody_can_be_chosen,
    check_focal_firm_is_there,
    check_active_is_a_switch,
    check_behavior_moves_something,
    check_behavior_is_read,
    check_levers_move_something,
    *POLICY_CHECKS,
    *FIRM_CHECKS,
    *RELATION_CHECKS,
)
