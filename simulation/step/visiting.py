"""The last visit to a firm and the last warning about it, kept for whoever looks at a snapshot.

Nothing in the market reads them: Table 8-1, Chen's ladder and the terrorists of Jones and Sasser do
(S026, S027, S034).
"""

import numpy as np

from simulation.compiled import tool
from simulation.elementary import clip
from simulation.state import MOST, SURPRISE_POINTS, VISIT_POINTS


@tool(idle=None)
def remember_visit(world, i, j, transaction, surprise):
    """Keep satisfaction with this visit, and by how much it was better than expected (points)."""
    visit = world.visits[i, j]
    visit.satisfaction = np.int64(np.floor(transaction * VISIT_POINTS + 0.5))
    visit.surprise = np.int64(np.floor(clip(surprise, -100.0, 100.0) * SURPRISE_POINTS + 0.5))


@tool(idle=None)
def remember_warning(world, i, j, t):
    """Keep that person i warned others about firm j in step t."""
    world.visits[i, j].warned = min(t + 1, MOST)


@tool(idle=None)
def forget_visit(world, i, j):
    """Start without a visit and without a warning."""
    visit = world.visits[i, j]
    visit.satisfaction = 0
    visit.surprise = 0
    visit.warned = 0
