"""The page of a search: one file that opens anywhere, without a network and without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.report.environment import page_environment
from analysis.report.reading import study_length
from analysis.report.win_win import win_win_caption, win_win_sentence
from analysis.search.optimizing import Optimum
from analysis.search.reading import Search
from analysis.search_report.methods import methods_text, software
from analysis.search_report.pictures import both_sides
from analysis.search_report.tables import finalist_table, lever_table, payoff_table, regret_table
from analysis.search_report.words import (
    answer_sentence,
    findings,
    limit_text,
    objective_text,
    regret_sentence,
)
from analysis.sweep_report.methods import ODD
from analysis.sweep_report.pictures import Picture
from simulation.compiled import CODE_VERSION
from simulation.scenario.loader import scenario_hash

PACKAGE, TEMPLATE = "analysis.search_report", "search.html.j2"


def search_html(
    found: Optimum, search: Search, drawn: Sequence[Picture], pictures: Mapping[str, str]
) -> str:
    """Return the page of a search.

    Parameters
    ----------
    found : Optimum
        What was found.
    search : Search
        What was asked.
    drawn : Sequence[Picture]
        What the pictures are called.
    pictures : Mapping[str, str]
        `<svg>` elements by the name of the picture.
    """
    from markupsafe import Markup

    safe = {name: Markup(svg) for name, svg in pictures.items()}  # noqa: S704  drawn here
    content = _content(found, search)
    titles = {picture.name: picture.title for picture in drawn}
    template = page_environment(PACKAGE).get_template(TEMPLATE)
    return template.render(**content, titles=titles, pictures=safe)


def _content(found: Optimum, search: Search) -> dict[str, Any]:
    plan, against = found.plan, found.reactions
    gains = both_sides(found)
    length = study_length(search.study.scenario_at({}))
    return {
        "title": search.title,
        "tried": len(found.trials),
        "fresh": plan.fresh_replications,
        "answer": answer_sentence(found),
        "findings": findings(found, gains),
        "levers": lever_table(found),
        "objectives": [objective_text(objective) for objective in plan.objectives],
        "limits": [limit_text(limit) for limit in plan.limits],
        "worlds": 0 if plan.worlds == ({},) else len(plan.worlds),
        "robust": plan.robust,
        "length": length,
        "finalists": finalist_table(found),
        "win_win": win_win_sentence(gains),
        "win_win_caption": win_win_caption(gains, length),
        "payoffs": payoff_table(found),
        "regrets": regret_table(found),
        "regret": "" if against is None else regret_sentence(against),
        "sure": _sure(found),
        "methods": methods_text(found, search),
        "odd": ODD,
        "settings": _settings(found, search),
        "caveats": _caveats(found),
    }


def _sure(found: Optimum) -> list[str]:
    plan, n_tried = found.plan, len(found.trials)
    broken = sum(not trial.is_feasible for trial in found.trials)
    said = [
        "Among many policies luck helps to put one first. So the best of them ran again with "
        f"{plan.fresh_replications} seeds that the search had not seen; all differences on this page are "
        "those."
    ]
    if len(plan.objectives) == 1:
        said.append(
            f"The best policy was number {found.best.trial.number + 1} of {n_tried} that were tried. "
            "Where it came late, more trials (--trials) may find a better one."
        )
    if plan.limits:
        said.append(f"{broken} of {n_tried} policies that were tried break a limit.")
    lost = sum(not finalist.is_feasible for finalist in found.finalists)
    if lost:
        said.append(
            f"{lost} of {len(found.finalists)} finalists keep to the limits on the seeds of the search "
            "and not on fresh ones."
        )
    return said


def _settings(found: Optimum, search: Search) -> list[tuple[str, str]]:
    plan = found.plan
    return [
        ("Base scenario", search.base),
        ("Scenario hash", scenario_hash(search.study.scenario_at({}))),
        ("Seed", str(plan.seed)),
        ("Policies tried", f"{len(found.trials):,}"),
        ("Seeds of each", f"{plan.replications}, and {plan.fresh_replications} others of the best"),
        ("Code version", CODE_VERSION),
        ("Versions", ", ".join(f"{name} {version}" for name, version in software().items())),
    ]


def _caveats(found: Optimum) -> list[str]:
    said = [
        "These are differences between simulated markets. They say what follows from the scenario's "
        "values and the model's rules, not what a real market has done.",
        "A search finds the best of what it tried inside the ranges it was given. That there is nothing "
        "better between the trials, or outside the ranges, it does not show.",
        "Intervals over replications are simulation noise only: they shrink with more seeds and say "
        "nothing of wrong values or wrong rules.",
    ]
    if found.plan.worlds == ({},):
        said.append(
            "No uncertain value was varied: whether another policy is best for other customers is not "
            "known. Add `uncertainties:`."
        )
    if found.reactions is None:
        said.append("The rival does what the scenario says; it answers nothing. Add `rival:`.")
    else:
        said.append(
            "The rival's answers are those of the list, each held throughout. A rival that learns, or "
            "mixes its answers, is not modeled."
        )
    return said
