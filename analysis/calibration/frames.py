"""Calibrations as tables, for printing and for files."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.calibration.calibration import Calibration
from analysis.calibration.choice_model import ChoiceModel

if TYPE_CHECKING:
    from analysis.calibration.statistics import Statistic


def coefficients_frame(model: ChoiceModel) -> pd.DataFrame:
    """Return one row a term: coefficient, clustered standard error, z."""
    return pd.DataFrame(
        {
            "term": model.terms,
            "coefficient": model.coefficients,
            "standard_error": model.standard_errors,
            "z": model.coefficients / model.standard_errors,
        }
    )


def models_frame(calibration: Calibration) -> pd.DataFrame:
    """Return one row a model or baseline, fitted on all purchases.

    Columns: predictor, parameters (number estimated, market shares not counted), log_likelihood,
    log_likelihood_per_purchase, pseudo_r2 (McFadden, against equal shares).
    """
    n_choices = calibration.loyalty_model.n_choices
    rows: list[tuple[str, int, float]] = [
        (baseline.name, int(baseline.parameter is not None), baseline.log_likelihood)
        for baseline in calibration.baselines
    ]
    rows += [(model.name, len(model.terms), model.log_likelihood) for model in calibration.models]
    frame = pd.DataFrame(rows, columns=["predictor", "parameters", "log_likelihood"])
    per_purchase = frame["log_likelihood"] / n_choices
    return frame.assign(
        log_likelihood_per_purchase=per_purchase,
        pseudo_r2=1.0 + per_purchase / np.log(len(calibration.firms)),
    )


def holdout_frame(calibration: Calibration) -> pd.DataFrame:
    """Return one row a predictor: score per held-out purchase and hit rate; empty without one."""
    scores = [] if calibration.holdout is None else list(calibration.holdout.scores)
    return pd.DataFrame(
        {
            "predictor": [score.name for score in scores],
            "log_likelihood_per_purchase": [score.log_likelihood_per_purchase for score in scores],
            "hit_rate": [score.hit_rate for score in scores],
        }
    )


def statistics_frame(calibration: Calibration) -> pd.DataFrame:
    """Return one row a statistic: value, standard error over customers, shuffled benchmark.

    The benchmark is NaN where the order of purchases plays no part.
    """
    statistics = calibration.statistics
    nothing = float("nan")
    rows: list[tuple[str, Statistic, float]] = [
        ("repeat_rate", statistics.repeat_rate, statistics.shuffled.mean),
        ("repeat_rate_lag_2", statistics.repeat_rate_lag_2, statistics.shuffled.mean),
        ("dirichlet_s", statistics.dirichlet_s, nothing),
        ("loyal_share", statistics.loyal_share, nothing),
        ("top_firm_share", statistics.top_firm_share, nothing),
    ]
    return pd.DataFrame(
        [(name, each.value, each.standard_error, shuffled) for name, each, shuffled in rows],
        columns=["statistic", "value", "standard_error", "shuffled"],
    )


def firms_frame(calibration: Calibration) -> pd.DataFrame:
    """Return one row a firm; columns that the log cannot tell are NaN."""
    effects = calibration.price_effects
    n_firms = len(calibration.firms)
    elasticities = effects.elasticities if effects else (float("nan"),) * n_firms
    prices = [profile.price for profile in calibration.firms]
    columns: dict[str, list[object]] = {
        "firm": [profile.firm for profile in calibration.firms],
        "share": [profile.share for profile in calibration.firms],
        "penetration": calibration.statistics.penetration.tolist(),
        "constant": [profile.constant for profile in calibration.firms],
        "regular_price": [price.regular if price else None for price in prices],
        "mean_price": [price.mean if price else None for price in prices],
        "mean_price_paid": [price.mean_paid if price else None for price in prices],
        "deal_frequency": [price.deal_frequency if price else None for price in prices],
        "typical_discount": [price.typical_discount if price else None for price in prices],
        "feature_frequency": [profile.feature_frequency for profile in calibration.firms],
        "display_frequency": [profile.display_frequency for profile in calibration.firms],
        "own_price_elasticity": list(elasticities),
    }
    frame = pd.DataFrame(columns)
    return frame.astype({column: float for column in frame.columns if column != "firm"})
