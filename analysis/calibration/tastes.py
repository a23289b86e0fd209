"""Models in which customers differ lastingly and remember what they bought.

| form | customers differ by | state |
|---|---|---|
| normal_last, normal_loyalty, normal_both | normal constants and price | last firm, the loyalty of Guadagni & Little, both |
| classes_K_last, classes_K_loyalty, classes_K_both | K latent classes | the same three |

What is called loyalty in a log has two sources: people keep buying what they like, and buying makes
them buy again. Only the second can be moved by a policy. A model with one of the two takes all for
it; these have both, and the household likelihood tells them apart from the third purchase on.

An effect of past purchases remains beside rich differences in taste (Keane, 1997), and it can have more
than one source (Seetharaman, 2004). Smoothed loyalty fades slowly and draws back whoever stepped aside
once; the last firm holds them where they are. With "both", each has its own coefficient.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from analysis.calibration.choice_model import LoyaltyModel
from analysis.calibration.climbing import Problem, climbed, curvature
from analysis.calibration.latent_classes import ClassProblem
from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray
from analysis.calibration.normal_tastes import LOG2_NODES, NormalProblem
from analysis.calibration.one_thread import on_one_thread
from analysis.calibration.taste_arrays import StateName, TasteArrays, TasteDesign
from analysis.calibration.taste_mixture import Nodes, log_posteriors, predicted_probabilities

MAXIMUM_ITERATIONS = 500
SHORT_ITERATIONS = 40  # of each random start; the best one goes on to the end
RANDOM_STARTS = 4
START_SEED = 20240131  # any fixed number: the same log always gives the same classes
COARSE_LOG2_NODES = 6  # the search over normal tastes starts on a quarter of the points
SMOOTHING_START = (0.2, 0.9)  # assumption: bounds of loyalty's smoothing where "both" starts


@dataclass(frozen=True)
class TasteForm:
    """One form of a model with lasting tastes.

    Attributes
    ----------
    kind : {"classes", "normal"}
    n_classes : int
        0 where tastes are normal.
    state : {"last", "loyalty", "both"}
    """

    kind: Literal["classes", "normal"]
    n_classes: int
    state: StateName

    @property
    def name(self) -> str:
        """The name in tables."""
        kind = f"classes_{self.n_classes}" if self.kind == "classes" else "normal"
        return f"{kind}_{self.state}"


@dataclass(frozen=True, eq=False)
class TasteModel:
    """A fitted model with lasting tastes.

    Attributes
    ----------
    form : TasteForm
    design : TasteDesign
    terms : tuple of str, length T
    nodes : Nodes
        Types of customers, coefficients in the log's units.
    class_sizes : ndarray, shape (R,)
        Share of customers of each node.
    log_likelihood : float
        Of the known repeat purchases.
    n_free : int
        Parameters estimated.
    n_choices : int
    problem : ClassProblem or NormalProblem
    vector : ndarray, shape (P,)
        The free parameters, for standard errors.
    inverse : ndarray, shape (P, P)
        Inverse curvature as the search knows it: roughly right, for a search that goes on from here.
    """

    form: TasteForm
    design: TasteDesign
    terms: tuple[str, ...]
    nodes: Nodes
    class_sizes: FloatArray
    log_likelihood: float
    n_free: int
    n_choices: int
    problem: Problem
    vector: FloatArray
    inverse: FloatArray

    @property
    def name(self) -> str:
        """The name of the form."""
        return self.form.name

    @cached_property
    def means(self) -> FloatArray:
        """Mean coefficient over customers, shape (T,); without what the first firm says of them."""
        return self.class_sizes @ self.nodes.coefficients

    @cached_property
    def spreads(self) -> FloatArray:
        """Standard deviation of each coefficient over customers, shape (T,)."""
        # Where all nodes agree there is nothing but rounding.
        away = self.nodes.coefficients - self.means
        away[:, np.ptp(self.nodes.coefficients, axis=0) == 0.0] = 0.0
        return np.sqrt(self.class_sizes @ away**2)

    @cached_property
    def covariance(self) -> FloatArray:
        """Covariance of the free parameters, from the curvature of the likelihood, shape (P, P)."""
        inverse = np.linalg.pinv(curvature(self.problem, self.vector), hermitian=True)
        return np.asarray(inverse, dtype=np.float64)

    def column(self, term: str) -> FloatArray:
        """Return the coefficient of a term at each node, shape (R,)."""
        return self.nodes.coefficients[:, self.terms.index(term)]

    @property
    def habits(self) -> FloatArray:
        """Coefficient of the trace that a market holds as habit, shape (R,)."""
        return self.column(self.design.traces[0])

    @property
    def locks(self) -> FloatArray:
        """Coefficient of the last firm beside loyalty, shape (R,); 0 where loyalty is not beside it."""
        traces = self.design.traces
        return self.column(traces[1]) if len(traces) > 1 else np.zeros_like(self.habits)

    def mean(self, term: str) -> float:
        """Return the mean coefficient of a term over customers."""
        return float(self.means[self.terms.index(term)])

    def probabilities(self, log: ChoiceLog) -> FloatArray:
        """Return each firm's probability at each purchase given what came before, shape (n, J)."""
        return predicted_probabilities(*self._scaled(log, np.ones(log.n_purchases, dtype=np.bool_)))

    def log_posteriors(self, log: ChoiceLog, known: BoolArray) -> FloatArray:
        """Return each customer's log-posterior over the nodes given known purchases, shape (C, R)."""
        return log_posteriors(*self._scaled(log, known))

    def _scaled(self, log: ChoiceLog, known: BoolArray) -> tuple[TasteArrays, Nodes]:
        arrays = TasteArrays(log, known, self.design)
        scaled = self.nodes.coefficients * arrays.scale
        return arrays, Nodes(scaled, self.nodes.log_prior, self.nodes.smoothing)


