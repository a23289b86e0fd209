"""`python -m analysis.evidence` runs the full form and writes docs/evidence.md."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from analysis.evidence.command import validate_to_folder
from analysis.evidence.registry import chosen_facts
from analysis.evidence.written import evidence_page
from simulation.storage import write_text

RESULTS = Path("results") / "evidence"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"

if __name__ == "__main__":
    validation = validate_to_folder(chosen_facts([]), RESULTS)
    write_text(PAGE, evidence_page(validation, datetime.now(UTC).date().isoformat()))
    sys.stdout.write(f"{PAGE}\n")
