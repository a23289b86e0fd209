"""The page: one file that opens anywhere, without a network and without scripts."""

from collections.abc import Mapping
from typing import Any

from analysis.experiments.experiment import VARIANT
from analysis.exploration.estimates import SIMULATION_NOISE
from analysis.exploration.exploring import Exploration
from analysis.exploration.places import is_base_inside
from analysis.report.environment import page_environment
from analysis.report.numbers import rounded
from analysis.report.reading import study_length
from analysis.report.win_win import win_win_caption, win_win_sentence
from analysis.sweep_report.findings import (
    answer_sentence,
    beside_sentence,
    beyond_sentence,
    findings,
    plausible_sentence,
    to_do_sentence,
    unanswered,
)
from analysis.sweep_report.methods import ODD, methods_text, software
from analysis.sweep_report.pictures import TITLES, both_sides
from analysis.sweep_report.precision import precision_sentence, precision_table
from analysis.sweep_report.tables import (
    effect_table,
    fact_table,
    factor_table,
    flip_table,
    pair_table,
    policy_table,
    rule_table,
    share_table,
)
from analysis.sweep_report.words import (
    design_text,
    label_of,
    quantity_of,
    replications_text,
    seeds_sentence,
    value_text,
    with_unit,
    worlds_text,
)
from simulation.compiled import CODE_VERSION
from simulation.scenario.problems import listed

TEMPLATE = "sweep.html.j2"
LISTED_AT_MOST = 15
"""Factors whose table stands open on the page; of more a reader opens it."""


def sweep_html(found: Exploration, pictures: Mapping[str, str], captions: Mapping[str, str]) -> str:
    """Return the page of a sweep.

    Parameters
    ----------
    found : Exploration
        The sweep and what its runs say.
    pictures, captions : Mapping[str, str]
        `<svg>` elements and what can be seen in them, by the name of the picture; those that are
        missing are left out.
    """
    from markupsafe import Markup

    safe = {name: Markup(svg) for name, svg in pictures.items()}  # noqa: S704  drawn here
    content = _content(found)
    return page_environment("analysis.sweep_report").get_template(TEMPLATE).render(
        **content, pictures=safe, captions=captions
    )  # fmt: skip


def _content(found: Exploration) -> dict[str, Any]:
    points = len(found.sample.points)
    rules = rule_table(found)  # before the findings, which say what could not be found
    effects = [table for name in found.outcomes if (table := effect_table(found, name))]
    return {
        "title": _title(found),
        "points": points,
        "replications": replications_text(found.sample),
        "seeds": seeds_sentence(found.sample),
        "answer": answer_sentence(found),
        "findings": findings(found),
        "is_screening": found.design.kind == "morris",
        "titles": TITLES,
        "design": design_text(found.design, points),
        "factors": factor_table(found),
        "listed_at_most": LISTED_AT_MOST,
        "constants": _constants(found),
        "levels": _levels(found),
        "length": _length(found),
        "effects": effects,
        "is_one_at_a_time": found.design.kind == "one_at_a_time",
        "noise": SIMULATION_NOISE if found.sample.replications > 1 else "",
        "shares": share_table(found),
        "pair_shares": pair_table(found),
        "policies": policy_table(found.advice, worlds_text(found.sample)),
        "worlds": worlds_text(found.sample),
        "precision": precision_sentence(found),
        "precise": precision_table(found),
        "facts": fact_table(found),
        "facts_beyond": beyond_sentence(found),
        "fact_cost": "" if found.passed is None else found.passed.cost,
        "plausible": plausible_sentence(found),
        "plausible_policies": policy_table(found.plausible, "worlds in which the facts hold"),
        "to_do": to_do_sentence(found),
        "flips": flip_table(found),
        "flips_beside": beside_sentence(found.advice),
        "flips_predicted": found.advice is not None and found.advice.are_flips_predicted,
        "rules": rules,
        "surfaces": [
            (label_of(name), surface.r_squared_cross_validated,
             with_unit(rounded(surface.error * quantity_of(name).factor), quantity_of(name).difference_unit))
            for name, surface in found.surfaces.items()
        ],
        "win_win": win_win_sentence(both_sides(found)),
        "win_win_caption": win_win_caption(both_sides(found), _length(found)),
        "methods": methods_text(found),
        "odd": ODD,
        "settings": _settings(found),
        "caveats": _caveats(found),
        "unanswered": unanswered(found),  # last: what is asked above is found, or said here
    }  # fmt: skip


def _length(found: Exploration) -> str:
    """Return how long the study of each run lasts; nothing where that was varied or there is none."""
    if found.experiment is None:
        return ""
    varied = {factor.path for factor in found.sample.factors}
    if varied & {VARIANT, "market.steps", "market.step_days"}:
        return ""
    return study_length(found.experiment.scenarios[found.experiment.base])


def _title(found: Exploration) -> str:
    return found.folder.name if found.experiment is None else found.experiment.title


def _constants(found: Exploration) -> list[str]:
    if found.experiment is None:
        return []
    return [f"{path} = {value_text(v)}" for path, v in sorted(found.experiment.constants.items())]


def _levels(found: Exploration) -> list[tuple[str, str, str, str]]:
    """Return label, value in the base, and the range over all points of every outcome."""
    rows = []
    for name in found.outcomes:
        shown = quantity_of(name)
        own = found.sample.table.groupby("point")[name].mean() * shown.factor
        base = (
            found.base[name].mean() * shown.factor if name in found.base.columns else float("nan")
        )
        span = f"{rounded(float(own.min()))} to {rounded(float(own.max()))}"
        rows.append((label_of(name), rounded(float(base)), span, shown.unit))
    return rows


def _settings(found: Exploration) -> list[tuple[str, str]]:
    said = [
        ("Seed", str(found.seed)),
        ("Runs", f"{len(found.sample.table):,}, and {len(found.base):,} of the base"),
        ("Failed runs", str(found.failures)),
        ("Code version", CODE_VERSION),
        ("Versions", ", ".join(f"{name} {version}" for name, version in software(found).items())),
    ]
    if found.experiment is not None:
        said.insert(0, ("Base scenario", found.experiment.base))
    return said


def _caveats(found: Exploration) -> list[str]:
    said = [
        "These are differences between simulated markets. They say what follows from the scenario's "
        "values and the model's rules, not what a real market has done.",
        "Ranges say where was looked. What lies outside them, and what was not varied, is not known.",
    ]
    outside = [factor.path for factor in found.sample.factors if not is_base_inside(factor)]
    if outside:
        said.append(
            f"The base value of {listed(outside)} lies outside the range that was varied: what a fitted "
            "surface says of it there, and what moves away from it, was not looked at."
        )
    if found.sample.replications > 1:
        said.append(
            "Intervals over replications are simulation noise only: they shrink with more seeds and "
            "say nothing of wrong values or wrong rules."
        )
    else:
        said.append(
            "Every point was run with one seed, so that luck cannot be told from what a factor does. Add "
            "--replications."
        )
    if found.effects and found.design.kind not in ("one_at_a_time", "morris"):
        said.append(
            "Effects are those of straight lines. Where a surface bends, the effect near one end "
            "differs from that near the other."
        )
    if found.sample.levers:
        said.append(
            "The best of many policies looks a little better than it is, because luck helped to put it "
            "first. Judge it again on other seeds: run.py compare, or run.py optimize."
        )
    return said
