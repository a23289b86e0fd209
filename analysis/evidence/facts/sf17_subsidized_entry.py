"""SF17: a subsidized entrant wins share fast and loses most of it when the subsidy ends."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import curves, labeled, panels
from analysis.evidence.facts.presets import shipped, with_quality
from simulation.market import LoyaltyMarket
from simulation.scenario.schema import Policy, Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENTRANT = "Entrant"
START, END = 26, 39  # weeks: the subsidy of the shipped scenario
FIRST_WEEK, LAST_WEEK = 8, 16  # weeks after its end between which customers are looked at again
LONG_RUN = 13  # last weeks of the study
LOW_HABIT, HIGH_HABIT = 0.5, 3.0  # logits, assumption
BETTER = 82.0  # points of quality, instead of 76


@dataclass(frozen=True)
class Entry:
    """What became of an entrant.

    Attributes
    ----------
    share : ndarray of float, shape (T,)
        Its share of rides by week of the study.
    kept : float
        Who of those who took most of their rides with it under the subsidy still did later, share.
    """

    share: NDArray[np.float64]
    kept: float

    @property
    def week_one(self) -> float:
        """Share in its first week."""
        return float(self.share[START])

    @property
    def after_over_peak(self) -> float:
        """Mean share of the four weeks after the subsidy over its highest one under it."""
        return float(self.share[END : END + 4].mean() / self.share[START:END].max())

    @property
    def long_run(self) -> float:
        """Mean share of the last weeks."""
        return float(self.share[-LONG_RUN:].mean())


def entered(scenario: Scenario, seed: int) -> Entry:
    """Return what becomes of the entrant of a scenario."""
    market = LoyaltyMarket(scenario, rng=seed)
    entrant = market.tables.firm_names.index(ENTRANT)
    first = scenario.market.burn_in_steps
    counts, people = [], []
    for week in (START, END, END + FIRST_WEEK, END + LAST_WEEK):
        market.advance_to(first + week)
        counts.append(market.customers.get("n_lifetime").astype(np.int64))
        people.append(market.customers.get("generation").astype(np.int64))
    market.run_model()
    same = np.all(np.equal(people, people[0]), axis=0)
    during = (counts[1] - counts[0])[same]
    later = (counts[3] - counts[2])[same]
    was = during[:, entrant] > during.sum(axis=1) / 2.0
    rides = later.sum(axis=1) > 0
    still = later[:, entrant] > later.sum(axis=1) / 2.0
    bought = market.ledger.firms["purchases"].sum(axis=1)[first:]
    return Entry(
        share=bought[:, entrant] / bought.sum(axis=1),
        kept=float((was & rides & still).sum()) / max(float((was & rides).sum()), 1.0),
    )


def _better(scenario: Scenario) -> Scenario:
    """Return the scenario with an entrant of higher quality."""
    policy = Policy.model_validate(with_quality(ENTRANT, BETTER, start=START))
    return scenario.model_copy(update={"policies": (*scenario.policies, policy)})


def _measure(setting: Setting) -> Measured:
    name = "ridehail_entry" if setting.is_control else "ridehail_entry/subsidy"
    weights = (0.0, 0.0) if setting.is_control else (LOW_HABIT, HIGH_HABIT)
    low, high = (shipped(name, setting, customers={"habit_weight": w}) for w in weights)
    weak, strong = entered(low, setting.seed), entered(high, setting.seed)
    better = entered(_better(low), setting.seed)
    return Measured(
        {
            "week_one_share": weak.week_one,
            "after_over_peak": weak.after_over_peak,
            "kept": weak.kept,
            "week_one_by_habit": strong.week_one / weak.week_one,
            "kept_by_habit": strong.kept / weak.kept if weak.kept > 0.0 else np.nan,
            "long_run_by_quality": better.long_run / weak.long_run,
        },
        {
            "share": {
                "week": [float(week) for week in range(weak.share.size)],
                "weak habits": weak.share.tolist(),
                "strong habits": strong.share.tolist(),
                "weak habits, better entrant": better.share.tolist(),
            }
        },
    )


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    titles = ("45 % off in weeks 26 to 38", "Control: no subsidy, no habit")
    for axes, tables, title in zip(panels(figure, 2), (series, control), titles, strict=True):
        table = tables["share"]
        week = table["week"][START - 4 :]
        names = [name for name in table if name != "week"]
        curves(axes, week, [(name, table[name][START - 4 :]) for name in names])
        labeled(axes, title, "week", "entrant's share of rides")
        axes.set_ylim(0.0, 0.5)


FACT = Fact(
    id="SF17",
    title="Subsidized entry: a fast share, and a collapse when the money stops",
    claim="An entrant who pays riders wins a third of a market without switching costs within days, and keeps "
    "little of it afterward.",
    source="Meituan in Shanghai 2018: a third of the market within days (V, Yicai); about 18,000 active users a "
    "day five months later (V, SCMP). Regulation and a safety crisis were at work too: an illustration.",
    kind="E",
    experiment="Ride-hailing, an entrant at 45 % off for 13 weeks, where habits are weak (0.5) and where they are "
    "strong (3.0).",
    control="The entrant opens without a subsidy, and habit has no weight.",
    bands=(
        Band("week_one_share", 0.25, 1.0, "weak habits: share of rides in the first week"),
        Band("after_over_peak", 0.0, 0.60, "weak habits: mean share four weeks after over the peak, ratio"),
        Band("kept", 0.0, 0.45, "weak habits: majority customers who still are 8 to 16 weeks after, share", is_control_judged=False),
        Band("week_one_by_habit", 0.0, 0.50, "first week's share with strong habits over weak, ratio"),
        Band("kept_by_habit", 1.5, np.inf, "majority customers kept with strong habits over weak, ratio"),
        Band("long_run_by_quality", 1.0, np.inf, "long-run share of an entrant of quality 82 over one of 76, ratio", is_control_judged=False),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=4_000, seeds=3),
    remark="A better entrant keeps more in any case, and without a subsidy there are few majority customers to "
    "keep; the control is not judged there.",
    held=("habit_weight",),
)  # fmt: skip
