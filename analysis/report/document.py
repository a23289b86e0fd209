"""A comparison as plain values: what `--json` prints, and the manifest of its folder."""

import math
from typing import Any

from analysis.comparison.outcome import Comparison, Request, VariantOutcome
from analysis.metrics.behavior import NOBODY_LABEL
from analysis.metrics.registry import METRICS
from analysis.report.answer import answer_sentence
from analysis.report.reading import judged, mean_of, ranked_metric
from analysis.report.wording import command_line
from simulation.compiled import CODE_VERSION
from simulation.results import versions
from simulation.scenario.loader import scenario_document, scenario_hash
from simulation.scenario.schema import Scenario

KIND = "comparison"
FORMAT = f"{KIND} 1"


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return the results of a comparison as values that JSON can hold.

    The same for the same comparison: wall time is not in it. What is not a number (an interval
    from one replication, the retention of a firm without customers) is None.
    """
    metric = ranked_metric(comparison)
    return {
        "format": FORMAT,
        "answer": answer_sentence(comparison),
        "request": request_document(comparison.request),
        "metric": {
            "name": metric.name,
            "unit": metric.unit,
            "is_better_high": metric.is_better_high,
        },
        "base": {"name": comparison.request.base, "title": comparison.base_title},
        "focal_firm": comparison.base.focal_firm,
        "replications": comparison.replications,
        "reached_precision": comparison.reached_precision,
        "start_step": comparison.start_step,
        "strategies": [
            _strategy_document(comparison, rank, outcome)
            for rank, outcome in enumerate(comparison.outcomes, start=1)
        ],
        "uncertain": {path: list(span) for path, span in comparison.uncertain.items()},
    }


def manifest_document(comparison: Comparison, hashes: dict[str, str]) -> dict[str, Any]:
    """Return what identifies a comparison: scenarios in full, seed, code, versions, files.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    hashes : dict[str, str]
        SHA-256 of each file of the folder, by its path inside it.
    """
    request = comparison.request
    return {
        "format": FORMAT,
        "command": command_line(request),
        "request": request_document(request),
        "seed": request.seed,
        "base": _scenario_entry(request.base, comparison.base),
        "variants": [_scenario_entry(o.name, o.scenario) for o in comparison.outcomes],
        "replications": comparison.replications,
        "reached_precision": comparison.reached_precision,
        "start_step": comparison.start_step,
        "uncertain": {path: list(span) for path, span in comparison.uncertain.items()},
        "code_version": CODE_VERSION,
        "versions": versions(),
        "columns": COLUMNS,
        "files": hashes,
    }


def request_document(request: Request) -> dict[str, Any]:
    """Return what was asked; the number of workers is left out, because no result depends on it."""
    return {
        "base": request.base,
        "variants": list(request.variants),
        "overrides": dict(request.overrides),
        "metric": request.metric,
        "replications": request.replications,
        "precision": request.precision,
        "uncertain": request.uncertain,
        "uncertain_customers": request.uncertain_customers,
        "seed": request.seed,
    }


def _scenario_entry(name: str, scenario: Scenario) -> dict[str, Any]:
    return {"name": name, "hash": scenario_hash(scenario), "scenario": scenario_document(scenario)}


def _strategy_document(
    comparison: Comparison, rank: int, outcome: VariantOutcome
) -> dict[str, Any]:
    metric = ranked_metric(comparison)
    account = outcome.account
    return {
        "rank": rank,
        "name": outcome.name,
        "title": outcome.title,
        "verdict": judged(outcome.differences[metric.name], metric).value,
        "metrics": {m.name: _metric_document(comparison, outcome, m.name) for m in METRICS},
        "stated_cost": _number(outcome.differences["policy_cost"].mean),
        "break_even_cost": _number(outcome.break_even_cost),
        "draws": comparison.request.uncertain,
        "draws_better": outcome.wins,
        "share_better_interval": None
        if outcome.win_interval is None
        else list(outcome.win_interval),
        "twins": {
            "cohort": account.cohort,
            "exits": account.exits,
            "elsewhere": account.elsewhere,
            "customers": dict(account.customers),
            "given": {cell: _number(amount) for cell, amount in account.given.items()},
            "profit": {cell: _number(amount) for cell, amount in account.profit.items()},
        },
        "pull": {
            construct: {
                "base": _number(outcome.pull.base[construct]),
                "difference": _number(change.mean),
                "low": _number(change.low),
                "high": _number(change.high),
            }
            for construct, change in outcome.pull.change.items()
        },
        "flows": {
            "firms": [*sorted(comparison.base.firms), NOBODY_LABEL],
            "customers": outcome.flows.tolist(),
        },
    }


def _metric_document(comparison: Comparison, outcome: VariantOutcome, name: str) -> dict[str, Any]:
    difference = outcome.differences[name]
    return {
        "base": _number(mean_of(comparison, name)),
        "strategy": _number(mean_of(comparison, name, outcome)),
        "difference": _number(difference.mean),
        "low": _number(difference.low),
        "high": _number(difference.high),
        "n": difference.n,
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


MONEY_MEANING = "reference prices per 1,000 customers of the market over the study"
COLUMNS: dict[str, dict[str, str]] = {
    "comparison.csv": {
        "rank": "place of the strategy by the chosen metric, 1 is best",
        "strategy": "name as on the command line",
        "title": "title of its file",
        "metric": "name of the metric; definitions are in analysis/metrics",
        "unit": "unit of base_mean, strategy_mean, difference, low and high",
        "base_mean": "mean of the baseline over replications",
        "strategy_mean": "mean of the strategy over replications",
        "difference": "mean paired difference, strategy minus baseline",
        "low": "lower end of its t-interval over replications: simulation noise only",
        "high": "upper end",
        "n": "replications",
        "confidence": "confidence of the interval",
        "verdict": "what the interval says for the firm",
    },
    "strategies.csv": {
        "rank": "as in comparison.csv",
        "strategy": "as in comparison.csv",
        "title": "as in comparison.csv",
        "stated_cost": f"stated cost of the policy beyond that of the baseline, {MONEY_MEANING}",
        "break_even_cost": f"such a cost at which the difference in profit would be 0, {MONEY_MEANING}",
        "draws": "draws of the uncertain parameters",
        "draws_better": "draws in which it beats the baseline by the chosen metric",
        "share_better_low": "lower end of the 95 % interval of that share (Wilson 1927)",
        "share_better_high": "upper end",
    },
    "runs.csv": {
        "scenario": "name as on the command line",
        "role": "base or strategy",
        "replication": "runs of one replication share their draws",
        "seed": "seed of the run",
        "metric": "name of the metric",
        "value": "its value for the focal firm",
    },
    "series.csv": {
        "measure": "survival and share (percent) or satisfaction (points) of the focal firm",
        "scenario": "name as on the command line",
        "step": "steps of the study passed",
        "time": "the same in months of 30 days, or in weeks where steps are shorter than 28 days",
        "mean": "mean over replications",
        "low": "lower end of its 95 % interval over replications",
        "high": "upper end",
        "difference": "mean paired difference to the baseline",
        "difference_low": "lower end of its 95 % interval over replications: simulation noise only",
        "difference_high": "upper end",
    },
    "twins.csv": {
        "strategy": "name as on the command line",
        "cell": "saved, stayed_anyway, lost_by_policy, left_anyway",
        "customers": "customers of the focal firm at the policy's start, in both worlds, over all replications",
        "per_thousand": "the same of every 1,000 of them",
        "given": f"what the policy gave to them beyond the baseline, {MONEY_MEANING}",
        "profit": f"change of the margin they brought, {MONEY_MEANING}",
        "cohort": "customers in the four cells",
        "exits": "customers who left the category since, in both worlds; in no cell",
        "elsewhere": "who was its customer then in the baseline only, because the strategy differs in the burn-in already; in no cell",
    },
    "pull.csv": {
        "strategy": "name as on the command line",
        "construct": "part of the pull of the focal firm over the others at the end: satisfaction, trust, belonging, habit, leaving (its cost), price, rewards (program, promotion, contact), rest, together",
        "base_mean": "mean over customers of the start who stay in the baseline, logits",
        "difference": "mean paired difference for those who stay in both worlds, logits",
        "low": "lower end of its 95 % interval over replications: simulation noise only",
        "high": "upper end",
    },
    "flows.csv": {
        "strategy": "name as on the command line",
        "firm_in_base": "firm a customer ended with in the baseline",
        "firm_under_strategy": "firm the same customer ended with under the strategy",
        "customers": "how many, over all replications",
        "per_thousand": "how many of every 1,000 in the market",
    },
    "money.csv": {
        "strategy": "name as on the command line",
        "part": "part of profit",
        "difference": f"what it adds to the difference in profit, signed, {MONEY_MEANING}",
    },
    "costs.csv": {
        "cost": "program: the program cost; stated: the stated cost of the policy",
        "strategy": "name as on the command line",
        "part": "what is paid for; the parts of a cost add up to its difference in comparison.csv",
        "difference": f"strategy minus baseline, {MONEY_MEANING}",
    },
}
"""What every column of every table means; the manifest carries it."""
