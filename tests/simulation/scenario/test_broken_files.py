"""Each broken file holds one mistake and gets the sentence that stands beside it in the table."""

from pathlib import Path

import pytest

from simulation.errors import ScenarioError
from simulation.scenario.loader import load_scenario

FOLDER = Path(__file__).parent / "broken"
SOUND = ("sound.yaml", "sound_contract.yaml")


def table() -> dict[str, str]:
    lines = (FOLDER / "sentences.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


SENTENCES = table()


@pytest.mark.parametrize("name", SENTENCES)
def test_a_broken_file_gets_its_sentence_and_no_other(name, monkeypatch):
    monkeypatch.chdir(FOLDER)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(Path(name))
    assert str(caught.value) == SENTENCES[name]


@pytest.mark.parametrize("name", SOUND)
def test_the_files_that_the_broken_ones_extend_are_sound(name, monkeypatch):
    monkeypatch.chdir(FOLDER)
    assert load_scenario(name).focal_firm == "Alpha"


def test_every_broken_file_stands_in_the_table():
    files = {path.name for path in FOLDER.glob("*.yaml")}
    assert files == {*SENTENCES, *SOUND}


def test_the_table_is_long_enough_to_be_worth_its_name():
    assert len(SENTENCES) >= 30
