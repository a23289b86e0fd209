"""What a command hands back to the command line, which alone prints."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import RenderableType

if TYPE_CHECKING:
    from simulation.scenario.schema import Scenario

Progress = Callable[[str, int, int], None]


class CompileRules(Protocol):
    """Compiles what some markets need and is not compiled yet, and says so."""

    def __call__(self, *scenarios: "Scenario") -> None:
        """Compile for these markets; for those that leave the toolbox off if none is named."""


@dataclass(frozen=True)
class Desk:
    """What a command may ask of the command line while it works.

    Attributes
    ----------
    compile_rules : CompileRules
        Called when the input has been checked and before the first run.
    on_progress : Progress | None
        Told (stage, done, planned); None where nobody watches.
    """

    compile_rules: CompileRules
    on_progress: Progress | None


@dataclass(frozen=True)
class Answer:
    """What a command found.

    Attributes
    ----------
    document : Any
        The result for machines.
    views : tuple[RenderableType, ...]
        The same for people: tables, and text that is not cut.
    remarks : tuple[str, ...]
        What people should know besides.
    save : Callable[[], object] | None
        Writes the result after it has been shown, so that a full disk does not hide it.
    wrote : str
        What to say of what was written; empty for nothing.
    is_as_claimed : bool
        Whether the command may end with success.
    """

    document: Any
    views: tuple[RenderableType, ...] = ()
    remarks: tuple[str, ...] = ()
    save: Callable[[], object] | None = None
    wrote: str = ""
    is_as_claimed: bool = True
