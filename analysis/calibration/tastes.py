"""Models in which customers differ lastingly and remember what they bought.

| form | customers differ by | state |
|---|---|---|
| normal_last, normal_loyalty | normal constants and price | last firm, or the loyalty of Guadagni & Little |
| classes_K_last, classes_K_loyalty | K latent classes | the same two |

What is called loyalty in a log has two sources: people keep buying what they like, and buying makes
them buy again. Only the second can be moved by a policy. A model with one of the two takes all for
it; these have both, and the household likelihood tells them apart from the third purchase on.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from scipy.optimize import minimize

from analysis.calibration.choice_model import LoyaltyModel
from analysis.calibration.latent_classes import ClassProblem
from analysis.calibration.log import BoolArray, ChoiceLog, FloatArray
from analysis.calibration.normal_tastes import LOG2_NODES, NormalProblem
from analysis.calibration.one_thread import on_one_thread
from analysis.calibration.taste_arrays import StateName, TasteArrays, TasteDesign
from analysis.calibration.taste_mixture import Nodes, log_posteriors, predicted_probabilities

Problem: TypeAlias = ClassProblem | NormalProblem

GRADIENT_TOLERANCE = 5e-5  # mean gradient per purchase at which the search stops
WALKED_TOLERANCE = 3e-4  # the same in units of the inverse curvature: 1e-7 of likelihood a purchase
MAXIMUM_ITERATIONS = 500
SHORT_ITERATIONS = 40  # of each random start; the best one goes on to the end
RANDOM_STARTS = 4
START_SEED = 20240131  # any fixed number: the same log always gives the same classes
COARSE_LOG2_NODES = 6  # the search over normal tastes starts on a quarter of the points
CURVATURE_STEP = 1e-4


@dataclass(frozen=True)
class TasteForm:
    """One form of a model with lasting tastes.

    Attributes
    ----------
    kind : {"classes", "normal"}
    n_classes : int
        0 where tastes are normal.
    state : {"last", "loyalty"}
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
        inverse = np.linalg.pinv(_curvature(self.problem, self.vector), hermitian=True)
        return np.asarray(inverse, dtype=np.float64)

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
def fit_tastes(log: ChoiceLog, form: TasteForm, known: BoolArray, near: LoyaltyModel) -> TasteModel:
    """Return the maximum-likelihood fit of one form.

    Parameters
    ----------
    log : ChoiceLog
    form : TasteForm
    known : ndarray of bool, shape (n,)
        Purchases that may be used; all but a hold-out.
    near : LoyaltyModel
        The model without lasting tastes, fitted on the same purchases: where the search starts.
    """
    has_first = form.kind == "normal"
    design = TasteDesign(form.state, near.smoothing.init_rule, near.shares, has_first)
    arrays = TasteArrays(log, known, design)
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
    if model.form.kind == "classes":
        classes = ClassProblem(arrays, model.form.n_classes)
        found = _climbed(classes, model.vector, MAXIMUM_ITERATIONS)
        return _model(model.form, arrays, classes, found)
    normal = NormalProblem(arrays)
    # The curvature of the first search halves the time of this one (measured on the panels).
    found = _climbed(normal, model.vector, MAXIMUM_ITERATIONS, model.inverse)
    return _model(model.form, arrays, normal, found)


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
    constant where the state is the last firm, and where the curvature does not identify a number.
    """
    errors = _errors_at(model, model.class_sizes)
    if model.form.state == "last":
        return errors, float("nan")
    position = model.problem.smoothing_position
    of_logit = float(model.covariance[position, position])
    slope = model.nodes.smoothing * (1.0 - model.nodes.smoothing)
    return errors, slope * of_logit**0.5 if of_logit > 0.0 else float("nan")


@on_one_thread
def state_errors(model: TasteModel) -> FloatArray:
    """Return the standard error of each node's effect of past purchases, shape (R,).

    Normal tastes share one effect, classes have their own.
    """
    n_nodes = len(model.nodes.coefficients)
    if model.form.kind == "normal":
        return np.full(n_nodes, _errors_at(model, model.class_sizes)[-1])
    return np.array([_errors_at(model, own)[-1] for own in np.eye(n_nodes)])


def _errors_at(model: TasteModel, sizes: FloatArray) -> FloatArray:
    """Return the standard errors of a mean over nodes of each term, shape (T,); NaN where unknown."""
    by_vector = model.problem.mean_weights(sizes)
    variance = np.einsum("tp,pq,tq->t", by_vector, model.covariance, by_vector)
    errors: FloatArray = np.sqrt(np.where(variance > 0, variance, np.nan))
    return errors / model.problem.arrays.scale


def _curvature(problem: Problem, vector: FloatArray) -> FloatArray:
    """Return minus the second derivative of the objective, by differences of the first."""
    rows = []
    for index in range(len(vector)):
        step = np.zeros_like(vector)
        step[index] = CURVATURE_STEP
        _, above = problem.objective(vector + step)
        _, below = problem.objective(vector - step)
        rows.append((below - above) / (2.0 * CURVATURE_STEP))
    matrix = np.array(rows)
    return 0.5 * (matrix + matrix.T)


def _fitted_normal(
    arrays: TasteArrays, near: LoyaltyModel
) -> tuple[Problem, tuple[FloatArray, FloatArray]]:
    coarse = NormalProblem(arrays, COARSE_LOG2_NODES)
    start = coarse.start(near.smoothing.value, near.coefficient("loyalty"))
    vector, inverse = _climbed(coarse, start, MAXIMUM_ITERATIONS)
    problem = NormalProblem(arrays, LOG2_NODES)
    return problem, _climbed(problem, vector, MAXIMUM_ITERATIONS, inverse)


def _fitted_classes(
    arrays: TasteArrays, form: TasteForm, near: LoyaltyModel
) -> tuple[Problem, tuple[FloatArray, FloatArray]]:
    problem = ClassProblem(arrays, form.n_classes)
    generator = np.random.default_rng(START_SEED)
    tops = [
        _climbed(
            problem,
            problem.start(generator, near.smoothing.value, near.coefficient("loyalty")),
            SHORT_ITERATIONS,
        )
        for _ in range(RANDOM_STARTS)
    ]
    vector, inverse = max(tops, key=lambda top: problem.objective(top[0])[0])
    return problem, _climbed(problem, vector, MAXIMUM_ITERATIONS, inverse)


def _climbed(
    problem: Problem, start: FloatArray, iterations: int, inverse: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return the vector at which the objective is highest near a start, and the inverse curvature.

    The inverse curvature of an earlier search shortens the next one: its square root is the unit in
    which that one walks.
    """
    n = problem.arrays.n_rows
    unit = np.eye(len(start)) if inverse is None else np.linalg.cholesky(inverse)

    def falling(steps: FloatArray) -> tuple[float, FloatArray]:
        height, gradient = problem.objective(start + unit @ steps)
        return -height / n, -(gradient @ unit) / n

    tolerance = GRADIENT_TOLERANCE if inverse is None else WALKED_TOLERANCE
    found = minimize(
        falling,
        np.zeros(len(start)),
        jac=True,
        method="BFGS",
        options={"gtol": tolerance, "maxiter": iterations},
    )
    vector: FloatArray = start + unit @ found.x
    curvature = unit @ found.hess_inv @ unit.T
    return vector, 0.5 * (curvature + curvature.T)
