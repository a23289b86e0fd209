"""What is asked of a comparison, and what it answers."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.intervals import Difference
from analysis.comparison.summary import RunSummary
from analysis.comparison.twins import PullAccount, TwinAccount
from simulation.scenario.schema import Scenario


@dataclass(frozen=True)
class Request:
    """What is to be compared.

    Attributes
    ----------
    base : str
        Name or file of the baseline.
    variants : tuple[str, ...]
        Names or files of the strategies.
    overrides : dict[str, object]
        Values by dotted path that hold for all of them.
    metric : str
        What strategies are ranked by.
    replications : int
        Seeds each runs with (at least; more with `precision`).
    precision : float | None
        Half-width of the difference in `metric` to be reached for every variant.
    uncertain : int
        Draws of the uncertain parameters; 0 for none.
    uncertain_customers : int | None
        Size of the market in those draws; None leaves it.
    seed, workers : int
        Seed of the study and number of processes.
    """

    base: str
    variants: tuple[str, ...]
    overrides: dict[str, object] = field(default_factory=dict)
    metric: str = "profit"
    replications: int = 10
    precision: float | None = None
    uncertain: int = 0
    uncertain_customers: int | None = None
    seed: int = 1
    workers: int = 1


@dataclass(frozen=True)
class VariantOutcome:
    """What one strategy brings against the base.

    Attributes
    ----------
    name, title : str
        As on the command line, and as its file says.
    scenario : Scenario
        The strategy.
    differences : dict[str, Difference]
        Paired difference of every metric.
    account : TwinAccount
        Saved, stayed anyway, lost, left anyway.
    flows : ndarray of int64, shape (J + 1, J + 1)
        Where customers ended in the base (rows) and under the policy (columns).
    pull : PullAccount
        What changed of what holds the customers who stayed in both worlds.
    break_even_cost : float
        Stated cost at which the profit difference would be 0, per 1,000 customers over the study.
    wins : int | None
        Draws of the uncertain parameters in which it beats the base; None if none were made.
    win_interval : tuple[float, float] | None
        95 % interval of that share.
    runs : list[RunSummary]
        Its runs, one for each replication.
    """

    name: str
    title: str
    scenario: Scenario
    differences: dict[str, Difference]
    account: TwinAccount
    flows: NDArray[np.int64]
    pull: PullAccount
    break_even_cost: float
    wins: int | None
    win_interval: tuple[float, float] | None
    runs: list[RunSummary]


@dataclass(frozen=True)
class Comparison:
    """Strategies ranked against a base.

    Attributes
    ----------
    request : Request
        What was asked.
    base_title : str
        Title of the baseline.
    base : Scenario
        The baseline.
    base_runs : list[RunSummary]
        Its runs, one for each replication.
    outcomes : list[VariantOutcome]
        The strategies, best first by the chosen metric.
    replications : int
        How many each ran.
    reached_precision : bool | None
        Whether the wished precision was reached; None if none was wished.
    uncertain : dict[str, tuple[float, float]]
        Ranges the uncertain parameters were drawn from.
    start_step : int
        First step at which any strategy differs from the base.
    seconds : float
        How long it took.
    """

    request: Request
    base_title: str
    base: Scenario
    base_runs: list[RunSummary]
    outcomes: list[VariantOutcome]
    replications: int
    reached_precision: bool | None
    uncertain: dict[str, tuple[float, float]]
    start_step: int
    seconds: float = 0.0
