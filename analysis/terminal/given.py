"""What commands share in reading what was typed."""

from pathlib import Path

RESULTS = Path("results")
"""Where results go unless --out says otherwise."""


def changes_of(
    pairs: list[str] | None, steps: int | None = None, customers: int | None = None
) -> dict[str, object]:
    """Return the values that the command line sets, by dotted path."""
    from simulation.scenario.overrides import overrides_of

    return overrides_of(pairs, {"steps": steps, "customers": customers})


def folder_name(name: str) -> str:
    """Return what a result is called after its scenario: a file gives its name, not its folders."""
    from simulation.scenario.loader import scenario_names

    return name.replace("/", "-") if name in scenario_names() else Path(name).stem
