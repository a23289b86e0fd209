"""The command line of the loyalty laboratory: parse, call one function, say where it wrote."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from analysis.terminal import options
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
def scenarios(as_json: options.Json = False) -> None:
    """List the scenarios there are."""
    from analysis.terminal.describing import scenario_rows, scenario_table

    with _errors():
        rows = scenario_rows()
        if as_json:
            _print_json(rows)
        else:
            screen.print(scenario_table(rows))


@app.command()
def describe(
    name: options.Name,
    overrides: options.Set = None,
    as_json: options.Json = False,
) -> None:
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
    name: options.Name,
    overrides: options.Set = None,
    steps: options.Steps = None,
    customers: options.Customers = None,
    snapshot: options.Snapshot = None,
    seed: options.Seed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Run one market and write its tables."""
    from analysis.metrics.record import FirmRecord
    from analysis.metrics.registry import measured
    from analysis.terminal.running import run_view
    from simulation.runner import RunSpec, available_workers, run_one
    from simulation.scenario.loader import load_scenario
    from simulation.scenario.overrides import overrides_of
    from simulation.storage import refuse_target

    with _errors():
        folder = out or RESULTS / _folder_name(name)
        scenario = load_scenario(
            name, overrides_of(overrides, {"steps": steps, "customers": customers})
        )
        refuse_target(folder)
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
    base: options.Base,
    variants: options.Variants,
    replications: options.Replications = 10,
    precision: options.Precision = None,
    metric: options.Metric = "profit",
    uncertain: options.Uncertain = 0,
    uncertain_customers: options.UncertainCustomers = None,
    overrides: options.Set = None,
    steps: options.Steps = None,
    customers: options.Customers = None,
    workers: options.Workers = None,
    seed: options.Seed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
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
    scenario: options.WrittenScenario,
    events: options.Events = None,
    offers: options.Offers = None,
    panel: options.Panel = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Fit the choice part of the model to a purchase log and write a calibrated scenario."""
    from analysis.calibration import command
    from analysis.terminal.tables import frame_table

    with _errors():
        _say_if_compiling(quiet)
        report = command.calibrate_to_files(events, offers, panel, scenario)
        if as_json:
            _print_json(command.report_document(report))
        elif not quiet:
            for title, frame in command.report_tables(report):
                screen.print(frame_table(title, frame))
            for remark in command.report_remarks(report):
                messages.print(f"Note: {remark}", soft_wrap=True)
        _say("Wrote " + ", ".join(str(path) for path in report.paths), as_json=as_json)


@app.command()
def fit(
    history: options.History,
    scenario: options.Market,
    free: options.Free,
    overrides: options.Set = None,
    steps: options.Steps = None,
    customers: options.Customers = None,
    replications: options.MomentSeeds = 8,
    workers: options.Workers = None,
    seed: options.Seed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Fit attitudes to what a firm has on file; says first what that can tell apart."""
    from analysis.estimation import command
    from analysis.estimation.market_moments import SimulationPlan
    from analysis.terminal.progress import progress
    from analysis.terminal.tables import frame_table
    from simulation.scenario.overrides import overrides_of

    with _errors():
        folder = out or RESULTS / f"fit-{_folder_name(scenario)}"
        changes = overrides_of(overrides, {"steps": steps, "customers": customers})
        plan = SimulationPlan(seed, replications)
        request = command.FitRequest(history, scenario, tuple(free), changes, plan, workers, folder)
        _say_if_compiling(quiet)
        with nullcontext() if quiet else progress(messages) as on_progress:
            found = command.fit_history(request, on_progress)
        if as_json:
            _print_json(command.report_document(found))
        elif not quiet:
            for part in command.report_parts(found):
                screen.print(frame_table(part.title, part.frame))
                for sentence in part.sentences:
                    screen.print(sentence, soft_wrap=True)
        _say(f"Wrote {folder}/ (the scenario is {folder / command.FITTED})", as_json=as_json)


@app.command()
def validate(
    ids: options.Facts = None,
    quick: options.Quick = False,
    sensitivity: options.Sensitivity = 0,
    workers: options.Workers = None,
    seed: options.Seed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Measure the published facts and their controls; what was interrupted is resumed."""
    from analysis.evidence.answer import evidence_answer
    from analysis.evidence.registry import chosen_facts
    from analysis.terminal.progress import progress

    with _errors():
        folder = out or RESULTS / ("sensitivity" if sensitivity else "evidence")
        facts = chosen_facts(ids or [])
        _say_if_compiling(quiet)
        with nullcontext() if quiet else progress(messages) as on_progress:
            answer = evidence_answer(
                facts,
                folder,
                is_quick=quick,
                draws=sensitivity,
                first_seed=seed,
                workers=workers,
                on_progress=on_progress,
            )
        if as_json:
            _print_json(answer.document)
        elif not quiet:
            screen.print(answer.view)
        _say(f"Wrote {folder}/ (open {answer.file})", as_json=as_json)
        if not answer.is_as_claimed:
            raise typer.Exit(FAILED)


def _compare(request: "Request", folder: Path, *, quiet: bool, as_json: bool) -> None:
    """Run a comparison, write its folder and print the answer."""
    from analysis.comparison.compare import compare as compared
    from analysis.report.document import comparison_document
    from analysis.report.save import save_comparison
    from analysis.terminal.comparing import comparison_view
    from analysis.terminal.progress import progress
    from simulation.storage import refuse_target

    refuse_target(folder)
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