@on_one_thread
def fit_tastes(
    log: ChoiceLog,
    form: TasteForm,
    known: BoolArray,
    near: LoyaltyModel,
    narrower: TasteModel | None = None,
) -> TasteModel:
    """Return the maximum-likelihood fit of one form.

    Parameters
    ----------
    log : ChoiceLog
    form : TasteForm
    known : ndarray of bool, shape (n,)
        Purchases that may be used; all but a hold-out.
    near : LoyaltyModel
        The model without lasting tastes, fitted on the same purchases: where the search starts.
    narrower : TasteModel, optional
        The same form with loyalty alone, fitted on the same purchases: where the search for "both"
        starts. It is fitted if it is not given.
    """
    has_first = form.kind == "normal"
    design = TasteDesign(form.state, near.smoothing.init_rule, near.shares, has_first)
    arrays = TasteArrays(log, known, design)
    if form.state == "both":
        alone = narrower or fit_tastes(log, replace(form, state="loyalty"), known, near)
        problem = _problem(form, arrays)
        return _model(form, arrays, problem, _widened(problem, alone))
    if has_first:
        problem, found = _fitted_normal(arrays, near)
    else:
        problem, found = _fitted_classes(arrays, form, near)
    return _model(form, arrays, problem, found)


@on_one_thread
def refit_tastes(log: ChoiceLog, model: TasteModel, near: LoyaltyModel) -> TasteModel:
    """Return a form fitted on all purchases, the search starting from its fit on a part of them.

    Parameters
    ----------
    log : ChoiceLog
    model : TasteModel
        From `fit_tastes` on a part of the same log's purchases.
    near : LoyaltyModel
        The model without lasting tastes, fitted on all purchases.
    """
    everything = np.ones(log.n_purchases, dtype=np.bool_)
    smoothing = near.smoothing
    design = replace(model.design, init_rule=smoothing.init_rule, shares=near.shares)
    arrays = TasteArrays(log, everything, design)
    # Both vectors are in units of their columns' scales, which are nearly the same.
    problem = _problem(model.form, arrays)
    # The curvature of the first search halves the time over normal tastes (measured on the panels).
    inverse = model.inverse if model.form.kind == "normal" else None
    found = climbed(problem, model.vector, MAXIMUM_ITERATIONS, inverse)
    return _model(model.form, arrays, problem, found)


def _problem(form: TasteForm, arrays: TasteArrays) -> Problem:
    """Return what is maximized."""
    if form.kind == "classes":
        return ClassProblem(arrays, form.n_classes)
    return NormalProblem(arrays, LOG2_NODES)


def _model(
    form: TasteForm, arrays: TasteArrays, problem: Problem, found: tuple[FloatArray, FloatArray]
) -> TasteModel:
    """Return the model where a search ended, in the log's units."""
    vector, inverse = found
    log, nodes = arrays.log, problem.nodes(vector)
    in_units = Nodes(nodes.coefficients / arrays.scale, nodes.log_prior, nodes.smoothing)
    first_shares = log.bought[log.first_rows].mean(axis=0)
    return TasteModel(
        form=form,
        design=arrays.design,
        terms=arrays.terms,
        nodes=in_units,
        class_sizes=first_shares @ np.exp(nodes.log_prior),
        log_likelihood=problem.log_likelihood(vector),
        n_free=problem.n_free,
        n_choices=arrays.n_rows,
        problem=problem,
        vector=vector,
        inverse=inverse,
    )


