"""The tables of the page, in words and rounded numbers."""

from collections.abc import Mapping

from analysis.exploration.advice import Advice
from analysis.exploration.effects import Effect
from analysis.exploration.estimates import Estimate
from analysis.exploration.exploring import WORST, Exploration
from analysis.report.numbers import percent, plain, rounded
from analysis.report.page_tables import Table
from analysis.sweep_report.words import (
    change_text,
    count_text,
    estimate_text,
    flip_place_text,
    label_of,
    policy_text,
    quantity_of,
    range_text,
    short_names,
    value_text,
)

SHOWN_EFFECTS = 12
SHOWN_SCREENED = 20
SHOWN_POLICIES = 12


def factor_table(found: Exploration) -> Table:
    """Return what was varied."""
    return Table(
        "What was varied.",
        ["Factor", "Kind", "Range or values", "Base value"],
        [
            [
                factor.path,
                factor.kind,
                range_text(factor),
                value_text(factor.base) if factor.has_base else "none",
            ]
            for factor in found.sample.factors
        ],
    )


def effect_table(found: Exploration, outcome: str) -> Table | None:
    """Return the largest effects on an outcome with their intervals."""
    if outcome not in found.effects:
        return None
    shown = quantity_of(outcome)
    names = short_names([factor.path for factor in found.sample.factors])
    is_first = outcome == found.first_outcome
    effects = list(found.effects[outcome])[: SHOWN_EFFECTS if is_first else SHOWN_EFFECTS // 2]
    return Table(
        f"Effects on {label_of(outcome).lower()}{_in(shown.difference_unit)}, the largest first.",
        ["Factor", "Change", "Effect (95 % interval)"],
        [
            [
                _named(effect, names),
                change_text(effect),
                estimate_text(effect.estimate, shown.factor),
            ]
            for effect in effects
        ],
    )


def share_table(found: Exploration) -> Table | None:
    """Return the Sobol indices, or Morris's screening, of all outcomes."""
    names = short_names([factor.path for factor in found.sample.factors])
    if found.shares:
        rows = [
            [
                label_of(outcome),
                names[one.factor],
                estimate_text(one.first, is_signed=False),
                estimate_text(one.total, is_signed=False),
            ]
            for outcome, shares in found.shares.items()
            for one in shares
        ]
        return Table(
            "Shares of the variance (Sobol indices, 95 % bootstrap intervals over the design).",
            ["Outcome", "Factor", "Alone", "With its interactions"],
            rows,
            rows_together=len(names),
        )
    if found.screening:
        return Table(
            "Morris screening: mean size of a factor's effect over its range, and its spread.",
            ["Outcome", "Factor", "Strength μ* (95 % interval)", "Spread σ"],
            [row for name in found.screening for row in _screened(found, name, names)],
            rows_together=min(len(names), SHOWN_SCREENED + 1),
        )
    return None


def pair_table(found: Exploration) -> Table | None:
    """Return the second-order Sobol indices of all outcomes, the largest of each."""
    if not found.pair_shares:
        return None
    names = short_names([factor.path for factor in found.sample.factors])
    rows = [
        [
            label_of(outcome),
            " × ".join(names[path] for path in one.factors),
            estimate_text(one.share, is_signed=False),
        ]
        for outcome, pairs in found.pair_shares.items()
        for one in pairs[:SHOWN_EFFECTS]
    ]
    n_rows = min(SHOWN_EFFECTS, max(map(len, found.pair_shares.values())))
    return Table(
        "Shares of the variance that two factors bring together, beyond what each brings alone.",
        ["Outcome", "Factors", "Share (95 % bootstrap interval)"],
        rows,
        rows_together=n_rows,
    )


def _screened(found: Exploration, outcome: str, names: Mapping[str, str]) -> list[list[str]]:
    """Return the strongest factors, a row each, and the others in one."""
    factor, screened = quantity_of(outcome).factor, found.screening[outcome]
    label = label_of(outcome)
    shown = screened if len(screened) <= SHOWN_SCREENED + 1 else screened[:SHOWN_SCREENED]
    rows = [
        [
            label,
            names[one.factor],
            estimate_text(one.strength, factor, is_signed=False),
            rounded(one.spread * factor),
        ]
        for one in shown
    ]
    others = screened[len(shown) :]
    if others:
        idle = sum(one.strength.value == 0.0 for one in others)
        most = rounded(others[0].strength.value * factor)
        rows.append([label, f"{len(others)} others, {idle} without effect", f"at most {most}", ""])
    return rows


def policy_table(advice: Advice | None, worlds: str = "worlds") -> Table | None:
    """Return the policies ranked over worlds; `worlds` says which those are."""
    if advice is None or advice.stability is None:
        return None
    shown = quantity_of(advice.outcome)
    return Table(
        f"Policies by mean {label_of(advice.outcome).lower()}{_in(shown.unit)} over "
        f"{count_text(advice.stability.worlds, worlds)}.",
        ["Policy", "Mean", "Best in (95 % interval)", "Mean rank", "Worst rank", "Largest regret"],
        [
            [
                policy_text(policy.levers),
                rounded(policy.mean * shown.factor),
                _best_text(policy.best, advice.stability.worlds),
                plain(policy.mean_rank, 1),
                str(policy.worst_rank),
                rounded(policy.regret * shown.factor),
            ]
            for policy in advice.stability.policies[:SHOWN_POLICIES]
        ],
    )


def _best_text(best: Estimate, worlds: int) -> str:
    """Return in how many of the worlds a policy is the best; a single world knows no interval."""
    if worlds == 1:
        return f"{rounded(100.0 * best.value)} %"
    return f"{estimate_text(best, 100.0, is_signed=False)} %"


def fact_table(found: Exploration) -> Table | None:
    """Return at how many points each fact holds."""
    passed = found.passed
    if passed is None:
        return None
    from analysis.evidence.registry import FACTS

    counts = [*passed.held.sum(axis=0).tolist(), int(passed.points.sum())]
    titles = [(name, FACTS[name].title) for name in passed.facts]
    return Table(
        "At how many points the facts hold.",
        ["Fact", "What it says", f"Points of {len(passed.points):,}"],
        [
            [name, title, f"{count:,}"]
            for (name, title), count in zip([*titles, ("All", "")], counts, strict=True)
        ],
    )


def flip_table(found: Exploration) -> Table | None:
    """Return which assumption reverses the advice."""
    advice = found.advice
    if advice is None or not advice.flips:
        return None
    names = short_names([factor.path for factor in found.sample.factors])
    by_path = {factor.path: factor for factor in found.sample.factors}
    rows = []
    for flip in advice.flips:
        if flip.at is not None:
            where, moved = flip_place_text(flip.at, by_path[flip.factor]), percent(flip.moved)
        elif flip.is_flip:
            where, moved = value_text(flip.level), "another category"
        else:
            where, moved = "not within its range", "—"
        instead = "—" if flip.instead is None else policy_text(advice.policies[flip.instead])
        rows.append([names[flip.factor], value_text(flip.base), where, moved, instead])
    return Table(
        "Which assumption, moved how far, reverses the advice.",
        ["Assumption", "Base value", "Flips at (95 % interval)", "Part of its range", "Then best"],
        rows,
    )


def rule_table(found: Exploration) -> Table | None:
    """Return the rules of scenario discovery."""
    if found.discovery is None:
        return None
    case, discovery = found.discovery
    what = f"{label_of(found.first_outcome).lower()} {case}" if case == WORST else case
    return Table(
        f"Where {what} ({percent(discovery.share)} of the points).",
        ["Rule", "Cases inside (95 % interval)", "Share of all cases", "Points"],
        [
            [
                rule.text,
                f"{estimate_text(rule.density, 100.0, is_signed=False)} %",
                percent(rule.coverage),
                str(rule.points),
            ]
            for rule in discovery.rules
        ],
    )


def _named(effect: Effect, names: dict[str, str]) -> str:
    return " × ".join(names[path] for path in effect.factors)


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""
