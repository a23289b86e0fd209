"""SF25: recommendations outnumber warnings, although a dissatisfied customer talks more."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import labeled, panels
from analysis.evidence.facts.paired_bars import legend_below, paired_bars
from analysis.evidence.facts.presets import shipped
from simulation.market import LoyaltyMarket
from simulation.scenario.loader import load_scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INDUSTRIES = ("grocery", "telecom_contract", "ridehail_entry")
HAPPY, UNHAPPY = 80.0, 55.0  # points of satisfaction from which, and below which, people talk
POOR_SERVICE = 60.0  # points of quality; 76 elsewhere
DIMENSIONS = ("R", "A", "T", "E", "Re")


def talk(market: LoyaltyMarket) -> dict[str, float]:
    """Run a market and return its messages and who sent them.

    Returns
    -------
    dict[str, float]
        `praise` and `warnings` sent in the study; `happy` and `unhappy`: how often a customer was
        so at the end of a step in which they bought.
    """
    burn_in = market.config.market.burn_in_steps
    market.advance_to(burn_in)
    happy = unhappy = 0
    while market.clock < market.n_steps:
        market.advance_to(market.clock + 1)
        bought = market.customers.get("last_step") == market.clock - 1
        satisfaction = market.customers.get("satisfaction")[bought]
        happy += int(np.count_nonzero(satisfaction >= HAPPY))
        unhappy += int(np.count_nonzero(satisfaction < UNHAPPY))
    books = market.ledger.firms[burn_in:]
    return {
        "praise": float(books["praise"].sum()),
        "warnings": float(books["warnings"].sum()),
        "happy": float(happy),
        "unhappy": float(unhappy),
    }


def _poor_service(name: str) -> dict[str, object]:
    firms = load_scenario(name).firms
    return {f"firms.{firm}.quality.{d}": POOR_SERVICE for firm in firms for d in DIMENSIONS}


def _measure(setting: Setting) -> Measured:
    values = {}
    counts = {}
    for name in INDUSTRIES:
        changed = _poor_service(name) if setting.is_control else None
        scenario = shipped(name, setting, overrides=changed)
        found = talk(LoyaltyMarket(scenario, rng=setting.seed))
        values[f"{name}_praise_per_warning"] = found["praise"] / max(found["warnings"], 1.0)
        values[f"{name}_talk_of_unhappy"] = _rate(found["warnings"], found["unhappy"]) / max(
            _rate(found["praise"], found["happy"]), 1.0e-12
        )
        counts[name] = {"messages": [found["praise"], found["warnings"]]}
    return Measured(values, counts)


def _rate(messages: float, occasions: float) -> float:
    return messages / max(occasions, 1.0)


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    names = [name.partition("_")[0] for name in INDUSTRIES]
    left, right = panels(figure, 2)
    for axes, tables, title in ((left, series, "Usual service"), (right, control, "Poor service")):
        paired_bars(
            axes,
            names,
            ("recommendations", [tables[name]["messages"][0] for name in INDUSTRIES]),
            ("warnings", [tables[name]["messages"][1] for name in INDUSTRIES]),
        )
        labeled(axes, title, "messages in the study", "")
    legend_below(figure, left)


FACT = Fact(
    id="SF25",
    title="Recommendations outnumber warnings",
    claim="Positive word of mouth is about three times as common as negative, although a dissatisfied "
    "customer talks more than a satisfied one: there are many more of the latter.",
    source="East, Hammond & Wright 2007, 3:1 (M); Anderson 1998, asymmetric U (V)",
    kind="E",
    experiment="All messages of the shipped grocery, telecom and ride-hailing markets in the study, and how often "
    "customers above 80 and below 55 points of satisfaction send one.",
    control="Poor service everywhere: design quality 60 instead of 76.",
    bands=(
        Band("grocery_praise_per_warning", 2.0, 6.0, "grocery: recommendations per warning"),
        Band("telecom_contract_praise_per_warning", 2.0, 6.0, "telecom: recommendations per warning"),
        Band("ridehail_entry_praise_per_warning", 2.0, 6.0, "ride-hailing: recommendations per warning"),
        Band("grocery_talk_of_unhappy", 1.5, 5.0, "grocery: messages of an unhappy customer per message of a happy one", is_control_judged=False),
        Band("telecom_contract_talk_of_unhappy", 1.5, 5.0, "telecom: messages of an unhappy customer per message of a happy one", is_control_judged=False),
        Band("ridehail_entry_talk_of_unhappy", 1.5, 5.0, "ride-hailing: messages of an unhappy customer per message of a happy one", is_control_judged=False),
    ),
    measure=_measure,
    draw=_draw,
    full=Size(customers=15_000, seeds=5),
    quick=Size(customers=4_000, seeds=2),
    known_misses=("ridehail_entry_praise_per_warning",),
    remark="How much more an unhappy customer talks is an input (four times as often); how many are "
    "unhappy is not. Ride-hailing misses: with two or three firms and satisfaction of little weight the "
    "unhappy stay customers and go on warning. The ratio rises in every market with the weight of "
    "satisfaction in the choice, which is not tuned to it. Telecom "
    "stands at the edge of the band.",
)  # fmt: skip
