"""Which form of lasting tastes a log supports, by how well it predicts what was held out.

Every form is fitted on the first 70 % of each customer's purchases and predicts the last 30 % one
step ahead; each customer's weights over the types follow from all purchases before. The form with
the highest score is *chosen* and fitted again on all purchases; a market's segments come from that.
Scores that the tables show as equal are equal, and the form with fewer parameters goes first.
What is judged (`acceptance`) is the fit on the first 70 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray
from analysis.calibration.one_thread import on_one_thread
from analysis.calibration.statistics import measure_repeat_buying
from analysis.calibration.taste_arrays import StateName
from analysis.calibration.tastes import (
    TasteForm,
    TasteModel,
    fit_tastes,
    refit_tastes,
    standard_errors,
    state_errors,
)
from analysis.calibration.told_memory import ADVICE, MOST_HABIT, is_memory_told, repels
from simulation.errors import LogError

CLASS_NUMBERS = (2, 3, 4, 5)
STATES: tuple[StateName, ...] = ("last", "loyalty", "both")  # "both" starts from "loyalty"
FORMS = (
    *(TasteForm("normal", 0, state) for state in STATES),
    *(TasteForm("classes", number, state) for state in STATES for number in CLASS_NUMBERS),
)
SCORE_DECIMALS = 3  # of a score in the tables
# Tastes and the effect of the last purchase show from the third purchase on, and only the mean
# customer's history is long enough if it has five (data.md, section 9).
LEAST_MEAN_PURCHASES = 5.0
# Assumption: purchases times firms beyond which a sample of the customers says as much in a minute.
MOST_NUMBERS = 40_000
NOT_TOLD = (
    "how long purchases are remembered cannot be told in it (lambda at the end of its range, or loyalty"
    f" beyond {MOST_HABIT:g} logits)"
)
BLURRED = (
    "its two traces of past purchases cannot be told apart (one of them has no standard error)"
)
TORN = (
    "of its two traces of past purchases one attracts while the other one repels some customers, and a"
    " market has no variety seeking"
)


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
        heights = shown_heights(self.scores)
        if heights[self.rank] == heights.max():
            return "the best on the hold-out"
        return "the best on the hold-out whose memory a market can have"


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
    models = _fitted(sample, known, near)
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


def _fitted(log: ChoiceLog, known: BoolArray, near: LoyaltyModel) -> list[TasteModel]:
    """Return the fits of all forms; those with both traces start from those with loyalty alone."""
    models: dict[TasteForm, TasteModel] = {}
    for form in FORMS:
        narrower = models.get(replace(form, state="loyalty"))
        models[form] = fit_tastes(log, form, known, near, narrower)
    return list(models.values())


def shown_heights(scores: Sequence[HoldoutScore]) -> FloatArray:
    """Return log-likelihoods per held-out purchase as the tables show them."""
    heights = [score.log_likelihood_per_purchase for score in scores]
    return np.round(np.array(heights), SCORE_DECIMALS)


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
    heights = shown_heights(scores).tolist()
    order = sorted(range(len(models)), key=lambda index: (-heights[index], models[index].n_free))
    reasons: dict[int, str] = {}
    for index in order:
        early = models[index]
        if not _is_told(early):
            reasons[index] = NOT_TOLD
            continue
        chosen = refit_tastes(log, early, near)
        if not _is_told(chosen):
            reasons[index] = NOT_TOLD
        elif _is_blurred(chosen):
            reasons[index] = BLURRED
        elif _is_torn(chosen):
            reasons[index] = TORN
        else:
            return index, chosen, _passed_over(log, models[order[0]], chosen, reasons.get(order[0]))
    return order[0], refit_tastes(log, models[order[0]], near), []


def _passed_over(
    log: ChoiceLog, first: TasteModel, chosen: TasteModel, reason: str | None
) -> list[str]:
    """Return why the form that predicts best is not the chosen one; nothing where it is."""
    if reason is None:
        return []
    return [
        f"{log.sources[0].name}: {first.name} predicts best on held-out purchases, but {reason};"
        f" the market takes {chosen.name}, the best of the others."
        + (f" {ADVICE}" if reason == NOT_TOLD else "")
    ]


def _is_told(model: TasteModel) -> bool:
    """Tell whether the log says how long a model remembers; of the last purchase alone it always does."""
    if not model.design.has_smoothing:
        return True
    return is_memory_told(model.nodes.smoothing, float(model.column("loyalty").max()))


def _is_torn(model: TasteModel) -> bool:
    """Tell whether one of two traces repels for certain.

    A market would have the other one alone, which was estimated beside it and is too strong without it.
    """
    traces = model.design.traces
    if len(traces) < 2:
        return False
    effects = np.stack([model.column(trace) for trace in traces], axis=1)
    return bool(repels(effects, state_errors(model)).any())


def _is_blurred(model: TasteModel) -> bool:
    """Tell whether the log cannot tell two traces apart: one has no standard error for anybody.

    Loyalty with a short memory is the last firm once more.
    """
    if len(model.design.traces) < 2:
        return False
    return bool(np.isnan(state_errors(model)).all(axis=0).any())


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
