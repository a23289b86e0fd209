"""How well models fitted on early purchases predict later ones, one step ahead.

The last 30 % (rounded down) of the purchases of each customer with at least four are held out.
Nothing of them enters a coefficient, a market share, a baseline's parameter, the smoothing constant
or the choice of the init rule. Each is predicted from what was bought before it, earlier held-out
purchases of the same customer included, as a shop would know them by then.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.calibration.baselines import fit_baselines
from analysis.calibration.fitting import fit_fixed_model, fit_loyalty_model
from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray
from simulation.errors import LogError

if TYPE_CHECKING:
    from analysis.calibration.choice_model import ModelName

HELD_OUT_SHARE = 0.3
MINIMUM_PURCHASES = 4
# Assumption: a mean over fewer predictions says little.
MINIMUM_HELD_OUT = 30


@dataclass(frozen=True)
class HoldoutScore:
    """How one predictor did.

    Attributes
    ----------
    name : str
        Of a baseline or a choice model.
    log_likelihood_per_purchase : float
        Mean log-probability of the firm that was bought; 0 is perfect.
    hit_rate : float
        Share of purchases at which the most probable firm was bought.
    """

    name: str
    log_likelihood_per_purchase: float
    hit_rate: float


@dataclass(frozen=True)
class Holdout:
    """Scores of all predictors on the same held-out purchases.

    Attributes
    ----------
    n_known, n_held_out : int
        Purchases.
    scores : tuple of HoldoutScore
    """

    n_known: int
    n_held_out: int
    scores: tuple[HoldoutScore, ...]

    def score(self, name: str) -> HoldoutScore:
        """Return one predictor's score.

        Raises
        ------
        LogError
            If there is no predictor of that name.
        """
        for score in self.scores:
            if score.name == name:
                return score
        names = ", ".join(score.name for score in self.scores)
        msg = f"A predictor must be one of {names}. Got {name!r}."
        raise LogError(msg)


def held_out_purchases(log: ChoiceLog) -> BoolArray:
    """Return which purchases are held out, shape (n,)."""
    n_own = log.purchases_per_customer
    # In whole numbers: 0.3 * 10 in floating point may fall below 3.
    n_held = np.where(n_own >= MINIMUM_PURCHASES, n_own * round(HELD_OUT_SHARE * 100) // 100, 0)
    held: BoolArray = log.position >= (n_own - n_held)[log.customer]
    return held


def score_holdout(log: ChoiceLog) -> Holdout:
    """Return the scores of baselines and choice models on held-out purchases.

    Raises
    ------
    LogError
        If too few purchases can be held out, or the rest does not identify a model.
    """
    held_out = held_out_purchases(log)
    require_holdout(log, held_out)
    known = ~held_out
    scores = [
        score_probabilities(log, held_out, baseline.name, baseline.probabilities)
        for baseline in fit_baselines(log, known)
    ]
    names: tuple[ModelName, ...] = ("mix", "mix_last")
    models = [*(fit_fixed_model(log, name, known) for name in names), fit_loyalty_model(log, known)]
    scores += [
        score_probabilities(log, held_out, model.name, model.probabilities(log)) for model in models
    ]
    return Holdout(int(known.sum()), int(held_out.sum()), tuple(scores))


def require_holdout(log: ChoiceLog, held_out: BoolArray) -> None:
    """Refuse a hold-out of too few purchases.

    Raises
    ------
    LogError
        If there are fewer than `MINIMUM_HELD_OUT`.
    """
    n_held_out = int(held_out.sum())
    if n_held_out < MINIMUM_HELD_OUT:
        msg = (
            f"{log.sources[0].name}: a hold-out needs at least {MINIMUM_HELD_OUT} purchases, the"
            f" last 30 % of customers with {MINIMUM_PURCHASES} or more. Got {n_held_out}."
        )
        raise LogError(msg)


def score_probabilities(
    log: ChoiceLog, held_out: BoolArray, name: str, probabilities: FloatArray
) -> HoldoutScore:
    """Return the score of one predictor on the held-out purchases.

    Parameters
    ----------
    log : ChoiceLog
    held_out : ndarray of bool, shape (n,)
    name : str
    probabilities : ndarray, shape (n, J)
        Of each firm at each purchase, given what came before.
    """
    rows = np.flatnonzero(held_out)
    chosen = probabilities[rows, log.choice[rows]]
    hits = probabilities[rows].argmax(axis=1) == log.choice[rows]
    return HoldoutScore(name, float(np.mean(np.log(chosen))), float(np.mean(hits)))