@on_one_thread
def standard_errors(model: TasteModel) -> tuple[FloatArray, float]:
    """Return the standard errors of the terms' means, shape (T,), and of the smoothing constant.

    From the curvature of the likelihood, whose observations are customers, so that purchases of one
    customer need not be independent. Sizes of classes are taken as known. NaN for the smoothing
    constant where loyalty is not in the state, and where the curvature does not identify a number.
    """
    errors = _errors_at(model, model.class_sizes)
    if not model.design.has_smoothing:
        return errors, float("nan")
    position = model.problem.smoothing_position
    of_logit = float(model.covariance[position, position])
    slope = model.nodes.smoothing * (1.0 - model.nodes.smoothing)
    return errors, slope * of_logit**0.5 if of_logit > 0.0 else float("nan")


@on_one_thread
def state_errors(model: TasteModel) -> FloatArray:
    """Return the standard error of each trace's coefficient at each node, shape (R, M).

    Normal tastes share the coefficients of the traces, classes have their own.
    """
    n_nodes = len(model.nodes.coefficients)
    positions = [model.terms.index(trace) for trace in model.design.traces]
    if model.form.kind == "normal":
        return np.tile(_errors_at(model, model.class_sizes)[positions], (n_nodes, 1))
    return np.array([_errors_at(model, own)[positions] for own in np.eye(n_nodes)])


def _errors_at(model: TasteModel, sizes: FloatArray) -> FloatArray:
    """Return the standard errors of a mean over nodes of each term, shape (T,); NaN where unknown."""
    by_vector = model.problem.mean_weights(sizes)
    variance = np.einsum("tp,pq,tq->t", by_vector, model.covariance, by_vector)
    errors: FloatArray = np.sqrt(np.where(variance > 0, variance, np.nan))
    return errors / model.problem.arrays.scale


def _fitted_normal(
    arrays: TasteArrays, near: LoyaltyModel
) -> tuple[Problem, tuple[FloatArray, FloatArray]]:
    coarse = NormalProblem(arrays, COARSE_LOG2_NODES)
    start = coarse.start(near.smoothing.value, near.coefficient("loyalty"))
    vector, inverse = climbed(coarse, start, MAXIMUM_ITERATIONS)
    problem = NormalProblem(arrays, LOG2_NODES)
    vector, inverse = climbed(problem, vector, MAXIMUM_ITERATIONS, inverse)
    # In units of its own curvature the search may see a way up that it missed in those of the coarse one.
    return problem, climbed(problem, vector, MAXIMUM_ITERATIONS, inverse)


def _fitted_classes(
    arrays: TasteArrays, form: TasteForm, near: LoyaltyModel
) -> tuple[Problem, tuple[FloatArray, FloatArray]]:
    problem = ClassProblem(arrays, form.n_classes)
    generator = np.random.default_rng(START_SEED)
    tops = [
        climbed(
            problem,
            problem.start(generator, near.smoothing.value, near.coefficient("loyalty")),
            SHORT_ITERATIONS,
        )
        for _ in range(RANDOM_STARTS)
    ]
    vector, inverse = max(tops, key=lambda top: problem.objective(top[0])[0])
    return problem, climbed(problem, vector, MAXIMUM_ITERATIONS, inverse)


def _widened(problem: Problem, alone: TasteModel) -> tuple[FloatArray, FloatArray]:
    """Return where the search with both traces ends that starts from loyalty alone.

    The coefficients of the last firm start at 0, and loyalty as long a memory that it is no copy of it.
    """
    position = alone.problem.smoothing_position
    n_new = problem.n_parameters - len(alone.vector)
    start = np.insert(alone.vector, position, np.zeros(n_new))
    low, high = np.log(SMOOTHING_START) - np.log1p(-np.array(SMOOTHING_START))
    start[position + n_new] = np.clip(start[position + n_new], low, high)
    is_old = np.ones(len(start), dtype=np.bool_)
    is_old[position : position + n_new] = False
    inverse = np.eye(len(start))
    inverse[np.ix_(is_old, is_old)] = alone.inverse
    return climbed(problem, start, MAXIMUM_ITERATIONS, inverse)
