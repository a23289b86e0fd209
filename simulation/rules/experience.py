"""What a customer meets: delivered quality, chance, and now and then a failure (EQ1, EQ4)."""

from simulation.compiled import rule
from simulation.elementary import clip


@rule
def delivered_quality(design, gap_understanding, gap_standards, gap_delivery):
    """Return the quality delivered on one dimension, 0-100 points (EQ1).

    Parasuraman, Zeithaml & Berry 1985: what is designed, less the three gaps inside the firm.
    """
    return clip(design - gap_understanding - gap_standards - gap_delivery, 0.0, 100.0)


@rule
def failure_severity(mean_severity, unit_severity):
    """Return the severity of a failure in points: twice the mean times a Beta(2, 2) draw (EQ4)."""
    return 2.0 * mean_severity * unit_severity


@rule
def experienced_quality(weighted_quality, fit, noise, severity):
    """Return overall experienced quality q, 0-100 points (EQ4 as settled: one error, overall).

    Parameters
    ----------
    weighted_quality : float
        Delivered quality weighted by the customer's importances, sum of w_d Q_d.
    fit : float
        Person-firm match, points.
    noise : float
        Chance of this occasion, points.
    severity : float
        Severity of the failure, points; 0 where nothing failed.
    """
    return clip(weighted_quality + fit + noise - severity, 0.0, 100.0)
