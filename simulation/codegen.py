"""Two wishes about machine code for which Numba has no option.

They change how fast the pass is and no bit of what it computes. Both reach into parts of Numba that
it does not promise to keep: where such a part is missing, code comes out as Numba makes it.
"""

import platform
import sys
from typing import Any

import numba
from numba.core import codegen


def keep_code_close() -> None:
    """Let code find its constants by their distance, where that is possible.

    Numba takes it that code and constants may lie anywhere, and loads the address of a number before
    each number: one instruction in ten of the pass. In llvmlite's own memory, the default on ARM,
    the two lie side by side. Tried on Linux and x86-64 only; without effect where another package has
    declared something to compile before, and Numba's engine is made. All that a process compiles is then made so. Kept code
    carries the mark of the engine that made it: one in which the two may lie apart never loads it.
    """
    is_tried = sys.platform == "linux" and platform.machine() == "x86_64"
    is_refused = numba.config.USE_LLVMLITE_MEMORY_MANAGER == 0  # in the user's environment
    make: Any = getattr(codegen, "JITCPUCodegen", None)
    choose = getattr(make, "_customize_tm_options", None)
    mark = getattr(make, "magic_tuple", None)  # part of the key under which Numba keeps code
    if not is_tried or is_refused or choose is None or mark is None:
        return

    def choose_close(self: Any, options: dict[str, Any]) -> None:
        choose(self, options)
        options.update(reloc="pic", codemodel="small")
        self.keeps_code_close = True
        numba.config.USE_LLVMLITE_MEMORY_MANAGER = 1  # Numba asks for it right after this

    def mark_close(self: Any) -> tuple[Any, ...]:
        is_close = getattr(self, "keeps_code_close", False)  # made after this was asked for
        return (*mark(self), "close") if is_close else mark(self)

    make._customize_tm_options = choose_close
    make.magic_tuple = mark_close


def keep_arrays_apart(dispatcher: Any) -> Any:
    """Promise the compiler that a kernel writes to no memory that it reaches by another array, too.

    It may then keep in a register what it has read, whatever is written elsewhere meanwhile. Whoever
    writes the kernel has to keep the promise: what another array has changed would be read as it was
    before, without a word.
    """
    compiler: Any = getattr(dispatcher, "_compiler", None)
    customize = getattr(compiler, "_customize_flags", None)
    if customize is None:
        return dispatcher

    def customize_apart(flags: Any) -> Any:
        flags = customize(flags)
        flags.noalias = True
        return flags

    compiler._customize_flags = customize_apart
    return dispatcher
