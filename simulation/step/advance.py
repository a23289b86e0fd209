"""Loops over steps and customers: serial for small markets, over chunks for large ones.

Both write the same integers: a customer's step depends on nothing that another customer does in
the same step, and integer sums do not depend on their order.
"""

from typing import Any

import numpy as np
from numba import config, get_thread_id, prange
from numpy.typing import NDArray

from simulation.compiled import parallel_kernel, pass_kernel
from simulation.step.living import live
from simulation.world import BLOCK, Books, World, empty_scratch, scratch_of

FIRST_CUSTOMER = np.int64(0)  # typed, or it compiles all twice
N_CHUNKS = 64  # fixed, so that the work is cut the same way for any number of threads


def advance(world: World, start: int, stop: int) -> None:
    """Run steps start to stop - 1 on the calling thread."""
    advance_serial(world, empty_scratch(world.firm_keys.size), start, stop)


@pass_kernel
def advance_span(world, books, t, first, last):
    """Run step t for customers first to last - 1."""
    for start in range(first, last, BLOCK):
        live(world, books, start, min(BLOCK, last - start), t)


@pass_kernel
def advance_serial(world, scratch, start, stop):
    """Run steps start to stop - 1 for every customer on one thread."""
    for t in range(start, stop):
        books = Books(world.firms[t], world.flows[t], world.tenure, scratch)
        advance_span(world, books, t, FIRST_CUSTOMER, world.people.size)


@parallel_kernel
def advance_threads(world, scratch, firms, flows, tenure, t):
    """Run step t over all threads: books of its own for each chunk, scratch for each thread."""
    for chunk in prange(N_CHUNKS):
        own = scratch_of(scratch, get_thread_id())
        books = Books(firms[chunk], flows[chunk], tenure[chunk], own)
        n = world.people.size
        advance_span(world, books, t, n * chunk // N_CHUNKS, n * (chunk + 1) // N_CHUNKS)


def advance_parallel(world: World, start: int, stop: int) -> None:
    """Run steps start to stop - 1 over all threads and add the chunks' books up."""
    firms = _private(world.firms[0])
    flows = _private(world.flows[0])
    tenure = _private(world.tenure)
    scratch = empty_scratch(world.firm_keys.size, config.NUMBA_NUM_THREADS)
    for t in range(start, stop):
        for book in (firms, flows, tenure):
            book.view(np.int64)[...] = 0
        advance_threads(world, scratch, firms, flows, tenure, t)
        _add(world.firms[t], firms)
        _add(world.flows[t], flows)
        _add(world.tenure, tenure)


def _private(book: NDArray[Any]) -> NDArray[Any]:
    return np.zeros((N_CHUNKS, *book.shape), dtype=book.dtype).view(type(book))


def _add(book: NDArray[Any], chunks: NDArray[Any]) -> None:
    book.view(np.int64)[...] += chunks.view(np.int64).sum(axis=0)
