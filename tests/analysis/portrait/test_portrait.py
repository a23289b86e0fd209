"""A portrait of a small run: its sentences, its tables, its page and its folder."""

import json
import re
from dataclasses import replace

import pytest

from analysis.measurement.ahp import JudgementError
from analysis.plots.style import new_figure
from analysis.portrait.command import portrayed
from analysis.portrait.page import pictures, portrait_html
from analysis.portrait.page_tables import data_tables, terminal_tables
from analysis.portrait.portrait import portrait_of
from analysis.portrait.saving import save_portrait
from analysis.portrait.words import answer, findings, when
from analysis.terminal.machine import json_text
from analysis.typologies.registry import BY_NAME, TYPOLOGIES
from simulation.errors import ResultError
from simulation.results import load
from simulation.runner import RunSpec, run_one
from simulation.scenario.problems import ScenarioProblemsError
from tests.analysis.metrics.made import with_table
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed

N = 300


@pytest.fixture(scope="module")
def result():
    scenario = changed(CONTRACT, ("customers.involvement_sd", 0.3), ("market.customers", N))
    return run_one(RunSpec("small", scenario, 3, snapshots=(11,)))


@pytest.fixture(scope="module")
def portrait(result):
    return portrait_of(result)


def test_the_answer_adds_up_to_the_chance_to_stay(portrait):
    sentence = answer(portrait)
    assert sentence.startswith("Of 100 customers of Alpha, ")
    total, *parts = map(int, re.findall(r"\d+", sentence.removeprefix("Of 100")))
    assert total == round(100.0 * portrait.meter.retention)
    assert abs(sum(parts) - total) <= len(parts)  # each is rounded


def test_what_drives_customers_away_is_taken_off_in_the_answer(portrait):
    meter = portrait.meter
    turned = {**meter.contributions, "habit": -meter.contributions["habit"]}
    against = replace(portrait, meter=replace(meter, contributions=turned))
    points = round(100.0 * meter.mean("habit"))
    assert answer(against).endswith(f"; habit takes {points} away.")


def test_the_findings_name_a_barrier_and_a_bias(portrait):
    said = " ".join(findings(portrait))
    assert "Most hangs on" in said
    assert "A survey answered by" in said
    assert when(portrait) == "after 24 months"


def test_every_typology_is_computed_or_has_a_reason(portrait):
    shown = {one.typology.title for one in portrait.typologies}
    assert shown | set(portrait.not_computed) == {t.title for t in TYPOLOGIES} | {"Ward zones"}
    assert set(portrait.not_computed) == {"Ward zones"}
    for one in portrait.typologies:
        assert (one.transitions is None) == (one.no_transitions is not None)


def test_one_snapshot_gives_no_transitions_and_says_so():
    whole = run_one(RunSpec("one", changed(REPERTOIRE), 3))
    last = whole.customers[whole.customers["step"] == whole.customers["step"].max()]
    alone = portrait_of(with_table(whole, "customers", last), "Beta")
    assert {one.no_transitions for one in alone.typologies} == {"there is one snapshot only"}
    assert "--snapshot" in alone.not_computed["The life cycle of a relationship"]
    assert "transitions.csv" not in data_tables(alone)


def test_an_unknown_firm_is_refused(result):
    with pytest.raises(ResultError, match="no firm 'Omega'"):
        portrait_of(result, "Omega")


def test_the_terminal_gets_what_holds_customers_and_what_if_it_falls(portrait):
    tables = terminal_tables(portrait)
    rows = [len(table) for _, table in tables]
    assert rows == [len(portrait.lock_in) + 1, len(portrait.stress)]  # the props, and their sum
    for title, table in tables:
        assert title
        assert len(table) > 0
        assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)


def test_the_files_hold_every_state_and_everybody(portrait):
    files = data_tables(portrait)
    occupied = files["occupancy.csv"].groupby("typology")["customers"].sum()
    assert occupied["ladder_griffin"] == N
    moved = files["transitions.csv"].groupby("typology")["customers"].sum()
    changed_hands = int(moved["ladder_griffin"]) - N
    assert changed_hands >= 0
    assert (moved == moved["ladder_griffin"]).all()


def small_figure(*_):
    """Stand for a picture that another test draws: each takes half a second."""
    figure = new_figure(1.0, 1.0)
    figure.subplots().plot([0, 1])
    return figure


