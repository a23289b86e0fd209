"""Rules about programs, belonging and features: levers that contradict or need one another."""

from collections.abc import Iterator
from itertools import pairwise
from math import ceil

from simulation.scenario.case import Case, Check
from simulation.scenario.inert import MEMBERS_ONLY, NEEDED_BEHAVIOR
from simulation.scenario.parameter import PERIOD_DAYS
from simulation.scenario.policy_checks import LAUNCHING, in_force, moments, values_of
from simulation.scenario.problems import Problem, listed, number_text
from simulation.scenario.tree import Keys
from simulation.scenario.waking import behavior_values

LEVELS = ("tiers.first", "tiers.second", "tiers.third")
FEATURES = ("first", "second", "third", "fourth")
BREACHES = ("breach.privacy", "breach.terms")


def check_tiers_in_order(case: Case) -> Iterator[Problem]:
    """Refuse a level that is easier to reach than the one below it, or stands without it."""
    for firm in case.scenario.firms:
        for lower, higher in pairwise(LEVELS):
            yield from _order_of(case, firm, lower, higher)


def _order_of(case: Case, firm: str, lower: str, higher: str) -> Iterator[Problem]:
    for step, segment in moments(case, firm):
        below, other = in_force(case, firm, lower, step, segment)
        above, where = in_force(case, firm, higher, step, segment)
        if 0.0 < above <= below or (above > 0.0 and below <= 0.0):
            got = f"Got {number_text(above)} and {number_text(below)}."
            sentence = (
                f"must be above {lower} of {firm} ({case.there(where, other)}), and {lower} above "
                f"0: a level is reached by spending more than the one below it. {got}"
            )
            yield case.problem(where, sentence, other)
            return


def check_something_to_join(case: Case) -> Iterator[Problem]:
    """Refuse levers for members of a firm that gives neither points nor money back."""
    bases = ("program.earn_rate", "program.cash_back")
    for firm, params in case.scenario.firms.items():
        if params.reaction.policy in LAUNCHING:
            continue
        if any(value > 0.0 for base in bases for value, _ in values_of(case, firm, base)):
            continue
        for lever in MEMBERS_ONLY:
            for value, keys in values_of(case, firm, lever):
                if value > 0.0:
                    sentence = (
                        f"moves nothing while {listed(list(bases))} of {firm} are 0 throughout: "
                        f"there is no program to join. Set one of them above 0 or take this out. "
                        f"Got {case.got(*keys)}."
                    )
                    places: list[Keys] = [("firms", firm, *base.split(".")) for base in bases]
                    yield case.problem(keys, sentence, *places, ("policies",))


def check_needed_behavior(case: Case) -> Iterator[Problem]:
    """Refuse a lever that works on what no customer has."""
    for lever, needed in NEEDED_BEHAVIOR.items():
        if any(value > 0.0 for name in needed for value in behavior_values(case.scenario, name)):
            continue
        for firm in case.scenario.firms:
            for value, keys in values_of(case, firm, lever):
                if value > 0.0:
                    names = listed([f"customers.{name}" for name in needed])
                    verb = "is" if len(needed) == 1 else "are"
                    one = "it" if len(needed) == 1 else "one of them"
                    sentence = (
                        f"moves nothing while {names} {verb} 0 for everybody. Set {one} above 0 or "
                        f"take this out. Got {case.got(*keys)}."
                    )
                    places: list[Keys] = [("customers", name) for name in needed]
                    yield case.problem(keys, sentence, *places, ("segments",))


def check_image_is_seen(case: Case) -> Iterator[Problem]:
    """Refuse a brand image that nobody weighs and that carries no values."""
    weighed = any(value > 0.0 for value in behavior_values(case.scenario, "image_weight"))
    for firm in case.scenario.firms:
        lived = any(value > 0.0 for value, _ in values_of(case, firm, "belonging.responsibility"))
        if weighed or lived:
            continue
        for lever in ("belonging.image_x", "belonging.image_y"):
            for value, keys in values_of(case, firm, lever):
                if value != 0.0:
                    sentence = (
                        f"moves nothing while customers.image_weight and belonging.responsibility "
                        f"of {firm} are 0. Set one of them above 0 or take this out. "
                        f"Got {case.got(*keys)}."
                    )
                    yield case.problem(
                        keys,
                        sentence,
                        ("customers", "image_weight"),
                        ("firms", firm, "belonging", "responsibility"),
                    )


def check_features_matter(case: Case) -> Iterator[Problem]:
    """Refuse features whose weight is 0 for everybody, and say so if it is that of all of them."""
    weightless = [name for name in FEATURES if not any(_weights(case, name))]
    for firm in case.scenario.firms:
        for name in weightless:
            for value, keys in values_of(case, firm, f"features.{name}"):
                if value > 0.0:
                    yield _weightless_problem(case, name, keys, weightless)


def _weightless_problem(case: Case, name: str, keys: Keys, weightless: list[str]) -> Problem:
    other: Keys = ("customers", "feature_weight", name)
    there = f" ({case.there(keys, other)})" if case.written(*other) is not None else ""
    if len(weightless) == len(FEATURES):
        reason = f"the weights of all features sum to 0{there}"
        advice = f"Give one of {listed(list(FEATURES))} a weight above 0."
    else:
        reason = f"customers.feature_weight.{name} is 0 for everybody{there}"
        advice = "Set it above 0 or take this out."
    sentence = f"moves nothing while {reason}. {advice} Got {case.got(*keys)}."
    return case.problem(keys, sentence, other, ("segments",))


