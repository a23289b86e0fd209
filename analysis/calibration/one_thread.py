"""Likelihoods of a few thousand purchases are sums of small products: one BLAS thread is enough.

A second one only waits, which doubled the processor time of a fit, and the order in which threads
add up would let the last digits depend on the machine.
"""

from collections.abc import Callable
from typing import TypeVar

from threadpoolctl import threadpool_limits

Function = TypeVar("Function", bound=Callable[..., object])


def on_one_thread(function: Function) -> Function:
    """Return the function, run with one thread in linear algebra."""
    limited: Function = threadpool_limits.wrap(limits=1, user_api="blas")(function)
    return limited
