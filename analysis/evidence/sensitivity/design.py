"""Where the uncertain parameters are drawn, and the tasks that follow from it."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import qmc

from analysis.evidence.fact import Fact
from analysis.evidence.facts.drawn import DECLARED, OF_THE_MARKET
from analysis.evidence.tasks import Task

UNCERTAIN: tuple[str, ...] = tuple(
    sorted(
        name
        for name, declaration in DECLARED.items()
        if isinstance(declaration.default, (int, float))
        and "." not in name
        and name not in OF_THE_MARKET
    )
)
"""Customer parameters that are numbers: those that a market can be drawn by."""
Draw = Mapping[str, float]
"""Where each parameter stands in its range, 0 to 1, by name."""


def latin_hypercube(draws: int, seed: int) -> list[Draw]:
    """Return draws of all uncertain parameters: of n, one in each n-th of every range.

    McKay, Beckman & Conover 1979.
    """
    sampler = qmc.LatinHypercube(d=len(UNCERTAIN), rng=np.random.default_rng(seed))
    return [dict(zip(UNCERTAIN, point.tolist(), strict=True)) for point in sampler.random(draws)]


def drawn_tasks(fact: Fact, draws: Sequence[Draw], first_seed: int) -> list[Task]:
    """Return one task a draw, in the small form: each with a seed of its own, without a control."""
    return [
        Task(
            fact.id,
            fact.quick.customers,
            first_seed + number,
            is_control=False,
            positions=tuple((name, draw[name]) for name in drawn_names(fact)),
        )
        for number, draw in enumerate(draws)
    ]


def drawn_names(fact: Fact) -> tuple[str, ...]:
    """Return the parameters that are drawn for a fact: all but those it is about."""
    return tuple(name for name in UNCERTAIN if name not in fact.held)