def _weights(case: Case, feature: str) -> list[float]:
    """Return every weight of a feature, in the market or in a segment."""
    path = f"feature_weight.{feature}"
    own = [segment.set.get(path) for segment in case.scenario.segments.values()]
    stated = [float(value) for value in own if isinstance(value, int | float)]
    return [float(getattr(case.scenario.customers.feature_weight, feature)), *stated]


def check_breadth_is_open(case: Case) -> Iterator[Problem]:
    """Refuse settings of cross-buying where nobody can use a second product."""
    if any(value > 1.0 for value in behavior_values(case.scenario, "breadth_max")):
        return
    for name in ("cross_buying", "breadth_spend"):
        keys: Keys = ("customers", name)
        default = type(case.scenario.customers).model_fields[name].default
        if case.value_at(keys) not in (None, default):
            other: Keys = ("customers", "breadth_max")
            sentence = (
                f"moves nothing while customers.breadth_max is 1: nobody can use a second "
                f"product. Set it to 2 or more, or take this out. Got {case.got(*keys)}."
            )
            yield case.problem(keys, sentence, other)


def check_promotions_are_noticed(case: Case) -> Iterator[Problem]:
    """Refuse promotions that take nothing off the price, catch no eye and wake nobody."""
    woken = ("promotion_salience", "review_promotion")
    felt = woken if case.scenario.market.mode == "contract" else woken[:1]
    if any(value > 0.0 for name in felt for value in behavior_values(case.scenario, name)):
        return
    for firm in case.scenario.firms:
        if any(value > 0.0 for value, _ in values_of(case, firm, "promotion_depth")):
            continue
        for value, keys in values_of(case, firm, "promotion_prob"):
            if value > 0.0:
                names = listed([f"customers.{name}" for name in felt])
                verb = "is" if len(felt) == 1 else "are"
                sentence = (
                    f"moves nothing while promotion_depth of {firm} is 0 throughout and {names} "
                    f"{verb} 0 for everybody. Set promotion_depth above 0 or take this out. "
                    f"Got {case.got(*keys)}."
                )
                places: list[Keys] = [("customers", name) for name in felt]
                depth: Keys = ("firms", firm, "promotion_depth")
                yield case.problem(keys, sentence, depth, *places, ("segments",), ("policies",))


def check_breaches_rise(case: Case) -> Iterator[Problem]:
    """Refuse a breach of trust that never comes: it is the rise of a level while the market runs."""
    first = -case.scenario.market.burn_in_steps
    for firm in case.scenario.firms:
        for lever in BREACHES:
            stated = [keys for value, keys in values_of(case, firm, lever) if value > 0.0]
            if stated and not _ever_rises(case, firm, lever, first):
                keys = stated[-1]
                sentence = (
                    f"moves nothing: a breach is felt when its level rises, and that of {firm} is "
                    f"there from the first step, {first}, on. Let a policy raise it later, or take "
                    f"it out. Got {case.got(*keys)}."
                )
                yield case.problem(keys, sentence, ("market", "burn_in_steps"), ("policies",))


def _ever_rises(case: Case, firm: str, lever: str, first: int) -> bool:
    """Tell whether a lever of a firm ever goes up after the first step, for any segment."""
    own = (policy for policy in case.scenario.policies if policy.firm == firm)
    if any(policy.ramp_steps for policy in own if lever in policy.set):
        return True
    met = moments(case, firm)
    for segment in {segment for _, segment in met}:
        steps = sorted({max(step, float(first)) for step, other in met if other == segment})
        levels = [in_force(case, firm, lever, step, segment)[0] for step in steps]
        if any(later > earlier for earlier, later in pairwise(levels)):
            return True
    return False


def check_deadlines_can_be_met(case: Case) -> Iterator[Problem]:
    """Refuse a goal that nobody can reach: a contract is paid once a step."""
    market = case.scenario.market
    if market.mode != "contract":
        return
    for firm in case.scenario.firms:
        for step, segment in moments(case, firm):
            needed, where = in_force(case, firm, "deadline.purchases", step, segment)
            months, other = in_force(case, firm, "deadline.months", step, segment)
            paid = max(round(months * PERIOD_DAYS["month"] / market.step_days), 1)
            if months > 0.0 and ceil(needed) > paid:
                sentence = (
                    f"must be at most {paid}: a contract is paid once a step, and deadline.months "
                    f"of {firm} is {number_text(months)} ({case.there(where, other)}). "
                    f"Got {number_text(needed)}."
                )
                yield case.problem(where, sentence, other, ("market", "step_days"))
                break


RELATION_CHECKS: tuple[Check, ...] = (
    check_tiers_in_order,
    check_something_to_join,
    check_needed_behavior,
    check_image_is_seen,
    check_features_matter,
    check_breadth_is_open,
    check_promotions_are_noticed,
    check_breaches_rise,
    check_deadlines_can_be_met,
)
