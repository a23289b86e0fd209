"""Which form of lasting tastes a log supports, by how well it predicts what was held out.

Every form is fitted on the first 70 % of each customer's purchases and predicts the last 30 % one
step ahead; each customer's weights over the types follow from all purchases before. The form with
the highest score is *chosen* and fitted again on all purchases; a market's segments come from that.
What is judged (`acceptance`) is the fit on the first 70 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calibration.acceptance import Acceptance, judge
from analysis.calibration.calibration import Calibration
from analysis.calibration.choice_model import LoyaltyModel
from analysis.calibration.customer_types import CustomerTypes, customer_types
from analysis.calibration.fitting import fit_loyalty_model
from analysis.calibration.holdout import (
    HoldoutScore,
    held_out_purchases,
    require_holdout,
    score_probabilities,
)
from analysis.calibration.log import ChoiceLog
from analysis.calibration.one_thread import on_one_thread
from analysis.calibration.statistics import measure_repeat_buying
from analysis.calibration.tastes import (
    TasteForm,
    TasteModel,
    fit_tastes,
    refit_tastes,
    standard_errors,
)
from analysis.calibration.told_memory import ADVICE, MOST_HABIT, is_memory_told
from simulation.errors import LogError

CLASS_NUMBERS = (2, 3, 4, 5)
FORMS = tuple(
    [TasteForm("normal", 0, "last"), TasteForm("normal", 0, "loyalty")]
    + [TasteForm("classes", number, "last") for number in CLASS_NUMBERS]
    + [TasteForm("classes", number, "loyalty") for number in CLASS_NUMBERS]
)
# Tastes and the effect of the last purchase show from the third purchase on, and only the mean
# customer's history is long enough if it has five (data.md, section 9).
LEAST_MEAN_PURCHASES = 5.0
# Assumption: purchases times firms beyond which a sample of the customers says as much in a minute.
MOST_NUMBERS = 40_000


@dataclass(frozen=True, eq=False)
class TasteCalibration:
    """What a log says of lasting tastes beside the effect of past purchases.

    Attributes
    ----------
    firms : tuple of str, length J
    scores : tuple of HoldoutScore
        Of every form.
    early : TasteModel
        The chosen form on the first 70 % of each customer's purchases.
    chosen : TasteModel
        The same form on all purchases.
    errors : tuple of float
        Standard errors of the chosen form's mean coefficients, and of its smoothing constant in the
        last place.
    types : CustomerTypes
        What the segments of a market are made of.
    acceptance : Acceptance
        Of `early`.
    warnings : tuple of str
    """

    firms: tuple[str, ...]
    scores: tuple[HoldoutScore, ...]
    early: TasteModel
    chosen: TasteModel
    errors: tuple[float, ...]
    types: CustomerTypes
    acceptance: Acceptance
    warnings: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Position of the chosen form in `scores`."""
        return [score.name for score in self.scores].index(self.chosen.name)

    @property
    def praise(self) -> str:
        """What the chosen form is."""
        own = self.scores[self.rank].log_likelihood_per_purchase
        if own == max(score.log_likelihood_per_purchase for score in self.scores):
            return "the best on the hold-out"
        return "the best on the hold-out whose memory can be told"


@on_one_thread
def calibrate_tastes(log: ChoiceLog, calibration: Calibration) -> TasteCalibration:
    """Return the taste models of a log.

    Parameters
    ----------
    log : ChoiceLog
    calibration : Calibration
        Of the same log.

    Raises
    ------
    LogError
        If histories are too short to tell lasting tastes from the effect of past purchases, or too
        little can be held out to choose a form.
    """
    _require_long_histories(log)
    sample, warnings = _sampled(log)
    held_out = held_out_purchases(sample)
    require_holdout(sample, held_out)
    known = ~held_out
    near = fit_loyalty_model(sample, known)
    models = [fit_tastes(sample, form, known, near) for form in FORMS]
    scores = tuple(
        score_probabilities(sample, held_out, model.name, model.probabilities(sample))
        for model in models
    )
    whole = calibration.loyalty_model
    if sample is not log:
        whole = fit_loyalty_model(sample, np.ones(sample.n_purchases, dtype=np.bool_))
    best, chosen, reason = chosen_form(sample, models, scores, whole)
    observed = calibration.statistics if sample is log else measure_repeat_buying(sample)
    by_term, of_smoothing = standard_errors(chosen)
    return TasteCalibration(
        firms=log.firms,
        scores=scores,
        early=models[best],
        chosen=chosen,
        errors=(*by_term.tolist(), of_smoothing),
        types=customer_types(sample, chosen),
        acceptance=judge(sample, models[best], known, observed),
        warnings=(*warnings, *reason),
    )


def chosen_form(
    log: ChoiceLog,
    models: Sequence[TasteModel],
    scores: Sequence[HoldoutScore],
    near: LoyaltyModel,
) -> tuple[int, TasteModel, list[str]]:
    """Return the best form whose memory a market can have.

    Parameters
    ----------
    log : ChoiceLog
    models : Sequence[TasteModel]
        Every form, on the first 70 % of each customer's purchases.
    scores : Sequence[HoldoutScore]
        In the same order.
    near : LoyaltyModel
        Of all purchases: where the search starts.

    Returns
    -------
    tuple[int, TasteModel, list[str]]
        Its number, its fit on all purchases, and a sentence if another form predicts better.
    """
    heights = np.array([score.log_likelihood_per_purchase for score in scores])
    order = np.argsort(-heights, kind="stable").tolist()
    first = models[order[0]]
    for index in order:
        if not _is_told(models[index]):
            continue
        chosen = refit_tastes(log, models[index], near)
        if not _is_told(chosen):
            continue
        if index == order[0]:
            return index, chosen, []
        return (
            index,
            chosen,
            [
                f"{log.sources[0].name}: {first.name} predicts best on held-out purchases, but how long"
                " purchases are remembered cannot be told in it (lambda at the end of its range, or loyalty"
                f" beyond {MOST_HABIT:g} logits); the market takes {chosen.name}, the best of the others."
                f" {ADVICE}"
            ],
        )
    return order[0], refit_tastes(log, first, near), []


def _is_told(model: TasteModel) -> bool:
    """Tell whether a market can have the memory of a model; that of the last purchase it always can."""
    most = float(model.nodes.coefficients[:, -1].max())
    return model.form.state == "last" or is_memory_told(model.nodes.smoothing, most)


def _require_long_histories(log: ChoiceLog) -> None:
    mean = log.n_purchases / log.n_customers
    if mean < LEAST_MEAN_PURCHASES:
        msg = (
            f"{log.sources[0].name}: customers must have bought {LEAST_MEAN_PURCHASES:g} times on"
            " average for lasting tastes to be told from the effect of the last purchase. Got"
            f" {mean:.1f}. All loyalty is taken for habit."
        )
        raise LogError(msg)


def _sampled(log: ChoiceLog) -> tuple[ChoiceLog, list[str]]:
    """Return the log, or every m-th customer of a long one, and a sentence that says so."""
    every = -(-log.n_purchases * log.n_firms // MOST_NUMBERS)
    customers = np.arange(0, log.n_customers, every, dtype=np.int64)
    sample = log.of_customers(customers)
    if every == 1 or (np.bincount(sample.choice, minlength=log.n_firms) == 0).any():
        return log, []
    return sample, [
        f"{log.sources[0].name}: lasting tastes were fitted on {sample.n_customers:,} of"
        f" {log.n_customers:,} customers (one in {every}); all others enter everything else."
    ]