def test_the_page_holds_every_picture_and_calls_nobody(portrait, monkeypatch):
    # tests/analysis/typologies draws one of each kind
    monkeypatch.setattr("analysis.portrait.page.typology_figure", small_figure)
    drawn = pictures(portrait)
    page = portrait_html(portrait, drawn)
    assert page.count("<figure>") == len(drawn) == 6 + len(portrait.typologies)
    assert "<script" not in page
    links = set(re.findall(r"""(?:href|src)=["']([^"'#][^"']*)""", page))
    assert links == set()
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    for one in portrait.typologies:
        assert one.typology.title in page
    assert "Ward zones" in page


def test_a_portrait_saved_twice_is_the_same_bytes_and_replaces_itself(
    result, tmp_path, monkeypatch
):
    few = (BY_NAME["ladder_five"], BY_NAME["pyramid"])
    for name in ("stacked_parts", "own_and_rival", "path_diagram", "resistance_histogram"):
        monkeypatch.setattr(f"analysis.portrait.value_page.{name}", small_figure)
    monkeypatch.setattr("analysis.portrait.page.stress_figure", small_figure)
    monkeypatch.setattr("analysis.portrait.page.typology_figure", small_figure)
    monkeypatch.setattr("analysis.portrait.portrait.computable", lambda _: (few, {}))
    result.save(tmp_path / "run")
    short = portrait_of(result)
    folder = save_portrait(short, tmp_path / "portrait")
    described = json.loads((folder / "manifest.json").read_text())
    assert described["firm"] == "Alpha"
    first = described["files"]
    assert len([name for name in first if name.startswith("pictures/")]) == 8
    again = save_portrait(short, folder)
    assert json.loads((again / "manifest.json").read_text())["files"] == first
    loaded = portrait_of(load(tmp_path / "run"))
    page = portrait_html(loaded, pictures(loaded))
    assert page == (folder / "portrait.html").read_text("utf-8")


def test_the_command_reads_a_folder_and_a_file_of_judgements(result, tmp_path):
    result.save(tmp_path / "run")
    found = portrayed(tmp_path / "run", "Beta", sample=100)
    assert found.answer.startswith("Of 100 customers of Beta")
    document = json.loads(json_text(found.document()))
    assert document["firm"] == "Beta"
    assert {row["typology"] for row in document["occupancy"]} == {t.name for t in TYPOLOGIES}
    assert len(found.tables()) == 2
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("goal: loyalty\ncriteria: [a, b]\njudgements: [[12]]\ngroups: {}\n")
    with pytest.raises(ScenarioProblemsError, match="must lie between 1/9 and 9"):
        portrayed(tmp_path / "run", judgements=wrong)


def test_judgements_about_other_criteria_than_the_sixteen_are_refused(result, tmp_path):
    result.save(tmp_path / "run")
    other = tmp_path / "other.yaml"
    other.write_text(
        "goal: loyalty\ncriteria: [a]\njudgements: []\n"
        "groups: {a: {criteria: [x], judgements: []}}\n"
    )
    with pytest.raises(JudgementError, match="A11"):
        portrayed(tmp_path / "run", judgements=other)


def test_files_of_others_are_not_overwritten(portrait, tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(ResultError, match=r"mine\.txt"):
        save_portrait(portrait, tmp_path)


@pytest.mark.parametrize("files", [{"report.html": ""}, [], {"firms.csv": ""}])
def test_what_another_command_wrote_is_refused_in_one_sentence(tmp_path, files):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": "sweep 1", "files": files}))
    with pytest.raises(ResultError) as caught:
        portrayed(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: a portrait is of one run, and this is the result of another command, which "
        "keeps no customers. Name a folder that `run.py run` wrote."
    )


def test_what_most_hangs_on_leaves_taste_aside_in_so_many_words(portrait):
    for of_taste, said in ((1_000.0, "Taste aside, most hangs on "), (0.0, "Most hangs on ")):
        stress = portrait.stress.copy()
        stress.loc[stress["what falls"] == "taste", "leave_per_1000"] = of_taste
        assert findings(replace(portrait, stress=stress))[0].startswith(said)


@pytest.mark.parametrize(
    ("step_days", "step", "said"),
    [(30, 0, "after 1 month"), (30, 1, "after 2 months"), (7, 0, "after 1 week"), (7, 1, "after 2 weeks")],
)  # fmt: skip
def test_a_young_study_is_told_in_weeks_or_in_one_month(portrait, step_days, step, said):
    scenario = portrait.result.scenario
    market = scenario.market.model_copy(update={"step_days": step_days})
    scenario = scenario.model_copy(update={"market": market})
    moment = replace(portrait.moment, step=step, step_months=step_days / 30.0)
    young = replace(portrait, result=replace(portrait.result, scenario=scenario), moment=moment)
    assert when(young) == said
