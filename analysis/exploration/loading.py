"""A sweep's folder becomes a sample; no run is made."""

from pathlib import Path

from analysis.experiments.tables import factors_of, load_sweep
from analysis.exploration.sample import Sample


def sample_of(folder: Path) -> Sample:
    """Return the runs of a sweep's folder.

    Raises
    ------
    ResultError
        If the folder is not that of a sweep.
    """
    return Sample(load_sweep(folder), factors_of(folder))
