"""What a search found, in sentences."""

from collections.abc import Sequence

from analysis.experiments.experiment import VARIANT, Factor
from analysis.report.win_win import Gain, win_win_sentence
from analysis.search.front import Finalist, Reactions
from analysis.search.optimizing import Optimum
from analysis.search.plan import Limit, Objective
from analysis.sweep_report.words import (
    estimate_text,
    label_of,
    policy_text,
    quantity_of,
    short_names,
    value_text,
    with_unit,
)
from simulation.scenario.firm import PolicyCost
from simulation.scenario.parameter import Declaration, declarations
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.problems import listed, number_text

EDGE = 0.02
"""Share of a lever's range within which a policy stands at its end."""


def answer_sentence(found: Optimum) -> str:
    """Return the best policy, or the one that breaks the limits least."""
    best = policy_text(found.best.trial.policy)
    if not found.best.is_feasible:
        return f"No policy that was tried keeps to every limit. The nearest is {best}."
    first = found.plan.objectives[0]
    if found.best.trial.policy == found.plan.base_policy:
        return f"Nothing that was tried is better by {_label(first)} than the base policy, {best}."
    return f"Best by {_label(first)}: {best}."


def findings(found: Optimum, gains: Sequence[Gain]) -> list[str]:
    """Return what the best policy brings, what else is worth a look, and how far to trust it."""
    said = [gain_sentence(found, objective) for objective in found.plan.objectives]
    if len(found.front) > 1:
        said.append(
            f"{len(found.front)} of the policies are beaten by no other in everything: which of them to "
            "take is a choice between the objectives."
        )
    if gains:
        said.append(win_win_sentence(gains))
    if found.reactions is not None:
        said.append(regret_sentence(found.reactions))
    said += [edge_sentence(found, lever) for lever in found.plan.levers]
    return [sentence for sentence in said if sentence]


def gain_sentence(found: Optimum, objective: Objective) -> str:
    """Return what the best policy gains by an objective, and whether that is known."""
    estimate = found.best.gains[objective.outcome]
    shown = quantity_of(objective.outcome)
    name = label_of(objective.outcome)
    if estimate.low == estimate.high == 0.0:
        return f"{name}: no difference to the base policy."
    text = with_unit(estimate_text(estimate, shown.factor), shown.difference_unit)
    if not estimate.is_sure:
        return f"{name}: {text} against the base policy, which may be luck."
    is_better = objective.sign * estimate.value > 0.0
    return f"{name}: {text}, {'better' if is_better else 'worse'} than the base policy."


def regret_sentence(against: Reactions) -> str:
    """Return which policy to take where the rival's answer is not known."""
    least = policy_text(against.policies[against.regret.least])
    cautious = policy_text(against.policies[against.regret.cautious])
    alike = [
        listed([against.names[k] for k in group]) for group in against.groups if len(group) > 1
    ]
    same = "".join(
        f" No policy meets a difference between {names}: the rival loses too little to answer, or its "
        "answer reaches nobody."
        for names in alike
    )
    return (
        f"Whatever the rival answers, {least} loses least at most (minimax regret)"
        + (
            "; it is the best at its worst as well."
            if least == cautious
            else f"; best at its worst is {cautious}."
        )
        + same
    )


def edge_sentence(found: Optimum, lever: Factor) -> str:
    """Return that the best policy stands at an end of what was searched; empty where it does not.

    An end beyond which the model allows nothing is none.
    """
    value = found.best.trial.policy[lever.path]
    if lever.low is None or lever.high is None or not isinstance(value, (int, float)):
        return ""
    room = EDGE * (lever.high - lever.low)
    declared = declaration_of(lever.path)
    bounds = (None, None) if declared is None else declared.bounds
    ends = zip((lever.low, lever.high), bounds, strict=True)
    if not any(end != bound and abs(value - end) <= room for end, bound in ends):
        return ""
    name = short_names([one.path for one in found.plan.levers])[lever.path]
    return (
        f"The best {name}, {value_text(value)}, stands at an end of its range ({value_text(lever.low)} "
        f"to {value_text(lever.high)}): beyond it there may be a better one."
    )


def standing(finalist: Finalist, found: Optimum) -> str:
    """Return what became of a finalist on fresh seeds, in two or three words."""
    if not finalist.is_feasible:
        return "breaks a limit"
    if len(found.plan.objectives) == 1:
        return "best" if finalist is found.best else "keeps to the limits"
    return "on the front" if finalist.is_on_front else "beaten"


def objective_text(objective: Objective) -> str:
    """Return an objective: what it is, and which way is better."""
    way = "more" if objective.is_maximized else "less"
    return f"{label_of(objective.outcome)} ({way} is better)"


def limit_text(limit: Limit) -> str:
    """Return a limit in words."""
    shown = quantity_of(limit.outcome)
    ends = [
        f"{word} {with_unit(number_text(end * shown.factor), shown.unit)}"
        for word, end in (("at least", limit.at_least), ("at most", limit.at_most))
        if abs(end) != float("inf")
    ]
    return f"{label_of(limit.outcome)} {listed(ends)}"


def meaning_of(path: str) -> str:
    """Return what a lever means, from the declarations of the model; empty where none says it."""
    if path == VARIANT:
        return "Which scenario."
    declared = declaration_of(path)
    return "" if declared is None else f"{declared.meaning.removesuffix('.')} ({declared.unit})"


def declaration_of(path: str) -> Declaration | None:
    """Return the declaration of a path of a scenario: a firm's, a policy's or the customers'."""
    group, *words = path.split(".")
    if group == "customers":
        return BEHAVIOR.get(".".join(words))
    if group == "policies" and words[1] == "cost":
        return next((d for d in declarations(PolicyCost) if d.path == ".".join(words[2:])), None)
    return LEVERS.get(".".join(words[1 if group == "firms" else 2 :]))


def _label(objective: Objective) -> str:
    return label_of(objective.outcome).lower()
