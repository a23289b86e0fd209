"""The measured figures as one table, with targets beside them, and its place in README.md."""

import datetime as dt
import importlib.metadata
import os
import platform
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).with_name("README.md")
START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PACKAGES = ("numba", "llvmlite", "numpy", "mesa")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    what : str
        What was measured.
    measured : str
        The figure, with its range.
    target : str
        The target, empty where there is none.
    met : bool | None
        Whether the median meets it; None where there is none, or it was not measured.
    """

    what: str
    measured: str
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """What is said of the target."""
        if not self.target:
            return ""
        return {True: "met", False: "**missed**", None: "not measured"}[self.met]


def markdown_table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| what | measured: median (range) | target | |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.measured} | {row.target} | {row.verdict} |" for row in rows]
    return "\n".join(lines)


def circumstances(took: float, load: tuple[float, float]) -> str:
    """Return when, on what and with which versions the run was made.

    Parameters
    ----------
    took : float
        Seconds of the run.
    load : tuple[float, float]
        Load of the machine before and after the run, processes waiting to run.
    """
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    return (
        f"{today}; {processor()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.machine()}; Python {platform.python_version()}, {versions}. "
        f"The run took {took / 60:.1f} minutes. Load of the machine before it {load[0]:.1f} and "
        f"after it {load[1]:.1f} (the run itself makes 1 to 2; what is above that was others' work "
        "and slows every figure in steps per second, the ratios much less)."
    )


def processor() -> str:
    """Return the processor's name as far as the system tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown processor"


def write_measured(table: str, facts: str) -> None:
    """Put a run's table into README.md, between its two marks.

    Raises
    ------
    ValueError
        If the marks are not there.
    """
    text = README.read_text(encoding="utf-8")
    if START not in text or END not in text:
        msg = f"benchmarks/README.md: no place for the table; put {START} and {END} back."
        raise ValueError(msg)
    before, rest = text.split(START, 1)
    after = rest.split(END, 1)[1]
    README.write_text(f"{before}{START}\n{facts}\n\n{table}\n{END}{after}", encoding="utf-8")
