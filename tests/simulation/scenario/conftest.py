"""Small scenarios for the tests of scenario files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation.scenario import names

SOUND = """\
title: A sound market
focal_firm: Alpha
market:
  mode: repertoire
  step_days: 7
  customers: 1000
  steps: 52
  burn_in_steps: 52
  activity_window_steps: 13
customers:
  satisfaction_weight: 0.4
segments:
  regulars:
    share: 0.3
    set: {need_rate: 3.0, dimension_weights.R: 0.5}
firms:
  Alpha:
    share: 0.6
    program: {earn_rate: 0.01}
  Beta:
    share: 0.4
policies:
  - firm: Alpha
    set: {price: 0.9}
    from: 10
    until: 20
    cost: {}
"""

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file in an empty folder, which is also the current one."""
    monkeypatch.chdir(tmp_path)

    def written(name: str, text: str) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def sound(write: Write) -> Path:
    """A file without mistakes."""
    return write("sound.yaml", SOUND)


@pytest.fixture
def shipped(write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenarios folder with one industry of two variants, in place of the project's own."""
    write("scenarios/retail/baseline.yaml", SOUND)
    write("scenarios/retail/cut.yaml", "extends: retail\nfirms: {Beta: {price: 0.8}}\n")
    write("scenarios/retail/deep_cut.yaml", "extends: cut.yaml\nfirms: {Beta: {price: 0.7}}\n")
    write("scenarios/experiments/shares.yaml", "not: a scenario\n")
    folder = Path("scenarios").resolve()
    monkeypatch.setattr(names, "SCENARIOS", folder)
    return folder


@pytest.fixture
def sound_document() -> dict[str, Any]:
    """The content of the sound file, as plain values written by hand."""
    return {
        "title": "A sound market",
        "focal_firm": "Alpha",
        "market": {
            "mode": "repertoire",
            "step_days": 7,
            "customers": 1000,
            "steps": 52,
            "burn_in_steps": 52,
            "activity_window_steps": 13,
        },
        "customers": {"satisfaction_weight": 0.4},
        "segments": {
            "regulars": {"share": 0.3, "set": {"need_rate": 3.0, "dimension_weights.R": 0.5}}
        },
        "firms": {"Alpha": {"share": 0.6, "program": {"earn_rate": 0.01}}, "Beta": {"share": 0.4}},
        "policies": [{"firm": "Alpha", "set": {"price": 0.9}, "from": 10, "until": 20, "cost": {}}],
    }
