"""A scenario goes out as a document, a file or a description, and comes back the same."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import ScenarioError
from simulation.scenario.describe import describe
from simulation.scenario.firm_checks import NEEDS, ONLY_WITH_POLICY, ONLY_WITH_RULE
from simulation.scenario.inert import (
    MEMBERS_ONLY,
    NEEDED_BEHAVIOR,
    NEEDED_IF_CHANGED,
    NEEDED_LEVERS,
)
from simulation.scenario.loader import (
    load_scenario,
    scenario_document,
    scenario_from_document,
    scenario_hash,
    scenario_names,
)
from simulation.scenario.paths import BEHAVIOR, LEVERS
from simulation.scenario.waking import WAKERS
from simulation.scenario.writing import scalar_text, write_scenario

# the fixtures only name a folder, so that sharing them between examples is harmless
IN_ONE_FOLDER = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
INERT = {"review_base", "review_dissatisfaction", "review_failure", "review_promotion"}
INERT |= {"review_contract_end", "locked_review_share", "taste_sd", "consider_max"}
INERT |= {"cross_buying", "breadth_spend", "key_envy", "rating_extremity", "responsibility_trust"}
INERT |= {"involvement_forgiveness", *WAKERS}
DECIDED = {"share", "reach", "awareness", "active", "contract_months", *NEEDED_LEVERS, *NEEDS}
DECIDED |= {f"reaction.{name}" for name in ONLY_WITH_POLICY}
DECIDED |= {f"investment.{name}" for name in ONLY_WITH_RULE}
DECIDED |= {*MEMBERS_ONLY, *NEEDED_BEHAVIOR, "tiers.second", "tiers.third"}
DECIDED |= {"belonging.image_x", "belonging.image_y", "promotion_prob", *NEEDED_IF_CHANGED}
DECIDED |= {"breach.privacy", "breach.terms"}  # felt when a policy raises them
NAMES = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9 _&'-]{0,7}[A-Za-z0-9_&'-])?", fullmatch=True)


def values_of(declarations, left_out):
    """Draw some parameters by dotted path, each within its bounds."""
    within = {
        path: st.floats(*declared.bounds) | st.just(declared.bounds[0])
        for path, declared in declarations.items()
        if path not in left_out and None not in declared.bounds
    }
    return st.lists(st.sampled_from(sorted(within)), unique=True, max_size=5).flatmap(
        lambda paths: st.fixed_dictionaries({path: within[path] for path in paths})
    )


def nested(values):
    content = {}
    for path, value in values.items():
        outer, _, inner = path.rpartition(".")
        (content.setdefault(outer, {}) if outer else content)[inner] = value
    return content


@st.composite
def documents(draw):
    """Draw sound repertoire markets in the form of a file."""
    firms = draw(st.lists(NAMES, min_size=2, max_size=4, unique=True))
    behavior = {path for path in BEHAVIOR if "_weights." in path or "_weight." in path} | INERT
    own = [values_of(LEVERS, DECIDED) for _ in firms]
    set_by_policy = draw(values_of(LEVERS, {*DECIDED, "program.breakage"}))
    return {
        "title": draw(st.text(max_size=12)),
        "question": draw(st.text(max_size=12)),
        "provenance": {"sources": draw(st.lists(st.text(max_size=6), max_size=2))},
        "focal_firm": draw(st.sampled_from(firms)),
        "market": {
            "mode": "repertoire",
            "step_days": draw(st.integers(1, 365)),
            "steps": draw(st.integers(10, 100)),
            "burn_in_steps": draw(st.integers(0, 100)),
            "activity_window_steps": 10,
        },
        "customers": nested(draw(values_of(BEHAVIOR, behavior))),
        "segments": {
            "some": {"share": draw(st.floats(0, 1)), "set": draw(values_of(BEHAVIOR, behavior))}
        },
        "firms": {
            name: {"share": draw(st.floats(0.01, 1)), **nested(draw(values))}
            for name, values in zip(firms, own, strict=True)
        },
        "policies": [{"firm": firms[0], "set": set_by_policy, "from": 3}] if set_by_policy else [],
    }


@IN_ONE_FOLDER
@given(document=documents())
def test_documents_files_and_descriptions_all_lead_back_to_the_same_scenario(write, document):
    file = write("market.yaml", json.dumps(document))
    scenario = load_scenario(file)
    assert scenario_from_document(document) == scenario
    whole = scenario_document(scenario)
    assert scenario_from_document(json.loads(json.dumps(whole))) == scenario
    write_scenario(scenario, "written.yaml", "made\nby a test")
    assert load_scenario("written.yaml") == scenario
    described = load_scenario(write("described.yaml", describe(scenario)))
    assert described == scenario
    assert scenario_hash(described) == scenario_hash(scenario)


def test_every_shipped_scenario_loads_and_comes_back_from_its_description(write):
    names = scenario_names()
    assert len(names) >= 3
    for name in names:
        scenario = load_scenario(name)
        assert load_scenario(write("described.yaml", describe(scenario))) == scenario, name
        write_scenario(scenario, "written.yaml", name)
        assert load_scenario("written.yaml") == scenario, name


@IN_ONE_FOLDER
@given(document=documents(), random=st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_change_the_hash(document, random):
    def shuffled(value):
        if not isinstance(value, dict):
            return value
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key]) for key in keys}

    other = scenario_from_document(shuffled(document))
    assert scenario_hash(other) == scenario_hash(scenario_from_document(document))


def test_the_hash_is_the_sha_256_of_the_sorted_json_with_whole_numbers_as_such(sound):
    scenario = load_scenario(sound)
    document = json.loads(
        json.dumps(scenario_document(scenario)),
        parse_float=lambda text: (
            int(float(text)) if float(text) == int(float(text)) else float(text)
        ),
    )
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    assert scenario_hash(scenario) == sha256(text.encode()).hexdigest()


def test_the_spelling_of_a_number_does_not_change_the_hash(sound_document):
    before = scenario_hash(scenario_from_document(sound_document))
    sound_document["segments"]["regulars"]["set"]["need_rate"] = 3
    sound_document["policies"][0]["set"]["price"] = 9e-1
    assert scenario_hash(scenario_from_document(sound_document)) == before


def test_the_order_of_policies_changes_the_hash(sound_document):
    sound_document["policies"].append({"firm": "Alpha", "set": {"price": 0.8}, "from": 15})
    before = scenario_hash(scenario_from_document(sound_document))
    sound_document["policies"].reverse()
    assert scenario_hash(scenario_from_document(sound_document)) != before


def test_a_document_is_complete_and_speaks_the_language_of_the_file(sound):
    document = scenario_document(load_scenario(sound))
    assert document["policies"][0]["from"] == 10
    assert "start" not in document["policies"][0]
    assert document["firms"]["Beta"]["program"]["member_cost"] == 0.002
    assert set(document["customers"]) >= {path.split(".")[0] for path in BEHAVIOR}


@pytest.mark.parametrize("document", [{}, {"title": object()}, {3: 4}, {"title": {1, 2}}])
def test_what_is_no_scenario_is_refused_as_a_document(document):
    with pytest.raises(ScenarioError, match=r"^scenario document: "):
        scenario_from_document(document)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Alpha & Co", "Alpha & Co"),
        ("NO", '"NO"'),
        ("on", '"on"'),
        ("true", '"true"'),
        ("12", '"12"'),
        ("1e3", '"1e3"'),
        ("null", '"null"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        ("Café", '"Café"'),
        ("two\nlines", '"two\\nlines"'),
        (None, "null"),
        (False, "false"),
        (7, "7"),
        (0.5, "0.5"),
        (1e-06, "1.0e-06"),
        (1.5e300, "1.5e+300"),
    ],
)
def test_scalars_are_quoted_where_yaml_would_take_them_for_something_else(value, text):
    assert scalar_text(value) == text


def test_a_written_file_says_only_what_differs_with_units_under_its_header(sound):
    write_scenario(load_scenario(sound), "out.yaml", "Made by a test.\n\nNobody checked it.")
    lines = Path("out.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[:5] == [
        "# Made by a test.",
        "#",
        "# Nobody checked it.",
        "",
        "title: A sound market",
    ]
    told = [" ".join(line.split()) for line in lines[5:]]
    assert told == [
        "focal_firm: Alpha",
        "market:",
        "mode: repertoire",
        "step_days: 7 # days",
        "customers: 1000 # customers",
        "steps: 52 # steps",
        "burn_in_steps: 52 # steps",
        "activity_window_steps: 13 # steps",
        "customers:",
        "satisfaction_weight: 0.4 # logit per 10 points",
        "segments:",
        "regulars:",
        "share: 0.3",
        "set:",
        "need_rate: 3.0 # purchases per week",
        "dimension_weights.R: 0.5 # share",
        "firms:",
        "Alpha:",
        "share: 0.6 # share prior",
        "program:",
        "earn_rate: 0.01 # points per unit of money",
        "Beta:",
        "share: 0.4 # share prior",
        "policies:",
        "- firm: Alpha",
        "set:",
        "price: 0.9 # money",
        "from: 10",
        "until: 20",
        "cost: {}",
    ]


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(sound, monkeypatch):
    scenario = load_scenario(sound)
    Path("out").mkdir()
    target = Path("out/market.yaml")
    target.write_text("old", encoding="utf-8")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    for name in ("os.fsync", "pathlib.Path.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(name, refuse)
            with pytest.raises(
                ScenarioError, match=r"^out/market.yaml: The file cannot be written"
            ):
                write_scenario(scenario, target, "")
        assert [path.name for path in Path("out").iterdir()] == ["market.yaml"]
        assert target.read_text(encoding="utf-8") == "old"
    write_scenario(scenario, target, "")
    assert load_scenario(target) == scenario


def test_a_folder_that_is_not_there_is_told_so(sound):
    with pytest.raises(
        ScenarioError, match=r"^nowhere/m.yaml: The file cannot be written: No such"
    ):
        write_scenario(load_scenario(sound), "nowhere/m.yaml", "")
