"""Compiling the rules before a command's first run, with a word about it where it takes long.

There are two passes: one for markets that leave the toolbox off, one for those that use any of it.
Numba compiles each when it is first called and keeps it on disk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from numba.core import event

if TYPE_CHECKING:
    from simulation.scenario.schema import Scenario

KERNELS = "simulation.step."
"""Modules of what is kept on disk; smaller functions are compiled in every process, in no time."""
TOOLBOX_SWITCH = ("image_weight", 0.5)  # any parameter that the toolbox is needed for
FIRST = "Compiling the rules (once after installation, about a minute) ..."
SECOND = (
    "Compiling the rules of the toolbox, which this market uses (once after installation, about a "
    "minute) ..."
)


def compile_for(scenarios: Sequence["Scenario"], say: Callable[[str], object]) -> None:
    """Compile what these markets need and was not compiled before, and say so when it begins.

    Parameters
    ----------
    scenarios : Sequence[Scenario]
        What will be run; without any, markets that leave the toolbox off.
    say : Callable[[str], object]
        Told a sentence before each long wait, and nothing where there is none.
    """
    from simulation.tables import build_tables

    passes = {build_tables(scenario).is_equipped for scenario in scenarios} or {False}
    for is_equipped in sorted(passes):
        with event.install_listener("numba:compile", _Said(SECOND if is_equipped else FIRST, say)):
            _run_the_smallest(is_equipped=is_equipped)


@dataclass
class _Said(event.Listener):
    """Says a sentence when a kernel begins to be compiled, once."""

    sentence: str
    say: Callable[[str], object]
    is_said: bool = field(default=False, init=False)

    def on_start(self, event: Any) -> None:
        """Note that a compilation begins."""
        module = event.data["dispatcher"].py_func.__module__
        if module.startswith(KERNELS) and not self.is_said:
            self.is_said = True
            self.say(self.sentence)

    def on_end(self, event: Any) -> None:
        """Note that a compilation ended."""


def _run_the_smallest(*, is_equipped: bool) -> None:
    from simulation.runner import SMALLEST, RunSpec, run_one, warm_up
    from simulation.scenario.loader import scenario_document, scenario_from_document

    if not is_equipped:
        warm_up()
        return
    document = scenario_document(SMALLEST)
    name, value = TOOLBOX_SWITCH
    document["customers"][name] = value
    run_one(RunSpec("warm-up", scenario_from_document(document), seed=0))
