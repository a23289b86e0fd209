"""Names, files, `extends`, and what a loaded scenario holds."""

from pathlib import Path

import pytest

from simulation.errors import ScenarioError
from simulation.scenario.loader import load_scenario, parent_name, scenario_names
from tests.simulation.scenario.conftest import SOUND


def test_a_file_becomes_a_scenario_with_its_values_and_the_defaults(sound):
    scenario = load_scenario(sound)
    assert scenario.title == "A sound market"
    assert list(scenario.firms) == ["Alpha", "Beta"]
    assert scenario.firms["Alpha"].program.earn_rate == 0.01
    assert scenario.firms["Beta"].price == 1.0
    assert scenario.customers.satisfaction_weight == 0.4
    assert scenario.segments["regulars"].set == {"need_rate": 3.0, "dimension_weights.R": 0.5}
    assert (scenario.policies[0].start, scenario.policies[0].until) == (10, 20)


@pytest.mark.usefixtures("shipped")
def test_industries_are_named_by_their_folder_and_variants_after_it():
    assert scenario_names() == ["retail", "retail/cut", "retail/deep_cut"]


@pytest.mark.usefixtures("shipped")
def test_a_shipped_scenario_is_loaded_by_name_from_anywhere(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert load_scenario("retail").firms["Beta"].price == 1.0
    assert load_scenario("retail/cut").firms["Beta"].price == 0.8
    assert load_scenario("retail/deep_cut").firms["Beta"].price == 0.7


@pytest.mark.usefixtures("shipped")
def test_messages_name_a_shipped_file_from_the_scenarios_folder_on(write):
    write("scenarios/retail/cut.yaml", "extends: retail\nfirms: {Beta: {prize: 0.8}}\n")
    with pytest.raises(ScenarioError, match=r"^scenarios/retail/cut\.yaml:2: firms\.Beta\.prize"):
        load_scenario("retail/cut")


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "retial",
            "scenario: There is no scenario of the name 'retial'. The nearest known: retail and retail/cut.",
        ),
        (
            "retail/deepcut",
            "scenario: There is no scenario of the name 'retail/deepcut'. "
            "The nearest known: retail/deep_cut, retail/cut and retail.",
        ),
        (
            "xyz",
            "scenario: There is no scenario of the name 'xyz'. Known: retail, each with variants "
            "(run.py scenarios lists them all). A file is named by its path (my_market.yaml).",
        ),
    ],
)
def test_an_unknown_name_gets_the_nearest_known_ones(name, sentence):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    assert str(caught.value) == sentence


def test_a_path_may_have_any_suffix_if_the_file_is_there(write):
    assert load_scenario(write("market.txt", SOUND)) == load_scenario("market.txt")


@pytest.mark.usefixtures("shipped")
def test_a_name_wins_over_a_folder_of_that_name_and_a_path_does_not(write):
    write("retail/inside.txt", "")
    assert load_scenario("retail").title == "A sound market"
    with pytest.raises(ScenarioError, match=r"^retail: This is a folder"):
        load_scenario(Path("retail"))


@pytest.mark.usefixtures("shipped")
def test_the_parent_of_a_variant_has_a_name_that_can_be_loaded(write):
    own = write("mine.yaml", "extends: retail/cut\n")
    write("third.yaml", "extends: mine.yaml\n")
    assert parent_name("retail") is None
    assert parent_name("retail/cut") == "retail"
    assert parent_name("retail/deep_cut") == "retail/cut"
    assert parent_name(own) == "retail/cut"
    assert parent_name("third.yaml") == "mine.yaml"
    assert load_scenario("third.yaml") == load_scenario(parent_name("third.yaml"))


def test_a_variant_changes_what_it_says_and_inherits_the_rest(write, sound):
    variant = load_scenario(
        write(
            "variant.yaml", f"extends: {sound}\nfirms: {{Alpha: {{program: {{threshold: 5}}}}}}\n"
        )
    )
    base = load_scenario(sound)
    assert variant.firms["Alpha"].program.threshold == 5.0
    assert variant.firms["Alpha"].program.earn_rate == 0.01
    assert variant.firms["Beta"] == base.firms["Beta"]
    assert variant.market == base.market


def test_a_variant_may_add_a_firm_and_a_segment(write, sound):
    text = "firms: {Gamma: {share: 0.1}}\nsegments: {rare: {share: 0.2}}\n"
    variant = load_scenario(write("variant.yaml", f"extends: {sound}\n{text}"))
    assert list(variant.firms) == ["Alpha", "Beta", "Gamma"]
    assert list(variant.segments) == ["regulars", "rare"]


def test_lists_are_replaced_and_policies_are_added(write):
    base = "provenance: {sources: [one, two]}\n" + SOUND
    write("base.yaml", base)
    write("child.yaml", "extends: base.yaml\npolicies: [{firm: Beta, set: {price: 0.7}}]\n")
    text = "extends: child.yaml\nprovenance: {sources: [three]}\n"
    text += "policies: [{firm: Beta, set: {price: 0.6}, from: 30}]\n"
    grandchild = load_scenario(write("grandchild.yaml", text))
    assert grandchild.provenance.sources == ("three",)
    assert [(p.firm, dict(p.set)) for p in grandchild.policies] == [
        ("Alpha", {"price": 0.9}),
        ("Beta", {"price": 0.7}),
        ("Beta", {"price": 0.6}),
    ]


