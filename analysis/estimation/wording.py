"""What a history can and cannot tell, in sentences for somebody who will act on it."""

from collections.abc import Iterator

import numpy as np

from analysis.calibration.log import FloatArray
from analysis.estimation.fitting import MomentFit
from analysis.estimation.free import CONCEPTS, FreeParameter
from analysis.estimation.identifiability import NORMAL_95, NOTHING, Verdict
from analysis.estimation.study import AttitudeStudy

LOADING = 0.3  # assumption: a parameter with less of a direction than this is not named in it
SMALL_P = 0.05
LARGE_GAP = 3.0  # sampling errors between an observed and a simulated moment that are worth a word


def identifiability_sentences(study: AttitudeStudy) -> list[str]:
    """Return what can be told apart, before any number."""
    verdicts = study.identifiability.verdicts
    told = [verdicts[k].parameter for k in study.kept if verdicts[k].is_identified]
    given = [verdicts[k] for k in study.kept if not verdicts[k].is_identified]
    n_moments = len(study.market.asked)
    return [
        f"From {n_moments} moments this history {_tellable(study, told)}.",
        *(_given(study, verdict) for verdict in given),
        *_concepts(study),
        *(_held(study, position) for position in range(len(study.held))),
        *_flat_directions(study),
    ]


def _tellable(study: AttitudeStudy, told: list[FreeParameter]) -> str:
    """Return what the history can do: tell one from another, tell the only one, or neither."""
    free = study.market.parameters
    if told:
        return (
            f"can tell {'apart ' if len(told) > 1 else ''}{_joined([_named(one) for one in told])}"
        )
    if len(free) == 1:
        return f"cannot tell {_named(free[0])}"
    if all(verdict.is_too_weak for verdict in study.identifiability.verdicts):
        return "can tell none of the free parameters, not even were all others known"
    return "can tell none of the free parameters from the others"


def _given(study: AttitudeStudy, verdict: Verdict) -> str:
    """Say of what is estimated only because others are held what the number really is."""
    held = [study.market.parameters[k] for k in study.held]
    hidden = [other.path for other, _ in verdict.like if other in held]
    seen = (
        f"what is seen is one number of it together with {_joined(hidden)}"
        if hidden
        else "with all of them free its interval would be too wide to be an answer"
    )
    return f"{_named(verdict.parameter)} is estimated only because others are held: {seen}."


def fit_sentences(study: AttitudeStudy) -> list[str]:
    """Return what a reader must know beside the estimates."""
    return [*fit_answers(study), *fit_warnings(study)]


def fit_answers(study: AttitudeStudy) -> list[str]:
    """Return that the scenario can make the history, if it can."""
    fit = study.fit
    if fit is None or not fit.p_value >= SMALL_P:
        return []
    return [
        f"The scenario can make such a history: J {fit.distance:.1f} on"
        f" {fit.degrees_of_freedom} degrees of freedom, p {fit.p_value:.2g}."
    ]


def fit_warnings(study: AttitudeStudy) -> list[str]:
    """Return why the estimates are less than they look."""
    fit = study.fit
    if fit is None:
        return []
    sentences: list[str] = []
    for k, parameter in enumerate(study.estimated):
        sentences += _at_ends(fit, k)
        if not fit.is_unique[k]:
            sentences.append(
                f"Another value of {_named(parameter)} fits as well: searches from elsewhere ended"
                " there, and its interval holds both. Derivatives at one point do not show this."
            )
    if fit.p_value < SMALL_P:
        worst = int(np.argmax(np.abs(fit.standardized)))
        sentences.append(
            f"The scenario does not fit this history (J {fit.distance:.1f} on"
            f" {fit.degrees_of_freedom} degrees of freedom, p {fit.p_value:.2g}); furthest off is"
            f" {study.market.asked[worst].label}. Standard errors hold for a model that fits: free"
            " what moves that moment, or mistrust the estimates."
        )
    far = [
        study.market.asked[k].label
        for k in np.argsort(-np.abs(fit.standardized))
        if abs(fit.standardized[k]) > LARGE_GAP
    ]
    if far:
        sentences.append(f"More than {LARGE_GAP:g} sampling errors off: {'; '.join(far)}.")
    return sentences


