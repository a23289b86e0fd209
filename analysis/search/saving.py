"""What a search found, as files: trials, finalists, the rival's table, and the best scenario."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.search.optimizing import Optimum
from analysis.search.reading import Search
from simulation.compiled import CODE_VERSION
from simulation.errors import ResultError
from simulation.results import versions
from simulation.scenario.writing import scenario_text
from simulation.storage import document_text, rewrite_files

if TYPE_CHECKING:
    import pandas as pd

TRIALS, FINALISTS, REACTIONS = "trials.csv", "finalists.csv", "reactions.csv"
BEST, DOCUMENT = "best.yaml", "optimum.json"
REPORT = "report.html"
FILES = (TRIALS, FINALISTS, REACTIONS, BEST, DOCUMENT, REPORT)
HEADER = "The best policy that `run.py optimize` found, as a whole scenario."
FORMAT = "optimum 1"


def save_optimum(found: Optimum, search: Search, folder: Path) -> Path:
    """Write what a search found; each file is replaced whole. The journal of trials stays.

    Raises
    ------
    ResultError
        If a file there was edited, or the folder cannot be written.
    """
    tables = {TRIALS: trial_table(found), FINALISTS: finalist_table(found)}
    if found.reactions is not None:
        tables[REACTIONS] = reaction_table(found)
    best = search.study.scenario_at(found.best.trial.policy)
    texts = {name: t.to_csv(index=False, lineterminator="\n") for name, t in tables.items()}
    texts[BEST] = scenario_text(best, HEADER)
    texts[DOCUMENT] = document_text(optimum_document(found, search))
    return keep_files(folder, texts)


def keep_files(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write files of a search, each whole, and list them in the folder's manifest.

    Raises
    ------
    ResultError
        If a file there was edited, or the folder cannot be written.
    """
    try:
        rewrite_files(folder, texts, {"format": FORMAT, "code_version": CODE_VERSION})
    except OSError as error:
        msg = f"{folder}: the result could not be written ({error.strerror or error})."
        raise ResultError(msg) from error
    return folder


def trial_table(found: Optimum) -> "pd.DataFrame":
    """Return one row a trial: its policy, its outcomes, and by how much it breaks a limit."""
    import pandas as pd

    return pd.DataFrame(
        [
            {"trial": t.number, **t.policy, **t.outcomes, "excess": t.excess, "is_feasible": t.is_feasible}
            for t in found.trials
        ]
    )  # fmt: skip


def finalist_table(found: Optimum) -> "pd.DataFrame":
    """Return one row for each finalist and outcome: level and paired difference to the base policy."""
    import pandas as pd

    rows = []
    for rank, finalist in enumerate(found.finalists, start=1):
        for name, level in finalist.levels.items():
            gain = finalist.gains[name]
            rows.append(
                {
                    "rank": rank, "trial": finalist.trial.number, **finalist.trial.policy,
                    "outcome": name, "level": level.value, "difference": gain.value,
                    "low": gain.low, "high": gain.high, "interval": gain.covers,
                    "is_feasible": finalist.is_feasible, "is_on_front": finalist.is_on_front,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def reaction_table(found: Optimum) -> "pd.DataFrame":
    """Return one row for each policy and reaction: payoff with its interval, and regret."""
    import pandas as pd

    against = found.reactions
    if against is None:
        return pd.DataFrame()
    rows = [
        {
            **policy, "reaction": name, "payoff": cell.value, "low": cell.low, "high": cell.high,
            "regret": against.regret.regret[k, r], "regret_low": against.losses[k][r].low,
            "regret_high": against.losses[k][r].high, "largest_regret": against.regret.worst[k],
            "is_minimax_regret": k == against.regret.least,
        }
        for k, policy in enumerate(against.policies)
        for r, (name, cell) in enumerate(zip(against.names, against.payoffs[k], strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def optimum_document(found: Optimum, search: Search) -> dict[str, Any]:
    """Return a search as values that JSON can hold; the same for the same search."""
    plan = found.plan
    best = found.best
    against = found.reactions
    return {
        "format": FORMAT,
        "title": search.title,
        "base": search.base,
        "objectives": [
            {"outcome": o.outcome, "direction": "maximize" if o.is_maximized else "minimize"}
            for o in plan.objectives
        ],
        "limits": [
            {"outcome": one.outcome, "at_least": _open(one.at_least), "at_most": _open(one.at_most)}
            for one in plan.limits
        ],
        "trials": len(found.trials),
        "draws": len(plan.worlds),
        "robust": plan.robust,
        "replications": plan.replications,
        "fresh_replications": plan.fresh_replications,
        "seed": plan.seed,
        "best": {
            "policy": dict(best.trial.policy),
            "is_feasible": best.is_feasible,
            "differences": {
                name: {"mean": g.value, "low": _open(g.low), "high": _open(g.high), "interval": g.covers}
                for name, g in best.gains.items()
            },
        },
        "front": [dict(finalist.trial.policy) for finalist in found.front],
        "least_regret": None if against is None else dict(against.policies[against.regret.least]),
        "code_version": CODE_VERSION,
        "versions": versions(),
    }  # fmt: skip


def _open(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
