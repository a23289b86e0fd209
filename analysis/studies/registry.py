"""Every study by its letter."""

from analysis.studies import (
    fan,
    five_parts,
    misconception,
    routes,
    staff_or_gifts,
    strategies,
    subsidy,
    suppliers,
)
from analysis.studies.study import Study
from simulation.errors import ScenarioError

STUDIES: dict[str, Study] = {
    module.STUDY.id: module.STUDY
    for module in (
        strategies,
        misconception,
        routes,
        staff_or_gifts,
        suppliers,
        subsidy,
        fan,
        five_parts,
    )
}


def study_of(letter: str) -> Study:
    """Return the study of a letter.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    if letter not in STUDIES:
        known = ", ".join(f"{study.id} ({study.name})" for study in STUDIES.values())
        msg = f"study: there is no study {letter!r}. Choose one of: {known}."
        raise ScenarioError(msg)
    return STUDIES[letter]
