"""Arguments and options of the command line, each declared once with its help."""

from pathlib import Path
from typing import Annotated

import typer

MOST_KEPT_SEED = 2**63 - 1
"""The largest seed that a store of many runs takes, on the command line as in its file."""

MOST_WORKERS = 1_024
"""More processes than any one machine of today runs well; for more there is --scheduler."""
MOST_SEEDS = 100_000
"""More seeds or draws than any comparison needs; their list alone is kept in memory."""

Name = Annotated[str, typer.Argument(help="A scenario's name, or a path to a file.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="A value by its dotted path in the file."),
]
Steps = Annotated[int | None, typer.Option(help="Steps of the study, after the burn-in.")]
Customers = Annotated[int | None, typer.Option(help="Customers in the market.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed; the same seed gives the same bytes.")]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Folder for the result; default: one in results/, used again by the next call.",
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", help="No progress and no tables; notes still go to stderr.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result for machines.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=MOST_WORKERS, help="Processes; default: all cores.")
]
Replications = Annotated[int, typer.Option(min=1, max=MOST_SEEDS, help="Seeds each runs with.")]
Precision = Annotated[
    float | None,
    typer.Option(min=0.0, help="Half-width of the difference to reach, in units of --metric."),
]
Metric = Annotated[str, typer.Option(help="What strategies are ranked by.")]
Uncertain = Annotated[
    int, typer.Option(min=0, max=MOST_SEEDS, help="Draws of the uncertain parameters (0: none).")
]
UncertainCustomers = Annotated[
    int | None, typer.Option(min=1, help="Customers in those draws; default: as elsewhere.")
]
Snapshot = Annotated[
    list[int] | None,
    typer.Option(
        help="Keep every customer after this step, too: 0 to steps - 1, below 0 in the burn-in."
    ),
]
WrittenScenario = Annotated[Path, typer.Option(metavar="FILE", help="Where to write the scenario.")]
Events = Annotated[Path | None, typer.Argument(help="events.csv: customer_id, date, firm.")]
Offers = Annotated[
    Path | None,
    typer.Option(help="offers.csv: date or occasion, firm, price, feature, display."),
]
Panel = Annotated[str | None, typer.Option(help="A real panel instead: cracker, yogurt or catsup.")]
History = Annotated[Path, typer.Argument(help="history.csv: measure, start, end, value, n.")]
Market = Annotated[str, typer.Option(metavar="NAME", help="The market; what is not free.")]
Free = Annotated[
    list[str],
    typer.Option(metavar="PATH[=LOW:HIGH]", help="To be estimated; default: plausible range."),
]
MomentSeeds = Annotated[int, typer.Option(min=2, help="Seeds of every simulation.")]
Facts = Annotated[
    list[str] | None, typer.Argument(help="Facts: SF01 and so on; default: all of them.")
]
Quick = Annotated[bool, typer.Option("--quick", help="The small sizes of every change.")]
Sensitivity = Annotated[
    int,
    typer.Option(
        min=0, help="Instead: which facts survive this many draws of the uncertain parameters."
    ),
]
Base = Annotated[str, typer.Argument(help="The baseline: a scenario's name or file.")]
Variants = Annotated[list[str], typer.Argument(help="The strategies: names or files.")]
ExperimentFile = Annotated[Path, typer.Argument(metavar="EXPERIMENT.yaml", help="The experiment.")]
MoreReplications = Annotated[
    int | None,
    typer.Option("--replications", min=1, help="Seeds of each point, instead of the file's."),
]
ExperimentSeed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, max=MOST_KEPT_SEED, help="Seed of design and runs, instead of the file's."
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="A Dask scheduler (tcp://HOST:8786) whose workers run it."
    ),
]
SweepFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="What a sweep wrote.")]
Rows = Annotated[int, typer.Option(min=1, help="How many rows are run again.")]
ChoiceSeed = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="Seed of the choice; default: other rows each time."),
]
SearchFile = Annotated[Path, typer.Argument(metavar="SEARCH.yaml", help="What is searched for.")]
Trials = Annotated[
    int | None, typer.Option(min=1, help="Policies that are tried, instead of the file's number.")
]
SearchSeed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        max=MOST_KEPT_SEED,
        help="Seed of search, worlds and runs, instead of the file's.",
    ),
]
ResultFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="What `run` wrote.")]
WhoseCustomers = Annotated[
    str | None, typer.Option("--firm", help="Whose customers; default: the focal firm's.")
]
Judgements = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Judgements that weight the loyalty index; default: ours."),
]
Sample = Annotated[int, typer.Option(min=1, help="Customers asked in the survey.")]
SurveySeed = Annotated[int, typer.Option("--seed", min=0, help="Luck of the survey.")]
Budget = Annotated[
    float,
    typer.Option(metavar="SHARE", help="What each may cost: a share of revenue, 0.0001 to 0.3."),
]
StrategyFolder = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", help="Where their files go; older ones are replaced."),
]
StudyLetter = Annotated[
    str, typer.Argument(metavar="LETTER", help="Its letter; a wrong one gets the list.")
]
QuickStudy = Annotated[bool, typer.Option("--quick", help="The small form: a first look.")]
FirstSeed = Annotated[
    int | None, typer.Option("--seed", min=0, help="The first of its seeds; default: its own.")
]
