"""What a sweep found, in sentences."""

import math
from collections.abc import Mapping, Sequence

from analysis.exploration.advice import FROM_SURFACE, Advice
from analysis.exploration.effects import Effect
from analysis.exploration.estimates import Estimate
from analysis.exploration.exploring import ADVICE, PLAUSIBLE, Exploration
from analysis.exploration.variance import VarianceShare
from analysis.report.numbers import percent
from analysis.sweep_report.words import (
    change_text,
    estimate_text,
    interval_ends,
    label_of,
    policy_text,
    quantity_of,
    short_names,
    value_text,
    with_unit,
    worlds_text,
)
from simulation.scenario.problems import listed
from simulation.scenario.schema import Value

WIDE = 0.2
"""Half-width of the interval of a Sobol index beyond which more points are advised (assumption)."""


def answer_sentence(found: Exploration) -> str:
    """Return what to do; of a sweep without levers, what matters."""
    advice = found.advice
    if advice is None:
        return matters_sentence(found)
    alike = _alike(advice)
    if alike and len(alike) == len(advice.policies) - 1:
        return (
            f"By {label_of(advice.outcome).lower()} there is nothing to choose: all "
            f"{len(advice.policies)} policies do exactly the same in every one of these "
            f"{worlds_text(found.sample)}."
        )
    where = f" on average over {worlds_text(found.sample)}" if advice.is_average else ""
    return (
        f"Best by {label_of(advice.outcome).lower()}{where}: "
        f"{policy_text(advice.policies[advice.best])}.{_twins_text(alike)}"
    )


def to_do_sentence(found: Exploration) -> str:
    """Return the advice, or that these runs give none."""
    if found.advice is None:
        return f"These runs give no advice. {_reason(found)}"
    return answer_sentence(found)


def findings(found: Exploration) -> list[str]:
    """Return what matters, how sure the advice is, and what would reverse it."""
    said = []
    advice = found.advice
    if advice is not None:
        said += [
            matters_sentence(found),
            sure_sentence(found, advice),
            flip_sentence(found, advice),
            plausible_sentence(found),
        ]
    return [sentence for sentence in said if sentence]


def unanswered(found: Exploration) -> list[str]:
    """Return what these runs cannot say, and why."""
    return [
        f"{what}: {_without_outcome(found, why)}"
        for what, why in found.left_out.items()
        if why and what not in (PLAUSIBLE, ADVICE)
    ]


def matters_sentence(found: Exploration) -> str:
    """Return which factor moves the first outcome most, and by how much."""
    name = found.first_outcome
    names = short_names([factor.path for factor in found.sample.factors])
    if name in found.shares:
        return _share_sentence(name, found.shares[name][0], names)
    effects = [e for e in found.effects.get(name, ()) if len(e.factors) == 1]
    if not effects:
        return f"What moves {label_of(name).lower()} cannot be said from these runs."
    sure = [effect for effect in effects if effect.estimate.is_sure]
    largest = max(sure or effects, key=lambda effect: abs(effect.estimate.value))
    said = f"{names[largest.factors[0]]} ({change_text(largest)}): {_effect_text(largest, name)}"
    if not sure:
        return (
            f"Of no factor these runs tell whether it raises or lowers {label_of(name).lower()}; the "
            f"largest estimate is that of {said}. Add --replications, or points."
        )
    unsure = max(effects, key=lambda effect: abs(effect.estimate.value))
    return (
        f"{label_of(name)} answers most to {said}.{_pair_text(found, largest, names)}"
        f"{_unsure_text(found, largest, unsure, names)}"
    )


def _unsure_text(
    found: Exploration, largest: Effect, unsure: Effect, names: Mapping[str, str]
) -> str:
    """Return the estimate that is larger than that of any effect whose sign is known, if one is."""
    if abs(unsure.estimate.value) <= abs(largest.estimate.value):
        return ""
    return (
        f" The estimate of {names[unsure.factors[0]]} ({change_text(unsure)}) is larger, but its sign "
        f"is not known: {_effect_text(unsure, found.first_outcome)}."
    )


