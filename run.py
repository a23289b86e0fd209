"""The command line of the loyalty laboratory: parse, call one function, say where it wrote."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from simulation.errors import LoyaltyError, RunError

if TYPE_CHECKING:
    from analysis.comparison.outcome import Request

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
RESULTS = Path("results")
STUDY_BASE = "telecom_contract"
STUDY_REPLICATIONS = 6
STUDY_DRAWS = 32
STUDY_DRAW_CUSTOMERS = 1_000

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A laboratory for customer loyalty: what retention policies do to a market of firms.",
)
# What is printed holds names and titles of other people's files: nothing in it is markup.
screen = Console(markup=False, emoji=False, highlight=False)
messages = Console(stderr=True, markup=False, emoji=False, highlight=False)

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
    if context.invoked_subcommand is not None:
        return
    with _errors():
        from analysis.comparison.outcome import Request
        from simulation.runner import available_workers
        from simulation.scenario.loader import scenario_names

        request = Request(
            base=STUDY_BASE,
            variants=tuple(name for name in scenario_names() if name.startswith(f"{STUDY_BASE}/")),
            replications=STUDY_REPLICATIONS,
            uncertain=STUDY_DRAWS,
            uncertain_customers=STUDY_DRAW_CUSTOMERS,
            workers=available_workers(),
        )
        _compare(request, RESULTS / "study", quiet=False, as_json=False)


@app.command()
def scenarios(as_json: JsonOption = False) -> None:
    """List the scenarios there are."""
    from analysis.terminal.describing import scenario_rows, scenario_table

    with _errors():
        rows = scenario_rows()
        if as_json:
            _print_json(rows)
        else:
            screen.print(scenario_table(rows))


@app.command()
def describe(name: NameArgument, overrides: SetOption = None, as_json: JsonOption = False) -> None:
    """Show a scenario's values with units and grades, and what it changes; check a file."""
    from analysis.terminal.describing import description
    from simulation.scenario.loader import load_scenario, scenario_document
    from simulation.scenario.overrides import overrides_of

    with _errors():
        scenario = load_scenario(name, overrides_of(overrides, {}))
        if as_json:
            _print_json(scenario_document(scenario))
        else:
            _say(description(name, scenario), as_json=False)


