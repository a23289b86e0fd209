"""Finding the market that `--scenario` names, with a sentence for a name that is none."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from simulation.errors import ScenarioError
from simulation.scenario.loader import load_scenario, scenario_names
from simulation.scenario.names import SUFFIXES
from simulation.scenario.schema import Scenario

MOST_NAMES = 3
LIKENESS = 0.55  # assumption: names less alike than this are no help to anybody


def named_market(name: str, overrides: Mapping[str, object]) -> Scenario:
    """Return the scenario of a name or file.

    Parameters
    ----------
    name : str
        As given after `--scenario`.
    overrides : Mapping[str, object]
        Values by dotted path.

    Raises
    ------
    ScenarioError
        If there is none of that name, if it is a folder, or if the scenario has mistakes.
    """
    known, path = scenario_names(), Path(name)
    if name not in known and path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES)
        advice = f"Name a file in it, such as {files[0]}." if files else "Name a scenario file."
        msg = f"--scenario {name}: must be a scenario's name or file. Got a folder. {advice}"
        raise ScenarioError(msg)
    if name not in known and path.suffix not in SUFFIXES and not path.exists():
        near = difflib.get_close_matches(name, known, n=MOST_NAMES, cutoff=LIKENESS)
        nearest = f" Nearest: {', '.join(near)}." if near else ""
        msg = (
            f"--scenario {name}: there is no scenario of that name.{nearest} `run.py scenarios` lists"
            " all of them."
        )
        raise ScenarioError(msg)
    return load_scenario(name, overrides)
