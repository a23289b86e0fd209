"""Who runs the markets of a command: this machine, or a Dask cluster."""

from contextlib import AbstractContextManager

from analysis.experiments.crew import Crew, cluster_crew, local_crew
from simulation.runner import available_workers


def opened_crew(workers: int | None, scheduler: str | None) -> AbstractContextManager[Crew]:
    """Return the workers of a cluster, or of this machine (None: one for each core)."""
    if scheduler is not None:
        return cluster_crew(scheduler)
    return local_crew(workers or available_workers())
