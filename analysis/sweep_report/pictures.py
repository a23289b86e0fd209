"""The pictures of the page: each only where the design has something to show."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.exploration.effects import Effect
from analysis.exploration.estimates import Estimate
from analysis.exploration.exploring import Exploration
from analysis.exploration.places import is_number
from analysis.exploration.surface import heat_map, surface_map
from analysis.plots.heat_map import heat_map_figure
from analysis.plots.ranking import Estimates, ranking
from analysis.plots.style import shortened
from analysis.plots.trade_off import Interval
from analysis.report.numbers import rounded
from analysis.report.win_win import (
    CUSTOMERS,
    FIRM,
    TITLE,
    Gain,
    has_win_win,
    win_win_figure,
    win_win_sentence,
)
from analysis.sweep_report.tables import SHOWN_SCREENED
from analysis.sweep_report.words import (
    change_text,
    count_text,
    label_of,
    policy_text,
    quantity_of,
    short_names,
    worlds_text,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OUTCOMES_AT_MOST = 3
ROWS_AT_MOST = 12
ROW_AT_MOST = 30
"""Letters of a row: a longer name is cut before the change is, or two rows could not be told apart."""
LINE_AT_MOST = 28
_Row = tuple[tuple[str, ...], str]
"""Factors of an effect, and from what to what they change."""
TITLES = {
    "effects": "What each factor does",
    "shares": "Whose uncertainty it is",
    "policies": "How often each policy is the best",
    "win_win": TITLE,
    "map": "Two factors together",
}


@dataclass(frozen=True)
class Picture:
    """A picture of the page.

    Attributes
    ----------
    name, title, description : str
        Its key, what it shows, and what can be seen in it.
    draw : Callable[[], Figure]
        Draws it.
    """

    name: str
    title: str
    description: str
    draw: "Callable[[], Figure]"


def pictures(found: Exploration) -> list[Picture]:
    """Return the pictures that a sweep has something to show for."""
    drawn = [_effects(found), _shares(found), _policies(found), _win_win(found), _map(found)]
    return [picture for picture in drawn if picture is not None]


def map_factors(found: Exploration) -> tuple[str, str] | None:
    """Return the two numbers with the largest effects on the first outcome, if there are two."""
    numbers = {factor.path for factor in found.sample.factors if is_number(factor)}
    ordered = [
        effect.factors[0]
        for effect in found.effects.get(found.first_outcome, ())
        if len(effect.factors) == 1 and effect.factors[0] in numbers
    ]
    distinct = list(dict.fromkeys(ordered))
    return (distinct[0], distinct[1]) if len(distinct) > 1 else None


def _effects(found: Exploration) -> Picture | None:
    outcomes = [name for name in found.outcomes if name in found.effects][:OUTCOMES_AT_MOST]
    if not outcomes:
        return None
    names = short_names([factor.path for factor in found.sample.factors])
    own = [{(e.factors, e.change): e for e in found.effects[o]} for o in outcomes]
    rows = _largest_of_each(own)
    shown = [own[0][row] for row in rows]
    panels = [
        _panel(o, [effects[row] for row in rows]) for o, effects in zip(outcomes, own, strict=True)
    ]
    labels = [_row_label(found, names, effect) for effect in shown]
    words = "; ".join(f"{label} {text}" for label, text in zip(labels, panels[0].text, strict=True))
    return Picture(
        "effects",
        TITLES["effects"],
        f"Effects on {label_of(outcomes[0]).lower()}: {words}.",
        lambda: ranking(labels, panels),
    )


def _largest_of_each(own: Sequence[Mapping[_Row, Effect]]) -> list[_Row]:
    """Return as many changes of single factors as fit, in turn the next largest for each outcome.

    Each of `own` has all effects on an outcome, the largest first; the answer is in the order of the
    first.
    """
    singles = [
        [row for row, effect in effects.items() if len(effect.factors) == 1] for effects in own
    ]
    in_turn = (row for rank in zip(*singles, strict=True) for row in rank)
    chosen = list(dict.fromkeys(in_turn))[:ROWS_AT_MOST]
    return [row for row in singles[0] if row in chosen]


def _row_label(found: Exploration, names: dict[str, str], effect: Effect) -> str:
    """Return the factor and its change; of a category only what it changes to."""
    factor = next(f for f in found.sample.factors if f.path == effect.factors[0])
    change = change_text(effect)
    end = change if is_number(factor) else change.partition(" → ")[2]
    return f"{shortened(names[factor.path], max(ROW_AT_MOST - len(end) - 2, 10))}: {end}"


def _panel(outcome: str, effects: Sequence[Effect]) -> Estimates:
    shown = quantity_of(outcome)
    estimates = [effect.estimate for effect in effects]
    return _estimates(
        label_of(outcome), _folded(shown.difference_unit), estimates, shown.factor
    )  # fmt: skip


def _estimates(title: str, unit: str, estimates: Sequence[Estimate], factor: float) -> Estimates:
    return Estimates(
        title=title,
        unit=unit,
        mean=[factor * one.value for one in estimates],
        low=[factor * one.low for one in estimates],
        high=[factor * one.high for one in estimates],
        text=[rounded(factor * one.value) for one in estimates],
    )


def _shares(found: Exploration) -> Picture | None:
    names = short_names([factor.path for factor in found.sample.factors])
    name = found.first_outcome
    if name in found.shares:
        shares = found.shares[name]
        rows = [names[one.factor] for one in shares]
        panels = [
            _estimates("Alone", "% of the variance", [one.first for one in shares], 100.0),
            _estimates(
                "With its interactions", "% of the variance", [one.total for one in shares], 100.0
            ),
        ]
    elif name in found.screening:
        screened = found.screening[name][:SHOWN_SCREENED]
        shown = quantity_of(name)
        rows = [names[one.factor] for one in screened]
        unit = _folded(shown.difference_unit)
        strengths = [one.strength for one in screened]
        panels = [_estimates("Strength μ*", unit, strengths, shown.factor)]
    else:
        return None
    unit = panels[-1].unit.replace("\n", " ")
    words = "; ".join(f"{row} {text}" for row, text in zip(rows, panels[-1].text, strict=True))
    said = f"{panels[-1].title}, {label_of(name).lower()}, {unit}: {words}."
    return Picture("shares", TITLES["shares"], said, lambda: ranking(rows, panels))


def _policies(found: Exploration) -> Picture | None:
    advice = found.advice
    if advice is None or advice.stability is None or len(advice.stability.policies) < 2:
        return None
    if advice.stability.worlds < 2:
        return None  # in a single world one policy is the best, and that is all there is to see
    policies = advice.stability.policies[:ROWS_AT_MOST]
    rows = [policy_text(policy.levers) for policy in policies]
    unit = f"% of {count_text(advice.stability.worlds, worlds_text(found.sample))}"
    panel = _estimates("Best", unit, [policy.best for policy in policies], 100.0)
    words = "; ".join(f"{row} in {text} %" for row, text in zip(rows, panel.text, strict=True))
    return Picture(
        "policies", TITLES["policies"], f"Best: {words}.", lambda: ranking(rows, [panel])
    )


def both_sides(found: Exploration) -> list[Gain]:
    """Return what each policy brings to the firm and to customers; nothing where it was not measured."""
    if not has_win_win(found.outcomes) or not has_win_win(found.policy_gains):
        return []
    gains = zip(found.policy_gains[FIRM], found.policy_gains[CUSTOMERS], strict=True)
    return [
        Gain(policy_text(policy), _interval(firm), _interval(customers))
        for (policy, firm), (_, customers) in gains
    ][:ROWS_AT_MOST]


def _interval(estimate: Estimate) -> Interval:
    return estimate.value, estimate.low, estimate.high


def _win_win(found: Exploration) -> Picture | None:
    gains = both_sides(found)
    if not gains:
        return None
    return Picture("win_win", TITLE, win_win_sentence(gains), lambda: win_win_figure(gains))


def _map(found: Exploration) -> Picture | None:
    factors = map_factors(found)
    name = found.first_outcome
    if factors is None or found.design.kind == "one_at_a_time":
        return None
    shown = quantity_of(name)
    if found.design.kind == "grid":
        table = heat_map(found.sample, name, *factors) * shown.factor
        how = "Means over everything else that was varied"
    elif name in found.surfaces and found.surfaces[name].is_trusted:
        table = surface_map(found.surfaces[name], *factors) * shown.factor
        how = "As the fitted surface predicts it, the other factors at their base values"
    else:
        return None
    names = short_names([factor.path for factor in found.sample.factors])
    axes = (names[factors[0]], names[factors[1]])
    row, column = divmod(int(table.to_numpy().argmax()), table.shape[1])
    at = f"{axes[0]} {table.columns[column]:.4g} and {axes[1]} {table.index[row]:.4g}"
    return Picture(
        "map",
        TITLES["map"],
        f"{label_of(name)} by {axes[0]} and {axes[1]}. {how}. Highest at {at}.",
        lambda: heat_map_figure(
            table, axes, f"{label_of(name)}, {_folded(shown.unit)}".strip(", ")
        ),
    )


def _folded(unit: str) -> str:
    """Return a unit in several lines where it is long: panels stand side by side."""
    return textwrap.fill(unit, LINE_AT_MOST)
