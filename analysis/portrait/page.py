"""The page of a portrait: one file that opens anywhere, without a network and without scripts."""

from collections.abc import Mapping
from typing import Any

from analysis.plots.saving import inline_svg
from analysis.portrait import page_tables, value_page
from analysis.portrait.picture import Picture
from analysis.portrait.portrait import Portrait, Sorted
from analysis.portrait.words import answer, findings, when
from analysis.report.environment import page_environment
from analysis.typologies.choice import PROPS
from analysis.typologies.drawing import lock_in_figure, stress_figure, typology_figure
from analysis.typologies.occupancy import transition_shares
from simulation.compiled import CODE_VERSION
from simulation.results import versions
from simulation.scenario.loader import scenario_hash

TEMPLATE = "portrait.html.j2"


def pictures(portrait: Portrait) -> list[Picture]:
    """Return every picture of a portrait, in the order of the page."""
    meter = portrait.lock_in
    to = [str(column) for column in portrait.stress.columns if str(column).startswith("to ")]
    reached = [c for c in to if float(portrait.stress[c].abs().max()) > 0.0]
    drawn = [
        Picture(
            "lock_in",
            "What retention is made of",
            answer(portrait),
            lock_in_figure(
                meter["prop"].tolist(),
                meter["part_of_retention"].tolist(),
                portrait.meter.retention,
            ),
        ),
        Picture(
            "stress",
            "If a barrier falls tomorrow",
            "A bar for each prop: how many more of 1,000 customers would leave, and where to.",
            stress_figure(portrait.stress, reached),
        ),
    ]
    valued = value_page.value_pictures(portrait.value, portrait.moment, portrait.firm)
    return [*drawn, *valued, *(_typology_picture(one) for one in portrait.typologies)]


def _typology_picture(one: Sorted) -> Picture:
    moved = None if one.transitions is None else transition_shares(one.transitions)
    filled = one.occupancy[one.occupancy["customers"] > 0]
    described = "; ".join(
        f"{state} {100.0 * share:.1f} %"
        for state, share in zip(filled["state"], filled["share"], strict=True)
    )
    figure = typology_figure(one.typology, one.occupancy, moved)
    return Picture(one.typology.name, one.typology.title, f"{described}.", figure)


def portrait_html(portrait: Portrait, drawn: list[Picture]) -> str:
    """Return the page of a portrait with its pictures in it."""
    from markupsafe import Markup

    svg = {
        one.name: Markup(inline_svg(one.figure, one.name, one.title, one.description))  # noqa: S704  drawn here
        for one in drawn
    }
    return (
        page_environment("analysis.portrait")
        .get_template(TEMPLATE)
        .render(**_content(portrait, svg))
    )


def _content(portrait: Portrait, svg: Mapping[str, str]) -> dict[str, Any]:
    scenario = portrait.result.scenario
    return {
        "firm": portrait.firm,
        "scenario": scenario.title,
        "when": when(portrait),
        "contract": portrait.moment.contract,
        "answer": answer(portrait),
        "findings": findings(portrait),
        "pictures": svg,
        "props": [(prop.label, prop.meaning) for prop in PROPS],
        "lock_in": page_tables.lock_in_page(portrait),
        "stress": page_tables.stress_page(portrait),
        "by_tenure": value_page.tenure_page(portrait.value),
        "winning": value_page.winning_page(portrait.value),
        "delivered": value_page.delivered_page(portrait.value),
        "chain": value_page.chain_page(portrait.value),
        "leading": value_page.leading_page(portrait.value),
        "at_risk": value_page.at_risk_page(portrait.value),
        "zones": value_page.zones_page(portrait.value),
        "zone_moves": value_page.zone_moves_page(portrait.value),
        "zone_meanings": value_page.zone_meanings(),
        "view": page_tables.view_page(portrait),
        "card": page_tables.card_page(portrait),
        "index": page_tables.index_page(portrait),
        "behavior": page_tables.behavior_page(portrait),
        "typologies": [
            {
                "about": one.typology,
                "notes": _notes(one),
                "occupancy": page_tables.occupancy_page(one),
                "transitions": page_tables.transition_page(one),
            }
            for one in portrait.typologies
        ],
        "not_computed": portrait.not_computed,
        "thresholds": page_tables.threshold_page(portrait),
        "settings": _settings(portrait),
    }


def _notes(one: Sorted) -> list[str]:
    if one.no_transitions is None:
        return one.approximations
    return [*one.approximations, f"No transitions are shown: {one.no_transitions}."]


def _settings(portrait: Portrait) -> list[tuple[str, str]]:
    moment, result = portrait.moment, portrait.result
    earlier = "none" if moment.earlier is None else f"step {moment.earlier.step}"
    size = f"{moment.n_customers:,} customers, {len(moment.firms)} firms"
    return [
        ("Scenario", f"{result.scenario.title} ({result.name})"),
        ("Market", f"{size}, {'contract' if moment.contract else 'repertoire'}"),
        ("Snapshot", f"step {moment.step}; the earlier one: {earlier}"),
        ("Seed", str(result.seed)),
        ("Scenario hash", scenario_hash(result.scenario)),
        ("Code version", CODE_VERSION),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions().items())),
    ]
