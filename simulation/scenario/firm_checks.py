"""Rules about the inside of a firm: levers that need one another, and what a reaction rests on."""

from collections.abc import Iterator

from simulation.scenario.case import Case, Check
from simulation.scenario.firm_organization import ORGANIZATION
from simulation.scenario.paths import LEVERS
from simulation.scenario.policy_checks import values_of
from simulation.scenario.problems import Problem, listed
from simulation.scenario.tree import Keys

RESTS: dict[str, float] = {"staff.wage": 1.0, "staff.load": 1.0, "staff.coordination": 1.0}
"""Levers inside a firm whose value at rest is not 0."""

SPENDS = ("investment.R", "investment.A", "investment.T", "investment.E", "investment.Re")
PROGRAMS = ("staff.training", "staff.empowerment", "staff.culture")
STAFF = ("staff.wage", *PROGRAMS, "staff.load")
TERMS = ("supplier.promptness", "supplier.value_share", "supplier.order_stability")
HAZARD = ("supplier.disruption_rate",)
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "investment.gain_max": (SPENDS,),
    "investment.saturation_spend": (SPENDS,),
    "investment.lag_months": (SPENDS,),
    "staff.coordination_loss": (("staff.coordination",),),
    "staff.payroll": (("staff.wage",),),
    "staff.development_cost": (PROGRAMS,),
    "staff.reference": (STAFF,),
    "staff.quality_effect": (STAFF,),
    "staff.wage_effect": (("staff.wage",),),
    "staff.training_effect": (("staff.training",),),
    "staff.empowerment_effect": (("staff.empowerment",),),
    "staff.culture_effect": (("staff.culture",),),
    "staff.load_effect": (("staff.load",),),
    "staff.overload_loss": (("staff.load",),),
    "staff.adaptation": (STAFF,),
    "staff.skill_learning": (STAFF,),
    "staff.recovery_effect": (STAFF,),
    "supplier.disruption_months": (HAZARD,),
    "supplier.failure_rise": (HAZARD,),
    "supplier.quality_drop": (HAZARD,),
    "supplier.cost_rise": (HAZARD,),
    "supplier.dual_relief": (HAZARD, ("supplier.dual_sourcing",)),
    "supplier.dual_cost": (("supplier.dual_sourcing",),),
    "supplier.promptness_effect": (HAZARD, ("supplier.promptness",)),
    "supplier.value_effect": (HAZARD, ("supplier.value_share",)),
    "supplier.stability_effect": (HAZARD, ("supplier.order_stability",)),
    "supplier.squeeze_effect": (HAZARD, ("supplier.price_squeeze",)),
    "supplier.adaptation": (HAZARD, (*TERMS, "supplier.price_squeeze")),
    "supplier.terms_cost": (TERMS,),
    "supplier.waiting_loss": (("supplier.lead_days", "supplier.lot_days"),),
    "supplier.lot_saving": (("supplier.lot_days",),),
    "supplier.squeeze_saving": (("supplier.price_squeeze",),),
}
"""Parameters that move nothing unless one lever of each group is off its rest at some step."""
GROUPS = dict.fromkeys(group for groups in NEEDS.values() for group in groups)
"""The groups of `NEEDS`, each once: judging them for every parameter took half of all checks."""

ONLY_WITH_RULE: dict[str, tuple[str, ...]] = {
    "review_months": ("worst_dimension", "stop_at_satisfied"),
    "shift": ("worst_dimension",),
    "satisfied_share": ("stop_at_satisfied",),
}
ANY_REACTION = ("price", "promo", "quality", "program", "recovery", "imitate")
ONLY_WITH_POLICY: dict[str, tuple[str, ...]] = {
    "budget": ANY_REACTION,
    "interval_months": ANY_REACTION,
    "share_target": ANY_REACTION,
    "tolerance": ANY_REACTION,
    "relaxation": ANY_REACTION,
    "strength": ("price", "quality", "program", "recovery", "imitate"),
    "min_margin": ("price", "imitate"),
    "match_prob": ("promo",),
    "imitation": ("imitate",),
    "recovery_cost": ("recovery", "imitate"),
}
INVESTING = ("quality", "imitate")
"""Reactions that may spend on quality."""


def check_inside_levers(case: Case) -> Iterator[Problem]:
    """Refuse parameters of investment, staff and supplier that nothing makes matter."""
    for firm, params in case.scenario.firms.items():
        resting = {group for group in GROUPS if _all_rest(case, firm, group)}
        for path, groups in NEEDS.items():
            if groups == (SPENDS,) and params.reaction.policy in INVESTING:
                continue
            idle = next((group for group in groups if group in resting), None)
            if idle is not None:
                reason = f"{_named(idle)} of {firm} {_rest_of(idle)} throughout"
                yield from _moved_in_vain(case, firm, path, reason, _base(firm, idle[0]))


def check_rules_for_investment(case: Case) -> Iterator[Problem]:
    """Refuse a rule for spending where nothing is spent, and parameters of a rule not chosen."""
    for firm, params in case.scenario.firms.items():
        rule = params.investment.rule
        where = _base(firm, "investment.rule")
        if rule != "planned" and _all_rest(case, firm, SPENDS):
            sentence = (
                f"is {rule} while {_named(SPENDS)} of {firm} are 0 throughout: there is nothing to "
                f"decide on. Spend on a dimension, or take it out. Got {case.got(*where)}."
            )
            yield case.problem(where, sentence, *(_base(firm, path) for path in SPENDS))
        for name, rules in ONLY_WITH_RULE.items():
            if rule not in rules:
                reason = f"investment.rule of {firm} is {rule}, not {' or '.join(rules)}"
                yield from _moved_in_vain(case, firm, f"investment.{name}", reason, where)


