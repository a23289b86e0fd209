"""The command line of the loyalty laboratory: parse, call one function, say where it wrote."""

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from analysis.terminal import (
    fit_commands,
    market_commands,
    options,
    reading_commands,
    search_commands,
    sweep_commands,
)
from analysis.terminal.given import RESULTS
from simulation.errors import LoyaltyError, RunError

if TYPE_CHECKING:
    from analysis.terminal.answer import Answer, Desk
    from simulation.scenario.schema import Scenario

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
LESS = "Choose fewer customers, steps, draws, points or --workers."
STUDY_BASE = "telecom_contract"
# The six that telecom operators reach for first, all of the market's core: the first screen of a new
# installation waits for one compilation, not for two.
STUDY_STRATEGIES = (
    "better_recovery",
    "complete_satisfaction",
    "price_cut",
    "raise_leaving_cost",
    "raise_trust",
    "reward_loyalty",
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


class Screen(Console):
    """Where results are shown, to a reader who may leave before the end (`| head`)."""

    def on_broken_pipe(self) -> None:
        """Show no more, and go on: what was found is still to be saved."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# What is printed holds names and titles of other people's files: nothing in it is markup.
screen = Screen(markup=False, emoji=False, highlight=False)
messages = Console(stderr=True, markup=False, emoji=False, highlight=False)


@app.callback(invoke_without_command=True)
def default_study(context: typer.Context) -> None:
    """Without a command: the shipped retention strategies against the telecom baseline."""
    context.obj = _tell
    if context.invoked_subcommand is not None:
        return

    def work(desk: "Desk") -> "Answer":
        from analysis.comparison.outcome import Request
        from analysis.terminal.comparing import comparison_answer
        from simulation.runner import available_workers

        request = Request(
            base=STUDY_BASE,
            variants=tuple(f"{STUDY_BASE}/{name}" for name in STUDY_STRATEGIES),
            replications=STUDY_REPLICATIONS,
            uncertain=STUDY_DRAWS,
            uncertain_customers=STUDY_DRAW_CUSTOMERS,
            workers=available_workers(),
        )
        return comparison_answer(request, RESULTS / "study", desk)

    _tell(work, quiet=False, as_json=False)


for command in (
    market_commands.scenarios,
    market_commands.describe,
    market_commands.run,
    market_commands.compare,
    sweep_commands.sweep,
    sweep_commands.verify,
    search_commands.optimize,
    reading_commands.portrait,
    reading_commands.strategies,
    reading_commands.study,
    fit_commands.calibrate,
    fit_commands.fit,
):
    app.command()(command)


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

    def work(desk: "Desk") -> "Answer":
        from analysis.evidence.answer import EvidenceRequest
        from analysis.terminal.validating import validation_answer

        folder = out or RESULTS / ("sensitivity" if sensitivity else "evidence")
        request = EvidenceRequest(tuple(ids or ()), folder, quick, sensitivity, seed, workers)
        return validation_answer(request, desk)

    _tell(work, quiet=quiet, as_json=as_json)


def _tell(work: Callable[["Desk"], "Answer"], *, quiet: bool, as_json: bool) -> None:
    """Let a command work, print what it found, and end with its exit code."""
    from analysis.terminal.answer import Desk
    from analysis.terminal.progress import progress

    with _errors():
        with nullcontext() if quiet else progress(messages) as on_progress:
            answer = work(Desk(partial(_compile, quiet=quiet), on_progress))
        if as_json:
            _print_json(answer.document)
        elif not quiet:
            for view in answer.views:
                screen.print(view, soft_wrap=isinstance(view, str))
        # A note is neither progress nor a table: whoever asks for quiet must not miss a warning.
        for remark in () if as_json else answer.remarks:
            messages.print(f"Note: {remark}", soft_wrap=True)
        if answer.save is not None:
            answer.save()
        if answer.wrote:
            (messages if as_json else screen).print(f"Wrote {answer.wrote}", soft_wrap=True)
        if not answer.is_as_claimed:
            raise typer.Exit(FAILED)


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
    except MemoryError as error:
        messages.print(f"Failed: the memory does not suffice ({error}). {LESS}", soft_wrap=True)
        raise typer.Exit(FAILED) from error
    except OSError as error:
        messages.print(f"{error.filename or 'A file'}: {error.strerror or error}.", soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from error
    except (KeyboardInterrupt, ImportError, SystemError) as error:
        interrupt = _interrupt_behind(error)
        if interrupt is None:
            raise
        said = str(interrupt) or "Interrupted; nothing half-finished was written."
        messages.print(said, soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from error


def _interrupt_behind(error: BaseException | None) -> KeyboardInterrupt | None:
    """Return the Ctrl-C that an error is, or comes of: compiled modules wrap what stops their start."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error


def _compile(*scenarios: "Scenario", quiet: bool) -> None:
    """Compile the rules before anything else, with a message, if that was not done yet."""
    from analysis.terminal.compiling import compile_for

    compile_for(scenarios, (lambda _: None) if quiet else messages.print)


def _print_json(content: Any) -> None:
    from analysis.terminal.machine import json_text

    try:
        print(json_text(content), flush=True)
    except BrokenPipeError:
        screen.on_broken_pipe()


def _speak_utf8() -> None:
    """Write UTF-8 into files and pipes, as every file here is, whatever the machine's old code page.

    On Windows such a page has no minus sign, and a table could not be shown at all.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    _speak_utf8()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as cleanly as Ctrl-C
    sys.exit(app())
