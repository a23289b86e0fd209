"""What a real purchase log says of choice: read it, check it, fit it, hold it against the future.

`read_log` (files) or `load_panel` (shipped panels) give a `ChoiceLog`; `calibrate` turns it into a
frozen `Calibration`; `frames` makes tables of that. Only `scenario_of` and its companions (`files`,
`forward`, `command`) know the market; the fit itself does not.
"""

from analysis.calibration.calibration import Calibration, calibrate
from analysis.calibration.log import ChoiceLog
from analysis.calibration.panels import load_panel
from analysis.calibration.reader import read_log

__all__ = ["Calibration", "ChoiceLog", "calibrate", "load_panel", "read_log"]
