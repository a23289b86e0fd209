"""The pages of commands, exit codes and errors, from the command line itself."""

import importlib.util
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import typer.main

from analysis.markdown import code, first_paragraph, table
from analysis.reference.page import page
from simulation import errors

RUN = Path(__file__).resolve().parents[2] / "run.py"
INTRODUCTION = """\
Write `.venv/bin/python run.py COMMAND`; on Windows `.venv\\Scripts\\python run.py COMMAND`. `run.py COMMAND --help` prints
the same. NAME is a scenario's name (`telecom_contract`, `telecom_contract/price_cut`) or a path to a file. PATH is dotted,
as in the file (`firms.Alpha.program.earn_rate`). An option marked *again* may be given several times."""
EXIT_CODES = (
    ("DONE", "done"),
    ("FAILED", "a run or a verification failed, or a fact is not as the documentation says"),
    (
        "BAD_INPUT",
        "bad input: a scenario, a log, an option or an output folder; nothing was overwritten",
    ),
    ("INTERRUPTED", "interrupted (Ctrl-C); nothing half-finished was written"),
)


def command_line() -> ModuleType:
    """Return `run.py` as a module: it is documented from outside, as its callers see it."""
    spec = importlib.util.spec_from_file_location("run", RUN)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(RUN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands_page(module: ModuleType) -> str:
    """Return the page that lists every command with its arguments and options."""
    group: Any = typer.main.get_command(module.app)
    parts = [f"## `run.py`\n\n{first_paragraph(module.default_study.__doc__)}"]
    for name, command in group.commands.items():
        rows = [_parameter(parameter) for parameter in command.params]
        columns = ("argument or option", "meaning", "default")
        usage = " ".join([f"run.py {name}", *_arguments(command)])
        parts += [f"## `{usage}`", str(command.help), table(columns, rows)]
    return page("Commands", INTRODUCTION, *parts)


EDITED = (
    "A command replaces an earlier result of its own kind in its folder, and nothing else. `manifest.json` lists the SHA-256 of every file that "
    "was written, and a folder in which one of them was edited is refused before anything runs: move the file to "
    "another place, and the command goes on; or choose another `--out`. This holds for `run`, `compare`, `sweep`, "
    "`optimize`, `validate`, `study`, `portrait` and `fit`. Files that stand alone (a scenario of `calibrate`, "
    "those of `strategies`) carry the hash in their last line, and are refused alike."
)


def errors_page(module: ModuleType) -> str:
    """Return the page of exit codes and error classes."""
    codes = [(str(getattr(module, name)), meaning) for name, meaning in EXIT_CODES]
    classes = [
        (code(name), ", ".join(code(base.__name__) for base in kind.__bases__), first_paragraph(kind.__doc__))
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if kind.__module__ == errors.__name__
    ]  # fmt: skip
    return page(
        "Errors and exit codes",
        "An error is one sentence that says what, where, which rule, what was got, and what to do. A scenario file gets "
        "one line for each of its mistakes, all at once: `file:line: path rule. Got value. Advice.`",
        "## Exit codes",
        table(("code", "when"), codes),
        "## Error classes",
        "In `simulation.errors`. The command line turns `RunError` into exit 1 and every other one into exit 2.",
        table(("class", "is a", "when"), classes),
        "## What you edited is kept",
        EDITED,
    )


def _arguments(command: Any) -> list[str]:
    names = []
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            name = parameter.name.upper() + (" …" if parameter.nargs == -1 else "")
            names.append(name if parameter.required else f"[{name}]")
    return names


def _parameter(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        name = parameter.name.upper()
    elif parameter.is_flag:
        name = " / ".join(parameter.opts)
    else:
        name = f"{' / '.join(parameter.opts)} {parameter.metavar or 'VALUE'}"
    again = " (again)" if getattr(parameter, "multiple", False) else ""
    return code(name) + again, str(parameter.help or ""), _default(parameter)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    if parameter.default in (None, False, (), []):
        return ""
    return code(str(parameter.default))
