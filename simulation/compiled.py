"""How a rule is compiled: declared once, so that no rule chooses its own options.

Strict arithmetic (no `fastmath`): reassociation and fused multiply-adds would change bits between
processors. The cache folder carries a hash of the package's sources, because Numba looks only at
the file of the function that is called and would run an old rule after another file changed.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numba
from numba.extending import overload

from simulation.codegen import keep_arrays_apart, keep_code_close

PACKAGE = Path(__file__).parent


def source_hash(paths: Iterable[Path]) -> str:
    """Return a short hash of the names and contents of source files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


CODE_VERSION = source_hash(PACKAGE.rglob("*.py"))
"""Version of the simulation's code, written into every result."""
_COMPILED = [path for path in PACKAGE.rglob("*.py") if "scenario" not in path.parts]


def cache_folder() -> Path:
    """Return where compiled rules are kept: beside the package if writable, else the user's cache.

    Scenario files' code is left out of the hash: what it declares reaches the pass as record types,
    which are part of every compiled signature.
    """
    beside = PACKAGE / "__pycache__"
    writable = os.access(beside if beside.exists() else PACKAGE, os.W_OK)
    root = beside if writable else Path.home() / ".cache" / "loyalty-laboratory"
    return root / f"compiled-{source_hash(_COMPILED)}"


keep_code_close()
if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(cache_folder())


# No reference counts: the pass allocates nothing, and counting references to the arrays of a run
# at every call cost three quarters of its time (measured: 0.9 against 3.5 million customer-steps/s).
STRICT: dict[str, Any] = {
    "error_model": "numpy",
    "nogil": True,
    "_nrt": False,
    "no_cfunc_wrapper": True,  # nothing is called from C
}

# Only compiled code calls a part of the pass. What lets Python call it, too, unpacks every array of
# the world, and was a third of the compile time (measured: 81 s with it, 52 s without).
INNER: Any = {**STRICT, "no_cpython_wrapper": True}


def plain(compiled: Any) -> Any:
    """Return a rule as the Python function that was written, for arrays or where nothing compiles."""
    return getattr(compiled, "py_func", compiled)


def rule(function: Callable[..., Any]) -> Any:
    """Compile a small pure function of plain numbers; it is inlined where it is called."""
    return numba.njit(function, forceinline=True, **STRICT)


def phase(function: Callable[..., Any]) -> Any:
    """Compile a part of the pass: it reads and writes records and asks the rules."""
    return numba.njit(function, forceinline=True, **INNER)


def stage(function: Callable[..., Any]) -> Any:
    """Compile a large part of the pass that is called from one place: it is written into its caller.

    Otherwise the compiler would optimize it by itself, and then once more with its caller.
    """
    return numba.njit(function, inline="always", **INNER)


def seldom(function: Callable[..., Any]) -> Any:
    """Compile a part of the pass that most scenarios leave off: called, so that it is not in the way."""
    return numba.njit(function, **INNER)


def tool(idle: object) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile a part of the pass that only markets with a toolbox have; in others it is `idle`.

    Its first argument is the world, whose type tells (`simulation.world.World`): a market without
    toolbox does not wait until what it never calls is compiled.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        def chosen(*types: Any) -> Callable[..., Any]:
            world = types[0]
            if world[world.fields.index("toolbox")].ndim == 1:
                return function
            return lambda *_arguments: idle

        overload(function, jit_options=INNER, strict=False)(chosen)
        return function

    return declare


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a loop over customers that releases the interpreter's lock while it runs."""
    return numba.njit(function, cache=True, **STRICT)


def pass_kernel(function: Callable[..., Any]) -> Any:
    """Compile the pass over customers: a kernel whose arrays share no memory.

    `build_world` refuses others. The books of a step are rows of the world's ledger: the pass writes
    to the books alone, and of the ledger it reads no row of the same step.
    """
    return keep_arrays_apart(kernel(function))


def parallel_kernel(function: Callable[..., Any]) -> Any:
    """Compile a loop over chunks of customers that uses every thread; one caller at a time."""
    return numba.njit(function, cache=True, error_model="numpy", nogil=True, parallel=True)
