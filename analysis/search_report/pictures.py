"""The pictures of the page: the trade-offs of the finalists, or their ranking by one objective."""

from analysis.exploration.estimates import Estimate
from analysis.plots.ranking import Estimates, ranking
from analysis.plots.trade_off import Interval, Place, trade_off
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
from analysis.search.optimizing import Optimum
from analysis.search.plan import Objective
from analysis.sweep_report.pictures import Picture
from analysis.sweep_report.words import label_of, policy_text, quantity_of

RANKING = "What the best policies bring"
FRONT = "What is traded off"


def pictures(found: Optimum) -> list[Picture]:
    """Return the pictures that a search has something to show for."""
    first, *others = found.plan.objectives
    drawn = [_front(found, first, other) for other in others] or [_ranking(found, first)]
    gains = both_sides(found)
    are_traded_off = any({first.outcome, other.outcome} == {FIRM, CUSTOMERS} for other in others)
    if gains and not are_traded_off:
        words = win_win_sentence(gains)
        drawn.append(Picture("win_win", TITLE, words, lambda: win_win_figure(gains)))
    return drawn


def both_sides(found: Optimum) -> list[Gain]:
    """Return what each finalist but the base policy brings to the firm and to its customers."""
    if not has_win_win(found.plan.outcomes):
        return []
    return [
        Gain(
            policy_text(finalist.trial.policy),
            _interval(finalist.gains[FIRM], 1.0),
            _interval(finalist.gains[CUSTOMERS], 1.0),
        )
        for finalist in found.finalists
        if finalist.trial.policy != found.plan.base_policy
    ]


def _front(found: Optimum, up: Objective, across: Objective) -> Picture:
    x, y = quantity_of(across.outcome), quantity_of(up.outcome)
    places = [
        Place(
            policy_text(finalist.trial.policy),
            _interval(finalist.gains[across.outcome], x.factor),
            _interval(finalist.gains[up.outcome], y.factor),
            finalist.is_on_front,
        )
        for finalist in found.finalists
    ]
    words = "; ".join(
        f"{number} {place.name}: {rounded(place.up[0])} and {rounded(place.across[0])}"
        for number, place in enumerate(places, start=1)
    )
    return Picture(
        f"front_{across.outcome.replace('.', '_')}",
        f"{FRONT}: {label_of(up.outcome).lower()} and {label_of(across.outcome).lower()}",
        f"Differences in {label_of(up.outcome).lower()} and {label_of(across.outcome).lower()}: {words}.",
        lambda: trade_off(places, (_axis(across), _axis(up)), others=_tried(found, across, up)),
    )


def _tried(found: Optimum, across: Objective, up: Objective) -> list[tuple[float, float]]:
    """Return all policies that were tried, as differences to the base policy on the search's seeds."""
    base = next((t for t in found.trials if t.policy == found.plan.base_policy), None)
    if base is None:
        return []
    return [
        (
            (trial.outcomes[across.outcome] - base.outcomes[across.outcome])
            * quantity_of(across.outcome).factor,
            (trial.outcomes[up.outcome] - base.outcomes[up.outcome])
            * quantity_of(up.outcome).factor,
        )
        for trial in found.trials
    ]


def _ranking(found: Optimum, objective: Objective) -> Picture:
    shown = quantity_of(objective.outcome)
    rows = [policy_text(finalist.trial.policy) for finalist in found.finalists]
    spans = [_interval(f.gains[objective.outcome], shown.factor) for f in found.finalists]
    panel = Estimates(
        title=f"{label_of(objective.outcome)}, difference",
        unit=_folded(shown.difference_unit),
        mean=[value for value, _, _ in spans],
        low=[low for _, low, _ in spans],
        high=[high for _, _, high in spans],
        text=[rounded(value) for value, _, _ in spans],
    )
    words = "; ".join(f"{row} {text}" for row, text in zip(rows, panel.text, strict=True))
    return Picture("ranking", RANKING, f"{words}.", lambda: ranking(rows, [panel]))


def _interval(estimate: Estimate, factor: float) -> Interval:
    return estimate.value * factor, estimate.low * factor, estimate.high * factor


def _axis(objective: Objective) -> str:
    unit = quantity_of(objective.outcome).difference_unit
    way = "" if objective.is_maximized else ": less is better"
    return f"{label_of(objective.outcome)}, difference{way}\n({_folded(unit)})"


def _folded(unit: str) -> str:
    """Return a unit in two lines where it is long."""
    return unit.replace(" per 1,000", "\nper 1,000")
