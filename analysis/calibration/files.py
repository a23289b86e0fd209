"""Writing a calibrated scenario, and two strategies of its focal firm beside it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from analysis.calibration.calibration import Calibration
from analysis.calibration.market_memory import market_calibration
from analysis.calibration.offers_of import offers_of
from analysis.calibration.place import ADVICE, require_place, variant_path
from analysis.calibration.provenance import calibrated_header
from analysis.calibration.scenario_of import scenario_of
from analysis.calibration.taste_choice import TasteCalibration
from analysis.calibration.taste_frames import acceptance_frame
from simulation.errors import ScenarioError
from simulation.scenario.loader import load_scenario
from simulation.scenario.writing import Row, rendered, scenario_text
from simulation.storage import stamped

GIVEN_AWAY = 0.03  # assumption: both strategies give 3 % of the price, as money or as points
POINTS_THRESHOLD = 0.3  # assumption: ten purchases at the usual price
POINTS_ONCE = 0.02  # assumption: setting a program up, money per customer of the market

PRICE_CUT, POINTS = "price_cut", "points"


@dataclass(frozen=True)
class CalibratedFiles:
    """What was written.

    Attributes
    ----------
    scenario : Path
    variants : tuple of Path
        A price cut and a points program; empty where the log says nothing of prices.
    remarks : tuple of str
        Why a variant is missing.
    tables : tuple of Path
        The acceptance table; empty where nothing is known of lasting tastes.
    """

    scenario: Path
    variants: tuple[Path, ...]
    remarks: tuple[str, ...]
    tables: tuple[Path, ...] = ()


def write_calibrated(
    calibration: Calibration,
    path: Path,
    focal_firm: str | None = None,
    tastes: TasteCalibration | None = None,
) -> CalibratedFiles:
    """Write the scenario of a calibrated log, and the variants that `compare` sets against it.

    All files are written and loaded again in a hidden folder before any of them appears.

    Parameters
    ----------
    calibration : Calibration
        From `calibrate`.
    path : Path
        Where the scenario is to stand; the variants take its name with `_price_cut` and `_points`.
    focal_firm : str, optional
        As the log names it; the firm with the largest share if not given.
    tastes : TasteCalibration, optional
        Its classes become segments; its acceptance table is written as `_acceptance.csv`.

    Raises
    ------
    LogError
        If the calibration has no counterpart in the market.
    ScenarioError
        If the path cannot be written, or a file of another content stands there.
    """
    scenario = scenario_of(calibration, focal_firm, tastes)
    require_place(path)
    shared = market_calibration(calibration, tastes)
    texts, remarks = variant_texts(path.name, scenario.focal_firm), _missing_variants(shared)
    if remarks:
        texts = {}
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}.") as folder:
            base = Path(folder) / path.name
            text = stamped(scenario_text(scenario, calibrated_header(calibration, tastes)))
            base.write_text(text, encoding="utf-8", newline="\n")
            staged = [base]
            for kind, text in texts.items():
                variant = variant_path(base, kind)
                variant.write_text(text, encoding="utf-8", newline="\n")
                staged.append(variant)
            for file in staged:
                load_scenario(file)
            tables = [] if tastes is None else [_acceptance_table(tastes, base)]
            written = _moved([*staged, *tables], path.parent)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). Choose another --scenario."
        raise ScenarioError(msg) from error
    n_scenarios = len(staged)
    return CalibratedFiles(
        written[0], tuple(written[1:n_scenarios]), tuple(remarks), tuple(written[n_scenarios:])
    )


def _acceptance_table(tastes: TasteCalibration, base: Path) -> Path:
    """Write the acceptance table beside a scenario and return its path."""
    table = base.with_name(f"{base.stem}_acceptance.csv")
    text = acceptance_frame(tastes.acceptance).to_csv(index=False, lineterminator="\n")
    table.write_text(text, encoding="utf-8", newline="\n")
    return table


def _moved(staged: list[Path], folder: Path) -> list[Path]:
    """Move files into a folder, where none of them may stand with another content."""
    places = [folder / file.name for file in staged]
    for file, place in zip(staged, places, strict=True):
        if place.exists() and (not place.is_file() or place.read_bytes() != file.read_bytes()):
            msg = f"{place}: stands there already and differs from what this log gives; {ADVICE}"
            raise ScenarioError(msg)
    for file, place in zip(staged, places, strict=True):
        file.replace(place)
    return places


def _missing_variants(market: Calibration) -> list[str]:
    """Return the sentence that says why no variants are written; none where they are."""
    if offers_of(market).price_sensitivity != 0.0:
        return []
    return [
        "No price cut and no points program were written: the log shows no response to price, so"
        " that nobody knows what a discount or a point is worth to these customers."
        f" {_price_advice(market)}"
    ]


def variant_texts(base: str, focal: str) -> dict[str, str]:
    """Return the variants' files by kind.

    Parameters
    ----------
    base : str
        The scenario's file name.
    focal : str
        The focal firm, as the scenario names it.
    """
    price_cut = [
        Row(("policies", 0, "set", "discount"), GIVEN_AWAY, is_default=False),
        Row(("policies", 0, "from"), 0, is_default=False),
        Row(("policies", 0, "cost"), {}, is_default=False),
    ]
    points = [
        Row(("policies", 0, "set", "program.earn_rate"), GIVEN_AWAY, is_default=False),
        Row(("policies", 0, "set", "program.threshold"), POINTS_THRESHOLD, is_default=False),
        Row(("policies", 0, "from"), 0, is_default=False),
        Row(("policies", 0, "cost", "once"), POINTS_ONCE, is_default=False),
    ]
    return {
        PRICE_CUT: _variant(
            base,
            focal,
            f"Price cut of {GIVEN_AWAY:.0%} by {focal}",
            f"What does it bring {focal} to charge everybody {GIVEN_AWAY:.0%} less?",
            price_cut,
        ),
        POINTS: _variant(
            base,
            focal,
            f"Points program of {GIVEN_AWAY:.0%} by {focal}",
            f"Does a {GIVEN_AWAY:.0%} points program of {focal} change behavior, or pay for what"
            " people do anyway?",
            points,
        ),
    }


def _price_advice(calibration: Calibration) -> str:
    """Return what would show the response to price, given what was."""
    if "price" in calibration.loyalty_model.terms:
        return (
            "The prices that were given go with more purchases where they are higher, as where quality,"
            " demand or the place of recording stand behind them: more weeks with price changes, or"
            " feature and display beside the price, may show it."
        )
    if len(calibration.sources) > 1:
        return (
            f"{calibration.sources[-1].name} has no price that could be used, and another note says"
            " why: prices of all firms that change over time are needed."
        )
    return "Add offers.csv with the prices of all firms."


def _variant(base: str, focal: str, title: str, question: str, policy: list[Row]) -> str:
    """Return the text of a file that lays one policy of the focal firm over the base."""
    rows = [
        Row(("extends",), base, is_default=False),
        Row(("title",), title, is_default=False),
        Row(("question",), question, is_default=False),
        Row(("policies", 0, "firm"), focal, is_default=False),
        *policy,
    ]
    top = "# The size of the lever and its stated cost are assumptions: change them to your own.\n"
    return f"{top}\n{rendered(rows, _no_comment)}"


def _no_comment(_row: Row) -> str:
    return ""
