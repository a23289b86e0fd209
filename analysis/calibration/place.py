"""Where a calibrated scenario may be written, asked before a log is fitted."""

import os
from collections.abc import Mapping
from pathlib import Path

from analysis.calibration.log import ChoiceLog
from simulation.errors import ScenarioError
from simulation.scenario.names import SUFFIXES
from simulation.storage import is_stamped

ADVICE = "nothing was written. Delete it or choose another --scenario."


def require_place(path: Path) -> None:
    """Refuse a path at which no scenario could be written, before anything is fitted.

    Raises
    ------
    ScenarioError
        If it is a folder or has another ending, or its folder is missing or closed.
    """
    if path.is_dir():
        inside = (path / "market.yaml").as_posix()
        msg = f"{path}: stands there already and is a folder. Name a file, such as {inside}."
        raise ScenarioError(msg)
    if path.suffix not in SUFFIXES:
        msg = f"{path}: a scenario file ends in .yaml. Name it {path.stem}.yaml."
        raise ScenarioError(msg)
    if not path.parent.is_dir():
        msg = f"{path}: there is no folder {path.parent}. Create it, or choose another --scenario."
        raise ScenarioError(msg)
    if not os.access(path.parent, os.W_OK | os.X_OK):
        msg = f"{path}: the folder {path.parent} may not be written to. Choose another --scenario."
        raise ScenarioError(msg)


def require_no_conflict(path: Path, log: ChoiceLog, variants: Mapping[str, str]) -> None:
    """Refuse a path where something stands that this log cannot have given, before it is fitted.

    Parameters
    ----------
    path : Path
        Where the scenario shall stand.
    log : ChoiceLog
    variants : Mapping[str, str]
        What its variants will hold, by kind.

    Raises
    ------
    ScenarioError
        If the scenario or a variant there is not by `calibrate`, was changed, or is of another log.
    """
    if path.exists():
        text = path.read_text(encoding="utf-8", errors="replace")
        if not is_stamped(text):
            msg = f"{path}: stands there already and is not as `calibrate` writes it; {ADVICE}"
            raise ScenarioError(msg)
        if any(source.sha256 not in text for source in log.sources):
            msg = f"{path}: stands there already and comes from another log; {ADVICE}"
            raise ScenarioError(msg)
    for kind, text in variants.items():
        place = variant_path(path, kind)
        if place.exists() and (not place.is_file() or place.read_bytes() != text.encode()):
            msg = f"{place}: stands there already and differs from what this log gives; {ADVICE}"
            raise ScenarioError(msg)


def variant_path(path: Path, kind: str) -> Path:
    """Return where the variant of a scenario stands."""
    return path.with_name(f"{path.stem}_{kind}{path.suffix}")