def test_a_long_cycle_is_printed_as_a_chain(write):
    for name, parent in (("a", "b"), ("b", "c"), ("c", "b")):
        write(f"{name}.yaml", f"extends: {parent}.yaml\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("a.yaml")
    chain = "a.yaml extends b.yaml extends c.yaml extends b.yaml"
    assert str(caught.value).endswith(f"must not lead back to the file itself. Got {chain}.")


def test_a_chain_of_more_files_than_anybody_writes_is_refused(write):
    for number in range(500):
        write(f"f{number}.yaml", f"extends: f{number + 1}.yaml\n")
    with pytest.raises(
        ScenarioError, match=r"f20\.yaml:1: extends leads through more than 20 files"
    ):
        load_scenario("f0.yaml")


def test_a_folder_with_the_name_of_a_parent_is_said_to_be_one(write):
    Path("parent.yaml").mkdir()
    with pytest.raises(ScenarioError, match=r"parent\.yaml: This is a folder"):
        load_scenario(write("child.yaml", "extends: parent.yaml\n"))


def test_a_cycle_through_two_spellings_of_one_file_is_seen(write):
    write("a.yaml", "extends: b.yaml\n")
    try:
        Path("b.yaml").symlink_to("a.yaml")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    with pytest.raises(ScenarioError, match="must not lead back to the file itself"):
        load_scenario("a.yaml")


@pytest.mark.parametrize("parent", ["../secret.yaml", "folder/x.yaml", "..\\x.yaml", "./x.yaml"])
def test_extends_leads_to_no_other_folder(write, parent):
    write("folder/x.yaml", SOUND)
    write("x.yaml", SOUND)
    with pytest.raises(ScenarioError, match="or the name of a file in the same folder, without a"):
        load_scenario(write("variant.yaml", f"extends: {parent}\n"))


def test_every_mistake_of_a_file_its_parent_and_the_command_line_is_told_at_once(write):
    write("base.yaml", SOUND.replace("share: 0.4", "share: 4"))
    text = """\
extends: base.yaml
focal_firm: Gamma
market: {steps: many}
firms:
  Alpha: {failure_prob: 1.4, prize: 1, exit_fee: 3}
  Alpha: {price: 2}
segments: {rare: {share: 0.9}}
policies: [{firm: Beta, set: {reach: 0.5, price: 0.5}, from: 9, until: 3}]
"""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write("variant.yaml", text), {"firms.Beta.recovery": 7, "market.size": 3})
    assert [(str(p.place), p.path) for p in caught.value.problems] == [
        ("base.yaml:21", "firms.Beta.share"),
        ("overrides", "market.size"),
        ("overrides", "firms.Beta.recovery"),
        ("variant.yaml:2", "focal_firm"),
        ("variant.yaml:3", "market.steps"),
        ("variant.yaml:5", "firms.Alpha.failure_prob"),
        ("variant.yaml:5", "firms.Alpha.prize"),
        ("variant.yaml:5", "firms.Alpha.exit_fee"),
        ("variant.yaml:6", "firms.Alpha"),
        ("variant.yaml:7", "segments"),
        ("variant.yaml:8", "policies.1.set.reach"),
        ("variant.yaml:8", "policies.1.until"),
    ]


def test_more_mistakes_than_anybody_reads_are_counted(write):
    text = "".join(f"k{i}: 1\n" for i in range(250))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write("many.yaml", text))
    assert "more mistakes than the 200 that are shown" in str(caught.value)
    assert len(caught.value.problems) == 201


@pytest.mark.parametrize(
    ("mistake", "cured", "hidden"),
    [
        ("steps: 52", "steps: x", "policies.0.until"),
        ("share: 0.3", "share: 3", "segments:"),
        ("earn_rate: 0.01", "earn_rate: x, threshold: 5", "threshold"),
        ("mode: repertoire", "mode: repertory", "need_rate"),
        ("focal_firm: Alpha", "focal_firm: 3", "must be one of the firms"),
        ("  Alpha:\n    share", "  Al.pha:\n    share", "must be one of the firms"),
    ],
)
def test_what_rests_on_a_mistake_is_not_held_against_the_author(write, mistake, cured, hidden):
    text = SOUND.replace("until: 20", "until: 52").replace(mistake, cured, 1)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write("market.yaml", text))
    assert hidden not in str(caught.value)


def test_an_error_survives_the_way_between_processes(sound):
    import pickle

    with pytest.raises(ScenarioError) as caught:
        load_scenario(sound, {"firms.Alpha.prise": 1})
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  made in the line itself
    assert str(copied) == str(caught.value)
    assert copied.problems == caught.value.problems
