"""SF26: the net promoter score predicts growth, but no better than satisfaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import curves, labeled, panels
from analysis.evidence.facts.drawn import drawn
from analysis.evidence.facts.holding import holding
from analysis.evidence.facts.panel import correlation
from analysis.evidence.facts.presets import MONTH, TELECOM, geometric_firms
from analysis.evidence.facts.survey import answered, boxes
from simulation.compiled import plain
from simulation.market import LoyaltyMarket
from simulation.rules.survey import likelihood_to_recommend
from simulation.scenario.loader import scenario_from_document
from simulation.scenario.schema import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARKETS, FIRMS = 30, 6
BURN_IN, ASKED, FOLLOWED = 36, 12, 12  # months: before the shock, until the survey, after it
QUALITY, QUALITY_SD = 76.0, 4.0  # points (sd: assumption)
PRICE_SD = 0.03  # share of the price; another driver of growth (assumption)
CONVENIENCE, CONVENIENCE_SD = 0.5, 0.3  # 0 to 1; another driver of growth (assumption)
ANSWER_SD = 1.2  # points of the 0-10 scale; noise of one answer (2.7.3)
GROUPS = 10  # of the picture
DIMENSIONS = ("R", "A", "T", "E", "Re")
DEAF_TO_ATTITUDE: Mapping[str, object] = {
    "satisfaction_weight": 0.0,
    "trust_weight": 0.0,
    "bond_weight": 0.0,
    "switching_relational": 0.0,
    "review_dissatisfaction": 0.0,
    "review_failure": 0.0,
}
"""What people feel about a firm decides neither when they look around nor what they choose."""


@dataclass(frozen=True)
class Surveyed:
    """Firms at the survey and in the year after it, arrays of shape (firms,).

    Attributes
    ----------
    score : ndarray
        Net promoter score, -100 to 100.
    satisfaction : ndarray
        Mean box ticked, 1 to 5.
    growth : ndarray
        Change of the number of customers in the year after, share.
    """

    score: NDArray[np.float64]
    satisfaction: NDArray[np.float64]
    growth: NDArray[np.float64]


def shaken(setting: Setting, number: int) -> Scenario:
    """Return one contract market: qualities change at the start, prices and convenience in a year."""
    chance = np.random.default_rng([setting.seed, number])
    quality = np.clip(QUALITY + chance.normal(0.0, QUALITY_SD, FIRMS), 0.0, 100.0)
    price = 1.0 + chance.normal(0.0, PRICE_SD, FIRMS)
    convenience = np.clip(CONVENIENCE + chance.normal(0.0, CONVENIENCE_SD, FIRMS), 0.0, 1.0)
    firms = geometric_firms(FIRMS)
    policies: list[dict[str, object]] = []
    for j, firm in enumerate(firms):
        better = {f"quality.{dimension}": float(quality[j]) for dimension in DIMENSIONS}
        policies.append({"firm": firm, "from": 0, "set": better})
        other = {"price": float(price[j]), "convenience": float(convenience[j])}
        policies.append({"firm": firm, "from": ASKED, "set": other})
    scenario = scenario_from_document(
        {
            "title": f"market {number}",
            "focal_firm": "A",
            "market": {
                "mode": "contract",
                "step_days": MONTH,
                "customers": setting.customers,
                "burn_in_steps": BURN_IN,
                "steps": ASKED + FOLLOWED,
            },
            "customers": {
                "taste": "normal",
                **TELECOM,
                **(DEAF_TO_ATTITUDE if setting.is_control else {}),
            },
            "firms": {name: {**terms, "convenience": CONVENIENCE} for name, terms in firms.items()},
            "policies": policies,
        }
    )
    return drawn(scenario, setting)


def net_promoter_score(answers: NDArray[np.float64]) -> float:
    """Return 100 (share answering 9 or 10 - share answering 0 to 6); answers of 0-10, shape (n,)."""
    return 100.0 * float(np.mean(answers >= 9.0) - np.mean(answers <= 6.0))


def surveyed(scenario: Scenario, seed: int) -> Surveyed:
    """Run a market, ask every customer a year after the shock, and follow firms for another year."""
    market = LoyaltyMarket(scenario, rng=seed)
    market.advance_to(BURN_IN + ASKED)
    now = holding(market)
    held = np.maximum(now.provider, 0)
    trust = market.customers.get("trust")[np.arange(len(held)), held]
    likelihood = np.array(
        [plain(likelihood_to_recommend)(s, t) for s, t in zip(now.satisfaction, trust, strict=True)]
    )
    noise = np.random.default_rng([seed, 1]).normal(0.0, ANSWER_SD, likelihood.shape)
    answers = np.round(np.clip(likelihood + noise, 0.0, 10.0))
    ticked = boxes(answered(now.satisfaction, seed))
    market.run_model()
    stock = market.ledger.firms["customers"].sum(axis=1)
    own = [now.provider == j for j in range(FIRMS)]
    return Surveyed(
        score=np.array([net_promoter_score(answers[mine]) for mine in own]),
        satisfaction=np.array([float(np.mean(ticked[mine])) for mine in own]),
        growth=stock[-1] / stock[BURN_IN + ASKED - 1] - 1.0,
    )


def _measure(setting: Setting) -> Measured:
    found = [
        surveyed(shaken(setting, number), 1_000 * setting.seed + number)
        for number in range(MARKETS)
    ]
    score = np.concatenate([one.score for one in found])
    satisfaction = np.concatenate([one.satisfaction for one in found])
    growth = np.concatenate([one.growth for one in found])
    of_score = correlation(score, growth)
    of_satisfaction = correlation(satisfaction, growth)
    values = {
        "score_growth_correlation": of_score,
        "satisfaction_growth_correlation": of_satisfaction,
        "lead_of_score": of_score - of_satisfaction,
    }
    table = {
        "score": grouped(score, score),
        "growth_by_score": grouped(score, growth),
        "growth_by_satisfaction": grouped(satisfaction, growth),
    }
    return Measured(values, {"groups": table})


def grouped(key: NDArray[np.float64], values: NDArray[np.float64]) -> list[float]:
    """Return mean values of ten groups of equal size, from the lowest key to the highest."""
    return [float(part.mean()) for part in np.array_split(values[np.argsort(key)], GROUPS)]


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    tenth = [float(k + 1) for k in range(GROUPS)]
    for axes, tables, title in zip(
        panels(figure, 2), (series, control), ("Attitudes count", "Control"), strict=True
    ):
        table = tables["groups"]
        lines = [
            ("by net promoter score", table["growth_by_score"]),
            ("by satisfaction", table["growth_by_satisfaction"]),
        ]
        curves(axes, tenth, lines)
        labeled(axes, title, "firms from lowest to highest, tenths", "growth in the next year")


FACT = Fact(
    id="SF26",
    title="The net promoter score predicts growth, like satisfaction",
    claim="Firms with a higher net promoter score grow faster afterward, but the score is no better a "
    "predictor than satisfaction.",
    source="Reichheld 2003 (M); Keiningham et al. 2007 (V): no superiority",
    kind="E",
    experiment="30 contract markets of 6 firms whose qualities change by chance (sd 4 points); a year "
    "later all customers are asked, and prices and convenience change by chance (sd 3 % and .3); "
    "growth of the number of customers in the year after that, over all firms.",
    control="What people feel about a firm decides neither when they look around nor what they choose.",
    bands=(
        Band("score_growth_correlation", 0.30, 0.85, "correlation over firms of the score and next year's growth"),
        Band("lead_of_score", -0.10, 0.10, "that correlation less the one of mean satisfaction", is_control_judged=False),
    ),
    measure=_measure,
    draw=_draw,
    full=Size(customers=4_000, seeds=5),
    quick=Size(customers=2_000, seeds=2),
    remark="How high the correlation is depends on how strongly quality and other things vary, which is "
    "assumed here: about .57 where nothing else changes, .32 where it changes twice as much, .21 where "
    "qualities vary half as much, .71 where they vary twice as much. That the score adds nothing to "
    "satisfaction holds in all of them.",
)  # fmt: skip
