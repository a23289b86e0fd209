"""The runs of a search, kept beside its trials: a second call makes none of them again."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from analysis.exploration.runs import Key
from simulation.errors import ResultError

RUNS = "runs.jsonl"


class KeptRuns:
    """Outcomes of runs in a file: a line for each, added when it is finished.

    What a kill leaves of the last line is passed over, and so is a line that is not as it was
    written (a hash in it says so); the run is then made again.

    Parameters
    ----------
    folder : Path
        Where the file is, or will be; one search at a time writes there (`store.first_here`).
    study_key : str
        What outcomes depend on beside a run's values and seed: scenarios, outcomes, code.
    """

    def __init__(self, folder: Path, study_key: str) -> None:
        self._path = folder / RUNS
        self._study_key = study_key
        written = self._path.read_bytes() if self._path.exists() else b""
        self._is_torn = not written.endswith(b"\n") if written else False
        self._outcomes: dict[str, Mapping[str, float]] = {}
        for line in written.split(b"\n"):
            self._outcomes |= _read(line)

    def found(self, key: Key) -> Mapping[str, float] | None:
        """Return the outcomes of a run that was made before, or None."""
        return self._outcomes.get(self._name(key))

    def keep(self, key: Key, outcomes: Mapping[str, float]) -> None:
        """Add a run (ResultError if the file cannot take it)."""
        name = self._name(key)
        line = json.dumps({"run": name, "outcomes": dict(outcomes), "hash": _hash(name, outcomes)})
        try:
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(("\n" if self._is_torn else "") + line + "\n")
        except OSError as error:
            msg = f"{self._path}: a run could not be kept ({error.strerror or error}). Make room, and start the search again: what is there already is not run again."
            raise ResultError(msg) from error
        self._is_torn = False
        self._outcomes[name] = outcomes

    def _name(self, key: Key) -> str:
        values, seed = key
        text = json.dumps([self._study_key, values, seed])
        return _shortened(text)


def _hash(name: str, outcomes: Mapping[str, float]) -> str:
    return _shortened(json.dumps([name, dict(outcomes)]))


def _shortened(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read(line: bytes) -> dict[str, Mapping[str, float]]:
    """Return the run of a line; none where the line is torn or changed."""
    try:
        found = json.loads(line)
        is_whole = found["hash"] == _hash(found["run"], found["outcomes"])
        return {found["run"]: found["outcomes"]} if is_whole else {}
    except (ValueError, KeyError, TypeError):
        return {}