def _pair_text(found: Exploration, largest: Effect, names: Mapping[str, str]) -> str:
    """Return the interaction that is larger than every main effect, if one is: alone they mislead."""
    name = found.first_outcome
    pairs = [e for e in found.effects[name] if len(e.factors) == 2 and e.estimate.is_sure]
    pair = max(pairs, key=lambda effect: abs(effect.estimate.value), default=None)
    if pair is None or abs(pair.estimate.value) <= abs(largest.estimate.value):
        return ""
    first, second = (names[path] for path in pair.factors)
    return (
        f" More than that hangs on {first} and {second} together: the effect of {first} differs by "
        f"{_effect_text(pair, name)} between the two ends of {second}."
    )


def sure_sentence(found: Exploration, advice: Advice) -> str:
    """Return how stable the advice is over worlds, or how good the surface is that gave it."""
    if advice.source == FROM_SURFACE:
        quality = found.surfaces[advice.outcome].r_squared_cross_validated
        return (
            f"The advice is that of a fitted surface, which explains {percent(quality)} of what unseen "
            "points do; compare the policy with the base by runs before following it."
        )
    stability = advice.stability
    if stability is None or len(_alike(advice)) == len(advice.policies) - 1:
        return ""
    worlds = worlds_text(found.sample)
    if stability.worlds == 1:
        return (
            f"It is the best in the one {worlds.removesuffix('s')} that was run: how often it is "
            "elsewhere cannot be said. Add --replications."
        )
    best = next(p for p in stability.policies if p.levers == advice.policies[advice.best])
    return (
        f"It is the best in {estimate_text(best.best, 100.0, is_signed=False)} % of {stability.worlds} "
        f"{worlds}; the order of the policies agrees between {worlds} by {stability.agreement:.2f} "
        "(Kendall's W: 1 always the same, 0 never)."
    )


def flip_sentence(found: Exploration, advice: Advice) -> str:
    """Return which assumption reverses the advice by the smallest move."""
    if len(_alike(advice)) == len(advice.policies) - 1:
        return ""
    if not advice.flips and found.sample.uncertainties:
        return "Which single assumption would reverse the advice cannot be told from these worlds."
    if not advice.flips:
        return "No uncertain number was varied, so nothing is known about what would reverse it."
    flip = advice.flips[0]
    names = short_names([factor.path for factor in found.sample.factors])
    if not flip.is_flip:
        none = "No single uncertainty, moved alone to either end of its range, reverses the advice"
        return f"{none}{_by_what(advice)}.{_not_looked_at(found, advice)}"
    instead = policy_text(advice.policies[flip.instead or 0])
    if flip.at is None:
        return (
            f"The advice turns to {instead} where {names[flip.factor]} is "
            f"{value_text(flip.level)}{_by_what(advice)}."
        )
    factor = next(one for one in found.sample.factors if one.path == flip.factor)
    interval = (
        f" (95 % interval {' to '.join(interval_ends(flip.at, factor))}, {flip.at.covers})"
        if math.isfinite(flip.at.high - flip.at.low)
        else ""
    )
    return (
        f"The advice turns to {instead} where {names[flip.factor]} goes from {value_text(flip.base)} to "
        f"{value_text(flip.at.value)}{interval}: {percent(flip.moved)} of its range{_by_what(advice)}."
    )


def beside_sentence(advice: Advice | None) -> str:
    """Return where the other assumptions stood while one moved, if no run had their base values."""
    if advice is None or not advice.beside:
        return ""
    names = short_names(list(advice.beside))
    stood = listed([f"{names[path]} {value_text(value)}" for path, value in advice.beside.items()])
    return (
        "No run has all base values; while another assumption moves, the nearest values that were run "
        f"stand in: {stood}."
    )


