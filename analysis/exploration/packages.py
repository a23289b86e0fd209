"""Packages that only some need: imported where they are used, refused with what to install."""

import importlib
from typing import Any

from simulation.errors import RunError

EXTRA = "analysis"


def optional_package(module: str, package: str, install: str = "") -> Any:
    """Return a module of a package that is not among the core ones.

    Parameters
    ----------
    module : str
        Dotted name to import (`SALib.analyze.sobol`).
    package : str
        What it is called where it is published.
    install : str
        What to do if it is missing; the extra `analysis` if nothing is said.

    Raises
    ------
    RunError
        If it is not installed, with what to do.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        advice = install or f'Install it with: python -m pip install -e ".[{EXTRA}]"'
        msg = f"{package} is needed for this and cannot be imported ({error}). {advice}"
        raise RunError(msg) from error
