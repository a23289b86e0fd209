"""How a search was made, as a paper would say it: every number is read from its plan."""

import importlib.metadata

from analysis.search.optimizing import Optimum
from analysis.search.reading import Search
from analysis.search_report.words import limit_text, objective_text
from analysis.sweep_report.methods import market_text, software_text
from simulation.results import versions
from simulation.scenario.problems import listed

SEARCHER = "optuna"


def methods_text(found: Optimum, search: Search) -> str:
    """Return the methods paragraph: model, search, worlds, finalists, rival, software."""
    scenario = search.study.scenario_at({})
    sentences = [
        market_text(search.base, scenario),
        _search(found),
        _worlds(found),
        _finalists(found),
        _rival(found),
        software_text(software()),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def software() -> dict[str, str]:
    """Return the versions of what searched and what ran the markets."""
    return {**versions(), SEARCHER: importlib.metadata.version(SEARCHER)}


def _search(found: Optimum) -> str:
    plan = found.plan
    objectives = listed([objective_text(objective) for objective in plan.objectives])
    kept = f", keeping {listed([limit_text(one) for one in plan.limits])}" if plan.limits else ""
    starts = f" and {_count(len(plan.starts), 'given start')}" if plan.starts else ""
    return (
        f"We searched {_count(len(plan.levers), 'lever')} for {objectives}{kept}: "
        f"{_count(len(found.trials), 'policy')} proposed by a tree-structured Parzen estimator "
        "(Bergstra et al. 2011; Ozaki et al. 2022 for several objectives) of Optuna (Akiba et al. 2019), "
        f"the base policy{starts} first."
    )


def _worlds(found: Optimum) -> str:
    plan = found.plan
    seeds = f"the same {_count(plan.replications, 'seed')}, derived from seed {plan.seed}"
    if plan.worlds == ({},):
        return f"Every policy was run with {seeds}."
    how = "their mean" if plan.robust == "mean" else "the worst of them"
    return (
        f"Every policy met the same {_count(len(plan.worlds), 'set')} of {len(plan.worlds[0])} uncertain "
        f"values (Latin hypercube, McKay, Beckman & Conover 1979) with {seeds}, and was judged by {how}."
    )


def _finalists(found: Optimum) -> str:
    plan = found.plan
    return (
        f"The {_count(len(found.finalists), 'best policy', 'best policies')} ran again with "
        f"{_count(plan.fresh_replications, 'seed')} that the search had not used; reported are paired "
        "differences to the base policy on these, with 95 % t-intervals (simulation noise only)."
    )


def _rival(found: Optimum) -> str:
    if found.reactions is None:
        return ""
    return (
        f"Each of them met {_count(len(found.reactions.names), 'answer')} of the rival "
        f"({', '.join(found.reactions.names)}); regret follows Savage (1951)."
    )


def _count(count: int, word: str, words: str = "") -> str:
    many = words or (f"{word[:-1]}ies" if word.endswith("y") else f"{word}s")
    return f"{count:,} {word if count == 1 else many}"