def _by_what(advice: Advice) -> str:
    """Return that a reversal is predicted, where no run has shown it."""
    if advice.source == FROM_SURFACE or not advice.are_flips_predicted:
        return ""  # of the first, all of the advice is said to be the surface's
    return ", as a fitted surface predicts it"


def _not_looked_at(found: Exploration, advice: Advice) -> str:
    """Return of which uncertainties these worlds cannot tell whether they reverse the advice."""
    looked_at = {flip.factor for flip in advice.flips}
    names = short_names([factor.path for factor in found.sample.factors])
    rest = [names[f.path] for f in found.sample.uncertainties if f.path not in looked_at]
    return f" Of {listed(rest)} these worlds cannot tell." if rest else ""


def _alike(advice: Advice) -> Sequence[Mapping[str, Value]]:
    """Return the policies that do exactly as well as the advised one in every world."""
    if advice.stability is None:
        return ()
    return advice.stability.as_good_as(advice.policies[advice.best])


def _twins_text(alike: Sequence[Mapping[str, Value]]) -> str:
    """Return which policies do as well as the best one, or how many."""
    if not alike:
        return ""
    who = policy_text(alike[0]) if len(alike) == 1 else f"{len(alike)} other policies"
    return f" Exactly the same in every world: {who}."


def plausible_sentence(found: Exploration) -> str:
    """Return whether the advice stands in the worlds in which the facts hold."""
    passed, advice = found.passed, found.advice
    if passed is None or advice is None:
        return ""
    where = f"Where {listed(list(passed.facts))} {'holds' if len(passed.facts) == 1 else 'hold together'}"
    count = f"{int(passed.points.sum()):,} of {len(passed.points):,} points"
    if found.plausible is None:
        return f"{where} ({count}), no advice can be given: {found.left_out[PLAUSIBLE]}"
    best = found.plausible.policies[found.plausible.best]
    if best == advice.policies[advice.best]:
        return f"{where} ({count}), the advice is the same."
    return f"{where} ({count}), the best is {policy_text(best)} instead."


def beyond_sentence(found: Exploration) -> str:
    """Return which values the facts could not be measured with, for they lie beyond the graded ranges."""
    if found.passed is None or found.experiment is None:
        return ""
    from analysis.exploration.passing import beyond_ranges  # imports every fact

    base = found.experiment.scenarios[found.experiment.base]
    paths = beyond_ranges(found.sample, base)
    if not paths:
        return ""
    return (
        f"Values of {listed(paths)} beyond the graded range were measured at its end: that the facts "
        "hold with such values themselves is not known."
    )


def _share_sentence(name: str, largest: VarianceShare, names: Mapping[str, str]) -> str:
    """Return whose uncertainty it is, by Sobol indices: straight lines miss what bends."""
    share = estimate_text(largest.total, 100.0, is_signed=False)
    said = f"{names[largest.factor]}, interactions included: {share} % of the variance"
    if not largest.total.is_sure:
        return (
            f"No factor's share of the variance of {label_of(name).lower()} is told from none; the "
            f"largest is that of {said}. Take more points."
        )
    more = " Take more points: the interval is wide." if _half(largest.total) > WIDE else ""
    return f"{label_of(name)} hangs most on {said}.{more}"


def _half(estimate: Estimate) -> float:
    return (estimate.high - estimate.low) / 2.0


def _without_outcome(found: Exploration, why: str) -> str:
    """Return why something could not be found, without the column in front: it is so of all of them."""
    for name in found.outcomes:
        why = why.removeprefix(f"{name}: ")
    return f"{why[:1].upper()}{why[1:]}"


def _reason(found: Exploration) -> str:
    why = found.left_out.get(ADVICE, "")
    return f"{why[:1].upper()}{why[1:]}"


def _effect_text(effect: Effect, outcome: str) -> str:
    shown = quantity_of(outcome)
    text = estimate_text(effect.estimate, shown.factor)
    return with_unit(text, shown.difference_unit)
