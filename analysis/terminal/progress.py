"""Progress of many runs, with the time left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


@contextmanager
def progress(console: Console) -> Iterator[Callable[[str, int, int], None] | None]:
    """Show a bar for each stage while the block runs; yield what is told (stage, done, planned).

    None where the console is no terminal: a log file is no place for bars.
    """
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, planned: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=planned)
            bars.update(tasks[stage], completed=done, total=planned)

        yield show
