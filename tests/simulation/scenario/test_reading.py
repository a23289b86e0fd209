"""YAML is read as version 1.2 says, runs no code, and never leads to a traceback."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import ScenarioError
from simulation.scenario import reading
from simulation.scenario.loader import load_scenario, scenario_from_document
from simulation.scenario.reading import plain_scalar, read_tree
from simulation.scenario.tree import node_at, plain
from tests.simulation.scenario.conftest import SOUND

# the fixtures only name a folder, so that sharing them between examples is harmless
IN_ONE_FOLDER = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
YAML_SIGNS = st.text(alphabet="ab1.-:#,&*!|>'\"%@`{}[]?~ \n\t\\x", max_size=60)
SCENARIO_KEYS = st.sampled_from(
    ["title", "focal_firm", "market", "mode", "steps", "customers", "firms", "segments", "policies",
     "Alpha", "share", "set", "price", "firm", "program", "earn_rate", "cost", "from", "extends",
     "provenance", "sources", "taste", "dimension_weights", "R", "", "<<", "null"]
)  # fmt: skip
PLAIN_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | SCENARIO_KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCENARIO_KEYS, inner, max_size=5),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("2.", 2.0),
        ("-.inf", -math.inf),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        ("1" * 400, "1" * 400),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(written, meant):
    value = plain_scalar(written)
    assert value == meant
    assert type(value) is type(meant)


def test_nan_is_read_as_a_number_that_is_refused_later():
    assert math.isnan(plain_scalar(".nan"))


def test_quoted_numbers_stay_text(write):
    tree, problems = read_tree(write("a.yaml", "a: '12'\nb: \"true\"\nc: |\n  3\n"), "a.yaml", "")
    assert plain(tree) == {"a": "12", "b": "true", "c": "3\n"}
    assert problems == []


def test_keys_are_text_as_written(write):
    tree, _ = read_tree(write("a.yaml", "NO: 1\n3: 2\nnull: 3\n'4': 5\n"), "a.yaml", "")
    assert plain(tree) == {"NO": 1, "3": 2, "null": 3, "4": 5}


def test_a_value_remembers_the_line_of_its_key(write):
    path = write("a.yaml", "a:\n  b:\n    - 1\n    -\n      c:\n        2\n")
    tree, _ = read_tree(path, "a.yaml", "")
    lines = {keys: node_at(tree, keys).place.line for keys in [("a",), ("a", "b"), ("a", "b", 0)]}
    assert lines == {("a",): 1, ("a", "b"): 2, ("a", "b", 0): 3}
    assert node_at(tree, ("a", "b", 1, "c")).place.line == 5


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_byte_order_mark_and_the_line_ends_of_other_systems_change_nothing(write, ending):
    sound = load_scenario(write("unix.yaml", SOUND))
    path = Path("other.yaml")
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", ending).encode())
    assert load_scenario(path) == sound


def test_a_file_in_utf_16_is_told_so(write):
    path = write("wide.yaml", "")
    path.write_bytes(SOUND.encode("utf-16"))
    with pytest.raises(ScenarioError, match=r"^wide.yaml:1: The file must be UTF-8 text\."):
        load_scenario(path)


def test_no_tag_runs_code(write):
    witness = Path("witness")
    code = f"__import__('pathlib').Path('{witness}').touch()"
    for tag in ("!!python/object/apply:eval", "!!python/object/new:eval", "!eval"):
        path = write("tag.yaml", f'title: {tag} ["{code}"]\n')
        with pytest.raises(ScenarioError, match=r"^tag.yaml:1: The tag .* is refused"):
            load_scenario(path)
    assert not witness.exists()


def test_a_folder_is_not_a_file(write):
    path = write("folder.yaml/inside.yaml", SOUND).parent
    with pytest.raises(ScenarioError, match=r"^folder.yaml: This is a folder; name a file in it"):
        load_scenario(path)


def test_a_missing_file_is_told_so(write):
    write("present.yaml", SOUND)
    with pytest.raises(ScenarioError, match=r"^absent.yaml: There is no such file\.$"):
        load_scenario("absent.yaml")


def test_an_unreadable_file_is_told_so(sound, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ScenarioError, match=r"^sound.yaml: The file cannot be read: Permission"):
        load_scenario(sound)


def test_a_path_that_no_system_can_hold_is_told_so():
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_scenario("a\0b.yaml")


def test_a_file_beyond_the_limit_is_refused_before_it_is_parsed(write, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", len(SOUND.encode()))
    load_scenario(write("just.yaml", SOUND))
    with pytest.raises(ScenarioError, match=r"^more.yaml: The file is larger than"):
        load_scenario(write("more.yaml", SOUND + "#"))


def test_the_halves_that_json_makes_of_rare_characters_are_joined(write):
    tree, _ = read_tree(write("a.yaml", '"\\ud83d\\ude00": "a\\ud83d\\ude00b"\n'), "a.yaml", "")
    assert plain(tree) == {"\U0001f600": "a\U0001f600b"}


def test_half_a_character_is_refused(write):
    with pytest.raises(ScenarioError, match=r"^a.yaml:2: An escape .* is half a character\.$"):
        load_scenario(write("a.yaml", 'question: ""\ntitle: "\\ud83d"\n'))


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [" + "x, " * 9 + "x]\n" + "".join(f"{c}: &{c} [*a]\n" for c in "bcdefghi"),
        "[" * 50_000,
        "{a: " * 20_000,
        "- " * 30_000,
        "? " * 20_000,
        "a: " + "&b " * 10_000,
        "title: " + "9" * 100_000,
        "title: " + "'" * 99_999,
    ],
    ids=["aliases", "brackets", "braces", "dashes", "questions", "anchors", "digits", "quotes"],
)
def test_a_bomb_gets_a_sentence(write, bomb):
    with pytest.raises(ScenarioError, match=r"^bomb\.yaml:"):
        load_scenario(write("bomb.yaml", bomb))


def loads_or_says_why(path: Path) -> None:
    """Let only sentences through: any other exception is the test's failure."""
    try:
        load_scenario(path)
    except ScenarioError as error:
        problems, text = error.problems, str(error)
    else:
        return
    assert len(text.splitlines()) == len(problems) > 0


@IN_ONE_FOLDER
@given(content=st.binary(max_size=80) | YAML_SIGNS.map(str.encode) | st.text().map(str.encode))
def test_junk_leads_to_sentences_only(write, content):
    path = write("junk.yaml", "")
    path.write_bytes(content)
    loads_or_says_why(path)


@IN_ONE_FOLDER
@given(
    at=st.integers(0, len(SOUND)), width=st.integers(0, 4), junk=YAML_SIGNS | st.text(max_size=3)
)
def test_a_damaged_file_leads_to_sentences_only(write, at, width, junk):
    path = write("damaged.yaml", "")
    path.write_bytes((SOUND[:at] + junk + SOUND[at + width :]).encode("utf-8", "surrogatepass"))
    loads_or_says_why(path)


@IN_ONE_FOLDER
@given(content=st.dictionaries(SCENARIO_KEYS, PLAIN_VALUES, min_size=1))
def test_plain_values_in_the_wrong_places_lead_to_sentences_only(write, content):
    write("sound.yaml", SOUND)
    loads_or_says_why(write("wrong.yaml", json.dumps(content)))
    content["extends"] = "sound.yaml"
    loads_or_says_why(write("wrong.yaml", json.dumps(content)))
    with pytest.raises(ScenarioError):
        scenario_from_document(content)
