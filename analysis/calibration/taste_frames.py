"""What is known of lasting tastes, as tables."""

import pandas as pd

from analysis.calibration.acceptance import Acceptance
from analysis.calibration.segments_of import price_index, segment_name
from analysis.calibration.taste_choice import TasteCalibration


def acceptance_frame(acceptance: Acceptance) -> pd.DataFrame:
    """Return one row a statistic: log, its standard error, simulation, distance, verdict.

    `distance` is (simulated - observed) / error; `allowed` is the largest that counts as met.
    """
    rows = acceptance.rows
    return pd.DataFrame(
        {
            "statistic": [row.statistic for row in rows],
            "observed": [row.observed.value for row in rows],
            "error": [row.observed.standard_error for row in rows],
            "simulated": [row.simulated for row in rows],
            "distance": [row.distance for row in rows],
            "allowed": [row.tolerance for row in rows],
            "verdict": [row.verdict for row in rows],
        }
    )


def tastes_frame(tastes: TasteCalibration) -> pd.DataFrame:
    """Return one row a term of the chosen form: mean over customers, its error, spread over customers."""
    model = tastes.chosen
    terms, means = list(model.terms), model.means.tolist()
    errors, spreads = list(tastes.errors[:-1]), model.spreads.tolist()
    if model.design.has_smoothing:
        terms.append("smoothing")
        means.append(model.nodes.smoothing)
        errors.append(tastes.errors[-1])
        spreads.append(0.0)
    return pd.DataFrame(
        {
            "term": terms,
            "mean": means,
            "standard_error": errors,
            "spread_over_customers": spreads,
        }
    )


def types_frame(tastes: TasteCalibration) -> pd.DataFrame:
    """Return one row a type: share of customers, purchases against the mean, tastes, price, traces."""
    types, price = tastes.types, price_index(tastes)
    frame = pd.DataFrame(
        {
            "segment": [segment_name(k) for k in range(len(types.shares))],
            "share": types.shares,
            "purchases": types.purchases,
        }
    )
    for firm, liking in zip(tastes.firms, types.constants.T, strict=True):
        frame[firm] = liking
    if price is not None:
        frame["price"] = types.slopes[:, price]
    for trace, effect in zip(types.traces, types.states.T, strict=True):
        frame[trace] = effect
    return frame


def scores_frame(tastes: TasteCalibration) -> pd.DataFrame:
    """Return one row a form of lasting tastes, as `holdout_frame` does for other predictors."""
    return pd.DataFrame(
        {
            "predictor": [score.name for score in tastes.scores],
            "log_likelihood_per_purchase": [
                score.log_likelihood_per_purchase for score in tastes.scores
            ],
            "hit_rate": [score.hit_rate for score in tastes.scores],
        }
    )