@app.command()
def run(
    name: NameArgument,
    overrides: SetOption = None,
    steps: StepsOption = None,
    customers: CustomersOption = None,
    snapshot: Annotated[
        list[int] | None,
        typer.Option(
            help="Keep every customer after this step, too: 0 to steps - 1, below 0 in the burn-in."
        ),
    ] = None,
    seed: SeedOption = 1,
    out: OutOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run one market and write its tables."""
    from analysis.metrics.record import FirmRecord
    from analysis.metrics.registry import measured
    from analysis.terminal.running import run_view
    from simulation.runner import RunSpec, available_workers, run_one
    from simulation.scenario.loader import load_scenario
    from simulation.scenario.overrides import overrides_of
    from simulation.storage import refuse_foreign

    with _errors():
        folder = out or RESULTS / _folder_name(name)
        scenario = load_scenario(
            name, overrides_of(overrides, {"steps": steps, "customers": customers})
        )
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
            screen.print(run_view(f"{scenario.title}, seed {seed}", found))
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
        from analysis.comparison.outcome import Request
        from simulation.runner import available_workers
        from simulation.scenario.overrides import overrides_of

        request = Request(
            base=base,
            variants=tuple(variants),
            overrides=overrides_of(overrides, {"steps": steps, "customers": customers}),
            metric=metric,
            replications=replications,
            precision=precision,
            uncertain=uncertain,
            uncertain_customers=uncertain_customers,
            seed=seed,
            workers=workers or available_workers(),
        )
        folder = out or RESULTS / f"compare-{_folder_name(base)}"
        _compare(request, folder, quiet=quiet, as_json=as_json)


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
    from analysis.terminal.tables import frame_table

    with _errors():
        _say_if_compiling(quiet)
        report = calibrate_to_files(events, offers, panel, scenario)
        if as_json:
            _print_json(report_document(report))
        elif not quiet:
            for title, frame in report_tables(report):
                screen.print(frame_table(title, frame))
            for remark in report_remarks(report):
                messages.print(f"Note: {remark}", soft_wrap=True)
        _say("Wrote " + ", ".join(str(path) for path in report.paths), as_json=as_json)


@app.command()
def validate(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Facts: SF01 and so on; default: all of them.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="The small sizes of every change.")
    ] = False,
    workers: WorkersOption = None,
    seed: SeedOption = 1,
    out: OutOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the published facts and their controls; what was interrupted is resumed."""
    from analysis.evidence.command import validate_to_folder
    from analysis.evidence.document import validation_document
    from analysis.evidence.registry import chosen_facts
    from analysis.evidence.view import validation_view
    from analysis.terminal.progress import progress

    with _errors():
        folder = out or RESULTS / "evidence"
        facts = chosen_facts(ids or [])
        _say_if_compiling(quiet)
        with nullcontext() if quiet else progress(messages) as on_progress:
            validation = validate_to_folder(
                facts,
                folder,
                is_quick=quick,
                first_seed=seed,
                workers=workers,
                on_progress=on_progress,
            )
        if as_json:
            _print_json(validation_document(validation))
        elif not quiet:
            screen.print(validation_view(validation))
        _say(f"Wrote {folder}/ (open {folder / 'evidence.html'})", as_json=as_json)
        if not validation.is_as_claimed:
            raise typer.Exit(FAILED)


def _compare(request: "Request", folder: Path, *, quiet: bool, as_json: bool) -> None:
    """Run a comparison, write its folder and print the answer."""
    from analysis.comparison.compare import compare as compared
    from analysis.report.document import comparison_document
    from analysis.report.save import save_comparison
    from analysis.terminal.comparing import comparison_view
    from analysis.terminal.progress import progress
    from simulation.storage import refuse_foreign

    refuse_foreign(folder)
    _say_if_compiling(quiet)
    with nullcontext() if quiet else progress(messages) as on_progress:
        comparison = compared(request, on_progress)
    if as_json:
        _print_json(comparison_document(comparison))
    elif not quiet:
        screen.print(comparison_view(comparison))
    save_comparison(comparison, folder)
    _say(f"Wrote {folder}/ (open {folder / 'report.html'})", as_json=as_json)


@contextmanager
def _errors() -> Iterator[None]:
    """Turn what can go wrong into one message and an exit code (settled 19)."""
    try:
        yield
    except RunError as error:
        messages.print(f"Failed: {error}", soft_wrap=True)
        raise typer.Exit(FAILED) from error
    except LoyaltyError as error:
        messages.print(f"{error}", soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except OSError as error:
        messages.print(f"{error.filename or 'A file'}: {error.strerror or error}.", soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except KeyboardInterrupt as error:
        messages.print("Interrupted; nothing half-finished was written.")
        raise typer.Exit(INTERRUPTED) from error


def _say_if_compiling(quiet: bool) -> None:
    """Compile the rules before anything else, with a message, if that was not done yet."""
    from simulation.compiled import is_compiled
    from simulation.runner import warm_up

    if not is_compiled():
        if not quiet:
            messages.print("Compiling the rules (once after installation, about half a minute) ...")
        warm_up()


def _folder_name(name: str) -> str:
    """Return what a result is called after its scenario: a file gives its name, not its folders."""
    from simulation.scenario.loader import scenario_names

    return name.replace("/", "-") if name in scenario_names() else Path(name).stem


def _print_json(content: Any) -> None:
    from analysis.terminal.machine import json_text

    print(json_text(content))


def _say(text: str, *, as_json: bool) -> None:
    (messages if as_json else screen).print(text, soft_wrap=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as cleanly as Ctrl-C
    sys.exit(app())