def check_reaction_settings(case: Case) -> Iterator[Problem]:
    """Refuse parameters of a reaction that the firm's policy does not use."""
    for firm, params in case.scenario.firms.items():
        policy = params.reaction.policy
        where = _base(firm, "reaction.policy")
        for name, policies in ONLY_WITH_POLICY.items():
            if policy not in policies:
                reason = f"reaction.policy of {firm} is {policy}"
                yield from _moved_in_vain(case, firm, f"reaction.{name}", reason, where)


def check_reaction_watches_something(case: Case) -> Iterator[Problem]:
    """Refuse a firm that looks at its complaints without reacting, or states a share for it."""
    for firm, params in case.scenario.firms.items():
        keys, policy = _base(firm, "reaction.watch"), _base(firm, "reaction.policy")
        if params.reaction.watch == "share":
            continue
        if params.reaction.policy == "none":
            sentence = (
                f"moves nothing while reaction.policy of {firm} is none. Take it out. "
                f"Got {case.got(*keys)}."
            )
            yield case.problem(keys, sentence, policy)
        for value, target in values_of(case, firm, "reaction.share_target"):
            if value > 0.0:
                sentence = (
                    f"moves nothing while reaction.watch of {firm} is complaints "
                    f"({case.there(target, keys)}). Take it out. Got {case.got(*target)}."
                )
                yield case.problem(target, sentence, keys)


def check_reaction_has_a_budget(case: Case) -> Iterator[Problem]:
    """Refuse a reaction without budget: it would never come."""
    for firm, params in case.scenario.firms.items():
        if params.reaction.policy == "none" or not _all_rest(case, firm, ("reaction.budget",)):
            continue
        keys, budget = _base(firm, "reaction.policy"), _base(firm, "reaction.budget")
        there = f" ({case.there(keys, budget)})" if case.written(*budget) is not None else ""
        sentence = (
            f"is {params.reaction.policy} while reaction.budget of {firm} is 0 throughout{there}: "
            "without a budget it never reacts. Set reaction.budget above 0 (share of revenue), or "
            "policy: none."
        )
        yield case.problem(keys, sentence, budget, ("policies",))


def check_reaction_has_a_target(case: Case) -> Iterator[Problem]:
    """Refuse a reaction without a share to defend, or complaints to compare: nothing to go by."""
    burn_in = case.scenario.market.burn_in_steps
    for firm, params in case.scenario.firms.items():
        if params.reaction.policy == "none" or params.reaction.share_target is not None:
            continue
        enters = any(
            policy.firm == firm and policy.set.get("active") == 1.0 and policy.start < 0
            for policy in case.scenario.policies
        )
        if burn_in > 0 and (params.active > 0.0 or enters):
            continue
        keys = _base(firm, "reaction.policy")
        why = "there is no burn-in" if burn_in == 0 else f"{firm} is not in the market during it"
        cause: Keys = ("market", "burn_in_steps") if burn_in == 0 else _base(firm, "active")
        lacks, target, advice = (
            ("a share to defend", "mean share", "Set reaction.share_target.")
            if params.reaction.watch == "share"
            else (
                "complaints to compare",
                "rate of complaints",
                "Use watch: share with a share_target.",
            )
        )
        sentence = (
            f"is {params.reaction.policy} without {lacks}: the target is the {target} "
            f"over the burn-in, and {why} ({case.there(keys, cause)}). {advice}"
        )
        yield case.problem(keys, sentence, cause, ("policies",))


def check_inside_holds_for_everybody(case: Case) -> Iterator[Problem]:
    """Refuse a policy that gives one segment a staff, a supplier or an investment of its own."""
    for index, policy in enumerate(case.scenario.policies):
        segment: Keys = ("policies", index, "segment")
        for lever in policy.set:
            if policy.segment is not None and lever.partition(".")[0] in ORGANIZATION:
                keys: Keys = ("policies", index, "set", lever)
                sentence = (
                    f"cannot hold for segment {policy.segment} alone ({case.there(keys, segment)}): "
                    "a firm has one staff, one supplier and one purse for everybody. Take the "
                    "segment out."
                )
                yield case.problem(keys, sentence, segment)


def _moved_in_vain(case: Case, firm: str, path: str, reason: str, where: Keys) -> Iterator[Problem]:
    default = LEVERS[path].default
    resting = 0.0 if default is None else default
    for value, keys in values_of(case, firm, path):
        if value != resting:
            there = f" ({case.there(keys, where)})" if case.written(*where) is not None else ""
            sentence = f"moves nothing while {reason}{there}. Take it out. Got {case.got(*keys)}."
            yield case.problem(keys, sentence, where, ("policies",))


def _all_rest(case: Case, firm: str, levers: tuple[str, ...]) -> bool:
    return all(
        value == RESTS.get(lever, 0.0)
        for lever in levers
        for value, _ in values_of(case, firm, lever)
    )


def _rest_of(levers: tuple[str, ...]) -> str:
    if len(levers) > 1:
        return "all rest" if any(lever in RESTS for lever in levers) else "are 0"
    return f"is {RESTS.get(levers[0], 0.0):g}"


def _named(levers: tuple[str, ...]) -> str:
    return listed(list(levers))


def _base(firm: str, path: str) -> Keys:
    return ("firms", firm, *path.split("."))


FIRM_CHECKS: tuple[Check, ...] = (
    check_inside_levers,
    check_rules_for_investment,
    check_reaction_settings,
    check_reaction_watches_something,
    check_reaction_has_a_budget,
    check_reaction_has_a_target,
    check_inside_holds_for_everybody,
)
