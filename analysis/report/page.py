"""The page: one file that opens anywhere, without a network and without scripts."""

from collections.abc import Mapping
from typing import Any

from analysis.comparison.outcome import Comparison
from analysis.report.answer import answer_sentence
from analysis.report.caveats import caveats
from analysis.report.environment import page_environment
from analysis.report.findings import findings, moved_sentence, saved_sentence
from analysis.report.goals import goal_table
from analysis.report.numbers import quantity, rounded
from analysis.report.page_tables import metric_table, money_tables, ranking_table, twin_table
from analysis.report.pictures import DRAWN_AT_MOST, gains, titles
from analysis.report.pull import has_pull, pull_sentences, pull_table
from analysis.report.reading import (
    base_name,
    clock,
    compares_markets,
    has_cohort,
    is_one_run,
    kind_word,
    kind_words,
    ranked_metric,
    shown_metrics,
    strategy_names,
    study_length,
)
from analysis.report.tables import column_of
from analysis.report.win_win import win_win_caption, win_win_sentence
from analysis.report.wording import (
    changes_from_base,
    command_line,
    drawn_parameters,
    grade_legend,
)
from simulation.compiled import CODE_VERSION
from simulation.results import versions
from simulation.scenario.loader import scenario_hash

TEMPLATE = "report.html.j2"


def report_html(comparison: Comparison, pictures: Mapping[str, str]) -> str:
    """Return the page of a comparison.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    pictures : Mapping[str, str]
        `<svg>` elements by the name of the picture; those that are missing are left out.
    """
    from markupsafe import Markup

    safe = {name: Markup(svg) for name, svg in pictures.items()}  # noqa: S704  drawn here
    return page_environment().get_template(TEMPLATE).render(**_content(comparison), pictures=safe)


def _content(comparison: Comparison) -> dict[str, Any]:
    market = comparison.base.market
    named = list(zip(strategy_names(comparison), comparison.outcomes, strict=True))
    return {
        "title": _title(comparison),
        "base": base_name(comparison),
        "question": comparison.base.question,
        "firm": comparison.base.focal_firm,
        "length": study_length(comparison.base),
        "answer": answer_sentence(comparison),
        "findings": findings(comparison),
        "titles": titles(comparison),
        "kind": kind_word(comparison),
        "kinds": kind_words(comparison),
        "one_run": is_one_run(comparison),
        "ranking": ranking_table(comparison),
        "units": [
            (column_of(comparison, shown.name), quantity(shown).difference_unit)
            for shown in shown_metrics(comparison)
        ],
        "has_markets": compares_markets(comparison),
        "draws": comparison.request.uncertain,
        "start": clock(comparison).length(comparison.start_step),
        "starts_later": comparison.start_step > 0,
        "has_cohort": has_cohort(comparison),
        "win_win": win_win_sentence(gains(comparison)),
        "win_win_caption": win_win_caption(gains(comparison), study_length(comparison.base)),
        "twin_sentences": [saved_sentence(name, o) for name, o in named],
        "twins": twin_table(comparison),
        "is_contract": market.mode == "contract",
        "pull": pull_table(comparison) if has_pull(comparison) else None,
        "pull_sentences": pull_sentences(comparison) if has_pull(comparison) else [],
        "left_out": max(len(named) - DRAWN_AT_MOST, 0),
        "drawn_at_most": DRAWN_AT_MOST,
        "moved_sentences": [moved_sentence(comparison, name, o) for name, o in named],
        "money": money_tables(comparison),
        "goals": goal_table(comparison),
        "metrics": metric_table(comparison),
        "strategies": [
            {
                "name": name,
                "file": outcome.name,
                "question": outcome.scenario.question,
                "changes": changes_from_base(comparison, outcome.scenario),
                "hash": scenario_hash(outcome.scenario),
            }
            for name, outcome in named
        ],
        "settings": _settings(comparison),
        "drawn": drawn_parameters(comparison),
        "grades": grade_legend(),
        "provenance": comparison.base.provenance,
        "command": command_line(comparison.request),
        "caveats": caveats(comparison),
    }


def _title(comparison: Comparison) -> str:
    firm = comparison.base.focal_firm
    metric = ranked_metric(comparison)
    if compares_markets(comparison):
        return f"What changes the {metric.label.lower()} of {firm}?"
    if metric.name == "profit":
        return f"Which strategy pays for {firm}?"
    verb = "raises" if metric.is_better_high else "lowers"
    return f"Which strategy {verb} the {metric.label.lower()} of {firm}?"


def _settings(comparison: Comparison) -> list[tuple[str, str]]:
    market, request = comparison.base.market, comparison.request
    time = clock(comparison)
    return [
        ("Baseline", f"{base_name(comparison)} ({request.base})"),
        ("Market", f"{market.customers:,} customers, {len(comparison.base.firms)} firms, {market.mode}"),
        ("Time", f"{time.length(market.steps)} in steps of {market.step_days} days, after "
                 f"{time.length(market.burn_in_steps)} in which habits and relations form"),
        ("Settings for all", ", ".join(f"{p} = {v}" for p, v in sorted(request.overrides.items())) or "none"),
        ("Replications", f"{comparison.replications}; every {kind_word(comparison)} meets the same customers with "
                         "the same luck as the baseline does"),
        ("Precision", _precision(comparison)),
        ("Seed", str(request.seed)),
        ("Draws of uncertain parameters", _draws(comparison)),
        ("Code version", CODE_VERSION),
        ("Scenario hash of the baseline", scenario_hash(comparison.base)),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions().items())),
    ]  # fmt: skip


def _precision(comparison: Comparison) -> str:
    metric = ranked_metric(comparison)
    shown = quantity(metric)
    if is_one_run(comparison):
        return "not known: one run gives no interval"
    widest = max(shown.shown(o.differences[metric.name]).half_width for o in comparison.outcomes)
    text = f"widest half-width of a difference in {metric.label.lower()}: {rounded(widest)} {shown.difference_unit}"
    if comparison.reached_precision is None:
        return text
    wished = rounded((comparison.request.precision or 0.0) * shown.factor)
    reached = "reached" if comparison.reached_precision else "not reached"
    return f"{text}; the wished {wished} was {reached}"


def _draws(comparison: Comparison) -> str:
    request = comparison.request
    if not request.uncertain:
        return "none"
    size = request.uncertain_customers
    market = "" if size is None else f", in markets of {size:,} customers"
    return f"{request.uncertain}, the same for all {kind_words(comparison)}{market}"
