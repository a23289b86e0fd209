"""What a sensitivity analysis found, in words: the same in the terminal and the documentation."""

from collections import Counter
from collections.abc import Sequence

from analysis.evidence.sensitivity.judging import (
    BandSensitivity,
    FactSensitivity,
    verdict,
)
from analysis.evidence.sensitivity.measuring import Sensitivity
from analysis.report.numbers import percent, plain

NONE_STANDS_OUT = "none stands out"
NO_SIDES = "has no sides"


def judged_text(share: float | None) -> str:
    """Return `robust, 96 %`; a fact or band without sides says so."""
    return NO_SIDES if share is None else f"{verdict(share)}, {percent(share)}"


def drivers_text(found: BandSensitivity) -> str:
    """Return `taste_sd raises it (0.72)`: each parameter, its sign and the rank correlation."""
    said = [
        f"{driver.parameter} {'raises' if driver.correlation > 0.0 else 'lowers'} it "
        f"({plain(driver.correlation, 2)})"
        for driver in found.drivers
    ]
    return ", ".join(said) or NONE_STANDS_OUT


def missing_text(found: BandSensitivity) -> str:
    """Return on which side of the band how many draws lie; nothing if none lies outside."""
    undefined = 1.0 - found.holding - found.too_low - found.too_high
    sides = (
        ("too low", found.too_low),
        ("too high", found.too_high),
        ("undefined", undefined),
    )
    return ", ".join(f"{percent(share)} {side}" for side, share in sides if share > 1e-9)


def weakest_text(found: FactSensitivity) -> str:
    """Return the band that the fewest draws hold, and where the others lie."""
    missing = missing_text(found.weakest)
    return f"{found.weakest.band.metric} ({missing})" if missing else "none: all hold always"


def weakest_drivers_text(found: FactSensitivity) -> str:
    """Return what moves that band's metric; nothing where there is nothing to explain."""
    return drivers_text(found.weakest) if found.weakest.holding < 1.0 else ""


def summary_sentence(found: Sensitivity) -> str:
    """Return how many facts are robust, fragile and broken, by direction and by bands."""
    directions = [f.same_direction for f in found.facts if f.same_direction is not None]
    bands = [f.holding for f in found.facts]
    return (
        f"{found.draws} draws of all uncertain parameters. By direction: {_counted(directions)}. "
        f"By all claimed bands at once: {_counted(bands)}."
    )


def parameters_that_matter(found: Sensitivity) -> list[tuple[str, list[str]]]:
    """Return each parameter that some metric follows, and these metrics, the busiest first."""
    moved: dict[str, list[str]] = {}
    for fact in found.facts:
        for band in fact.bands:
            for driver in band.drivers:
                metric = f"{fact.fact.id} {band.band.metric}"
                moved.setdefault(driver.parameter, []).append(metric)
    return sorted(moved.items(), key=lambda item: (-len(item[1]), item[0]))


def _counted(shares: Sequence[float]) -> str:
    counts = Counter(verdict(share) for share in shares)
    return ", ".join(f"{counts[name]} {name}" for name in ("robust", "fragile", "broken"))
