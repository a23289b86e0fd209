"""Shares as a reader says them."""

from analysis.report.numbers import plain


def percent(share: float, decimals: int = 0) -> str:
    """Return `12 %`, with a minus sign where it is negative."""
    return f"{plain(100.0 * share, decimals)} %"


def signed_percent(share: float, decimals: int = 1) -> str:
    """Return `+1.2 %` or `−1.2 %`."""
    shown = percent(share, decimals)
    return f"+{shown}" if share > 0.0 else shown
