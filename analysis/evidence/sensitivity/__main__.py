"""`python -m analysis.evidence.sensitivity` runs the analysis and writes docs/sensitivity.md."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from analysis.evidence.registry import chosen_facts
from analysis.evidence.sensitivity.command import sensitivity_to_folder
from analysis.evidence.sensitivity.written import DRAWS, sensitivity_page
from simulation.storage import write_text

RESULTS = Path("results") / "sensitivity"
PAGE = Path(__file__).resolve().parents[3] / "docs" / "sensitivity.md"

if __name__ == "__main__":
    found = sensitivity_to_folder(chosen_facts([]), RESULTS, draws=DRAWS)
    write_text(PAGE, sensitivity_page(found, datetime.now(UTC).date().isoformat()))
    sys.stdout.write(f"{PAGE}\n")
