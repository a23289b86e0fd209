"""Whether two markets written apart from one another are one market, up to sampling error."""

import numpy as np

from simulation.ledger import FIRM_MEASURES

STANDARD_ERRORS = 4.5  # of a hundred figures, chance takes one so far in a thousand tests
SCALES = {measure.name: measure.scale for measure in FIRM_MEASURES}


def booked(firms, name):
    """Return a measure of the compiled market's books in plain units."""
    return firms[name] / SCALES[name]


def disagreements(compiled, twin):
    """Return each figure in which the twin differs by too many standard errors.

    Both have the same spread over markets if they are one market: the compiled one, which is run
    most often, tells it.
    """
    found = []
    for name, values in compiled.items():
        rounding = 1e-6 * np.abs(values).mean(axis=0) + 1e-9  # what is the same in every market
        sd = np.maximum(values.std(axis=0, ddof=1), rounding)
        error = sd * np.sqrt(1 / len(values) + 1 / len(twin[name]))
        distance = (twin[name].mean(axis=0) - values.mean(axis=0)) / error
        if np.abs(distance).max() > STANDARD_ERRORS:
            found.append(f"{name}: {values.mean(axis=0)}, twin {twin[name].mean(axis=0)}")
    return found