def _at_ends(fit: MomentFit, k: int) -> Iterator[str]:
    """Say where the range and not the history sets an estimate, or an end of its interval."""
    parameter = fit.market.parameters[k]
    ends = (parameter.low, parameter.high)
    may_widen = (parameter.low > parameter.least, parameter.high < parameter.most)
    if fit.is_at_bound[k]:
        end = int(fit.shares[k] > 0.5)
        advice = f"{_widening(parameter)}, or" if may_widen[end] else "None beyond is possible:"
        yield (
            f"The estimate of {_named(parameter)} stands at an end of its range ({ends[end]:g}): the"
            f" history asks for more. {advice} doubt the scenario."
        )
        return
    # An interval that ends where the parameter itself must is as it should be.
    cut = [end for end in (0, 1) if fit.is_cut[k, end] and may_widen[end]]
    if cut:
        where = " and at ".join(f"{ends[end]:g}" for end in cut)
        yield (
            f"The 95 % interval of {_named(parameter)} is cut off by its range, at {where}: it may reach"
            f" further. {_widening(parameter)}."
        )


def _widening(parameter: FreeParameter) -> str:
    return f"Widen it with --free {parameter.path}=LOW:HIGH"


def _concepts(study: AttitudeStudy) -> Iterator[str]:
    """Say of each concept that a free parameter stands for whether anything of it is seen."""
    concepts = list(dict.fromkeys(parameter.concept for parameter in study.market.parameters))
    known = [concept for concept in concepts if concept in CONCEPTS]
    seen = {study.market.parameters[k].concept for k in study.kept}
    blind = [concept for concept in known if concept not in seen]
    heard = {v.parameter.concept for v in study.identifiability.verdicts if not v.is_too_weak}
    weak = [concept for concept in blind if concept not in heard]
    mixed = [concept for concept in blind if concept in heard]
    if weak:
        yield f"It says too little of {_joined(weak)}; {_assumed(weak)}"
    if mixed:
        others = [concept for concept in known if concept in seen]
        rest = f" from {_joined(others)}" if others else ""
        yield f"It cannot tell {_joined(mixed)}{rest}; {_assumed(mixed)}"


def _assumed(concepts: list[str]) -> str:
    what = "it" if len(concepts) == 1 else "them"
    return f"whatever the scenario says of {what} is assumption."


def _held(study: AttitudeStudy, position: int) -> str:
    """Say why a parameter is held, and what that means for the estimates."""
    verdict = study.identifiability.verdicts[study.held[position]]
    parameter = verdict.parameter
    sentence = f"{_named(parameter)} is held at {parameter.start:g}: {_reason(verdict)}."
    moves = [
        (own, float(study.moved[row, position]))
        for row, own in enumerate(study.estimated)
        if abs(study.moved[row, position]) > 0.1  # a tenth of a range for a whole range
    ]
    if not moves:
        return sentence
    tenth = parameter.width / 10.0
    consequences = ", ".join(
        f"{own.path} by {share * own.width / 10.0:+.3g}" for own, share in moves
    )
    return f"{sentence} Were it {tenth:.3g} higher, estimates would move: {consequences}."


def _reason(verdict: Verdict) -> str:
    """Say why an interval is too wide: the history is weak, or others leave the same trace."""
    if verdict.is_too_weak:
        return (
            "the history is too weak for it: across its whole range the moments, taken together, move"
            f" by {verdict.reach:.1f} sampling errors only, and were all else known its 95 % interval"
            f" would be {min(verdict.interval_alone, 1.0):.0%} of its range"
        )
    width = min(verdict.interval_together, 1.0)
    text = f"beside the others its 95 % interval would be {width:.0%} of its range"
    if not verdict.like:
        return text
    like = _joined([f"{other.path} ({cosine:+.2f})" for other, cosine in verdict.like])
    return f"{text}, for it leaves the same trace in the moments as {like}"


def _flat_directions(study: AttitudeStudy) -> Iterator[str]:
    """Name what can move together without a trace: directions the data reach by less than a range."""
    found = study.identifiability
    for value, direction in zip(found.singular_values, found.directions, strict=True):
        if value * NOTHING >= 2.0 * NORMAL_95:
            continue
        # Parameters that leave no trace on their own have been named; here is who hides whom.
        loud = [k for k, v in enumerate(found.verdicts) if v.reach >= 2.0 * NORMAL_95]
        signs = _moving(study.market.parameters, direction, loud)
        if len(signs) > 1:
            moved = ", ".join(signs)
            yield f"No trace is left where these move together: {moved} (in widths of their ranges)."


def _moving(
    parameters: tuple[FreeParameter, ...], direction: FloatArray, loud: list[int]
) -> list[str]:
    largest = direction[int(np.argmax(np.abs(direction)))]
    order = np.argsort(-np.abs(direction))
    return [
        f"{parameters[k].path} {direction[k] / largest:+.2f}"
        for k in order
        if abs(direction[k]) >= LOADING and k in loud
    ]


def _named(parameter: FreeParameter) -> str:
    name = parameter.path.rpartition(".")[2].replace("_", " ")
    return (
        parameter.path if parameter.concept == name else f"{parameter.path} ({parameter.concept})"
    )


def _joined(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
