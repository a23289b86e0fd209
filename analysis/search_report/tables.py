"""The tables of the page, in words and rounded numbers."""

from analysis.exploration.estimates import Estimate
from analysis.report.numbers import rounded
from analysis.report.page_tables import Table
from analysis.search.front import Reactions
from analysis.search.optimizing import Optimum
from analysis.search_report.words import meaning_of, standing
from analysis.sweep_report.words import (
    estimate_text,
    label_of,
    policy_text,
    quantity_of,
    range_text,
    short_names,
    value_text,
)


def lever_table(found: Optimum) -> Table:
    """Return what was searched, and where the best policy stands in it."""
    best = found.best.trial.policy
    return Table(
        "What the firm can choose.",
        ["Lever", "Meaning", "Searched", "Base policy", "Best policy"],
        [
            [
                lever.path,
                meaning_of(lever.path),
                range_text(lever),
                value_text(lever.base) if lever.has_base else "none",
                value_text(best[lever.path]),
            ]
            for lever in found.plan.levers
        ],
    )


def finalist_table(found: Optimum) -> Table:
    """Return the finalists with what they gain by every outcome, numbered as in the picture."""
    plan = found.plan
    paths = [lever.path for lever in plan.levers]
    names = short_names(paths)
    columns = [
        f"{label_of(name)}{_in(quantity_of(name).difference_unit)}" for name in plan.outcomes
    ]
    rows = [
        [
            str(number),
            *(value_text(finalist.trial.policy[path]) for path in paths),
            *(
                estimate_text(finalist.gains[name], quantity_of(name).factor)
                for name in plan.outcomes
            ),
            standing(finalist, found),
        ]
        for number, finalist in enumerate(found.finalists, start=1)
    ]
    return Table(
        f"The best policies on {plan.fresh_replications} fresh seeds: differences to the base policy "
        "(95 % interval).",
        ["No.", *(names[path] for path in paths), *columns, "Standing"],
        rows,
    )


def payoff_table(found: Optimum) -> Table | None:
    """Return what each policy brings under every answer of the rival, and its largest regret."""
    against = found.reactions
    if against is None:
        return None
    outcome = found.plan.objectives[0].outcome
    shown, columns = quantity_of(outcome), _columns(against)
    rows = [
        [
            _named(found, k),
            *(rounded(against.payoffs[k][r].value * shown.factor) for r in columns),
        ]
        for k in range(len(against.policies))
    ]
    return Table(
        f"{label_of(outcome)}{_in(shown.unit)} by what the rival answers.",
        ["Policy", *columns.values()],
        rows,
    )


def regret_table(found: Optimum) -> Table | None:
    """Return what each policy loses, under every answer, to the policy that is best against it."""
    against = found.reactions
    if against is None:
        return None
    shown, columns = quantity_of(found.plan.objectives[0].outcome), _columns(against)
    rows = [
        [
            _named(found, k),
            *(_loss_text(row[r], shown.factor) for r in columns),
            rounded(float(against.regret.worst[k]) * shown.factor),
        ]
        for k, row in enumerate(against.losses)
    ]
    return Table(
        f"Regret{_in(shown.unit)}: what is lost to the policy that is best against that answer (95 % "
        "interval of the paired difference).",
        ["Policy", *columns.values(), "Largest"],
        rows,
    )


def _columns(against: Reactions) -> dict[int, str]:
    """Return one reaction of each group that is alike, and the heading of its column."""
    return {
        group[0]: ", ".join(against.names[k] for k in group) for group in against.groups
    }  # fmt: skip


def _loss_text(loss: Estimate, factor: float) -> str:
    if loss.low == loss.high == 0.0:
        return "0"
    return estimate_text(loss, factor, is_signed=False)


def _named(found: Optimum, row: int) -> str:
    policy = found.reactions.policies[row] if found.reactions else {}
    mark = " (the base policy)" if policy == found.plan.base_policy else ""
    return f"{policy_text(policy)}{mark}"


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""
