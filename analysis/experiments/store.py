"""The store of a sweep, open for writing: what is there, what is missing, and how it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analysis.experiments.folder import EXPERIMENT_FILE, REPORT, keep_beside, refuse_store_folder
from analysis.experiments.ledger import LEDGER, Ledger, RunId
from analysis.experiments.parts import PARTS, is_sound, remove_strays, write_part
from analysis.experiments.plan import Plan, Unit
from analysis.experiments.rows import SCENARIO, row_schema, row_table
from analysis.experiments.tables import counted_rows
from simulation.errors import ResultError
from simulation.results import versions

FORMAT = 1


@dataclass(frozen=True)
class Finished:
    """What became of one run: its outcomes, or the sentence of its failure."""

    unit: Unit
    outcomes: Mapping[str, float] = field(default_factory=dict)
    error: str | None = None


class Store:
    """A folder that takes the rows of one plan.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    plan : Plan
        What is run.
    outcomes : Sequence[str]
        Names of the outcomes.
    version : str
        Version of the code that runs it.
    document : Mapping[str, Any] | None
        The experiment in full, for the record; None where something other than markets is run.

    Raises
    ------
    ResultError
        If the folder holds something else: other files, another experiment, or rows of another
        version of the code.
    """

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        outcomes: Sequence[str],
        version: str,
        document: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder, self.plan = folder, plan
        self._failed: set[RunId] = set()
        self.schema = row_schema(plan.factors, outcomes)
        refuse_store_folder(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"{folder}: results cannot be written here ({error.strerror}). Choose another --out."
            raise ResultError(msg) from error
        self.ledger = Ledger(folder, is_written=True)
        with self.ledger.writing():
            found = self.ledger.about()
            if found:
                _refuse_stranger(folder, found, plan, version)
            else:
                _refuse_parts_without_ledger(folder)
            self.ledger.describe(
                {
                    "format": FORMAT,
                    "version": version,
                    "versions": found.get("versions", versions()),
                    "plan": plan.document,
                    "title": plan.title,
                    "factors": [asdict(factor) for factor in plan.factors],
                    "design": asdict(plan.design),
                    "outcomes": list(outcomes),
                    "experiment": document,
                }
            )
            self._repair()

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def keep_text(self, text: str) -> None:
        """Write the experiment as a person reads it."""
        with self.ledger.writing():
            keep_beside(self.folder, EXPERIMENT_FILE, text)

    def is_missing(self, unit: Unit) -> bool:
        """Tell whether a run is still to be made; what failed is tried again in the next sweep."""
        run = (unit.key, unit.seed)
        return run not in self._failed and not self.ledger.has_run(run)

    def keep(self, finished: Sequence[Finished]) -> int:
        """Keep runs: one part for those that succeeded, a sentence for each that failed.

        Runs that another sweep has kept meanwhile are left out, so that no run counts twice.

        Returns
        -------
        int
            How many runs were kept that succeeded.
        """
        with self.ledger.writing():
            new = [found for found in finished if self.is_missing(found.unit)]
            done = [found for found in new if found.error is None]
            if done:
                rows = [row for found in done for row in self._rows(found)]
                part = write_part(self.folder, row_table(rows, self.schema))
                self.ledger.add_part(part, [(f.unit.key, f.unit.seed) for f in done])
            for found in new:
                if found.error is not None:
                    unit = found.unit
                    point = self.plan.points_of[unit.key][0]
                    run = (unit.key, unit.seed)
                    self.ledger.add_failure(run, point, unit.replication, found.error)
                    self._failed.add(run)
        return len(done)

    def put_together(self) -> None:
        """Replace all parts by one whose rows are sorted: its bytes do not tell who ran what when."""
        with self.ledger.writing():
            old = self.ledger.parts()
            if not old:
                return
            new = write_part(self.folder, counted_rows(self.folder, self.ledger))
            self.ledger.replace_parts(old, new)
        for part in old:
            if part.name != new.name:
                (self.folder / part.name).unlink(missing_ok=True)

    def _rows(self, found: Finished) -> Iterator[dict[str, Any]]:
        unit = found.unit
        for point in self.plan.points_of[unit.key]:
            numbers = {"point": point, "replication": unit.replication, "seed": unit.seed}
            yield {
                **numbers,
                SCENARIO: unit.key,
                **self.plan.values_of(point),
                **found.outcomes,
            }

    def _repair(self) -> None:
        """Let parts that are gone or damaged count no more, and delete files that do not count."""
        parts = self.ledger.parts()
        sound = [part for part in parts if is_sound(self.folder, part)]
        for part in parts:
            if part not in sound:
                self.ledger.drop_part(part.name)
        remove_strays(self.folder, {part.name for part in sound})


def keep_report(folder: Path, page: str) -> Path:
    """Write the report of a sweep into its folder, while no other sweep writes there.

    Raises
    ------
    ResultError
        If a file there was edited, or it cannot be written.
    """
    with closing(Ledger(folder, is_written=True)) as ledger, ledger.writing():
        keep_beside(folder, REPORT, page)
    return folder / REPORT


def _refuse_parts_without_ledger(folder: Path) -> None:
    """Refuse parts that an empty ledger says nothing about: putting in order would delete them."""
    if any((folder / PARTS).glob("*")):
        msg = (
            f"{folder}: there are parts of a sweep in {PARTS}/, but {LEDGER} is empty, so nothing says "
            "which of them count. Put the ledger back if you have a copy; else move the folder away and "
            "run the sweep again."
        )
        raise ResultError(msg)


def _refuse_stranger(folder: Path, found: Mapping[str, Any], plan: Plan, version: str) -> None:
    """Refuse rows that were made by other code, or for another experiment."""
    if found["version"] != version:
        msg = (
            f"{folder}: these runs were made by version {found['version']} of the code, and this is "
            f"{version}; runs of two versions are never mixed. Choose another --out to run the "
            "experiment again with this version, or return to the old one to add to it. The folder "
            "can still be read."
        )
        raise ResultError(msg)
    differing = [key for key, value in plan.document.items() if found["plan"].get(key) != value]
    if differing:
        msg = (
            f"{folder}: the folder holds another experiment (differing: {', '.join(differing)}). Only "
            "replications can be added to a sweep. Choose another --out."
        )
        raise ResultError(msg)
