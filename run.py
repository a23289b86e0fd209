"""The command line of the loyalty laboratory: parse, call one function, say where it wrote."""

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from simulation.errors import LoyaltyError, RunError

if TYPE_CHECKING:
    import pandas as pd

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
RESULTS = Path("results")
STUDY_BASE = "telecom_contract"
RUN_COLUMNS = (
    "market_share", "retention_rate", "mean_satisfaction", "net_promoter_score", "profit",
)  # fmt: skip
REPORT_ONLY = ("Verdict", "Customers kept: 95 % interval")  # too wide for a terminal
COMPARE_LEGEND = (
    "Profit and costs: reference prices (1 = one usual purchase, or one month of a contract) per "
    "1,000 customers of the market over the study, against the baseline. Customers kept: percentage "
    "points of the customers at the start. Stated costs are the scenario's assumptions: a strategy "
    "pays as long as it costs less than its break-even cost. Draws are of the uncertain parameters."
)
STUDY_REPLICATIONS = 6
STUDY_DRAWS = 32
STUDY_DRAW_CUSTOMERS = 1_000

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A laboratory for customer loyalty: what retention policies do to a market of firms.",
)
screen = Console()
messages = Console(stderr=True)

NameArgument = Annotated[str, typer.Argument(help="A scenario's name, or a path to a file.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="A value by its dotted path in the file."),
]
StepsOption = Annotated[int | None, typer.Option(help="Steps of the study, after the burn-in.")]
CustomersOption = Annotated[int | None, typer.Option(help="Customers in the market.")]
SeedOption = Annotated[int, typer.Option(min=0, help="Seed; the same seed gives the same bytes.")]
OutOption = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the result.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress and no tables.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result for machines.")]
WorkersOption = Annotated[int | None, typer.Option(min=1, help="Processes; default: all cores.")]


@app.callback(invoke_without_command=True)
def study(context: typer.Context) -> None:
    """Without a command: the shipped retention strategies against the telecom baseline."""
    if context.invoked_subcommand is None:
        from simulation.scenario.loader import scenario_names

        variants = [name for name in scenario_names() if name.startswith(STUDY_BASE + "/")]
        _compare(
            STUDY_BASE,
            variants,
            out=RESULTS / "study",
            replications=STUDY_REPLICATIONS,
            uncertain=STUDY_DRAWS,
            uncertain_customers=STUDY_DRAW_CUSTOMERS,
        )


@app.command()
def scenarios(as_json: JsonOption = False) -> None:
    """List the scenarios there are."""
    from simulation.scenario.loader import load_scenario, parent_name, scenario_names

    with _errors():
        rows = [
            {
                "name": name,
                "title": (scenario := load_scenario(name)).title,
                "extends": parent_name(name) or "",
                "question": scenario.question,
            }
            for name in scenario_names()
        ]
        if as_json:
            _print_json(rows)
        else:
            _print_table(
                "Scenarios", ["name", "question"], [[r["name"], r["question"]] for r in rows]
            )


@app.command()
def describe(name: NameArgument, overrides: SetOption = None, as_json: JsonOption = False) -> None:
    """Show a scenario's values with units and grades, and what it changes; check a file."""
    from simulation.scenario.describe import describe as described
    from simulation.scenario.loader import load_scenario, scenario_document

    with _errors():
        scenario = load_scenario(name, _overrides(overrides, None, None))
        if as_json:
            _print_json(scenario_document(scenario))
        else:
            screen.print(described(scenario), markup=False, highlight=False, soft_wrap=True)
            _print_changes(name, scenario)


@app.command()
def run(
    name: NameArgument,
    overrides: SetOption = None,
    steps: StepsOption = None,
    customers: CustomersOption = None,
    snapshot: Annotated[
        list[int] | None, typer.Option(help="Keep every customer after this step, too.")
    ] = None,
    seed: SeedOption = 1,
    out: OutOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run one market and write its tables."""
    from analysis.metrics.record import FirmRecord
    from analysis.metrics.registry import BY_NAME, measured
    from simulation.runner import RunSpec, available_workers, run_one
    from simulation.scenario.loader import load_scenario
    from simulation.storage import refuse_foreign

    with _errors():
        folder = out or RESULTS / _folder_name(name)
        scenario = load_scenario(name, _overrides(overrides, steps, customers))
        refuse_foreign(folder)
        _say_if_compiling(quiet)
        spec = RunSpec(
            name, scenario, seed, snapshots=tuple(snapshot or ()), threads=available_workers()
        )
        result = run_one(spec)
        result.save(folder)
        found = {firm: measured(FirmRecord(result, firm)) for firm in sorted(scenario.firms)}
        if as_json:
            _print_json({"folder": str(folder), "seed": seed, "firms": found})
        elif not quiet:
            rows = [
                [firm, *(f"{values[name]:,.4g}" for name in RUN_COLUMNS)]
                for firm, values in found.items()
            ]
            labels = [BY_NAME[name].label for name in RUN_COLUMNS]
            _print_table(f"{scenario.title}, seed {seed}", ["firm", *labels], rows)
            _say_units(RUN_COLUMNS)
        _say(f"Wrote {folder}/", as_json=as_json)


@app.command()
def compare(
    base: Annotated[str, typer.Argument(help="The baseline: a scenario's name or file.")],
    variants: Annotated[list[str], typer.Argument(help="The strategies: names or files.")],
    replications: Annotated[int, typer.Option(min=1, help="Seeds each runs with.")] = 10,
    precision: Annotated[
        float | None,
        typer.Option(min=0.0, help="Half-width of the difference to reach, in units of --metric."),
    ] = None,
    metric: Annotated[str, typer.Option(help="What strategies are ranked by.")] = "profit",
    uncertain: Annotated[
        int, typer.Option(min=0, help="Draws of the uncertain parameters (0: none).")
    ] = 0,
    uncertain_customers: Annotated[
        int | None, typer.Option(min=1, help="Customers in those draws; default: as elsewhere.")
    ] = None,
    overrides: SetOption = None,
    steps: StepsOption = None,
    customers: CustomersOption = None,
    workers: WorkersOption = None,
    seed: SeedOption = 1,
    out: OutOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Compare strategies with a baseline on common draws: paired differences, twins, report."""
    with _errors():
        _compare(
            base,
            variants,
            out=out or RESULTS / f"compare-{_folder_name(base)}",
            replications=replications,
            precision=precision,
            metric=metric,
            uncertain=uncertain,
            uncertain_customers=uncertain_customers,
            overrides=_overrides(overrides, steps, customers),
            workers=workers,
            seed=seed,
            quiet=quiet,
            as_json=as_json,
        )


@app.command()
def calibrate(
    scenario: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the scenario.")],
    events: Annotated[
        Path | None, typer.Argument(help="events.csv: customer_id, date, firm.")
    ] = None,
    offers: Annotated[
        Path | None,
        typer.Option(help="offers.csv: date or occasion, firm, price, feature, display."),
    ] = None,
    panel: Annotated[
        str | None, typer.Option(help="A real panel instead: cracker, yogurt or catsup.")
    ] = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Fit the choice part of the model to a purchase log and write a calibrated scenario."""
    from analysis.calibration.command import (
        calibrate_to_files,
        report_document,
        report_remarks,
        report_tables,
    )

    with _errors():
        _say_if_compiling(quiet)
        report = calibrate_to_files(events, offers, panel, scenario)
        if as_json:
            _print_json(report_document(report))
        elif not quiet:
            for title, frame in report_tables(report):
                _print_frame(title, frame)
            for remark in report_remarks(report):
                messages.print(f"Note: {remark}", markup=False, highlight=False, soft_wrap=True)
        _say("Wrote " + ", ".join(str(path) for path in report.paths), as_json=as_json)


def _compare(
    base: str,
    variants: list[str],
    *,
    out: Path,
    replications: int,
    precision: float | None = None,
    metric: str = "profit",
    uncertain: int = 0,
    uncertain_customers: int | None = None,
    overrides: dict[str, object] | None = None,
    workers: int | None = None,
    seed: int = 1,
    quiet: bool = False,
    as_json: bool = False,
) -> None:
    """Run a comparison, write its folder and print the answer."""
    with _errors():
        from analysis.comparison.compare import compare as compared
        from analysis.comparison.outcome import Request
        from analysis.report.answer import answer_sentence
        from analysis.report.document import comparison_document
        from analysis.report.save import save_comparison
        from analysis.report.tables import comparison_table
        from simulation.runner import available_workers
        from simulation.storage import refuse_foreign

        request = Request(
            base=base,
            variants=tuple(variants),
            overrides=overrides or {},
            metric=metric,
            replications=replications,
            precision=precision,
            uncertain=uncertain,
            uncertain_customers=uncertain_customers,
            seed=seed,
            workers=workers or available_workers(),
        )
        refuse_foreign(out)
        _say_if_compiling(quiet)
        with _progress(quiet) as on_progress:
            comparison = compared(request, on_progress)
        if as_json:
            _print_json(comparison_document(comparison))
        elif not quiet:
            screen.print(answer_sentence(comparison), markup=False, highlight=False)
            table = comparison_table(comparison).drop(columns=list(REPORT_ONLY), errors="ignore")
            _print_frame(f"{comparison.base_title}, replications: {comparison.replications}", table)
            screen.print(COMPARE_LEGEND, markup=False, highlight=False, style="dim")
        save_comparison(comparison, out)
        _say(f"Wrote {out}/ (open {out / 'report.html'})", as_json=as_json)


@contextmanager
def _errors() -> Iterator[None]:
    """Turn what can go wrong into one message and an exit code (settled 19)."""
    try:
        yield
    except RunError as error:
        messages.print(f"Failed: {error}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(FAILED) from error
    except LoyaltyError as error:
        messages.print(f"{error}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except KeyboardInterrupt as error:
        messages.print("Interrupted; nothing half-finished was written.")
        raise typer.Exit(INTERRUPTED) from error


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Show runs done and the time left, on a terminal only."""
    if quiet or not messages.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, planned: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=planned)
            bars.update(tasks[stage], completed=done, total=planned)

        yield show


def _say_if_compiling(quiet: bool) -> None:
    """Compile the rules before anything else, with a message, if that was not done yet."""
    from simulation.compiled import is_compiled
    from simulation.runner import warm_up

    if not is_compiled():
        if not quiet:
            messages.print("Compiling the rules (once after installation, about half a minute) ...")
        warm_up()


def _overrides(
    pairs: list[str] | None, steps: int | None, customers: int | None
) -> dict[str, object]:
    from simulation.scenario.overrides import parse_override

    overrides = dict(parse_override(pair) for pair in pairs or ())
    if steps is not None:
        overrides["market.steps"] = steps
    if customers is not None:
        overrides["market.customers"] = customers
    return overrides


def _folder_name(name: str) -> str:
    return Path(name).with_suffix("").as_posix().strip("/.").replace("/", "-")


def _print_changes(name: str, scenario: Any) -> None:
    from simulation.scenario.difference import differences
    from simulation.scenario.loader import load_scenario, parent_name

    parent = parent_name(name)
    if parent is None:
        return
    screen.print(f"\n# Changes from {parent}:", markup=False, highlight=False)
    for difference in differences(load_scenario(parent), scenario):
        screen.print(f"#   {difference}", markup=False, highlight=False, soft_wrap=True)


def _print_json(content: Any) -> None:
    text = json.dumps(
        _without_nan(content),
        indent=1,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        default=str,
    )
    print(text)


def _without_nan(content: Any) -> Any:
    """Return the content with null where a number is undefined: JSON has no NaN."""
    if isinstance(content, dict):
        return {key: _without_nan(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_without_nan(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def _say_units(names: tuple[str, ...]) -> None:
    from analysis.metrics.registry import BY_NAME

    for name in names:
        metric = BY_NAME[name]
        screen.print(f"{metric.label}: {metric.unit}", markup=False, highlight=False, style="dim")


def _say(text: str, *, as_json: bool) -> None:
    (messages if as_json else screen).print(text, markup=False, highlight=False, soft_wrap=True)


def _print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for number, column in enumerate(columns):
        is_number = number > 0 and rows and all(row[number][:1] in "-+0123456789n" for row in rows)
        table.add_column(column, justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*row)
    screen.print(table, markup=False)


def _print_frame(title: str, frame: "pd.DataFrame") -> None:
    shown = frame.map(lambda value: f"{value:,.4g}" if isinstance(value, float) else str(value))
    _print_table(title, [str(column) for column in shown.columns], shown.to_numpy().tolist())


if __name__ == "__main__":
    sys.exit(app())
