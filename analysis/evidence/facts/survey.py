"""What a survey would see of satisfaction (2.7.1, 2.7.2), with the noise of answering."""

import numpy as np
from numpy.typing import NDArray

ANSWER_SD = 5.0  # points; noise of one answer (assumption, 2.7.1)
LENIENCY_SD = 4.0  # points; some people answer higher than others (assumption, 2.7.1)
BOX_CUTS = (35.0, 50.0, 65.0, 80.0)  # points; five boxes, from 1 "very dissatisfied" to 5
N_BOXES = len(BOX_CUTS) + 1
INTENTION_SCALE = 35.0  # points; settled 47: the scale of stated intention is concave


def answered(satisfaction: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Return satisfaction as people would state it, 0-100 points, same shape."""
    noise = np.random.default_rng(seed)
    sd = np.hypot(ANSWER_SD, LENIENCY_SD)
    stated: NDArray[np.float64] = np.clip(
        satisfaction + noise.normal(0.0, sd, satisfaction.shape), 0.0, 100.0
    )
    return stated


def boxes(stated: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the box ticked, 1 to 5, same shape."""
    return np.digitize(stated, BOX_CUTS) + 1


def stated_intention(stated: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the intention to buy again on a scale of 0-100 (settled 47), same shape.

    100 (1 - e**(-S/35)) / (1 - e**(-100/35)): its concavity is an input, a property of the scale.
    """
    full = 1.0 - np.exp(-100.0 / INTENTION_SCALE)
    intention: NDArray[np.float64] = 100.0 * (1.0 - np.exp(-stated / INTENTION_SCALE)) / full
    return intention
