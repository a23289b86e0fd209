"""`python -m analysis.studies` runs all studies and writes docs/explanation/industries.md."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from analysis.studies.industries import judged
from analysis.studies.page import industries_page
from analysis.studies.registry import STUDIES
from analysis.studies.study import run_into
from simulation.runner import available_workers
from simulation.storage import write_text

RESULTS = Path("results") / "studies"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "industries.md"

if __name__ == "__main__":
    workers = available_workers()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    tables = {
        letter: run_into(study, replace(study.size, workers=workers), folder / study.name)
        for letter, study in STUDIES.items()
    }
    date = datetime.now(UTC).date().isoformat()
    write_text(PAGE, industries_page(judged(workers=workers), tables, STUDIES, date))
    sys.stdout.write(f"{PAGE}\n")
