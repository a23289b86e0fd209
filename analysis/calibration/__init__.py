"""What a real purchase log says of choice: read it, check it, fit it, hold it against the future.

`read_log` (files) or `load_panel` (shipped panels) give a `ChoiceLog`; `calibrate` turns it into a
frozen `Calibration` of customers who are all alike, `calibrate_tastes` into a `TasteCalibration` of
customers with lasting tastes; `frames` and `taste_frames` make tables of them. Only `scenario_of` and its
companions (`segments_of`, `files`, `forward`, `command`) know the market; the fit itself does not.
"""

from analysis.calibration.calibration import Calibration, calibrate
from analysis.calibration.log import ChoiceLog
from analysis.calibration.panels import load_panel
from analysis.calibration.reader import read_log
from analysis.calibration.taste_choice import TasteCalibration, calibrate_tastes

__all__ = [
    "Calibration",
    "ChoiceLog",
    "TasteCalibration",
    "calibrate",
    "calibrate_tastes",
    "load_panel",
    "read_log",
]
